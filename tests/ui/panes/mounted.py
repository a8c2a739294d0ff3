"""A content in its widget, alone in an app, and the rows on the screen of that app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.telling import Telling
from tests.ui.panes.looking import take_over
from tests.ui.piloting import until
from zmqplay.control.guide import Guide
from zmqplay.session.guide import guide_of
from zmqplay.ui.draw.content import Content
from zmqplay.ui.draw.line_pane import LinePane
from zmqplay.ui.draw.selection import Selection
from zmqplay.ui.view import View


class PaneApp(App[None]):
    """Shows one pane, and changes the view for its selections as the play screen does."""

    CSS = "Screen { background: #0f141b; } Screen > * { height: 1fr; }"

    def __init__(self, content: Content) -> None:
        super().__init__()
        self.telling: Telling | None = None
        self.failures: list[tuple[str, Exception]] = []
        self.pane = LinePane("A pane", content, self.guide, lambda *failure: self.failures.append(failure))
        self.view = View()
        self.heard: list[Selection] = []

    def guide(self) -> Guide:
        """The guide of the shown pattern."""
        assert self.telling is not None
        return guide_of(self.telling.pattern)

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_mount(self) -> None:
        self.pane.focus()

    def on_line_pane_chosen(self, chosen: LinePane.Chosen) -> None:
        self.heard.append(chosen.selection)
        take_over(chosen.selection, self.view)


@asynccontextmanager
async def mounted(content: Content, size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[PaneApp, Pilot[None]]]:
    """The content on a screen of this `size`."""
    app = PaneApp(content)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


async def shown(app: PaneApp, pilot: Pilot[None], telling: Telling) -> list[str]:
    """Show the traffic in the pane's next slot; return the rows of the screen."""
    app.telling = telling
    app.view.doctor = telling.doctor
    app.pane.page.slots.free()
    app.pane.show(telling.traffic, app.view, telling.now_ns)
    await pilot.pause()
    await until(pilot, lambda: fills_the_screen(app))
    return screen_rows(app)


def fills_the_screen(app: PaneApp) -> bool:
    """Whether the screen has been laid out and drawn for its present size."""
    width, height = app.size
    strips = app.screen._compositor.render_strips(app.size)
    return len(strips) == height and all(strip.cell_length == width for strip in strips)


def screen_rows(app: PaneApp) -> list[str]:
    """The rows of the screen, as the terminal would show them."""
    assert fills_the_screen(app)
    strips = app.screen._compositor.render_strips(app.size)
    return ["".join(segment.text for segment in strip) for strip in strips]
