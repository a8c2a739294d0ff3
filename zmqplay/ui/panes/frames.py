"""One message frame by frame: what each frame means, its bytes and its text, as it was sent and as it arrived."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from rich.cells import cell_len

from zmqplay.session.messages import Message
from zmqplay.session.traffic import Traffic
from zmqplay.ui.panes.frame_words import hex_lines, is_content, meanings, pretty_json
from zmqplay.ui.panes.lines import Line, LinePane
from zmqplay.ui.text import cell_fit, count, latency, safe, size, wall_clock
from zmqplay.ui.view import View

SIZE_WIDTH = 8
"""With two cells on its right."""


class Frames(LinePane):
    """The selected message, or the newest."""

    TITLE = "Frames"
    EMPTY = "Nothing yet. Type a message below."

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._message: Message | None = None
        self._lines: list[Line] = []
        self._meaning_width = 5

    def stamp(self, traffic: Traffic, view: View) -> Hashable:
        former = self._message
        self._message = self._find(traffic, view)
        if former is not None and self._message is not former:
            self.scroll_to(y=0, animate=False, force=True)
        message = self._message
        return None if message is None else (id(message), message.row, len(message.deliveries))

    def _find(self, traffic: Traffic, view: View) -> Message | None:
        log = traffic.messages
        wanted = view.row
        if self._message is not None and view.paused and wanted is None:
            return self._message  # also after it has left the log
        if wanted is not None:
            return view.message or log.row(wanted)
        return log.rows[-1] if log.rows else None

    def prepare(self, traffic: Traffic, _width: int) -> int:
        self._lines = []
        if message := self._message:
            self._draw_message(traffic, message)
        return len(self._lines)

    def line(self, index: int) -> Line:
        return self._lines[index]

    def _draw_message(self, traffic: Traffic, message: Message) -> None:
        pattern, wire = traffic.pattern.name, message.wire
        others = self._otherwise(message)
        words = meanings(message.socket, message.heads, pattern, wire)
        words_there = [
            meanings(self._socket_of(traffic, names[0], wire), heads, pattern, wire) for names, heads, _ in others
        ]
        self._meaning_width = max((len(word) for part in (words, *words_there) for word in part), default=4) + 1
        self._lines.append(self._head(traffic, message))
        self._draw_frames(message.heads, message.sizes, words)
        for (names, heads, sizes), there in zip(others, words_there, strict=True):
            who = ", ".join(safe(name, 40) for name in names)
            self._lines += [[], [(f"as {who} got it", self.ink("soft", italic=True))]]
            self._draw_frames(heads, sizes, there)

    def _head(self, traffic: Traffic, message: Message) -> Line:
        muted = self.ink("muted")
        line: Line = [(safe(message.sender, 40) or "?", self.node_ink(message.sender))]
        if message.sender in traffic.nodes:
            line.append((f" {safe(message.socket, 10)}", muted))
        line.append((" → ", self.ink("faint")))
        for index, delivery in enumerate(message.deliveries[:3]):
            socket = self._socket_of(traffic, delivery.node, message.wire)
            line += [(", " if index else "", muted), (safe(delivery.node, 40), self.node_ink(delivery.node))]
            line.append((f" {safe(socket, 10)}", muted))
        if not message.deliveries:
            line.append(("nobody yet" if message.expected else "nobody: no subscription matches", muted))
        elif len(message.deliveries) > 3:
            line.append((f" and {len(message.deliveries) - 3} more", muted))
        line.append((f"   {size(message.size)}", self.ink("soft")))
        if message.latency_ns is not None:
            line.append((f"   {latency(message.latency_ns)}", muted))
        left = self.area.width - sum(cell_len(text) for text, _ in line)
        if left >= len(when := f"   {wall_clock(message.time_ns)}"):
            line.append((when, self.ink("faint")))
        return line

    @staticmethod
    def _otherwise(message: Message) -> list[tuple[list[str], tuple[bytes, ...], tuple[int, ...]]]:
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

    def _draw_frames(self, heads: Sequence[bytes], sizes: Sequence[int], words: Sequence[str]) -> None:
        for index, (head, length) in enumerate(zip(heads, sizes, strict=False)):
            self._draw_frame(index + 1, words[index], head, length)
        if len(sizes) > len(heads):
            rest = len(sizes) - len(heads)
            self._lines.append([(f"and {count(rest)} more frames of {size(sum(sizes[-rest:]))}", self.ink("muted"))])

    def _draw_frame(self, number: int, word: str, head: bytes, length: int) -> None:
        first: Line = [
            (f"{number:<2} ", self.ink("faint")),
            (cell_fit(word, self._meaning_width), self.ink("soft" if is_content(word) else "accent")),
            (cell_fit(size(length), SIZE_WIDTH - 2, right=True) + "  ", self.ink("muted")),
        ]
        width, indent = self.area.width, 3 + self._meaning_width + SIZE_WIDTH
        if width < indent + 8 * 4 + 2:
            self._draw_narrow(first, word, head, width)
            indent = 3
        else:
            self._draw_wide(first, word, head, min(16, (width - indent - 1) // 4))
        self._draw_rest(head, length, indent)

    def _draw_wide(self, first: Line, word: str, head: bytes, per_line: int) -> None:
        """Text beside hex."""
        dump = hex_lines(head, per_line) or [("", "")]
        ink = self.ink("text" if is_content(word) else "soft")
        for hexes, text in dump:
            padded = cell_fit(hexes, per_line * 3 - 1 if len(dump) > 1 else len(hexes))
            self._lines.append([*first, (padded + "  ", self.ink("muted")), (safe(text), ink)])
            first = [(" " * (3 + self._meaning_width + SIZE_WIDTH), ink)]

    def _draw_narrow(self, first: Line, word: str, head: bytes, width: int) -> None:
        """Text first, hex below."""
        text = "".join(text for _, text in hex_lines(head, 16))
        self._lines.append([*first, (safe(text), self.ink("text" if is_content(word) else "soft"))])
        for hexes, _ in hex_lines(head, min(16, max(1, (width - 3) // 3))):
            self._lines.append([("   " + hexes, self.ink("muted"))])

    def _draw_rest(self, head: bytes, length: int, indent: int) -> None:
        """How much of the frame is not shown; what it is as JSON."""
        if length > len(head):
            text = f"… the first {len(head)} of {count(length)} bytes"
            self._lines.append([(" " * indent + text, self.ink("muted"))])
            return
        for text in pretty_json(head):
            self._lines.append([(" " * indent + safe(text), self.ink("soft"))])
