"""A pattern file of one's own in a real terminal: broken and mended while it plays, and in the user's editor."""

from __future__ import annotations

import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.ui.terminals import DEADLINE_S, PseudoTerminal, terminal_with
from zmqplay.session.ports import free_port

ROOT = str(Path(__file__).parents[2])
PROGRAM = (sys.executable, "-m", "zmqplay")
WORKS = "        node.work()\n"
EDITOR = """#!/bin/sh
echo "$@" > "$TALK/arguments"
echo THE-EDITOR-IS-OPEN
until [ -e "$TALK/save" ]; do sleep 0.05; done
for file; do :; done
sed "s/        node.work()/        node.work()\\n        print('edited')/" "$file" > "$file.new"
mv "$file.new" "$file"
until [ -e "$TALK/close" ]; do sleep 0.05; done
"""
"""An editor that is told by files when to save and when to close."""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory of the user's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", ROOT)
    return tmp_path


def _at_free_port(path: Path) -> None:
    path.write_text(path.read_text().replace("tcp://127.0.0.1:5557", f"tcp://127.0.0.1:{free_port('127.0.0.1')}"))


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def _lacks(shown: PseudoTerminal, text: str) -> bool:
    return text not in shown.text


def _was_said(shown: PseudoTerminal, since: int) -> bool:
    """Whether the last line has said that the workers restart: it may have gone on by now."""
    return b".py: worker-1, worker-2, worker-3 restart with the new code" in shown.drawn[since:]


def test_files_beside_it_that_are_called_as_modules_of_python_stand_for_none_of_these(place: Path) -> None:
    subprocess.run([*PROGRAM, "new", "mine.py"], check=True, timeout=DEADLINE_S, stdout=subprocess.DEVNULL)
    _at_free_port(place / "mine.py")
    for name in ("tty", "queue", "select", "socket", "string", "statistics", "shutil", "numbers", "fractions", "rich"):
        (place / f"{name}.py").touch()
    (place / "helpers.py").write_text("def help(): print('helped')\n")
    _change(place / "mine.py", WORKS, f"        import helpers\n        helpers.help()\n{WORKS}")
    in_no_directory = (sys.executable, "-P", "-m", "zmqplay")
    with terminal_with([*in_no_directory, "./mine.py"]) as shown:
        shown.until(lambda: "● live" in shown.text)
        shown.type("o")
        shown.type("hello\r")
        shown.until(lambda: "helped" in shown.text)
        shown.type("\x11")
        assert shown.ended() == 0
        assert shown.given_back()


def test_a_new_file_is_played_and_a_saved_change_a_syntax_error_and_its_mend_are_seen(place: Path) -> None:
    subprocess.run([*PROGRAM, "new", "mine.py"], check=True, timeout=DEADLINE_S, stdout=subprocess.DEVNULL)
    mine = place / "mine.py"
    _at_free_port(mine)
    with terminal_with([*PROGRAM, "./mine.py"], (120, 36)) as shown:
        shown.shows("● live")
        shown.type("\x1bgc2")
        shown.shows("def worker")
        _change(mine, WORKS, f"{WORKS}        print('changed')\n")
        shown.until(partial(_was_said, shown, 0))
        shown.shows("print('changed')")
        broken = f"{WORKS}        print('changed'\n"
        _change(mine, f"{WORKS}        print('changed')\n", broken)
        line = mine.read_text().splitlines().index("        print('changed'") + 1
        says = f"✗ mine.py, line {line}: SyntaxError: '(' was never closed"
        shown.shows(f"│ {says}", f" {says}; the nodes go on with the code before")
        shown.shows(f"▶ {line} │         print('changed'")
        shown.type("ione\r")
        shown.until(lambda: "sent 1 = delivered 1" in shown.text and says in shown.text)
        since = len(shown.drawn)
        _change(mine, broken, f"{WORKS}        print('mended')\n")
        shown.until(partial(_was_said, shown, since))
        shown.shows("print('mended')")
        shown.until(partial(_lacks, shown, "SyntaxError"))
        shown.type("two\r")
        shown.type("\x1bgo")
        shown.shows("mended", "sent 2 = delivered 2")
        shown.type("\x11")
        assert shown.ended() == 0
        assert shown.given_back()


# long: one sitting with the editor
def test_the_code_of_a_node_is_edited_in_the_users_editor_while_its_pattern_plays_on(place: Path) -> None:
    editor = _editor_in(place)
    with terminal_with([*PROGRAM, "push-pull"], (120, 36), EDITOR=f"{editor} -R", TALK=str(place)) as shown:
        shown.shows("● live")
        shown.type("/wire tasks ipc\r")
        shown.shows("its nodes restart")
        shown.type("/rate 20\r")
        shown.shows("20 msg/s", "delivered 1")
        shown.type("\x1bgc2E")
        shown.shows("THE-EDITOR-IS-OPEN")
        file = place / "push_pull.py"
        line = [row.startswith("def worker") for row in file.read_text().splitlines()].index(True) + 1
        assert (place / "arguments").read_text() == f"-R +{line} {file}\n"
        since = len(shown.drawn)
        (place / "save").touch()
        shown.until(lambda: "print('edited')" in file.read_text())
        assert b"\x1b" not in shown.drawn[since:]  # the terminal is the editor's
        (place / "close").touch()
        shown.until(partial(_was_said, shown, since))
        shown.shows("print('edited')")
        shown.until(partial(_lacks, shown, "THE-EDITOR-IS-OPEN"))
        shown.type("go")
        shown.shows("edited")
        assert "all shown" in shown.text  # no report was left out meanwhile
        _ends_with_its_editor(shown, place)


def _editor_in(place: Path) -> Path:
    """An editor that is called vim."""
    (place / "bin").mkdir()
    editor = place / "bin" / "vim"
    editor.write_text(EDITOR)
    editor.chmod(0o755)
    return editor


def _ends_with_its_editor(shown: PseudoTerminal, place: Path) -> None:
    """Open the editor again, and end the program while that waits."""
    for told in ("save", "close"):
        (place / told).unlink()
    since = len(shown.drawn)
    shown.type("E")
    shown.until(lambda: b"THE-EDITOR-IS-OPEN" in shown.drawn[since:])
    shown.process.terminate()
    assert shown.ended() == 128 + signal.SIGTERM
    assert shown.given_back()
