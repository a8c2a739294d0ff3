"""The manual as a screen: one page over another screen, and from it the other pages."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Markdown

from zmqplay import manual
from zmqplay.ui.dialogs.too_small import SizedScreen, TooSmall


class ManualScreen(SizedScreen):
    """Shows a page of the manual; links and tab lead to other pages."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", show=False),
        Binding("tab", "turn(1)", show=False),
        Binding("shift+tab", "turn(-1)", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(self, name: str) -> None:
        """`name` is that of a page."""
        super().__init__()
        self._page = manual.find(name)

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="manual") as page:
            page.border_title = self._title
            page.border_subtitle = (
                "[@click=screen.turn(1)]tab the next page[/]  ctrl+p search  [@click=screen.dismiss]esc closes[/]"
            )
            yield Markdown(self._page.text, open_links=False)
        yield TooSmall()

    @property
    def _title(self) -> str:
        return f"Manual: {self._page.title}"

    async def _show(self) -> None:
        scroll = self.query_one("#manual")
        scroll.border_title = self._title
        await self.query_one(Markdown).update(self._page.text)
        scroll.scroll_home(animate=False)

    async def action_turn(self, step: int) -> None:
        """Show the next page, or the one before."""
        at = manual.ORDER.index(self._page.name) + step
        self._page = manual.find(manual.ORDER[at % len(manual.ORDER)])
        await self._show()

    def action_scroll(self, step: int) -> None:
        self.query_one("#manual").scroll_relative(y=step, animate=False)

    @on(Markdown.LinkClicked)
    async def _follow(self, clicked: Markdown.LinkClicked) -> None:
        """Show the page that a link leads to."""
        name = clicked.href.removesuffix(".md")
        if name in manual.ORDER:
            self._page = manual.find(name)
            await self._show()
