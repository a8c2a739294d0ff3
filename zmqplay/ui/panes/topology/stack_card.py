"""The card of a stack: the texts and figures of its nodes together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from zmqplay.text import percent, safe
from zmqplay.ui.panes.topology.node_cards import NodeCard


def merged(cards: Sequence[NodeCard]) -> NodeCard:
    """One card for the nodes of a stack."""
    living = [card for card in cards if card.alive]
    busy = sum(card.busy for card in living) / max(1, len(living))
    role = safe(cards[0].role, 20) or "foreign"
    is_foreign = cards[0].foreign
    activity = "foreign" if is_foreign else f"busy {percent(busy):>5}" if living else "none lives"
    kinds = {card.sockets for card in cards}
    waits, lost = Counter[str](), Counter[str]()
    for card in cards:
        waits.update(card.waits)
        lost.update(card.lost)
    title = (
        f"{role} × {len(cards)}"
        if is_foreign or len(living) in (0, len(cards))
        else f"{role} × {len(living)} of {len(cards)}"
    )
    return NodeCard(
        title, title, cards[0].sockets if len(kinds) == 1 or not is_foreign else "",
        activity, "" if is_foreign else percent(busy), busy=busy,
        waits=dict(waits), lost=dict(lost), unsent=sum(card.unsent for card in cards),
        alive=bool(living), dimmed=not living, foreign=is_foreign,
        rate_in=sum(card.rate_in for card in cards), rate_out=sum(card.rate_out for card in cards),
        role=cards[0].role, number=cards[0].number, bound=cards[0].bound,
    )  # fmt: skip
