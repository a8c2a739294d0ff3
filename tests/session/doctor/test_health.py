"""The Doctor finds nothing wrong with a healthy run."""

import pytest

from tests.playing import node, settle, until
from tests.session.doctor.diagnosing import looked, met, tell, well, wrongs
from zmqplay.model.doctor import Level
from zmqplay.patterns import PATTERNS
from zmqplay.patterns.pattern import Pattern

each_pattern = pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)


@each_pattern
def test_nothing_is_wrong_from_launch_to_end_at_any_speed(pattern: Pattern) -> None:
    with met(pattern) as session:
        well(session)
        tell(session, "rate 50")
        well(session)
        tell(session, "burst 200")
        until(session, lambda: node(session, session.controls.speech.speakers[0]).sent >= 200)
        well(session)
        tell(session, "rate off")
        settle(session)
        tell(session, "rate max")
        well(session, looks=60)
        session.finish()
        assert wrongs(session) == []


def test_the_surprise_that_the_default_topics_show_is_a_note() -> None:
    with met("publish-subscribe") as session:
        tell(session, "burst 30")
        until(session, lambda: looked(session))
        assert [(finding.rule, finding.level) for finding in looked(session)] == [("prefix-caught-more", Level.NOTE)]
        assert session.doctor.hint is None


def test_a_worker_that_joins_or_leaves_without_waiting_messages_is_no_finding() -> None:
    with met("push-pull") as session:
        tell(session, "rate 50")
        well(session)
        session.controls.nodes.add("worker")
        until(session, lambda: node(session, "worker-4").received)
        tell(session, "rate off")
        settle(session)
        tell(session, "stop worker-1")
        until(session, lambda: not node(session, "worker-1").state.alive)
        until(session, lambda: node(session, "producer-1").sockets[0].handshakes == 3)
        settle(session)  # the end is told a moment before the queue is closed, which could be dealt one more
        tell(session, "rate 50")
        well(session)
