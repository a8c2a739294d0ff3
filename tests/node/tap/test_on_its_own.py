"""The tap works in a program whose environment has pyzmq but not zmqplay, and on old Pythons."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import zmqplay
from zmqplay.node import tap

TAP = Path(tap.__file__).parent
PACKAGE = Path(zmqplay.__file__).parent
OLDEST = (3, 8)
STRANGE = ("msgspec", "psutil", "textual", "click", "rich", "asyncio")

PROGRAM = """
import json, sys
import zmq
before = set(sys.modules)
import importlib, pkgutil
import zmqplay.node.tap as package
for module in pkgutil.iter_modules(package.__path__):
    importlib.import_module("zmqplay.node.tap." + module.name)
from zmqplay.node.tap import Capture, Clocks, Tap

class Page:
    def put(self, socket, sent, messages, size): counts[socket, sent] = messages, size
    def begin_gap(self): pass

class Carrier:
    page, wants_changes, wants_messages = Page(), False, False
    def keep(self, sample): samples.append(sample)
    def changed(self): pass
    def wake(self): pass
    def bound(self, address): pass
    def socket_made(self, tapped, socket): pass
    def learned(self, tapped): pass

samples, counts = [], {}
carrier = Carrier()
tap = Tap(Capture(carrier, Clocks(carrier)))
with tap.installed():
    with zmq.Context() as context, context.socket(zmq.PUSH) as push, context.socket(zmq.PULL) as pull:
        push.bind("inproc://alone")
        pull.connect("inproc://alone")
        push.send_multipart([b"a", b"bc"])
        pull.recv_multipart()
        push.send(b"def")
        pull.recv()
loaded = sorted(set(sys.modules) - before)
print(json.dumps([[[list(key), list(count)] for key, count in sorted(counts.items())], len(samples), loaded]))
"""


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """A directory with the tap, its packages, and no other part of zmqplay."""
    package = tmp_path / "zmqplay"
    shutil.copytree(TAP, package / "node" / "tap", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("__init__.py", "node/__init__.py"):
        shutil.copy(PACKAGE / name, package / name)
    return tmp_path


def run_alone(directory: Path) -> Any:  # noqa: ANN401  # the program's output
    code = f"import sys; sys.path.insert(0, {str(directory)!r})\n{PROGRAM}"
    done = subprocess.run(
        [sys.executable, "-E", "-c", code], cwd=directory, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_counts_and_samples_without_the_rest_of_zmqplay(alone: Path) -> None:
    counts, samples, _ = run_alone(alone)
    assert counts == [[[0, True], [2, 6]], [[1, False], [2, 6]]]
    assert samples == 4


def test_it_loads_nothing_but_pyzmq_and_the_standard_library(alone: Path) -> None:
    *_, loaded = run_alone(alone)
    others = {name.partition(".")[0] for name in loaded} - sys.stdlib_module_names - {"zmq", "zmqplay"}
    assert not {name for name in others if not name.startswith("__")}
    assert not {name for name in loaded if name.partition(".")[0] in STRANGE}
    ours = {name for name in loaded if name.startswith("zmqplay")}
    assert ours == {"zmqplay", "zmqplay.node", *[name for name in ours if name.startswith("zmqplay.node.tap")]}


@pytest.mark.parametrize("path", sorted(TAP.glob("*.py")), ids=lambda path: path.name)
def test_each_of_its_files_is_written_for_the_oldest_python(path: Path) -> None:
    tree = ast.parse(path.read_text(), feature_version=OLDEST)
    futures = [n.names[0].name for n in tree.body if isinstance(n, ast.ImportFrom) and n.module == "__future__"]
    assert futures == ["annotations"] or path.name == "__init__.py"
