"""The surroundings of one case: its own directories, a mark in the environment, and what is left of it afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
MARK = "ZMQPLAY_TEST_MARK"
DEADLINE_S = float(os.environ.get("ZMQPLAY_FAULT_DEADLINE_S", "60"))
"""For any fact: as long as a machine may take that is busy with much else."""
GONE_S = 20.0
"""For what was started to be gone once zmqplay has ended."""
DISK_BYTES = 4 << 20
LOOK_S = 0.02


class Failed(AssertionError):
    """A case did not do what it should."""


class Surroundings:
    """Where one case is played."""

    def __init__(self, *, small_disk: bool = False, clock: bool = False) -> None:
        """`small_disk`: its directory for temporary files can be filled. `clock`: its clock can be stepped."""
        self.place = Path(tempfile.mkdtemp(prefix="zf-", dir="/tmp"))  # short, for the paths of sockets
        self.temporary, self.home, self.work = (self.place / name for name in ("t", "h", "w"))
        for directory in (self.temporary, self.home, self.work):
            directory.mkdir(mode=0o700)
        self.mark, self._owner = self.place.name, os.getpid()
        self.is_small = small_disk and _mount(self.temporary)
        self.clock = self.place / "clock" if clock else None
        if self.clock:
            self.step_clock("0")
            first = f"from tests.soak.stepped_clock import install; install({str(self.clock)!r})"
            (self.place / "sitecustomize.py").write_text(first)  # Python imports it first of all

    @property
    def environment(self) -> dict[str, str]:
        """The environment of whatever is started here."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZMQPLAY", "TEXTUAL"))}
        kept.pop("NO_COLOR", None)
        places = {"TMPDIR": str(self.temporary), "HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home)}
        path = f"{self.place}:{ROOT}" if self.clock else str(ROOT)
        return kept | places | {MARK: self.mark, "PYTHONPATH": path, "PYTHONFAULTHANDLER": "1"}

    def step_clock(self, by: str) -> None:
        """Let the wall clock of this case jump to so many seconds from the true one; the monotonic clock goes on."""
        assert self.clock
        self.clock.write_text(by)

    def fill_disk(self, pids: Iterable[int]) -> None:
        """Leave no room for a file: on a disk of its own, or for these processes alone."""
        if not self.is_small:
            for pid in pids:
                with suppress(psutil.Error):
                    psutil.Process(pid).rlimit(psutil.RLIMIT_FSIZE, (0, psutil.RLIM_INFINITY))
            return
        filler = self.temporary / "filler"
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4_096))

    def processes(self) -> list[psutil.Process]:
        """The processes that have the mark in their environment."""
        word = f"{MARK}={self.mark}".encode()
        found = []
        for process in psutil.process_iter():
            with suppress(OSError, psutil.Error):
                is_marked = word in Path(f"/proc/{process.pid}/environ").read_bytes().split(b"\0")
                if is_marked and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found

    def files(self) -> list[str]:
        """The files and directories that are left where there were none."""
        (self.temporary / "filler").unlink(missing_ok=True)
        own = [path for place in (self.temporary, self.work) for path in place.rglob("*")]
        return [str(path.relative_to(self.place)) for path in own]

    def check_left(self) -> None:
        """Raise Failed unless everything is gone, at once or very soon."""
        until(lambda: not self.processes(), lambda: f"processes are left: {self._described()}", GONE_S)
        until(lambda: not self.files(), lambda: f"files are left: {self.files()}", GONE_S)
        if self.caught:
            raise Failed("zmqplay has caught a fault of its own")

    @property
    def caught(self) -> str:
        """The log of the faults of its own that zmqplay has caught."""
        return "".join(log.read_text(errors="replace")[-3_000:] for log in self.home.rglob("*.log"))

    def _described(self) -> list[str]:
        words = []
        for process in self.processes():
            with suppress(psutil.Error):
                words.append(f"{process.pid} {process.name()} {process.status()} {' '.join(process.cmdline())[:80]}")
        return words

    def close(self) -> None:
        """End what is left and remove everything; a forked child that passes here on its way out does not."""
        if os.getpid() != self._owner:
            return
        for process in self.processes():
            with suppress(psutil.Error):
                process.send_signal(signal.SIGKILL)
        if self.is_small:
            subprocess.run(["umount", "-l", self.temporary], check=False, capture_output=True)
        shutil.rmtree(self.place, ignore_errors=True)


def until(fact: Callable[[], object], why: Callable[[], str], deadline_s: float = DEADLINE_S) -> None:
    """Wait until `fact` is true; raise Failed with `why` after the deadline."""
    end = time.monotonic() + deadline_s
    while not fact():
        if time.monotonic() > end:
            raise Failed(why())
        time.sleep(LOOK_S)


def _mount(directory: Path) -> bool:
    """Give the directory a small disk of its own, where that is allowed."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=700", "zmqplay-test", str(directory)]
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False
