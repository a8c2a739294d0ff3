"""Patterns as people write them start at once, are counted exactly, and end well when they are told to stop."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.playing import DEADLINE_S, anywhere, node, nodes, settle, speak, until
from tests.session import programs
from tests.session.polling import by_polling
from zmqplay.control.source import Phase
from zmqplay.model.nodes import NodeState
from zmqplay.patterns.pattern import Node, Pattern
from zmqplay.session.session import Session

COUNT = 12


@contextmanager
def played(pattern: Pattern) -> Iterator[Session]:
    """A session that has met without anybody missing, and whose nodes all stop by themselves at its end."""
    with Session(pattern, anywhere(pattern)) as session:
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE)
        assert [notice for notice in session.traffic.notices if "not connected" in notice] == []
        yield session
        session.finish()
        assert {n.name: n.state for n in nodes(session)} == {n.name: NodeState.STOPPED for n in nodes(session)}


def tasks_taken(session: Session) -> int:
    """The messages that the worker's PULL sockets have received."""
    sockets = node(session, "worker-1").sockets.values()
    return sum(socket.received.messages for socket in sockets if socket.type == "PULL")


@pytest.mark.parametrize("play", [*programs.WATCHED, by_polling], ids=lambda play: str(play.__name__))
def test_a_worker_that_takes_in_its_own_way_is_counted_exactly_comes_to_rest_and_stops(
    play: Callable[[Node], None],
) -> None:
    with played(programs.taken(play)) as session:
        speak(session, COUNT)
        until(session, lambda: tasks_taken(session) == COUNT)
        settle(session)
        totals = session.traffic.ledger.totals
        assert (totals.lost, totals.in_flight, totals.unheard) == (0, 0, 0)
        assert totals.delivered == totals.sent
        assert list(node(session, "worker-1").output) == []
    assert list(node(session, "worker-1").output) == []


@pytest.mark.parametrize("play", programs.WITH_CHILDREN, ids=lambda play: str(play.__name__))
def test_what_a_child_takes_is_handed_over_and_the_child_ends_with_its_node(play: Callable[[Node], None]) -> None:
    with played(programs.taken(play)) as session:
        until(session, lambda: session.traffic.peers.foreign)
        speak(session, COUNT)
        until(session, lambda: node(session, "producer-1").sent == COUNT)
        settle(session)
        totals = session.traffic.ledger.totals
        assert totals.delivered + (totals.handed_over or 0) == COUNT
        assert totals.handed_over
        pid = node(session, "worker-1").life.pid
        assert os.getpgid(pid) == pid
    end = time.monotonic() + DEADLINE_S
    while group_lives(pid):
        assert time.monotonic() < end, "a child has outlived its node"
        time.sleep(0.01)


def group_lives(pid: int) -> bool:
    """Whether a process of the node's group is left."""
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_a_proxy_passes_on_is_counted_at_both_of_its_sides_and_has_both_ends() -> None:
    with played(programs.PROXIED) as session:
        speak(session, COUNT)
        until(session, lambda: session.traffic.ledger.totals.delivered == 4 * COUNT)
        settle(session)
        totals = session.traffic.ledger.totals
        assert (totals.sent, totals.expected, totals.unheard, totals.lost) == (4 * COUNT, 4 * COUNT, 0, 0)
        assert [node(session, f"subscriber-{n}").received for n in (1, 2)] == [COUNT, COUNT]
        sent = [message for message in session.traffic.messages.rows if message.sender == "broker-1"]
        assert {message.deliveries[0].node for message in sent if message.deliveries} == {
            "subscriber-1",
            "subscriber-2",
        }
        assert session.doctor.present == []


def test_a_device_in_a_thread_of_pyzmq_is_watched_and_ends() -> None:
    with played(programs.DEVICE) as session:
        speak(session, COUNT)
        until(session, lambda: node(session, "eater-1").received == 2 * COUNT)
        settle(session)
        passed = {s.type: (s.received.messages, s.sent.messages) for s in node(session, "device-1").sockets.values()}
        assert (passed["PULL"], passed["PUSH"]) == ((2 * COUNT, 0), (0, 2 * COUNT))


def test_one_socket_at_two_wires_deals_among_both_and_nothing_is_missing() -> None:
    with played(programs.TWO_WIRES) as session:
        speak(session, COUNT)
        until(session, lambda: session.traffic.ledger.totals.delivered == COUNT)
        settle(session)
        links = {(link.sender, link.receiver): link.delivered for link in session.traffic.ledger.find_links()}
        assert links["asker-1", "left-1"] == links["asker-1", "right-1"] == COUNT // 2
        assert session.traffic.ledger.totals.expected == COUNT
