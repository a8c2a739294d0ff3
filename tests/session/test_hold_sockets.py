"""Commands to sockets during play: subscriptions, options, addresses of wires, and the binding role."""

from pathlib import Path

import pytest

from tests.playing import node, playing, settle, until
from zmqplay.control.commands import CommandError, give
from zmqplay.control.refused import Refused
from zmqplay.model.nodes import NodeState
from zmqplay.patterns.push_pull import producer, worker
from zmqplay.patterns.swap import source_of
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup


def test_a_new_subscription_of_a_running_node_makes_only_later_messages_due() -> None:
    with playing("publish-subscribe", Setup(counts={"subscriber": 1}, topics={"subscriber-1": [b"b"]})) as session:
        give(session, "message a | {n}")
        give(session, "burst 5")
        until(session, lambda: session.traffic.ledger.totals.unheard == 5)
        subscribed = give(session, "subscribe subscriber-1 a")
        assert (subscribed.says, subscribed.undo) == ("subscriber-1 subscribes to a", "unsubscribe subscriber-1 a")
        give(session, "burst 7")
        until(session, lambda: node(session, "subscriber-1").received == 7)
        assert session.controls.wiring.topics_of("subscriber-1") == [b"b", b"a"]
        assert give(session, subscribed.undo).undo == "subscribe subscriber-1 a"
        give(session, "burst 4")
        until(session, lambda: session.traffic.ledger.totals.unheard == 9)
        settle(session)
        totals = session.traffic.ledger.totals
        assert (totals.sent, totals.expected, totals.delivered, totals.lost) == (16, 7, 7, 0)


def test_every_topic_can_be_subscribed_and_only_a_subscribed_one_unsubscribed() -> None:
    with playing("publish-subscribe", Setup(counts={"subscriber": 1})) as session:
        everything = give(session, 'subscribe subscriber-1 ""')
        give(session, "send publisher-1 any | thing")
        until(session, lambda: node(session, "subscriber-1").received == 1)
        give(session, everything.undo)
        with pytest.raises(CommandError, match="subscriber-1 is not subscribed to '', but to 'topic1'"):
            give(session, everything.undo)
        give(session, "freeze subscriber-1")
        with pytest.raises(CommandError, match="frozen, and cannot be told; thaw it first"):
            give(session, "subscribe subscriber-1 x")


def test_subscriptions_outlive_a_restart() -> None:
    with playing("publish-subscribe", Setup(counts={"subscriber": 1})) as session:
        give(session, "subscribe subscriber-1 late")
        give(session, "restart subscriber-1")
        give(session, "send publisher-1 late | for it")
        until(session, lambda: node(session, "subscriber-1").received == 1)


def test_a_node_can_get_a_subscription_as_soon_as_it_is_added() -> None:
    with playing("publish-subscribe", Setup(counts={"subscriber": 0})) as session:
        give(session, "add subscriber")
        give(session, "subscribe subscriber-1 late")
        give(session, "send publisher-1 late | for it")
        until(session, lambda: node(session, "subscriber-1").received == 1)


def test_a_live_option_takes_effect_even_in_a_recv_that_waits() -> None:
    with playing("push-pull", Setup(counts={"worker": 1})) as session:
        pid = node(session, "worker-1").life.pid
        changed = give(session, "option worker RCVTIMEO 1")
        assert (changed.says, changed.undo) == ("RCVTIMEO of worker is 1 from now on", "option worker RCVTIMEO default")
        until(session, lambda: node(session, "worker-1").state is NodeState.CRASHED)
        assert (node(session, "worker-1").life.pid, node(session, "worker-1").life.reason) == (
            pid,
            "zmq.error.Again: Resource temporarily unavailable",
        )
        assert give(session, changed.undo).says == "RCVTIMEO of worker is as by default from its next start on"
        give(session, "restart worker-1")
        give(session, "burst 1")
        until(session, lambda: node(session, "worker-1").received == 1)


def test_a_live_option_is_taken_back_without_a_restart() -> None:
    with playing("push-pull") as session:
        pid = node(session, "producer-1").life.pid
        first = give(session, "option producer-1 SNDTIMEO 5000")
        second = give(session, "option producer SNDTIMEO 7")  # the node's own setting wins
        give(session, first.undo)
        assert [session.controls.wiring.options_of("producer-1"), session.controls.wiring.options_of("producer-2")] == [
            {"SNDTIMEO": 7}
        ] * 2
        give(session, second.undo)
        options = node(session, "producer-1").sockets[0]
        until(session, lambda: options.facts.options.get("SNDTIMEO") == -1)
        assert node(session, "producer-1").life.pid == pid


