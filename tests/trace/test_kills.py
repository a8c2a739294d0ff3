"""A program that is killed: what it had not taken is lost, for that reason, and the loss is never taken back."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from tests.trace.test_healthy_runs import TIMES, Run, Shape
from zmqplay.model.causes import LossReason

TAKEN = TIMES // 4


@pytest.mark.parametrize("restarts", [False, True])
def test_what_a_killed_worker_had_not_taken_is_lost_with_it(tmp_path: Path, restarts: bool) -> None:
    run = Run(Shape("ventilator stuck", frozenset({"ventilator"}), TIMES), f"ipc://{tmp_path}/a")
    totals = run.source.traffic.ledger
    with run.source as source:
        source.open()
        run.until(lambda: totals.totals.delivered == TAKEN and source.traffic.nodes["ventilator-1"].sent == TIMES)
        assert (totals.totals.in_flight, totals.totals.lost) == (TIMES - TAKEN, 0)
        if restarts:
            source.controls.nodes.restart("stuck-1")
        else:
            os.kill(source.traffic.nodes["stuck-1"].life.pid, signal.SIGKILL)
        run.until(lambda: totals.totals.lost)
        run.watch_on()
    assert totals.totals.lost_by_reason == {LossReason.PEER_DIED: TIMES - TAKEN}
    assert [each.lost for each in run.lost] == [TIMES - TAKEN]
    assert (totals.totals.delivered, totals.totals.in_flight) == (TAKEN, 0)


def test_a_client_that_is_killed_between_two_requests_has_lost_nothing(tmp_path: Path) -> None:
    run = Run(Shape("rep req req", frozenset({"req"}), 4 * TIMES), f"ipc://{tmp_path}/a")
    with run.source as source:
        source.open()
        run.until(lambda: source.traffic.ledger.totals.delivered >= 4 * TIMES)
        for node in source.traffic.nodes.values():
            if node.role == "req" and node.state.alive:
                with suppress(ProcessLookupError):  # it may just have ended
                    os.kill(node.life.pid, signal.SIGKILL)
        run.watch_on()
    assert run.lost == []
    assert source.traffic.ledger.totals.in_flight == 0
