"""Reports that cannot be taken: why, and how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.options import BY_NAME
from zmqplay.wire import KEYS, Report, SocketReport

REASONS = 20
"""Different reasons that are told apart; whoever sends may choose parts of them."""
OTHER = "for other reasons"
LONGEST = 120
"""Characters of a reason."""
AHEAD_NS = 1_000_000_000
"""By how much a report's clock may be ahead of ours."""


class BadReports(Counter[str]):
    """How many reports could not be taken, by reason; the number of reasons is bounded, the sum is exact."""

    def add(self, reason: str, count: int = 1) -> None:
        """Count reports that were bad for this reason."""
        reason = reason[:LONGEST]
        self[reason if reason in self or len(self) < REASONS else OTHER] += count


def why_impossible(node: NodeTraffic, report: Report, now_ns: int) -> str:
    """Why a node's report cannot be true, in a few words; empty if it can. Nothing of it has been taken yet."""
    unknown = {sample.socket for sample in report.samples} - node.sockets.keys()
    if unknown and not unknown <= {part.number for part in report.sockets}:
        return "about a socket that does not exist"
    if report.time_ns > now_ns + AHEAD_NS:
        return "of a time that has not come"
    for part in report.sockets:
        if why := _why_not(node, part):
            return why
    return ""


def _why_not(node: NodeTraffic, part: SocketReport) -> str:
    if part.facts is not None and any(_wrong_options(part.facts.options)):
        return "with an option that no socket can have"
    if not part.sent_by_key and not part.received_by_key:
        return ""
    known = node.sockets.get(part.number)
    for new, kept in (
        (part.sent_by_key, known.sent_by_key if known else {}),
        (part.received_by_key, known.received_by_key if known else {}),
    ):
        if len(new) + len(kept) > KEYS and len(kept) + sum(key not in kept for key in new) > KEYS:
            return "with more topics or routing ids than a node tells apart"
    return ""


def _wrong_options(options: dict[str, int | bytes]) -> Iterator[bool]:
    """For each option that the table knows, whether its value is of the wrong type."""
    for name, value in options.items():
        known = BY_NAME.get(name)
        yield known is not None and known.is_bytes is not isinstance(value, bytes)
