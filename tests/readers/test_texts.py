"""Whatever is typed, pasted or given on a command line is taken, or refused in one sentence."""

from __future__ import annotations

from contextlib import suppress

import click
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.readers.drawn_texts import AS_ARGUMENT, DIGITS, TEXTS, words
from tests.ui.fake_source import FakeSource
from tests.ui.panes.stories import tasks
from zmqplay.control import commands
from zmqplay.control.commands import COMMANDS, CommandError, parse
from zmqplay.control.refused import BadEndpoint, EndpointTaken, Refused
from zmqplay.control.vocabulary import vocabulary_of
from zmqplay.model.messages.filters import Criteria
from zmqplay.patterns import PATTERNS, UnknownPattern, find
from zmqplay.patterns.pattern import Pattern
from zmqplay.registry import BrokenFile
from zmqplay.run.options import read_options
from zmqplay.run.why import read_asked
from zmqplay.session.endpoints import resolve
from zmqplay.template import Template, as_literal, as_text, literal, literals
from zmqplay.text import readable, safe
from zmqplay.ui.keys.paste import PasteParser, printable
from zmqplay.ui.play.completion import completions, describe

LONGER = 1_000
"""Characters of a refusal besides what it quotes."""
SOURCE = FakeSource(find("push-pull"))
THREE = tuple(tasks(3).traffic.messages.rows)


def in_one_sentence(error: Exception, *refused: str) -> None:
    """The error is a refusal, which quotes what it refuses at most four times as long (as escapes)."""
    assert str(error)
    assert len(str(error)) < LONGER + 4 * sum(map(len, refused))
    assert not isinstance(error, UnicodeError)


# --- messages, topics and templates


@given(TEXTS, st.text(max_size=5), st.integers(0, 2**40), st.integers(0, 100))
@example("\\", "", 1, 0)
@example("{n}%d{time}%s\\x", "%", 1, 3)
def test_any_text_is_a_message(text: str, node: str, number: int, size: int) -> None:
    template = Template(text, node, size)
    for frames in (template.frames(number), template.maker()(number)):
        assert frames
        assert all(isinstance(frame, bytes) for frame in frames)


@given(st.lists(st.binary(max_size=30), min_size=1, max_size=4))
def test_any_message_has_a_text_that_makes_it_again(frames: list[bytes]) -> None:
    assert Template(as_text(frames)).frames(1) == frames


@given(st.binary(max_size=60), st.integers(0, 20))
def test_any_topic_has_a_text_that_makes_it_again_and_is_safe(topic: bytes, limit: int) -> None:
    text = as_literal(topic)
    assert literal(text) == topic
    assert safe(text) == text
    assert len(as_literal(topic, limit)) <= (limit + 1 if limit else len(text))


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=4))
def test_any_list_of_topics_is_read_as_it_is_written(topics: list[bytes]) -> None:
    assert literals(",".join(map(as_literal, topics))) == topics


@given(TEXTS, st.binary(max_size=200), st.integers(1, 50))
def test_any_text_is_drawn_safely(text: str, payload: bytes, limit: int) -> None:
    for shown in (safe(text, limit), safe(payload, limit), readable(payload, limit)):
        assert shown.isprintable()
        assert len(shown) <= 3 * limit + 5


# --- the input line


@given(
    st.one_of(TEXTS, words("/", *(spec.name for spec in COMMANDS), "worker-1", "producer", "tasks", "SNDHWM", "200"))
)
@example("/option worker SNDHWM " + "9" * 5_000)
@example("/subscribe worker-1 '")
def test_any_line_is_a_command_or_refused(line: str) -> None:
    try:
        parse(line, vocabulary_of(SOURCE))
    except CommandError as error:
        in_one_sentence(error, line)
    assert isinstance(describe(line), str)
    assert all(isinstance(one, str) for one in completions(line, SOURCE))


@pytest.fixture(scope="module")
def news() -> FakeSource:
    return FakeSource(find("publish-subscribe"))


