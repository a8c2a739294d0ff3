"""Addresses in one form: which ones mean the same place."""

from __future__ import annotations

import pytest

from zmqplay.model.addresses import places, plain, port_of

FOUR, SIX = "tcp://127.0.0.1:6000", "tcp://[::1]:6000"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("tcp://0.0.0.0:6000", {FOUR}),
        ("tcp://*:6000", {FOUR, SIX}),
        ("tcp://[::]:6000", {FOUR, SIX}),
        ("tcp://localhost:6000", {FOUR, SIX}),
        ("tcp://[::1]:6000", {SIX}),
        ("tcp://[0:0:0:0:0:0:0:1]:6000", {SIX}),
        ("tcp://[::ffff:127.0.0.1]:6000", {FOUR}),
        ("tcp://[fe80::1%eth0]:6000", {"tcp://[fe80::1%eth0]:6000"}),
        ("tcp://127.0.0.1:0;127.0.0.1:6000", {FOUR}),
        ("tcp://10.0.0.7:6000", {"tcp://10.0.0.7:6000"}),
        ("tcp://10.0.0.7:6000 (this machine)", {"tcp://10.0.0.7:6000", FOUR}),
        ("ipc:///tmp/a", {"ipc:///tmp/a"}),
        ("ipc://@a", {"ipc://@a"}),
        ("inproc://a", {"inproc://a in node-1"}),
    ],
)
def test_addresses_that_meet_have_a_place_in_common(written: str, meant: set[str]) -> None:
    assert set(places(written, "node-1")) == meant


@pytest.mark.parametrize(
    ("seen", "plainly"),
    [
        ("::ffff:127.0.0.1:46870", "127.0.0.1:46870"),
        ("[::ffff:10.0.0.7]:5000", "10.0.0.7:5000"),
        ("::1:46870", "[::1]:46870"),
        ("[::1]:46870", "[::1]:46870"),
        ("127.0.0.1:46870", "127.0.0.1:46870"),
        ("pid 123", "pid 123"),
        ("", ""),
    ],
)
def test_one_side_of_a_connection_has_one_name(seen: str, plainly: str) -> None:
    assert plain(seen) == plainly


def test_a_peer_at_the_loopback_is_known_by_its_port() -> None:
    assert [port_of(name) for name in ("127.0.0.1:55162", "127.0.1.1:5 (2)", "[::1]:7")] == [":55162", ":5 (2)", ":7"]
    for name in ("10.0.0.7:5000", "worker-1", "pid 4711", "127.0.0.1:55162 evil", "[fe80::1]:7", "", "nobody"):
        assert port_of(name) == name
