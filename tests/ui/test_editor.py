"""Which editor is opened, where it begins, and what is said if there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui.piloting import on_screen, playing, until
from zmqplay.control.guide import Broken
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.editor import NoEditor, command_for, editor_of


@pytest.mark.parametrize(
    ("named", "command"),
    [
        ("vim", ["vim", "+7", "/tmp/mine.py"]),
        ("/usr/bin/nvim -u NONE", ["/usr/bin/nvim", "-u", "NONE", "+7", "/tmp/mine.py"]),
        ("emacsclient -t", ["emacsclient", "-t", "+7", "/tmp/mine.py"]),
        ("hx", ["hx", "/tmp/mine.py:7"]),
        ("code --wait", ["code", "--wait", "--goto", "/tmp/mine.py:7"]),
        ("'my editor'", ["my editor", "/tmp/mine.py"]),
    ],
)
def test_an_editor_that_is_known_to_take_a_line_begins_there(named: str, command: list[str]) -> None:
    assert command_for(editor_of({"EDITOR": named}), "/tmp/mine.py", 7) == command


def test_visual_comes_before_editor_and_an_empty_one_names_none() -> None:
    assert editor_of({"VISUAL": "hx", "EDITOR": "ed"}) == ["hx"]
    assert editor_of({"VISUAL": " ", "EDITOR": "ed"}) == ["ed"]
    with pytest.raises(NoEditor, match="export EDITOR=nano"):
        editor_of({"VISUAL": ""})
    with pytest.raises(NoEditor, match="VISUAL is no command"):
        editor_of({"VISUAL": "vim '"})


@on_screen
async def test_without_an_editor_the_key_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "E")
        await until(pilot, lambda: "set EDITOR before you start zmqplay" in screen.hint.text)
        assert ("place", "worker") not in source.asked
        monkeypatch.setenv("EDITOR", "vim")
        await pilot.press("2", "E")
        await until(pilot, lambda: "an editor needs a terminal" in screen.hint.text)
        assert ("place", "worker") in source.asked


@on_screen
async def test_what_is_wrong_with_the_file_stays_in_the_last_line_and_in_the_log_until_it_is_mended() -> None:
    async with playing() as (pilot, screen, source):
        whole = source.guide
        source.code.says = "mine.py: worker-1 restarts with the new code"
        await until(pilot, lambda: "worker-1 restarts" in screen.hint.text)
        source.guide = replace(whole, broken=Broken("mine.py", 2, "SyntaxError: \x1b[2Jbad"))
        says = "mine.py, line 2: SyntaxError: ␛[2Jbad; the nodes go on with the code before"
        await until(pilot, lambda: screen.hint.text == says)
        assert isinstance(pilot.app, ZmqPlay)
        assert [sentence.text for sentence in pilot.app.journal.sentences][-1] == says
        source.guide = whole
        await until(pilot, lambda: screen.hint.text != says)
