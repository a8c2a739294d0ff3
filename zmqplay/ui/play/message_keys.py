"""The keys that are about the list of messages: pause, follow, filter, search, and open a message."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from zmqplay.control.source import Source
from zmqplay.model.messages.messages import Message
from zmqplay.text import safe
from zmqplay.ui.draw.content import NOT_MINE
from zmqplay.ui.keys.key import Key
from zmqplay.ui.opens import Says
from zmqplay.ui.panes.frames.frames import FramesPane
from zmqplay.ui.panes.log.log_pane import LogPane
from zmqplay.ui.panes.log.meant import meant, why_none
from zmqplay.ui.play.commander import Commander
from zmqplay.ui.play.deck import Deck
from zmqplay.ui.play.entry import FILTER, SEARCH, Entry
from zmqplay.ui.play.opened import bring_for_now, give_back, open_frames
from zmqplay.ui.view import View

MESSAGES = "Messages"
ROWS = ("messages", "ladder")
"""The panes that show a line for each message."""


def rows_name(deck: Deck) -> str:
    """The name of the pane in which a message is found: the active pane if it lists messages, else Messages."""
    return deck.active if deck.active in ROWS else ROWS[0]


def leave_rows(view: View, deck: Deck) -> None:
    """Focus the panes, and show again what a filter or a search covered, if there is neither any more."""
    give_back(deck, () if view.filter or view.search else ROWS)


class MessageKeys:
    """Acts on the view, and opens the selected message or else the newest."""

    def __init__(
        self,
        source: Source,
        view: View,
        deck: Deck,
        entry: Entry,
        *,
        commander: Commander,
        say: Says,
        open_node: Callable[[], None],
    ) -> None:
        """`open_node` opens the selected node's menu."""
        self._source, self._view, self._deck, self._entry = source, view, deck, entry
        self._commander, self._say, self._open_node = commander, say, open_node
        self._paused_at = 0
        """The log's number of messages when the view was paused."""

    # --- the view

    def pause(self) -> None:
        """Pause the view, or resume it."""
        self._view.paused = not self._view.paused
        self._paused_at = self._source.traffic.messages.total

    @property
    def new(self) -> int:
        """The number of messages since the view was paused."""
        return self._source.traffic.messages.total - self._paused_at if self._view.paused else 0

    def follow(self) -> None:
        """Follow the newest message; that ends a pause."""
        self._view.row = self._view.message = None
        self._view.paused = False

    @property
    def is_held(self) -> bool:
        """Whether the pane with a line for each message does not follow the newest."""
        rows = self._deck.content(rows_name(self._deck))
        return isinstance(rows, LogPane) and not rows.is_following

    def time_mode(self) -> None:
        """Take the next time mode."""
        self._view.time_mode = self._view.time_mode.step()
        self._say(f"times are {self._view.time_mode}")

    def open(self) -> None:
        """Show more of the selection: the frames of a message, the menu of a node, or the ledger for a link."""
        if self._deck.active in ROWS:
            self._view.compared = None
            open_frames(self._deck)
        elif self._view.node is not None:
            self._open_node()
        elif self._view.link is not None:
            self._deck.bring("ledger")

    def why_not_open(self) -> str:
        """Why the frames of no message can be opened: the filter hides it; empty elsewhere, and before any message."""
        lists = self._deck.active in ROWS and self._source.traffic.messages.total
        return self.why_nothing() if lists else ""

    def why(self) -> None:
        """Show why the selected message, or else the newest, went where it went, waits, or was lost; it is selected."""
        if message := self._message():
            self._view.select(message)
        open_frames(self._deck)
        pane = self._deck.content("frames")
        if isinstance(pane, FramesPane):
            pane.show_why()

    def why_nothing(self) -> str:
        """Why there is no message to explain; empty if there is one."""
        return why_none(self._view, self._source.traffic)

    # --- filter and search

    def filter(self) -> None:
        """Let the user type a filter."""
        self._entry.ask(FILTER, self._view.filter)

    def search(self) -> None:
        """Let the user type a search."""
        self._entry.ask(SEARCH, self._view.search)

    def filtered(self, filtered: Entry.Filtered) -> None:
        """Apply the filter or search that is being typed; when it is finished, focus the panes."""
        if filtered.asks == SEARCH:
            self._view.search = filtered.text
        else:
            self._view.filter = filtered.text
        if filtered.is_done:
            self._entry.close_filter()
            if filtered.asks == SEARCH and filtered.text:
                self.find_next(-1)
            elif filtered.asks == FILTER and (command := self._commander.meant(filtered.text)):
                self._offer(command)
            elif filtered.text:
                bring_for_now(self._deck, rows_name(self._deck))
            else:
                leave_rows(self._view, self._deck)

    def _offer(self, command: str) -> None:
        """Offer to do a command that was typed as a filter: it stands in the input line."""
        self._view.filter = ""
        leave_rows(self._view, self._deck)
        self._entry.begin(command)
        self._say(f"in the panes / filters, and : begins a command; enter does {command}, esc drops it")

    def find_next(self, by: int = 1) -> None:
        """Select the next match (1) or the one before (-1); without a search, let the user type one."""
        if not self._view.search:
            self.search()
            return
        bring_for_now(self._deck, rows_name(self._deck))
        pane = self._deck.panes.get(rows_name(self._deck))
        if pane is not None and isinstance(pane.content, LogPane):
            pane.redraw()  # lists the messages for the present search
            if pane.act(partial(pane.content.find, by=by)) is NOT_MINE:
                self._say(f"no message with {safe(self._view.search, 40)}", wrong=True)

    def _message(self) -> Message | None:
        return meant(self._view, self._source.traffic)


MESSAGE_KEYS: tuple[Key[MessageKeys], ...] = (
    Key("enter", "enter", "messages.open", MESSAGES,
        "open the selected message; in the lesson, do what is chosen", "open", do=MessageKeys.open,
        why_not=MessageKeys.why_not_open, in_palette=False),
    Key("w", "w", "messages.why", MESSAGES, "why the message went there, waits or was lost: the rule, and its source",
        "why", do=MessageKeys.why, why_not=MessageKeys.why_nothing),
    Key("p", "p", "messages.pause", MESSAGES, "hold the view; the nodes and the counts go on", "pause",
        do=MessageKeys.pause),
    Key("f,end", "f  end", "messages.follow", MESSAGES, "follow the newest message", do=MessageKeys.follow),
    Key("slash", "/", "messages.filter", MESSAGES,
        "show only a text, >1k, lost, from:a, to:b, topic:t; ! inverts", "filter", do=MessageKeys.filter),
    Key("ctrl+f", "ctrl+f", "messages.search", MESSAGES, "find what a filter would show, and mark it", "find",
        do=MessageKeys.search),
    Key("n", "n", "messages.find_next", MESSAGES, "the next message that is found", "next", do=MessageKeys.find_next),
    Key("N", "N", "messages.find_before", MESSAGES, "the one before that is found", "before",
        do=lambda keys: keys.find_next(-1)),
    Key("t", "t", "messages.time_mode", MESSAGES, "times of the day, since the message before, or since the first",
        "times", do=MessageKeys.time_mode),
)  # fmt: skip
