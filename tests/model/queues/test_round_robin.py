"""Whose turn it is: how a sender's round-robin order is learned, and what it predicts."""

from __future__ import annotations

import pytest

from zmqplay.model.queues.round_robin import RoundRobin

A, B, C = "worker-1", "worker-2", "worker-3"


@pytest.mark.parametrize(
    ("learned", "number", "peer"),
    [
        ([], 1, ""),
        ([(1, A)], 4, A),
        ([(1, A)], 2, ""),
        ([(1, A), (2, B)], 5, B),
        ([(1, A), (2, B)], 3, C),  # the last peer by elimination
        ([(1, A), (2, B), (3, C)], 303, C),
        ([(1, A), (2, A)], 3, ""),  # one peer has two turns: the order was wrong
        ([(1, A), (4, B)], 7, ""),  # one turn has two peers
        ([(1, A), (4, B), (5, C)], 8, C),  # and the order is learned again
        ([(1, "stranger")], 4, ""),
    ],
)
def test_a_turn_is_known_from_what_arrived(learned: list[tuple[int, str]], number: int, peer: str) -> None:
    robin = RoundRobin()
    for seen, receiver in learned:
        robin.learn(seen, receiver, [A, B, C])
    assert robin.predict(number, time_ns=1) == peer


def test_only_new_knowledge_is_reported_as_learned() -> None:
    robin = RoundRobin()
    assert robin.learn(1, A, [A, B])
    assert not robin.learn(3, A, [A, B])


def test_messages_sent_before_the_peers_changed_had_the_earlier_turn() -> None:
    robin = RoundRobin()
    robin.learn(1, A, [A, B])
    robin.change_peers(after=4, time_ns=100)
    assert robin.predict(3, time_ns=99) == A
    assert robin.predict(5, time_ns=101) == ""
    robin.learn(6, C, [A, B, C])
    assert robin.predict(9, time_ns=102) == C
