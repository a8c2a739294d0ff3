"""Where tracing reaches: other environments and other Pythons; and where it cannot, programs run untouched."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.trace.tracing import DEADLINE_S, Reader, base, command, run, traced
from zmqplay.trace.programs import ENTRY, environment

INSIDE = ENTRY.parent
SOURCES = sorted(INSIDE.glob("*.py"))
OTHERS = [
    *Path("~/.pyenv/versions").expanduser().glob("*/bin/python"),
    *Path("~/.local/share/uv/python").expanduser().glob("*/bin/python"),
    *Path("/usr/bin").glob("python3.?*[0-9]"),
]
"""Pythons that the machine may have besides this one."""


def run_plain(arguments: list[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end with this environment."""
    return subprocess.run(arguments, env=environment, capture_output=True, text=True, timeout=DEADLINE_S, check=False)


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """The directory into which programs are traced."""
    (directory := tmp_path / "traced").mkdir(mode=0o700)
    return directory


def version_of(python: Path) -> tuple[int, ...]:
    """The version of a Python; nothing if it does not run."""
    try:
        done = run_plain([str(python), "-c", "import sys; sys.stdout.write('%d %d' % sys.version_info[:2])"], base())
    except OSError:
        return ()
    return tuple(map(int, done.stdout.split())) if not done.returncode else ()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a virtual environment with pyzmq alone."""
    import zmq

    directory = tmp_path_factory.mktemp("bare")
    venv.create(directory, symlinks=True)
    python = directory / "bin" / "python"
    site = Path(sysconfig.get_path("purelib", vars={"base": str(directory), "platbase": str(directory)}))
    (site / "zmq").symlink_to(Path(zmq.__file__).parent)
    for libraries in Path(zmq.__file__).parents[1].glob("pyzmq.libs"):
        (site / libraries.name).symlink_to(libraries)
    return python


def test_a_program_of_an_environment_without_zmqplay_is_traced(there: Path, bare: Path) -> None:
    without = run_plain([str(bare), "-c", "import msgspec"], base())
    assert "ModuleNotFoundError" in without.stderr
    done, (told,) = traced(command("ending", "30", "return", python=str(bare)), there)
    assert (done.returncode, done.stdout, done.stderr) == (0, "passed 30\n", "")
    assert told.counts("PUSH") == [(30, 0)]
    assert told.process.executable == str(bare)
    assert told.process.untapped == ""


def test_nothing_of_zmqplay_can_be_imported_there(there: Path, bare: Path) -> None:
    code = "import zmq; zmq.Context().socket(zmq.PULL)\ntry: import zmqplay\nexcept ImportError: print('none')"
    done, (told,) = traced([str(bare), "-c", f"import sys; sys.path.remove('')\n{code}"], there)
    assert (done.stdout, done.stderr) == ("none\n", "")
    assert told.process.name == "python"


@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_its_children_are_traced(there: Path, bare: Path, way: str) -> None:
    _, told = traced(command("starting", way, python=str(bare)), there)
    assert [each.counts("REP") for each in told if each.process.child] == [[(3, 3)], [(3, 3)]]


def zmq_pythons() -> list[str]:
    """Pythons of another version in which zmq can be imported: named in ZMQPLAY_TEST_PYTHONS, or the system's."""
    named = [Path(each) for each in os.environ.get("ZMQPLAY_TEST_PYTHONS", "").split(os.pathsep) if each]
    found = []
    for python in [*named, *OTHERS]:
        if version_of(python) >= (3, 8):
            done = run_plain([str(python), "-c", "import zmq"], base())
            found += [str(python)] * (not done.returncode)
    return found


def test_programs_of_other_pythons_are_traced(tmp_path: Path) -> None:
    pythons = zmq_pythons()
    if not pythons:
        pytest.skip("no other Python here has pyzmq; ZMQPLAY_TEST_PYTHONS may name some")
    for number, python in enumerate(pythons):
        (there := tmp_path / str(number)).mkdir()
        done, (told,) = traced(command("ending", "30", "_exit", python=python), there)
        assert (done.returncode, done.stderr) == (7, ""), python
        assert (told.counts("PUSH"), told.process.untapped) == ([(30, 0)], ""), python


@pytest.mark.parametrize("flag", ["-I", "-E", "-S"])
def test_a_program_that_ignores_its_environment_runs_untouched(there: Path, flag: str) -> None:
    site = Path(sysconfig.get_path("purelib"))
    code = f"import sys; sys.path.append({str(site)!r}); import zmq; s = zmq.Context().socket(zmq.PULL); print(s.type)"
    done = run([sys.executable, flag, "-c", code], there)
    assert (done.stdout, done.stderr) == ("7\n", "")
    assert list(there.iterdir()) == [] or flag == "-S"


