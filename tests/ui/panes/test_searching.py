"""What is searched for is seen: marked where it stands, and brought into view where it stands further on."""

from __future__ import annotations

from rich.segment import Segment

from tests.ui.feeding import Feeding
from tests.ui.panes.mounted import PaneApp, mounted, shown
from tests.ui.panes.stories import tasks
from tests.ui.piloting import on_screen
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.panes.log.messages import Messages


def marked(app: PaneApp) -> list[str]:
    """The texts on the screen that stand on the ground of what was found, from above."""
    pane = app.pane
    assert isinstance(pane, Messages)
    ground = pane.ink("ground", "accent").bgcolor
    strips = app.screen._compositor.render_strips(app.size)
    segments: list[Segment] = [segment for strip in strips for segment in strip]
    return [segment.text for segment in segments if segment.style and segment.style.bgcolor == ground]


@on_screen
async def test_a_hit_is_marked_in_names_and_frames_and_not_in_times_and_sizes() -> None:
    async with mounted(Messages(), (100, 12)) as (app, pilot):
        app.view.search = "1"
        rows = await shown(app, pilot, tasks(10))
        wanted = sum(row.split("│")[1].split(" → ")[0][13:].count("1") for row in rows[1:-1])  # producer-1
        wanted += sum(row.split(" → ")[1][:30].count("1") for row in rows[1:-1])  # worker-1, Task 1
        assert len(marked(app)) == wanted
        app.view.search = "TASK 3"
        await shown(app, pilot, tasks(10))
        assert marked(app) == ["Task 3"]


@on_screen
async def test_a_hit_far_on_in_a_frame_is_brought_into_view() -> None:
    feeding = Feeding(PUSH_PULL)
    feeding.send("producer-1", ["worker-1"], b"a" * 40 + b" the Needle in it", b"other")
    feeding.send("producer-1", ["worker-2"], "ä".encode() * 28 + b"needle")
    feeding.send("producer-1", ["worker-3"], b"short needle")
    feeding.report()
    async with mounted(Messages(), (74, 8)) as (app, pilot):
        assert "Needle" not in "\n".join(await shown(app, pilot, feeding))
        app.view.search = "needle"
        rows = await shown(app, pilot, feeding)
        assert marked(app) == ["Needle", "needle", "needle"]
        assert "…aaaaaaa the Needle" in rows[1]
        assert "…ääääääneedle" in rows[2]
        assert " short needle" in rows[3]
