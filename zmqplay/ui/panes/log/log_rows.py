"""The ground of the panes that show the log, a line a message: what is in view, and that it stays where it is."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Hashable, Sequence
from itertools import islice

from zmqplay.model.messages.filters import Criteria, Matches, row_of
from zmqplay.model.messages.held import grow, hold
from zmqplay.model.messages.messages import Message, MessageLog
from zmqplay.model.traffic import Traffic
from zmqplay.text import count, safe
from zmqplay.ui.draw.headed import HeadedPane
from zmqplay.ui.draw.ink import Line
from zmqplay.ui.draw.marking import mark
from zmqplay.ui.play.view import View


class LogRows(HeadedPane):
    """It follows the newest message until it is held, and lets through what the filter does."""

    EMPTY = "Nothing yet. Type a message below, or press ] for traffic."
    TURN = 1
    HEAD = 0

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._held: MessageLog | None = None
        """The log as it stood when following ended; None follows."""
        self._held_at = 0
        """How many messages there had been then."""
        self._matches: Matches | None = None
        self._criteria = Criteria("")
        self._shown: Sequence[Message] = ()
        """What the filter lets through, oldest first."""
        self._chosen: Message | None = None
        self._heard_row: int | None = None
        """The view's row when it was last looked at."""
        self._asked: deque[Message | None] = deque(maxlen=32)
        """Messages that were chosen here, of which the view learns a moment later."""
        self._anchor: tuple[Message, int] | None = None
        """A message, and on which line of the view it stands: it stays there, whatever comes before it."""
        self._own_scroll = False
        self._said = ""

    @property
    def following(self) -> bool:
        """The newest message is in view and stays so."""
        return self._held is None

    # What a subclass draws

    def message_line(self, message: Message, index: int, ground: str) -> Line:
        """What stands in a message's line; `index` is its place among those that are shown."""
        raise NotImplementedError

    def searched(self, line: Line) -> tuple[int, int]:
        """From which piece of a line to which the search marks what it finds: not in times and sizes."""
        return 0, len(line)

    def look_over(self, visible: list[Message], width: int) -> None:
        """Work out what the visible lines have in common."""

    def said_more(self) -> str:
        """What the border says first."""
        return ""

    # Drawing

    def show(self, traffic: Traffic, view: View, now_ns: int) -> None:
        """Draw what changed; when the view is paused, only say how much is new."""
        if traffic is not self.traffic:
            self._held = self._matches = self._chosen = self._anchor = None
        if self.size:  # else there is no place yet to which a selected message could be brought
            self._hear(traffic, view)
        if self._matches is not None and not self._matches.is_done:
            self._due_ns = 0  # it looks on in every frame
        super().show(traffic, view, now_ns)
        self._say(traffic, view)

    def stamp(self, traffic: Traffic, view: View) -> Hashable:
        states = tuple(node.state for node in traffic.nodes.values())
        shown = -1 if view.paused else traffic.messages.version
        settled = traffic.ledger.totals.in_flight == 0
        looking = self._matches is not None and not self._matches.is_done and self._matches.progress
        chosen = self._chosen and id(self._chosen)
        asked = view.filter, view.search, view.time_mode, view.node, view.link
        return shown, asked, chosen, id(self._held), states, settled and not view.paused, looking

    def prepare(self, traffic: Traffic, width: int) -> int:
        if self._criteria.text != self.view.search:
            self._criteria = Criteria(self.view.search)
        self._shown = self._find(self._source(traffic))
        room = self.rows_visible
        if self.following or self._anchor is None:
            self._top = max(0, len(self._shown) - room) if self.following else self.scroll_offset.y
        else:
            message, line = self._anchor
            self._top = max(0, min(self._place(message) - line, len(self._shown) - room))
        visible = self._slice(self._top, room)
        self.look_over(visible, width)
        return len(self._shown) + self.HEAD if self._shown else 0

    _top = 0
    """The first visible message's place."""

    def _slice(self, begin: int, length: int) -> list[Message]:
        begin = max(0, begin)
        if isinstance(self._shown, deque) and begin > len(self._shown) // 2:
            after = max(0, len(self._shown) - begin - length)
            return list(islice(reversed(self._shown), after, len(self._shown) - begin))[::-1]
        return list(islice(self._shown, begin, begin + length))

    def row_line(self, place: int) -> Line:
        if place >= len(self._shown):
            return []
        message = self._shown[place]
        ground = "cursor" if message is self._chosen else ""
        line = self.message_line(message, place, ground)
        if self.view.search and self._criteria.plain:
            begin, end = self.searched(line)
            marked = mark(line[begin:end], self._criteria.plain, self.ink("ground", "accent"))
            return [*line[:begin], *marked, *line[end:]]
        return line

    def _source(self, traffic: Traffic) -> MessageLog:
        return self._held or traffic.messages

    def _find(self, source: MessageLog) -> Sequence[Message]:
        asked = self.view.filter, self.view.link
        if not any(asked):
            self._matches = None
            return source.rows
        if self._matches is None or self._matches.log is not source or self._matches.asked != asked:
            self._matches = Matches(source, *asked)
        self._matches.update()
        return self._matches.found

    def _set_height(self, lines: int) -> None:
        self._own_scroll = True
        super()._set_height(lines)
        wanted = self.max_scroll_y if self.following else self._top
        if wanted != self.scroll_offset.y:
            self.scroll_to(y=wanted, animate=False, force=True)
        self._own_scroll = False
        self._drop_anchor()

    def _drop_anchor(self) -> None:
        """From now on the selected message stays where it is, or else the first visible one."""
        top = self.scroll_offset.y
        place = self._index()
        if place is None or not top <= place < top + self.rows_visible:
            place = top
        self._anchor = (self._shown[place], place - top) if place < len(self._shown) else None

    def _say(self, traffic: Traffic, view: View) -> None:
        """How much there is, in the border; where there is little room, the last part is said."""
        log = traffic.messages
        new = count(log.total - self._held_at) if self._held else "0"
        if view.paused:
            state = f"{new} new"
        elif self.following:
            state = "following"
        else:
            state = f"held, {new} new, End follows" if new != "0" else "held, End follows"
        parts = [self.said_more(), self._how_many(traffic, view), state]
        if view.search:
            parts.insert(2, f"n finds {safe(view.search, 20)}")
        parts = [part for part in parts if part]
        while len(parts) > 1 and len(" · ".join(parts)) > self.size.width - 6:
            del parts[0]
        text = " · ".join(parts) if log.total else ""
        if text != self._said:
            self._said = text
            self.say_below(text)

    def _how_many(self, traffic: Traffic, view: View) -> str:
        log = traffic.messages
        if view.filter or view.link:
            looking = "" if self._matches is None or self._matches.is_done else " …"
            found = f"{count(len(self._shown))} of {count(len(self._source(traffic).rows))}{looking}"
            asked = [safe(view.filter, 30)] if view.filter else []
            asked += [f"{safe(view.link[0], 20)} → {safe(view.link[1], 20)}"] if view.link else []
            return " · ".join((found, *asked))
        if traffic.sampled:
            return f"{count(max(log.total, traffic.ledger.totals.sent))} seen, a sample is shown"
        shown = f"the last {count(len(log.rows))} shown" if log.first else "all shown"
        return f"{count(log.total)} seen, {shown}"

    # Holding and following

    def _hear(self, traffic: Traffic, view: View) -> None:
        """Take over what the view says: another row, a pause, the end of it."""
        if view.row != self._heard_row or (view.row is not None and view.message is not self._heard_message):
            self._heard_row, self._heard_message = view.row, view.message
            chosen = None if view.row is None else view.message or traffic.messages.row(view.row)
            if chosen in self._asked:
                while self._asked.popleft() is not chosen:
                    pass
            elif chosen is not self._chosen:
                self._take(traffic, chosen)
        if view.paused:
            self._hold(traffic)
        elif self._held is not None:
            grow(self._held, traffic.messages)
            if self._chosen is None and view.row is None and self.scroll_offset.y >= self.max_scroll_y:
                self._held = None

    _heard_message: Message | None = None

    def _take(self, traffic: Traffic, chosen: Message | None) -> None:
        self._chosen = chosen
        if chosen is None:
            self._held = None
        else:
            self._hold(traffic)
            self.call_next(self._reveal)

    def _hold(self, traffic: Traffic) -> None:
        if self._held is None:
            self._held, self._held_at = hold(traffic.messages), traffic.messages.total
            if self._shown is traffic.messages.rows:
                self._shown = self._held.rows

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if self._own_scroll or self.traffic is None:
            return
        if new_value < self.max_scroll_y:
            self._hold(self.traffic)
        self._drop_anchor()

    # Where a message stands

    def _place(self, message: Message) -> int:
        """Where a message stands among those that are shown, or where it would."""
        if isinstance(self._shown, deque) and self._shown:
            near = message.row - self._shown[0].row
            for place in range(min(near, len(self._shown) - 1), max(-1, near - 200), -1):
                if self._shown[place] is message:
                    return place
        return bisect_left(self._shown, message.row, key=row_of)

    def _index(self) -> int | None:
        if self._chosen is None:
            return None
        place = self._place(self._chosen)
        return place if place < len(self._shown) and self._shown[place] is self._chosen else None

    def _reveal(self) -> None:
        """Bring the selected message into view, and move nothing if it is."""
        place = self._index()
        if place is not None:
            self.reveal(place, place)
