"""One socket's reports, taken into the model."""

from __future__ import annotations

import pytest

from zmqplay.model.sockets import SocketTraffic
from zmqplay.wire import SocketFacts, SocketReport, Tally


def spent(facts: SocketFacts) -> tuple[int, int, int]:
    """Busy, idle and blocked nanoseconds of a socket that reports 5 ns of each."""
    socket = SocketTraffic("node-1", 0, facts)
    socket.take(SocketReport(0, Tally(1, 1), Tally(0, 0), 5, 5, 5, {}, {}, None), 1)
    return socket.busy_ns, socket.idle_ns, socket.blocked_ns


@pytest.mark.parametrize("type_", ["PUB", "XPUB", "ROUTER", "REP"])
def test_a_socket_that_drops_is_never_blocked_in_send(type_: str) -> None:
    assert spent(SocketFacts(type_)) == (10, 5, 0)


@pytest.mark.parametrize(
    ("type_", "options"),
    [("PUSH", {}), ("DEALER", {}), ("XPUB", {"XPUB_NODROP": 1}), ("ROUTER", {"ROUTER_MANDATORY": 1})],
)
def test_a_socket_that_waits_is(type_: str, options: dict[str, int | bytes]) -> None:
    assert spent(SocketFacts(type_, options=options)) == (5, 5, 5)
