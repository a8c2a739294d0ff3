"""A pattern in a file of one's own: played, listed, and one sentence where it is broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import answered, zmqplay
from tests.test_extending import House, house
from zmqplay.model.kinds import KINDS
from zmqplay.patterns.pattern import SOCKET_TYPES

__all__ = ["house"]

MINE = '''"""A pusher and a taker."""

import zmq
import zmq.asyncio
from zmq.utils.monitor import recv_monitor_message

import helpers
from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire

WAIT = zmq.NOBLOCK


def pusher(node: Node) -> None:
    socket = node.context.socket(zmq.PUSH)
    socket.bind(node.endpoint("line"))
    for message in node.messages():
        socket.send_multipart(message)


MINE = Pattern(
    name="mine", title="Mine", summary="mine alone", use_case="", lesson="# Mine",
    roles=(Role("pusher", pusher, speaks=True), Role("taker", helpers.taker)),
    wires=(Wire("line", "tcp://127.0.0.1:5599", End("pusher", "PUSH"), End("taker", "PULL")),),
)
'''
HELPERS = """import zmq


def taker(node):
    socket = node.context.socket(zmq.PULL)
    socket.connect(node.endpoint("line"))
    while True:
        socket.recv_multipart()
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    (tmp_path / "helpers.py").write_text(HELPERS)
    file = tmp_path / "mine.py"
    file.write_text(MINE)
    return file


def test_a_pattern_in_a_file_is_played_with_the_modules_beside_it(mine: Path) -> None:
    done = zmqplay("run", str(mine), "--endpoint", "line=tcp://127.0.0.1:*", "--count", "5", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["totals"]["delivered"] == 5


def test_a_pattern_in_a_file_is_listed(mine: Path) -> None:
    done = zmqplay("list", str(mine))
    assert "mine alone" in done.stdout
    assert (done.returncode, done.stderr) == (0, "")


BUGS = {
    "MINE =": ("MINE =(", "SyntaxError"),
    '"line", "tcp': ('nonsense, "tcp', "NameError: name 'nonsense' is not defined"),
    'End("taker"': ('End("tkaer"', "wire 'line' has an end at 'tkaer', but its roles are pusher, taker"),
    '"PULL"': ('"PLUL"', "wire 'line' has an end of type 'PLUL'"),
    "def pusher(node: Node)": ("async def pusher(node: Node)", "write a plain function that calls asyncio.run"),
    "name=": ("nmae=", "unexpected keyword argument 'nmae'"),
}


@pytest.mark.parametrize("right", BUGS)
def test_a_bug_in_a_file_is_one_sentence_with_the_file(right: str, mine: Path) -> None:
    wrong, says = BUGS[right]
    mine.write_text(MINE.replace(right, wrong, 1))
    for command in ("run", "list"):
        done = zmqplay(command, str(mine))
        assert says in done.stderr
        assert f"{mine}" in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert done.returncode == (2 if command == "run" else 1)
        assert ("push-pull" in done.stdout) == (command == "list")  # which goes on with the others


def test_a_missing_file_fails_the_list_which_shows_the_others(mine: Path) -> None:
    done = zmqplay("list", "nofile.py", str(mine))
    assert (done.returncode, done.stderr) == (1, "zmqplay: there is no file nofile.py\n")
    assert "mine alone" in done.stdout


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_what_a_file_prints_as_it_is_loaded_goes_to_stderr(mine: Path, stream: str) -> None:
    mine.write_text(f"import sys\nprint('\\x1b[31mloading\\nlast', file=sys.{stream})\n{MINE}")
    played = zmqplay("run", str(mine), "--endpoint", "line=tcp://127.0.0.1:*", "--count", "5", "--json")
    listed = zmqplay("list", str(mine), "--json")
    for done in played, listed:
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)
        assert done.stderr == "␛[31mloading\nlast\n"


HOSTILE = "\x1b[31mZ\x1b]0;own\a\x9b1m"


def _is_plain(*texts: str) -> bool:
    return all(text.replace("\n", "").isprintable() for text in texts)


def test_what_a_file_says_of_itself_reaches_no_terminal_raw(mine: Path) -> None:
    mine.write_text(MINE.replace('"mine alone"', repr(HOSTILE)).replace('"Mine"', repr(HOSTILE)))
    for option in (), ("--json",):
        done = answered("list", str(mine), *option)
        assert done.returncode == 0
        assert _is_plain(done.stdout)
    assert json.loads(done.stdout)[-1]["title"] == HOSTILE


@pytest.mark.parametrize("command", [("run",), ("list",), ("open",), ("new",), ("trace", "-f"), ("new", "--from")])
def test_a_sentence_has_nothing_raw_of_a_name_or_of_what_a_file_raises(command: tuple[str, ...], mine: Path) -> None:
    mine.write_text(f"raise RuntimeError({HOSTILE!r})")
    hostile = mine.parent / f"{HOSTILE.replace('/', '')}.py"
    for path in mine, mine.parent / HOSTILE / "x.py", hostile:
        done = answered(*command, str(path))
        assert done.returncode
        assert _is_plain(done.stdout, done.stderr)
        assert done.stderr.startswith("zmqplay: ")


def test_a_wire_that_a_role_does_not_have_is_named_with_those_that_it_has(mine: Path) -> None:
    mine.write_text(MINE.replace('node.endpoint("line")', 'node.endpoint("lien")'))
    done = zmqplay("run", str(mine), "--endpoint", "line=tcp://127.0.0.1:*", "--seconds", "2")
    assert "LookupError: pusher-1 has no wire 'lien'; it has line" in done.stderr


def test_a_wire_may_have_every_type_of_socket_that_the_model_knows() -> None:
    assert set(SOCKET_TYPES) == set(KINDS)


def test_a_broken_pattern_of_the_house_leaves_the_others(house: House) -> None:
    house.add("pattern")
    file = house.path / "zmqplay/patterns/mine.py"
    file.write_text(file.read_text() + "\nnonsense\n")
    assert "push-pull" in house.run("-m", "zmqplay", "list")
    outcome = json.loads(house.run("-m", "zmqplay", "run", "push-pull", "--count", "3", "--json"))
    assert outcome["totals"]["delivered"] == 3


@pytest.mark.parametrize("name", ["../line", "/tmp/line", "a line", "line\x1b[2J", ""])
def test_a_wire_whose_name_could_be_a_path_or_a_control_code_is_refused(mine: Path, name: str) -> None:
    mine.write_text(MINE.replace('Wire("line"', f"Wire({name!r}"))
    done = zmqplay("run", str(mine), "--count", "1")
    assert done.returncode == 2
    assert "a wire's name is made of letters, digits and hyphens" in done.stderr
    assert len(done.stderr.splitlines()) == 1
