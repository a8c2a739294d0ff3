"""`zmqplay run`: play a pattern without a screen, then print what happened."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable, Iterable
from types import FrameType

import click

from zmqplay.control.schedule import Outcome, Timetable
from zmqplay.model.nodes import NodeState
from zmqplay.model.summary import summary
from zmqplay.run.options import Wishes
from zmqplay.run.split import Shares
from zmqplay.session.endpoints import BadEndpoint, EndpointTaken
from zmqplay.session.hosts.fork_server import cool_down, warm_up
from zmqplay.session.hosts.open_files import TooFewFiles
from zmqplay.session.session import Session

GIVE_UP_NS = 5_000_000_000
"""How long nothing may move before what is left of `--count` is given up."""
SETTLED_NS = 60_000_000
"""How long nothing may move before a run is over that has sent and delivered all."""
COMMANDED_NS = 300_000_000
"""How long a command may take to show in a node's reports."""
LAST_S = 0.5
"""How long what is under way may still arrive when the time is over."""
STEP_S = 0.02


class Run:
    """One run, from the launch to the last report."""

    def __init__(self, session: Session, wishes: Wishes) -> None:
        self._session = session
        self._traffic = session.traffic
        self._wishes = wishes
        self._timetable = Timetable(session, wishes.at)
        self._shares = Shares(session, wishes.count)
        self._interrupted_by = 0
        self._told: set[tuple[str, int]] = set()
        self._begun = 0.0
        self._moved: object = None
        self._moved_ns = 0
        self.complete = False
        """All that was asked for has been sent, and is delivered or lost."""
        self.gave_up = ""
        """Why, if not all that was asked for could be sent and delivered."""
        self.has_failures = False
        """A node crashed or was killed, and nobody had asked for that."""
        self.seconds = 0.0

    def interrupt(self, number: int, _frame: FrameType | None) -> None:
        """End soon, with everything that is known."""
        self._interrupted_by = number

    @property
    def status(self) -> int:
        """The exit status."""
        if self._interrupted_by:
            return 128 + self._interrupted_by
        return int(bool(self.gave_up or self.has_failures or not all(outcome.done for outcome in self.outcomes)))

    @property
    def outcomes(self) -> list[Outcome]:
        """What became of each `--at`, in the order in which they were due."""
        return self._timetable.outcomes

    def play(self, show: Callable[[int], None]) -> None:
        """Play it; `show` is told now and then how many messages have been sent."""
        self._session.launch()
        self._begun = time.monotonic()
        while not (self._session.ready or self._time_is_over or self._is_deserted):
            self._step(show)
        self._begun = time.monotonic()
        self._shares.deal()
        self._session.set_rate(self._wishes.rate)
        while not self._is_over():
            self._keep_to_the_timetable()
            self._shares.deal(settled=self._quiet(COMMANDED_NS))
            self._step(show)
        self.seconds = self._elapsed_s
        self._end(show)

    def _end(self, show: Callable[[int], None]) -> None:
        self._session.hold()
        until = time.monotonic() + LAST_S
        while self._traffic.ledger.totals.in_flight and not self._interrupted_by and time.monotonic() < until:
            self._step(show)
        self._session.doctor.look(time.monotonic_ns())
        self._session.finish()
        _tell(self._session.notices)
        self._tell_ends()
        if not self._interrupted_by:
            self._tell_what_was_not_done(self._timetable.give_up(self.seconds))
        if self.gave_up and not self.has_failures:
            _tell([self.gave_up])

    @property
    def _elapsed_s(self) -> float:
        return time.monotonic() - self._begun

    def _step(self, show: Callable[[int], None]) -> None:
        self._session.wait(min(STEP_S, self._timetable.wait_s(self._elapsed_s)))
        self._session.drain(0.05)
        self._tell_ends()
        show(self._shares.sent)

    def _keep_to_the_timetable(self) -> None:
        outcomes = self._timetable.keep(self._elapsed_s)
        if outcomes:
            self._moved_ns = max(self._moved_ns, time.monotonic_ns() + COMMANDED_NS)
            self._tell_what_was_not_done(outcomes)

    def _quiet(self, for_ns: int) -> bool:
        """For this long no message has moved, no node has changed and no command was given; all wait for something."""
        now_ns, nodes = time.monotonic_ns(), self._traffic.nodes.values()
        moved = self._traffic.ledger.totals, [(node.state, node.sent, node.received) for node in nodes]
        if moved != self._moved:
            self._moved, self._moved_ns = moved, max(self._moved_ns, now_ns)
        return now_ns - self._moved_ns >= for_ns and self._traffic.quiet(now_ns, 0)

    @property
    def _time_is_over(self) -> bool:
        seconds = self._wishes.seconds
        return bool(self._interrupted_by) or (seconds is not None and self._elapsed_s >= seconds)

    @property
    def _is_deserted(self) -> bool:
        return not any(node.state.alive for node in self._traffic.nodes.values())

    def _is_over(self) -> bool:
        all_sent = self._shares.all_sent
        if self._time_is_over:
            self.complete = all_sent and not self._interrupted_by
            return True
        if not self._timetable.is_over:
            return False
        if self._is_deserted:
            self.complete = all_sent and not self.has_failures
            self.gave_up = "" if all_sent else self._why_it_stalled()
            return True
        if self._wishes.count is None or not self._session.ready:
            return False
        if all_sent and not self._traffic.ledger.totals.in_flight:
            self.complete = self._quiet(SETTLED_NS)
            return self.complete
        if self._quiet(GIVE_UP_NS if self._shares.speakers else COMMANDED_NS):
            self.gave_up = self._why_it_stalled()
        return bool(self.gave_up)

    def _why_it_stalled(self) -> str:
        totals = self._traffic.ledger.totals
        counts = f"(sent {totals.sent}, in flight {totals.in_flight})"
        frozen = [node.name for node in self._traffic.nodes.values() if node.state is NodeState.FROZEN]
        if frozen:
            return f"{' and '.join(frozen)} stands still {counts}; thaw it with --at, or name an end with --seconds"
        if not self._shares.speakers:
            return f"nobody is left to send the rest of --count {counts}; restart a node that speaks with --at"
        return f"nothing moves any more, so the rest of --count is given up {counts}; is there a node to receive it?"

    def _tell_ends(self) -> None:
        """One line on stderr for each node that has crashed or was killed, unless that was asked for."""
        for node in self._traffic.nodes.values():
            life = node.name, len(node.former_pids)
            if node.state in (NodeState.CRASHED, NodeState.KILLED) and life not in self._told:
                self._told.add(life)
                if not self._timetable.has_ended(node):
                    self.has_failures = True
                    _tell([f"{node.name} {node.state}: {node.life.reason}"])

    def _tell_what_was_not_done(self, outcomes: Iterable[Outcome]) -> None:
        _tell(f"--at {each.text!r} was not done: {each.says}" for each in outcomes if not each.done)


