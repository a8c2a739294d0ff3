"""A reply is lost with the client that has ended only if it is that client's: another may have asked the same."""

from __future__ import annotations

from tests.telling import Telling
from zmqplay.model.causes import LossReason
from zmqplay.patterns.request_reply import REQUEST_REPLY


def asked() -> Telling:
    """Two clients have asked the same, and the server has answered the first; only the second has told."""
    telling = Telling(REQUEST_REPLY, {"client": 2})
    telling.sends("client-1", b"ping")
    telling.sends("client-2", b"ping")
    telling.tell("client-2")
    telling.receives("server-1", b"ping")
    telling.sends("server-1", b"pong")
    telling.tell("server-1")
    telling.tick()
    return telling


def killed(name: str, clients: int) -> Telling:
    """One of several clients was answered and killed before it took the reply; all have told what they sent."""
    telling = Telling(REQUEST_REPLY, {"client": clients})
    telling.send(name, ["server-1"], b"ping")
    telling.sends("server-1", b"pong")
    telling.report()
    telling.kill(name)
    return telling


def lost(telling: Telling) -> dict[str, int]:
    telling.traffic.ledger.update(telling.now_ns)
    return telling.traffic.ledger.totals.lost_by_reason


def test_a_reply_is_not_lost_with_a_client_that_asked_the_same_as_another_that_has_not_told_yet() -> None:
    telling = asked()
    telling.kill("client-2")
    assert not lost(telling)
    telling.pass_time(30)
    telling.tell("client-1")
    assert not lost(telling)
    telling.receives("client-1", b"pong")
    for _ in range(3):
        telling.pass_time(30)
        telling.tell("client-1")
        telling.tick()
        assert not lost(telling)
    assert telling.traffic.ledger.totals.delivered == 2


def test_a_reply_stays_lost_when_another_client_asks_the_same_later_and_tells_of_its_own_first() -> None:
    telling = killed("client-2", clients=2)
    for _ in range(2):
        telling.report(after_ms=30)
    assert lost(telling) == {LossReason.PEER_DIED: 1}
    telling.send("client-1", ["server-1"], b"ping")
    telling.report(after_ms=30)
    telling.sends("server-1", b"pong")
    telling.receives("client-1", b"pong")
    telling.tell("client-1")
    assert lost(telling) == {LossReason.PEER_DIED: 1}
    telling.pass_time(30)
    telling.tell("server-1")
    assert lost(telling) == {LossReason.PEER_DIED: 1}
    own = telling.traffic.messages.rows[-1]
    assert [delivery.node for delivery in own.deliveries] == ["client-1"]
    assert not own.lost


def test_a_reply_is_lost_with_its_client_as_soon_as_all_others_have_told() -> None:
    telling = killed("client-2", clients=3)
    for told, name in enumerate(("client-1", "client-3", "client-1", "client-3")):
        assert not lost(telling), told
        telling.pass_time(30)
        telling.tell(name)
    assert lost(telling) == {LossReason.PEER_DIED: 1}


def test_a_reply_is_lost_at_once_with_the_only_client() -> None:
    telling = killed("client-1", clients=1)
    assert lost(telling) == {LossReason.PEER_DIED: 1}


def test_a_reply_is_lost_with_its_client_when_the_session_is_over() -> None:
    telling = asked()
    telling.kill("client-2")
    assert not lost(telling)
    telling.over()
    assert telling.traffic.ledger.totals.lost_by_reason == {LossReason.PEER_DIED: 1}


def test_a_reply_to_the_former_life_of_a_client_is_lost_and_one_to_its_next_life_is_not() -> None:
    telling = killed("client-2", clients=2)
    telling.start("client", 2)
    telling.meet("client-2")
    telling.join("client-2")
    telling.send("client-2", ["server-1"], b"ping again")
    telling.sends("server-1", b"pong again")
    for _ in range(2):
        telling.report(after_ms=30)
    assert lost(telling) == {LossReason.PEER_DIED: 1}
    waiting = {link.receiver: link.waiting for link in telling.traffic.ledger.find_links() if link.sender == "server-1"}
    assert waiting == {"client-1": 0, "client-2": 1}


def test_an_answer_to_a_client_that_has_long_ended_is_unroutable_once_all_others_have_told() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 2})
    telling.send("client-2", ["server-1"], b"ping")
    telling.report()
    telling.kill("client-2")
    telling.report()
    telling.sends("server-1", b"pong")
    telling.tell("server-1")
    assert not lost(telling)
    for _ in range(2):
        telling.report(after_ms=30)
    assert lost(telling) == {LossReason.UNROUTABLE: 1}
