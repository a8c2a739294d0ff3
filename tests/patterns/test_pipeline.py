"""Pipeline: all results reach the sink, and more workers make it faster."""

import re

from tests.playing import node, playing, settle, speak, until
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup

TRIES = 5
"""A busy machine may hold up any batch, or the sink when it begins."""


def speed_up(workers: int, least: float, most: float) -> float:
    """The speed-up that the sink prints for a batch of thirty tasks of 20 ms: the first between these, or the last."""
    with playing("pipeline", Setup(counts={"worker": workers})) as session:
        output, found = node(session, "sink-1").output, 0.0
        for batch in range(1, TRIES + 1):
            speak(session, 30)
            until(session, lambda batch=batch: len(output) == batch)  # type: ignore[misc]  # bound now, not late
            settle(session)
            match = re.fullmatch(r"batch of 30 in [\d.]+ s, speed-up ([\d.]+)", output[-1])
            assert match is not None
            found = float(match[1])
            if least < found <= most:
                break
        return found


def test_three_workers_are_about_three_times_as_fast_as_one() -> None:
    assert speed_up(1, 0.5, 1.05) <= 1.05
    assert 2.0 < speed_up(3, 2.0, 3.05) <= 3.05


def test_a_batch_is_whole_when_all_its_results_are_there_however_slow_the_tasks() -> None:
    with playing("pipeline", Setup(work_ms={"worker": 10, "worker-1": 250})) as session:
        session.controls.speech.burst(9)
        until(session, lambda: node(session, "sink-1").output)
        settle(session)
        (line,) = node(session, "sink-1").output
        match = re.fullmatch(r"batch of 9 in ([\d.]+) s, speed-up [\d.]+", line)
        assert match is not None
        assert float(match[1]) >= 0.5  # 0.75, unless the sink gets no processor when the batch begins


def test_a_sink_waits_for_the_results_that_died_with_a_worker() -> None:
    with playing("pipeline", Setup(work_ms={"worker": 10, "worker-1": 10_000})) as session:
        session.controls.speech.burst(9)
        until(session, lambda: node(session, "sink-1").received == 8)
        session.controls.nodes.kill("worker-1")
        until(session, lambda: session.traffic.ledger.totals.lost == 2)
        settle(session)
        assert not node(session, "sink-1").output


def test_a_new_sink_begins_with_the_next_batch() -> None:
    with playing("pipeline", Setup(work_ms={"worker": 10, "worker-1": 60_000})) as session:
        session.controls.speech.burst(6)
        until(session, lambda: node(session, "sink-1").received == 6)  # with its begin and its end, without two results
        session.controls.nodes.restart("sink-1")
        until(session, lambda: node(session, "sink-1").life.number == 2 and node(session, "sink-1").life.pid)
        until(session, lambda: has_come_back(session, "ventilator-1"))  # else "batch begins" may come after a result
        session.controls.nodes.set_work("worker-1", 10)
        until(session, lambda: node(session, "worker-1").sent == 2)
        session.controls.speech.burst(3)
        until(session, lambda: node(session, "sink-1").output)
        assert all(line.startswith("batch of 3 in ") for line in node(session, "sink-1").output)


def has_come_back(session: Session, name: str) -> bool:
    """Whether a node's second socket is connected again, after its peer has gone."""
    socket = node(session, name).sockets[1]
    return bool(socket.handshakes) and 0 < socket.last_disconnect_ns < socket.last_handshake_ns
