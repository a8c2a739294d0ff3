"""A program that fails shows its own lines and pyzmq's, as it does untraced."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.trace.tracing import DEADLINE_S, base, command
from zmqplay.trace.programs import environment

PYZMQS = re.compile(r'  File "zmq/backend/cython/.*\n')
"""Lines inside of pyzmq's compiled part: it is called to receive frames there, and bytes untraced."""


@pytest.mark.parametrize("where", ["", "thread"])
@pytest.mark.parametrize("way", ["receive", "receive_after_an_error", "bind_nowhere", "decode"])
def test_a_traceback_is_shown_as_it_is_untraced(tmp_path: Path, way: str, where: str) -> None:
    arguments = command("failing", way, *filter(None, [where]))
    without, with_ = (
        subprocess.run(arguments, env=env, capture_output=True, text=True, timeout=DEADLINE_S, check=False)
        for env in (base(), environment(tmp_path, base()))
    )
    assert list(tmp_path.glob("*.page"))
    assert "Traceback" in without.stderr
    assert (with_.returncode, with_.stdout) == (without.returncode, without.stdout)
    assert PYZMQS.sub("", with_.stderr) == PYZMQS.sub("", without.stderr)


def test_a_hook_of_the_programs_own_is_called_as_it_is_untraced(tmp_path: Path) -> None:
    code = """
import sys, traceback, zmq

def hook(kind, error, trace):
    print(kind.__name__, [entry.name for entry in traceback.extract_tb(trace)][:2], error.__traceback__ is trace)

sys.excepthook = hook
zmq.Context().socket(zmq.PULL).recv(zmq.NOBLOCK)
"""
    program = tmp_path / "hooked.py"
    program.write_text(code)
    done = subprocess.run(
        [*command("failing")[:1], str(program)],
        env=environment(tmp_path, base()),
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == "ZMQError ['<module>'] True\n"
