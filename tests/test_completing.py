"""What the shell completes after a tab, asked for as the shells ask."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from zmqplay import manual
from zmqplay.patterns import PATTERNS

ROOT = Path(__file__).parents[1]
PROGRAM = "import sys; sys.argv[0] = 'zmqplay'; from zmqplay.cli import main; main()"
NAMES = [pattern.name for pattern in PATTERNS]


def asked(shell: str, **words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "_ZMQPLAY_COMPLETE": shell, **words}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def completed(line: str) -> list[str]:
    """The words that bash is offered for the last word of a line; a path is offered as the word itself."""
    words = line.split(" ")
    told = asked("bash_complete", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1))
    return [answer.partition(",")[2] for answer in told.splitlines()]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("zmqplay pu", ["publish-subscribe", "push-pull"]),
        ("zmqplay run ", NAMES),
        ("zmqplay run dea", ["dealer-router"]),
        ("zmqplay run ./mi", ["./mi"]),
        ("zmqplay he", ["help"]),
        ("zmqplay ne", ["new"]),
        ("zmqplay new ./mi", ["./mi"]),
        ("zmqplay new mine.py --from pai", ["pair"]),
        ("zmqplay trace ./ser", ["./ser"]),
        ("zmqplay trace -f Pro", ["Pro"]),
        ("zmqplay trace --fail", ["--fail-on"]),
        ("zmqplay help le", ["ledger"]),
        ("zmqplay help ", [topic.name for topic in manual.topics()]),
        ("zmqplay run push-pull --se", ["--seconds"]),
        ("zmqplay --theme co", ["colourblind", "contrast"]),
    ],
)
def test_the_last_word_is_completed(line: str, words: list[str]) -> None:
    assert completed(line) == words


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_is_given_its_script(shell: str) -> None:
    assert "_ZMQPLAY_COMPLETE=" + shell + "_complete" in asked(f"{shell}_source")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_line_for_each_shell_stands_in_the_readme_and_in_the_manual(shell: str) -> None:
    line = re.compile(rf"_ZMQPLAY_COMPLETE={shell}_source zmqplay\b")
    assert line.search((ROOT / "README.md").read_text())
    assert line.search(manual.find("run").text)


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_takes_its_script() -> None:
    script = asked("bash_source")
    done = subprocess.run(["bash", "-c", f"{script}\ncomplete -p zmqplay"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert "zmqplay" in done.stdout
