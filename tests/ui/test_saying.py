"""What the app says over a dialog stands in the dialog's border, and covers nothing."""

from __future__ import annotations

import pytest

from tests.ui.piloting import on_screen, playing, until
from zmqplay.ui import saying
from zmqplay.ui.textual_private import lower_border

DIALOGS = {"f1": "#help", "f2": "#journal", "o": "#options", "v": "#pane-list", "m": "#node-menu"}


@pytest.mark.parametrize(("key", "name"), DIALOGS.items())
@on_screen
async def test_ctrl_c_says_over_a_dialog_how_to_leave_in_its_border_and_gives_the_border_back(
    key: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saying, "NOTICE_S", 2)
    async with playing(notifications=True) as (pilot, screen, _):
        app = pilot.app
        await pilot.press("escape", "2", key)
        await until(pilot, lambda: app.screen is not screen and app.screen.query(name))
        frame = app.screen.query_one(name)
        await until(pilot, lambda: frame.size)
        before = str(lower_border(frame))
        await pilot.press("ctrl+c", "ctrl+c")
        await until(pilot, lambda: str(lower_border(frame)) == "ctrl+q quits and ends the nodes; esc leads to the menu")
        await until(pilot, lambda: str(lower_border(frame)) == before)
        assert not app._notifications
