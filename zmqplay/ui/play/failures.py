"""What failed while a pattern is played, found by looking at the traffic, and put into sentences.

Each failure is said once. Those that come thick are one toast together, so that a flood of them hides nothing.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence

from zmqplay.model.causes import EndCause
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.text import count, safe
from zmqplay.ui.dialogs.journal import Manner, Said

APART_NS = 2_000_000_000
"""At least so long lies between two toasts."""
RIPE_NS = 600_000_000
"""A node that lives again by then, e.g. at another port than the one that was taken, needs no toast."""


class Failures:
    """Remembers what was told already."""

    def __init__(self, said: Said) -> None:
        self._said = said
        self._told: set[tuple[str, int, int]] = set()
        self._bad_told = False
        self._heard = 0
        """Notices of the session that were written down."""
        self._waiting: list[tuple[str, NodeTraffic | None, int]] = []
        """Sentences to be seen, whom each is about, and when it was found."""
        self._now_ns = 0
        self._toasted_ns: int | None = None

    def fail(self, sentence: str, node: NodeTraffic | None = None) -> None:
        """Write down that this failed, with what the node printed last."""
        self._said.add(sentence, Manner.FAILED, [*node.output] if node else ())
        self._waiting.append((safe(sentence), node, self._now_ns))

    def pane_failed(self, title: str, error: Exception) -> None:
        """Write down that a pane cannot be drawn, with the traceback; the pane says so in its place."""
        sentence = f"{title} cannot be drawn: {type(error).__name__}: {error}"
        self._said.add(sentence, Manner.FAILED, "".join(traceback.format_exception(error)).splitlines())

    def look(self, traffic: Traffic, notices: Sequence[str], now_ns: int) -> None:
        """Find what failed since the last time."""
        self._now_ns = now_ns
        for notice in notices[self._heard :]:
            self._said.add(notice, Manner.NOTICE)
        self._heard = len(notices)
        for node in traffic.nodes.values():
            if node.state in (NodeState.CRASHED, NodeState.KILLED):
                self._look_at(node)
        bad = bad_reports(traffic)
        if bad and not self._bad_told:
            self._bad_told = True
            self.fail(bad)

    def _look_at(self, node: NodeTraffic) -> None:
        life = node.name, node.life.pid, node.life.ended_ns
        sentence = ended_badly(node)
        if sentence and life not in self._told:
            self._told.add(life)
            self.fail(sentence, node)

    def toast(self) -> str:
        """The sentence that is to be seen now, or nothing."""
        now_ns = self._now_ns
        if self._toasted_ns is not None and now_ns - self._toasted_ns < APART_NS:
            return ""
        self._waiting = [wait for wait in self._waiting if wait[1] is None or not wait[1].state.alive]
        ripe = [sentence for sentence, _, found_ns in self._waiting if now_ns - found_ns >= RIPE_NS]
        if not ripe:
            return ""
        self._toasted_ns = now_ns
        del self._waiting[: len(ripe)]
        return ripe[-1] if len(ripe) == 1 else f"{count(len(ripe))} things failed, the last: {ripe[-1]}"


def ended_badly(node: NodeTraffic) -> str:
    """How it ended, in one safe sentence, if nobody wanted it to."""
    if node.life.cause is EndCause.KILLED_FROM_OUTSIDE:
        return f"{safe(node.name, 40)} was {safe(node.life.reason)}"
    if node.state is not NodeState.CRASHED:
        return ""
    last = next((line for line in reversed(node.output) if line.strip()), "")
    status = f"exit status {node.life.exit}" if node.life.exit is not None else safe(node.life.reason)
    return f"{safe(node.name, 40)} crashed ({status})" + (f": {safe(last.strip())}" if last else "")


def bad_reports(traffic: Traffic) -> str:
    """That there are reports that cannot be read, if there are."""
    bad = sum(traffic.bad_reports.values())
    if not bad:
        return ""
    reason = traffic.bad_reports.most_common(1)[0][0]
    return f"{count(bad)} bad report{'' if bad == 1 else 's'} at the monitor, not counted: {safe(reason)}"
