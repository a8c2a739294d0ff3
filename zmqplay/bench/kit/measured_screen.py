"""The screen with clocks in it: `python -m zmqplay.bench.kit.measured_screen LOAD SECONDS FILE`, in a terminal.

The program plays for SECONDS, writes its measurements into FILE, and continues until ctrl+q.
"""

# ruff: noqa: E402  # the process is prepared before Textual is imported

from __future__ import annotations

from zmqplay.ui import haste

haste.hasten()

import asyncio
import sys
import time
from itertools import pairwise
from pathlib import Path

import msgspec
import psutil

from zmqplay.bench.kit.load import Load
from zmqplay.bench.kit.reported import ReportedSource
from zmqplay.control.source import Source
from zmqplay.ui import app
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.play.screen import PlayScreen

WARM_S = 1.0
"""Time for rates, colours and caches to settle."""
NAP_S = 0.02


class Measured(msgspec.Struct):
    """Figures measured inside the screen's own process."""

    frames_ms: list[float]
    """CPU time of the screen's thread from one frame to the next: draining, drawing, painting."""
    refreshes_ms: list[float]
    """The part of that time in which reports are taken and changes drawn."""
    lags_ms: list[float]
    """Milliseconds by which each short sleep ended late."""
    cpu_share: float
    """Share of one core, over all threads of the process."""
    frames_a_second: float
    memory_bytes: int
    messages: int
    """Messages in the log at the end."""


class MeasuredScreen(PlayScreen):
    """A play screen that reads its thread's clock in each frame."""

    begins_ns: list[int] | None = None
    took_ns: list[int]

    def frame(self) -> None:
        begin_ns = time.thread_time_ns()
        super().frame()
        if self.begins_ns is not None:
            self.begins_ns.append(begin_ns)
            self.took_ns.append(time.thread_time_ns() - begin_ns)


class MeasuredApp(ZmqPlay):
    """Opens the measured screen, and measures when it is live."""

    CSS_PATH = str(Path(app.__file__).with_name(ZmqPlay.CSS_PATH))

    def __init__(self, load: Load, seconds: float, path: Path) -> None:
        super().__init__(lambda _: ReportedSource(load), lambda: ReportedSource(load))
        self._seconds, self._path = seconds, path

    def look_at(self, source: Source) -> None:
        screen = MeasuredScreen(source, self, self.journal)
        self.push_screen(screen)
        self.run_worker(self._measure(screen), exit_on_error=True)

    async def _measure(self, screen: MeasuredScreen) -> None:
        while screen.state != "live":
            await asyncio.sleep(NAP_S)
        await asyncio.sleep(WARM_S)
        lags_ms: list[float] = []
        screen.took_ns, screen.begins_ns = [], []
        began, began_cpu = time.monotonic(), time.process_time()
        while time.monotonic() < began + self._seconds:
            before = time.perf_counter()
            await asyncio.sleep(NAP_S)
            lags_ms.append((time.perf_counter() - before - NAP_S) * 1e3)
        passed, cpu = time.monotonic() - began, time.process_time() - began_cpu
        begins_ns, screen.begins_ns = screen.begins_ns, None
        measured = Measured(
            frames_ms=[(after - before) / 1e6 for before, after in pairwise(begins_ns)],
            refreshes_ms=[took_ns / 1e6 for took_ns in screen.took_ns],
            lags_ms=lags_ms,
            cpu_share=cpu / passed,
            frames_a_second=len(begins_ns) / passed,
            memory_bytes=psutil.Process().memory_info().rss,
            messages=len(screen.traffic.messages.rows),
        )
        part = self._path.with_suffix(".part")
        part.write_bytes(msgspec.json.encode(measured))
        part.rename(self._path)


if __name__ == "__main__":
    MeasuredApp(msgspec.json.decode(sys.argv[1], type=Load), float(sys.argv[2]), Path(sys.argv[3])).run()
