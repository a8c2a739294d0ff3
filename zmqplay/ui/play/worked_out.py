"""A sentence that is worked out from what is known about a source, and not again in each frame."""

from __future__ import annotations

from collections.abc import Callable

from zmqplay.control.source import Source
from zmqplay.model.traffic import Traffic


class WorkedOut:
    """Keeps what it has worked out until a fact has come, or until it is asked about something else."""

    def __init__(self, source: Source, work_out: Callable[[str], str]) -> None:
        """`work_out` is given what is asked about, such as a node's name."""
        self._source, self._work_out = source, work_out
        self._for: tuple[Traffic, int, str] | None = None
        self._said = ""

    def about(self, what: str) -> str:
        """What `work_out` returns for `what`, as of the last fact."""
        traffic = self._source.traffic
        now = traffic, traffic.facts_taken, what
        if self._for is None or self._for[0] is not traffic or self._for[1:] != now[1:]:
            self._for, self._said = now, self._work_out(what)
        return self._said
