"""What `zmqplay run` refuses, each in one line that names the cause."""

import socket
from pathlib import Path

import pytest

from tests.command_line import answered, zmqplay

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
    (("push-pull", "--rate", "fast"), "such as 200 or 2k, or max for no limit, not 'fast'"),
    (("push-pull", "--seconds", "nan"), "--seconds"),
    (("push-pull", "--seconds", "-1"), "--seconds"),
    (("push-pull", "--work", "worker-9=1"), "there is no worker-9 among 3 workers"),
    (("push-pull", "--work", "worker=-1"), "--work worker= takes a time such as 200ms or 1.5s"),
    (("push-pull", "--work", "worker=2h"), "--work worker= takes a time such as 200ms or 1.5s"),
    (("push-pull", "--work", "worker=9999999"), "work takes 0 to"),
    (("push-pull", "--topics", "worker-1=a"), "subscribes to nothing"),
    (("survey", "--topics", "respondent-1=a"), "respondent-1 subscribes in its own code, and that cannot be changed"),
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
def test_a_wrong_option_is_refused_in_one_line_with_status_2(arguments: tuple[str, ...], cause: str) -> None:
    done = answered("run", *arguments)
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


def test_a_named_port_that_another_program_holds_is_an_error_with_status_1() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        address = f"tcp://127.0.0.1:{holder.getsockname()[1]}"
        done = zmqplay("run", "push-pull", "--endpoint", f"tasks={address}", "--count", "1")
    assert (done.returncode, done.stdout) == (1, "")
    assert "is in use" in done.stderr
