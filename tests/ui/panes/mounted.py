"""A pane alone in an app, and what stands on its screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from tests.ui.feeding import Feeding
from zmqplay.ui.draw.lines import LinePane
from zmqplay.ui.panes.pane import Pane
from zmqplay.ui.panes.selection import CommandWanted, LinkSelected, NodeMenuWanted, NodeSelected, RowOpened, RowSelected
from zmqplay.ui.play.view import View


class PaneApp(App[None]):
    """Shows one pane, and does with its selections what the play screen does."""

    CSS = "Screen { background: #0f141b; } Screen > * { height: 1fr; }"

    def __init__(self, pane: Widget) -> None:
        super().__init__()
        self.pane = pane
        self.view = View()
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_mount(self) -> None:
        self.pane.focus()

    def on_node_selected(self, message: NodeSelected) -> None:
        self.heard.append(message)
        self.view.node, self.view.link = message.name, None

    def on_link_selected(self, message: LinkSelected) -> None:
        self.heard.append(message)
        self.view.node, self.view.link = None, message.link

    def on_node_menu_wanted(self, message: NodeMenuWanted) -> None:
        self.heard.append(message)

    def on_command_wanted(self, message: CommandWanted) -> None:
        self.heard.append(message)

    def on_row_opened(self, message: RowOpened) -> None:
        self.heard.append(message)

    def on_row_selected(self, message: RowSelected) -> None:
        self.heard.append(message)
        self.view.row, self.view.message = message.row, message.chosen


@asynccontextmanager
async def mounted(pane: Widget, size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[PaneApp, Pilot[None]]]:
    """The pane on a screen of this size."""
    app = PaneApp(pane)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


async def shown(app: PaneApp, pilot: Pilot[None], feeding: Feeding) -> list[str]:
    """Let the pane show the traffic; return the rows of the screen."""
    if isinstance(app.pane, LinePane):
        app.pane._due_ns = 0  # its turn has come
    app.view.doctor = feeding.doctor
    cast(Pane, app.pane).show(feeding.traffic, app.view, feeding.now_ns)
    await pilot.pause()
    return screen_rows(app)


def screen_rows(app: PaneApp) -> list[str]:
    """What the terminal would show, row by row."""
    width, height = app.size
    strips = app.screen._compositor.render_strips(app.size)
    rows = ["".join(segment.text for segment in strip) for strip in strips]
    assert len(rows) == height
    assert all(strip.cell_length == width for strip in strips)
    return rows
