"""Two runs of each pattern at once: one has the pattern's ports, the other moves, and both do what they were asked."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache

import jsonschema
import pytest

from tests.command_line import DEADLINE_S, strict
from zmqplay.model.summary.shapes import schema
from zmqplay.patterns import PATTERNS
from zmqplay.patterns.pattern import Pattern

each_pattern = pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)


@cache
def ended(pattern: str) -> list[tuple[int, str, str]]:
    """The exit status, stdout and stderr of two runs that start at once."""
    command = [sys.executable, "-m", "zmqplay", "run", pattern, "--count", "12", "--rate", "200", "--json"]
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as one,
        subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as other,
    ):
        said = [each.communicate(timeout=DEADLINE_S) for each in (one, other)]
    return [(each.returncode, *texts) for each, texts in zip((one, other), said, strict=True)]


@each_pattern
def test_two_that_start_at_once_both_end_well(pattern: Pattern) -> None:
    assert [status for status, *_ in ended(pattern.name)] == [0, 0], ended(pattern.name)


@each_pattern
def test_every_pattern_delivers_all_its_messages(pattern: Pattern) -> None:
    for outcome in (json.loads(out) for _, out, _ in ended(pattern.name)):
        assert outcome["complete"]
        totals = outcome["totals"]
        assert totals["expected"] == totals["delivered"]
        assert totals["in_flight"] == totals["lost"] == 0
        speaking = {role.name for role in pattern.roles if role.speaks}
        spoken = [n["sockets"][0]["sent"]["messages"] for n in outcome["nodes"] if n["role"] in speaking]
        assert sum(spoken) == 12  # a ventilator's signals to its sink, on its second socket, are no traffic
        assert all(node["state"] == "stopped" and node["exit"] == 0 for node in outcome["nodes"])


@each_pattern
def test_each_pattern_prints_what_the_schema_says_and_nothing_else(pattern: Pattern) -> None:
    for _, out, _ in ended(pattern.name):
        jsonschema.Draft202012Validator(strict(schema())).validate(json.loads(out))
