"""The manual as a screen: one page over another screen, and from it the other pages."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Markdown

from zmqplay import manual
from zmqplay.text import safe
from zmqplay.ui.dialogs.manual_search import PageSearch
from zmqplay.ui.dialogs.too_small import SizedScreen, TooSmall

KEYS = "[@click=screen.search]/ searches[/]  [@click=screen.turn(1)]tab the next page[/]  "
BETWEEN_HITS = "[@click=screen.find(1)]n the next[/]  N the one before  "


class ManualScreen(SizedScreen):
    """Shows a page of the manual; links and tab lead to other pages, and a search marks its hits."""

    AUTO_FOCUS = "#manual"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("q", "dismiss", show=False),
        Binding("slash,ctrl+f", "search", show=False),
        Binding("n", "find(1)", show=False),
        Binding("N", "find(-1)", show=False),
        Binding("tab", "turn(1)", show=False),
        Binding("shift+tab", "turn(-1)", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(self, name: str) -> None:
        """`name` is that of a page."""
        super().__init__()
        self._page = manual.find(name)
        self._text = Markdown(self._page.text, open_links=False)
        self.found = PageSearch(self._text)
        self.search = Input(id="manual-search", compact=True, placeholder="search in this page, then in the others")

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="manual"):
            yield self.search
            yield self._text
        yield TooSmall()

    def on_mount(self) -> None:
        super().on_mount()
        self.search.display = False
        self._say()

    @property
    def _scroll(self) -> VerticalScroll:
        return self.query_one("#manual", VerticalScroll)

    def _say(self, of_all: str = "") -> None:
        """Put the title and the keys that do something now into the border; `of_all` goes on after `on this page`."""
        self._scroll.border_title = f"Manual: {self._page.title}"
        hits, text = self.found.hits, self.found.text
        if hits:
            said = Content(f"{self.found.at + 1} of {len(hits)}  ").append(Content.from_markup(BETWEEN_HITS))
        elif text:
            said = Content(f"no {safe(text, 20)} on this page{of_all}  ")
        else:
            said = Content.from_markup(KEYS)
        ends = Content.from_markup(f"[@click=screen.back]esc {'no search' if text else 'closes'}[/]")
        self._scroll.border_subtitle = said.append(ends)

    async def _show(self, name: str) -> None:
        self._page = manual.find(name)
        await self._text.update(self._page.text)
        self._scroll.scroll_home(animate=False)
        self._say()
        if self.found.text:
            self.call_after_refresh(self._find, self.found.text)

    async def action_turn(self, step: int) -> None:
        """Show the next page, or the one before."""
        at = manual.ORDER.index(self._page.name) + step
        await self._show(manual.ORDER[at % len(manual.ORDER)])

    def action_scroll(self, step: int) -> None:
        self._scroll.scroll_relative(y=step, animate=False)

    # --- the search

    def action_search(self) -> None:
        """Let the user type a text to search for."""
        self.search.display = True
        self.search.focus()

    @on(Input.Changed, "#manual-search")
    def _searched(self, changed: Input.Changed) -> None:
        self._find(changed.value)

    def _find(self, text: str) -> None:
        self.found.find(text)
        self._reveal()

    @on(Input.Submitted, "#manual-search")
    async def _search_kept(self) -> None:
        """Lead to the first hit; where this page has none, to the next page that has one."""
        self._scroll.focus()
        if not self.found.hits and self.found.text:
            at = manual.ORDER.index(self._page.name)
            after = (*manual.ORDER[at + 1 :], *manual.ORDER[:at])
            name = next((name for name in after if manual.find(name).line_with(self.found.text)), "")
            if name:
                await self._show(name)
            else:
                self._say(" or any other")

    def action_find(self, by: int) -> None:
        """Lead to the next hit (1), or to the one before (-1)."""
        self.found.step(by)
        self._reveal()

    def _reveal(self) -> None:
        self._say()
        if hit := self.found.present:
            page = self._scroll
            y = hit.widget.region.y - page.scrollable_content_region.y + page.scroll_offset.y + hit.line
            if not page.scroll_offset.y <= y < page.scroll_offset.y + page.scrollable_content_region.height - 1:
                page.scroll_to(y=y - page.scrollable_content_region.height // 3, animate=False)

    def action_back(self) -> None:
        """End the search, or close the manual."""
        if not self.search.display:
            self.dismiss()
            return
        self.search.value = ""
        self.search.display = False
        self._scroll.focus()

    @on(Markdown.LinkClicked)
    async def _follow(self, clicked: Markdown.LinkClicked) -> None:
        """Show the page that a link leads to."""
        name = clicked.href.removesuffix(".md")
        if name in manual.ORDER:
            await self._show(name)
