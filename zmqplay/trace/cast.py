"""The nodes of a trace: which process is which, from the first start of each to its last end."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from zmqplay.model.causes import EndCause
from zmqplay.model.facts import Ended, Fact, Noticed, Started
from zmqplay.trace.commands import Numbers, fit, is_python
from zmqplay.trace.launched import Launched
from zmqplay.trace.process import Process, ProcessKey

SILENT_NS = 3_000_000_000
"""A program of which nothing came for so long is said to be not traced."""
LAST_NEWS_NS = 500_000_000
"""How long the last news of a process may come after its end."""
_GENERIC = re.compile(r"(?:|Fork|Spawn|ForkServer)Process|fork")
_NUMBERED = re.compile(r"(.*?)[-_]?\d*(?::\d+)*")
_RAISED = re.compile(r"[A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Exit|Again)\b.*")


@dataclass
class Member:
    """One node: a program that zmqplay has started, a child of such a one, or a program that has joined."""

    name: str
    role: str
    number: int
    life: int = 0
    launched: Launched | None = None
    """None where another program has started the process."""
    key: ProcessKey | None = None
    """The traced process; None while nothing has come."""
    process: Process | None = None
    pid: int = 0
    started_ns: int = 0
    ended_ns: int = 0
    """When the process was seen to have ended; its last news may still come."""
    alive_ns: int = 0
    """When the process was last seen to live."""
    lives: bool = False
    is_told: bool = False
    """zmqplay has told it to end."""
    is_killed: bool = False
    starts_again: bool = False
    sequence: int = 0
    is_final: bool = False
    has_said: bool = False
    """It was said that nothing came of it."""
    last_line: str = ""
    awaits_input: bool = False
    has_asked: bool = False
    """It was said that it waits for input."""


class Cast:
    """Knows each node by name and by process."""

    def __init__(self, take: Callable[[Fact], None]) -> None:
        self._take = take
        self.members: dict[str, Member] = {}
        self.numbers = Numbers()
        self._by_key: dict[ProcessKey, Member] = {}

    def add(self, role: str) -> Member:
        """One more node of a role, which is yet to start."""
        name, number = self.numbers.next(role)
        member = self.members[name] = Member(name, role, number)
        return member

    def start(self, member: Member, pid: int) -> None:
        """A life of a node begins."""
        if member.lives:
            self.end(member, None)
        member.life += 1
        member.pid, member.lives, member.started_ns, member.ended_ns = pid, True, time.monotonic_ns(), 0
        member.alive_ns = 0
        member.key, member.process, member.sequence = None, None, 0
        member.is_told = member.is_killed = member.starts_again = member.is_final = member.has_said = False
        member.awaits_input = member.has_asked = False
        self._take(Started(time.monotonic_ns(), member.name, member.role, member.number, member.life))

    def of(self, key: ProcessKey, process: Process | None) -> Member | None:
        """The node whose process this is; a new one where it is not known yet."""
        member = self._by_key.get(key)
        if member is None and process is not None:
            member = self._by_key[key] = self._found(key, process)
        if member is None or member.key != key:
            return None
        if process is not None:
            member.process = process
        return member

    def _found(self, key: ProcessKey, process: Process) -> Member:
        member = self._with_pid(process.pid) or self._wrapped(process)
        if member is not None and member.process is not None:  # another program by exec
            self.start(member, process.pid)
        if member is None:
            member = self.add(role_of(process))
            self.start(member, process.pid)
        member.key, member.pid = key, process.pid
        return member

    def _with_pid(self, pid: int) -> Member | None:
        return next((one for one in self.members.values() if one.pid == pid and one.lives), None)

    def _wrapped(self, process: Process) -> Member | None:
        """The node of a command that is no Python program, and has started one: `uv run`, a shell script."""
        parent = self._with_pid(process.parent) or self._with_pid(_group_of(process.pid))
        if parent is None or parent.launched is None or parent.key is not None:
            return None
        executable = _executable(parent.launched.pid) or parent.launched.command.argv[0]
        return None if is_python([executable]) else parent

    def end(self, member: Member, status: int | None) -> None:
        """A life of a node has ended; the status is None where only its parent knows it."""
        member.lives = False
        self.let_go(member)
        cause, exit_ = self._cause(member, status)
        said = _RAISED.fullmatch(member.last_line)
        says = (
            f"exit status {exit_}" + (f": {member.last_line}" if said else "")
            if exit_ is not None and exit_ > 0
            else ""
        )
        self._take(Ended(time.monotonic_ns(), member.name, cause, exit_, says, member.alive_ns))

    def let_go(self, member: Member) -> None:
        """All that a node's process has left was read."""
        if member.key is not None:
            self._by_key.pop(member.key, None)
            member.key = None
            member.has_said = True

    @staticmethod
    def _cause(member: Member, status: int | None) -> tuple[EndCause, int | None]:
        if member.is_killed:
            return EndCause.KILLED, -signal.SIGKILL if status is None and not member.is_final else status
        if member.is_told:
            return EndCause.TOLD, status
        if status is not None and status < 0:
            return EndCause.KILLED_FROM_OUTSIDE, status
        return (EndCause.RAISED if status else EndCause.RETURNED), status

    def silent(self, now_ns: int) -> Iterator[Noticed]:
        """A sentence for each program that runs, and of which nothing has come."""
        for member in self.members.values():
            if member.key is None and member.lives and not member.has_said and now_ns - member.started_ns > SILENT_NS:
                member.has_said = True
                if any(other.key and other.process and self._descends(other, member) for other in self.living()):
                    continue
                yield Noticed(
                    now_ns,
                    f"{member.name} runs, but is not traced: it has made no socket yet, or it does not use pyzmq, or it"
                    " was started with -I or -E or in an environment of its own.",
                )

    def living(self) -> list[Member]:
        """The nodes whose processes run."""
        return [member for member in self.members.values() if member.lives]

    @staticmethod
    def _descends(member: Member, from_: Member) -> bool:
        return member.process is not None and member.process.parent == from_.pid


def role_of(process: Process) -> str:
    """The role of a process that zmqplay has not started: its script's name, or that of a child if that says more."""
    match = _NUMBERED.fullmatch(process.child)
    child = match[1] if match else process.child
    if not child:
        return fit(process.name)
    return fit(f"{process.name}.child") if _GENERIC.fullmatch(child) else fit(child)


def _executable(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/exe").readlink().name
    except OSError:  # it has ended
        return ""


def _group_of(pid: int) -> int:
    """The process group of a process; 0 if it has ended."""
    try:
        return os.getpgid(pid)
    except OSError:
        return 0
