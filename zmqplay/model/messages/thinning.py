"""Which samples are followed where all would be too many: those that both ends of a wire choose alike."""

from __future__ import annotations

from zmqplay.wire import Sample

MATCHED_LOADED = 12
"""Samples matched per window, over all nodes, once sampling has begun."""


def thinned_out(samples: list[Sample], most: int) -> list[Sample]:
    """At most `most` of the samples, in their order: those with the smallest digests.

    The choice follows from the content alone, so of the messages that a sender and its receiver have both sampled, both
    keep the same (trajectory sampling: Duffield and Grossglauser, 2001).
    """
    if len(samples) <= most:
        return samples
    limit = sorted(sample.digest for sample in samples)[most - 1]
    return [sample for sample in samples if sample.digest <= limit][:most]
