"""The menu, the first screen: every pattern with a sketch of its sockets, chosen by arrows, letters or the mouse."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from zmqplay.control.lesson import steps
from zmqplay.text import cell_fit
from zmqplay.ui.dialogs.too_small import SizedScreen, TooSmall
from zmqplay.ui.keys.key_line import KeyLine
from zmqplay.ui.look.theme import MUTED
from zmqplay.ui.menu.keys import KEYS, keys_of
from zmqplay.ui.menu.last_line import MenuLine
from zmqplay.ui.menu.search import Search, best_first

if TYPE_CHECKING:
    from zmqplay.patterns.pattern import Pattern
    from zmqplay.ui.opens import Opens

SPACIOUS = (100, 32)
"""From this many columns and rows on, a pattern has two lines, and its details are shown beside the list."""
FRAME_S = 1 / 60
"""Seconds after which Textual has painted a change."""

TITLE = Content.assemble(("zmqplay", "bold $accent"), ("   see what ZeroMQ does with your messages", MUTED))
FIRST_STEPS = "↑ ↓ choose a pattern, enter plays it, letters search"

OWN_PROGRAMS = Content.assemble(("own programs: ", MUTED), ("zmqplay trace, join", "$foreground"))


class Patterns(OptionList):
    """The list; its rows depend on its width, so it asks for them when the width is known or changes."""

    def __init__(self, fill: Callable[[], object]) -> None:
        """`fill` puts the rows into the list."""
        super().__init__(id="patterns", markup=False)
        self._fill = fill

    def on_resize(self) -> None:
        self._fill()


class MenuScreen(SizedScreen):
    """Shows the patterns and opens the chosen one."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", show=False),
        Binding("escape", "back", show=False),
        Binding("question_mark", "app.help", show=False),
        Binding("tab,shift+tab", "search", show=False),
    ]

    def __init__(self, opens: Opens) -> None:
        """`opens` opens the chosen pattern."""
        super().__init__()
        self._opens = opens
        self.patterns: list[Pattern] = []
        self.found: list[Pattern] = []
        self.list = Patterns(self._fill)
        self.search = Search()
        self.details = Static(id="details", markup=False)
        self.details_box = VerticalScroll(self.details, id="details-box", can_focus=False)
        self.key_line = KeyLine(KEYS)
        self._furnished = False
        self._standing_on = ""
        """The name of the pattern to be chosen at the next filling."""
        self._early: list[events.Key] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="menu"):
            yield Static(TITLE, id="title", markup=False)
            yield Static(Content.styled(FIRST_STEPS, MUTED), id="first-steps", markup=False)
        yield TooSmall()

    def on_mount(self) -> None:
        self.set_timer(FRAME_S, partial(self.call_later, self._furnish))

    async def _furnish(self) -> None:
        """Add the list and the details after the title is painted, so that it appears 1.4 times sooner (measured)."""
        from zmqplay.registry import import_patterns

        left_out = import_patterns()  # imports zmq
        from zmqplay.patterns import PATTERNS

        self.patterns = list(PATTERNS)
        await self.query_one("#menu").mount(
            Horizontal(Static("/", id="slash"), self.search, Static(OWN_PROGRAMS, classes="aside"), id="searching"),
            Horizontal(self.list, self.details_box, id="choice"),
            MenuLine(),
            self.key_line,
        )
        self._furnished = True
        self._narrow("")
        self.list.focus()
        for key in self._early:
            await self.on_event(key)
        self._opens.settle()
        for sentence in left_out:
            self._opens.tell(f"a pattern is left out: {sentence}")

    async def on_event(self, event: events.Event) -> None:
        """Let keys that are pressed before the list exists wait for the list."""
        if isinstance(event, events.Key) and not self._furnished:
            self._early.append(event)
        else:
            await super().on_event(event)

    # --- the list and the details

    def stand_on(self, name: str) -> None:
        """Choose the pattern with this name, among all patterns, since it is played from now on."""
        self._standing_on = name
        self.search.value = ""
        self._narrow("")

    @property
    def spacious(self) -> bool:
        return self.app.size.width >= SPACIOUS[0] and self.app.size.height >= SPACIOUS[1]

    def on_screen_resume(self) -> None:
        self._fill()  # more of a lesson may have been tried

    def on_resize(self) -> None:
        self.set_class(self.spacious, "-spacious")
        self.call_after_refresh(self._fill)
        self.call_after_refresh(self._mark_cut)

    def _narrow(self, query: str) -> None:
        query = query.strip()
        self.found = best_first(query, self.patterns)
        self._fill(keep=not query)

    def _fill(self, keep: bool = True) -> None:
        width = self.list.scrollable_content_region.width
        if not self._furnished or not width:
            return
        names = [pattern.name for pattern in self.found]
        at = names.index(self._standing_on) if self._standing_on in names else self.list.highlighted or 0
        rows = [Option(self._row(pattern, width)) for pattern in self.found]
        self.list.set_options([part for row in rows for part in (row, None)] if self.spacious else rows)
        if self.found:
            self.list.highlighted = min(at, len(self.found) - 1) if keep else 0
            self._standing_on = ""
        else:
            sorry = f"Nothing matches; esc shows all {len(self.patterns)} patterns."
            self._show_details("", Content.styled(sorry, MUTED))
        self._show_keys()

    def _row(self, pattern: Pattern, width: int) -> Content:
        from zmqplay.ui.menu.sketch import sketch

        drawn = sketch(pattern)
        mark = self._mark(pattern)
        gap = max(2, width - 4 - len(pattern.title) - mark.cell_length - drawn.cell_length)
        first = Content.assemble(" ", (pattern.title, "bold"), mark, " " * gap, drawn, " ")
        if not self.spacious:
            return first
        return Content.assemble(first, "\n ", (cell_fit(pattern.summary, width - 4).rstrip(), MUTED))

    def _mark(self, pattern: Pattern) -> Content:
        """How much of the pattern's lesson was tried; empty if nothing was."""
        names = {step.name for step in steps(pattern.lesson)}
        tried = len(names.intersection(self._opens.memory.tried_in(pattern.name)))
        if tried and tried == len(names):
            return Content.styled("  ✓", "$success")
        return Content.styled(f"  {tried}/{len(names)}", MUTED) if tried else Content("")

    @property
    def chosen(self) -> Pattern | None:
        """The pattern that Enter opens; None if no pattern matches the search."""
        at = self.list.highlighted
        return self.found[at] if at is not None and at < len(self.found) else None

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        from zmqplay.ui.menu.sketch import details

        if self.chosen is not None:
            self._show_details(self.chosen.title, details(self.chosen, self.spacious))

    def _show_details(self, title: str, about: Content) -> None:
        self.details_box.border_title = title
        self.details.update(about)
        self.call_after_refresh(self._mark_cut)

    def _mark_cut(self) -> None:
        """Say in the border that the details go on below, where they do not fit."""
        more = self.details_box.virtual_size.height - self.details_box.scrollable_content_region.height
        self.details_box.border_subtitle = f"… {more} more line{'' if more == 1 else 's'}" if more > 0 else ""

    # --- the keys

    @on(events.DescendantFocus)
    def _show_keys(self) -> None:
        self.key_line.show(keys_of(has_found=bool(self.found), is_searching=self.focused is self.search))

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        if self.chosen is not None:
            self._opens.open(self.chosen)

    def action_move(self, step: int) -> None:
        if self.found:
            self.list.highlighted = ((self.list.highlighted or 0) + step) % len(self.found)

    def action_search(self) -> None:
        self.search.focus()

    def action_to_list(self) -> None:
        self.list.focus()

    async def action_back(self) -> None:
        """Leave the search, and show all patterns again; where all are shown, say which key quits."""
        if not self.search.value and not self.search.has_focus:
            await self.run_action("app.help_quit")
        self.search.value = ""
        self.list.focus()

    @on(Input.Changed, "#search")
    def _searched(self, changed: Input.Changed) -> None:
        self._narrow(changed.value)

    def on_key(self, event: events.Key) -> None:
        """Begin a search with a letter."""
        character = event.character or ""
        if self.search.has_focus or not character.isalnum():
            return
        event.stop()
        self.search.focus()
        self.search.insert_text_at_cursor(character)
