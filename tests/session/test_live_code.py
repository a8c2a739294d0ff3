"""A pattern's file that changes while it is played: what restarts, what goes on, and what is said of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.playing import anywhere, until
from zmqplay.control.guide import Broken
from zmqplay.control.source import Phase
from zmqplay.model.nodes import NodeState
from zmqplay.new_file import write
from zmqplay.pattern_files import pattern_in
from zmqplay.patterns import find
from zmqplay.session.session import Session

RECEIVES = "        tasks.recv_multipart()\n"


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Path]:
    """A copy of push-pull as a file of one's own."""
    path = tmp_path / f"mine_{os.getpid()}_{tmp_path.name}.py"
    write(path, find("push-pull"))
    yield path
    sys.modules.pop(path.stem, None)
    sys.path[:] = [place for place in sys.path if place != str(tmp_path)]


@contextmanager
def played(path: Path) -> Iterator[Session]:
    pattern = pattern_in(str(path))
    with Session(pattern, anywhere(pattern)) as session:
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE)
        yield session


@contextmanager
def prepared(path: Path) -> Iterator[Session]:
    """A session whose nodes are known, and not started."""
    pattern = pattern_in(str(path))
    with Session(pattern, anywhere(pattern)) as session:
        yield session


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def lives(session: Session) -> dict[str, int]:
    """How often each node was started."""
    return {node.name: node.life.number for node in session.traffic.nodes.values()}


def broken_after_two_looks(session: Session) -> Broken | None:
    """What is wrong with the file, which has not changed between two looks."""
    for _ in range(2):
        assert session.controls.code.look() == ""
    return session.guide.broken


def spoken(session: Session) -> bool:
    """Send three more messages, one for each worker, should all be connected by now; False, since none has arrived."""
    session.controls.speech.burst(3)
    return False


def test_the_nodes_of_a_role_whose_code_has_changed_restart_with_it_and_the_others_go_on(mine: Path) -> None:
    with played(mine) as session:
        assert session.controls.code.look() == ""
        change(mine, RECEIVES, f'{RECEIVES}        print("the new code")\n')
        said = session.controls.code.look()
        assert said == f"{mine.name}: worker-1, worker-2, worker-3 restart with the new code"
        until(session, lambda: lives(session) == {"producer-1": 1, "worker-1": 2, "worker-2": 2, "worker-3": 2})
        until(session, lambda: all(node.state is NodeState.RUNNING for node in session.traffic.nodes.values()))
        until(session, lambda: "the new code" in session.traffic.nodes["worker-1"].output or spoken(session))
        listing = session.guide.roles["worker"].listing
        assert listing is not None
        assert 'print("the new code")' in listing.text


def test_a_file_that_is_written_again_with_the_same_content_restarts_nothing(mine: Path) -> None:
    with prepared(mine) as session:
        mine.touch()
        assert session.controls.code.look() == ""
        other = mine.with_suffix(".new")
        other.write_text(mine.read_text())
        other.replace(mine)
        assert session.controls.code.look() == ""
        change(mine, "# Written from push-pull", "# Written by hand, from push-pull")
        assert session.controls.code.look() == f"{mine.name} has changed, but nothing that its nodes run"
        assert set(lives(session).values()) == {1}
        assert not session.controls.code._lives.restarting


def test_the_lesson_of_a_file_changes_and_no_node_restarts(mine: Path) -> None:
    with prepared(mine) as session:
        change(mine, "# Push–Pull", "# Another lesson")
        assert "nothing that its nodes run" in session.controls.code.look()
        assert session.guide.lesson.startswith("# Another lesson")


def test_a_syntax_error_is_told_at_its_line_once_it_stays_and_even_a_new_node_has_the_code_before(mine: Path) -> None:
    with played(mine) as session:
        whole = mine.read_text()
        change(mine, RECEIVES, "        tasks.recv_multipart(\n")
        line = mine.read_text().splitlines().index("        tasks.recv_multipart(") + 1
        assert session.controls.code.look() == ""
        assert session.guide.broken is None  # it may be half written
        session.controls.code.look()
        broken = session.guide.broken
        assert broken is not None
        assert (broken.path, broken.line) == (mine.name, line)
        assert broken.says == f"{mine.name}, line {line}: SyntaxError: '(' was never closed"
        assert (line, "        tasks.recv_multipart(") in broken.around
        assert session.controls.code.place_of("producer").line == line
        session.controls.nodes.add("worker")
        session.controls.nodes.restart("worker-1")
        until(session, lambda: lives(session).get("worker-4") == 1 and lives(session)["worker-1"] == 2)
        until(session, lambda: all(node.state is NodeState.RUNNING for node in session.traffic.nodes.values()))
        session.controls.speech.burst(8)
        until(session, lambda: session.traffic.ledger.totals.delivered == 8)
        mine.write_text(whole)
        assert session.controls.code.look() == f"{mine.name} can be played again; what runs is the same"
        assert session.guide.broken is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("import zmq\n", "import zmq\nnonsense\n", "NameError: name 'nonsense' is not defined"),
        ("import zmq\n", "import zmq\nimport sys\nsys.exit(3)\n", "SystemExit: 3"),
        ("PUSH_PULL = Pattern(", "dict(", "it makes no Pattern"),
        ('Role("worker", worker, count=3),', "", "wire 'tasks' has an end at 'worker'"),
        ('Role("worker", worker, count=3),', 'Role("worker", worker), Role("boss", worker),', "its roles are producer"),
        ('"tcp://127.0.0.1:5557"', '"tcp://127.0.0.1:5999"', "the wire tasks is another now"),
        ("import zmq\n", "import zmq\x00\n", "null bytes"),
    ],
)
def test_a_file_that_cannot_be_played_on_says_why_and_leaves_the_nodes(
    mine: Path, old: str, new: str, says: str
) -> None:
    with prepared(mine) as session:
        change(mine, old, new)
        broken = broken_after_two_looks(session)
        assert broken is not None
        assert says in broken.why
        assert set(lives(session).values()) == {1}


