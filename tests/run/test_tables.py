"""What `zmqplay run` prints for a person, of a story that is told."""

from __future__ import annotations

import pytest

from tests.telling import Telling
from zmqplay import patterns
from zmqplay.run.tables import print_tables


@pytest.fixture
def telling() -> Telling:
    """Three workers, of which the second stands still."""
    telling = Telling(patterns.find("push-pull"))
    telling.freeze("worker-2")
    telling.report(after_ms=1_000)
    telling.doctor.look(telling.now_ns)
    return telling


def printed(telling: Telling, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines about frozen nodes, after the end."""
    telling.over()
    print_tables(telling.traffic, telling.doctor, 1.0)
    return [line for line in capsys.readouterr().out.splitlines() if "Doctor" in line or "thawed" in line]


def test_a_finding_that_is_over_is_printed_with_its_time(telling: Telling, capsys: pytest.CaptureFixture[str]) -> None:
    since_s = (telling.now_ns - telling.traffic.live_ns) / 1e9
    telling.report(after_ms=500)
    telling.doctor.look(telling.now_ns)
    telling.thaw("worker-2")
    telling.report(after_ms=200)
    (line,) = printed(telling, capsys)
    assert line.startswith(f"Doctor ({since_s:.1f}–{since_s + 0.5:.1f} s, over): worker-2 is frozen: ")


def test_a_finding_that_holds_at_the_end_says_that_the_run_thawed_the_node(
    telling: Telling, capsys: pytest.CaptureFixture[str]
) -> None:
    found, thawed = printed(telling, capsys)
    assert found.startswith("Doctor: worker-2 is frozen: ")
    assert thawed.startswith("worker-2 was thawed at the end")
