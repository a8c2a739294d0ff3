"""Which samples are followed where all would be too many: those that both ends of a wire choose alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import nsmallest
from itertools import islice
from operator import attrgetter
from zlib import crc32

from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.sockets import Way
from zmqplay.wire import CHOSEN_BY, Report, Sample

MATCHED_LOADED = 12
"""Samples matched per window, over all nodes, once sampling has begun."""
LATELY_NS = 250_000_000
"""How long a flood still counts after a node last reported it: more than two windows under load."""
DIGEST = attrgetter("digest")


class Floods:
    """Remembers on which ways messages pass that their nodes did not sample.

    The other end may report every one of its messages. Nearly all of them would find no send, and cost as much as all.
    """

    def __init__(self) -> None:
        self._seen_ns: dict[Way, int] = {}
        """By direction: when a node last reported a flood."""

    def is_in(self, node: NodeTraffic, report: Report, now_ns: int) -> bool:
        """Whether the report tells of a flood, or of more than a few messages where there was one lately."""
        if report.sampled:
            for way in _ways(node):
                self._seen_ns[way] = now_ns
            return True
        if len(report.samples) <= MATCHED_LOADED or not self._seen_ns:
            return False
        return any(now_ns - self._seen_ns.get(way, now_ns - LATELY_NS) < LATELY_NS for way in _ways(node))


def _ways(node: NodeTraffic) -> Iterable[Way]:
    for socket in node.sockets.values():
        yield socket.way
        yield socket.from_way


def thinned_out(samples: list[Sample], most: int, limit: int = 0) -> list[Sample]:
    """Some of the samples, in their order: those chosen by content, or else at most `most`, with the smallest digests.

    `limit` is that of `wire.Report.limit`. Fewer than all that the node has chosen are kept where there are many nodes.

    The choice follows from the content alone, so of the messages that a sender and its receiver have both sampled, both
    keep the same (trajectory sampling: Duffield and Grossglauser, 2001).
    """
    if limit and (chosen := list(islice(_chosen(samples, most, limit), MATCHED_LOADED * 2))):
        return chosen
    if len(samples) <= most:
        return samples
    largest = nsmallest(most, map(DIGEST, samples))[-1]
    return [sample for sample in samples if sample.digest <= largest][:most]


def _chosen(samples: list[Sample], most: int, limit: int) -> Iterator[Sample]:
    """Of the samples that the node has chosen by content, as large a part as `most` is of all that may be matched.

    The digest's last bits tell the part: its first ones may depend on the hash by which the node has chosen.
    """
    for sample in samples:
        if sample.digest % MATCHED_LOADED < most and sample.heads and crc32(sample.heads[-1][:CHOSEN_BY]) < limit:
            yield sample
