"""The terminal, lent to another program such as an editor, while everything goes on that is not drawn."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from textual.app import App

ENDING_S = 1.0
"""How long the program may take to end, and to give the terminal back, when zmqplay ends."""


async def lend(app: App[Any], command: Sequence[str]) -> int:
    """Run a program in the app's terminal, and return its exit status.

    Raises OSError if the program cannot be started, and SuspendNotSupported where there is no terminal. The event loop
    goes on meanwhile, so that sources are drained: a node whose reports nobody takes would throw samples away, and one
    whose output nobody reads would wait in `print`.
    """
    failure: BaseException | None = None
    status = 0
    with app.batch_update(), app.suspend():
        try:
            process = await asyncio.create_subprocess_exec(*command)
            try:
                status = await process.wait()
            finally:
                await _end(process)
        except BaseException as error:  # the app resumes first: `suspend` does that only without an exception
            failure = error
    if failure is not None:
        raise failure
    return status


async def _end(process: Process) -> None:
    """End the program, if it runs because the app ends before it."""
    if process.returncode is None:
        process.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), ENDING_S)
    if process.returncode is None:
        process.kill()
