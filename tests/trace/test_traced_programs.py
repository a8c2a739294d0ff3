"""Programs of all kinds run as they would untraced, and what they did is known to the message."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.trace.tracing import DEADLINE_S, Reader, Told, base, command, run, traced
from zmqplay.trace.programs import environment
from zmqplay.wire import Activity

ENDS = {
    "return": 0,
    "raise": 1,
    "exit": 3,
    "_exit": 7,
    "SIGTERM": -signal.SIGTERM,
    "SIGKILL": -signal.SIGKILL,
    "abort": -signal.SIGABRT,
}


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """The directory into which programs are traced."""
    (directory := tmp_path / "traced").mkdir(mode=0o700)
    return directory


def plain(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, env=base(), capture_output=True, text=True, timeout=DEADLINE_S, check=False)


def last_counts(told: Told) -> tuple[list[tuple[int, int]], bool]:
    """Sent and received by each socket that was open at the end, and whether that is exact."""
    counts = [(last.sent.messages, last.received.messages) for last in told.last]
    return counts, all(last.sent_is_exact and last.received_is_exact for last in told.last)


@pytest.mark.parametrize("way", ENDS)
def test_counts_are_exact_however_a_program_ends(there: Path, way: str) -> None:
    done, (told,) = traced(command("ending", "100", way), there)
    assert (done.returncode, done.stdout) == (ENDS[way], "passed 100\n")
    assert told.counts("PUSH") == [(100, 0)]
    assert told.counts("PULL") == [(0, 100)]
    if told.final:
        assert told.last == []
    else:
        assert last_counts(told) == ([(100, 0), (0, 100)], True)
    assert len(told.samples) == 200


@pytest.mark.parametrize("way", ["return", "raise", "_exit"])
def test_counts_are_exact_after_a_flood(there: Path, way: str) -> None:
    _, (told,) = traced(command("ending", "50000", way), there)
    assert told.counts("PUSH") == [(50_000, 0)]
    assert told.counts("PULL") == [(0, 50_000)]
    assert told.final
    assert 200 < len(told.samples) < 100_000  # of both sockets; on a busy machine it takes a while to be a flood


def test_a_program_that_is_interrupted_in_a_flood_ends_by_that_signal(there: Path) -> None:
    arguments = command("failing", "be_interrupted_in_a_flood")
    assert plain(arguments).returncode == -signal.SIGINT
    done, (told,) = traced(arguments, there)
    assert done.returncode == -signal.SIGINT  # Python forgets it where anything is imported, or evaluated, at the end
    assert told.counts("PUB") == [(100_000, 0)]


def test_counts_of_a_program_killed_at_two_thousand_messages_a_second_are_exact(there: Path) -> None:
    _, (told,) = traced(command("ending", "1500", "SIGKILL", "0.0005"), there)
    assert last_counts(told) == ([(1_500, 0), (0, 1_500)], True)


def test_counts_of_a_program_killed_in_a_flood_are_said_to_be_at_least(there: Path) -> None:
    _, (told,) = traced(command("ending", "30000", "SIGKILL"), there)
    counts, exact = last_counts(told)
    assert not exact
    assert 128 <= counts[0][0] <= 30_000


def test_exec_begins_another_program_in_the_same_process(there: Path) -> None:
    done, (first, second) = traced(command("ending", "50", "exec"), there)
    assert done.stdout == "passed 50\npassed 3\n"
    assert first.process.pid == second.process.pid
    assert first.process.stamp < second.process.stamp
    assert (first.counts("PUSH"), second.counts("PUSH")) == ([(50, 0)], [(3, 0)])


def test_output_and_exit_status_are_the_programs_own(there: Path) -> None:
    arguments = command("ending", "10", "raise")
    without, with_ = plain(arguments), run(arguments, there)
    assert (with_.returncode, with_.stdout, with_.stderr) == (without.returncode, without.stdout, without.stderr)
    assert "ValueError: as told" in with_.stderr


def test_each_forked_child_counts_for_itself(there: Path) -> None:
    done, told = traced(command("forking"), there)
    assert (done.returncode, done.stderr) == (0, "")
    parent, child, grandchild = sorted(told, key=lambda each: each.process.stamp)
    assert parent.counts("PUSH") == [(2, 0)]
    assert child.counts("PAIR") == [(5, 0), (0, 5)]
    assert grandchild.counts("PAIR") == [(9, 0), (0, 9)]
    assert [each.process.child for each in (parent, child, grandchild)] == ["", "fork", "fork"]
    assert (child.process.parent, grandchild.process.parent) == (parent.process.pid, child.process.pid)


@pytest.mark.parametrize("way", ["fork", "spawn", "forkserver"])
def test_children_of_multiprocessing_are_traced_with_their_names(there: Path, way: str) -> None:
    done, told = traced(command("starting", way), there)
    assert (done.returncode, done.stderr) == (0, "")
    workers = [each for each in told if each.process.child]
    assert [each.counts("REP") for each in workers] == [[(3, 3)], [(3, 3)]]
    assert len({each.process.child for each in workers}) == 2
    assert {each.process.name for each in told} == {"starting"}


def test_asyncio_is_counted_and_waits_idle_in_its_event_loop(there: Path) -> None:
    with started(there, "awaiting") as reader:
        reader.until(lambda told: told.counts("REQ") == [(10, 10)] and told.activity is Activity.IDLE)
        (told,) = reader.all_dead()
    assert told.counts("REP") == [(10, 10)]


def test_two_contexts_are_told_apart(there: Path) -> None:
    _, (told,) = traced(command("threading_"), there)
    assert told.counts("PUSH") == [(4, 0), (6, 0)]
    assert told.counts("PULL") == [(0, 4), (0, 6)]
    contexts = told.process.contexts
    assert [contexts[number] for number, facts in told.facts.items() if facts.type == "PUSH"] == [0, 1]
    assert [contexts[number] for number, facts in told.facts.items() if facts.type == "PULL"] == [0, 1]


def test_a_socket_for_each_request_is_a_socket_each(there: Path) -> None:
    done, (told,) = traced(command("retrying"), there)
    assert (done.returncode, done.stderr) == (0, "")
    assert told.counts("REQ") == [(1, 0)] * 5
    assert told.counts("ROUTER") == [(0, 5)]
    assert all(facts.closed for facts in told.facts.values())
    (router,) = (number for number, facts in told.facts.items() if facts.type == "ROUTER")
    assert list(told.received_by_key[router].values()) == [1] * 5


def test_a_daemon_that_closes_all_files_runs_on_and_is_counted(there: Path) -> None:
    done, (told,) = traced(command("daemon"), there)
    assert (done.returncode, done.stdout, done.stderr) == (0, "fine\n", "")
    assert told.counts("PUSH") == [(10, 0), (20, 0)]


def test_a_proxy_is_counted_on_both_sides(there: Path) -> None:
    done, (told,) = traced(command("proxying"), there)
    assert (done.returncode, done.stderr) == (0, "")
    assert told.counts("ROUTER") == told.counts("DEALER") == [(5, 5)]


def test_facts_are_told_as_our_own_nodes_tell_them(there: Path, tmp_path: Path) -> None:
    (elsewhere := tmp_path / "elsewhere").mkdir()
    done, (told,) = traced(command("telling", str(elsewhere)), there)
    assert (done.returncode, done.stderr) == (0, "")
    news, reader, router, dealer = (told.facts[number] for number in range(4))
    assert (news.bound, news.options) == (("ipc://news",), {"SNDHWM": 7})
    assert (reader.connected, reader.subscriptions) == (("ipc://news",), (b"b",))
    assert router.bound == ()
    assert (dealer.routing_id, dealer.closed) == (b"me", True)
    assert b"secret" not in dealer.options.values()
    assert told.sent_by_key[0] == {b"a": 2, b"b": 1, b"c": 1}
    assert told.received_by_key[1] == {b"a": 2, b"b": 1}
    assert told.received_by_key[2] == told.sent_by_key[2] == {b"me": 1}
    assert told.process.cwd == str(elsewhere)
    assert told.process.script == command("telling")[1]
    assert told.process.argv == (command("telling")[1], str(elsewhere))
    assert told.process.python == ".".join(map(str, sys.version_info[:3]))


class Watching(Reader):
    """A reader of a program that runs."""

    def until(self, condition: object) -> Told:
        """Read until the only process fulfils the condition."""
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            self.poll()
            for told in self.told.values():
                if told.report is not None and condition(told):  # type: ignore[operator]
                    return told
        raise AssertionError(f"it does not come: {self.told}")


@contextmanager
def started(there: Path, *arguments: str) -> Iterator[Watching]:
    """A program that runs until the block ends."""
    process = subprocess.Popen(command(*arguments), env=environment(there, base()))
    try:
        yield Watching(there)
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    ("way", "activity"), [("recv", Activity.IDLE), ("poll", Activity.IDLE), ("send", Activity.BLOCKED)]
)
def test_what_a_program_waits_for_is_told_with_its_line(there: Path, way: str, activity: Activity) -> None:
    with started(there, "waiting", way) as reader:
        told = reader.until(lambda told: told.activity is activity)
    assert told.report is not None
    source = Path(told.file).read_text().splitlines()
    assert source[told.report.line - 1].strip().startswith(f"socket.{way}(")
    assert told.file == command("waiting")[1]


def test_a_program_that_only_works_is_busy(there: Path) -> None:
    with started(there, "waiting", "work") as reader:
        told = reader.until(lambda told: told.facts[0].bound)
    assert told.activity is Activity.BUSY


def test_a_killed_program_is_dead_though_nobody_has_waited_for_it(there: Path) -> None:
    with started(there, "waiting", "recv") as reader:
        told = reader.until(lambda told: told.activity is Activity.IDLE)
        os.kill(told.process.pid, signal.SIGKILL)
        reader.until(lambda told: told.dead)


def test_a_program_without_a_socket_leaves_nothing(there: Path) -> None:
    done = run(command("nothing"), there)
    assert done.stdout.startswith("send [")
    assert done.stderr == ""
    assert list(there.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_thread_and_no_file_of_ours_is_left_in_the_program(there: Path) -> None:
    done = run(command("looking"), there)
    without = plain(command("looking"))
    assert (done.stdout, done.stderr) == (without.stdout, "")
    assert list(there.glob("*.page"))
