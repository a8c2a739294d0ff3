"""The Doctor on CURVE keys: which key is missing or wrong, where both sides are ours."""

from __future__ import annotations

from errno import EPIPE

import pytest

from tests.model.two_roles import two_roles
from tests.telling import Telling
from zmqplay.model.event_numbers import EventNumber, ProtocolError

SERVER: dict[str, int | bytes] = {"CURVE_SERVER": 1, "CURVE_SECRETKEY": b"S"}
CLIENT: dict[str, int | bytes] = {"CURVE_SERVERKEY": b"P", "CURVE_PUBLICKEY": b"p", "CURVE_SECRETKEY": b"s"}


def without(options: dict[str, int | bytes], *names: str) -> dict[str, int | bytes]:
    return {name: value for name, value in options.items() if name not in names}


def failing(client: dict[str, int | bytes], server: dict[str, int | bytes], own: bytes = b"p") -> Telling:
    """A client and a server with these options, `own` being the public key of the client's secret key."""
    telling = Telling(two_roles(("server", "REP", 1), ("client", "REQ", 1)))
    telling.change("server-1", options=server, public_key=b"P" if "CURVE_SECRETKEY" in server else b"")
    telling.change("client-1", options=client, public_key=own if "CURVE_SECRETKEY" in client else b"")
    for _ in range(2):
        telling.nodes["client-1"].event(0, EventNumber.HANDSHAKE_FAILED_NO_DETAIL, telling.now_ns, value=EPIPE)
        telling.nodes["server-1"].event(
            0, EventNumber.HANDSHAKE_FAILED_PROTOCOL, telling.now_ns, value=ProtocolError.CRYPTOGRAPHIC
        )
        telling.report()
    return telling


@pytest.mark.parametrize(
    ("client", "server", "own", "says"),
    [
        (without(CLIENT, "CURVE_PUBLICKEY", "CURVE_SECRETKEY"), SERVER, b"", "client-1 has no key pair of its own"),
        (without(CLIENT, "CURVE_SECRETKEY"), SERVER, b"", "client-1 has no CURVE_SECRETKEY"),
        (without(CLIENT, "CURVE_PUBLICKEY"), SERVER, b"p", "client-1 has no CURVE_PUBLICKEY"),
        (CLIENT, without(SERVER, "CURVE_SECRETKEY"), b"p", "server-1 has no CURVE_SECRETKEY"),
        (CLIENT, SERVER, b"q", "client-1's CURVE_PUBLICKEY does not belong to its CURVE_SECRETKEY"),
        (CLIENT | {"CURVE_SERVERKEY": b"X"}, SERVER, b"p", "client-1 uses a wrong server key"),
    ],
)
def test_the_key_that_is_missing_or_wrong_is_named_on_both_sides(
    client: dict[str, int | bytes], server: dict[str, int | bytes], own: bytes, says: str
) -> None:
    telling = failing(client, server, own)
    telling.doctor.look(telling.now_ns)
    found = [finding for finding in telling.doctor.present if finding.rule == "handshake-failed"]
    assert {finding.node for finding in found} == {"client-1", "server-1"}
    assert all(says in finding.says for finding in found)


def test_keys_that_fit_are_not_blamed() -> None:
    telling = failing(CLIENT, SERVER)
    assert "could not agree" in said(telling)
    assert not [word for word in ("server-1 has", "client-1 has", "does not belong") if word in said(telling)]


def said(telling: Telling) -> str:
    """All findings about failed handshakes."""
    telling.doctor.look(telling.now_ns)
    return " ".join(finding.says for finding in telling.doctor.present if finding.rule == "handshake-failed")
