"""Pair: two peers, and a third that is ignored."""

from tests.playing import node, playing, received, settle, speak, until
from zmqplay.control.commands import give
from zmqplay.session.setup import Setup


def test_both_peers_speak_and_hear() -> None:
    with playing("pair") as session:
        speak(session, 10)
        until(session, lambda: session.traffic.ledger.totals.delivered == 20)
        settle(session)
        assert received(session, "peer-1") == [f"Hello {n} from peer-2".encode() for n in range(1, 11)]
        assert received(session, "peer-2") == [f"Hello {n} from peer-1".encode() for n in range(1, 11)]


def test_a_third_peer_is_shown_as_ignored() -> None:
    with playing("pair", Setup(counts={"peer": 3})) as session:
        for name in ("peer-2", "peer-3"):
            session.controls.speech.send(name, "hello")
        until(session, lambda: node(session, "peer-2").sent == node(session, "peer-3").sent == 1)
        until(session, lambda: node(session, "peer-1").received == 1)
        until(session, lambda: sum(bool(node(session, name).ignored) for name in ("peer-2", "peer-3")) == 1)
        until(session, lambda: received(session, "peer-1") == [b"hello"])
        until(session, lambda: session.traffic.ledger.totals.lost_by_reason == {"ignored": 1})


def test_an_ignored_peer_stays_ignored_after_the_first_leaves_and_a_newcomer_is_heard() -> None:
    with playing("pair") as session:
        session.controls.speech.send("peer-2", "hello")
        until(session, lambda: node(session, "peer-1").received == 1)
        give(session, "add peer")
        until(session, lambda: node(session, "peer-3").ignored)
        give(session, "stop peer-2")
        until(session, lambda: not node(session, "peer-2").state.alive)
        session.controls.speech.send("peer-3", "is the line free?")
        until(session, lambda: session.traffic.ledger.totals.lost_by_reason == {"ignored": 1})
        settle(session)
        assert node(session, "peer-3").ignored
        give(session, "restart peer-3")
        until(session, lambda: not node(session, "peer-3").ignored and node(session, "peer-3").life.pid)
        session.controls.speech.send("peer-3", "now?")
        until(session, lambda: received(session, "peer-1")[-1:] == [b"now?"])
