"""A command's standard streams may be closed or full: one sentence, the right exit status, and no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.command_line import anywhere

ROOT = Path(__file__).parents[1]
DEADLINE_S = 60
PLAY = ("run", "push-pull", *anywhere("push-pull"), "--count", "5")
FULL = "/dev/full"
needs_full = pytest.mark.skipif(not Path(FULL).exists(), reason="no /dev/full here")
NO_SPACE = b"zmqplay: cannot write: No space left on device\n"


def ended(words: tuple[str, ...], redirections: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A command with its streams redirected by the shell; a stream that is not named is a pipe."""
    script = f'exec "$@" {redirections}'
    return subprocess.run(
        ["sh", "-c", script, "sh", sys.executable, "-m", "zmqplay", *words],
        capture_output=True, timeout=DEADLINE_S, check=False, env={**os.environ, **environment},
    )  # fmt: skip


@needs_full
@pytest.mark.parametrize(
    "words", [("list",), ("--help",), ("--version",), ("run", "--schema"), PLAY, (*PLAY, "--json")]
)
def test_output_that_a_full_disk_does_not_take_is_one_sentence(words: tuple[str, ...]) -> None:
    done = ended(words, f"> {FULL}")
    assert (done.returncode, done.stderr) == (1, NO_SPACE)


@needs_full
@pytest.mark.parametrize(("words", "status"), [(("list",), 0), (("no-such",), 2), (("run", "no-such"), 2), (PLAY, 0)])
def test_sentences_that_nothing_takes_leave_the_exit_status(words: tuple[str, ...], status: int) -> None:
    for redirection in f"2> {FULL}", "2>&-":
        done = ended(words, redirection)
        assert (done.returncode, bool(done.stdout)) == (status, status == 0)


def test_with_stdout_closed_the_command_has_failed() -> None:
    done = ended(("list",), ">&-")
    assert (done.returncode, done.stderr) == (1, b"zmqplay: cannot write: Bad file descriptor\n")


def test_with_all_streams_closed_a_run_ends_by_itself() -> None:
    assert ended(PLAY, "<&- >&- 2>&-").returncode == 1


@pytest.mark.parametrize("words", [("list",), ("run", "--schema"), (*PLAY, "--json")])
def test_a_reader_that_has_gone_is_told_nothing(words: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "zmqplay", *words]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, timeout=DEADLINE_S, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


INTERRUPTED_AT_AN_IMPORT = """
import signal, sys
class Interrupting:
    def find_spec(name, path=None, target=None):
        if name == INTERRUPTED_AT:
            signal.raise_signal(signal.SIGINT)
INTERRUPTED_AT = sys.argv.pop(1)
sys.meta_path.insert(0, Interrupting)
from {module} import {name}
sys.argv[0] = "zmqplay"
{name}()
"""


@pytest.mark.parametrize("imports", ["click", "zmqplay.streams", "zmqplay.run.options", "zmqplay.session.session"])
def test_ctrl_c_in_the_first_moments_is_silent_as_later(imports: str) -> None:
    way_in = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]["zmqplay"]
    module, _, name = way_in.partition(":")
    code = INTERRUPTED_AT_AN_IMPORT.format(module=module, name=name)
    done = subprocess.run(
        [sys.executable, "-c", code, imports, *PLAY], capture_output=True, timeout=DEADLINE_S, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, b"", b"")


FAULTY = """
import sys
from zmqplay import streams
def command(): raise KeyError(77)
sys.exit(streams.ended(command))
"""


def test_a_fault_of_a_command_is_one_sentence_and_its_traceback_is_in_the_log(
    faults_are_meant: object, tmp_path: Path
) -> None:
    assert faults_are_meant
    log = tmp_path / "new" / "faults.log"
    done = subprocess.run(
        [sys.executable, "-c", FAULTY], capture_output=True, text=True, check=False,
        env={**os.environ, "ZMQPLAY_FAULT_LOG": str(log)},
    )  # fmt: skip
    says = f"zmqplay: it could not do this: KeyError: 77; this is a fault of zmqplay, and its traceback is in {log}\n"
    assert (done.returncode, done.stderr) == (1, says)
    assert "in command" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


@needs_full
def test_a_log_that_takes_nothing_is_said(faults_are_meant: object) -> None:
    assert faults_are_meant
    done = subprocess.run(
        [sys.executable, "-c", FAULTY], capture_output=True, text=True, check=False,
        env={**os.environ, "ZMQPLAY_FAULT_LOG": FULL},
    )  # fmt: skip
    assert done.stderr.endswith("whose traceback could not be kept (No space left on device)\n")
