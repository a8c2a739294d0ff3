"""Reads what traced programs tell, from the files that they leave in one directory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from zmqplay.trace.process import News, Process, ProcessKey

__all__ = ["News", "Process", "ProcessKey", "Programs", "environment"]


class Programs:
    """All programs that are traced into one directory, also those that others have started."""

    def __init__(self, directory: Path) -> None:
        """`directory` belongs to the caller, who makes it (0700) and removes it."""
        self._directory = directory

    def poll(self) -> list[News]:
        """What is new since the last call, in the order in which the processes were found; never waits.

        Cheap where nothing has changed: one short read for each living process.
        """
        return []

    def close(self) -> None:
        """Close the files."""


def environment(directory: Path, base: Mapping[str, str]) -> dict[str, str]:
    """The environment `base` with what a program needs to be traced into `directory`."""
    return {**base, "ZMQPLAY_TRACE": str(directory)}
