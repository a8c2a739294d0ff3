"""Two messages face to face: for each frame whether it is equal, and where it differs, with the difference marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.style import Style

from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.differences import Pair, Relation, Side, Values, differing, pairs_of, values_of
from zmqplay.model.reading.frame_words import meanings_of
from zmqplay.model.words import counted
from zmqplay.text import cell_fit, count, readable, safe, size
from zmqplay.ui.draw.content import Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.panes.frames.differing_text import differing_lines
from zmqplay.ui.panes.frames.frame_lines import FIGURES, size_width
from zmqplay.ui.panes.log.fates import without_receiver
from zmqplay.ui.panes.log.message_line import receivers, sent_by

NAMES = ("A", "B")
"""What the older and the newer message are called."""
PATH_MOST = 24


class Comparison:
    """Draws two messages."""

    def __init__(self, scene: Scene, ink: Ink, messages: tuple[Message, Message]) -> None:
        self._scene, self._ink, self._messages = scene, ink, messages
        topology = scene.traffic.topology
        self._words = [meanings_of(message, topology) for message in messages]
        self._meaning = max((len(word) for words in self._words for word in words), default=4) + 1
        self._lengths = size_width(length for message in messages for length in message.sizes)
        self._indent = FIGURES + self._meaning + self._lengths + 2
        self._bold = ink("accent", bold=True)

    def lines(self) -> list[Line]:
        """Draw the two messages, a summary, and each pair of frames."""
        pairs = pairs_of(*self._messages)
        lines = [self._message(name, message) for name, message in zip(NAMES, self._messages, strict=True)]
        lines += [[(_summary(pairs), self._ink("soft", italic=True))], []]
        for number, pair in enumerate(pairs, 1):
            lines += self._pair(number, pair)
        return [*lines, *self._not_kept()]

    def _message(self, name: str, message: Message) -> Line:
        traffic, ink = self._scene.traffic, self._ink
        sender = sent_by(traffic, message)
        to = ", ".join(receivers(message, 40)) or without_receiver(traffic, message)
        return [
            (f"{name}  ", self._bold),
            (f"{self._scene.wall_clock(message.time_ns)}  ", ink("muted")),
            (safe(sender, 40), ink.node(sender)),
            (" → ", ink("faint")),
            (to, ink.node(to)),
            (f"   {size(message.size)}", ink("soft")),
        ]

    def _pair(self, number: int, pair: Pair) -> list[Line]:
        first: Line = [
            (f"{number:<{FIGURES}}", self._ink("faint")),
            (cell_fit(self._word(pair), self._meaning), self._ink("soft")),
        ]
        match pair.relation:
            case Relation.DIFFERS:
                return [[*first, (_where(pair), self._ink())], *self._difference(pair)]
            case Relation.ONLY_FIRST | Relation.ONLY_SECOND as relation:
                only = NAMES[relation is Relation.ONLY_SECOND]
                return [
                    [*first, *self._size(pair), ("only in ", self._ink()), (f"{only}  ", self._bold), *self._text(pair)]
                ]
            case Relation.SAME_BEGINNING:
                return [[*first, *self._size(pair), (f"equal {_as_far_as_kept(pair)}", self._ink("muted"))]]
        return [[*first, *self._size(pair), ("equal  ", self._ink("muted")), *self._text(pair)]]

    def _word(self, pair: Pair) -> str:
        for side, words in zip((pair.first, pair.second), self._words, strict=True):
            if side is not None and side.index < len(words):
                return words[side.index]
        return "body"

    def _size(self, pair: Pair) -> Line:
        side = pair.first or pair.second
        return [(cell_fit(size(side.length if side else 0), self._lengths, right=True) + "  ", self._ink("muted"))]

    def _text(self, pair: Pair) -> Line:
        side = pair.first or pair.second
        return [(readable(side.frame, max(1, self._scene.width)) if side else "", self._ink("soft"))]

    # A difference

    def _difference(self, pair: Pair) -> list[Line]:
        assert pair.first is not None
        assert pair.second is not None
        sides, values = (pair.first, pair.second), values_of(pair)
        lines: list[Line] = []
        if values is not None and values.values:
            told: Line = [(" " * FIGURES + values.format, self._ink("soft", italic=True))]
            for name, side in zip(NAMES, sides, strict=True):
                told += [(f"   {name} ", self._bold), (size(side.length), self._ink("muted"))]
            return [told, *self._values(values)]
        if values is not None:
            lines.append([(" " * FIGURES + "the same values, written differently", self._ink("muted"))])
        room = max(1, self._scene.width - self._indent)
        marked = self._bold + Style(underline=True)
        drawn = differing_lines((pair.first.frame, pair.second.frame), differing(pair), room, self._ink(), marked)
        for name, side, own in zip(NAMES, sides, drawn, strict=True):
            lines.append([*self._side(name, side), *own[0]])
            lines += [[(" " * self._indent, self._ink()), *line] for line in own[1:]]
        return lines

    def _side(self, name: str, side: Side) -> Line:
        length = cell_fit(size(side.length), self._lengths, right=True) + "  "
        return [
            (" " * FIGURES, self._ink()),
            (cell_fit(name, self._meaning), self._bold),
            (length, self._ink("muted")),
        ]

    def _values(self, values: Values) -> list[Line]:
        """Draw each value that differs, the two below each other."""
        paths = [safe(value.path, 60) for value in values.values]
        column = min(PATH_MOST, max(map(len, paths)), max(8, self._scene.width // 3)) + 1
        room = max(1, self._scene.width - FIGURES - column - 3)
        lines: list[Line] = []
        for path, value in zip(paths, values.values, strict=True):
            at = _first_difference(value.first or "", value.second or "")
            for name, word in zip(NAMES, (value.first, value.second), strict=True):
                shown = "has none" if word is None else _window(safe(word, 2_000), at, room)
                lines.append([
                    (" " * FIGURES, self._ink()),
                    (cell_fit(path if name == NAMES[0] else "", column), self._ink("soft")),
                    (f"{name}  ", self._bold),
                    (shown, self._ink("muted" if word is None else "text")),
                ])  # fmt: skip
        return [*lines, [("   … and more", self._ink("muted"))]] if values.more else lines

    def _not_kept(self) -> list[Line]:
        """A line for each message of which not every frame was sampled."""
        lines: list[Line] = []
        for name, message in zip(NAMES, self._messages, strict=True):
            if rest := len(message.sizes) - len(message.frames):
                lines.append([(f"not kept of {name}: {counted(rest, 'more frame')}", self._ink("muted"))])
        return lines


def _summary(pairs: Sequence[Pair]) -> str:
    """How many frames are equal, differ, and are only in one message."""
    many = Counter(pair.relation for pair in pairs)
    many[Relation.EQUAL] += many[Relation.SAME_BEGINNING]
    told = (
        (Relation.EQUAL, "is equal", "are equal"),
        (Relation.DIFFERS, "differs", "differ"),
        (Relation.ONLY_FIRST, f"is only in {NAMES[0]}", f"are only in {NAMES[0]}"),
        (Relation.ONLY_SECOND, f"is only in {NAMES[1]}", f"are only in {NAMES[1]}"),
    )
    parts = [f"{many[kind]} {one if many[kind] == 1 else more}" for kind, one, more in told if many[kind]]
    if len(pairs) == 1:
        return parts[0].replace("1", "the only frame", 1)
    return "all frames are equal" if many[Relation.EQUAL] == len(pairs) else "frames: " + ", ".join(parts)


def _where(pair: Pair) -> str:
    if pair.offset is None:
        return f"differs in length, and is equal {_as_far_as_kept(pair)}"
    return f"differs at offset {count(pair.offset)}"


def _as_far_as_kept(pair: Pair) -> str:
    sides = [side for side in (pair.first, pair.second) if side is not None]
    return f"in the first {count(min(len(side.frame) for side in sides))} bytes; the rest is not kept"


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (here, there) in pairs if here != there), min(len(one), len(other)))


def _window(text: str, at: int, room: int) -> str:
    """The part of a text that shows place `at` in this many cells."""
    return cell_fit(text if at < room - 8 else "…" + text[max(0, at - room // 2) :], room).rstrip()
