"""What zmqplay has made is removed, and nothing that has taken its place."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as draw

from zmqplay import belongings
from zmqplay.belongings import GROUP, SOCKET, Belongings, note, read
from zmqplay.node.role.notebook import Notebook

SESSION = "/tmp/own/session"


def bound(path: Path) -> None:
    """Leave a socket file, as a program does that was killed."""
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


class Pipe:
    """A pipe with a node at one end."""

    def __init__(self) -> None:
        self._reads, self.writes = os.pipe()
        for end in (self._reads, self.writes):
            os.set_blocking(end, False)
        self.notebook = Notebook(SESSION, self.writes)

    def known(self) -> Belongings:
        """What the node has noted."""
        known = Belongings()
        known.take(read(self._reads))
        return known

    def close(self) -> None:
        for end in (self._reads, self.writes):
            os.close(end)


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    made = Pipe()
    yield made
    made.close()


def test_a_socket_file_that_was_noted_is_removed(tmp_path: Path, pipe: Pipe) -> None:
    bound(tmp_path / "tasks")
    pipe.notebook.socket(str(tmp_path / "tasks"))
    pipe.known().remove_sockets()
    assert not (tmp_path / "tasks").exists()


def test_a_socket_file_at_a_relative_path_is_removed_from_anywhere(
    tmp_path: Path, pipe: Pipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    bound(Path("tasks"))
    pipe.notebook.socket("tasks")
    monkeypatch.chdir("/")
    pipe.known().remove_sockets()
    assert not (tmp_path / "tasks").exists()


def test_a_socket_file_whose_maker_was_killed_before_it_noted_it_is_removed(tmp_path: Path, pipe: Pipe) -> None:
    pipe.notebook.expect([str(tmp_path / "tasks")])
    bound(tmp_path / "tasks")
    pipe.known().remove_sockets()
    assert list(tmp_path.iterdir()) == []


def test_a_socket_file_on_which_somebody_listens_is_kept(tmp_path: Path, pipe: Pipe) -> None:
    pipe.notebook.expect([str(tmp_path / "tasks")])
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(tmp_path / "tasks"))
        other.listen()
        pipe.known().remove_sockets()
    assert (tmp_path / "tasks").exists()


def test_a_socket_file_that_was_there_before_is_kept(tmp_path: Path, pipe: Pipe) -> None:
    bound(tmp_path / "tasks")
    pipe.notebook.expect([str(tmp_path / "tasks")])
    pipe.known().remove_sockets()
    assert (tmp_path / "tasks").exists()


def test_a_socket_file_that_has_the_inode_of_the_one_that_was_there_before_is_removed(
    tmp_path: Path, pipe: Pipe
) -> None:
    path = tmp_path / "tasks"
    bound(path)
    pipe.notebook.expect([str(path)])
    os.utime(path, ns=(1, 1))  # as if it were another, for which the system used the number again
    pipe.known().remove_sockets()
    assert list(tmp_path.iterdir()) == []


def test_once_a_socket_file_is_noted_no_other_is_expected_at_its_path(tmp_path: Path, pipe: Pipe) -> None:
    path = tmp_path / "tasks"
    pipe.notebook.expect([str(path)])
    bound(path)
    pipe.notebook.socket(str(path))
    path.rename(tmp_path / "moved")
    bound(path)
    pipe.known().remove_sockets()
    assert path.exists()


@pytest.mark.parametrize("odd", ["\n", "\x1f", "\xff"])
def test_a_name_with_an_odd_character_names_one_socket_file_and_no_other(tmp_path: Path, pipe: Pipe, odd: str) -> None:
    (tmp_path / "other").mkdir()
    path = tmp_path / f"tasks{odd}1"
    bound(path)
    pipe.notebook.socket(str(path))
    pipe.known().remove_sockets()
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_the_socket_files_of_one_session_are_removed_and_not_those_of_another(tmp_path: Path, pipe: Pipe) -> None:
    for name in ("one", "other"):
        bound(tmp_path / name)
        Notebook(f"/tmp/own/{name}", pipe.writes).socket(str(tmp_path / name))
    known = pipe.known()
    forgotten = known.remove_sockets("/tmp/own/one")
    assert [path.name for path in tmp_path.iterdir()] == ["other"]
    custodian = Belongings()
    custodian.take(known.notes() + forgotten)
    custodian.remove_sockets()
    assert list(tmp_path.iterdir()) == []


PUT: dict[str, Callable[[Path], object]] = {
    "file": lambda path: path.write_text("mine"),
    "directory": lambda path: (path / "mine").mkdir(parents=True),
    "link": lambda path: path.symlink_to("moved"),
    "socket": bound,
}


@pytest.mark.parametrize("kind", PUT)
def test_what_the_user_has_put_in_the_place_of_a_socket_file_is_kept(tmp_path: Path, pipe: Pipe, kind: str) -> None:
    path = tmp_path / "tasks"
    bound(path)
    pipe.notebook.socket(str(path))
    path.rename(tmp_path / "moved")  # so that the number of its inode is not used again
    PUT[kind](path)
    pipe.known().remove_sockets()
    assert path.is_symlink() or path.exists()


def test_a_file_that_is_no_socket_is_never_noted(tmp_path: Path, pipe: Pipe) -> None:
    (tmp_path / "precious").write_text("kept")
    for path in (str(tmp_path / "precious"), str(tmp_path / "nothing"), "@abstract", "a\0b"):
        pipe.notebook.socket(path)
    assert pipe.known().notes() == b""


def test_a_file_that_a_role_has_opened_in_the_place_of_the_pipe_is_not_written_to(tmp_path: Path, pipe: Pipe) -> None:
    bound(tmp_path / "tasks")
    with (tmp_path / "precious").open("wb") as precious:
        os.dup2(precious.fileno(), pipe.writes)
    pipe.notebook.socket(str(tmp_path / "tasks"))
    assert (tmp_path / "precious").read_bytes() == b""


def test_a_full_pipe_does_not_hold_a_node_up(tmp_path: Path, pipe: Pipe) -> None:
    bound(tmp_path / "tasks")
    while True:
        try:
            os.write(pipe.writes, bytes(512))
        except BlockingIOError:
            break
    pipe.notebook.socket(str(tmp_path / "tasks"))
    assert pipe.known().notes() == b""


NO_NOTES = [
    b"",
    b".",
    b"socket",
    note(SOCKET, SESSION, 1),
    note(SOCKET, SESSION, "a", "b", "c", "/etc"),
    note(SOCKET, SESSION, 1, 2, 3, ""),
    note(GROUP, SESSION, "x"),
    note(GROUP, SESSION, 1),
    note(GROUP, SESSION, 1, 2, 3, 4),
    note("forget", SOCKET),
]


@pytest.mark.parametrize("said", NO_NOTES)
def test_a_note_that_is_none_of_ours_is_passed_over(said: bytes) -> None:
    known = Belongings()
    known.take(said + b"\0")
    assert known.notes() == b""


@given(draw.binary(max_size=200), draw.integers(1, 200))
def test_whatever_a_role_writes_into_the_pipe_a_later_note_is_taken(noise: bytes, piece: int) -> None:
    known, wanted = Belongings(), note(SOCKET, SESSION, 1, 2, 3, "/nowhere/tasks")
    said = noise + b"\0" + wanted
    for begin in range(0, len(said), piece):
        known.take(said[begin : begin + piece])
    assert wanted in known.notes()


def test_all_is_well_only_if_that_was_said_last() -> None:
    for said, is_well in ((b".", True), (note(SOCKET, SESSION, 1, 2, 3, "."), False), (b"", False)):
        known = Belongings()
        known.take(note(SOCKET, SESSION, 1, 2, 3, "/tmp/x") + said)
        assert known.is_well is is_well


def test_a_link_in_the_place_of_the_directory_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "own")
    belongings.remove_directory(str(tmp_path / "link"))
    assert (tmp_path / "own").is_dir()
    belongings.remove_directory(str(tmp_path / "own"))
    assert not (tmp_path / "own").exists()
