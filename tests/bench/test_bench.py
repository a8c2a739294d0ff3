"""`zmqplay bench`, run as a user runs it, with the quickest cases."""

import json
import signal
import subprocess
import sys
import time

import psutil
import pytest

from tests.session.running import is_over, wait_for
from zmqplay.bench.bench import Bench
from zmqplay.bench.case import Case, Extent, Figure, Measurement
from zmqplay.bench.cases import CASES, choose
from zmqplay.bench.programs.pushing import push_by_hand
from zmqplay.bench.result import Result, results_of
from zmqplay.patterns.swap import path_of

DEADLINE_S = 60
PUSH_BY_HAND = path_of(push_by_hand)
"""The program of the second case."""
BENCH = sys.executable, "-m", "zmqplay", "bench"


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*BENCH, *arguments], capture_output=True, text=True, timeout=DEADLINE_S, check=False, stdin=subprocess.DEVNULL
    )


@pytest.mark.parametrize("name", ["two-frames", "receive-bound", "pub-sub-topics", "dealer-router-ids", "sndmore"])
def test_watched_and_plain_are_measured_in_pairs_and_every_message_is_counted(name: str) -> None:
    run = Bench(choose([name], short=True), Extent(rounds=2, seconds=0.02))
    run.measure(lambda _name, _done: None)
    assert run.failures == {}
    (result,) = run.results
    assert len(result.measurements) == 2
    assert result.exact
    assert all(each.value == each.watched / each.plain for each in result.measurements if each.plain and each.watched)


def test_json_is_one_object_with_a_result_for_each_figure_and_nothing_else() -> None:
    done = bench("--json", "--short", "ready-8", "command-list")
    assert done.stderr == ""
    told = json.loads(done.stdout)
    assert told["complete"]
    assert {"cores", "python", "pyzmq", "libzmq"} <= told["machine"].keys()
    ready, listed = told["results"]
    assert (ready["case"], ready["unit"], ready["at_most"], ready["exact"]) == ("ready-8", "ms", 50, True)
    assert (listed["case"], listed["measurements"], listed["exact"]) == ("command-list", 5, None)
    assert listed["quartiles"] == sorted(listed["quartiles"])


def test_without_json_there_is_a_table_that_can_be_pasted() -> None:
    done = bench("--short", "command-list")
    assert done.returncode == 0
    heading, line, row = [line for line in done.stdout.splitlines() if line.startswith("|")]
    assert heading.count("|") == line.count("|") == row.count("|") == 8
    assert row.startswith("| command-list ")
    assert "pyzmq" in done.stdout


def test_a_wrong_name_is_one_sentence_with_a_suggestion() -> None:
    done = bench("push-pul-16")
    assert done.returncode == 2
    assert done.stderr == "zmqplay: there is no case 'push-pul-16'; did you mean push-pull-16?\n"
    assert done.stdout == ""


def test_ctrl_c_prints_the_results_so_far_and_leaves_no_process() -> None:
    process = subprocess.Popen(
        [*BENCH, "--json", "--short", "two-frames", "sndmore"], stdout=subprocess.PIPE, text=True
    )
    until = time.monotonic() + DEADLINE_S
    started: set[psutil.Process] = set()
    while not any(PUSH_BY_HAND in _command(each) for each in started):
        assert time.monotonic() < until
        started |= set(psutil.Process(process.pid).children(recursive=True))
    process.send_signal(signal.SIGINT)
    printed, _ = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 130
    told = json.loads(printed)
    assert not told["complete"]
    assert [found["case"] for found in told["results"]] == ["two-frames"]
    wait_for(lambda: all(map(is_over, started)))


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_no_two_cases_have_the_same_name() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names)
    assert not {case.name for case in CASES if case.on_request} & {case.name for case in choose([], short=False)}


def result(figure: Figure, *measurements: Measurement) -> Result:
    case = Case("case", "something", (figure,), lambda _extent: iter(measurements))
    (found,) = results_of(case, measurements)
    return found


def test_only_a_wrong_count_or_less_than_half_of_a_ratio_fails() -> None:
    ratio = Figure(at_least=1.0)
    assert not result(ratio, Measurement(0.6)).fails
    assert result(ratio, Measurement(0.4)).fails
    assert not result(Figure(unit="ms", at_most=1.0), Measurement(100.0)).fails
    assert result(ratio, Measurement(2.0, exact=True), Measurement(2.0, exact=False)).fails


def test_a_goal_is_compared_with_its_quantile() -> None:
    measured = [Measurement(float(value)) for value in range(101)]
    assert result(Figure(unit="ms", at_most=50), *measured).met
    assert result(Figure(unit="ms", at_most=98, quantile=0.99), *measured).met is False
    assert result(Figure(), *measured).met is None


def test_a_case_that_stalls_is_reported_as_failed_and_the_others_continue() -> None:
    def stall(_extent: Extent) -> None:
        raise RuntimeError("it stands still")

    cases = [Case("stalls", "", (), stall), *choose(["command-list"], short=True)]  # type: ignore[arg-type]
    run = Bench(cases, Extent(1, 0.01))
    run.measure(lambda _name, _done: None)
    assert run.failures == {"stalls": "it stands still"}
    assert [found.case.name for found in run.results] == ["command-list"]
    assert run.status == 1
