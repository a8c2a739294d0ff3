"""`zmqplay run`: play a pattern without a screen, then print what happened."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

import click

from zmqplay.session.endpoints import BadEndpoint, EndpointTaken
from zmqplay.session.fork_server import cool_down, warm_up
from zmqplay.session.nodes import NodeState
from zmqplay.session.session import Session
from zmqplay.session.summary import summary
from zmqplay.wishes import Wishes

GIVE_UP_NS = 5_000_000_000
"""How long nothing may move before what is left of `--count` is given up."""
LAST_S = 0.5
"""How long what is under way may still arrive when the time is over."""


class Run:
    """One run, from the launch to the last report."""

    def __init__(self, session: Session, wishes: Wishes) -> None:
        self._session = session
        self._traffic = session.traffic
        self._wishes = wishes
        self._interrupted_by = 0
        self._told = 0
        self.complete = False
        """All that was asked for has been sent, and is delivered or lost."""
        self.gave_up = False
        """Nothing moved any more, and not all had been sent."""
        self.seconds = 0.0

    def interrupt(self, number: int, _frame: FrameType | None) -> None:
        """End soon, with everything that is known."""
        self._interrupted_by = number

    @property
    def status(self) -> int:
        """The exit status."""
        if self._interrupted_by:
            return 128 + self._interrupted_by
        return int(self.gave_up or self.has_failures)

    @property
    def has_failures(self) -> bool:
        """A node crashed, or was killed."""
        return any(node.state in (NodeState.CRASHED, NodeState.KILLED) for node in self._traffic.nodes.values())

    def play(self, show: Callable[[int], None]) -> None:
        """Play it; `show` is told now and then how many messages have been sent."""
        self._session.launch()
        begun = time.monotonic()
        while not self._session.ready and not self._is_over(begun):
            self._step(show)
        begun = time.monotonic()
        self._speak()
        while not self._is_over(begun):
            self._step(show)
        self.seconds = time.monotonic() - begun
        self._session.hold()
        until = time.monotonic() + LAST_S
        while self._traffic.ledger.totals.in_flight and not self._interrupted_by and time.monotonic() < until:
            self._step(show)
        self._session.finish()
        for notice in self._session.notices:
            click.echo(f"zmqplay: {notice}", err=True)
        self._tell_ends()

    def _speak(self) -> None:
        speakers = [name for name in self._session.speakers if self._speaks(name)]
        for place, name in enumerate(speakers):
            count = self._wishes.count
            share = None if count is None else (count + len(speakers) - 1 - place) // len(speakers)
            self._session.generate(name, self._wishes.rate, share)

    def _speaks(self, node: str) -> bool:
        return self._session.pattern.role(self._traffic.nodes[node].role).speaks

    def _step(self, show: Callable[[int], None]) -> None:
        self._session.wait(0.02)
        self._session.drain(0.05)
        self._tell_ends()
        show(self._sent())

    def _sent(self) -> int:
        return sum(node.sent for node in self._traffic.nodes.values() if self._speaks(node.name))

    def _is_over(self, begun: float) -> bool:
        now_ns = time.monotonic_ns()
        seconds, count = self._wishes.seconds, self._wishes.count
        if self._interrupted_by or (seconds is not None and time.monotonic() - begun >= seconds):
            self.complete = not self._interrupted_by and (count is None or self._sent() >= count)
            return True
        nodes = self._traffic.nodes.values()
        if not any(node.state.alive for node in nodes):
            return True
        if count is None:
            return False
        if self._session.ready and self._sent() >= count and not self._traffic.ledger.totals.in_flight:
            self.complete = self._traffic.quiet(now_ns, 60_000_000)
            return self.complete
        stalled = self._traffic.quiet(now_ns, GIVE_UP_NS)
        alone = not any(node.state.alive and self._speaks(node.name) for node in nodes)
        self.gave_up = self._session.ready and (stalled or (alone and self._traffic.quiet(now_ns)))
        return self.gave_up

    def _tell_ends(self) -> None:
        """One line on stderr for each node that has crashed or was killed."""
        ended = [n for n in self._traffic.nodes.values() if n.state in (NodeState.CRASHED, NodeState.KILLED)]
        for node in ended[self._told :]:
            click.echo(f"zmqplay: {node.name} {node.state}: {node.reason}", err=True)
        self._told = max(self._told, len(ended))


def play(wishes: Wishes) -> int:
    """Play, print, and return the exit status; click.ClickException if it cannot begin."""
    warm_up()
    try:
        return _play(wishes)
    finally:
        cool_down()


def _play(wishes: Wishes) -> int:
    try:
        session = Session(wishes.pattern, wishes.setup)
    except BadEndpoint as error:
        raise click.UsageError(str(error)) from None
    except EndpointTaken as error:
        raise click.ClickException(str(error)) from None
    with session:
        run = Run(session, wishes)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, run.interrupt)
        if sys.stderr.isatty():
            from zmqplay.run_table import progress

            with progress(wishes) as show:
                run.play(show)
        else:
            run.play(lambda _sent: None)
        if run.gave_up and not run.has_failures:
            click.echo(f"zmqplay: {_why_it_stalled(session)}", err=True)
        if wishes.as_json:
            outcome = summary(session.traffic, run.seconds, run.complete, time.monotonic_ns())
            click.echo(json.dumps(outcome, indent=1, ensure_ascii=False))
        else:
            from zmqplay.run_table import print_tables

            print_tables(session.traffic, run.seconds)
    return run.status


def _why_it_stalled(session: Session) -> str:
    totals = session.traffic.ledger.totals
    return (
        f"nothing moves any more, so the rest of --count is given up "
        f"(sent {totals.sent}, in flight {totals.in_flight}); is there a node to receive it?"
    )
