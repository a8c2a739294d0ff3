"""How long threads have waited for a processor: on a busy machine a flood passes few messages in a window.

Sampling each of them would slow a program the more, the busier the machine is. Linux tells of each thread how long it
could have run and did not; elsewhere the messages of a window are taken as they are.
"""

from __future__ import annotations

import os
from time import monotonic_ns
from typing import Iterable

from ...node.tap.capture import CALM, LOADED

BURST = 4 * CALM
MOST = 0.99
"""The largest share of a time in which a thread is taken to have waited."""


class Starved:
    """Tells how many messages would have passed, had each thread had a processor to itself."""

    def __init__(self) -> None:
        self._hurried = 0
        self._seen: dict[int, tuple[int, int]] = {}
        """By thread: when it was looked at last, and how long it had waited by then."""

    def hurries(self, passed: int, thread: int) -> bool:
        """Whether it would have been in a flood for a while: a burst of some hundred messages is shown whole."""
        self._hurried = self._hurried + passed if self.projected(passed, [thread]) > CALM else 0
        return self._hurried > BURST

    def projected(self, passed: int, threads: Iterable[int]) -> int:
        """What would have passed, if `passed` did while these threads ran; the most starved one counts.

        The time in which a thread sleeps, or waits for messages, stays as it is.
        """
        share = max([self._share(thread) for thread in threads], default=0.0)
        return passed if passed <= LOADED else int(passed / (1 - min(share, MOST)))

    def _share(self, thread: int) -> float:
        """In which share of the time since it was looked at last the thread has waited; 0 where it is not known."""
        now_ns, waited_ns = monotonic_ns(), waited_by(thread)
        since_ns, before_ns = self._seen.get(thread, (0, waited_ns))
        self._seen[thread] = now_ns, waited_ns
        return (waited_ns - before_ns) / max(1, now_ns - since_ns)


def waited_by(thread: int) -> int:
    """How long this thread of the process has waited for a processor, in nanoseconds; 0 where it is not known."""
    try:
        file = os.open(f"/proc/self/task/{thread}/schedstat", os.O_RDONLY)
    except OSError:
        return 0
    try:
        return int(os.read(file, 100).split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    finally:
        os.close(file)
