"""The commands that would undo a command: what has changed nothing is not to be undone."""

import pytest

from tests.playing import node, playing, until
from zmqplay.control.commands import give
from zmqplay.session.setup import Setup

CHANGES_NOTHING = {
    "push-pull": (
        "bind tasks producer",
        "rate 0",
        "rate off producer-1",
        "message",
        "size 0",
        "nodes worker 1",
        "work worker 0",
        "work worker-1 0ms 0ms",
        "option worker RCVHWM default",
    ),
    "publish-subscribe": ("bind news publisher", "rate 0", "option subscriber RCVTIMEO default"),
}


@pytest.mark.parametrize("pattern", CHANGES_NOTHING)
def test_a_command_that_changes_nothing_leaves_nothing_to_undo(pattern: str) -> None:
    with playing(pattern, Setup(counts={"worker": 1} if pattern == "push-pull" else {})) as session:
        undone = {text: give(session, text).undo for text in CHANGES_NOTHING[pattern]}
        assert undone == dict.fromkeys(CHANGES_NOTHING[pattern], "")


def test_what_a_command_has_set_it_does_not_set_again() -> None:
    with playing("push-pull", Setup(counts={"worker": 1})) as session:
        for text in (
            "rate 5",
            "rate 7 producer-1",
            "message Hello",
            "size 64",
            "work worker 5ms",
            "work worker-1 7ms",
            "option worker RCVHWM 5",
            "wire tasks ipc",
            "bind tasks worker",
        ):
            assert give(session, text).undo
            assert not give(session, text).undo
        both = give(session, "work worker 5ms")  # which takes the node's own time back
        assert both.undo == "work worker 5ms 0ms\nwork worker-1 7ms 0ms"


def test_the_number_of_nodes_before_counts_neither_those_that_end_nor_leaves_out_those_that_restart() -> None:
    with playing("push-pull") as session:
        give(session, "restart worker-1")
        assert not give(session, "nodes worker 3").undo
        assert give(session, "nodes worker 2").undo == "nodes worker 3"
        assert not give(session, "nodes worker 2").undo
        until(session, lambda: not node(session, "worker-3").state.alive)
        assert give(session, "nodes worker 3").undo == "nodes worker 2"


def test_a_second_subscription_to_the_same_topic_is_a_change_since_each_is_taken_back_by_itself() -> None:
    with playing("publish-subscribe") as session:
        for _ in range(2):
            assert give(session, "subscribe subscriber-1 a").undo == "unsubscribe subscriber-1 a"
        for _ in range(2):
            assert give(session, "unsubscribe subscriber-1 a").undo == "subscribe subscriber-1 a"
