"""One pattern being played, without a terminal: the source that owns the nodes and everything around them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Container
from functools import partial
from traceback import clear_frames
from types import TracebackType
from typing import Any, Self

import zmq
from msgspec import structs

from zmqplay.control.door import Door
from zmqplay.control.guide import Guide
from zmqplay.control.refused import NoRoom
from zmqplay.control.source import Phase, State
from zmqplay.model.causes import EndCause
from zmqplay.model.doctor import Doctor
from zmqplay.model.facts import Declared, Ended, Fact, Noticed, Over, Silenced, Ticked
from zmqplay.model.traffic import Traffic
from zmqplay.patterns.pattern import Pattern
from zmqplay.session.channels.collector import Collector
from zmqplay.session.channels.control import Control
from zmqplay.session.channels.doorkeeper import Doorkeeper
from zmqplay.session.controls import controls_of
from zmqplay.session.guide import guide_of
from zmqplay.session.hosts.host import Host
from zmqplay.session.hosts.local import MEND, LocalHost
from zmqplay.session.intake import Intake
from zmqplay.session.lives import Lives
from zmqplay.session.lookup import Lookup
from zmqplay.session.overruled import overruled
from zmqplay.session.plan import Plan
from zmqplay.session.setup import Setup
from zmqplay.session.start.barrier import wait_for_subscriptions
from zmqplay.session.start.gate import Gate

VOLLEY_S = 0.003
"""Under load, nodes report at the same instants: one short wait collects all of these reports."""


class Session:
    """A `Source`: owns the nodes' host, the channels to them and the traffic, and closes them.

    One thread calls it; `open`, before the first `drain`, and `close`, after the last, may be called in another.
    """

    def __init__(
        self,
        pattern: Pattern,
        setup: Setup | None = None,
        keep: Callable[[Fact], object] | None = None,
        host: Host | None = None,
    ) -> None:
        """Raises BadEndpoint or EndpointTaken if a wire's address cannot be used.

        `keep` is given each fact before the traffic takes it. `host` runs the nodes, by default on this machine, and is
        closed with the session.
        """
        self.setup, self.traffic, self.state = setup or Setup(), Traffic(), State(Phase.STARTING)
        self.doctor, self.wall_offset_ns = Doctor(self.traffic), time.time_ns() - time.monotonic_ns()
        self._take = Door(self.traffic, self.doctor, keep).take
        self._host = host or LocalHost()
        self._context: zmq.Context[Any] = zmq.Context()
        try:
            doorkeeper = Doorkeeper(self._context)
            self._plan = Plan(pattern, self.setup, self._host.directory, doorkeeper.secret)
            self._declare()
            self._tell_of_other_places()
            self._open_channels(doorkeeper)
            self._assemble()
            self._first = [self._lives.prepare(name) for name in self._plan.first_names()]
        except BaseException as error:
            clear_frames(error.__traceback__)  # a socket whose making was interrupted is known to nothing but these
            self._context.destroy(linger=0)  # an abandoned context waits for its sockets when it is collected
            self._host.close()
            raise

    def _open_channels(self, doorkeeper: Doorkeeper) -> None:
        """Bind the monitor and the control socket, to which only the nodes of this session can connect."""
        try:
            self._collector = Collector(self._context, self._plan.monitor, doorkeeper)
            self._control = Control(self._context, self._plan.control, doorkeeper)
        except (OSError, zmq.ZMQError) as error:
            why = os.strerror(error.errno or 0)  # pyzmq's own words repeat the path
            raise NoRoom(f"{self._host.directory} does not take a socket ({why}); {MEND}.") from None
        doorkeeper.start()

    def _assemble(self) -> None:
        """Give each part what it needs."""
        plan, host, control, take = self._plan, self._host, self._control, self._take
        nodes = self.traffic.nodes
        self._intake = Intake(
            collector=self._collector, control=control, host=host, nodes=nodes, take=take, judge=self._judge
        )
        probe = partial(wait_for_subscriptions, self._context)
        self._gate = gate = Gate(self.traffic, take, control=control, plan=plan, probe=probe)
        self._lookup = lookup = Lookup(nodes, plan)
        self._lives = lives = Lives(lookup=lookup, plan=plan, host=host, control=control, gate=gate, take=take)
        self.controls = controls_of(
            lookup=lookup,
            lives=lives,
            plan=plan,
            host=host,
            control=control,
            gate=gate,
            peers=self.traffic.peers,
            take=take,
            declare=self._declare,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        clear_frames(trace)
        self.close()

    # --- facts for the traffic

    def _declare(self) -> None:
        """Tell the traffic the plan's present topology and addresses."""
        addresses = {name: endpoint.connect for name, endpoint in self._plan.endpoints.items()}
        self._take(Declared(time.monotonic_ns(), self.pattern.topology, addresses))
        self._guide: Guide | None = None

    def _tell_of_other_places(self) -> None:
        """Notify the user of each wire that is elsewhere than the pattern says, and of files that are not in TMPDIR."""
        for notice in (self._host.notice, *self._plan.notices()):
            if notice:
                self._take(Noticed(time.monotonic_ns(), notice))

    # --- what is known

    @property
    def pattern(self) -> Pattern:
        """The pattern as it is played now: wires may have been turned around."""
        return self._plan.pattern

    @property
    def guide(self) -> Guide:
        broken = self.controls.code.broken
        if self._guide is None or self._guide.broken is not broken:
            self._guide = guide_of(self.pattern, broken)
        return self._guide

    @property
    def now_ns(self) -> int:
        return time.monotonic_ns()

    @property
    def restarting(self) -> Container[str]:
        """The nodes that start again as soon as they have ended."""
        return self._lives.restarting

    @property
    def monitor(self) -> str:
        """The address to which the nodes send their reports."""
        return self._plan.monitor

    # --- from start to end

    def open(self) -> None:
        """Start all nodes. Raises TooFewFiles if the system does not allow enough open files."""
        try:
            self._host.check(len(self._first))
            self._gate.begin()
            self._host.launch(self._plan.binders_first(self._first))
        except BaseException as error:
            self.state = State(Phase.FAILED, str(error))
            raise

    def wait(self, timeout_s: float) -> None:
        """Return when something has been reported, or after `timeout_s`."""
        if self._collector.wait(timeout_s) and self.traffic.sampled:
            time.sleep(VOLLEY_S)

    def drain(self, budget_s: float) -> None:
        """Take what the nodes have reported, for at most `budget_s`, act on it, and let time pass."""
        self._intake.take_reports(budget_s)
        for ended in self._intake.take_ends():
            self._act_on_end(ended)
        self._lives.restart_ended()
        self._release_held()
        now_ns = time.monotonic_ns()
        self._intake.take_usage(now_ns)
        self._take(Ticked(now_ns))

    def _judge(self, ended: Ended) -> Ended:
        """A port that was lost to another program is no crash, since the session moves away."""
        if ended.cause is EndCause.ADDRESS_IN_USE and self.controls.wiring.lost_wires(ended.node):
            return structs.replace(ended, cause=EndCause.PORT_LOST)
        return ended

    def _act_on_end(self, ended: Ended) -> None:
        self._control.forget(ended.node)
        self._gate.leave(ended.node)
        if ended.cause is EndCause.PORT_LOST and self.state.phase is not Phase.OVER:
            self.controls.wiring.move_away(ended.node)

    def _release_held(self) -> None:
        """Release nodes that have met the others, unless some nodes are about to start again."""
        joined = None if self._lives.restarting else self._gate.release()
        if joined is None:
            return
        if self.state.phase is Phase.STARTING:
            self.state = State(Phase.LIVE)
        for name in joined:
            self.controls.speech.begin(name)
        for says in overruled([self.traffic.nodes[name] for name in sorted(joined)], self._plan.options_of):
            self._take(Noticed(time.monotonic_ns(), says))

    def silence(self) -> None:
        """Let the nodes send no more, before the session is finished: queues drain, and what was found stays."""
        self._take(Silenced(time.monotonic_ns()))
        self.controls.speech.hold()

    def finish(self, is_hurried: Callable[[], bool] = lambda: False) -> None:
        """Stop all nodes and take their last reports, so that every count is final; what lingers has its time.

        Once it `is_hurried`, nodes that linger longer than `HURRIED_S` are killed.
        """
        self.state = State(Phase.OVER)
        now_ns = time.monotonic_ns()
        self._intake.take_last_usage(now_ns)
        self._take(Over(now_ns))
        self._lives.stop_all()
        while self._lives.still_end(is_hurried=is_hurried()):
            self.wait(0.01)
            self.drain(0.1)
        self._take(Ticked(time.monotonic_ns()))

    def close(self) -> None:
        """End everything and leave nothing behind."""
        if self.state.phase is not Phase.FAILED:
            self.state = State(Phase.OVER)
        self._host.end_all()
        self._collector.close()
        self._control.close()
        self._context.destroy(linger=0)
        self._host.close()
