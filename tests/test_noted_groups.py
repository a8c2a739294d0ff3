"""The process groups that nodes lead are killed and outlived, and none that has only the number of one."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from pathlib import Path

import pytest

from zmqplay.belongings import DEAD_S, GROUP, Belongings, note

SESSION = "/tmp/own/session"
linux_only = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are told apart on Linux only")


@linux_only
def test_a_group_of_another_terminal_session_is_not_killed_though_it_has_the_number() -> None:
    with (
        subprocess.Popen(["sleep", "60"], start_new_session=True) as stranger,
        subprocess.Popen(["sleep", "60"], process_group=0) as child,
    ):
        known = Belongings()
        known.take(note(GROUP, SESSION, child.pid, stranger.pid))
        known.end_groups()
        assert child.poll() is None
        known.take(note(GROUP, SESSION, child.pid, os.getsid(0)))
        known.end_groups()
        assert child.wait(5) == -signal.SIGKILL
        stranger.kill()


@linux_only
def test_a_killed_group_is_outlived_before_its_sockets_are_removed_though_nobody_waits_for_it() -> None:
    with subprocess.Popen(["sleep", "60"], process_group=0) as child:
        known = Belongings()
        known.take(note(GROUP, SESSION, child.pid, os.getsid(0)))
        waiting = threading.Thread(target=known.outlive_groups)
        waiting.start()
        waiting.join(0.2)
        assert waiting.is_alive()
        child.kill()
        waiting.join(DEAD_S / 2)
        assert not waiting.is_alive()


def test_the_group_of_an_ended_node_is_forgotten_and_no_group_has_the_number_of_this_one() -> None:
    known = Belongings()
    known.take(note(GROUP, SESSION, 2**22 + 1, 1) + note(GROUP, SESSION, 0, os.getsid(0)))
    forgotten = known.end_groups(SESSION, 2**22 + 1)
    known.end_groups()  # a signal to the group 0 would end this process
    custodian = Belongings()
    custodian.take(note(GROUP, SESSION, 2**22 + 1, 1) + forgotten)
    assert custodian.notes() == b""
