"""The digest of a message is the same at both ends of a wire, whatever of an envelope each of them sees."""

from __future__ import annotations

import pytest

from zmqplay.node.tap.sample import digest_of


@pytest.mark.parametrize(
    ("sender", "sent", "receiver", "got"),
    [
        ("REQ", [b"a"], "ROUTER", [b"id", b"", b"a"]),
        ("REQ", [b"a", b"", b"b"], "ROUTER", [b"id", b"", b"a", b"", b"b"]),
        ("REQ", [b"a"], "ROUTER", [b"id", b"request", b"", b"a"]),
        ("ROUTER", [b"id", b"", b"a"], "REQ", [b"a"]),
        ("DEALER", [b"id", b"", b"a"], "REP", [b"a"]),
        ("DEALER", [b"id", b"other", b"", b"a"], "REP", [b"a"]),
        ("REP", [b"a"], "DEALER", [b"id", b"", b"a"]),
        ("DEALER", [b"a", b"b"], "ROUTER", [b"id", b"a", b"b"]),
        ("DEALER", [b"a", b""], "ROUTER", [b"id", b"a", b""]),
        ("DEALER", [b""], "ROUTER", [b"id", b""]),
        ("DEALER", [b"id", b"", b"a"], "DEALER", [b"id", b"", b"a"]),
        ("ROUTER", [b"id", b"client", b"", b"a"], "DEALER", [b"client", b"", b"a"]),
        ("PUSH", [b"", b"a"], "PULL", [b"", b"a"]),
    ],
)
def test_both_ends_have_the_same_digest(sender: str, sent: list[bytes], receiver: str, got: list[bytes]) -> None:
    assert digest_of(sender, sent) == digest_of(receiver, got)


def test_other_contents_have_another_digest() -> None:
    assert digest_of("REQ", [b"a"]) != digest_of("ROUTER", [b"id", b"", b"b"])
    assert digest_of("PUSH", [b"", b"a"]) != digest_of("PULL", [b"a"])
