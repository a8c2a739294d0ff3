"""Traced programs as a source, for the tests of it."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.trace.tracing import DEADLINE_S, FRAME_S, PROGRAMS
from zmqplay.model.facts import Fact
from zmqplay.model.traffic import Traffic
from zmqplay.trace.commands import Command
from zmqplay.trace.source import TracedSource


def command(name: str, *arguments: str, python: tuple[str, ...] = (), cwd: str = "") -> Command:
    return Command(name, (sys.executable, *python, str(PROGRAMS / f"{name}.py"), *arguments), cwd=cwd)


@contextmanager
def tracing(*commands: Command, keep: Callable[[Fact], object] | None = None) -> Iterator[TracedSource]:
    with TracedSource(commands, keep) as source:
        source.open()
        yield source


def until(source: TracedSource, is_so: Callable[[Traffic], object]) -> None:
    """Take what the programs tell until something is so."""
    end_s = time.monotonic() + DEADLINE_S
    while not is_so(source.traffic):
        assert time.monotonic() < end_s, [
            (node.name, node.state, *node.output) for node in source.traffic.nodes.values()
        ]
        source.drain(FRAME_S)
        time.sleep(FRAME_S)


def free_port() -> int:
    """A tcp port that nobody has bound."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
