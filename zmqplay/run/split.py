"""Who sends how much of `zmqplay run --count`."""

from __future__ import annotations

from zmqplay.model.nodes import NodeTraffic
from zmqplay.session.session import Session
from zmqplay.wire import Activity


class Shares:
    """Divides the count among the nodes that speak, and anew when these are others."""

    def __init__(self, session: Session, count: int | None) -> None:
        """Without a count, each speaks without end."""
        self._session = session
        self._count = count
        self._dealt: dict[str, int] = {}
        """How many each has made in all when it has made its share."""

    @property
    def speakers(self) -> list[str]:
        """The living nodes that speak by themselves."""
        return [name for name in self._session.speakers if self._speaks(name)]

    @property
    def sent(self) -> int:
        """What they have sent, and those before them."""
        return sum(node.sent for node in self._speaking)

    @property
    def all_sent(self) -> bool:
        """Nothing of the count is left."""
        return self._count is None or self.sent >= self._count

    def deal(self, settled: bool = False) -> None:
        """Divide what is left, if these are others than before, or if all is `settled` and they have said theirs."""
        nodes, speakers = self._session.traffic.nodes, self.speakers
        if self._count is None or not speakers:
            return
        settled = settled and all(self._has_said_its(nodes[name]) for name in speakers)
        said = self.sent if settled else sum(_said(node) for node in self._speaking)
        left = max(0, self._count - said)
        if speakers == list(self._dealt) and not (settled and left):
            return
        shares = [(left + len(speakers) - 1 - place) // len(speakers) for place in range(len(speakers))]
        self._dealt = {name: nodes[name].speech.spoken + share for name, share in zip(speakers, shares, strict=True)}
        for name, most in self._dealt.items():
            self._session.limit(name, most)

    def _has_said_its(self, node: NodeTraffic) -> bool:
        return node.doing.activity is Activity.IDLE and node.speech.spoken >= self._dealt.get(node.name, 0)

    @property
    def _speaking(self) -> list[NodeTraffic]:
        return [node for node in self._session.traffic.nodes.values() if self._speaks(node.name)]

    def _speaks(self, node: str) -> bool:
        return self._session.pattern.role(self._session.traffic.nodes[node].role).speaks


def _said(node: NodeTraffic) -> int:
    """What it has sent, or is about to; at most one too many, which is dealt again in the end."""
    return max(node.sent, node.speech.spoken) if node.state.alive else node.sent
