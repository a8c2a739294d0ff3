"""What is true of a session at every refresh, whoever takes part and whatever has happened."""

from __future__ import annotations

import re
from collections import Counter

from zmqplay.model.nodes import NodeTraffic
from zmqplay.session.session import Session

COUNTED = re.compile(r"counted (\d+) sent (\d+) received")
"""What a role of `counting` prints at its end."""


def check(session: Session) -> None:
    """The ledger adds up, and no link delivers more than was sent."""
    totals = session.traffic.ledger.totals
    assert totals.expected == totals.delivered + totals.in_flight + totals.lost, totals
    assert min(totals.in_flight, totals.lost, totals.handed_over or 0, totals.from_elsewhere, totals.delivered) >= 0, (
        totals
    )
    assert totals.lost == sum(totals.lost_by_reason.values()), totals
    sent: Counter[tuple[str, str]] = Counter()
    for socket in session.traffic.all_sockets():
        sent[socket.node, socket.wire] += socket.sent.messages
    for link in session.traffic.ledger.find_links():
        assert link.delivered is None or 0 <= link.delivered <= sent[link.sender, link.wire], link
        assert link.waiting is None or link.waiting >= 0, link


def counted(node: NodeTraffic) -> tuple[int, int] | None:
    """What the role of a node counted by itself, sent and received; None unless it printed that, once."""
    lines = [found for text in node.output if (found := COUNTED.fullmatch(text))]
    return (int(lines[0][1]), int(lines[0][2])) if len(lines) == 1 else None
