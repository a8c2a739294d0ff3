"""The commands, run as a user runs them: what they print, where, and the exit status."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from zmqplay import __version__
from zmqplay.patterns import PATTERNS, find
from zmqplay.patterns.pattern import Pattern

DEADLINE_S = 60


def zmqplay(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [sys.executable, "-m", "zmqplay", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=DEADLINE_S, check=False, stdin=subprocess.DEVNULL
    )


def anywhere(pattern: str) -> list[str]:
    """Options that let each wire of a pattern run at a free port: other tests may play at the same time."""
    return [word for wire in find(pattern).wires for word in ("--endpoint", f"{wire.name}=tcp://127.0.0.1:*")]


def played(pattern: str, *arguments: str) -> dict[str, Any]:
    """What `run --json` says of a pattern played at free ports; it must have done what was asked."""
    done = zmqplay("run", pattern, *anywhere(pattern), *arguments, "--json")
    assert done.returncode == 0, done.stderr
    outcome: dict[str, Any] = json.loads(done.stdout)
    totals = outcome["totals"]
    assert totals["expected"] == totals["delivered"] + totals["in_flight"] + totals["lost"]
    return outcome


def received(outcome: dict[str, Any], role: str) -> list[int]:
    """The messages that each node of a role has received."""
    return [
        sum(socket["received"]["messages"] for socket in node["sockets"])
        for node in outcome["nodes"]
        if node["role"] == role
    ]


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


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_every_pattern_delivers_what_it_is_given(pattern: Pattern) -> None:
    outcome = played(pattern.name, "--count", "12", "--rate", "200")
    assert outcome["complete"]
    assert outcome["totals"]["in_flight"] == outcome["totals"]["lost"] == 0
    speaking = {role.name for role in pattern.roles if role.speaks}
    sent = sum(s["sent"]["messages"] for n in outcome["nodes"] if n["role"] in speaking for s in n["sockets"])
    assert sent == 12
    assert all(node["state"] == "stopped" and node["exit"] == 0 for node in outcome["nodes"])


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


def test_links_and_routing_ids_are_told() -> None:
    outcome = played("dealer-router", "--count", "9", "--rate", "100")
    links = {(link["from"], link["to"]): link["delivered"] for link in outcome["links"]}
    assert links == {
        (sender, receiver): 3
        for client in ("client-1", "client-2", "client-3")
        for sender, receiver in ((client, "server-1"), ("server-1", client))
    }
    ids = {entry["routing_id"]: (entry["hex"], entry["received"], entry["sent"]) for entry in outcome["routing_ids"]}
    assert ids["Client1"] == ("436c69656e7431", 3, 3)


def test_seconds_end_a_run_and_what_is_under_way_is_in_flight() -> None:
    outcome = played("push-pull", "--seconds", "1", "--rate", "50", "--work", "worker=300")
    totals = outcome["totals"]
    assert totals["in_flight"] > 0
    assert totals["sent"] >= 40
    assert outcome["seconds"] < 1.5


def test_without_json_there_is_a_table_and_no_progress_bar_where_there_is_no_terminal() -> None:
    done = zmqplay("run", "push-pull", "--count", "3", *anywhere("push-pull"))
    assert done.returncode == 0
    assert done.stderr == ""
    assert "worker-3" in done.stdout
    assert "delivered 3 + in flight 0 + lost 0" in done.stdout


def test_ctrl_c_ends_a_run_with_130_and_complete_json() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "zmqplay", "run", "push-pull", "--rate", "100", "--json"]
    command += ["--endpoint", f"tasks=tcp://127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        with socket.socket() as probe:
            while probe.connect_ex(("127.0.0.1", port)):
                assert run.poll() is None
        run.send_signal(signal.SIGINT)
        out, _ = run.communicate(timeout=DEADLINE_S)
    assert run.returncode == 130
    assert json.loads(out)["complete"] is False


def test_a_node_that_fails_makes_the_status_1_and_is_named() -> None:
    alone = ("push-pull", *anywhere("push-pull"), "--nodes", "worker=0")
    done = zmqplay("run", *alone, "--count", "1", "--option", "producer.SNDTIMEO=50", "--json")
    assert done.returncode == 1
    assert (
        done.stderr.splitlines()[0] == "zmqplay: producer-1 crashed: zmq.error.Again: Resource temporarily unavailable"
    )
    assert json.loads(done.stdout)["nodes"][0]["state"] == "crashed"


def test_a_run_that_cannot_go_on_says_so_and_ends() -> None:
    done = zmqplay("run", "push-pull", *anywhere("push-pull"), "--nodes", "worker=0", "--count", "1")
    assert done.returncode == 1
    assert "nothing moves any more" in done.stderr


WRONG = [
    ((), "Missing argument 'PATTERN'"),
    (("pushpul",), "there is no pattern 'pushpul'; did you mean push-pull?"),
    (("push-pull", "--nodes", "wroker=1"), "no role 'wroker' (did you mean worker?)"),
    (("push-pull", "--nodes", "worker"), "--nodes takes NAME=VALUE"),
    (("push-pull", "--nodes", "worker=many"), "'many' is no whole number"),
    (("push-pull", "--nodes", "worker=-1"), "there can be 0 to 64, not -1"),
    (("push-pull", "--nodes", "worker=1000000"), "there can be 0 to 64"),
    (("push-pull", "--cuont", "1"), "--count"),
    (("push-pull", "--count", "-1"), "--count is 0 to"),
    (("push-pull", "--count", "1", "--nodes", "producer=0"), "nobody would send anything"),
    (("push-pull", "--size", "-1"), "--size is 0 to"),
    (("push-pull", "--size", "999999999999"), "--size is 0 to"),
    (("push-pull", "--rate", "0"), "--rate is above 0"),
    (("push-pull", "--seconds", "nan"), "--seconds"),
    (("push-pull", "--seconds", "-1"), "--seconds"),
    (("push-pull", "--work", "worker-9=1"), "there is no worker-9 among 3 workers"),
    (("push-pull", "--work", "worker=-1"), "work takes 0 to"),
    (("push-pull", "--topics", "worker-1=a"), "subscribes to nothing"),
    (("push-pull", "--option", "producer.SNDHWN=1"), "did you mean SNDHWM?"),
    (("push-pull", "--option", "producer.SNDHWM=x"), "SNDHWM takes a whole number"),
    (("push-pull", "--option", "SNDHWM=1"), "--option takes ROLE.NAME=VALUE"),
    (("push-pull", "--endpoint", "task=ipc:///tmp/x"), "did you mean tasks?"),
    (("push-pull", "--endpoint", "tasks=tcp://127.0.0.1:99999"), "tcp ports end at 65535"),
    (("push-pull", "--endpoint", "tasks=ipc://" + "/x" * 60), "has at most 107 bytes"),
    (("push-pull", "--endpoint", "tasks=udp://x"), "is no address that zmqplay knows"),
    (("push-pull", "--endpoint", "tasks=inproc://x"), "nodes are processes"),
    (("push-pull", "--endpoint", "tasks=tcp://192.0.2.1:5555"), "no address of this machine"),
]


@pytest.mark.parametrize(("arguments", "cause"), WRONG, ids=[" ".join(words)[:50] for words, _ in WRONG])
def test_what_is_wrong_is_said_in_one_line_with_status_2(arguments: tuple[str, ...], cause: str) -> None:
    done = zmqplay("run", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("zmqplay: ")
    assert cause in line


def test_binding_never_destroys_a_file(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    done = zmqplay("run", "push-pull", "--endpoint", f"tasks=ipc://{precious}", "--count", "1")
    assert done.returncode == 2
    assert "binding would destroy it" in done.stderr
    assert precious.read_text() == "mine"


def test_a_port_that_the_user_named_and_somebody_holds_is_an_error_with_status_1() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        address = f"tcp://127.0.0.1:{holder.getsockname()[1]}"
        done = zmqplay("run", "push-pull", "--endpoint", f"tasks={address}", "--count", "1")
    assert (done.returncode, done.stdout) == (1, "")
    assert "is in use" in done.stderr


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


def test_a_default_port_that_somebody_holds_is_replaced_and_that_is_said() -> None:
    with holding(5560):
        done = zmqplay("run", "pair", "--count", "2")
    assert done.returncode == 0
    assert "port 5560 is taken, so line runs at tcp://127.0.0.1:" in done.stderr


def test_list_tells_all_patterns_in_menu_order() -> None:
    assert [entry["name"] for entry in json.loads(zmqplay("list", "--json").stdout)] == [p.name for p in PATTERNS]
    text = zmqplay("list").stdout
    assert all(pattern.name in text and pattern.summary in text for pattern in PATTERNS)


def test_version_names_all_that_matters() -> None:
    words = zmqplay("--version").stdout
    assert words.startswith(f"zmqplay {__version__}, pyzmq ")
    assert "libzmq" in words
    assert words.endswith(f"textual {version('textual')}\n")


@pytest.mark.parametrize("arguments", [("push-pull",), ()])
def test_the_screen_is_refused_where_there_is_no_terminal(arguments: tuple[str, ...]) -> None:
    done = zmqplay(*arguments)
    assert done.returncode == 2
    assert "zmqplay run" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_wrong_pattern_to_open_is_named_with_the_nearest() -> None:
    done = zmqplay("req-rpe")
    assert done.returncode == 2
    assert "did you mean request-reply?" in done.stderr


def test_the_command_line_imports_no_terminal_until_it_opens_one() -> None:
    code = "import sys, zmqplay.cli; print([m for m in ('textual', 'rich', 'zmq', 'asyncio') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_list_is_shown_without_zmq() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "zmqplay", "list"], capture_output=True, text=True, check=True
    )
    assert "zmqplay.patterns.push_pull" in done.stderr
    assert "zmq.sugar" not in done.stderr
    assert "push-pull" in done.stdout


def test_zmq_is_there_for_whoever_uses_it_after_the_list() -> None:
    code = (
        "import sys; from zmqplay.cli import _defer_zmq; _defer_zmq(); from zmqplay.patterns import push_pull; "
        "assert 'zmq.backend' not in sys.modules; assert push_pull.zmq.PUSH == 8; import zmq.asyncio; import zmq; "
        "assert zmq.Context is push_pull.zmq.Context"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
