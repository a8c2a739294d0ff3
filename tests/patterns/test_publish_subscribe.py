"""Publish–subscribe: each matching subscriber gets each message once, and no other subscriber gets it."""

from tests.playing import node, playing, received, settle, speak, until
from zmqplay.session.setup import Setup


def test_every_matching_subscriber_gets_each_message_once_and_no_other_subscriber_does() -> None:
    with playing("publish-subscribe") as session:
        for text in ("topic1 | a", "topic2 | b", "topic10 | c", "weather | d"):
            session.controls.speech.send("publisher-1", text)
        until(session, lambda: node(session, "publisher-1").sent == 4)
        settle(session)
        assert received(session, "subscriber-1") == [b"a", b"c"]
        assert received(session, "subscriber-2") == [b"b"]
        assert received(session, "subscriber-3") == [b"a", b"b", b"c"]
        totals = session.traffic.ledger.totals
        assert (totals.expected, totals.delivered, totals.lost, totals.unheard) == (6, 6, 0, 1)


def test_the_first_message_is_not_missed() -> None:
    for _ in range(10):
        with playing("publish-subscribe", Setup(topics={"subscriber-1": [b"x"]})) as session:
            session.controls.speech.send("publisher-1", "x | first")
            until(session, lambda: node(session, "subscriber-1").received == 1)


def test_only_later_messages_are_due_to_a_late_subscriber() -> None:
    with playing("publish-subscribe") as session:
        session.controls.speech.send("publisher-1", "topic1 | before")
        until(session, lambda: node(session, "subscriber-1").received == 1)
        name = session.controls.nodes.add("subscriber")
        until(session, lambda: node(session, "publisher-1").speech.holding)
        session.controls.speech.send("publisher-1", "topic1 | after")
        until(session, lambda: node(session, name).received == 1)
        settle(session)
        assert received(session, name) == [b"after"]
        totals = session.traffic.ledger.totals
        assert (totals.expected, totals.delivered, totals.lost) == (5, 5, 0)


def test_counts_by_topic_are_exact() -> None:
    with playing("publish-subscribe") as session:
        speak(session, 300, rate=2_000)
        until(session, lambda: node(session, "publisher-1").sent == 300)
        settle(session)
        publisher = node(session, "publisher-1").sockets[0]
        assert {topic: tally.messages for topic, tally in publisher.sent_by_key.items()} == {
            b"topic1": 100,
            b"topic2": 100,
            b"topic10": 100,
        }


def test_messages_for_a_full_slow_subscriber_are_lost_at_the_high_water_mark() -> None:
    options: dict[str, dict[str, int | bytes]] = {"publisher": {"SNDHWM": 5}, "subscriber": {"RCVHWM": 5}}
    setup = Setup(
        counts={"subscriber": 1}, work_ms={"subscriber": 5}, options=options, size=100_000, messages=("topic1 | x",)
    )  # fmt: skip
    with playing("publish-subscribe", setup) as session:
        speak(session, 300, rate=2_000)
        until(session, lambda: node(session, "publisher-1").sent == 300)
        settle(session)
        totals = session.traffic.ledger.totals
        assert totals.lost_by_reason == {"high-water-mark": totals.lost}
        assert totals.lost > 0
        assert totals.delivered + totals.lost == 300
