"""A source as its screen knows it: being opened, open, or failed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from zmqplay.control.source import Phase, Source
from zmqplay.text import safe


class Opening:
    """Waits until the source is open; before that, nothing is drained and nobody can send."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.is_open = False
        self._failed = ""

    async def wait(self, opened: asyncio.Future[None]) -> str:
        """Return when `opened` is done: why the source could not be opened, in a safe sentence, or nothing."""
        try:
            await asyncio.wait_for(opened, None)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # said on the screen; Escape leads back to the menu
            self._failed = safe(str(error)) or type(error).__name__
        self.is_open = not self._failed
        return self._failed

    def drain(self, budget_s: float) -> None:
        """Take what has come, for at most that long."""
        if self.is_open:
            self._source.drain(budget_s)

    @property
    def phase(self) -> Phase:
        """How far the source is."""
        if self._failed:
            return Phase.FAILED
        return self._source.state.phase if self.is_open else Phase.STARTING

    @property
    def failed(self) -> str:
        """Why there is nothing more to come, in a safe sentence; empty where there is."""
        return self._failed or safe(self._source.state.why)

    def speakers(self) -> Sequence[str]:
        """The nodes that can send what is typed."""
        controls = self._source.controls
        return controls.speech.speakers if self.is_open and controls and controls.speech else ()
