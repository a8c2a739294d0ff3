"""The opening of a source: the source is being opened, open, or failed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from zmqplay.control.source import Phase, Source
from zmqplay.text import safe


class Opening:
    """Waits until the source is open; before that, nothing is drained and no node can send."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.is_open = False
        self._failed = ""

    async def wait(self, opened: asyncio.Future[None]) -> str:
        """Wait for `opened`; return why the source could not be opened, in a safe sentence, or an empty text."""
        try:
            await asyncio.wait_for(opened, None)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # the screen says it; Escape leads back to the menu
            self._failed = safe(str(error)) or type(error).__name__
        self.is_open = not self._failed
        return self._failed

    def drain(self, budget_s: float) -> None:
        """Let the source take in arrived facts, for at most `budget_s` seconds."""
        if self.is_open:
            self._source.drain(budget_s)

    @property
    def phase(self) -> Phase:
        """The present phase of the source."""
        if self._failed:
            return Phase.FAILED
        return self._source.state.phase if self.is_open else Phase.STARTING

    @property
    def failed(self) -> str:
        """Why the source has failed or is disconnected, in a safe sentence; empty if it works."""
        return self._failed or safe(self._source.state.why)

    def speakers(self) -> Sequence[str]:
        """The nodes that can send the user's messages."""
        controls = self._source.controls
        return controls.speech.speakers if self.is_open and controls and controls.speech else ()