@given(st.data())
@pytest.mark.parametrize("spec", COMMANDS, ids=lambda spec: spec.name)
def test_any_arguments_of_a_command_are_taken_or_refused(
    news: FakeSource, spec: commands.Spec, data: st.DataObject
) -> None:
    known = (
        "publisher-1",
        "subscriber-1",
        "publisher",
        "subscriber",
        "news",
        "SNDHWM",
        "ROUTING_ID",
        "tcp",
        "1",
        "200ms",
    )
    given_words = data.draw(st.lists(st.one_of(st.sampled_from(known), words(*known)), max_size=4))
    try:
        done = commands.give(news, f"/{spec.name} {' '.join(given_words)}")
    except CommandError as error:
        in_one_sentence(error, *given_words)
    else:
        assert done.says


@given(st.one_of(TEXTS, words("!", "from:", "to:", "topic:", ">", "<", "1k", "lost", "waiting")))
def test_any_filter_can_be_asked_of_any_message(text: str) -> None:
    criteria = Criteria(text)
    assert all(isinstance(criteria(message), bool) for message in THREE)


@given(st.lists(st.one_of(TEXTS, st.sampled_from(["\x1b[200~", "\x1b[201~", "\x1b", "[20"])), max_size=6))
def test_a_paste_in_any_pieces_comes_out_printable(pieces: list[str]) -> None:
    parser = PasteParser()
    pasted = parser.escaped("\x1b[200~") + "".join(map(parser.escaped, pieces))
    inside = pasted.removeprefix("\x1b[200~").split("\x1b[201~")[0]
    assert inside.isprintable()
    assert all(map(str.isprintable, map(printable, pieces)))


# --- the command line

OPTIONS = "nodes", "messages", "work", "topics", "options", "endpoints", "binds", "at", "why"
ROLES = "worker", "worker-1", "producer", "subscriber-1", "tasks", "SNDHWM", "LINGER", "1", "0.5", "kill", "burst"


@given(st.data())
@pytest.mark.parametrize("option", OPTIONS)
def test_any_value_of_an_option_is_read_or_refused(option: str, data: st.DataObject) -> None:
    drawn = tuple(data.draw(st.lists(st.one_of(words(*ROLES), AS_ARGUMENT), max_size=2)))
    pattern = data.draw(st.sampled_from(["push-pull", "publish-subscribe"]))
    none: dict[str, tuple[str, ...]] = dict.fromkeys(OPTIONS, ())
    try:
        read_options(
            pattern=pattern, count=None, seconds=1.0, rate=None, size=0, as_json=False,
            **{**none, option: drawn},
        )  # fmt: skip
    except click.UsageError as error:
        in_one_sentence(error, *drawn)


@given(st.one_of(DIGITS, words("publisher-1:", ":", "251")))
@example("9" * 5_000)
@example("a:²")
def test_any_number_of_a_message_is_read_or_refused(text: str) -> None:
    with suppress(Refused):
        assert read_asked(text).number > 0


@given(st.one_of(words("tcp://127.0.0.1:", "ipc://", "5557", "/tmp/x", "*", "@", "[::1]"), AS_ARGUMENT).filter(
    lambda text: not text.startswith("tcp://") or text.startswith("tcp://127.0.0.1:")  # any other may be looked up
))  # fmt: skip
def test_any_address_is_taken_or_refused(text: str) -> None:
    try:
        resolve(find("push-pull"), {"tasks": text})
    except (BadEndpoint, EndpointTaken) as error:
        in_one_sentence(error, text)


@given(st.one_of(TEXTS, words("./", "mine", ".py", ":", "push-pull", "/")))
def test_any_name_is_a_pattern_or_refused(name: str) -> None:
    try:
        assert isinstance(find(name), Pattern)
    except (UnknownPattern, BrokenFile) as error:
        in_one_sentence(error, name)


def test_every_pattern_has_a_name_that_is_found() -> None:
    assert [find(pattern.name) for pattern in PATTERNS] == [*PATTERNS]
