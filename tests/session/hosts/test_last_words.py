"""Why a node ended is the line of its traceback that begins with the exception's type, whatever the message holds."""

from __future__ import annotations

import traceback

import pytest

from zmqplay.instructions import STATUS_EXITED, STATUS_RAISED
from zmqplay.session.hosts.last_words import LastWords


def said_of(error: BaseException, status: int = STATUS_RAISED, *after: str) -> str:
    """The reason where a role prints something, then this traceback, then some lines more."""
    try:
        raise error
    except BaseException as raised:
        printed = "".join(traceback.format_exception(raised))
    words = LastWords()
    words.take(["starts", "ValueError: not this"])
    for line in printed.splitlines():
        words.take([line])
    words.take(after)
    return words.after(status)


def caused() -> Exception:
    error = RuntimeError("lost\nthe line")
    error.__cause__ = KeyError("no\nkey")
    return error


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (RuntimeError("a\n\n\nline"), "RuntimeError: a"),
        (RuntimeError("\n  indented\nNote: more"), "RuntimeError: "),
        (ValueError(), "ValueError"),
        (caused(), "RuntimeError: lost"),
        (ExceptionGroup("two tasks\nfailed", [ValueError("x"), KeyError("y")]), "ExceptionGroup: two tasks"),
    ],
)
def test_a_message_of_several_lines_is_told_by_the_first_with_its_type(error: Exception, says: str) -> None:
    assert said_of(error) == says.rstrip()


def test_what_is_printed_after_a_traceback_is_no_reason() -> None:
    assert said_of(ValueError("x"), STATUS_RAISED, "tidied up") == "ValueError: x"


def test_a_role_that_calls_exit_is_told_by_its_last_line_whatever_it_had_caught_before() -> None:
    assert said_of(ValueError("caught"), STATUS_EXITED, "goes on", "no such file", "") == "no such file"


def test_without_a_traceback_the_last_line_is_the_reason() -> None:
    words = LastWords()
    words.take(["one", "two", "  "])
    assert words.after(3) == "two"
