"""The log, with a line for each message: it follows the newest message until the user scrolls up or selects one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from textwrap import wrap
from typing import Protocol

from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.fate import sums_of_fates
from zmqplay.model.reading.subscriptions import is_subscription
from zmqplay.text import count
from zmqplay.ui.draw.content import NOT_MINE, Answer, Content, Drawing, LazyLines, PaneKey, Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.marking import mark
from zmqplay.ui.draw.selection import Click, RowOpened, RowSelected
from zmqplay.ui.panes.first_words import first_words
from zmqplay.ui.panes.log.cursor import Cursor
from zmqplay.ui.panes.log.listed import Listed
from zmqplay.ui.panes.log.log_note import note_of
from zmqplay.ui.panes.log.marks import hiding, how_many, sign_of
from zmqplay.ui.panes.log.meant import asked, way_to_all

TO_DO = "Type a message below; or press esc, and then ] for traffic."
NOTHING_YET, NOTHING_SENT_YET = f"Nothing yet. {TO_DO}", f"Only subscriptions yet. {TO_DO}"


@dataclass(slots=True)
class LogRow:
    """A message to be drawn as one line."""

    message: Message
    before: Message | None
    """The message listed before; None for the first."""
    place: int
    """The message's place in the list, from 0."""
    ground: str
    """The shade of the ground: `cursor` for the selected message, else empty."""
    wanted: str
    """The searched text, to be brought into view; empty if there is no search."""
    sign: str = ""
    """The sign of a mark; empty if the message is not marked."""


class LogPainter(Protocol):
    """Draws a message, as a row of a table or as an arrow."""

    head: int
    """Lines that stay at the top."""

    def forget(self) -> None:
        """Drop everything that is kept, since another traffic is shown from now on."""

    def look_over(self, scene: Scene, listed: Listed, top: int) -> None:
        """Prepare for drawing the visible messages, of which the first has the place `top`: widths, lanes."""

    def head_lines(self, scene: Scene, ink: Ink) -> Sequence[Line]:
        """Draw the lines that stay at the top."""

    def line(self, scene: Scene, ink: Ink, row: LogRow) -> Line:
        """Draw a message."""

    def searched(self, scene: Scene, line: Line) -> tuple[int, int]:
        """The first and the last piece (exclusive) of a line in which matches are marked: not times and sizes."""

    def note(self) -> str:
        """The first part of the lower border's text."""


