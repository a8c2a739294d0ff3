"""The Doctor on publishers and subscribers, in real sessions."""

from tests.playing import node, until
from tests.session import faulty
from tests.session.doctor.diagnosing import diagnosed, looked, met, tell
from zmqplay.model.doctor import Level
from zmqplay.session.setup import Setup


def test_a_subscriber_without_a_subscription_is_told_to_subscribe() -> None:
    with met("publish-subscribe", Setup(topics={"subscriber-1": []})) as session:
        diagnosed(session, "no-subscription", "subscriber-1", "subscribes to nothing", "/subscribe subscriber-1 TOPIC")
        tell(session, "subscribe subscriber-1 topic1")
        until(session, lambda: "no-subscription" not in [finding.rule for finding in looked(session)])


def test_a_subscription_that_matches_nothing_is_shown_the_nearest_topic() -> None:
    topics = {"subscriber-1": [b"Topic1"], "subscriber-2": [b"weather"]}
    with met("publish-subscribe", Setup(topics=topics)) as session:
        tell(session, "burst 30")
        near = diagnosed(session, "matches-nothing", "subscriber-1", "'Topic1'", "30 messages", "'topic1'")
        far = diagnosed(session, "matches-nothing", "subscriber-2", "'weather'")
        assert (near.level, far.level) == (Level.WRONG, Level.NOTE)


def test_a_prefix_that_caught_more_than_its_own_topic_is_noted() -> None:
    with met("publish-subscribe") as session:
        tell(session, "burst 30")
        note = diagnosed(session, "prefix-caught-more", "subscriber-1", "'topic1'", "got 'topic10' too (10 messages)")
        assert note.level is Level.NOTE
        assert {finding.node for finding in looked(session)} == {"subscriber-1"}, "subscriber-3 asked for all topics"


def test_subtopics_behind_a_separator_are_what_a_prefix_is_for() -> None:
    topics = {"subscriber-1": [b"news"]}
    messages = ("news | a", "news.sport | b", "newspaper | c")
    with met("publish-subscribe", Setup(counts={"subscriber": 1}, topics=topics, messages=messages)) as session:
        tell(session, "burst 3")
        note = diagnosed(session, "prefix-caught-more", "subscriber-1")
        assert "'newspaper' too (1 message)" in note.says
        assert "sport" not in note.says


def test_inverted_matching_on_one_side_only_is_wrong() -> None:
    with met("publish-subscribe", Setup(options={"subscriber": {"INVERT_MATCHING": 1}})) as session:
        diagnosed(
            session, "half-inverted", "publisher-1", "set for subscriber-1, subscriber-2 and subscriber-3 and not"
        )


def test_messages_missed_by_a_late_subscriber_are_counted() -> None:
    with met("publish-subscribe") as session:
        tell(session, "burst 30")
        until(session, lambda: node(session, "publisher-1").sent == 30)
        session.controls.nodes.add("subscriber")
        diagnosed(session, "slow-joiner", "subscriber-4", "joined after 20 messages")


def test_a_publisher_that_does_not_wait_loses_its_first_messages() -> None:
    with met(faulty.HASTY) as session:
        diagnosed(session, "slow-joiner", "subscriber-1", "joined after", "messages that it would have got")


def test_a_bound_sub_that_its_thread_never_touches_has_not_subscribed() -> None:
    with met(faulty.IDLE_SUBSCRIBER) as session:
        diagnosed(session, "idle-bound-sub", "subscriber-1", "not touched it since a publisher connected")


def test_conflate_tears_messages_of_several_frames() -> None:
    with met("publish-subscribe", Setup(options={"subscriber-2": {"CONFLATE": 1}})) as session:
        tell(session, "burst 30")
        diagnosed(session, "conflate-multipart", "subscriber-2", "messages of 2 frames", "torn off")
