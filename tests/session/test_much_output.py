"""A node that prints without end is read in small pieces, so that everything else goes on."""

from __future__ import annotations

import gc
import signal
import time
from pathlib import Path

import pytest

from tests.playing import DEADLINE_S, anywhere, node, shortest, until
from tests.session import flooding
from tests.session.running import zmqplay_running
from zmqplay.control.source import Phase
from zmqplay.session.session import Session

TURN_S = 0.05
"""Seconds of the processor that a turn of the loop may take."""
ENDING_S = 2.5
"""The node is killed after 1.5, since it never looks whether it is to stop."""


@pytest.mark.parametrize("kind", flooding.PIECES)
def test_no_turn_of_the_loop_takes_long_however_much_a_node_prints(kind: str) -> None:
    pattern = flooding.flooding(kind)
    with Session(pattern, anywhere(pattern)) as session:
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE and node(session, "worker-1").output)
        assert longest_turn_s(session) < TURN_S
        assert all(len(line) < 3_000 for line in node(session, "worker-1").output)
        if kind != "no newline":
            until(session, lambda: any("left out" in line for line in node(session, "worker-1").output))


def longest_turn_s(session: Session) -> float:
    """The longest of fifty turns, without the collection of what other tests have left."""
    turns = []
    gc.disable()
    try:
        for _ in range(50):
            begun = time.thread_time()
            session.drain(0.0)
            turns.append(time.thread_time() - begun)
    finally:
        gc.enable()
    return max(turns)


def test_a_run_ends_on_sigterm_though_a_node_prints_without_end(short_path: Path) -> None:
    assert shortest(lambda: ended_in_s(short_path), ENDING_S) < ENDING_S


def ended_in_s(directory: Path) -> float:
    """How long the run takes to end on SIGTERM."""
    nodes = ["producer-1", "worker-1"]
    with zmqplay_running(directory=directory, pattern=flooding.__file__, nodes=nodes) as (zmqplay, _):
        begun = time.monotonic()
        zmqplay.send_signal(signal.SIGTERM)
        zmqplay.communicate(timeout=DEADLINE_S)
        took_s = time.monotonic() - begun
        assert zmqplay.returncode == 128 + signal.SIGTERM
    return took_s
