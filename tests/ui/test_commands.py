"""The /commands: what is understood, what is refused in which words, and how they are completed."""

import pytest

from zmqplay.ui.commands import (
    RATES,
    Command,
    CommandError,
    Names,
    as_message,
    completions,
    describe,
    faster,
    offers,
    parse,
    slower,
)

NAMES = Names(["producer", "worker"], ["producer-1", "worker-1", "worker-2"])


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/rate 200", Command("rate", rate=200.0)),
        ("/rate 2.5", Command("rate", rate=2.5)),
        ("/rate 10k", Command("rate", rate=10_000.0)),
        ("/rate max", Command("rate", rate=None)),
        ("/rate off", Command("rate", rate=0.0)),
        ("/add worker", Command("add", role="worker")),
        ("/stop worker-2", Command("stop", node="worker-2")),
        ("/kill  worker-2 ", Command("kill", node="worker-2")),
        ("/quit", Command("quit")),
        ("/help", Command("help")),
    ],
)
def test_a_command_is_understood(text: str, command: Command) -> None:
    assert parse(text, NAMES) == command


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/rat 200", "did you mean /rate?"),
        ("/", "there is no command /"),
        ("/rate", "messages a second"),
        ("/rate -1", "not '-1'"),
        ("/rate nan", "not 'nan'"),
        ("/rate inf", "not 'inf'"),
        ("/rate ٣", "not '٣'"),
        ("/rate " + "9" * 400, "/rate wants"),
        ("/add sink", "producer, worker"),
        ("/stop worker-9", "worker-1"),
        ("/kill", "SIGKILL"),
        ("/quit now", "stands alone"),
    ],
)
def test_what_is_no_command_is_answered_with_one_sentence(text: str, words: str) -> None:
    with pytest.raises(CommandError) as refused:
        parse(text, NAMES)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_every_offer_is_a_command() -> None:
    for text, about in offers(NAMES):
        assert parse(text, NAMES)
        assert about


def test_completion_goes_from_the_name_to_what_it_may_name() -> None:
    assert completions("/k", NAMES) == ["/kill "]
    assert completions("/kill w", NAMES) == ["/kill worker-1", "/kill worker-2"]
    assert completions("/add ", NAMES) == ["/add producer", "/add worker"]
    assert completions("hello", NAMES) == []


def test_while_a_command_is_typed_it_is_explained() -> None:
    assert "SIGKILL" in describe("/ki")
    assert "SIGKILL" in describe("/kill wor")
    assert "/rate N" in describe("/")


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
