"""`zmqplay run --at`: timed commands on the command line."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest

from tests.command_line import answered, received, zmqplay

ANYWHERE = ("--endpoint", "tasks=tcp://127.0.0.1:*")
NEWS_ANYWHERE = ("--endpoint", "news=tcp://127.0.0.1:*")
ROUTER_ANYWHERE = ("--endpoint", "service=tcp://127.0.0.1:*")


def played(*arguments: str) -> dict[str, Any]:
    """The output of `run --json`, after a run that succeeded and printed nothing else."""
    done = zmqplay("run", *arguments, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome


def test_a_killed_worker_is_no_failure_and_the_others_take_over() -> None:
    outcome = played("push-pull", *ANYWHERE, "--count", "400", "--rate", "200", "--at", "0.3:kill worker-1")
    first, *others = received(outcome, "worker")
    assert outcome["complete"]
    assert min(others) > first
    nodes = {node["name"]: node for node in outcome["nodes"]}
    assert (nodes["worker-1"]["state"], nodes["worker-1"]["counts_are_final"]) == ("killed", True)
    totals = outcome["totals"]
    assert (totals["sent"], totals["in_flight"]) == (400, 0)
    assert totals["delivered"] + totals["lost"] == 400
    (command,) = outcome["commands"]
    assert (command["command"], command["done"]) == ("kill worker-1", True)
    assert 0.3 <= command["seconds"] < outcome["seconds"]
    assert command["says"].startswith("worker-1 is killed")


KILLED_AMID_WORK = (
    *("--nodes", "worker=2", "--count", "40", "--work", "worker=10", "--work", "worker-2=100"),
    *("--at", "0.5:kill worker-2"),
)


def test_messages_lost_with_a_killed_worker_have_a_reason_and_a_finding() -> None:
    outcome = played("push-pull", *ANYWHERE, *KILLED_AMID_WORK)
    assert outcome["complete"]
    assert set(outcome["lost_by_reason"]) == {"peer-died"}
    assert 0 < outcome["totals"]["lost"] < 20
    assert all(set(case) >= {"rule", "node", "says", "source"} for case in outcome["diagnosis"])


def test_a_work_time_changes_during_the_run() -> None:
    outcome = played(
        *("push-pull", *ANYWHERE, "--nodes", "worker=1", "--count", "40", "--rate", "50"),
        *("--at", "0.2:work worker-1 30ms 5ms"),
    )
    service = outcome["nodes"][1]["service_ms"]
    assert service["p99"] > 25 > 5 > min(service["p50"], 5) - 1
    assert outcome["nodes"][1]["sockets"][0]["busy_seconds"] > 0.3


def test_a_run_waits_for_its_remaining_commands() -> None:
    outcome = played("push-pull", *ANYWHERE, "--count", "3", "--at", "0.5:burst 5", "--at", "1:send producer-1 last")
    assert outcome["complete"]
    assert outcome["seconds"] >= 1
    assert outcome["totals"]["delivered"] == 9


def test_nothing_is_lost_while_a_node_is_frozen() -> None:
    outcome = played(
        *("push-pull", *ANYWHERE, "--count", "60", "--rate", "200"),
        *("--at", "0.1:freeze worker-1", "--at", "1:thaw worker-1"),
    )
    assert received(outcome, "worker") == [20, 20, 20]
    assert (outcome["totals"]["lost"], outcome["complete"]) == (0, True)


def test_a_restarted_speaking_node_sends_the_rest() -> None:
    for ending in ("kill", "stop"):
        outcome = played(
            *("push-pull", *ANYWHERE, "--nodes", "worker=1", "--count", "100", "--rate", "200"),
            *("--at", f"0.2:{ending} producer-1", "--at", "0.5:restart producer-1"),
        )
        assert outcome["complete"]
        assert outcome["totals"]["sent"] == 100
        now, before = outcome["nodes"][0]["sockets"]
        assert (now["former"], before["former"]) == (False, True)
        assert now["sent"]["messages"] + before["sent"]["messages"] == 100


def test_the_others_send_what_a_killed_speaker_had_left() -> None:
    outcome = played("dealer-router", *ROUTER_ANYWHERE, "--count", "90", "--rate", "30", "--at", "0.1:kill client-2")
    sent = {n["name"]: n["sockets"][0]["sent"]["messages"] for n in outcome["nodes"] if n["role"] == "client"}
    assert sum(sent.values()) == 90
    assert sent["client-2"] < 30 < sent["client-1"]


def test_rate_and_number_of_speakers_change_and_the_count_stays() -> None:
    outcome = played(
        *("dealer-router", *ROUTER_ANYWHERE, "--nodes", "client=1", "--count", "300", "--rate", "50"),
        *("--at", "0.2:nodes client 3", "--at", "0.5:rate 500", "--at", "0.5:rate 100 client-1"),
    )
    sent = [n["sockets"][0]["sent"]["messages"] for n in outcome["nodes"] if n["role"] == "client"]
    assert outcome["complete"]
    assert sum(sent) == 300
    assert min(sent) > 50


def test_a_wire_that_moves_takes_its_nodes_along() -> None:
    outcome = played("push-pull", *ANYWHERE, "--count", "60", "--rate", "100", "--at", "0.2:wire tasks ipc")
    assert outcome["complete"]
    assert outcome["nodes"][0]["sockets"][0]["bound"][0].startswith("ipc://")
    assert outcome["totals"]["sent"] == 60


def test_nodes_may_be_added_later() -> None:
    outcome = played(
        *("push-pull", *ANYWHERE, "--nodes", "producer=0", "--nodes", "worker=0", "--count", "10"),
        *("--at", "0.1:nodes worker 2", "--at", "0.3:nodes producer 1"),
    )
    assert outcome["complete"]
    assert outcome["totals"]["delivered"] == 10


def test_all_nodes_may_have_ended_for_a_while() -> None:
    outcome = played(
        *("push-pull", *ANYWHERE, "--nodes", "worker=1", "--count", "20", "--rate", "200"),
        *("--at", "0.3:stop producer-1", "--at", "0.3:stop worker-1", "--at", "0.8:nodes worker 2"),
    )
    assert outcome["complete"]
    assert len(outcome["nodes"]) == 3


def test_commands_that_come_at_the_same_time_are_done_in_their_order() -> None:
    commands = ["0.2:message second", "0.2:burst 2", "0.1:message first", "0.1:burst 3"]
    arguments = [word for command in commands for word in ("--at", command)]
    outcome = played(
        "publish-subscribe", *NEWS_ANYWHERE, "--seconds", "0.6", "--rate", "0.001", "--message", "zero", *arguments
    )
    assert [command["command"] for command in outcome["commands"]] == [
        "message first",
        "burst 3",
        "message second",
        "burst 2",
    ]
    sent = {topic["topic"]: topic["sent"] for topic in outcome["topics"]}
    assert sum(sent.values()) == 1 + 3 + 2  # the generator's one message says what was set when its turn came
    assert sent["first"] >= 3
    assert sent["second"] >= 2


def test_a_commanded_crash_is_no_failure_and_another_crash_is() -> None:
    asked = zmqplay(
        "run", "push-pull", *ANYWHERE, "--count", "60", "--rate", "50", "--at", "0.1:fail worker-1", "--json"
    )
    assert (asked.returncode, asked.stderr) == (0, "")
    worker = json.loads(asked.stdout)["nodes"][1]
    assert worker["state"] == "crashed"
    assert "worker-1 was told to fail at this task" in worker["error"]
    unasked = zmqplay(
        "run", "push-pull", *ANYWHERE, "--seconds", "2", "--rate", "1", "--at", "0.1:option worker-1 RCVTIMEO 1"
    )
    assert unasked.returncode == 1
    assert unasked.stderr == "zmqplay: worker-1 crashed: zmq.error.Again: Resource temporarily unavailable\n"


def test_a_command_that_fails_is_one_line_and_status_1_and_the_run_continues() -> None:
    done = zmqplay(
        *("run", "push-pull", *ANYWHERE, "--count", "20", "--rate", "100", "--json"),
        *("--at", "0.1:kill worker-1", "--at", "1:freeze worker-1", "--at", "1:thaw worker-9"),
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "zmqplay: --at 'freeze worker-1' was not done: worker-1 has ended (killed); restart it first.",
        "zmqplay: --at 'thaw worker-9' was not done: there is no worker-9; "
        "there are producer-1, worker-1, worker-2, worker-3.",
    ]
    outcome = json.loads(done.stdout)
    assert outcome["complete"]
    assert [command["done"] for command in outcome["commands"]] == [True, False, False]


def test_a_run_that_a_frozen_node_holds_up_names_it() -> None:
    done = zmqplay("run", "push-pull", *ANYWHERE, "--count", "90", "--rate", "100", "--at", "0.1:freeze worker-1")
    assert done.returncode == 1
    held = re.search(r"zmqplay: worker-1 stands still \(sent 90, in flight (\d+)\); thaw it with --at", done.stderr)
    assert held, done.stderr
    assert 0 < int(held[1]) <= 30


def test_commands_after_the_end_are_reported() -> None:
    begun = time.monotonic()
    done = zmqplay("run", "push-pull", *ANYWHERE, "--seconds", "0.2", "--at", "60:kill worker-1")
    assert time.monotonic() - begun < 30
    assert done.returncode == 1
    assert done.stderr == "zmqplay: --at 'kill worker-1' was not done: the run was over before 60 s\n"


def test_a_count_without_any_speaker_left_is_given_up_with_a_sentence() -> None:
    done = zmqplay(
        "run", "push-pull", *ANYWHERE, "--count", "1000", "--rate", "100", "--at", "0.2:kill producer-1", "--json"
    )
    assert done.returncode == 1
    assert "nobody is left to send the rest of --count" in done.stderr
    assert json.loads(done.stdout)["complete"] is False


def test_the_table_shows_commands_and_losses() -> None:
    done = zmqplay("run", "push-pull", *ANYWHERE, *KILLED_AMID_WORK)
    assert done.returncode == 0
    assert "s: worker-2 is killed; what waits in its memory is lost" in done.stdout
    assert "lost by peer-died" in done.stdout


WRONG = [
    ("kill worker-1", "--at takes SECONDS:COMMAND, such as '1:kill worker-1', not 'kill worker-1'."),
    ("soon:kill worker-1", "--at: 'soon' is no number."),
    ("-1:kill worker-1", "--at is 0 to"),
    ("nan:kill worker-1", "--at is 0 to"),
    ("1:kil worker-1", "--at '1:kil worker-1': there is no command '/kil': did you mean /kill?"),
    ("1:", "there is no command '/'"),
    ("1:kill wroker-1", "has no role 'wroker' (did you mean worker?)"),
    ("1:work worker", "MS is missing in /work ROLE|NODE MS [JITTER]: how long a task takes"),
    ("1:nodes worker 65", "not '65'"),
    ("1:rate 5 worker-1", "worker-1 makes no traffic by itself; a producer does"),
]


@pytest.mark.parametrize(("at", "cause"), WRONG, ids=[at for at, _ in WRONG])
def test_a_wrong_command_is_refused_before_anything_is_played(at: str, cause: str) -> None:
    done = answered("run", "push-pull", "--at", at)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert cause in line
