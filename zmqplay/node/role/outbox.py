"""The messages that a node should send: typed by the user, or made by the traffic generator, merged."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic

from zmqplay.instructions import Burst, Generate
from zmqplay.node.tap.clock import Clocks
from zmqplay.patterns.pattern import Stopped
from zmqplay.template import Template

LATEST_S = 1.0
"""A generator that is further behind than this does not catch up."""


@dataclass(slots=True)
class Extra:
    """What is left of a burst."""

    templates: list[Template]
    left: int


class TaskFailed(Exception):
    """A role was told by the user to fail."""


class Outbox:
    """One node's messages in the order in which they are due. Any thread may add; one thread takes."""

    def __init__(self, name: str, spoken: int = 0) -> None:
        self._name = name
        self._changed = threading.Condition()
        self._typed: deque[list[bytes]] = deque()
        self._interrupted = False
        self._held = True
        self.holds = 0
        """How often `hold` was called."""
        self._waits = True
        self._stopped = self._fails = False
        self._templates: list[Template] = []
        self._rate: float | None = 0.0
        self._end = 0.0
        """The generator's total when it is done, in messages."""
        self._due = 0.0
        self._bursts: deque[Extra] = deque()
        """Messages that are due now, besides those of the generator."""
        self.spoken = spoken
        """Messages that the generator has made."""
        self.taken = 0
        """Messages given to this outbox, typed or as a burst, that no longer wait in it."""
        self.is_out = False
        """The thread that takes the messages has one, and has not asked for the next."""

    @property
    def holding(self) -> bool:
        """Whether the sending thread has been told to wait, and waits."""
        return self._held and self._waits

    @property
    def flat_out(self) -> bool:
        """Whether the generator has no rate to keep, and makes messages as fast as they are taken."""
        return self._rate is None and self.spoken < self._end

    def say(self, frames: list[bytes]) -> None:
        """Send a typed message before those of the generator."""
        with self._changed:
            self._typed.append(frames)
            self._interrupt()

    def generate(self, plan: Generate) -> None:
        """Generate messages as `plan` says, in place of an earlier plan."""
        with self._changed:
            self._templates = [Template(text, self._name, plan.size) for text in plan.templates]
            self._due = max(self._due, monotonic()) if plan.rate == self._rate else monotonic()
            self._rate = plan.rate
            count = float("inf") if plan.count is None else self.spoken + plan.count
            self._end = count if plan.most is None else min(count, plan.most)
            self._interrupt()

    def burst(self, burst: Burst) -> None:
        """Send `burst.count` extra messages now; ignored while the generator runs flat out."""
        with self._changed:
            if burst.count and (self._rate is not None or self.spoken >= self._end):
                self._bursts.append(
                    Extra([Template(text, self._name, burst.size) for text in burst.templates], burst.count)
                )
                self._end += burst.count
                self._interrupt()
            else:
                self.taken += burst.count

    def hold(self, on: bool) -> None:
        """Wait before the next message, or resume."""
        with self._changed:
            self._held = on
            self.holds += 1
            self._due = max(self._due, monotonic())
            self._interrupt()

    def fail(self) -> None:
        """Raise TaskFailed at the next message, in a role that does no tasks."""
        with self._changed:
            self._fails = True
            self._interrupt()

    def stop(self) -> None:
        """Raise Stopped in the thread that takes the messages."""
        with self._changed:
            self._stopped = True
            self._interrupt()

    def _interrupt(self) -> None:
        self._interrupted = True
        self._changed.notify_all()

    def messages(self, clocks: Clocks | None) -> Iterator[list[bytes]]:
        """Yield each message when it is due; raise Stopped at the end. `clocks` book the taking thread's waits."""
        while True:
            if self._interrupted or self._bursts or self._rate is not None or self.spoken >= self._end:
                yield self._next(clocks)
                continue
            made = self.spoken  # flat out: only the interruption is checked
            self.is_out = True
            makers = [template.maker() for template in self._templates]
            make = makers[0]
            while made < self._end and not self._interrupted:
                made += 1
                self.spoken = made
                if len(makers) > 1:
                    make = makers[made % len(makers) - 1]
                yield make(made)

    def _next(self, clocks: Clocks | None) -> list[bytes]:
        """Wait for the next message that is due."""
        self.is_out = False
        with self._changed:
            if self._wait_s() > 0 or self._stopped:
                if clocks:
                    clocks.wait()
                self._waits = True
                while (wait := self._wait_s()) > 0 and not self._stopped:
                    self._changed.wait(None if wait == float("inf") else wait)
                if clocks:
                    clocks.resume()
                if self._stopped:
                    raise Stopped
            self._waits = False
            if self._fails and clocks:
                raise TaskFailed(f"{self._name} was told to fail at this message")
            self._interrupted = bool(self._held or len(self._typed) > 1)
            self.is_out = True
            if self._typed:
                self.taken += 1
                return self._typed.popleft()
            templates = self._templates
            if self._bursts:
                templates = self._take_extra()
            elif self._rate:
                self._due = max(self._due, monotonic() - LATEST_S) + 1 / self._rate
            self.spoken += 1
            return templates[self.spoken % len(templates) - 1].frames(self.spoken)

    def _take_extra(self) -> list[Template]:
        """Take one message of the oldest burst: in its own words, whatever the generator says by now."""
        burst = self._bursts[0]
        burst.left -= 1
        self.taken += 1
        if not burst.left:
            self._bursts.popleft()
        return burst.templates

    def _wait_s(self) -> float:
        """Seconds until the next message is due."""
        if self._held:
            return float("inf")
        if self._typed or self._bursts:
            return 0.0
        if self._rate == 0 or self.spoken >= self._end:
            return float("inf")
        return 0.0 if self._rate is None else self._due - monotonic()
