"""How traced programs end, as it is told: each with its own exit status, and none where nobody knows it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from tests.trace.tracing import DEADLINE_S, PROGRAMS
from zmqplay.model.traffic import Traffic
from zmqplay.run import tracing
from zmqplay.trace.commands import read_commands

ONE_SOCKET = "import zmq, sys, time; s = zmq.Context().socket(zmq.PAIR); s.bind('inproc://a')"
PYTHON = sys.executable
HOUR_NS = 3_600_000_000_000


def traced(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `zmqplay trace` without a screen."""
    return subprocess.run(
        [PYTHON, "-m", "zmqplay", "trace", *arguments],
        capture_output=True, text=True, timeout=DEADLINE_S, check=False, cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "NO_COLOR": "1"},
    )  # fmt: skip


def ends(done: subprocess.CompletedProcess[str]) -> dict[str, tuple[str, int | None]]:
    """The state and the exit status of each node, as JSON tells them."""
    nodes: list[dict[str, Any]] = json.loads(done.stdout)["nodes"]
    return {node["name"]: (node["state"], node["exit"]) for node in nodes}


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A program that makes a socket and ends as asked: it exits, raises, is killed, or has a child that exits."""
    file = tmp_path / "ends.py"
    file.write_text(f"""{ONE_SOCKET}
import multiprocessing, os
def child():
    zmq.Context().socket(zmq.PAIR).bind('inproc://b')
    sys.exit(5)
if __name__ == '__main__':
    how = sys.argv[1]
    if how == 'raises':
        raise ValueError('so')
    elif how == 'child':
        one = multiprocessing.get_context('fork').Process(target=child)
        one.start()
        one.join()
    elif int(how) < 0:
        os.kill(os.getpid(), -int(how))
    else:
        sys.exit(int(how))
""")
    return file


def test_the_status_of_each_program_is_told_as_it_was_and_one_that_failed_makes_it_1(script: Path) -> None:
    done = traced("--json", *(f"{PYTHON} {script} {how}" for how in ("0", "3", "raises", "-9")))
    assert ends(done) == {
        "ends-1": ("stopped", 0), "ends-2": ("crashed", 3), "ends-3": ("crashed", 1), "ends-4": ("killed", -9),
    }  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "zmqplay: ends-2: exit status 3",
        "zmqplay: ends-3: exit status 1: ValueError: so",
        "zmqplay: ends-4: killed by SIGKILL, not by zmqplay",
    ]


def test_a_childs_status_is_its_parents_to_know_and_is_told_as_unknown(script: Path) -> None:
    done = traced("--json", f"{PYTHON} {script} child")
    assert ends(done) == {"ends-1": ("stopped", 0), "ends.child-1": ("stopped", None)}
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("shell", "state", "status"),
    [
        ("{python} {script} 3", "crashed", 3),
        ("{python} {script} 3; exit 7", "crashed", 7),
        ("{python} {script} 3; exit 0", "stopped", 0),
        ("exec {python} {script} 4", "crashed", 4),
    ],
)
def test_a_wrapper_is_the_program_and_its_status_is_told(shell: str, state: str, status: int, script: Path) -> None:
    command = shell.format(python=PYTHON, script=script)
    done = traced("--json", f"sh -c '{command}'")
    assert ends(done) == {"ends-1": (state, status)}
    assert done.returncode == int(status != 0)


def test_what_a_wrapper_that_has_ended_leaves_behind_lives_on_and_is_ended_with_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "stays.py"
    file.write_text(f"{ONE_SOCKET}\nimport os\nprint(os.getpid(), flush=True)\ntime.sleep(600)\n")
    done = traced("--json", "--seconds", "4", f"sh -c '{PYTHON} {file} & exit 0'")
    (node,) = json.loads(done.stdout)["nodes"]
    assert node["sockets"][0]["bound"] == ["inproc://a"]
    (pid,) = node["output"][:1]
    assert not psutil.pid_exists(int(pid)) or psutil.Process(int(pid)).status() == psutil.STATUS_ZOMBIE
    assert node["pid"] == int(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows what a process has begun with")
@pytest.mark.parametrize("then", ["time.sleep(600)", "sys.exit(0)"])
def test_a_child_that_has_left_the_group_of_its_program_is_ended_too(then: str, tmp_path: Path) -> None:
    file, told = tmp_path / "leaves.py", tmp_path / "child"
    file.write_text(f"""{ONE_SOCKET}
