"""The steps of a lesson are read from its Markdown."""

from __future__ import annotations

import pytest

from zmqplay.control.lesson import Step, steps
from zmqplay.patterns import PATTERNS
from zmqplay.patterns.pattern import Pattern


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_each_lesson_has_steps_that_say_what_one_sees(pattern: Pattern) -> None:
    found = steps(pattern.lesson)
    assert len(found) >= 4
    for step in found:
        assert step.command.startswith("/")
        assert len(step.about) > 10
        assert not set("`*\n") & set(step.about)


def test_only_items_that_begin_with_a_command_are_steps_and_a_repeated_command_is_a_step_of_its_own() -> None:
    text = "Say `/rate 1`.\n\n- `/rate 2`: *two*,\n  then more.\n* `/add worker`\n- a `/word`\n1. `/rate 2`: again\n"
    assert steps(text) == (
        Step("/rate 2", "two, then more.", "/rate 2"),
        Step("/add worker", "", "/add worker"),
        Step("/rate 2", "again", "2 /rate 2"),
    )
