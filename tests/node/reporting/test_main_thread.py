"""Calls run in the role's thread, wherever it waits, and the wait then resumes as if undisturbed."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import zmq

from tests.node.nobody import Nobody
from tests.node.starting import start
from zmqplay.instructions import Generate
from zmqplay.node.reporting.main_thread import MainThread
from zmqplay.node.reporting.whole_polls import whole_polls
from zmqplay.node.role.node import PlayedNode
from zmqplay.node.tap.clock import Clocks

DEADLINE_S = 20.0
CALLS = 50
"""All calls run within the wait, except perhaps the first."""


@pytest.fixture
def main_thread() -> Iterator[MainThread]:
    before = signal.getsignal(signal.SIGUSR1)
    with whole_polls():
        yield MainThread()
    signal.signal(signal.SIGUSR1, before)


@contextmanager
def running_calls(main_thread: MainThread, then: Callable[[], object]) -> Iterator[list[threading.Thread]]:
    """Hand over calls from another thread, then end the wait; yields the threads in which the calls ran."""
    ran: list[threading.Thread] = []

    def send() -> None:
        for _ in range(CALLS):
            done = threading.Event()
            main_thread.run_soon(lambda: ran.append(threading.current_thread()))
            main_thread.run_soon(done.set)
            until = time.monotonic() + DEADLINE_S
            while not done.wait(0.005) and time.monotonic() < until:
                main_thread.nudge()  # as the reporter does
        then()

    sender = threading.Thread(target=send)
    sender.start()
    yield ran
    sender.join(DEADLINE_S)
    assert ran == [threading.main_thread()] * CALLS


@contextmanager
def pull_and_push() -> Iterator[tuple[zmq.Socket[Any], zmq.Socket[Any]]]:
    with zmq.Context() as context, context.socket(zmq.PULL) as pull, context.socket(zmq.PUSH) as push:
        pull.bind("inproc://tasks")
        push.connect("inproc://tasks")
        yield pull, push


@contextmanager
def a_node(work_ms: float = 0.0) -> Iterator[PlayedNode]:
    with zmq.Context() as private:
        node = PlayedNode(start(work_ms=work_ms), Clocks(Nobody()), private)
        yield node
        node.context.term()


def test_while_it_waits_in_recv(main_thread: MainThread) -> None:
    with pull_and_push() as (pull, push), running_calls(main_thread, lambda: push.send(b"task")):
        assert pull.recv() == b"task"


def test_while_it_waits_in_poll(main_thread: MainThread) -> None:
    with pull_and_push() as (pull, push), running_calls(main_thread, lambda: push.send(b"task")):
        assert pull.poll(int(DEADLINE_S * 1000))
        assert pull.recv() == b"task"


def test_while_it_waits_in_send(main_thread: MainThread) -> None:
    with zmq.Context() as context, context.socket(zmq.PUSH) as push, context.socket(zmq.PULL) as pull:
        push.bind("inproc://tasks")  # without any peer
        with running_calls(main_thread, lambda: pull.connect("inproc://tasks")):
            push.send(b"task")
        assert pull.recv() == b"task"


def test_a_poll_with_a_timeout_takes_as_long_as_it_should(main_thread: MainThread) -> None:
    with pull_and_push() as (pull, _), running_calls(main_thread, lambda: None):
        begun = time.monotonic()
        assert pull.poll(500) == 0
        assert 0.5 <= time.monotonic() - begun < DEADLINE_S


def test_a_sleep_takes_as_long_as_it_should(main_thread: MainThread) -> None:
    with running_calls(main_thread, lambda: None):
        begun = time.monotonic()
        time.sleep(0.5)
        assert 0.5 <= time.monotonic() - begun < DEADLINE_S


def test_while_it_works(main_thread: MainThread) -> None:
    with a_node(work_ms=DEADLINE_S * 1000) as node, running_calls(main_thread, lambda: node.set_work(0, 0)):
        begun = time.monotonic()
        node.work()
        assert time.monotonic() - begun < DEADLINE_S


def test_while_it_waits_for_the_next_message(main_thread: MainThread) -> None:
    with a_node() as node:
        node.outbox.hold(False)
        with running_calls(main_thread, lambda: node.outbox.generate(Generate(None, ["Task {n}"], count=1))):
            assert next(node.messages()) == [b"Task 1"]


def test_a_call_that_libzmq_refuses_is_told_and_harms_nothing(
    main_thread: MainThread, capfd: pytest.CaptureFixture[str]
) -> None:
    def refused() -> None:
        raise zmq.ZMQError(zmq.EINVAL)

    with pull_and_push() as (pull, push):
        main_thread.run_soon(refused)
        with running_calls(main_thread, lambda: push.send(b"task")):
            assert pull.recv() == b"task"
    assert capfd.readouterr().err == "zmqplay: Invalid argument\n"


def test_the_listener_is_told_after_each_round_of_calls() -> None:
    before = signal.getsignal(signal.SIGUSR1)
    order: list[str] = []
    main_thread = MainThread(lambda: order.append("told"))
    with running_calls(main_thread, lambda: None):
        main_thread.run_soon(lambda: order.append("done"))
    signal.signal(signal.SIGUSR1, before)
    assert order.index("done") < len(order) - 1
    assert order[-1] == "told"
