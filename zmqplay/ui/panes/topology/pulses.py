"""Movement along the wires: single messages at human speed; under load a stream, denser at a higher rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rich.style import Style

from zmqplay.model.messages.filters import receivers_of
from zmqplay.model.messages.messages import Message, MessageLog
from zmqplay.ui.look.colours import LOST

CELLS_A_SECOND = 15
FALLS_A_SECOND = 5
STREAM_FROM = 10.0
"""From this many messages a second on one edge on, they are drawn as a stream."""
PERIOD = 4
DENSITY = ((2_000.0, 3), (200.0, 2), (0.0, 1))
"""The density of a stream: from this many messages a second on, this many of each PERIOD cells are filled."""
MOST = 24
"""New messages in one frame that are drawn singly; with more, none is."""
LATE = 8
RECENT = 64
FALLING = 3
"""The most marks that fall at once from one edge, however many messages were lost."""

PULSE, LOSS = "•", "✕"

Cell = tuple[int, int]
Overlay = dict[int, dict[int, tuple[str, Style]]]
FindPath = Callable[[str, str], "tuple[Sequence[Cell], str] | None"]
"""Returns the cells from one node to another and the colour to move in; None if no wire joins them."""


@dataclass(slots=True)
class Stream:
    """A stream along the cells of an edge, in the direction of flow."""

    cells: Sequence[Cell]
    rate: float
    colour: str
    number: int
    """Shifts the phase of the stream, so that streams do not move in step."""


@dataclass(slots=True)
class Pulse:
    """A message on its way, or a mark that falls off the wire."""

    cells: Sequence[Cell]
    begun_ns: int
    colour: str
    falls: bool = False

    def place(self, now_ns: int) -> int:
        """The number of cells that it has moved."""
        speed = FALLS_A_SECOND if self.falls else CELLS_A_SECOND
        return max(0, now_ns - self.begun_ns) * speed // 1_000_000_000


class Pulses:
    """The pulses and streams of a picture."""

    def __init__(self) -> None:
        self.streams: list[Stream] = []
        self._streamed: set[Cell] = set()
        self._covered: set[Cell] = set()
        self._single: list[Pulse] = []
        self._log: MessageLog | None = None
        self._total = self._version = 0
        self._recent: dict[Message, set[str]] = {}
        """The last messages, each with the receivers to which it is or was moving."""

    def __bool__(self) -> bool:
        return bool(self.streams or self._single)

    def forget(self) -> None:
        """Drop all movement, since the wires have new places."""
        self._single.clear()

    def stream(self, streams: list[Stream], covered: set[Cell]) -> None:
        """Replace the streams by these; nothing is drawn over the `covered` cells."""
        self.streams, self._covered = streams, covered
        self._streamed = {cell for stream in streams for cell in stream.cells}

    def fall(self, cells: Sequence[Cell], count: int, now_ns: int) -> None:
        """Let up to FALLING marks fall through `cells` for `count` lost messages."""
        gap_ns = 150_000_000
        for number in range(min(count, FALLING)):
            self._single.append(Pulse(cells, now_ns + number * gap_ns, LOST, falls=True))

    def follow(self, log: MessageLog, find: FindPath, now_ns: int) -> None:
        """Start a pulse for each new message, unless there are more than MOST."""
        for sender, receiver in self._new(log):
            found = find(sender, receiver)
            if found is not None:
                self._single.append(Pulse(found[0], now_ns, found[1]))

    def _new(self, log: MessageLog) -> Iterator[tuple[str, str]]:
        """The sender and the receiver of each delivery since the last frame."""
        if log.version == self._version and log is self._log:
            return
        came = log.total - self._total if log is self._log else MOST + 1
        self._log, self._total, self._version = log, log.total, log.version
        last = list(islice(reversed(log.rows), min(came, MOST) + LATE))
        if came > MOST:
            self._recent = {message: set(receivers_of(message)) for message in last}
            return
        for message in reversed(last):
            self._recent.setdefault(message, set())
        for message in list(self._recent)[:-RECENT]:
            del self._recent[message]
        for message, started in self._recent.items():
            for receiver in receivers_of(message):
                if receiver not in started:
                    started.add(receiver)
                    yield message.sender, receiver

    def overlay(self, now_ns: int, ink: Callable[..., Style]) -> Overlay:
        """The moving signs at this time, by row and by column."""
        over: Overlay = {}
        moved = now_ns * CELLS_A_SECOND // 1_000_000_000
        for stream in self.streams:
            shown = PULSE, ink(stream.colour, bold=True)
            filled = next(number for least, number in DENSITY if stream.rate >= least)
            for lit in range(filled):
                first = (moved + stream.number + lit) % PERIOD
                for x, y in stream.cells[first::PERIOD]:
                    if (x, y) not in self._covered:
                        over.setdefault(y, {})[x] = shown
        gone = False
        for pulse in self._single:
            place = pulse.place(now_ns)
            if place >= len(pulse.cells):
                gone = True
            elif now_ns >= pulse.begun_ns and (pulse.falls or not self._is_hidden(pulse.cells[place])):
                x, y = pulse.cells[place]
                over.setdefault(y, {})[x] = LOSS if pulse.falls else PULSE, ink(pulse.colour, bold=True)
        if gone:
            self._single = [pulse for pulse in self._single if pulse.place(now_ns) < len(pulse.cells)]
        return over

    def _is_hidden(self, cell: Cell) -> bool:
        """Whether a stream or a figure covers this cell, so that no single message is drawn there."""
        return cell in self._streamed or cell in self._covered
