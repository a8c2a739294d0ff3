"""What a node is to say: what the user typed, and what the traffic generator makes, merged."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from time import monotonic

from zmqplay.node.tap.clock import Clock
from zmqplay.patterns.pattern import Stopped
from zmqplay.template import Template
from zmqplay.wire import Burst, Generate

LATEST_S = 1.0
"""A generator that has fallen further behind than this does not try to catch up."""


class TaskFailed(Exception):
    """The user wanted a role to fail."""


class Speech:
    """The messages of one node, in the order in which they are due. Any thread may add; one takes."""

    def __init__(self, name: str, spoken: int = 0) -> None:
        self._name = name
        self._changed = threading.Condition()
        self._typed: deque[list[bytes]] = deque()
        self._interrupted = False
        self._held = True
        self.holds = 0
        """How often it was told to wait or to go on."""
        self._waits = True
        self._stopped = self._fails = False
        self._templates: list[Template] = []
        self._rate: float | None = 0.0
        self._end = 0.0
        """How many the generator will have made when it is done."""
        self._due = 0.0
        self._burst = 0
        """Messages that are due at once."""
        self.spoken = spoken
        """Messages that the generator has made."""

    @property
    def holding(self) -> bool:
        """Told to wait, and nothing is being said."""
        return self._held and self._waits

    def say(self, frames: list[bytes]) -> None:
        """Put a typed message in front of what the generator makes."""
        with self._changed:
            self._typed.append(frames)
            self._interrupt()

    def generate(self, plan: Generate) -> None:
        """Make traffic from now on as the plan says, instead of what was planned before."""
        with self._changed:
            self._templates = [Template(text, self._name, plan.size) for text in plan.templates]
            self._due = max(self._due, monotonic()) if plan.rate == self._rate else monotonic()
            self._rate = plan.rate
            count = float("inf") if plan.count is None else self.spoken + plan.count
            self._end = count if plan.most is None else min(count, plan.most)
            self._interrupt()

    def burst(self, burst: Burst) -> None:
        """Make so many messages at once, unless as many as can be are made anyway."""
        with self._changed:
            if self._rate is not None or self.spoken >= self._end:
                self._templates = [Template(text, self._name, burst.size) for text in burst.templates]
                self._burst += burst.count
                self._end += burst.count
                self._interrupt()

    def hold(self, on: bool) -> None:
        """Wait before the next message, or go on."""
        with self._changed:
            self._held = on
            self.holds += 1
            self._due = max(self._due, monotonic())
            self._interrupt()

    def fail(self) -> None:
        """Raise TaskFailed at the next message, in a role that takes them itself."""
        with self._changed:
            self._fails = True
            self._interrupt()

    def stop(self) -> None:
        """Raise Stopped in whoever takes."""
        with self._changed:
            self._stopped = True
            self._interrupt()

    def _interrupt(self) -> None:
        self._interrupted = True
        self._changed.notify_all()

    def messages(self, clock: Clock | None) -> Iterator[list[bytes]]:
        """Yield each message when it is due; Stopped when it is time to end. `clock` books the taker's waits."""
        while True:
            if self._interrupted or self._burst or self._rate is not None or self.spoken >= self._end:
                yield self._next(clock)
                continue
            made = self.spoken  # as fast as it goes: nothing is looked at but what interrupts
            makers = [template.maker() for template in self._templates]
            make = makers[0]
            while made < self._end and not self._interrupted:
                made += 1
                self.spoken = made
                if len(makers) > 1:
                    make = makers[made % len(makers) - 1]
                yield make(made)

    def _next(self, clock: Clock | None) -> list[bytes]:
        """Wait for the next message that is due."""
        with self._changed:
            if self._wait_s() > 0 or self._stopped:
                if clock:
                    clock.wait()
                self._waits = True
                while (wait := self._wait_s()) > 0 and not self._stopped:
                    self._changed.wait(None if wait == float("inf") else wait)
                if clock:
                    clock.resume()
                if self._stopped:
                    raise Stopped
            self._waits = False
            if self._fails and clock:
                raise TaskFailed(f"{self._name} was told to fail at this message")
            self._interrupted = bool(self._held or len(self._typed) > 1)
            if self._typed:
                return self._typed.popleft()
            if self._burst:
                self._burst -= 1
            elif self._rate:
                self._due = max(self._due, monotonic() - LATEST_S) + 1 / self._rate
            self.spoken += 1
            return self._templates[self.spoken % len(self._templates) - 1].frames(self.spoken)

    def _wait_s(self) -> float:
        """Seconds until the next message is due."""
        if self._held:
            return float("inf")
        if self._typed or self._burst:
            return 0.0
        if self._rate == 0 or self.spoken >= self._end:
            return float("inf")
        return 0.0 if self._rate is None else self._due - monotonic()
