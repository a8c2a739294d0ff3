"""A node's reports when more messages pass than it can show, and when all is quiet again."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.node.outcomes import DEADLINE_S, ROOT
from zmqplay.node.tap.capture import CALM, LOADED


def played(*arguments: str) -> Any:  # noqa: ANN401  # the output of each scene
    command = [sys.executable, "-m", "tests.node.loaded", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=DEADLINE_S)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_under_a_flood_some_messages_are_shown_and_all_are_counted() -> None:
    flood = played("flooded")
    assert flood["passed"] > 1_000
    assert flood["counted"] == [flood["passed"], flood["passed"]]
    assert max(flood["samples"]) <= CALM
    assert all(samples <= LOADED for samples in flood["samples"][2:])  # one content for all, which is not chosen
    assert sum(flood["samples"]) < flood["passed"]
    assert all(flood["sampled"][1:])


WAITS = ("recv", "recv-frame", "recv_multipart", "recv_into", "recv_string", "poll", "poller", "select")


@pytest.mark.parametrize("way", WAITS)
def test_after_a_flood_a_role_that_waits_is_idle_and_its_next_message_is_shown(way: str) -> None:
    assert played("resting", way) == [[2, 1]]


@pytest.mark.parametrize("way", ["send", "send-buffer", "send_multipart", "send_string"])
def test_after_a_flood_a_role_that_cannot_send_is_blocked_and_its_message_is_shown(way: str) -> None:
    assert played("blocked", way) == 1


def test_a_role_s_times_add_up_to_the_elapsed_time() -> None:
    times = played("timed")
    (busy, idle, blocked), elapsed = times["calm"]
    assert min(busy, idle, blocked) > 55
    assert busy + idle + blocked == pytest.approx(elapsed, rel=0.05)
    shared, elapsed = times["flooded"]
    assert elapsed > 300
    assert sum(shared) == pytest.approx(elapsed, rel=0.05)
