"""A poll takes its whole time, whatever interrupts it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from math import ceil
from time import monotonic

import pytest
import zmq

from zmqplay.node.reporting.whole_polls import whole_polls
from zmqplay.node.tap.pyzmq_private import POLL, poll_module


def interrupt_when_a_second_begins() -> tuple[int, threading.Thread]:
    """The milliseconds until a second of the clock begins, and the thread that interrupts the main thread then."""
    left_s = 1 - monotonic() % 1
    main = threading.main_thread().ident or 0
    thread = threading.Timer(left_s + 0.01, lambda: signal.pthread_kill(main, signal.SIGUSR1))
    thread.start()
    return ceil(left_s * 1000), thread


def test_a_poll_in_which_a_second_begins_before_a_signal_takes_its_whole_time() -> None:
    before = signal.signal(signal.SIGUSR1, lambda _number, _frame: None)
    with whole_polls(), zmq.Context() as context, context.socket(zmq.PULL) as pull:
        pull.bind("inproc://tasks")
        until_second_ms, thread = interrupt_when_a_second_begins()
        timeout_ms = until_second_ms + 300
        begun = monotonic()
        assert pull.poll(timeout_ms) == 0
        assert monotonic() - begun >= timeout_ms / 1000
        thread.join()
    signal.signal(signal.SIGUSR1, before)


@pytest.mark.parametrize("ask", [lambda poller: poller.poll(10_000), zmq.Poller.poll])
def test_a_poll_returns_at_once_with_what_is_there(ask: Callable[[zmq.Poller], object]) -> None:
    with zmq.Context() as context, context.socket(zmq.PULL) as pull, context.socket(zmq.PUSH) as push, whole_polls():
        pull.bind("inproc://tasks")
        push.connect("inproc://tasks")
        push.send(b"task")
        poller = zmq.Poller()
        poller.register(pull, zmq.POLLIN)
        begun = monotonic()
        assert ask(poller) == [(pull, zmq.POLLIN)]
        assert monotonic() - begun < 5


def test_pyzmqs_poll_is_put_back() -> None:
    before = vars(poll_module)[POLL]
    with whole_polls():
        assert vars(poll_module)[POLL] is not before
    assert vars(poll_module)[POLL] is before
