"""Traced programs as a source: starts the user's commands, and shows what they and their children tell."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Self

from msgspec.structs import replace

from zmqplay.control.door import Door
from zmqplay.control.guide import Guide
from zmqplay.control.source import Phase, State
from zmqplay.model.doctor import Doctor
from zmqplay.model.facts import Declared, Fact, LastCounts, Met, Noticed, Over, Reported, Ticked
from zmqplay.model.topology import Topology
from zmqplay.model.traffic import Traffic
from zmqplay.open_files import check_programs
from zmqplay.trace.cast import LAST_NEWS_NS, Cast, Member
from zmqplay.trace.code import TraceCode
from zmqplay.trace.commands import Command
from zmqplay.trace.controls import TraceControls
from zmqplay.trace.crew import Crew
from zmqplay.trace.endings import Endings
from zmqplay.trace.in_order import Cut, emptied, in_order
from zmqplay.trace.leaving import farewells
from zmqplay.trace.listings import Listings, lesson_with
from zmqplay.trace.meeting import Change, Meeting, by_node
from zmqplay.trace.outside import Outside
from zmqplay.trace.own_directory import OwnDirectory
from zmqplay.trace.places import placed
from zmqplay.trace.process import News, Process
from zmqplay.trace.programs import Programs, invitation_to
from zmqplay.wire import Report

TITLE = "trace"
PATIENCE_S = 1.0
"""How long a program may take to end after it was told to."""
STEP_S = 0.02


class TracedSource:
    """A `Source`: the programs that it starts, their children, and programs that join by `invitation`."""

    def __init__(self, commands: Sequence[Command], keep: Callable[[Fact], object] | None = None) -> None:
        """`keep` is given each fact before the traffic takes it. TooFewFiles if there are too many commands."""
        check_programs(len(commands))
        self.traffic, self.state = Traffic(), State(Phase.STARTING)
        self.doctor, self.wall_offset_ns = Doctor(self.traffic), time.time_ns() - time.monotonic_ns()
        self._take = Door(self.traffic, self.doctor, keep).take
        self._own = OwnDirectory()
        self.directory = self._own.path
        self._programs, self._meeting = Programs(self.directory), Meeting()
        self._outside = Outside(self._programs.pids)
        self._listings, self._endings, self._cut = Listings(), Endings(), Cut()
        self._cast = Cast(self._take)
        self._crew = Crew(self._cast, self.directory, self._take)
        self._commands = {command.role: command for command in reversed(commands)}
        self._first = [(self._cast.add(command.role), command) for command in commands]
        self._last: dict[str, Report] = {}
        """The last report of each node."""
        self._topology, self._has_changed = Topology("trace", TITLE, is_only_watched=True), False
        self._looked_ns = self._begun_ns = time.monotonic_ns()
        code = TraceCode(self._listings, self.traffic)
        self.controls = TraceControls(self._cast, self._commands, self._launch, self._take, code)
        self._declare()
        if self._own.notice:
            self._take(Noticed(time.monotonic_ns(), self._own.notice))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    # --- what is known

    @property
    def guide(self) -> Guide:
        lesson, roles = lesson_with(self.invitation), self._listings.guides(self._topology.roles)
        return Guide("trace", TITLE, ("Output", "Code", "Sockets"), lesson, roles, invitation=self.invitation)

    @property
    def now_ns(self) -> int:
        return time.monotonic_ns()

    @property
    def invitation(self) -> str:
        """What one puts before a command so that a program started elsewhere is traced here."""
        return invitation_to(self.directory)

    @property
    def has_ended(self) -> bool:
        """Whether all programs have ended."""
        return self.state.phase is not Phase.STARTING and not self._cast.living()

    # --- from start to end

    def open(self) -> None:
        """Start all programs; Refused if one cannot be started."""
        try:
            for member, command in self._first:
                self._launch(member, command)
        except BaseException as error:
            self.state = State(Phase.FAILED, str(error))
            raise
        self.state = State(Phase.LIVE)

    def drain(self, budget_s: float) -> None:  # noqa: ARG002  # the protocol's
        """Take what the programs have told, and let time pass.

        All of it is taken at once: what is read of the processes together is only then in order.
        """
        self._crew.take_output()
        self._begun_ns = begun_ns = time.monotonic_ns()
        polled = self._programs.poll()
        told = [report for news in polled if (report := self._take_news(news)) is not None]
        dead = {member.name for news in polled if news.dead and (member := self._cast.of(news.key, None))}
        gone = farewells(told, dead, self.traffic.nodes)
        for report in (*gone, *in_order(self._cut.before(begun_ns, told, self._last))):
            self._report(report)
        for news in polled:
            self._take_last(news)
        for member, status in self._crew.ended():
            self._endings.add(member, status)
        for member, status in self._endings.due():
            self._end(member, status)
        self._meet()
        for notice in self._cast.silent(begun_ns):
            self._take(notice)
        self._take(Ticked(begun_ns))  # nothing later has been told

    def finish(self) -> None:
        """End all programs that were started here, as Ctrl-C would, and take their last counts."""
        self.state = State(Phase.OVER)
        self._take(Over(time.monotonic_ns()))
        self._crew.tell_to_end()
        until_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < until_s and self._crew.is_alive:
            time.sleep(STEP_S)  # there is nothing to wait for but the ends of processes
            self.drain(STEP_S)
        self._crew.end_all()
        until_s = time.monotonic() + 2 * LAST_NEWS_NS / 1e9
        while self._cast.living() and time.monotonic() < until_s:
            time.sleep(STEP_S)
            self.drain(STEP_S)

    def close(self) -> None:
        """End the programs that were started here, and leave nothing behind."""
        if self.state.phase is not Phase.FAILED:
            self.state = State(Phase.OVER)
        self._crew.tell_to_end()
        until_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < until_s and any(one.exit() is None for one in self._crew.launched):
            time.sleep(STEP_S)
        self._crew.close()
        self._programs.close()
        self._own.remove()

    # --- programs

    def _launch(self, member: Member, command: Command) -> None:
        self._declare(member.role)
        self._meeting.forget(member.name)
        self._crew.launch(member, command)

    def _end(self, member: Member, status: int | None) -> None:
        self._has_changed = True
        self._meeting.forget(member.name)
        starts_again = member.starts_again
        self._cast.end(member, status)
        if starts_again and self.state.phase is Phase.LIVE and member.launched is not None:
            self._launch(member, member.launched.command)

    # --- news

    def _take_news(self, news: News) -> Report | None:
        """Take what is new of a process; return its report, as that of a node."""
        member = self._cast.of(news.key, news.process)
        if member is None:
            return None
        now_ns = time.monotonic_ns()
        if news.process is not None:
            self._declare(member.role)
            self._listings.note(member.role, news.process)
            if news.process.untapped:
                self._take(Noticed(now_ns, f"{member.name} is no longer watched: {news.process.untapped}"))
        if news.report is None or member.process is None:
            return None
        line = self._listings.line(member.role, news.file, news.report.line)
        return self._as_node(member, member.process, news.report, line)

    def _take_last(self, news: News) -> None:
        """Take what is left of a process that is dead."""
        member = self._cast.of(news.key, None)
        if member is not None and news.last_counts:
            self._take(LastCounts(time.monotonic_ns(), member.name, news.last_counts))
        if member is not None and news.dead:
            member.alive_ns = news.alive_ns
            self._is_dead(member)

    def _as_node(self, member: Member, process: Process, report: Report, line: int) -> Report:
        member.is_final = report.final
        for part in report.sockets:
            if part.facts is not None:
                self._has_changed = True
                part.facts = placed(part.facts, part.number, process)
        return replace(report, node=member.name, life=member.life, line=line, time_ns=self._begun_ns)

    def _report(self, report: Report) -> None:
        member = self._cast.members[report.node]
        member.sequence += 1
        self._last[report.node] = told = replace(report, sequence=member.sequence)
        self._take(Reported(time.monotonic_ns(), told))

    def _is_dead(self, member: Member) -> None:
        """All that a process has left was read; the end of one that zmqplay started is told by `Crew.ended`."""
        if member.launched is None:
            self._endings.add(member, None)
        elif member.key is not None:
            self._cast.let_go(member)

    def _meet(self) -> None:
        """Tell which sockets are connected."""
        now_ns, nodes, changes = time.monotonic_ns(), self.traffic.nodes, list[Change]()
        if self._has_changed or self._outside.is_due(now_ns, is_awaited=self._meeting.expects(now_ns)):
            changes = self._outside.look(nodes, now_ns)
            if self._has_changed or self._meeting.awaits:
                changes += self._meeting.look(nodes.values(), self._outside.listing, self._looked_ns, now_ns)
            self._has_changed = False
        self._tell_events(changes, now_ns)
        self._looked_ns = now_ns
        if met := self._meeting.met(nodes, now_ns):
            self._take(Met(now_ns, met))

    def _tell_events(self, changes: Iterable[Change], now_ns: int) -> None:
        """Tell of connections as our own nodes do, in a report of the nodes that have them."""
        for node, its in by_node(changes).items():
            member, last = self._cast.members[node], self._last[node]
            member.sequence += 1
            told = emptied(last, sequence=member.sequence, events=its, time_ns=self._begun_ns)
            self._take(Reported(now_ns, told))

    def _declare(self, *roles: str) -> None:
        """Tell the topology, which grows with each role that is found."""
        declared = self._topology.roles
        every: Iterable[str] = dict.fromkeys((*declared, *(member.role for member, _ in self._first), *roles))
        if tuple(every) != declared or not declared:
            self._topology = Topology("trace", TITLE, tuple(every), is_only_watched=True)
            self._take(Declared(time.monotonic_ns(), self._topology, {}))
