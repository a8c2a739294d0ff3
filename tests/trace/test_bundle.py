"""What a traced program needs comes from one file, which is never used where it is not true."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import zmqplay
from tests.trace.tracing import DEADLINE_S, Reader, base
from zmqplay.trace.inside import bundling

PACKAGE = Path(zmqplay.__file__).parent
CODE = """
import sys, zmq
with zmq.Context() as context, context.socket(zmq.PUSH) as push, context.socket(zmq.PULL) as pull:
    push.bind("inproc://x")
    pull.connect("inproc://x")
    push.send(b"x")
    pull.recv()
ours = [module for name, module in sys.modules.items() if name.startswith("_zmqplay.")]
print("one by one" if any(module.__spec__.loader for module in ours) else "at once")
"""


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of all that a traced program needs of zmqplay, without bytecode."""
    for part in ("trace/inside", "node/tap"):
        shutil.copytree(PACKAGE / part, tmp_path / "package" / part, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "traced").mkdir()
    return tmp_path / "package"


def run(package: Path) -> str:
    """Run a program that this copy traces; return how the program got it. Its counts must be right."""
    there = package.with_name("traced")
    for path in [*there.glob("*.records"), *there.glob("*.page")]:
        path.unlink()
    traced = {**base(), "PYTHONPATH": str(package / "trace" / "inside" / "entry"), "ZMQPLAY_TRACE": str(there)}
    done = subprocess.run(
        [sys.executable, "-c", CODE], env=traced, capture_output=True, text=True, timeout=DEADLINE_S, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    (told,) = (reader := Reader(there)).all_dead() or reader.told.values()
    assert (told.counts("PUSH"), told.counts("PULL"), told.process.untapped) == ([(1, 0)], [(0, 1)], "")
    return done.stdout.strip()


def bundles(directory: Path) -> list[Path]:
    return list(directory.rglob("*.code"))


def test_the_first_program_makes_it_for_those_after_it(copied: Path) -> None:
    assert [run(copied), run(copied)] == ["one by one", "at once"]
    assert [path.name for path in bundles(copied)] == [bundling.name()]


def test_it_is_made_anew_where_a_source_has_changed(copied: Path) -> None:
    run(copied)
    with (copied / "node" / "tap" / "tally.py").open("a") as source:
        source.write("\n")
    assert [run(copied), run(copied)] == ["one by one", "at once"]


def test_it_is_made_anew_where_a_source_is_another_of_the_same_size(copied: Path) -> None:
    run(copied)
    os.utime(copied / "node" / "tap" / "tally.py", (1, 1))
    assert [run(copied), run(copied)] == ["one by one", "at once"]


@pytest.mark.parametrize("kept", [0, 10, 5_000, 100_000, 150_000])
def test_it_is_not_used_where_it_is_broken(copied: Path, kept: int) -> None:
    run(copied)
    (path,) = bundles(copied)
    path.write_bytes(path.read_bytes()[:kept])
    assert run(copied) == "one by one"


def test_it_is_made_in_the_directory_of_the_traces_where_the_package_cannot_be_written(copied: Path) -> None:
    (copied / "trace" / "inside" / "__pycache__").touch()  # a file, so that even root can write nothing there
    assert [run(copied), run(copied)] == ["one by one", "at once"]
    assert bundles(copied) == []
    assert [path.name for path in bundles(copied.parent)] == [bundling.name()]


def test_zmqplay_makes_it_for_its_own_python_before_any_program(tmp_path: Path) -> None:
    bundling.write(str(tmp_path))
    places = bundling._places(str(tmp_path))
    for place in places:
        Path(place).unlink(missing_ok=True)
    bundling.ensure(str(tmp_path))
    (made,) = [place for place in places if Path(place).exists()]
    before = Path(made).stat().st_ino
    bundling.ensure(str(tmp_path))
    assert Path(made).stat().st_ino == before