def test_a_file_that_is_gone_and_comes_back_is_said_and_is_no_change(mine: Path) -> None:
    with prepared(mine) as session:
        away = mine.rename(mine.with_suffix(".away"))
        broken = broken_after_two_looks(session)
        assert broken is not None
        assert "there is no file" in broken.why
        away.rename(mine)
        assert "can be played again" in session.controls.code.look()
        assert set(lives(session).values()) == {1}


def test_a_role_that_has_crashed_by_its_own_code_starts_again_when_that_is_mended(mine: Path) -> None:
    with played(mine) as session:
        session.controls.nodes.kill("worker-3")
        until(session, lambda: session.traffic.nodes["worker-3"].state is NodeState.KILLED)
        change(mine, RECEIVES, f"{RECEIVES}        raise RuntimeError\n")
        assert session.controls.code.look().endswith("worker-1, worker-2 restart with the new code")
        until(session, lambda: lives(session)["worker-1"] == lives(session)["worker-2"] == 2)
        nodes = session.traffic.nodes
        session.controls.speech.burst(6)  # all goes to the one that has connected first, should the other be late
        until(session, lambda: any(node.state is NodeState.CRASHED for node in nodes.values()))
        name = next(node.name for node in nodes.values() if node.state is NodeState.CRASHED)
        change(mine, "        raise RuntimeError\n", "")
        session.controls.code.look()
        until(session, lambda: lives(session)[name] == 3)
        until(session, lambda: nodes[name].state is NodeState.RUNNING)
        assert nodes["worker-3"].state is NodeState.KILLED  # as the user has asked


def test_another_count_or_message_of_a_role_is_played_at_once_and_a_turned_wire_stays_turned(mine: Path) -> None:
    with played(mine) as session:
        change(mine, "worker, count=3", "worker, count=4")
        assert session.controls.code.look() == f"{mine.name}: 4 workers now"
        until(session, lambda: len(session.traffic.nodes) == 5)
        change(mine, "worker, count=4", "worker, count=1")
        assert session.controls.code.look() == f"{mine.name}: 1 worker now"
        until(session, lambda: sum(node.state.alive for node in session.traffic.nodes.values()) == 2)
        session.controls.wiring.turn("tasks", "worker")
        until(session, lambda: lives(session)["worker-1"] == 2 and not session.restarting)
        change(mine, '"Task {n}"', '"Job {n}"')
        assert session.controls.code.look() == f"{mine.name}: producer-1 restarts with the new code"
        assert session.pattern.wire("tasks").turned
        until(session, lambda: lives(session)["producer-1"] == 3)
        until(session, lambda: session.traffic.nodes["producer-1"].state is NodeState.RUNNING)
        session.controls.speech.burst(1)
        until(session, lambda: session.traffic.ledger.totals.delivered == 1)
        message = session.traffic.messages.row(session.traffic.messages.first)
        assert message is not None
        assert message.frames == (b"Job 1",)


def test_a_module_beside_the_file_is_looked_at_as_well(mine: Path) -> None:
    helper = mine.parent / f"help_{mine.stem}.py"
    helper.write_text("WORD = 'old'\n")
    change(mine, "import zmq\n", f"import zmq\nfrom {helper.stem} import WORD\n")
    change(mine, RECEIVES, f"{RECEIVES}        print(WORD)\n")
    with played(mine) as session:
        assert session.controls.code.look() == ""
        helper.write_text("WORD = 'new'\n")
        assert "producer-1, worker-1, worker-2, worker-3 restart" in session.controls.code.look()
        until(session, lambda: set(lives(session).values()) == {2})
        until(session, lambda: not session.restarting)
        until(session, lambda: "new" in session.traffic.nodes["worker-1"].output or spoken(session))
        helper.write_text("WORD = (\n")
        broken = broken_after_two_looks(session)
        assert broken is not None
        assert f"({helper.name}, line 1)" in broken.why


def test_a_pattern_of_zmqplays_own_is_written_to_a_file_and_played_on_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "push_pull.py").write_text("# something else\n")
    pattern = find("push-pull")
    with Session(pattern, anywhere(pattern)) as session:
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE)
        assert session.controls.code.look() == ""
        path, line, is_new = session.controls.code.place_of("worker")
        assert is_new
        assert Path(path) == tmp_path / "my_push_pull.py"
        assert Path(path).read_text().splitlines()[line - 1].startswith("def worker")
        assert (tmp_path / "push_pull.py").read_text() == "# something else\n"
        assert session.controls.code.look() == ""
        assert set(lives(session).values()) == {1}
        change(Path(path), RECEIVES, f"{RECEIVES}        print('mine')\n")
        assert "worker-1, worker-2, worker-3 restart" in session.controls.code.look()
        assert session.controls.code.place_of("producer").path == path
        until(session, lambda: lives(session)["worker-3"] == 2)
    sys.modules.pop("my_push_pull")
