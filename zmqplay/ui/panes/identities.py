"""Routing ids: what a ROUTER calls its peers, who that is, and how much went to and fro."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from rich.cells import cell_len

from zmqplay.session.traffic import Traffic
from zmqplay.ui.colours import LOST
from zmqplay.ui.panes.lines import Line, LinePane, node_stamps
from zmqplay.ui.text import cell_fit, count, readable, safe
from zmqplay.ui.view import View
from zmqplay.wire import OTHER


@dataclass(slots=True)
class Identity:
    """A routing id at one ROUTER."""

    router: str
    routing_id: bytes
    received: int
    sent: int

    @property
    def generated(self) -> bool:
        """libzmq makes five bytes, the first of them zero (zmq_socket(3), ZMQ_ROUTER)."""
        return len(self.routing_id) == 5 and self.routing_id[0] == 0


class Identities(LinePane):
    """A line a routing id."""

    TITLE = "Identities"
    EMPTY = "No routing id yet. A ROUTER knows its peers by them: the first message from each shows its own."

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._identities: list[Identity] = []
        self._text_width = self._hex_width = self._who_width = 0
        self._router_width = self._kind_width = 0

    def stamp(self, traffic: Traffic, view: View) -> Hashable:
        return node_stamps(traffic), view.node

    def prepare(self, traffic: Traffic, width: int) -> int:
        self._identities = find_identities(traffic)
        if not self._identities:
            return 0
        routers = {identity.router for identity in self._identities}
        self._router_width = max(map(cell_len, routers)) + 1 if len(routers) > 1 and width >= 70 else 0
        left = width - 2 * 8 - self._router_width
        self._text_width = min(max(10, *(cell_len(readable(i.routing_id, 40)) for i in self._identities)), 18)
        owners = (traffic.peers.owner(identity.routing_id) or "" for identity in self._identities)
        self._who_width = min(16, max(8, *(cell_len(safe(name, 40)) for name in owners)))
        left -= self._text_width + self._who_width + 2
        longest = max(10, *(len(identity.routing_id) * 3 - 1 for identity in self._identities))
        self._hex_width = min(longest, left - 1) if left >= 12 else 0
        left -= self._hex_width + 1 if self._hex_width else 0
        self._kind_width = 9 if left >= 10 else 0
        return len(self._identities) + 1

    def line(self, index: int) -> Line:
        if index == 0:
            return self._titles()
        assert self.traffic is not None
        identity = self._identities[index - 1]
        owner = self.traffic.peers.owner(identity.routing_id)
        is_other = identity.routing_id == OTHER
        muted = self.ink("muted")
        text = "(all others)" if is_other else readable(identity.routing_id, 40)
        if identity.generated:
            text = "–" if self._hex_width else identity.routing_id.hex(" ")
        line: Line = [(cell_fit(text, self._text_width) + " ", self.ink("text" if not identity.generated else "faint"))]
        if self._hex_width:
            hexes = "" if is_other else identity.routing_id.hex(" ")
            line.append((cell_fit(hexes, self._hex_width) + " ", muted))
        if self._kind_width:
            kind = "" if is_other else "generated" if identity.generated else "chosen"
            line.append((cell_fit(kind, self._kind_width) + " ", muted))
        if owner is None:
            line.append((cell_fit("" if is_other else "nobody", self._who_width), self.ink(LOST)))
        else:
            line += self.name_pieces(owner, self._who_width)
        if self._router_width:
            line.append((" " + cell_fit(identity.router, self._router_width - 1), self.node_ink(identity.router)))
        for number in (identity.received, identity.sent):
            line.append((cell_fit(count(number), 8, right=True), self.ink("text" if number else "faint")))
        return line

    def _titles(self) -> Line:
        titles = [cell_fit("routing id", self._text_width + 1)]
        if self._hex_width:
            titles.append(cell_fit("in hex", self._hex_width + 1))
        if self._kind_width:
            titles.append(cell_fit("", self._kind_width + 1))
        titles.append(cell_fit("who", self._who_width))
        if self._router_width:
            titles.append(cell_fit(" at", self._router_width))
        titles += [cell_fit("in", 8, right=True), cell_fit("out", 8, right=True)]
        return [("".join(titles), self.ink("faint"))]


def find_identities(traffic: Traffic) -> list[Identity]:
    """What the ROUTERs have received from and sent to, in the order in which it was first seen; the rest last."""
    found = []
    for socket in traffic.sockets():
        if socket.type != "ROUTER":
            continue
        for routing_id in dict.fromkeys((*socket.received_by_key, *socket.sent_by_key)):
            received, sent = socket.received_by_key.get(routing_id), socket.sent_by_key.get(routing_id)
            found.append(
                Identity(
                    safe(socket.node, 40),
                    routing_id,
                    received.messages if received else 0,
                    sent.messages if sent else 0,
                )
            )
    return sorted(found, key=lambda identity: identity.routing_id == OTHER)
