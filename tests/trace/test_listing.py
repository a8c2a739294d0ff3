"""A connection between traced sockets is told when the kernel lists it, not when both have named the same address."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
import zmq

from tests.trace.tracing import DEADLINE_S
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.nodes import Life, NodeState, NodeTraffic
from zmqplay.model.sockets import SocketTraffic
from zmqplay.trace.listing import Listing, Pipe, listed
from zmqplay.trace.meeting import SOON_NS, Meeting
from zmqplay.wire import SocketFacts

CONNECTING, BINDING = 101, 102
ADDRESS = "tcp://127.0.0.1:5555"
NOTHING = Listing({CONNECTING: [], BINDING: []})
NEXT_NS = 1_000_000


def pipes(*ports: int) -> Listing:
    """Connections from these ports."""
    there = [(f"127.0.0.1:{port}", "127.0.0.1:5555") for port in ports]
    return Listing({
        CONNECTING: [Pipe(local, peer) for local, peer in there],
        BINDING: [Pipe(peer, local) for local, peer in there],
    })  # fmt: skip


class Met:
    """A DEALER with so many sockets, and a ROUTER in another process."""

    def __init__(self, dealers: int = 1) -> None:
        self.now_ns = NEXT_NS
        self.meeting = Meeting()
        self.dealer = _node("dealer-1", CONNECTING)
        self.router = _node("router-1", BINDING)
        for number in range(dealers):
            facts = SocketFacts("DEALER", connected=(ADDRESS,))
            self.dealer.sockets[number] = SocketTraffic("dealer-1", number, facts, 1, CONNECTING)
        self.router.sockets[0] = SocketTraffic("router-1", 0, SocketFacts("ROUTER", bound=(ADDRESS,)), 1, BINDING)

    def told(self, listing: Listing) -> list[tuple[str, EventNumber]]:
        """What is told by one look, without the handshakes."""
        self.now_ns += NEXT_NS
        changes = self.meeting.look([self.dealer, self.router], listing, self.now_ns - NEXT_NS, self.now_ns)
        told = [(change.node, EventNumber(change.event.event)) for change in changes]
        return [one for one in told if one[1] is not EventNumber.HANDSHAKE_SUCCEEDED]


def _node(name: str, pid: int) -> NodeTraffic:
    return NodeTraffic(name, name.removesuffix("-1"), 1, Life(1, NodeState.RUNNING, pid=pid))


BEGUN = [("dealer-1", EventNumber.CONNECTED), ("router-1", EventNumber.ACCEPTED)]


def test_a_socket_that_named_the_address_is_connected_when_the_kernel_lists_its_connection() -> None:
    met = Met()
    assert met.told(NOTHING) == []
    assert met.meeting.expects(met.now_ns)
    assert met.told(pipes(40_000)) == BEGUN
    assert not met.meeting.expects(met.now_ns)
    assert met.told(pipes(40_000)) == []


def test_one_connection_is_not_told_of_two_sockets() -> None:
    met = Met(dealers=2)
    assert met.told(pipes(40_000)) == BEGUN
    assert met.told(pipes(40_000)) == []
    assert met.told(pipes(40_000, 40_001)) == BEGUN


def test_two_names_of_one_place_do_not_make_two_connections_of_one() -> None:
    met = Met(dealers=2)
    met.dealer.sockets[1].facts = SocketFacts("DEALER", connected=("tcp://localhost:5555",))
    assert met.told(pipes(40_000)) == BEGUN
    assert met.told(pipes(40_000, 40_001)) == BEGUN


def test_a_connection_to_another_program_s_port_is_none_to_ours() -> None:
    stranger = Listing({CONNECTING: [Pipe("127.0.0.1:40000", "127.0.0.1:5555")], BINDING: []})
    assert Met().told(stranger) == []


def test_where_the_kernel_does_not_tell_both_are_connected_at_once() -> None:
    assert Met().told(Listing()) == BEGUN
    assert Met().told(Listing({CONNECTING: None, BINDING: []})) == BEGUN


def test_a_connection_that_is_long_not_made_is_no_longer_looked_for_in_a_hurry() -> None:
    met = Met()
    met.told(NOTHING)
    met.now_ns += SOON_NS
    assert not met.meeting.expects(met.now_ns)
    assert met.told(pipes(40_000)) == BEGUN


@pytest.fixture(params=["tcp", "ipc"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An address that nobody has bound."""
    if request.param == "ipc" and sys.platform != "linux":
        pytest.skip("only Linux tells who has an ipc connection")
    with zmq.Context() as context, context.socket(zmq.PAIR) as socket:
        port = socket.bind_to_random_port("tcp://127.0.0.1")
    return f"tcp://127.0.0.1:{port}" if request.param == "tcp" else f"ipc://{tmp_path}/a"


@pytest.mark.parametrize(
    ("bound", "host"), [("tcp://*", "127.0.0.1"), ("tcp://*", "localhost"), ("tcp://[::1]", "[::1]")]
)
def test_a_socket_with_the_option_ipv6_is_met_by_ipv4_and_by_ipv6(bound: str, host: str) -> None:
    with zmq.Context() as context, context.socket(zmq.DEALER) as dealer, context.socket(zmq.ROUTER) as router:
        dealer.linger, dealer.ipv6, router.ipv6 = 0, host == "[::1]", True
        try:
            router.bind(f"{bound}:*")
        except zmq.ZMQError as error:
            pytest.skip(f"this machine has no IPv6: {error}")
        port = router.getsockopt_string(zmq.LAST_ENDPOINT).rstrip("\0").rpartition(":")[2]
        dealer.connect(f"tcp://{host}:{port}")
        dealer.send(b"here")
        assert router.poll(int(DEADLINE_S * 1_000))
        listing = listed(lambda: [os.getpid()], tcp=True, ipc=False)
        assert listing.made(os.getpid(), os.getpid(), f"tcp://{host}:{port}") == 1


def test_the_kernel_lists_a_connection_once_libzmq_has_tried_again(address: str) -> None:
    pid, uses = os.getpid(), {"tcp": address.startswith("tcp"), "ipc": address.startswith("ipc")}
    with zmq.Context() as context, context.socket(zmq.DEALER) as dealer, context.socket(zmq.ROUTER) as router:
        dealer.linger = 0
        dealer.connect(address)
        assert listed(lambda: [pid], **uses).made(pid, pid, address) == 0
        router.bind(address)
        dealer.send(b"here")
        assert router.poll(int(DEADLINE_S * 1_000))
        until_s = time.monotonic() + DEADLINE_S
        while not (made := listed(lambda: [pid], **uses).made(pid, pid, address)):
            assert time.monotonic() < until_s
    assert made == 1
