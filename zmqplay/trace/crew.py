"""The programs that zmqplay has started among the nodes: starting them, what they print, and their ends."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from zmqplay.model.facts import Fact, Noticed, Printed, ReadsInput
from zmqplay.open_files import check_programs
from zmqplay.trace.cast import LAST_NEWS_NS, Cast, Member
from zmqplay.trace.commands import Command
from zmqplay.trace.cutting import Cutter
from zmqplay.trace.endings import Ending
from zmqplay.trace.launched import Launched
from zmqplay.trace.programs import environment
from zmqplay.trace.stdin import waits_for_input

LEAST_ROOM = 1 << 16
"""Bytes; with less room in the directory, a program that failed may have failed for that."""
MEND = "make room there, or let TMPDIR name another directory"
LOOK_NS = 250_000_000
"""How often to look which programs wait for input."""


class Crew:
    """Starts programs, and looks after them."""

    def __init__(self, cast: Cast, directory: Path, take: Callable[[Fact], None]) -> None:
        self._cast, self._directory, self._take = cast, directory, take
        self._starts = 0
        self._cutter: Cutter | None = None
        self._looked_ns = 0

    def launch(self, member: Member, command: Command) -> None:
        """Start a node's program; Refused if it cannot be started."""
        check_programs(sum(one.exit() is None for one in self.launched if one is not member.launched) + 1)
        self._starts += 1
        before = member.launched
        base = environment(self._directory, os.environ)
        self._cutter = self._cutter or Cutter()
        member.launched = Launched(command, base, self._directory / f"program-{self._starts}", self._cutter)
        if before is not None:
            before.close()
        self._cast.start(member, member.launched.pid)

    def take_output(self) -> None:
        """Take what the programs have printed."""
        now_ns = time.monotonic_ns()
        is_due = now_ns - self._looked_ns > LOOK_NS
        for member in self._cast.living():
            if member.launched is None:
                continue
            if is_due:
                self._look_for_input(member, member.launched)
            if lines := member.launched.lines(at_end=member.awaits_input):
                self._print(member, lines)
        if is_due:
            self._looked_ns = now_ns

    def _look_for_input(self, member: Member, launched: Launched) -> None:
        """Tell whether a program waits for a line. What it has printed before is then its question."""
        waits = not launched.has_input_ended and waits_for_input(member.pid)
        if waits != member.awaits_input:
            member.awaits_input = waits
            self._take(ReadsInput(time.monotonic_ns(), member.name, waits))
        if waits and not member.has_asked:
            member.has_asked = True
            says = f"{member.name} waits for input: a line that is typed to it goes there, /eof {member.name} ends it."
            self._take(Noticed(time.monotonic_ns(), says))

    def _print(self, member: Member, lines: list[str]) -> None:
        member.last_line = next((line for line in reversed(lines) if line.strip()), member.last_line)
        self._take(Printed(time.monotonic_ns(), member.name, lines))

    def ended(self) -> Iterator[Ending]:
        """The programs that have ended, once all that they left was read."""
        now_ns = time.monotonic_ns()
        for member in self._cast.living():
            exit_ = member.launched.exit() if member.launched else None
            if member.launched is None or exit_ is None:
                continue
            if member.launched.has_left_others and not member.is_told:
                continue
            member.ended_ns = member.ended_ns or now_ns
            if member.key is None or now_ns - member.ended_ns > LAST_NEWS_NS:
                while lines := member.launched.lines(at_end=True):
                    self._print(member, lines)
                if exit_.status and shutil.disk_usage(self._directory).free < LEAST_ROOM:
                    says = f"{self._directory.parent} is full, and what {member.name} printed went there: {MEND}."
                    self._take(Noticed(now_ns, says))
                yield member, exit_.status

    @property
    def launched(self) -> list[Launched]:
        """The last program of each node that has one."""
        return [one.launched for one in self._cast.members.values() if one.launched is not None]

    @property
    def is_alive(self) -> bool:
        """Whether one of the programs has not ended, or its end was not told."""
        return any(member.launched is not None for member in self._cast.living())

    def tell_to_end(self) -> None:
        """Do what ctrl+c does, once to each program."""
        for member in self._cast.living():
            if member.launched is not None and not member.is_told:
                member.is_told = True
                member.launched.signal_all(signal.SIGCONT)
                member.launched.signal_all(signal.SIGINT)
        for one in self.launched:
            one.signal_rest(signal.SIGINT)

    def end_all(self) -> None:
        """Kill what is left."""
        for one in self.launched:
            one.end()

    def close(self) -> None:
        """Kill what is left, and close the files."""
        self.end_all()
        for one in self.launched:
            one.close()
        if self._cutter is not None:
            self._cutter.close()
