"""Which samples are followed where all would be too many: those that both ends of a wire choose alike."""

from __future__ import annotations

from zlib import crc32

from zmqplay.wire import CHOSEN_BY, Sample

MATCHED_LOADED = 12
"""Samples matched per window, over all nodes, once sampling has begun."""


def thinned_out(samples: list[Sample], most: int, limit: int = 0) -> list[Sample]:
    """Some of the samples, in their order: those chosen by content, or else at most `most`, with the smallest digests.

    `limit` is that of `wire.Report.limit`. Fewer than all that the node has chosen are kept where there are many nodes.

    The choice follows from the content alone, so of the messages that a sender and its receiver have both sampled, both
    keep the same (trajectory sampling: Duffield and Grossglauser, 2001).
    """
    limit = limit * most // MATCHED_LOADED
    chosen = [sample for sample in samples if sample.heads and crc32(sample.heads[-1][:CHOSEN_BY]) < limit]
    if chosen:
        return chosen[: MATCHED_LOADED * 2]
    if len(samples) <= most:
        return samples
    largest = sorted(sample.digest for sample in samples)[most - 1]
    return [sample for sample in samples if sample.digest <= largest][:most]
