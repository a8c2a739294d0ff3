"""Pipeline: all results reach the sink, and more workers make it faster."""

import re

from tests.playing import node, playing, settle, speak, until
from zmqplay.session.setup import Setup


def speed_up(workers: int) -> float:
    """The speed-up that the sink prints for a batch of thirty tasks of 20 ms."""
    with playing("pipeline", Setup(counts={"worker": workers})) as session:
        speak(session, 30)
        until(session, lambda: any("speed-up" in line for line in node(session, "sink-1").output))
        assert node(session, "sink-1").received == 30
        settle(session)
        (line,) = node(session, "sink-1").output
        match = re.fullmatch(r"30 tasks in [\d.]+ s, speed-up ([\d.]+)", line)
        assert match is not None
        return float(match[1])


def test_three_workers_are_about_three_times_as_fast_as_one() -> None:
    assert speed_up(1) <= 1.05
    assert 2.0 < speed_up(3) <= 3.05