def test_a_sitecustomize_that_is_shadowed_still_runs(there: Path, tmp_path: Path) -> None:
    (theirs := tmp_path / "theirs").mkdir()
    (theirs / "sitecustomize.py").write_text("import sys; sys.theirs = 'ran'\n")
    code = f"import sys, sitecustomize; print(sys.theirs, sitecustomize.__file__, {str(ENTRY)!r} in sys.path)"
    done = run_plain([sys.executable, "-c", code], environment(there, {**base(), "PYTHONPATH": str(theirs)}))
    assert done.stdout == f"ran {theirs / 'sitecustomize.py'} False\n"
    assert done.stderr == ""


def test_a_sitecustomize_that_fails_fails_as_it_would_have(there: Path, tmp_path: Path) -> None:
    (theirs := tmp_path / "theirs").mkdir()
    (theirs / "sitecustomize.py").write_text("raise ValueError('theirs')\n")
    plain = {**base(), "PYTHONPATH": str(theirs)}
    arguments = [sys.executable, "-c", "print(1)"]
    without = run_plain(arguments, plain)
    with_ = run_plain(arguments, environment(there, plain))
    assert (with_.returncode, with_.stdout, with_.stderr) == (without.returncode, without.stdout, without.stderr)
    assert "ValueError: theirs" in with_.stderr


def test_a_program_without_zmq_fails_as_it_would_have(there: Path) -> None:
    python = next((path for path in OTHERS if version_of(path) >= (3, 8)), None)
    if python is None:
        pytest.skip("no other Python here")
    arguments = [str(python), "-c", "import zmq_which_is_not_there"]
    without = run_plain(arguments, base())
    assert run(arguments, there).stderr == without.stderr


def test_two_point_seven_runs_untouched(there: Path) -> None:
    python = next((path for path in OTHERS if version_of(path) == (2, 7)), None)
    if python is None:
        pytest.skip("no Python 2.7 here")
    done = run([str(python), "-c", "print('fine')"], there)
    assert (done.stdout, done.stderr) == ("fine\n", "")


def test_the_directory_may_be_gone(tmp_path: Path) -> None:
    done = run(command("ending", "30", "return"), tmp_path / "gone")
    assert (done.returncode, done.stdout, done.stderr) == (0, "passed 30\n", "")


def test_zmqplay_may_remove_the_directory_meanwhile(there: Path) -> None:
    code = """
import shutil, sys, zmq
context = zmq.Context()
push, pull = context.socket(zmq.PUSH), context.socket(zmq.PULL)
shutil.rmtree(sys.argv[1])
push.bind("inproc://x")
pull.connect("inproc://x")
for _ in range(1000):
    push.send(b"x")
    pull.recv()
context.destroy()
print("fine")
"""
    done = run([sys.executable, "-c", code, str(there)], there)
    assert (done.returncode, done.stdout, done.stderr) == (0, "fine\n", "")


def test_what_fails_inside_is_told_and_never_reaches_the_program(there: Path) -> None:
    code = """
import sys, zmq
context = zmq.Context()
push, pull = context.socket(zmq.PUSH), context.socket(zmq.PULL)
sys.modules["_zmqplay.trace.inside.page"].Page.add = None
sys.modules["_zmqplay.trace.inside.page"].Page.put_thread = None
push.bind("inproc://x")
pull.connect("inproc://x")
for _ in range(1000):
    push.send(b"x")
    pull.recv()
print(push.send.__qualname__)
"""
    done, (told,) = traced([sys.executable, "-c", code], there)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Socket.send\n", "")
    assert "TypeError" in told.process.untapped


def test_a_pyzmq_that_the_tap_does_not_know_is_left_alone(there: Path) -> None:
    code = "import zmq\nzmq.pyzmq_version = lambda: '19.0'\nzmq.Context().socket(zmq.PULL)\nprint('fine')"
    done = run([sys.executable, "-c", code], there)
    assert (done.returncode, done.stdout, done.stderr) == (0, "fine\n", "")
    reader = Reader(there)
    reader.poll()
    assert ["19.0" in told.process.untapped for told in reader.told.values()] == [True]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_each_file_inside_is_written_for_the_oldest_python(path: Path) -> None:
    tree = ast.parse(path.read_text(), feature_version=(3, 8))
    futures = [n.names[0].name for n in tree.body if isinstance(n, ast.ImportFrom) and n.module == "__future__"]
    assert futures == ["annotations"] or path.name == "__init__.py"
