"""Errands run in the role's thread, whatever it waits in, and the wait goes on as if nothing had been."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import zmq

from zmqplay.node.reporting.main_thread import Errands
from zmqplay.node.role.node import PlayedNode
from zmqplay.node.tap.clock import Clock
from zmqplay.wire import Generate, Start

DEADLINE_S = 20.0
ERRANDS = 50
"""All but the first, which may come before the wait, run within it."""


@pytest.fixture
def errands() -> Iterator[Errands]:
    before = signal.getsignal(signal.SIGUSR1)
    yield Errands()
    signal.signal(signal.SIGUSR1, before)


@contextmanager
def running_errands(errands: Errands, then: Callable[[], object]) -> Iterator[list[threading.Thread]]:
    """Send errands one after the other from another thread, and then end the wait; the threads in which they ran."""
    ran: list[threading.Thread] = []

    def send() -> None:
        for _ in range(ERRANDS):
            done = threading.Event()
            errands.send(lambda: ran.append(threading.current_thread()))
            errands.send(done.set)
            until = time.monotonic() + DEADLINE_S
            while not done.wait(0.005) and time.monotonic() < until:
                errands.nudge()  # as the reporter does
        then()

    sender = threading.Thread(target=send)
    sender.start()
    yield ran
    sender.join(DEADLINE_S)
    assert ran == [threading.main_thread()] * ERRANDS


@contextmanager
def pull_and_push() -> Iterator[tuple[zmq.Socket[Any], zmq.Socket[Any]]]:
    with zmq.Context() as context, context.socket(zmq.PULL) as pull, context.socket(zmq.PUSH) as push:
        pull.bind("inproc://tasks")
        push.connect("inproc://tasks")
        yield pull, push


@contextmanager
def a_node(work_ms: float = 0.0) -> Iterator[PlayedNode]:
    start = Start("", [], "node-1", 1, "", "", {}, [], {}, work_ms)
    with zmq.Context() as private, open(os.devnull, "wb") as nobody:
        node = PlayedNode(start, Clock(nobody.fileno()), private)
        yield node
        node.context.term()


def test_while_it_waits_in_recv(errands: Errands) -> None:
    with pull_and_push() as (pull, push), running_errands(errands, lambda: push.send(b"task")):
        assert pull.recv() == b"task"


def test_while_it_waits_in_poll(errands: Errands) -> None:
    with pull_and_push() as (pull, push), running_errands(errands, lambda: push.send(b"task")):
        assert pull.poll(int(DEADLINE_S * 1000))
        assert pull.recv() == b"task"


def test_while_it_waits_in_send(errands: Errands) -> None:
    with zmq.Context() as context, context.socket(zmq.PUSH) as push, context.socket(zmq.PULL) as pull:
        push.bind("inproc://tasks")  # and nobody is there
        with running_errands(errands, lambda: pull.connect("inproc://tasks")):
            push.send(b"task")
        assert pull.recv() == b"task"


def test_a_poll_with_a_timeout_takes_as_long_as_it_should(errands: Errands) -> None:
    with pull_and_push() as (pull, _), running_errands(errands, lambda: None):
        begun = time.monotonic()
        assert pull.poll(500) == 0
        assert 0.5 <= time.monotonic() - begun < DEADLINE_S


def test_a_sleep_takes_as_long_as_it_should(errands: Errands) -> None:
    with running_errands(errands, lambda: None):
        begun = time.monotonic()
        time.sleep(0.5)
        assert 0.5 <= time.monotonic() - begun < DEADLINE_S


def test_while_it_works(errands: Errands) -> None:
    with a_node(work_ms=DEADLINE_S * 1000) as node, running_errands(errands, lambda: node.set_work(0, 0)):
        begun = time.monotonic()
        node.work()
        assert time.monotonic() - begun < DEADLINE_S


def test_while_it_waits_for_the_next_message(errands: Errands) -> None:
    with a_node() as node:
        node.speech.hold(False)
        with running_errands(errands, lambda: node.speech.generate(Generate(None, ["Task {n}"], count=1))):
            assert next(node.messages()) == [b"Task 1"]


def test_an_errand_that_libzmq_refuses_is_told_and_harms_nothing(
    errands: Errands, capfd: pytest.CaptureFixture[str]
) -> None:
    def refused() -> None:
        raise zmq.ZMQError(zmq.EINVAL)

    with pull_and_push() as (pull, push):
        errands.send(refused)
        with running_errands(errands, lambda: push.send(b"task")):
            assert pull.recv() == b"task"
    assert capfd.readouterr().err == "zmqplay: Invalid argument\n"


def test_whoever_waits_for_the_effect_is_told_when_errands_are_done() -> None:
    before = signal.getsignal(signal.SIGUSR1)
    order: list[str] = []
    errands = Errands(lambda: order.append("told"))
    with running_errands(errands, lambda: None):
        errands.send(lambda: order.append("done"))
    signal.signal(signal.SIGUSR1, before)
    assert order.index("done") < len(order) - 1
    assert order[-1] == "told"
