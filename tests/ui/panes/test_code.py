"""The code that is shown is the code that runs."""

from __future__ import annotations

from tests.ui.panes.mounted import mounted, shown
from tests.ui.panes.stories import tasks
from tests.ui.piloting import on_screen
from zmqplay.ui.panes.code import Code


@on_screen
async def test_a_wire_that_is_turned_round_is_shown_as_it_runs() -> None:
    feeding = tasks()
    async with mounted(Code(), (100, 40)) as (app, pilot):
        assert any('tasks.bind(node.endpoint("tasks"))' in row for row in await shown(app, pilot, feeding))
        app.view.node = "worker-1"
        assert any('tasks.connect(node.endpoint("tasks"))' in row for row in await shown(app, pilot, feeding))
        feeding.traffic.pattern = feeding.traffic.pattern.turn("tasks")
        assert any('tasks.bind(node.endpoint("tasks"))' in row for row in await shown(app, pilot, feeding))
