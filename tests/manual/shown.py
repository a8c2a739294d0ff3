"""What the README and the manual show: commands of the shell with their output, and commands of the screen."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from zmqplay import cli, manual, new_file, on_screen
from zmqplay.bench import bench
from zmqplay.bench.cases import choose
from zmqplay.control.commands import BY_NAME, CommandError, parse
from zmqplay.patterns import PATTERNS, find
from zmqplay.run import run, tracing
from zmqplay.session.guide import vocabulary_of_pattern
from zmqplay.trace import commands
from zmqplay.ui.look import theme
from zmqplay.ui.play.completion import ABOUT, TAKE_TEXT

ROOT = Path(__file__).parents[2]
TEXTS = {"README": (ROOT / "README.md").read_text(), **{topic.name: topic.text for topic in manual.topics()}}
SHELL = {
    (name, line): text
    for name, text in TEXTS.items()
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("zmqplay ")
}
"""Each shown command of zmqplay, with the text that shows it."""
TYPED = sorted({(name, typed) for name, text in TEXTS.items() for typed in re.findall(r"`(/[a-z]+(?: [^`]*)?)`", text)})
"""Each shown command of the screen."""


def output_of(text: str, line: str) -> str:
    """The output that stands below a command; empty if none does."""
    after = text.split(f"{line}\n```\n", 1)[-1]
    return after.removeprefix("\n```\n").split("```")[0] if after.startswith("\n```\n") else ""


def outputs() -> dict[str, str]:
    """The commands below which an output stands."""
    shown = {line: output_of(text, line) for (_, line), text in SHELL.items()}
    return {line: output for line, output in shown.items() if output}


def is_typed(typed: str) -> bool:
    """Whether a command of the screen, or the name of one, is one in some pattern."""
    if typed.partition(" ")[0][1:] in TAKE_TEXT:
        return True
    return typed in ABOUT or typed[1:] in BY_NAME or any(_fits(typed, pattern.name) for pattern in PATTERNS)


def _fits(typed: str, pattern: str) -> bool:
    try:
        return bool(parse(typed, vocabulary_of_pattern(find(pattern))))
    except CommandError:
        return False


def obey(line: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Read a command of the shell as `zmqplay` does, up to the moment at which it would play, draw or measure."""

    def opened(
        _ctx: click.Context, chosen: on_screen.Chosen | None, wanted: str, _quiet: bool, _instead: str = ""
    ) -> None:
        assert not chosen or chosen()
        assert not wanted or theme.find(wanted)

    def measured(cases: tuple[str, ...], short: bool, _as_json: bool) -> int:
        return 0 if choose(cases, short) else 1

    monkeypatch.setattr(on_screen, "open_screen", opened)
    monkeypatch.setattr(on_screen, "open_trace", lambda *_: None)
    monkeypatch.setattr(run, "play", lambda _options: 0)
    monkeypatch.setattr(tracing, "run", lambda _commands, _asked: 0)
    monkeypatch.setattr(commands, "read_procfile", lambda _path: commands.read_commands(["python server.py"]))
    monkeypatch.setattr(bench, "measure", measured)
    monkeypatch.setattr(new_file, "write", lambda path, pattern: new_file.text_for(path, pattern))
    _, *words = shlex.split(line)
    return cli.zmqplay.main(words, standalone_mode=False) or 0
