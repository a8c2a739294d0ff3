"""A socket as lines: type and addresses; for a selected node also peers, options and facts of libzmq's manual."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len

from zmqplay.model.options import BY_NAME
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.template import as_literal
from zmqplay.text import cell_fit, count, readable, safe
from zmqplay.ui.draw.ink import Ink, Line, Piece
from zmqplay.ui.draw.wrapping import wrap, wrap_pieces
from zmqplay.ui.look.colours import WAITING

FACT_TITLES = ("talks to", "sends", "receives", "when full")
TITLE = 11
NAMED = 12
"""The most peers that are named; more are counted."""


class SocketLines:
    """Draws sockets, with the names of their nodes in a column of `name_width` cells."""

    def __init__(self, ink: Ink, traffic: Traffic, width: int, name_width: int) -> None:
        self._ink, self._traffic, self._name_width = ink, traffic, name_width
        self._width = width

    def brief(self, socket: SocketTraffic) -> list[Line]:
        """Draw the socket in one line; parts that do not fit are left out."""
        line = self._first(socket)
        if self._width >= 80:
            line += [(text + "  ", ink) for text, ink in self._peer_count(socket)]
        for text, ink in self._options(socket):
            line.append((text + "  ", ink))
        return [line]

    def whole(self, socket: SocketTraffic) -> list[Line]:
        """Draw everything that is known of the socket."""
        lines = [self._first(socket), *self._titled("peers", self._peers(socket))]
        if options := self._options(socket):
            lines += self._titled("set", options)
        for title, value in zip(FACT_TITLES, socket.kind.manual, strict=False):
            words: list[Piece] = [(word, self._ink("soft")) for word in value.split()]
            lines += self._titled(title, words, one_by_one=True)
        return lines

    def _titled(self, title: str, pieces: list[Piece], *, one_by_one: bool = False) -> list[Line]:
        """Draw pieces behind a title; lines break between pieces, or between words if `one_by_one`."""
        width = max(8, self._width - TITLE - 2)
        lines = wrap(pieces, width) if one_by_one else wrap_pieces(([(f"{text} ", ink)] for text, ink in pieces), width)
        titles = [title, *[""] * (len(lines) - 1)]
        muted = self._ink("muted")
        return [[("  " + cell_fit(each, TITLE), muted), *line] for each, line in zip(titles, lines, strict=True)]

    def _first(self, socket: SocketTraffic) -> Line:
        facts, ink = socket.facts, self._ink
        line = ink.name(socket.node, self._name_width + 2)
        line.append((cell_fit(safe(facts.type, 10), 7), ink("soft")))
        subscribed = self._subscriptions(socket)
        if self._width < 80:
            line += subscribed
        addresses = self._addresses(socket, str)
        if self._width < 80 and sum(cell_len(text) for text, _ in (*line, *addresses)) - 2 > self._width:
            addresses = self._addresses(socket, port_of)
        line += addresses
        if self._width >= 80:
            line += subscribed
        if facts.routing_id:
            line += [("routing id ", ink("muted")), (readable(facts.routing_id, 40) + "  ", ink("soft"))]
        if not self._traffic.roster.is_open(socket):
            line.append(("closed", ink("muted")))
        return line

    def _addresses(self, socket: SocketTraffic, shown: Callable[[str], str]) -> Line:
        """The addresses, each `shown` in this way, behind the sign of binding or connecting."""
        line: Line = []
        for sign, addresses in (("●", socket.facts.bound), ("○", socket.facts.connected)):
            for address in addresses:
                line += [(f"{sign} ", self._ink("accent")), (shown(safe(address, 100)) + "  ", self._ink("text"))]
        return line

    def _subscriptions(self, socket: SocketTraffic) -> Line:
        if not socket.subscribes:
            return []
        topics = ", ".join(as_literal(topic, 40) or "everything" for topic in socket.facts.subscriptions) or "nothing"
        return [("to ", self._ink("muted")), (topics + "  ", self._ink("soft", italic=True))]

    def _options(self, socket: SocketTraffic) -> list[Piece]:
        """Options that differ from libzmq's default; options that were set too late to take effect are highlighted."""
        found = []
        for name, value in socket.facts.options.items():
            default = BY_NAME[name].default(socket.type) if name in BY_NAME else None
            if value == default or name == "ROUTING_ID":
                continue
            shown = readable(value, 20) if isinstance(value, bytes) else str(value)
            late = name in socket.facts.late_options
            note = " too late" if late else "" if default is None else f" ({safe(str(default), 20)})"
            found.append((f"{safe(name, 30)} {shown}{note}", self._ink(WAITING if late else "soft")))
        return found

    # Peers

    def _peer_count(self, socket: SocketTraffic) -> list[Piece]:
        if not self._traffic.roster.is_open(socket):
            return []
        peers = socket.handshakes
        text = f"{count(peers)} peer{'' if peers == 1 else 's'}" if peers else "no peer"
        return [(text, self._ink("muted" if peers else WAITING))]

    def _peers(self, socket: SocketTraffic) -> list[Piece]:
        """The names of the peers, if as many are known as are connected; else their number."""
        counted = self._peer_count(socket)
        names = peers_of(self._traffic, socket)
        if not counted or len(names) != socket.handshakes:
            return counted or [("none, it has ended", self._ink("muted"))]
        named: list[Piece] = [(safe(name, 40), self._ink.node(name)) for name in names[:NAMED]]
        more = len(names) - NAMED
        return named + [(f"and {count(more)} more", self._ink("muted"))] * (more > 0) or counted


def port_of(address: str) -> str:
    """`:5556`; the whole address if it has no port."""
    return f":{address.rpartition(':')[2]}" if address[-1:].isdigit() and ":" in address else address


def peers_of(traffic: Traffic, socket: SocketTraffic) -> list[str]:
    """The connected living nodes at the other end of the socket's wire, and its foreign peers."""
    ours = [
        other.node
        for other in traffic.sockets()
        if other.wire == socket.wire and other.binds is not socket.binds and other.handshakes
        if traffic.roster.is_open(other)
    ]
    foreign = [peer.name for peer in traffic.peers.on_wire(socket.wire) if peer.node == socket.node and not peer.gone]
    return ours + foreign
