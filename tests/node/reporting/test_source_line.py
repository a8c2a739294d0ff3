"""Each node reports the line of source code that its role is executing."""

from __future__ import annotations

import inspect

from tests.playing import node, playing, settle, until
from zmqplay.control.commands import give
from zmqplay.model.nodes import NodeState
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup
from zmqplay.wire import Activity


def line_of(session: Session, name: str) -> str:
    """The text of the line that the node reported last."""
    known = node(session, name)
    lines, first = inspect.getsourcelines(session.pattern.role(known.role).play)
    return lines[known.doing.line - first].strip() if first <= known.doing.line < first + len(lines) else ""


def test_a_waiting_node_reports_the_line_where_it_waits() -> None:
    with playing("push-pull") as session:
        give(session, "burst 9")
        until(session, lambda: session.traffic.ledger.totals.delivered == 9)
        until(session, lambda: line_of(session, "worker-1") == "tasks.recv_multipart()")
        until(session, lambda: line_of(session, "producer-1") == "for message in node.messages():")
        until(session, lambda: node(session, "worker-1").doing.activity is Activity.IDLE)


def test_a_working_node_reports_the_line_of_its_work() -> None:
    with playing("push-pull") as session:
        give(session, "work worker 60s")
        give(session, "rate 50")  # a first task may arrive before the worker's new work time
        until(session, lambda: line_of(session, "worker-2") == "node.work()")
        assert node(session, "worker-2").doing.activity is Activity.BUSY


def test_a_blocked_node_reports_the_line_of_its_send() -> None:
    with playing("push-pull") as session:
        give(session, "nodes worker 0")
        until(session, lambda: not any(n.state.alive for n in session.traffic.nodes.values() if n.role == "worker"))
        give(session, "burst 1")
        until(session, lambda: line_of(session, "producer-1") == "tasks.send_multipart(message)")
        until(session, lambda: node(session, "producer-1").doing.activity is Activity.BLOCKED)


def test_a_polling_node_reports_the_line_of_its_poll_even_with_a_turned_wire() -> None:
    with playing("pair") as session:
        polls = "for socket, _ in poller.poll():"
        until(session, lambda: line_of(session, "peer-1") == line_of(session, "peer-2") == polls)
    with playing("push-pull", Setup(counts={"worker": 1})) as session:
        give(session, "bind tasks worker")
        until(session, lambda: node(session, "worker-1").doing.line == 0)
        until(session, lambda: line_of(session, "worker-1") == "tasks.recv_multipart()")


def test_a_crashed_node_reports_the_line_that_failed() -> None:
    with playing("push-pull") as session:
        give(session, "fail worker-1")
        give(session, "rate 50")
        until(session, lambda: node(session, "worker-1").state is NodeState.CRASHED)
        until(session, lambda: line_of(session, "worker-1") == "node.work()")
        give(session, "restart worker-1")
        until(session, lambda: line_of(session, "worker-1") == "tasks.recv_multipart()")


def test_a_waiting_node_reports_its_waiting_once() -> None:
    with playing("publish-subscribe") as session:
        quiet, heard = node(session, "subscriber-2"), node(session, "subscriber-1")
        until(session, lambda: quiet.speech.holds)  # it has told that it was released, which comes after all have met
        settle(session)
        assert line_of(session, quiet.name) == "news.recv_multipart()"
        said = quiet.sequence
        for _ in range(5):
            before = heard.received
            session.controls.speech.send("publisher-1", "topic1 | hello")
            until(session, lambda: heard.received > before)  # noqa: B023  # the call comes before the next round
        assert quiet.sequence == said
