"""One message frame by frame: what each means, its bytes and text, as sent and as received; and its way."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from itertools import islice
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType

from zmqplay.model.messages.filters import Criteria
from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.frame_words import agreed_frames, meanings, meanings_of
from zmqplay.model.reading.journeys import LOOK_AHEAD, followed_by
from zmqplay.model.reading.subscriptions import matching
from zmqplay.model.traffic import Traffic
from zmqplay.text import count, latency, safe, size, wall_clock
from zmqplay.ui.draw.ink import Line
from zmqplay.ui.draw.lines import LinePane
from zmqplay.ui.look.colours import LOST, WAITING
from zmqplay.ui.panes.frames.frame_lines import FrameLines, prefix_length
from zmqplay.ui.panes.frames.journey_lines import Way
from zmqplay.ui.play.view import View

Group = tuple[list[str], tuple[bytes, ...], tuple[int, ...]]
"""Receivers that were given the same frames: their names, the heads, the lengths."""
LOOKED_AT = 500
"""Of the newest messages, in search of one that the filter lets through."""


class Frames(LinePane):
    """The selected message, or the newest that is listed. Up and down choose one of its frames."""

    TITLE = "Frames"
    EMPTY = "Nothing yet. Type a message below."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "choose(-1)", "The frame before", show=False),
        Binding("down,j", "choose(1)", "The next frame", show=False),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._message: Message | None = None
        self._frame: int | None = None
        self._lines: list[Line] = []
        self._firsts: list[int] = []
        """The lines with which the frames begin, as they were sent."""

    @property
    def frame(self) -> bytes | None:
        """The frame that was chosen."""
        message = self._message
        return message.heads[self._frame] if message and self._frame is not None else None

    def stamp(self, traffic: Traffic, view: View) -> Hashable:
        former = self._message
        self._message = self._find(traffic, view)
        if former is not None and self._message is not former:
            self.scroll_to(y=0, animate=False, force=True)
            self._frame = None
        message = self._message
        if message is None:
            return None
        passed = min(traffic.messages.total - message.row, LOOK_AHEAD) if view.row is not None else 0
        became = tuple(delivery.node for delivery in message.deliveries), tuple(message.waits_at), tuple(message.lost)
        return id(message), message.row, became, passed, self._frame

    def _find(self, traffic: Traffic, view: View) -> Message | None:
        log = traffic.messages
        wanted = view.row
        if self._message is not None and view.paused and wanted is None:
            return self._message  # also after it has left the log
        if wanted is not None:
            return view.message or log.row(wanted)
        if not (view.filter or view.link):
            return log.rows[-1] if log.rows else None
        passes = Criteria(view.filter, view.link)
        former = self._message if self._message is not None and passes(self._message) else None
        return next(filter(passes, islice(reversed(log.rows), LOOKED_AT)), former)

    def prepare(self, traffic: Traffic, _width: int) -> int:
        self._lines, self._firsts = [], []
        if message := self._message:
            self._draw_message(traffic, message)
        return len(self._lines)

    def line(self, index: int) -> Line:
        return self._lines[index]

    # The whole message

    def _draw_message(self, traffic: Traffic, message: Message) -> None:
        agreed = agreed_frames(traffic.topology, message.wire)
        correlates = self._correlates(traffic, message.wire)
        others = self._otherwise(message)
        words = meanings_of(message, traffic.topology, correlates=correlates)
        words_there = [
            meanings(self._socket_of(traffic, names[0], message.wire), heads, agreed, correlates=correlates)
            for names, heads, _ in others
        ]
        draw = FrameLines(self, max((len(word) for part in (words, *words_there) for word in part), default=4) + 1)
        self._lines.append(self._head(traffic, message))
        found = [matching(traffic.nodes.get(delivery.node), message) for delivery in message.deliveries]
        prefix = max((one for one in found if one is not None), key=len, default=None)
        self._draw_frames(draw, message.heads, message.sizes, words, prefix, is_sent=True)
        for (names, heads, sizes), there in zip(others, words_there, strict=True):
            self._lines += [[], [(f"as {self._who(names)} got it", self.ink("soft", italic=True))]]
            self._draw_frames(draw, heads, sizes, there, None)
        after = followed_by(traffic.messages, message, traffic.topology) if self.view.row is not None else []
        self._lines += [[], *Way(self, traffic, message, after).lines()]

    def _draw_frames(
        self, draw: FrameLines, heads: Sequence[bytes], sizes: Sequence[int], words: Sequence[str],
        prefix: bytes | None, is_sent: bool = False,
    ) -> None:  # fmt: skip
        for index, (head, length) in enumerate(zip(heads, sizes, strict=False)):
            if is_sent:
                self._firsts.append(len(self._lines))
            covered = prefix_length(words, index, prefix)
            chosen = is_sent and index == self._frame
            self._lines += draw.draw(index + 1, words[index], head, length, covered, chosen)
        if len(sizes) > len(heads):
            rest = len(sizes) - len(heads)
            self._lines.append([(f"and {count(rest)} more frames of {size(sum(sizes[-rest:]))}", self.ink("muted"))])

    @staticmethod
    def _who(names: Sequence[str]) -> str:
        first = ", ".join(safe(name, 40) for name in names[:3])
        return first if len(names) <= 3 else f"{first} and {len(names) - 3} more"

    @staticmethod
    def _otherwise(message: Message) -> list[Group]:
        """The receivers that were given other frames than the sender handed over, those with the same together."""
        groups: dict[tuple[tuple[bytes, ...], tuple[int, ...]], list[str]] = {}
        for delivery in message.deliveries:
            if delivery.heads and (delivery.heads, delivery.sizes) != (message.heads, message.sizes):
                groups.setdefault((delivery.heads, delivery.sizes), []).append(delivery.node)
        return [(names, heads, sizes) for (heads, sizes), names in groups.items()]

    @staticmethod
    def _socket_of(traffic: Traffic, name: str, wire: str) -> str:
        """The type of a node's socket on a wire."""
        node = traffic.nodes.get(name)
        for socket in node.sockets.values() if node else ():
            if socket.wire == wire:
                return socket.type
        return ""

    @staticmethod
    def _correlates(traffic: Traffic, wire: str) -> bool:
        """A REQ on this wire puts an id before the delimiter."""
        return any(s.kind.asks and s.wire == wire and s.facts.options.get("REQ_CORRELATE") for s in traffic.sockets())

    # The first line

    def _head(self, traffic: Traffic, message: Message) -> Line:
        muted = self.ink("muted")
        line: Line = [(safe(message.sender, 40) or "?", self.node_ink(message.sender))]
        if message.sender in traffic.nodes:  # of a send that was not seen, the message has the receiver's type
            own = message.socket if message.number else self._socket_of(traffic, message.sender, message.wire)
            line.append((f" {safe(own, 10)}", muted))
        line.append((" → ", self.ink("faint")))
        for index, delivery in enumerate(message.deliveries[:3]):
            socket = self._socket_of(traffic, delivery.node, message.wire)
            line += [(", " if index else "", muted), (safe(delivery.node, 40), self.node_ink(delivery.node))]
            line.append((f" {safe(socket, 10)}", muted))
        if not message.deliveries:
            line += self._undelivered(message)
        elif len(message.deliveries) > 3:
            line.append((f" and {len(message.deliveries) - 3} more", muted))
        line.append((f"   {size(message.size)}", self.ink("soft")))
        if message.latency_ns is not None:
            line.append((f"   {latency(message.latency_ns)}", muted))
        left = self.area.width - sum(cell_len(text) for text, _ in line)
        if left >= len(when := f"   {wall_clock(message.time_ns)}"):
            line.append((when, self.ink("faint")))
        return line

    def _undelivered(self, message: Message) -> Line:
        """Where it waits, or why nobody will have it."""
        muted = self.ink("muted")
        if not message.expected:
            return [("nobody: no subscription matches", muted)]
        if message.waits_at:
            return [("waits at ", self.ink(WAITING)), *self._names_of(message.waits_at)]
        if message.lost:
            reasons = ", ".join(dict.fromkeys(message.lost.values()))
            return [(f"lost ({safe(reasons, 40)}) ", self.ink(LOST)), *self._names_of(message.lost)]
        return [("nobody yet", muted)]

    def _names_of(self, nodes: Iterable[str]) -> Line:
        """The first few, in their colours."""
        return [(f"{safe(name, 40)} ", self.node_ink(name)) for name in islice(nodes, 3)]

    # Choosing a frame

    def action_choose(self, by: int) -> None:
        """Choose the next frame or the one before; where that is out of view, go there line by line."""
        top, height = self.scroll_offset.y, self.area.height
        wanted = 0 if self._frame is None else self._frame + by
        if 0 <= wanted < len(self._firsts) and top <= self._firsts[wanted] < top + height:
            self._choose(wanted)
        else:
            self.scroll_to(y=top + by, animate=False)

    def on_click(self, event: events.Click) -> None:
        """Choose the frame that was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None:
            line = self.scroll_offset.y + offset.y
            before = [frame for frame, first in enumerate(self._firsts) if first <= line]
            self._choose(before[-1] if before else None)

    def _choose(self, frame: int | None) -> None:
        self._frame = frame
        self.redraw()