import os, pathlib, signal
if os.fork() == 0:
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pathlib.Path({str(told)!r}).write_text(str(os.getpid()))
    time.sleep(600)
while not (os.path.exists({str(told)!r}) and os.path.getsize({str(told)!r})):
    time.sleep(0.01)
{then}
""")
    traced("--json", "--seconds", "3", f"{PYTHON} {file}")
    pid = int(told.read_text())
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_programs_that_zmqplay_ends_have_not_failed(tmp_path: Path) -> None:
    done = traced("--json", "--seconds", "3", f"{PYTHON} {PROGRAMS / 'replying.py'} ipc://{tmp_path}/a")
    assert ends(done) == {"replying-1": ("stopped", -signal.SIGINT)}
    assert done.returncode == 0


def test_what_the_last_program_took_along_is_lost_and_not_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sends.py"
    file.write_text(f"""import zmq
socket = zmq.Context.instance().socket(zmq.PUSH)
socket.connect("ipc://{tmp_path}/nobody")
socket.send(b"lost")
zmq.Context.instance().destroy(linger=0)
""")
    monkeypatch.setattr(tracing, "_Interrupts", lambda: SimpleNamespace(number=0))
    monkeypatch.setattr(Traffic, "_ledger_every_ns", lambda _self, _now_ns: HOUR_NS)  # it is added up at the end only
    asked = tracing.Asked(None, as_json=True, fail_on=("lost", "stuck"))
    assert tracing.run(read_commands([f"{PYTHON} {file}"]), asked) == 1
    done = capfd.readouterr()
    assert json.loads(done.out)["lost_by_reason"] == {"unsent": 1}
    assert done.err.splitlines() == ["zmqplay: lost: 1 of 1 message, by unsent 1"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "name the programs: zmqplay trace 'python server.py' 'python client.py'."),
        (["no-such-program x.py"], "there is no program 'no-such-program'."),
        (["./plain.py"], "'./plain.py' may not be executed; to run a Python program, put python in front of it."),
        (["python 'x.py"], '"python \'x.py" is no command (no closing quotation).'),
        (["-f", "none"], "none cannot be read (No such file or directory)."),
        (["-f", "bad"], "bad, line 2: a line of a Procfile is `name: command`, not 'python x.py'."),
        (["-f", "empty"], "empty has no line `name: command`."),
        (["-f", "."], "'.' is a directory."),
        (["--fail-on", "slow", "python x.py"], "'slow' is neither lost nor stuck."),
        (["--seconds", "0", "sh x"], "--seconds is more than 0."),
    ],
)
def test_a_command_line_that_is_wrong_is_answered_with_one_sentence_and_2(
    arguments: list[str], says: str, tmp_path: Path
) -> None:
    (tmp_path / "plain.py").touch()
    (tmp_path / "bad").write_text("# ours\npython x.py\n")
    (tmp_path / "empty").write_text("\n# nothing\n")
    done = traced(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("fail_on", "status"), [("", 0), ("stuck", 1), ("lost,stuck", 1), ("lost", 0)])
def test_what_is_under_way_at_the_end_fails_only_where_it_is_asked_for(
    fail_on: str, status: int, tmp_path: Path
) -> None:
    deaf = tmp_path / "deaf.py"
    deaf.write_text(
        f"import zmq, time\ns = zmq.Context().socket(zmq.PULL)\ns.bind('ipc://{tmp_path}/a')\ntime.sleep(600)"
    )
    says = tmp_path / "says.py"
    says.write_text(
        f"import zmq, time\ns = zmq.Context().socket(zmq.PUSH)\ns.connect('ipc://{tmp_path}/a')\ns.send(b'x')\n"
        "time.sleep(600)"
    )
    asked = ["--fail-on", fail_on] if fail_on else []
    done = traced("--seconds", "4", *asked, f"{PYTHON} {deaf}", f"{PYTHON} {says}")
    assert done.returncode == status, done.stderr
    assert ("stuck: 1 message is under way" in done.stderr) is (status == 1)
