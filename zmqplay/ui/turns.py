"""Sources in turn: the next is opened only when the last is closed, since both may need the same ports."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from zmqplay import faults
from zmqplay.control.source import Source


class Turns:
    """Opens sources and closes them in threads, one at a time."""

    def __init__(self, closed: Callable[[], object], failed: Callable[[str], object]) -> None:
        """`closed` is called each time that a source has been closed; `failed` is told what went wrong in that."""
        self._closed, self._failed = closed, failed
        self._turn = asyncio.Lock()
        self._held: set[asyncio.Task[None]] = set()
        self._left: set[asyncio.Event] = set()
        self.first_failure: str | None = None
        """Why the first source could not be opened; empty if it could."""

    @property
    def is_idle(self) -> bool:
        """Whether no source is open or waits for its turn."""
        return not self._held

    def hold(self, source: Source, left: asyncio.Event) -> asyncio.Future[None]:
        """Open the source when its turn comes, and close it once `left` is set.

        The future is done when the source is open; its exception says why it could not be opened.
        """
        opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._hold(source, left, opened))
        self._held.add(task)
        self._left.add(left)
        task.add_done_callback(self._forget)
        task.add_done_callback(lambda _task: self._left.discard(left))
        return opened

    async def _hold(self, source: Source, left: asyncio.Event, opened: asyncio.Future[None]) -> None:
        async with self._turn:
            if left.is_set():
                opened.cancel()
                return
            failure = ""
            try:
                await asyncio.to_thread(source.open)
            except Exception as error:  # any reason may keep a source from opening; the screen says it
                failure = str(error) or type(error).__name__
                if not opened.cancelled():
                    opened.set_exception(error)
            else:
                if not opened.cancelled():
                    opened.set_result(None)
            self.first_failure = failure if self.first_failure is None else self.first_failure
            await left.wait()
            try:
                await asyncio.to_thread(source.close)
            except Exception as error:  # the last line of defence: the next source may be opened all the same
                self._failed(faults.caught(error, "end the nodes"))

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._held.discard(task)
        self._closed()

    def end(self) -> None:
        """Close every source now, without waiting for the screens that show them."""
        for left in self._left:
            left.set()

    async def all_closed(self) -> None:
        """Wait until every held source is closed."""
        if self._held:
            await asyncio.wait(self._held)
