"""Commands to nodes during play: how many there are, and how each ends and starts again."""

import pytest

from tests.playing import node, playing, received, settle, until
from zmqplay.control.commands import CommandError, give
from zmqplay.model.nodes import NodeState
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup


def living(session: Session, role: str) -> list[str]:
    """The names of a role's living nodes."""
    return [n.name for n in session.traffic.nodes.values() if n.role == role and n.state.alive]


def connected(session: Session, name: str) -> int:
    """The number of a node's peers."""
    return sum(socket.handshakes for socket in node(session, name).sockets.values())


def burst_and_start_again(session: Session, ending: str) -> None:
    """Let the producer send five messages, then end and start again."""
    worker, producer = node(session, "worker-1"), node(session, "producer-1")
    count, pid = worker.received + 5, producer.life.pid
    give(session, "burst 5")
    until(session, lambda: worker.received == count)
    give(session, f"{ending} producer-1")
    if ending != "restart":
        until(session, lambda: not producer.state.alive)
        give(session, "restart producer-1")
    until(session, lambda: producer.life.pid not in (0, pid) and connected(session, "producer-1") == 1)


def test_a_role_may_go_to_no_nodes_and_back() -> None:
    with playing("push-pull") as session:
        assert give(session, "nodes worker 0").undo == "nodes worker 3"
        until(session, lambda: not living(session, "worker"))
        settle(session)  # the producer has noticed, and deals to none of them any more
        give(session, "burst 30")
        assert give(session, "nodes worker 3").undo == "nodes worker 0"
        until(session, lambda: session.traffic.ledger.totals.delivered == 30)
        assert living(session, "worker") == ["worker-1", "worker-2", "worker-3"]
        assert session.traffic.ledger.totals.lost == 0


def test_sixty_four_workers_get_a_share_each() -> None:
    with playing("push-pull") as session:
        give(session, "nodes worker 64")
        until(session, lambda: connected(session, "producer-1") == 64)
        give(session, "burst 640")
        until(session, lambda: session.traffic.ledger.totals.delivered == 640)
        assert {node(session, name).received for name in living(session, "worker")} == {10}
        with pytest.raises(CommandError, match="worker: there can be 0 to 64, not 65"):
            give(session, "add worker")


def test_a_node_is_added_and_stopped_and_started_again_under_its_name() -> None:
    with playing("push-pull", Setup(counts={"worker": 1})) as session:
        added = give(session, "add worker")
        assert (added.says, added.undo) == ("worker-2 starts", "stop worker-2")
        until(session, lambda: connected(session, "producer-1") == 2)
        assert give(session, added.undo).undo == "restart worker-2"
        until(session, lambda: node(session, "worker-2").state is NodeState.STOPPED)
        with pytest.raises(CommandError, match=r"worker-2 has ended \(stopped\); restart it first"):
            give(session, "freeze worker-2")
        give(session, "restart worker-2")
        until(session, lambda: connected(session, "producer-1") == 2)
        assert list(session.traffic.nodes) == ["producer-1", "worker-1", "worker-2"]


def test_a_node_s_counts_continue_when_it_starts_again() -> None:
    with playing("push-pull", Setup(counts={"worker": 1})) as session:
        for ending in "kill", "stop", "restart":
            burst_and_start_again(session, ending)
        assert received(session, "worker-1") == [b"Task %d" % n for n in range(1, 16)]
        assert session.traffic.ledger.totals.expected == 15


def test_tasks_go_to_the_others_after_a_kill_and_the_node_can_start_again() -> None:
    with playing("push-pull") as session:
        give(session, "rate 300")
        until(session, lambda: node(session, "worker-2").received > 5)
        killed = give(session, "kill worker-2")
        assert killed.undo == "restart worker-2"
        until(session, lambda: node(session, "worker-2").state is NodeState.KILLED)
        count, others = node(session, "worker-2").received, node(session, "worker-1").received
        until(session, lambda: node(session, "worker-1").received > others + 20)
        assert node(session, "worker-2").received == count
        give(session, killed.undo)
        until(session, lambda: node(session, "worker-2").received > count + 5)


