"""Each sender's last messages as cells, in one row for each receiver, so that holes in the sequence are visible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice

from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.fate import Fate, fate_of
from zmqplay.model.reading.waiting import waiting_at
from zmqplay.model.traffic import Traffic
from zmqplay.text import cell_fit, count, safe
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.look.colours import LOST, WAITING

RECEIVED, WAITS, HOLE, NOT_DUE, NOT_SEEN, NOT_KNOWN = "▪", "▫", "✕", "·", " ", "?"
LOOKED_AT = 4_000
"""The newest messages, this many, are searched for those of each sender."""
UNKNOWN = "not told where"
"""The name of the row for messages that wait in an unknown queue, or that are lost on no known link."""
UNPLACED = {Fate.WAITING: WAITS, Fate.ARRIVED: WAITS, Fate.LOST: HOLE, Fate.UNKNOWN: NOT_KNOWN}
"""The sign of a message in that row, by its fate; a published message that has arrived somewhere waits elsewhere."""


@dataclass(slots=True)
class Ruler:
    """The last messages that one node sent on one wire, by number."""

    sender: str
    wire: str
    messages: dict[int, Message] = field(default_factory=dict)
    last: int = 0
    """The highest number."""

    def add(self, message: Message, cells: int) -> bool:
        """Keep a message if its number is among the last `cells`; return whether it is."""
        if self.last - message.number >= cells:
            return False
        self.messages.setdefault(message.number, message)
        self.last = max(self.last, message.number)
        return True


def find_rulers(traffic: Traffic, node: str | None, cells: int) -> list[Ruler]:
    """A ruler for each sender and wire, with its last `cells` messages; only rulers that concern `node`, if given."""
    found: dict[tuple[str, str], Ruler] = {}
    unfilled = {(link.sender, link.wire) for link in traffic.ledger.links.values()}
    for message in islice(reversed(traffic.messages.rows), LOOKED_AT):
        if message.number and message.sender in traffic.nodes:
            key = message.sender, message.wire
            if not found.setdefault(key, Ruler(*key)).add(message, cells):
                unfilled.discard(key)
                if not unfilled:
                    break
    rulers = sorted(found.values(), key=lambda ruler: (list(traffic.nodes).index(ruler.sender), ruler.wire))
    return [ruler for ruler in rulers if node in (None, ruler.sender) or node in receivers_of(traffic, ruler)]


def receivers_of(traffic: Traffic, ruler: Ruler) -> list[str]:
    """The nodes that received or should receive some of these messages, and all others at the wire's other end."""
    names: dict[str, None] = {}
    for link in traffic.ledger.links.values():
        if (link.sender, link.wire) == (ruler.sender, ruler.wire):
            names[link.receiver] = None
    for message in ruler.messages.values():
        names |= dict.fromkeys([*(delivery.node for delivery in message.deliveries), *message.waits_at, *message.lost])
    order = {name: place for place, name in enumerate(traffic.nodes)}
    return sorted(names, key=lambda name: order.get(name, len(order)))


def signs_of(traffic: Traffic, ruler: Ruler, first: int, names: list[str]) -> dict[str, list[str]]:
    """For each receiver, and for UNKNOWN, a sign for each message number from `first` on."""
    numbers = range(first, ruler.last + 1)
    blank = [NOT_DUE if number in ruler.messages else NOT_SEEN for number in numbers]
    signs = {name: blank.copy() for name in (*names, UNKNOWN)}
    for at, number in enumerate(numbers):
        message = ruler.messages.get(number)
        if message is None:
            continue
        for name in waiting_at(traffic, message):
            signs[name][at] = WAITS
        for delivery in message.deliveries:
            signs[delivery.node][at] = RECEIVED
        for name in message.lost:
            signs[name][at] = HOLE
        if len(_ends(traffic, message)) < message.expected and (sign := UNPLACED.get(fate_of(traffic, message))):
            for row in signs.values():
                row[at] = NOT_SEEN if row[at] == NOT_DUE else row[at]  # it may be due to any of them
            signs[UNKNOWN][at] = sign
    return signs


def _ends(traffic: Traffic, message: Message) -> set[str]:
    """The nodes of which it is known what became of the message there."""
    return {*waiting_at(traffic, message), *message.lost, *(delivery.node for delivery in message.deliveries)}


def draw_ruler(ink: Ink, traffic: Traffic, ruler: Ruler, *, node: str | None, width: int) -> Iterator[Line]:
    """Draw a ruler: a line with the sender and its numbers, and a row for each receiver."""
    names = receivers_of(traffic, ruler)
    longest = max([min(16, len(safe(name, 40))) for name in names], default=0)
    first = max(1, ruler.last - (width - max(longest, len(UNKNOWN)) - 3) + 1)
    signs = signs_of(traffic, ruler, first, names)
    if not {WAITS, HOLE, NOT_KNOWN}.isdisjoint(signs[UNKNOWN]):
        longest = max(longest, len(UNKNOWN))
    else:
        del signs[UNKNOWN]
    numbers = f"  {safe(ruler.wire, 20)}  #{count(first)} – #{count(ruler.last)}"
    yield [(safe(ruler.sender, 40), ink.node(ruler.sender)), (numbers, ink("muted"))]
    for name, row in signs.items():
        if name == UNKNOWN:
            yield [(f"  {cell_fit(UNKNOWN, longest)} ", ink("muted")), *_cells(ink, "", row)]
        elif node in (None, ruler.sender, name):
            yield [("  ", ink()), *ink.name(name, longest), (" ", ink()), *_cells(ink, name, row)]


def _cells(ink: Ink, name: str, signs: list[str]) -> Line:
    styles = {
        RECEIVED: ink.node(name) if name else ink(),
        WAITS: ink(WAITING),
        HOLE: ink(LOST, bold=True),
        NOT_DUE: ink("line"),
        NOT_SEEN: ink(),
        NOT_KNOWN: ink("muted"),
    }
    return [("".join(run), styles[sign]) for sign, run in groupby(signs)]
