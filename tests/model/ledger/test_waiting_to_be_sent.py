"""Messages that were given to a node and that it has not sent: counted while they wait, in whatever state it is."""

from __future__ import annotations

from tests.telling import Telling
from zmqplay.model import facts
from zmqplay.model.nodes import NodeState
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY


def give(telling: Telling, name: str, messages: int = 1, life: int = 1) -> None:
    telling.take(facts.Given(telling.now_ns, name, messages, life))


def waiting(telling: Telling) -> int:
    """The session's figure, as of now."""
    telling.tick(300)
    return telling.traffic.ledger.totals.waiting_to_be_sent


def test_a_request_typed_before_the_reply_to_the_last_one_waits_in_its_client() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 1})
    for _ in range(3):
        give(telling, "client-1")
    telling.sends("client-1", b"q1")
    telling.nodes["client-1"].taken = 1
    telling.report()
    assert waiting(telling) == 2
    assert telling.traffic.nodes["client-1"].speech.to_be_sent == 2


def test_what_is_given_to_a_frozen_node_waits_although_it_reports_nothing() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.freeze("producer-1")
    give(telling, "producer-1")
    give(telling, "producer-1", 1_000)
    assert waiting(telling) == 1_001


def test_the_message_with_which_a_node_is_blocked_waits_too() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    give(telling, "producer-1", 5)
    told = telling.nodes["producer-1"]
    told.taken, told.unsent = 1, 1
    telling.report()
    assert waiting(telling) == 5
    told.taken, told.unsent = 5, 0
    telling.report()
    assert waiting(telling) == 0


def test_a_killed_node_sends_nothing_more_so_nothing_waits_in_it() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    give(telling, "producer-1", 5)
    assert waiting(telling) == 5
    telling.kill("producer-1")
    assert waiting(telling) == 0


def test_what_a_restarting_node_was_given_waits_for_its_next_life() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    give(telling, "producer-1", 2)
    give(telling, "producer-1", 3, life=2)
    assert waiting(telling) == 5
    telling.stop("producer-1")
    assert waiting(telling) == 3
    telling.start("producer")
    assert waiting(telling) == 3
    telling.nodes["producer-1"].taken = 3
    telling.report()
    assert waiting(telling) == 0


def test_what_was_given_to_a_life_that_is_over_does_not_wait() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.kill("producer-1")
    telling.start("producer")
    give(telling, "producer-1", life=1)
    assert waiting(telling) == 0


def test_at_the_end_of_a_session_it_is_still_known_what_had_not_been_sent() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    give(telling, "producer-1", 2)
    telling.over()
    telling.stop("producer-1")
    assert telling.traffic.nodes["producer-1"].state is NodeState.STOPPED
    assert waiting(telling) == 2
