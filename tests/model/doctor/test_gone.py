"""The Doctor's rule about foreign peers that have left."""

from __future__ import annotations

from tests.model.doctor.findings import findings
from tests.model.two_roles import PRODUCER, PUBLISHER, SERVER, Party, subscribers, two_roles, workers
from tests.telling import Telling
from zmqplay.model.doctor import Level
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.facts import Stopping

STRANGER = "127.0.0.1:45678"


def visited(
    binding: Party, connecting: Party, *, handed_over: int | None, received_from: int | None = None, leaves: bool = True
) -> Telling:
    """A foreign peer was connected to the first node, was handed messages, and left."""
    telling = Telling(two_roles(binding, connecting))
    host = next(iter(telling.nodes.values()))
    telling.visit(host.name, STRANGER)
    telling.report()
    if leaves:
        endpoint = host.sockets[0].facts.bound[0]
        host.event(0, EventNumber.DISCONNECTED, telling.now_ns, endpoint, peer=STRANGER)
        telling.report()
    peer = telling.traffic.peers.foreign[STRANGER]
    peer.handed_over, peer.received_from = handed_over, received_from
    return telling


def test_a_foreign_pull_that_was_handed_messages_and_left() -> None:
    found = findings(visited(PRODUCER, workers(1), handed_over=502))["left-with-messages"]
    assert (found.node, found.level, found.happened) == ("producer-1", Level.NOTE, 502)
    assert found.says.startswith(
        f"The foreign PULL {STRANGER} was handed 502 messages by producer-1's PUSH and has left"
    )
    assert "cannot be known" in found.says


def test_a_foreign_peer_that_is_there_or_was_handed_nothing_is_no_finding() -> None:
    assert "left-with-messages" not in findings(visited(PRODUCER, workers(1), handed_over=502, leaves=False))
    assert "left-with-messages" not in findings(visited(PRODUCER, workers(1), handed_over=0))


def test_a_foreign_peer_that_our_own_end_cuts_off_has_not_left() -> None:
    telling = visited(PRODUCER, workers(0), handed_over=502, leaves=False)
    telling.take(Stopping(telling.now_ns, "producer-1"))
    host = telling.nodes["producer-1"]
    host.event(0, EventNumber.DISCONNECTED, telling.now_ns, host.sockets[0].facts.bound[0], peer=STRANGER)
    telling.report()
    assert telling.traffic.peers.foreign[STRANGER].gone
    assert "left-with-messages" not in findings(telling)


def test_what_a_foreign_subscriber_heard_is_not_known_and_no_finding() -> None:
    assert "left-with-messages" not in findings(visited(PUBLISHER, subscribers(), handed_over=None))


def test_a_client_that_asks_takes_the_answers_and_leaves_is_no_finding() -> None:
    client = ("client", "DEALER", 1)
    telling = visited(SERVER, client, handed_over=8, received_from=8)
    assert "left-with-messages" not in findings(telling)
    telling = visited(SERVER, client, handed_over=None)
    assert "left-with-messages" not in findings(telling)
    telling = visited(SERVER, client, handed_over=9, received_from=8)
    assert "The foreign peer" in findings(telling)["left-with-messages"].says
    assert findings(telling)["left-with-messages"].happened == 1


def test_of_a_peer_that_answers_the_messages_without_an_answer_are_told_from_all_that_it_was_handed() -> None:
    for handed_over, answered, told in (
        (5, 4, "1 of 5 messages handed to it by client-1's REQ unanswered. Whether that message was taken"),
        (5, 2, "3 of 5 messages handed to it by client-1's REQ unanswered. Whether these messages were taken"),
        (1, 0, "left with 1 message handed to it by client-1's REQ unanswered. Whether that message was taken"),
    ):
        asking = visited(("client", "REQ", 1), ("server", "REP", 0), handed_over=handed_over, received_from=answered)
        found = findings(asking)["left-with-messages"]
        assert told in found.says
        assert found.happened == handed_over - answered


def test_one_message_that_a_foreign_peer_was_handed_is_one() -> None:
    says = findings(visited(PRODUCER, workers(1), handed_over=1))["left-with-messages"].says
    assert "was handed 1 message by producer-1's PUSH and has left. Whether that message was taken" in says


def test_a_foreign_peer_whose_node_of_ours_was_killed_has_not_left() -> None:
    telling = visited(PRODUCER, workers(1), handed_over=502, leaves=False)
    telling.kill("producer-1")
    telling.tick()
    peer = telling.traffic.peers.foreign[STRANGER]
    peer.handed_over = 502
    assert peer.gone
    assert "left-with-messages" not in findings(telling)
