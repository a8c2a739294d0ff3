"""`zmqplay run`, run as a user runs it: its output and its exit status."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.command_line import DEADLINE_S, anywhere, played, received, zmqplay
from zmqplay.session.ports import free_port


def test_thirty_tasks_are_shared_out_evenly() -> None:
    outcome = played("push-pull", "--nodes", "worker=3", "--count", "30", "--message", "Task {n}")
    assert received(outcome, "worker") == [10, 10, 10]
    assert (outcome["totals"]["in_flight"], outcome["totals"]["lost"], outcome["complete"]) == (0, 0, True)


def test_a_hundred_thousand_are_counted_to_the_message_and_the_byte() -> None:
    outcome = played("push-pull", "--count", "100000", "--nodes", "worker=4")
    producer, *workers = outcome["nodes"]
    sent = producer["sockets"][0]["sent"]
    got = [worker["sockets"][0]["received"] for worker in workers]
    assert sent["messages"] == sum(tally["messages"] for tally in got) == 100_000
    assert sent["bytes"] == sum(tally["bytes"] for tally in got) == sum(len(f"Task {n}") for n in range(1, 100_001))


def test_a_run_that_ends_with_messages_in_flight_is_not_complete() -> None:
    done = zmqplay(
        *("run", "push-pull", *anywhere("push-pull"), "--nodes", "worker=1", "--work", "worker=60000"),
        *("--seconds", "0.5", "--rate", "100", "--json"),
    )
    outcome = json.loads(done.stdout)
    assert outcome["totals"]["in_flight"] > 0
    assert (done.returncode, outcome["complete"]) == (0, False)


@pytest.mark.parametrize("case", [("--nodes", "worker=0"), ("--rate", "1")])
def test_a_count_that_could_never_be_sent_fails_when_the_time_is_over_and_a_slow_one_does_not(
    case: tuple[str, str],
) -> None:
    done = zmqplay("run", "push-pull", *anywhere("push-pull"), *case, "--count", "9", "--seconds", "1.5", "--json")
    is_stuck = "worker=0" in case
    assert (done.returncode, json.loads(done.stdout)["complete"]) == (int(is_stuck), False)
    assert ("is there a node to receive it?" in done.stderr) == is_stuck


def test_options_reach_the_nodes() -> None:
    outcome = played(
        *("publish-subscribe", "--nodes", "subscriber=2", "--count", "6", "--rate", "100"),
        *("--topics", "subscriber-1=a,b", "--topics", "subscriber-2=b", "--message", "a | 1", "--message", "b | 2"),
        *("--message", "c | 3", "--size", "50", "--work", "subscriber-2=20", "--option", "subscriber.RCVHWM=77"),
    )
    assert {t["topic"]: (t["sent"], t["received"]) for t in outcome["topics"]} == {
        "a": (2, {"subscriber-1": 2}),
        "b": (2, {"subscriber-1": 2, "subscriber-2": 2}),
        "c": (2, {}),
    }
    assert outcome["totals"]["unheard"] == 2
    assert outcome["nodes"][0]["sockets"][0]["sent"] == {"messages": 6, "bytes": 6 * 51}
    assert outcome["nodes"][2]["sockets"][0]["busy_seconds"] >= 0.04


def test_links_and_routing_ids_are_in_the_output() -> None:
    outcome = played("dealer-router", "--count", "9", "--rate", "100")
    links = {(link["from"], link["to"]): link["delivered"] for link in outcome["links"]}
    assert links == {
        (sender, receiver): 3
        for client in ("client-1", "client-2", "client-3")
        for sender, receiver in ((client, "server-1"), ("server-1", client))
    }
    ids = {entry["routing_id"]: (entry["hex"], entry["received"], entry["sent"]) for entry in outcome["routing_ids"]}
    assert ids["Client1"] == ("436c69656e7431", 3, 3)


def test_seconds_end_a_run_and_messages_under_way_are_in_flight() -> None:
    outcome = played("push-pull", "--seconds", "1", "--rate", "50", "--work", "worker=300")
    totals = outcome["totals"]
    assert totals["in_flight"] > 0
    assert totals["sent"] >= 20  # 50, on an idle machine
    assert 1 <= outcome["seconds"] < 10


def test_without_json_there_is_a_table_and_no_progress_bar_where_there_is_no_terminal() -> None:
    done = zmqplay("run", "push-pull", "--count", "3", *anywhere("push-pull"))
    assert done.returncode == 0
    assert done.stderr == ""
    assert "worker-3" in done.stdout
    assert "delivered 3 + in flight 0 + lost 0" in done.stdout


def interrupted(number: signal.Signals, *words: str, whole_group: bool) -> tuple[int, str, str]:
    """The exit status, stdout and stderr of a run that is sent a signal, alone or with its whole process group."""
    port = free_port("127.0.0.1")
    command = [sys.executable, "-m", "zmqplay", "run", "push-pull", *anywhere("push-pull"), "--rate", "100", *words]
    command += ["--endpoint", f"tasks=tcp://127.0.0.1:{port}"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as run:
        with socket.socket() as probe:
            while probe.connect_ex(("127.0.0.1", port)):
                assert run.poll() is None
                threading.Event().wait(0.001)
        (os.killpg if whole_group else os.kill)(run.pid, number)
        out, errors = run.communicate(timeout=DEADLINE_S)
    return run.returncode, out, errors


def test_ctrl_c_ends_a_run_with_130_and_complete_json() -> None:
    status, out, _ = interrupted(signal.SIGINT, "--json", whole_group=False)
    assert (status, json.loads(out)["complete"]) == (130, False)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_whose_whole_process_group_is_signalled_ends_its_nodes_and_none_has_crashed(
    number: signal.Signals,
) -> None:
    status, out, errors = interrupted(number, "--json", whole_group=True)
    assert (status, errors) == (128 + number, "")
    outcome = json.loads(out)
    assert {(node["state"], node["exit"]) for node in outcome["nodes"]} == {("stopped", 0)}
    assert outcome["diagnosis"] == []


def test_a_run_ended_by_timeout_prints_its_table_without_a_crash_or_empty_brackets() -> None:
    status, out, errors = interrupted(signal.SIGTERM, whole_group=True)
    assert (status, errors) == (128 + signal.SIGTERM, "")
    assert "worker-3" in out
    assert not [word for word in ("crashed", "exit status", "Traceback", "[]", "/restart") if word in out]


def test_a_node_that_fails_makes_the_status_1_and_is_named() -> None:
    done = zmqplay(
        "run",
        "push-pull",
        *anywhere("push-pull"),
        "--nodes",
        "worker=0",
        "--count",
        "1",
        "--option",
        "producer.SNDTIMEO=50",
        "--json",
    )
    assert done.returncode == 1
    assert (
        done.stderr.splitlines()[0] == "zmqplay: producer-1 crashed: zmq.error.Again: Resource temporarily unavailable"
    )
    assert json.loads(done.stdout)["nodes"][0]["state"] == "crashed"


def test_a_run_that_cannot_continue_says_so_and_ends() -> None:
    done = zmqplay("run", "push-pull", *anywhere("push-pull"), "--nodes", "worker=0", "--count", "1")
    assert done.returncode == 1
    assert "nothing moves any more" in done.stderr


@contextmanager
def holding(port: int) -> Iterator[None]:
    """Hold a port, as soon as no other program does."""
    until = time.monotonic() + DEADLINE_S
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        while True:
            try:
                holder.bind(("127.0.0.1", port))
                holder.listen()
                break
            except OSError:
                assert time.monotonic() < until, f"port {port} is never free"
                threading.Event().wait(0.05)
        yield


def test_a_default_port_that_another_program_holds_is_replaced_with_a_notice() -> None:
    with holding(5560):
        done = zmqplay("run", "pair", "--count", "2")
    assert done.returncode == 0
    assert "port 5560 is taken, so line runs at tcp://127.0.0.1:" in done.stderr


def test_a_finding_without_a_source_has_no_brackets() -> None:
    done = zmqplay(
        "run", "push-pull", "--nodes", "worker=1", *anywhere("push-pull"), "--seconds", "2", "--rate", "10",
        "--at", "0.3:fail worker-1",
    )  # fmt: skip
    said = [line for line in done.stdout.splitlines() if line.startswith("Doctor: worker-1 crashed")]
    assert said
    assert not any("[]" in line for line in said)
