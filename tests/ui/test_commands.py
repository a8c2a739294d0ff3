"""The /commands on the screen: how they are completed, explained and offered."""

from __future__ import annotations

import pytest

from tests.ui.fake_source import FakeSource
from zmqplay.control.commands import COMMANDS, CommandError, give, parse
from zmqplay.control.vocabulary import vocabulary_of
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.play.completion import (
    OF_THE_SCREEN,
    RATES,
    as_message,
    completions,
    describe,
    faster,
    offers,
    slower,
    usages,
)


@pytest.fixture
def source() -> FakeSource:
    """A push–pull source with a producer and three workers."""
    return FakeSource(PUSH_PULL)


@pytest.fixture
def news() -> FakeSource:
    """A publish–subscribe source in which some topics were sent."""
    return FakeSource(PUBLISH_SUBSCRIBE)


def test_completion_goes_from_the_name_to_each_argument_in_turn(source: FakeSource) -> None:
    assert completions("/k", source) == ["/kill "]
    assert completions("/kill w", source) == ["/kill worker-1", "/kill worker-2", "/kill worker-3"]
    assert completions("/add ", source) == ["/add producer", "/add worker"]
    assert completions("/work worker-2 1", source) == [
        "/work worker-2 10ms",
        "/work worker-2 100ms",
        "/work worker-2 1s",
    ]
    assert completions("/option worker RCVH", source) == ["/option worker RCVHWM"]
    assert "/option worker RCVHWM default" in completions("/option worker RCVHWM ", source)
    assert completions("/bind tasks ", source) == ["/bind tasks producer", "/bind tasks worker"]
    assert completions("/un", source) == ["/unsubscribe ", "/undo"]
    assert completions("hello", source) == []
    assert completions("/kill worker-1 ", source) == []
    assert completions("/kill worker-1 and worker-2 ", source) == []
    assert completions('/subscribe "wor', source) == []


def test_only_what_fits_its_state_is_offered(source: FakeSource) -> None:
    source.nodes.freeze("worker-2")
    source.nodes.kill("worker-3")
    assert completions("/thaw ", source) == ["/thaw worker-2"]
    assert completions("/freeze w", source) == ["/freeze worker-1"]
    assert completions("/restart ", source)[0] == "/restart worker-3"


@pytest.mark.parametrize("topic", [b"two words", b"\x1b[2J", b"\0\xff", b"", b"it's", b'"', b" ", b"a\\b, c\n"])
def test_any_topic_is_completed_to_a_command_that_names_it(news: FakeSource, topic: bytes) -> None:
    news.wiring.subscribe("subscriber-1", topic)
    found = completions("/unsubscribe subscriber-1 ", news)
    assert all(line.isprintable() for line in found)
    assert topic in [parse(line, vocabulary_of(news)).values[1] for line in found]


def test_every_completion_is_a_beginning_that_is_understood(source: FakeSource) -> None:
    for spec in COMMANDS:
        lines = completions(f"/{spec.name} ", source)
        for _ in spec.arguments[1:]:
            lines += [longer for line in lines[:3] for longer in completions(f"{line} ", source)]
        for line in lines:
            try:
                parse(line, vocabulary_of(source))
            except CommandError as error:
                assert f" missing in /{spec.name} " in str(error), line  # noqa: PT017  # more is wanted, nothing is wrong


def test_every_offer_is_a_command_or_the_beginning_of_one(source: FakeSource) -> None:
    names = set()
    for text, about in offers(source, 64):
        names.add(text.split()[0])
        assert about
        if not text.endswith(" "):
            assert parse(text, vocabulary_of(source))
    living = {f"/{spec.name}" for spec in COMMANDS} - {"/thaw", "/eof"}  # nobody is frozen or reads
    assert names == living


def test_offers_are_bounded_however_many_nodes_there_are() -> None:
    source = FakeSource(PUSH_PULL)
    source.nodes.scale("worker", 60)
    assert sum(text.startswith("/kill ") for text, _ in offers(source, 8)) == 8


def test_while_a_command_is_typed_it_is_explained() -> None:
    assert "SIGKILL" in describe("/ki")
    assert "SIGKILL" in describe("/kill wor")
    assert describe("/work worker-1 ").startswith("/work ROLE|NODE MS [JITTER]")
    assert "/rate" in describe("/")
    assert describe("/und").startswith("/undo")
    assert describe("/note").startswith("/note TEXT   note a TEXT at the selected message")
    assert describe("/note slow") == describe("/note")
    assert describe("/nothing ") == ""


def test_all_commands_are_in_the_help_with_how_they_are_typed() -> None:
    listed = [usage.split()[0].removeprefix("/") for usage, _ in usages()]
    assert listed == [spec.name for spec in COMMANDS] + list(OF_THE_SCREEN)


def test_what_is_done_is_undone_by_the_command_that_comes_back(source: FakeSource) -> None:
    for text in ("rate 5", "freeze worker-1", "work worker 20ms", "stop worker-2", "option worker RCVHWM 1"):
        undo = give(source, text).undo
        assert undo
        give(source, undo)
    assert source.speech.rate == 0
    assert all(node.state == "running" for node in source.traffic.nodes.values())
    assert source.nodes.work_of("worker") == (0, 0)
    assert source.wiring.options_of("worker-1") == {}


def test_a_backslash_keeps_a_slash_from_beginning_a_command() -> None:
    assert as_message(r"\/hello") == "/hello"
    assert as_message(r"\\/hello") == r"\\/hello"
    assert as_message("hello") == "hello"


def test_each_step_slower_undoes_a_step_faster() -> None:
    for rate in RATES[:-1]:
        assert slower(faster(rate)) == rate
    assert faster(None) is None
    assert slower(0.0) == 0.0
    assert faster(150.0) == 200
