"""`zmqplay new` writes a pattern file that plays as it is, and refuses in one line."""

from __future__ import annotations

import os
import py_compile
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
import pytest

from tests.command_line import zmqplay
from tests.playing import anywhere
from zmqplay import cli
from zmqplay.control.refused import Refused
from zmqplay.control.schedule import Outcome
from zmqplay.model.nodes import NodeTraffic
from zmqplay.new_file import how_to_play, text_for, write_anywhere
from zmqplay.pattern_files import pattern_in
from zmqplay.patterns import PATTERNS, find
from zmqplay.patterns.pattern import Pattern
from zmqplay.session.player import Player
from zmqplay.session.session import Session

SENT = {
    "request-reply": (12, 12), "publish-subscribe": (6, 12), "push-pull": (6, 6), "dealer-router": (12, 12),
    "pair": (6, 6), "pipeline": (14, 14), "survey": (24, 36),
}  # fmt: skip
"""What is sent and delivered in all, of six messages: questions and answers, and what a pattern says besides."""


class Nobody:
    """Is told of a run, and needs none of it."""

    def sent(self, count: int) -> None: ...

    def noticed(self, notices: Sequence[str]) -> None: ...

    def died(self, node: NodeTraffic) -> None: ...

    def commanded(self, outcomes: Iterable[Outcome]) -> None: ...


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_a_file_from_each_pattern_compiles_and_plays_with_exact_counts(pattern: Pattern, tmp_path: Path) -> None:
    file = tmp_path / f"from_{pattern.name.replace('-', '_')}.py"
    file.write_text(text_for(file, pattern))
    py_compile.compile(str(file), cfile=str(tmp_path / "compiled"), doraise=True)
    mine = pattern_in(str(file))
    assert mine.name == file.stem
    with Session(mine, anywhere(mine)) as session:
        player = Player(session, Nobody(), count=6)
        player.play()
        totals = session.traffic.ledger.totals
    assert player.complete
    assert (totals.sent, totals.delivered, totals.in_flight, totals.lost) == (*SENT[pattern.name], 0, 0)
    assert sorted(tmp_path.iterdir()) == [tmp_path / "compiled", file]  # what is played leaves nothing beside it


def test_a_new_file_says_where_it_comes_from_and_how_it_is_played(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    done = zmqplay("new", str(file), "--from", "reqrep")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{file} is written, from request-reply. Play it: zmqplay {file}\n"
    text = file.read_text()
    assert "zmqplay ./mine.py" in text.splitlines()[0]
    assert 'name="mine",' in text
    assert "aliases" not in text
    assert "request-reply" in text.splitlines()[0]
    listed = zmqplay("list", str(file)).stdout
    assert "mine " in listed


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_everything_but_the_name_is_as_in_the_pattern_itself(pattern: Pattern) -> None:
    source = Path(sys.modules[pattern.roles[0].play.__module__].__file__ or "").read_text().splitlines()
    written = text_for(Path("mine.py"), pattern).splitlines()
    assert all(line.startswith("# ") for line in written[:2])
    missing = [line.strip() for line in source if line not in written[2:]]
    assert [line.partition("=")[0] for line in missing] == ["name", "aliases"]
    assert [line.strip() for line in written[2:] if line not in source] == ['name="mine",']


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("there.py",), "there.py is there already, and stays as it is"),
        (("nowhere/mine.py",), "there is no directory nowhere; make it first"),
        (("mine",), "a pattern file's name ends with .py: name it mine.py"),
        (("1st.py",), "Python cannot import a file called 1st.py"),
        (("class.py",), "Python cannot import a file called class.py"),
        (("queue.py",), "Python has another module called queue; give the file another name, such as my_queue.py"),
        (("textual.py",), "Python has another module called textual"),
        (("mine.py", "--from", "push-pul"), "there is no pattern 'push-pul'; did you mean push-pull?"),
        (("mine.py", "--from", "there.py"), "`cp there.py mine.py` copies a file"),
    ],
)
def test_what_cannot_be_written_is_refused_and_says_why(
    words: tuple[str, ...], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.py").write_text("mine")
    with pytest.raises(click.UsageError) as refused:
        cli.zmqplay.main(["new", *words], standalone_mode=False)
    assert says in refused.value.format_message()
    assert refused.value.exit_code == 2
    assert [file.name for file in tmp_path.iterdir()] == ["there.py"]
    assert (tmp_path / "there.py").read_text() == "mine"


def test_a_directory_that_takes_no_file_is_a_failure() -> None:
    done = zmqplay("new", "/proc/mine.py")
    assert done.stderr.startswith("zmqplay: /proc/mine.py cannot be written: ")
    assert done.returncode == 1


def test_a_path_is_typed_as_the_shell_needs_it() -> None:
    assert how_to_play("mine.py") == "zmqplay ./mine.py"
    assert how_to_play("/tmp/my files/mine.py") == "zmqplay '/tmp/my files/mine.py'"


def test_a_copy_of_zmqplays_own_pattern_never_takes_the_place_of_another_file(tmp_path: Path) -> None:
    pattern = find("push-pull")
    first = write_anywhere(tmp_path, pattern)
    assert first.name == "push_pull.py"
    assert write_anywhere(tmp_path, pattern) == first  # it is just so
    first.write_text("changed")
    second = write_anywhere(tmp_path, pattern)
    second.write_text("changed too")
    assert [second.name, write_anywhere(tmp_path, pattern).name] == ["my_push_pull.py", "my_push_pull_2.py"]
    assert first.read_text() == "changed"
    with pytest.raises(Refused, match="start zmqplay in a directory of your own"):
        write_anywhere(Path("/proc"), pattern)
    assert not os.path.exists("/proc/push_pull.py")
