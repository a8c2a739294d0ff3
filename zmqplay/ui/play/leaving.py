"""The way from a play screen back to the menu: where nodes would end, only the second Escape in a row leads there."""

from __future__ import annotations

from collections.abc import Callable

from zmqplay.control.source import Source
from zmqplay.ui.play.hint_line import HintLine
from zmqplay.ui.play.opening import Opening


class Leaving:
    """Asks once before it leaves; the question stands as long as its sentence, which anything else drops."""

    def __init__(self, source: Source, opening: Opening, hint: HintLine, leave: Callable[[], object]) -> None:
        """`leave` closes the screen."""
        self._source, self._opening, self._hint, self._leave = source, opening, hint, leave

    def leave(self) -> None:
        """Say what leaving ends; leave if that was just said, or if nothing would end."""
        asks = self._question()
        if not asks or self._hint.is_said(asks):
            self._leave()
        else:
            self._hint.ask(asks)

    def _question(self) -> str:
        living = sum(node.state.alive for node in self._source.traffic.nodes.values())
        if not living or self._opening.failed:
            return ""
        controls = self._source.controls
        ends = f"ends {living} node{'' if living == 1 else 's'} and " if controls and controls.nodes else ""
        return f"esc again {ends}goes to the menu"
