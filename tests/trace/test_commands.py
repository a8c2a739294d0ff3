"""The programs to be traced, as they are named: commands and Procfiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from zmqplay.control.refused import Refused
from zmqplay.trace.cast import role_of as role_of_process
from zmqplay.trace.commands import Numbers, read_commands, read_procfile
from zmqplay.trace.process import Process


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("python server.py", "server"),
        ("python -u some/where/hw-client.py --name b", "hw-client"),
        ("python -m shop.broker --port 1", "broker"),
        ("python shop/__main__.py", "shop"),
        ("python -c 'import zmq'", "python"),
        ("uv run server.py", "server"),
        ("sh -c 'cd shop && exec python -u hw/server.py --port 1'", "server"),
        ("sh -c 'sleep 1'", "sh"),
        ("./start.sh", "start.sh"),
        ("A=1 python 'my server.py'", "my_server"),
    ],
)
def test_a_command_is_named_after_its_script(text: str, role: str) -> None:
    (command,) = read_commands([text])
    assert command.role == role


def test_a_command_may_set_variables_as_in_a_shell() -> None:
    (command,) = read_commands(["A=1 B='2 3' python x.py C=4"])
    assert (command.variables, command.argv) == ({"A": "1", "B": "2 3"}, ("python", "x.py", "C=4"))


@pytest.mark.parametrize("text", ["", "  ", "A=1", "python 'x.py"])
def test_a_text_that_is_no_command_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="is no command"):
        read_commands([text])


def test_a_procfile_names_its_programs_and_says_where_they_start(tmp_path: Path) -> None:
    file = tmp_path / "Procfile"
    file.write_text("# ours\nbroker: python b.py\n\nworker-a:python w.py\n")
    commands = read_procfile(file)
    assert [(each.role, each.argv[-1]) for each in commands] == [("broker", "b.py"), ("worker-a", "w.py")]
    assert {each.cwd for each in commands} == {str(tmp_path)}


@pytest.mark.parametrize(("text", "says"), [("web python x.py", "line 1"), ("# nothing", "has no line")])
def test_a_procfile_that_cannot_be_read_is_refused_with_the_line(text: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "Procfile"
    file.write_text(text)
    with pytest.raises(Refused, match=says):
        read_procfile(file)


def test_nodes_of_a_role_are_numbered() -> None:
    numbers = Numbers()
    assert [numbers.next("a"), numbers.next("b"), numbers.next("a")] == [("a-1", 1), ("b-1", 1), ("a-2", 2)]
    assert numbers.peek("a") == "a-3"


@pytest.mark.parametrize(
    ("child", "role"),
    [("", "x"), ("Process-7", "x.child"), ("fork", "x.child"), ("Worker-2", "Worker"), ("SpawnProcess-1:2", "x.child")],
)
def test_a_child_is_named_after_its_own_name_or_its_script(child: str, role: str) -> None:
    process = Process(1, 1, 0, "x", child, ("x.py",), "/", "python", "3.11", "27", "4.3.5", "/x.py")
    assert role_of_process(process) == role