def test_an_option_that_needs_a_new_socket_restarts_its_nodes_and_says_so() -> None:
    with playing("push-pull", Setup(counts={"worker": 2})) as session:
        pids = {name: node(session, name).life.pid for name in session.traffic.nodes}
        changed = give(session, "option worker RCVHWM 5")
        assert changed.says == "RCVHWM of worker is to be 5; worker-1, worker-2 restart, since it takes a new socket"
        until(session, lambda: _is_new(session, pids, "worker-1", "worker-2"))
        assert node(session, "producer-1").life.pid == pids["producer-1"]
        until(session, lambda: node(session, "worker-1").sockets[0].facts.options == {"RCVHWM": 5})
        assert node(session, "worker-1").sockets[0].facts.late_options == ()
        settle(session)  # the producer has noticed which sockets have gone
        give(session, "burst 10")
        until(session, lambda: session.traffic.ledger.totals.delivered == 10)
        pids = {name: node(session, name).life.pid for name in session.traffic.nodes}
        give(session, changed.undo)
        until(session, lambda: _is_new(session, pids, "worker-1", "worker-2"))
        assert node(session, "worker-1").sockets[0].facts.options == {}


def test_an_option_that_is_set_to_what_it_is_already_restarts_nobody() -> None:
    with playing("push-pull", Setup(counts={"worker": 2})) as session:
        says = {
            "option worker RCVHWM default": "RCVHWM of worker is as by default already",
            "option worker-1 RCVHWM 5": "RCVHWM of worker-1 is to be 5; worker-1 restarts, since it takes a new socket",
            "option worker-1 RCVHWM 5 ": "RCVHWM of worker-1 is to be 5 already",
            "option worker RCVHWM 5": "RCVHWM of worker is to be 5; worker-2 restarts, since it takes a new socket",
            "option worker-2 RCVHWM 5": "RCVHWM of worker-2 is to be 5, which changes nothing now",
        }
        for text, said in says.items():
            until(session, lambda: not session.restarting)
            assert give(session, text).says == said


def _is_new(session: Session, pids: dict[str, int], *names: str) -> bool:
    """Whether these nodes run in new processes, and have their sockets."""
    return all(node(session, name).life.pid not in (0, pids[name]) and node(session, name).sockets for name in names)


def test_a_wire_can_be_moved_and_messages_flow_wherever_it_runs(tmp_path: Path) -> None:
    with playing("push-pull", Setup(counts={"worker": 2})) as session:
        first, undo = session.controls.wiring.address_of("tasks"), []
        for address in "ipc", f"ipc://{tmp_path}/tasks", "tcp://127.0.0.1:*", first:
            moved = give(session, f"wire tasks {address}")
            assert f"tasks runs at {session.controls.wiring.address_of('tasks')} now; its nodes restart" in moved.says
            undo.append(moved.undo)
            _flow(session)
        assert session.controls.wiring.address_of("tasks") == first
        assert undo[0] == f"wire tasks {first}"
        give(session, undo[1])
        assert session.controls.wiring.address_of("tasks").startswith("ipc://")
        _flow(session)
        assert give(session, "wire tasks ipc").says.endswith("already")


def test_a_wire_can_be_turned_around_and_back() -> None:
    with playing("push-pull", Setup(counts={"worker": 1})) as session:
        turned = give(session, "bind tasks worker")
        assert (turned.says, turned.undo) == (
            "worker binds tasks and producer connects now; both restart",
            "bind tasks producer",
        )
        _flow(session)
        assert node(session, "worker-1").sockets[0].facts.bound == (session.controls.wiring.address_of("tasks"),)
        assert 'tasks.connect(node.endpoint("tasks"))' in source_of(producer, ["tasks"])
        assert 'tasks.bind(node.endpoint("tasks"))' in source_of(worker, ["tasks"])
        assert session.pattern.wire("tasks").turned
        give(session, turned.undo)
        _flow(session)
        assert node(session, "producer-1").sockets[0].facts.bound == (session.controls.wiring.address_of("tasks"),)
        assert not session.pattern.wire("tasks").turned
        assert give(session, turned.undo).says == "producer binds tasks already"


def _flow(session: Session) -> None:
    """Wait until all have restarted and met; then ten more messages arrive."""
    before = session.traffic.ledger.totals.delivered
    until(session, lambda: all(n.sockets and n.state is NodeState.RUNNING for n in session.traffic.nodes.values()))
    give(session, "burst 10")
    until(session, lambda: session.traffic.ledger.totals.delivered == before + 10)
    assert session.traffic.ledger.totals.in_flight == 0


def test_a_second_node_where_only_one_can_bind_is_refused_with_advice() -> None:
    with playing("push-pull", Setup(counts={"worker": 1})) as session:
        with pytest.raises(Refused, match="only one socket can; let worker bind it first: `/bind tasks worker`"):
            session.controls.nodes.add("producer")
        session.controls.wiring.turn("tasks", "worker")
        until(session, lambda: len(node(session, "worker-1").former_pids) == 1)
        with pytest.raises(Refused, match="let producer bind it first"):
            session.controls.nodes.scale("worker", 2)
        until(session, lambda: node(session, "worker-1").state is NodeState.RUNNING)
        session.controls.nodes.add("producer")
        until(session, lambda: node(session, "producer-2").state is NodeState.RUNNING)
