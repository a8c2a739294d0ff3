"""Reads what traced programs tell, from the files that they leave in one directory."""

from __future__ import annotations

import os
import shlex
import time
from collections.abc import Mapping
from pathlib import Path

from zmqplay.trace.inside import bundling
from zmqplay.trace.process import News, Process, ProcessKey
from zmqplay.trace.traced import Traced

__all__ = ["News", "Process", "ProcessKey", "Programs", "environment", "invitation_to"]

ENTRY = Path(__file__).parent / "inside" / "entry"
DIRECTORY = "ZMQPLAY_TRACE"
SETTLED_NS = 50_000_000
"""A directory may change twice within one tick of the clock that its time of change is read from."""
MOST_PROCESSES = 2_000
"""Processes that are followed at the same time; later ones are not looked at until others have ended."""

SAMPLES, LEAST_SAMPLES = 20_000, 200
"""About so many are read at once of all processes, and of one: more would hold up whoever looks, and tell no more."""


class Programs:
    """All programs that are traced into one directory, also those that others have started."""

    def __init__(self, directory: Path) -> None:
        """`directory` belongs to the caller, who makes it (0700) and removes it."""
        self._directory = directory
        self._seen_ns = -1
        self._polls = 0
        self._known: set[str] = set()
        self._living: dict[ProcessKey, Traced] = {}

    def poll(self) -> list[News]:
        """What is new since the last call, in the order in which the processes were found; never waits.

        Cheap where nothing has changed: three short reads for each living process. Of programs that have told more
        than is read in one go, one is read on in each call.
        """
        self._find()
        newest = {key.pid: key.stamp for key in sorted(self._living)}
        self._polls += 1
        behind = [key for key, traced in self._living.items() if traced.is_behind]
        waiting = {key for place, key in enumerate(behind) if place != self._polls % len(behind)}
        most = max(LEAST_SAMPLES, SAMPLES // max(1, len(self._living)))
        found = [
            traced.news(key.stamp < newest[key.pid], most) for key, traced in self._living.items() if key not in waiting
        ]
        for key in [key for key, traced in self._living.items() if traced.is_over]:
            self._living.pop(key).close()
        return [each for each in found if each is not None]

    def pids(self) -> set[int]:
        """The processes that are traced, also those of which nothing was read yet."""
        try:
            names = {name for name in os.listdir(self._directory) if name.endswith(".records")} - self._known
        except OSError:
            names = set()
        return {key.pid for key in (*self._living, *filter(None, map(_key, names)))}

    def close(self) -> None:
        """Close the files."""
        for traced in self._living.values():
            traced.close()
        self._living.clear()

    def _find(self) -> None:
        """Look for processes that are new; only where the directory has changed."""
        try:
            changed_ns = self._directory.stat().st_mtime_ns
            if changed_ns == self._seen_ns:
                return
            names = sorted(name for name in os.listdir(self._directory) if name.endswith(".records"))
        except OSError:
            return
        is_settled = time.time_ns() - changed_ns > SETTLED_NS
        self._seen_ns = changed_ns if is_settled and len(self._living) < MOST_PROCESSES else -1
        for name in names:
            key = _key(name)
            if key is not None and name not in self._known and len(self._living) < MOST_PROCESSES:
                self._known.add(name)
                self._living[key] = Traced(key, self._directory / name.removesuffix(".records"))


def _key(name: str) -> ProcessKey | None:
    pid, dash, stamp = name.removesuffix(".records").partition("-")
    return ProcessKey(int(pid), int(stamp)) if dash and pid.isdecimal() and stamp.isdecimal() else None


def environment(directory: Path, base: Mapping[str, str]) -> dict[str, str]:
    """The environment `base` with what a program needs to be traced into `directory`."""
    bundling.ensure(str(directory))
    path = [str(ENTRY), *filter(None, [base.get("PYTHONPATH")])]
    return {**base, "PYTHONPATH": os.pathsep.join(path), DIRECTORY: str(directory.absolute())}


def invitation_to(directory: Path) -> str:
    """What stands before a command in a shell so that its program is traced into this directory."""
    path = shlex.quote(str(ENTRY)) + "${PYTHONPATH:+:$PYTHONPATH}"
    return f"PYTHONPATH={path} {DIRECTORY}={shlex.quote(str(directory))}"
