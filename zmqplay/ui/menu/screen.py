"""The menu, the first screen: every pattern with a sketch of its sockets, chosen by arrows, letters or the mouse."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from zmqplay.text import cell_fit
from zmqplay.ui.dialogs.too_small import SizedScreen, TooSmall
from zmqplay.ui.keys.key_line import KeyLine, ShownKey
from zmqplay.ui.look.theme import MUTED

if TYPE_CHECKING:
    from zmqplay.patterns.pattern import Pattern
    from zmqplay.ui.opens import Opens

SPACIOUS = (100, 32)
"""From this many columns and rows on, a pattern has two lines, and its details are shown beside the list."""
FRAME_S = 1 / 60
"""Seconds after which Textual has painted a change."""

ACTING = "jkq"
"""Letters that are keys of the list, and so do not begin a search."""
KEYS: tuple[ShownKey, ...] = (
    ShownKey("enter", "play", "screen.open"),
    ShownKey("↓", "next", "screen.move(1)"),
    ShownKey("/", "search", "screen.search"),
    ShownKey("?", "help", "app.help"),
    ShownKey("q", "quit", "app.quit"),
    ShownKey("ctrl+p", "palette", "app.command_palette"),
)
TITLE = Content.assemble(("zmqplay", "bold $accent"), ("   see what ZeroMQ does with your messages", MUTED))


class Search(Input):
    """Narrows the list while the user types; the arrows still move in the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.move(1)", show=False),
        Binding("up", "screen.move(-1)", show=False),
        Binding("escape", "screen.back", show=False),
        Binding("tab,shift+tab", "screen.to_list", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="search", compact=True, placeholder="type to search", select_on_focus=False)

    async def action_submit(self) -> None:
        await self.run_action("screen.open")


class MenuScreen(SizedScreen):
    """Shows the patterns and opens the chosen one."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", show=False),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
        Binding("escape", "back", show=False),
        Binding("q", "app.quit", show=False),
        Binding("question_mark", "app.help", show=False),
        Binding("tab,shift+tab", "search", show=False),
    ]

    def __init__(self, opens: Opens) -> None:
        """`opens` opens the chosen pattern."""
        super().__init__()
        self._opens = opens
        self.patterns: list[Pattern] = []
        self.found: list[Pattern] = []
        self.list = OptionList(id="patterns", markup=False)
        self.search = Search()
        self.details = Static(id="details", markup=False)
        self.details_box = VerticalScroll(self.details, id="details-box", can_focus=False)
        self._furnished = False
        self._early: list[events.Key] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="menu"):
            yield Static(TITLE, id="title")
        yield TooSmall()

    def on_mount(self) -> None:
        self.set_timer(FRAME_S, partial(self.call_later, self._furnish))

    async def _furnish(self) -> None:
        """Add the list and the details after the title is painted, so that it appears 1.4 times sooner (measured)."""
        from zmqplay.registry import import_patterns

        for sentence in import_patterns():  # imports zmq
            self.notify(sentence, title="left out", severity="warning", markup=False)
        from zmqplay.patterns import PATTERNS

        self.patterns = list(PATTERNS)
        await self.query_one("#menu").mount(
            Horizontal(Static("/", id="slash", markup=False), self.search, id="searching"),
            Horizontal(self.list, self.details_box, id="choice"),
            KeyLine(KEYS),
        )
        self._furnished = True
        self._narrow("")
        self.list.focus()
        for key in self._early:
            await self.on_event(key)
        self._opens.settle()

    async def on_event(self, event: events.Event) -> None:
        """Let keys that are pressed before the list exists wait for the list."""
        if isinstance(event, events.Key) and not self._furnished:
            self._early.append(event)
        else:
            await super().on_event(event)

    # --- the list and the details

    @property
    def spacious(self) -> bool:
        return self.app.size.width >= SPACIOUS[0] and self.app.size.height >= SPACIOUS[1]

    def on_resize(self) -> None:
        self.set_class(self.spacious, "-spacious")
        self.call_after_refresh(self._fill)

    def _narrow(self, query: str) -> None:
        query = query.strip()
        if query:
            scored = sorted(((_score(query, pattern), pattern) for pattern in self.patterns), key=lambda pair: -pair[0])
            self.found = [pattern for score, pattern in scored if score > 0]
        else:
            self.found = list(self.patterns)
        self._fill(keep=not query)

    def _fill(self, keep: bool = True) -> None:
        if not self._furnished:
            return
        at = self.list.highlighted or 0
        width = self.list.scrollable_content_region.width or self.app.size.width - 8
        rows = [Option(self._row(pattern, width)) for pattern in self.found]
        self.list.set_options([part for row in rows for part in (row, None)] if self.spacious else rows)
        if self.found:
            self.list.highlighted = min(at, len(self.found) - 1) if keep else 0
        else:
            sorry = f"no pattern is like that; esc shows all {len(self.patterns)}"
            self.details.update(Content.styled(sorry, MUTED))

    def _row(self, pattern: Pattern, width: int) -> Content:
        from zmqplay.ui.menu.sketch import sketch

        drawn = sketch(pattern)
        gap = max(2, width - 4 - len(pattern.title) - drawn.cell_length)
        first = Content.assemble(" ", (pattern.title, "bold"), " " * gap, drawn, " ")
        if not self.spacious:
            return first
        return Content.assemble(first, "\n ", (cell_fit(pattern.summary, width - 4).rstrip(), MUTED))

    @property
    def chosen(self) -> Pattern | None:
        """The pattern that Enter opens; None if no pattern matches the search."""
        at = self.list.highlighted
        return self.found[at] if at is not None and at < len(self.found) else None

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        from zmqplay.ui.menu.sketch import details

        if self.chosen is not None:
            self.details_box.border_title = self.chosen.title
            self.details.update(details(self.chosen, self.spacious))

    # --- the keys

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

    def action_back(self) -> None:
        """Leave the search, and show all patterns again."""
        self.search.value = ""
        self.list.focus()

    @on(Input.Changed, "#search")
    def _searched(self, changed: Input.Changed) -> None:
        self._narrow(changed.value)

    def on_key(self, event: events.Key) -> None:
        """Begin a search with a letter that is not a key."""
        character = event.character or ""
        if self.search.has_focus or not character.isalnum() or character in ACTING:
            return
        event.stop()
        self.search.focus()
        self.search.insert_text_at_cursor(character)


def _score(query: str, pattern: Pattern) -> float:
    """How well a pattern matches, 0 for not at all: names by letters in order, texts by whole words of the query."""
    matcher = Matcher(query)
    names = max(matcher.match(text) for text in (pattern.name, pattern.title, *pattern.aliases))
    texts = f"{pattern.summary} {pattern.use_case} {' '.join(role.name for role in pattern.roles)}".lower()
    sockets = " ".join(end.socket for wire in pattern.wires for end in wire.ends).lower()
    return names or (0.1 if all(word in f"{texts} {sockets}" for word in query.lower().split()) else 0.0)
