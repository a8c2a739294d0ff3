"""Programs run as a user would run them, traced into a directory, and what they told."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zmqplay.model.facts import LastCount
from zmqplay.trace.programs import News, Process, ProcessKey, Programs, environment
from zmqplay.wire import Activity, Report, Sample, SocketFacts

PROGRAMS = Path(__file__).parent / "programs"
DEADLINE_S = 60.0
FRAME_S = 0.03


@dataclass
class Told:
    """Everything that one process has told."""

    process: Process
    facts: dict[int, SocketFacts] = field(default_factory=dict)
    sent: dict[int, int] = field(default_factory=dict)
    received: dict[int, int] = field(default_factory=dict)
    sent_by_key: dict[int, dict[bytes, int]] = field(default_factory=dict)
    received_by_key: dict[int, dict[bytes, int]] = field(default_factory=dict)
    samples: list[Sample] = field(default_factory=list)
    last: list[LastCount] = field(default_factory=list)
    report: Report | None = None
    file: str = ""
    dead: bool = False

    @property
    def final(self) -> bool:
        """Whether the process said its last word."""
        return self.report is not None and self.report.final

    @property
    def activity(self) -> Activity | None:
        """What the process did when it told something last."""
        return None if self.report is None else self.report.activity

    def counts(self, kind: str) -> list[tuple[int, int]]:
        """Messages sent and received by each socket of this type, in the order in which they were made."""
        return [
            (self.sent[number], self.received[number]) for number, facts in self.facts.items() if facts.type == kind
        ]

    def take(self, news: News) -> None:
        """Add what is new."""
        self.process = news.process or self.process
        self.dead = news.dead
        self.last = news.last_counts
        if news.report is None:
            return
        self.report, self.file = news.report, news.file
        self.samples += news.report.samples
        for part in news.report.sockets:
            self.facts[part.number] = part.facts or self.facts[part.number]
            self.sent[part.number], self.received[part.number] = part.sent.messages, part.received.messages
            for known, told in (
                (self.sent_by_key, part.sent_by_key),
                (self.received_by_key, part.received_by_key),
            ):
                known.setdefault(part.number, {}).update({key: tally.messages for key, tally in told.items()})


class Reader:
    """Collects what the programs of one directory tell."""

    def __init__(self, directory: Path) -> None:
        self.programs = Programs(directory)
        self.told: dict[ProcessKey, Told] = {}

    def poll(self) -> None:
        """Take what is new."""
        for news in self.programs.poll():
            if news.key not in self.told:
                assert news.process is not None
                self.told[news.key] = Told(news.process)
            self.told[news.key].take(news)

    def all_dead(self) -> list[Told]:
        """Everything, once every process that has told something is dead."""
        deadline = time.monotonic() + DEADLINE_S
        self.poll()
        while not all(told.dead for told in self.told.values()):
            assert time.monotonic() < deadline, "a process does not end"
            self.poll()
        return list(self.told.values())


def command(program: str, *arguments: str, python: str = sys.executable) -> list[str]:
    """A command that runs one of the programs beside this file."""
    return [python, str(PROGRAMS / f"{program}.py"), *arguments]


def base() -> Mapping[str, str]:
    """An environment like that of a user, in which zmqplay is not on the path."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")}


def run(arguments: Sequence[str], directory: Path, reader: Reader | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, traced into the directory, and read meanwhile."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(arguments, env=environment(directory, base()), **pipes) as process:  # type: ignore[call-overload]
        while True:
            try:
                stdout, stderr = process.communicate(timeout=FRAME_S)
            except subprocess.TimeoutExpired:
                if reader is not None:
                    reader.poll()
            else:
                return subprocess.CompletedProcess(arguments, process.returncode, stdout, stderr)


def traced(arguments: Sequence[str], directory: Path) -> tuple[subprocess.CompletedProcess[str], list[Told]]:
    """Run a command to its end; return how it ended, and what each of its processes told."""
    reader = Reader(directory)
    return run(arguments, directory, reader), reader.all_dead()