class LogPane(Content):
    """Holds, filters, searches and selects messages; the `painter` draws them."""

    empty = NOTHING_YET
    turn = 1

    def __init__(self, painter: LogPainter) -> None:
        self.keys = (
            PaneKey("up,k", "Up", partial(self._move, by=-1)),
            PaneKey("down,j", "Down", partial(self._move, by=1)),
            PaneKey("pageup", "Page up", partial(self._page, by=-1)),
            PaneKey("pagedown", "Page down", partial(self._page, by=1)),
            PaneKey("home", "Oldest", partial(self._select, place=0)),
            PaneKey("end,G,f", "Follow", self._follow),
        )
        self._painter = painter
        self._listed = Listed()
        self._cursor = Cursor()
        self._greeting: Sequence[str] = ()
        self._marked = ""
        """How many messages are marked, in words."""

    @property
    def is_following(self) -> bool:
        """The newest message is in view and stays so."""
        return self._cursor.is_following

    @property
    def is_urgent(self) -> bool:
        """True while the filter has not gone through the whole log: it goes on in every frame."""
        return not self._listed.is_done

    def forget(self) -> None:
        self._listed, self._cursor = Listed(), Cursor()
        self._painter.forget()

    def watch(self, scene: Scene) -> None:
        live = scene.traffic.messages
        was_following = self.is_following
        self._cursor.hear(scene.view, live, scene.is_at_end)
        if was_following:
            self._keep_rows(scene)

    def scrolled(self, scene: Scene) -> None:
        """Hold the log at the place to which the user has scrolled."""
        if not scene.is_at_end:
            self._hold(scene)
        self._cursor.drop_anchor(self._listed, self._room(scene), scene.top)

    def _hold(self, scene: Scene) -> None:
        self._cursor.hold(scene.traffic.messages)
        self._keep_rows(scene)

    def _keep_rows(self, scene: Scene) -> None:
        """List the held log from now on; the live log goes on."""
        held = self._cursor.held
        if held is not None and self._listed.rows is scene.traffic.messages.rows:
            self._listed.rows = held.rows

    def _room(self, scene: Scene) -> int:
        """The number of messages that fit into the view."""
        return max(0, scene.height - self._painter.head)

    # Drawing

    def stamp(self, scene: Scene) -> Hashable:
        traffic, view, cursor = scene.traffic, scene.view, self._cursor
        states = tuple(node.state for node in traffic.nodes.values())
        shown = -1 if view.paused else traffic.messages.version
        asked = view.filter, view.search, view.time_mode, view.node, view.link, view.marks, view.notes
        chosen, held = cursor.chosen and id(cursor.chosen), id(cursor.held)
        settled = sums_of_fates(traffic) if not view.paused else None
        return shown, asked, chosen, held, states, settled, self._listed.progress

    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        listed, cursor, room = self._listed, self._cursor, self._room(scene)
        listed.update(cursor.log(scene.traffic.messages), scene.view, scene.traffic)
        self._marked = how_many(scene.view.marks, listed.passes, hiding(scene.view.filter))
        top = cursor.top(listed, room, scene.top)
        self._painter.look_over(scene, listed, top)
        cursor.drop_anchor(listed, room, top)
        if not listed.rows:
            self.empty = self._why_empty(scene)
            return Drawing(())
        self._greeting = self._greeting_below(scene, room)
        lines = LazyLines(len(listed.rows) + len(self._greeting), partial(self._line, scene, ink))
        return Drawing(lines, head=self._painter.head_lines(scene, ink), top=top)

    def _why_empty(self, scene: Scene) -> str:
        total, view = len(self._cursor.log(scene.traffic.messages).rows), scene.view
        if not total:
            return first_words(scene.traffic, NOTHING_YET, "Nothing yet. What arrives will be here.")
        return f"0 of {count(total)} match {asked(view)}; {way_to_all(view)}."

    def _greeting_below(self, scene: Scene, room: int) -> Sequence[str]:
        """What to do for a first message, below subscriptions that arrive before anything is sent, if there is room."""
        rows, view = self._listed.rows, scene.view
        if view.filter or view.link or len(rows) >= room or not all(map(is_subscription, rows)):
            return ()
        lines = ["", *wrap(NOTHING_SENT_YET, max(1, scene.width))]
        return lines if len(rows) + len(lines) <= room else ()

    def _line(self, scene: Scene, ink: Ink, place: int) -> Line:
        rows, wanted = self._listed.rows, self._listed.wanted if scene.view.search else ""
        if place >= len(rows):
            below = self._greeting[place - len(rows) : place - len(rows) + 1]
            return [(text, ink("muted")) for text in below]
        message = rows[place]
        ground = "cursor" if message is self._cursor.chosen else ""
        before, sign = rows[place - 1] if place else None, sign_of(scene.view, message)
        row = LogRow(message, before, place, ground, wanted, sign)
        line = self._painter.line(scene, ink, row)
        if not wanted:
            return line
        begin, end = self._painter.searched(scene, line)
        return [*line[:begin], *mark(line[begin:end], wanted, ink("ground", "accent")), *line[end:]]

    def note(self, scene: Scene) -> str:
        """The painter's note, and the number of messages."""
        return note_of(scene, self._listed, self._cursor, first=self._painter.note(), marked=self._marked)

    # Selecting

    def _select(self, scene: Scene, place: int) -> Answer:
        """Select the message at a place, or the nearest one."""
        rows = self._listed.rows
        if not rows:
            return None
        return self.go_to(scene, rows[max(0, min(len(rows) - 1, place))])

    def go_to(self, scene: Scene, message: Message) -> Answer:
        """Select this message, and bring it into view if it is listed."""
        self._hold(scene)
        self._cursor.choose(message)
        return RowSelected(message.row, message)

    def holds(self, message: Message) -> bool:
        """Whether a message is in the held log, which may have more than the live log; False while following."""
        held = self._cursor.held
        return held is not None and bool(held.rows) and held.rows[0].row <= message.row <= held.rows[-1].row

    def _move(self, scene: Scene, by: int) -> Answer:
        """Select the message after (1) or before (-1); without a selection the last visible one."""
        place = self._listed.index(self._cursor.chosen)
        if place is None:
            below = min(len(self._listed.rows), scene.top + self._room(scene))
            place = below if by < 0 else below - 1 - by
        return self._select(scene, place + by)

    def _page(self, scene: Scene, by: int) -> Answer:
        """Select the message one page further (1) or back (-1)."""
        return self._move(scene, by * max(1, self._room(scene) - 1))

    def _follow(self, _scene: Scene) -> Answer:
        """Go back to the newest message, and follow it."""
        self._cursor.follow()
        return RowSelected(None)

    def find(self, scene: Scene, by: int) -> Answer:
        """Select the next match of the search (1) or the one before (-1), if there is one."""
        if not self._listed.rows:
            return NOT_MINE
        place = self._listed.index(self._cursor.chosen)
        if place is None:
            place = scene.top - 1 if by > 0 else scene.top + self._room(scene)
        hit = self._listed.find(place, by)
        return NOT_MINE if hit is None else self._select(scene, hit)

    def click(self, scene: Scene, click: Click) -> Answer:
        """Select the clicked message, or open it if it is selected already."""
        if not 0 <= click.index < len(self._listed.rows):
            return NOT_MINE
        if click.index == self._listed.index(self._cursor.chosen):
            return RowOpened()
        return self._select(scene, click.index)
