"""`zmqplay run`: play a pattern without a screen, then print what happened."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from types import FrameType

import click
import msgspec

from zmqplay import streams
from zmqplay.control.refused import BadEndpoint, Refused
from zmqplay.control.schedule import Outcome
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.summary.shapes import Command
from zmqplay.model.summary.summary import summary
from zmqplay.run.options import RunOptions
from zmqplay.run.why import explain
from zmqplay.session.hosts.fork_server import of_this_process
from zmqplay.session.player import Player
from zmqplay.session.session import Session


class Printer:
    """Writes failures during a run to stderr, and shows its progress."""

    def __init__(self, show: Callable[[int], None]) -> None:
        """`show` is called repeatedly with the number of messages sent."""
        self.sent = show

    def noticed(self, notices: Sequence[str]) -> None:
        _tell(notices)

    def died(self, node: NodeTraffic) -> None:
        reason = node.life.reason
        _tell(
            [f"{node.name} {reason}" if reason.startswith(f"{node.state} ") else f"{node.name} {node.state}: {reason}"]
        )

    def commanded(self, outcomes: Iterable[Outcome]) -> None:
        _tell(f"--at {each.text!r} was not done: {each.says}" for each in outcomes if not each.done)


class Interrupts:
    """Ends a run soon when a signal arrives, and remembers the signal."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self.number = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._interrupt)

    def _interrupt(self, number: int, _frame: FrameType | None) -> None:
        self.number, self._player.interrupted = number, True


def play(options: RunOptions) -> int:
    """Play, print, and return the exit status; raise click.ClickException if the run cannot begin."""
    try:
        with of_this_process(), Session(options.pattern, options.setup) as session:
            return _play(session, options)
    except BadEndpoint as error:
        raise click.UsageError(str(error)) from None
    except Refused as error:
        raise click.ClickException(str(error)) from None


def _play(session: Session, options: RunOptions) -> int:
    if sys.stderr.isatty():
        from zmqplay.run.progress import progress

        with progress(options) as show:
            player, interrupts = _run(session, options, show)
    else:
        player, interrupts = _run(session, options, lambda _sent: None)
    _print(session, player, options)
    if interrupts.number:
        return 128 + interrupts.number
    return int(bool(player.gave_up or player.has_failures or not all(each.done for each in player.outcomes)))


def _run(session: Session, options: RunOptions, show: Callable[[int], None]) -> tuple[Player, Interrupts]:
    player = Player(
        session,
        Printer(show),
        count=options.count,
        seconds=options.seconds,
        rate=options.rate,
        at=options.at,
        received=options.received,
        stays=options.stays,
    )
    interrupts = Interrupts(player)
    player.play()
    if player.gave_up and not player.has_failures:
        _tell([player.gave_up])
    return player, interrupts


def _tell(lines: Iterable[str]) -> None:
    """Write lines to stderr, made safe to print."""
    lines = list(lines)
    if lines:
        from zmqplay.text import safe  # 15 ms, which a run without messages need not wait for
    for line in lines:
        streams.tell(safe(line))


def _print(session: Session, player: Player, options: RunOptions) -> None:
    explained = list(explain(session.traffic, options.why))
    if options.as_json:
        whole = summary(
            session.traffic,
            session.doctor,
            seconds=player.seconds,
            complete=player.complete,
            now_ns=time.monotonic_ns(),
            why=explained,
            commands=[Command(round(done.seconds, 3), done.text, done.done, done.says) for done in player.outcomes],
        )
        click.echo(streams.as_json(msgspec.to_builtins(whole)))
    else:
        from zmqplay.run.tables import print_tables

        print_tables(session.traffic, session.doctor, player.seconds, player.outcomes, explained)