def _tell(lines: Iterable[str]) -> None:
    """Say it on stderr, whatever is in it."""
    for line in lines:
        from zmqplay.text import safe

        click.echo(f"zmqplay: {safe(line)}", err=True)


def play(wishes: Wishes) -> int:
    """Play, print, and return the exit status; click.ClickException if it cannot begin."""
    warm_up()
    try:
        return _play(wishes)
    except BadEndpoint as error:
        raise click.UsageError(str(error)) from None
    except (EndpointTaken, TooFewFiles) as error:
        raise click.ClickException(str(error)) from None
    finally:
        cool_down()


def _play(wishes: Wishes) -> int:
    with Session(wishes.pattern, wishes.setup) as session:
        run = Run(session, wishes)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, run.interrupt)
        if sys.stderr.isatty():
            from zmqplay.run.tables import progress

            with progress(wishes) as show:
                run.play(show)
        else:
            run.play(lambda _sent: None)
        _print(session, run, wishes.as_json)
    return run.status


def _print(session: Session, run: Run, as_json: bool) -> None:
    if as_json:
        outcome = summary(session.traffic, session.doctor, run.seconds, run.complete, time.monotonic_ns())
        outcome["commands"] = [
            {"seconds": round(each.seconds, 3), "command": each.text, "done": each.done, "says": each.says}
            for each in run.outcomes
        ]
        click.echo(json.dumps(outcome, indent=1, ensure_ascii=False))
    else:
        from zmqplay.run.tables import print_tables

        print_tables(session.traffic, session.doctor, run.seconds, run.outcomes)
