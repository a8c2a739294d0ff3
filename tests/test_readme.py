"""The README's promises hold for the program."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from zmqplay.control.commands import COMMANDS, Spec, parse
from zmqplay.patterns import PATTERNS, find
from zmqplay.session.guide import vocabulary_of_pattern

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def test_every_pattern_is_in_the_readme_and_has_a_screenshot() -> None:
    for pattern in PATTERNS:
        assert f"| `{pattern.name}` |" in README
        assert (ROOT / "screenshots" / f"{pattern.name}.svg").exists()
    assert (ROOT / "screenshots" / "menu.svg").exists()


def test_every_command_and_option_is_in_the_readme() -> None:
    help_text = subprocess.run(
        [sys.executable, "-m", "zmqplay", "run", "--help"], capture_output=True, text=True, check=True
    ).stdout
    options = set(re.findall(r"--[a-z]+", help_text)) - {"--help"}
    assert options
    assert all(option in README for option in options)


RUNS = [command for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for command in block.splitlines()]
TYPED = re.findall(r"`(/[a-z]+ [^`]*)`", README)


@pytest.mark.parametrize("command", [command for command in RUNS if command.startswith("zmqplay run ")])
def test_every_shown_run_has_the_shown_output(command: str) -> None:
    _, *arguments = shlex.split(command)
    done = subprocess.run(
        [sys.executable, "-m", "zmqplay", *arguments, "--endpoint", "tasks=tcp://127.0.0.1:*"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    shown = README.split(f"{command}\n```\n\n```", 1)[1].split("```")[0]
    told = without_figures(done.stdout)
    for line in shown.strip().splitlines():
        assert without_figures(line) in told


def without_figures(text: str) -> str:
    """The text without the figures that differ from run to run, and without the spaces that align them."""
    return " ".join(re.sub(r"\d[\d.,]*", "#", text).split())


def spec_of(typed: str) -> Spec:
    """The row of the typed command, for a pattern that has the names in it."""
    pattern = find("publish-subscribe" if "subscriber" in typed else "push-pull")
    return parse(typed, vocabulary_of_pattern(pattern)).spec


@pytest.mark.parametrize("typed", TYPED)
def test_every_shown_command_is_valid(typed: str) -> None:
    assert spec_of(typed)


def test_every_command_is_shown() -> None:
    assert {spec_of(typed) for typed in TYPED} == set(COMMANDS)
