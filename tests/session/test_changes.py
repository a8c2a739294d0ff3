"""Which roles run other code after a change of a pattern's file."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

import pytest

from zmqplay.new_file import text_for
from zmqplay.pattern_files import pattern_in
from zmqplay.patterns import PATTERNS, find
from zmqplay.patterns.pattern import Pattern
from zmqplay.session.changes import Code, changed_roles, code_of, why_new_start

numbers = count(1)
HELPED = "def pause() -> None:\n    pass\n\n\ndef worker("


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reads:
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "modules", {**sys.modules})
    return Reads(tmp_path)


class Reads:
    """Reads copies of push-pull, each from a file of its own."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.text = text_for(Path("mine.py"), find("push-pull"))

    def __call__(self, *changes: tuple[str, str]) -> tuple[Pattern, Code]:
        text = self.text
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = self._directory / f"changed_{next(numbers)}.py"
        path.write_text(text)
        pattern = pattern_in(str(path))
        return pattern, code_of(pattern)


BOTH = ["producer", "worker"]


@pytest.mark.parametrize(
    ("changes", "roles"),
    [
        ((), []),
        ((("# Written", "# Written or read"),), []),
        ((("PUSH deals each", "PUSH gives each"),), []),
        ((("import zmq\n\n", "import zmq\n\n# a comment\n\n"),), []),
        ((("# Push–Pull", "# Another lesson"),), []),
        ((('title="Push–Pull"', 'title="Another"'),), []),
        ((("count=3", "count=4"),), []),
        ((("        node.work()\n", "        node.work()\n        node.work()\n"),), ["worker"]),
        ((("        node.work()\n", "        node.work()  # a comment, which Code shows\n"),), ["worker"]),
        ((("        tasks.send_multipart(message)\n", "        tasks.send_multipart(message)\n\n"),), []),
        ((("    for message in", "    print()\n    for message in"),), ["producer"]),
        ((('"Task {n}"', '"Job {n}"'),), ["producer"]),
        ((("count=3", "work_ms=5"),), ["worker"]),
        ((("import zmq\n", "import zmq\nimport time\n"),), BOTH),
        ((("def worker(", HELPED),), BOTH),
        ((("LESSON =", "import warnings\nwarnings.simplefilter('ignore')\nLESSON ="),), BOTH),
        ((('"tcp://127.0.0.1:5557",', '"tcp://127.0.0.1:5557", frames=("task",),'),), []),
        ((("LESSON =", "UNUSED = 1\nLESSON ="),), []),
    ],
)
def test_the_roles_whose_nodes_restart_after_a_change(
    changes: tuple[tuple[str, str], ...], roles: list[str], read: Reads
) -> None:
    before, after = read(), read(*changes)
    assert changed_roles(*before, *after) == roles
    assert changed_roles(*after, *before) == roles
    assert why_new_start(before[0], after[0]) == ""


def test_a_constant_that_one_role_uses_is_everybodys_and_so_is_a_role_that_another_calls(read: Reads) -> None:
    constant = ("LESSON =", "TIMES = 1\nLESSON ="), ("        node.work()\n", "        node.work(), TIMES\n")
    assert changed_roles(*read(*constant), *read(*constant, ("TIMES = 1", "TIMES = 2"))) == BOTH
    called = (("    for message in", "    worker.__name__\n    for message in"),)
    change = ("        node.work()\n", "        node.work()\n        node.work()\n")
    assert changed_roles(*read(*called), *read(*called, change)) == BOTH


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (
            (('Role("producer", producer', 'Role("boss", producer'), ('End("producer"', 'End("boss"')),
            "its roles are boss",
        ),
        ((('"tasks",\n', '"jobs",\n'),), "its wires are jobs now"),
        ((('End("worker", "PULL")', 'End("worker", "SUB")'),), "the wire tasks is another now"),
        ((("tcp://127.0.0.1:5557", "tcp://127.0.0.1:5999"),), "the wire tasks is another now"),
    ],
)
def test_what_takes_a_new_start_is_said(changes: tuple[tuple[str, str], ...], why: str, read: Reads) -> None:
    assert why in why_new_start(read()[0], read(*changes)[0])


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_a_copy_of_a_pattern_runs_the_same_code(pattern: Pattern, read: Reads) -> None:
    read.text = text_for(Path("mine.py"), pattern)
    copy, code = read()
    assert changed_roles(pattern, code_of(pattern), copy, code) == []
    assert why_new_start(pattern, copy) == ""
    assert all(code.of_role.values())