def test_the_counts_of_a_killed_node_are_exact_to_the_message() -> None:
    with playing("request-reply", Setup(counts={"client": 1})) as session:
        give(session, "rate 200")
        until(session, lambda: node(session, "server-1").sent > 20)
        give(session, "kill server-1")
        until(session, lambda: node(session, "server-1").state is NodeState.KILLED)
        settle(session)
        client, server = node(session, "client-1"), node(session, "server-1")
        assert server.life.exact
        assert client.sent - client.received == 1  # waits forever
        assert server.received in (client.sent, client.sent - 1)
        assert server.sent in (client.received, client.received + 1)


def test_messages_for_a_frozen_node_wait_and_are_taken_after_the_thaw() -> None:
    with playing("push-pull") as session:
        frozen = give(session, "freeze worker-1")
        assert (frozen.says, frozen.undo) == ("worker-1 is frozen; its connections stay open", "thaw worker-1")
        with pytest.raises(CommandError, match="worker-1 is frozen already"):
            give(session, "freeze worker-1")
        give(session, "burst 30")
        until(session, lambda: session.traffic.ledger.totals.delivered == 20)
        settle(session)
        assert session.traffic.ledger.totals.in_flight == 10
        assert give(session, frozen.undo).undo == "freeze worker-1"
        until(session, lambda: session.traffic.ledger.totals.delivered == 30)
        assert node(session, "worker-1").received == 10


def test_a_frozen_node_can_be_stopped_and_killed() -> None:
    with playing("push-pull") as session:
        give(session, "freeze worker-1")
        give(session, "freeze worker-2")
        give(session, "stop worker-1")
        give(session, "kill worker-2")
        until(session, lambda: living(session, "worker") == ["worker-3"])
        states = [node(session, f"worker-{number}").state for number in (1, 2)]
        assert states == [NodeState.STOPPED, NodeState.KILLED]


def test_a_node_that_is_told_to_fail_raises_at_its_next_task_and_can_start_again() -> None:
    with playing("push-pull", Setup(counts={"worker": 1})) as session:
        session.controls.speech.send("producer-1", "done")
        until(session, lambda: node(session, "worker-1").received == 1)
        give(session, "fail worker-1")
        give(session, "rate 50")  # one task may arrive before the instruction
        until(session, lambda: node(session, "worker-1").state is NodeState.CRASHED)
        give(session, "rate off")
        worker = node(session, "worker-1")
        taken = worker.received
        assert worker.life.exit == 1
        assert taken >= 2
        assert worker.life.reason == worker.output[-1]
        assert worker.life.reason.endswith("TaskFailed: worker-1 was told to fail at this task")
        assert any("push_pull.py" in line for line in worker.output)
        give(session, "restart worker-1")
        session.controls.speech.send("producer-1", "done again")
        until(session, lambda: node(session, "worker-1").received > taken)


def test_a_speaking_node_fails_at_its_next_message() -> None:
    with playing("push-pull") as session:
        give(session, "rate 100")
        give(session, "fail producer-1")
        until(session, lambda: node(session, "producer-1").state is NodeState.CRASHED)
        assert node(session, "producer-1").life.reason.endswith("producer-1 was told to fail at this message")


def test_a_node_that_is_stopped_while_it_restarts_stays_stopped() -> None:
    with playing("push-pull", Setup(counts={"worker": 1})) as session:
        give(session, "bind tasks worker")
        give(session, "stop worker-1")
        until(session, lambda: node(session, "producer-1").life.number == 2 and not session.restarting)
        until(session, lambda: node(session, "producer-1").state is NodeState.RUNNING)
        assert node(session, "worker-1").state is NodeState.STOPPED
        assert node(session, "worker-1").life.number == 1
        give(session, "restart worker-1")
        until(session, lambda: node(session, "worker-1").state is NodeState.RUNNING)


def test_nodes_that_restart_are_counted_when_a_number_of_nodes_is_asked_for() -> None:
    with playing("push-pull", Setup(counts={"worker": 2})) as session:
        give(session, "wire tasks ipc")
        give(session, "nodes worker 3")
        give(session, "nodes worker 1")
        until(session, lambda: not session.restarting and node(session, "worker-1").state is NodeState.RUNNING)
        until(session, lambda: node(session, "worker-2").state is NodeState.STOPPED)
        assert node(session, "worker-2").life.number == 1
