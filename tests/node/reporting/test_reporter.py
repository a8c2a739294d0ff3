"""The reporter's thread; its policy decides what happens when it cannot report, or when zmqplay is gone."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
import zmq

from tests.node.reporting.observing import Observing, observing
from tests.node.starting import start
from zmqplay.instructions import Hold, Instruction, MayEnd
from zmqplay.model.event_numbers import EventNumber
from zmqplay.node.reporting.reporter import Policy, Reporter
from zmqplay.wire import decode_report, encode

DEADLINE_MS = 10_000


@dataclass
class Session:
    """The session's side: a monitor, a control socket, a pipe that ends with it, and the instructions followed."""

    observed: Observing
    monitor: zmq.Socket[bytes]
    control: zmq.Socket[bytes]
    pipe: tuple[int, int]
    """Ends when the session's side dies."""
    followed: list[Instruction] = field(default_factory=list)
    orphaned: threading.Event = field(default_factory=threading.Event)
    failures: list[BaseException] = field(default_factory=list)

    may_look: threading.Event = field(default_factory=threading.Event)
    """The reporter does not look for what is new while this is not set."""
    waits: threading.Event = field(default_factory=threading.Event)
    """The reporter waits for that."""
    obey: Callable[[], object] = lambda: None
    """What an instruction does."""

    def follow(self, instruction: Instruction) -> None:
        self.followed.append(instruction)
        self.obey()

    def nudge(self) -> bool:
        if not self.may_look.is_set():
            self.waits.set()
        assert self.may_look.wait(DEADLINE_MS / 1000)
        return False

    def reporter(self, address: str) -> Reporter:
        return Reporter(
            start(monitor=f"{address}/monitor", control=f"{address}/control"),
            private=self.observed.private,
            reports=self.observed.reports,
            handover=self.observed.handover,
            obedient=self,
            parent_fd=self.pipe[0],
            policy=Policy(orphaned=self._end, cannot_report=self.failures.append),
        )

    def die(self) -> None:
        os.close(self.pipe[1])

    def _end(self) -> None:
        self.orphaned.set()
        raise SystemExit

    def tell(self, frame: bytes) -> None:
        """Send an instruction as soon as the node is connected."""
        until = time.monotonic() + DEADLINE_MS / 1000
        while True:
            try:
                self.control.send_multipart([b"node-1", frame])
            except zmq.ZMQError as error:
                if error.errno != zmq.EHOSTUNREACH or time.monotonic() > until:
                    raise
                time.sleep(0.001)
            else:
                return


@pytest.fixture
def session() -> Iterator[Session]:
    with zmq.Context() as context:
        monitor, control = context.socket(zmq.PULL), context.socket(zmq.ROUTER)  # before the tap is installed
        monitor.rcvtimeo = DEADLINE_MS
        control.router_mandatory = True
        with monitor, control, observing() as observed:
            session = Session(observed, monitor, control, os.pipe())
            session.may_look.set()
            yield session
            session.may_look.set()
            os.close(session.pipe[0])
            if not session.orphaned.is_set():
                session.die()


@pytest.fixture
def address(session: Session, tmp_path: Path) -> str:
    session.monitor.bind(f"ipc://{tmp_path}/monitor")
    session.control.bind(f"ipc://{tmp_path}/control")
    return f"ipc://{tmp_path}"


def test_it_reports_follows_instructions_and_ends_when_the_last_report_was_taken(
    session: Session, address: str
) -> None:
    reporter = session.reporter(address)
    reporter.start()
    assert decode_report(session.monitor.recv_multipart()).node == "node-1"
    session.tell(encode(Hold(True)))
    finishing = threading.Thread(target=reporter.finish)
    finishing.start()
    while not decode_report(session.monitor.recv_multipart()).final:
        continue
    session.tell(encode(MayEnd()))
    finishing.join(DEADLINE_MS / 1000)
    assert not reporter.is_alive()
    assert session.followed == [Hold(True)]
    assert session.failures == []


def test_a_failure_is_handed_to_the_policy_and_the_program_goes_on(session: Session, address: str) -> None:
    reporter = session.reporter(address)
    reporter.start()
    session.tell(b"no instruction")
    reporter.join(DEADLINE_MS / 1000)
    (failure,) = session.failures
    assert isinstance(failure, msgspec.DecodeError)
    push, pull = session.observed.pair("on")
    push.send(b"the program goes on")
    assert pull.recv() == b"the program goes on"


def test_the_end_of_the_parents_pipe_is_handed_to_the_policy(session: Session, address: str) -> None:
    reporter = session.reporter(address)
    reporter.start()
    session.die()
    assert session.orphaned.wait(DEADLINE_MS / 1000)
    reporter.join(DEADLINE_MS / 1000)


# long: two contexts, one of which ends under the reporter
def test_what_has_happened_before_an_instruction_is_told_though_the_instruction_ends_the_context(
    session: Session, address: str
) -> None:
    """A node may be stopped as soon as it has connected to the wrong program: who that was must be known."""
    program, context = session.observed.private.socket(zmq.PUSH), session.observed.context
    program.bind(f"{address}/program")
    reporter = session.reporter(address)
    reporter.start()
    decode_report(session.monitor.recv_multipart())
    session.may_look.clear()
    session.observed.handover.wake()
    assert session.waits.wait(DEADLINE_MS / 1000)
    session.tell(encode(Hold(True)))
    pull = context.socket(zmq.PULL)
    pull.connect(f"{address}/program")
    program.send(b"hello")
    assert pull.recv() == b"hello"
    ending = threading.Thread(target=context.term)

    def end() -> None:
        """End the context, and let each monitor know, as libzmq does sooner or later."""
        ending.start()
        for socket in (pull, *(monitor.pair for monitor in session.observed.handover.monitors)):
            with suppress(zmq.ContextTerminated):
                while ending.is_alive():
                    socket.get(zmq.EVENTS)

    session.obey = end
    session.may_look.set()
    told: list[int] = []
    while EventNumber.HANDSHAKE_SUCCEEDED not in told:
        told += [event.event for event in decode_report(session.monitor.recv_multipart()).events]
    assert session.followed == [Hold(True)]
    pull.close(0)
    ending.join(DEADLINE_MS / 1000)
    assert not ending.is_alive()
    session.die()
    reporter.join(DEADLINE_MS / 1000)
    program.close(0)
