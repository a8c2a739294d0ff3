"""The two sides of a comparison: the programs as they are, and the same programs as nodes of a session."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from zmqplay.bench.kit.counts import are_right
from zmqplay.bench.kit.matches import ANYWHERE, Match, Play
from zmqplay.control.source import Phase
from zmqplay.patterns.swap import path_of
from zmqplay.session.ports import free_port
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup
from zmqplay.wire import Tally

DEADLINE_S = 30.0
ENDING_S = 2.0
SETTLE_S = 20.0
"""How long the last counts may take to be reported."""
WAIT_S, DRAIN_S = 0.02, 0.05
"""The same times as in `zmqplay run`."""


class Stalled(RuntimeError):
    """A measured program has stopped printing."""


class Program:
    """A process that takes orders, a line each, and prints results; it ends when its stdin does."""

    def __init__(self, module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        """`environment` takes the place of this process's."""
        self._name = " ".join((module, *arguments[:1]))
        command = [sys.executable, "-m", module, *arguments]
        self._process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._orders, self._told = self._process.stdin, self._process.stdout
        self._unread = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._orders.close()
        try:
            self._process.wait(ENDING_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._told.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def order(self, text: str) -> None:
        """Send one order."""
        self._orders.write(f"{text}\n".encode())
        self._orders.flush()

    def line(self) -> str:
        """The next line that the program prints; raise Stalled if none comes."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._told, selectors.EVENT_READ)
            while b"\n" not in self._unread:
                if not selector.select(DEADLINE_S):
                    raise Stalled(f"nothing was heard of {self._name} for {DEADLINE_S:.0f} s")
                chunk = os.read(self._told.fileno(), 65_536)
                if not chunk:
                    raise Stalled(f"{self._name} has ended")
                self._unread += chunk
        line, _, self._unread = self._unread.partition(b"\n")
        return line.decode()


def program(play: Play, endpoints: dict[str, str], environment: Mapping[str, str] | None = None) -> Program:
    """Start a role as a plain program."""
    return Program("zmqplay.bench.kit.plain", path_of(play), json.dumps(endpoints), environment=environment)


def free_addresses(*wires: str) -> dict[str, str]:
    """A free address for each wire."""
    return {wire: f"tcp://127.0.0.1:{free_port('127.0.0.1')}" for wire in wires}


class Plain:
    """The programs of a match, each in a process of its own, without zmqplay."""

    def __init__(self, match: Match, environment: Mapping[str, str] | None = None) -> None:
        """`environment` is that of the programs, in place of this process's."""
        self._match = match
        self._environment = environment
        self._stack = ExitStack()
        self.programs: dict[str, Program] = {}

    def __enter__(self) -> Self:
        addresses = free_addresses(self._match.wire)
        with ExitStack() as stack:
            for role in self._match.pattern.roles:
                self.programs[role.name] = stack.enter_context(program(role.play, addresses, self._environment))
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def rate(self, count: int, size: int) -> float:
        """Let `count` messages of `size` bytes pass; return messages a second."""
        self.programs[self._match.speaker].order(f"{count} {size}")
        return rate_told(self.programs[self._match.timed].line())


class Watched:
    """The programs of a match as nodes, watched as `zmqplay run` watches."""

    def __init__(self, match: Match) -> None:
        self._match = match
        self._stack = ExitStack()
        self._strangers: dict[str, Program] = {}
        self._passed = Tally()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            setup = Setup(endpoints={self._match.wire: ANYWHERE})
            self.session = stack.enter_context(Session(self._match.pattern, setup))
            address = self.session.controls.wiring.address_of(self._match.wire)
            for role in self._match.pattern.roles:
                if not role.count:
                    stranger = program(role.play, {self._match.wire: address})
                    self._strangers[role.name] = stack.enter_context(stranger)
            meet(self.session)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def rate(self, count: int, size: int) -> float:
        """Let `count` messages of `size` bytes pass; return messages a second."""
        self.begin(count, size)
        play_until(self.session, lambda: self.told)
        return rate_told(self.told.popleft())

    def begin(self, count: int, size: int) -> None:
        """Order `count` messages of `size` bytes."""
        self._passed.messages += count + 1  # plus the announcement
        self._passed.bytes += (count + 1) * (size + self._match.envelope)
        order = f"{count} {size}"
        if stranger := self._strangers.get(self._match.speaker):
            stranger.order(order)
        else:
            self.session.controls.speech.send(f"{self._match.speaker}-1", order)

    @property
    def told(self) -> deque[str]:
        """The lines that the timed node has printed."""
        return self.session.traffic.nodes[f"{self._match.timed}-1"].output

    def exact(self) -> bool:
        """Whether every count, once all are reported, equals the number of messages that passed."""
        try:
            play_until(self.session, lambda: are_right(self._match, self.session.traffic, self._passed), SETTLE_S)
        except Stalled:
            return False
        return True


def meet(session: Session) -> None:
    """Start the nodes, and return when they have met."""
    session.open()
    play_until(session, lambda: session.state.phase is Phase.LIVE)


def play_until(session: Session, fact: Callable[[], object], deadline_s: float = DEADLINE_S) -> None:
    """Play until `fact` is true; raise Stalled after `deadline_s`."""
    until = time.monotonic() + deadline_s
    while not fact():
        session.wait(WAIT_S)
        session.drain(DRAIN_S)
        if time.monotonic() > until:
            raise Stalled(f"{session.guide.name} stands still for {deadline_s:.0f} s")


def rate_told(line: str) -> float:
    """Messages a second, from a line with messages and seconds."""
    messages, seconds = line.split()
    return int(messages) / float(seconds)
