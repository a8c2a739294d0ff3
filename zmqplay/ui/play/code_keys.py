"""The key that opens a role's source in the user's editor, and the look at the file that is played."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from textual.app import SuspendNotSupported

from zmqplay.control.guide import Broken
from zmqplay.control.refused import Refused
from zmqplay.control.source import Place, Source
from zmqplay.text import safe
from zmqplay.ui.editor import NoEditor, command_for, editor_of
from zmqplay.ui.keys.key import Key
from zmqplay.ui.opens import Says
from zmqplay.ui.play.commander import Commander
from zmqplay.ui.view import View

CODE = "Code"
LOOK_S = 0.5
"""How often the file is looked at."""


class CodeKeys:
    """Acts on the file in which the played code stands."""

    def __init__(
        self,
        source: Source,
        view: View,
        commander: Commander,
        *,
        say: Says,
        failed: Callable[[str], object],
        lend: Callable[[Sequence[str]], Awaitable[int]],
        run: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        """`failed` is told what is wrong with the file; `lend` runs a program in the terminal, `run` a coroutine."""
        self._source, self._view, self._commander = source, view, commander
        self._say, self._failed, self._lend, self._run = say, failed, lend, run
        self._looked_s = 0.0
        self._told: Broken | None = None
        """What was wrong with the file when that was told last."""
        self._last_said = ""
        self._is_editing = False

    @property
    def broken(self) -> str:
        """What is wrong with the file, in one safe sentence; empty if nothing is."""
        broken = self._source.guide.broken
        return f"{safe(broken.says)}; the nodes go on with the code before" if broken else ""

    def look(self, at_once: bool = False) -> None:
        """Twice a second: let the source look at its file, and say what came of that."""
        now_s, controls = time.monotonic(), self._source.controls
        if controls is None or controls.code is None or self._commander.why_not_yet():
            return
        if not at_once and now_s - self._looked_s < LOOK_S:
            return
        self._looked_s = now_s
        if says := controls.code.look():
            self._last_said = says
            self._say(says)
        broken = self._source.guide.broken
        if broken != self._told:
            self._told = broken
            if broken is not None:
                self._last_said = ""
                self._say("")  # an answer that came before is old
                self._failed(self.broken)

    def edit(self) -> None:
        """Open the source of the selected node's role, or of the first role, in the user's editor."""
        controls = self._source.controls
        assert controls is not None
        assert controls.code is not None
        node = self._source.traffic.nodes.get(self._view.node or "")
        role = node.role if node else next(iter(self._source.guide.roles))
        try:
            editor = editor_of()
            place = controls.code.place_of(role)
        except (NoEditor, Refused) as why:
            self._say(str(why), wrong=True)
        else:
            self._is_editing = True
            self._run(self._edit(command_for(editor, place.path, place.line), place))

    def why_no_edit(self) -> str:
        """Why no editor can be opened now; empty if one can."""
        return "an editor is open already" if self._is_editing else self._commander.why_not_yet()

    async def _edit(self, command: Sequence[str], place: Place) -> None:
        self._last_said = ""
        try:
            status = await self._lend(command)
        except SuspendNotSupported:
            self._say("an editor needs a terminal, and this screen is in none", wrong=True)
        except OSError as error:
            self._say(f"{safe(command[0])} cannot be started: {error.strerror}", wrong=True)
        else:
            self.look(at_once=True)
            self._say_back(command[0], status, place)
        finally:
            self._is_editing = False

    def _say_back(self, editor: str, status: int, place: Place) -> None:
        """Say what has come of it: what the nodes run, and where that stands."""
        if self._source.guide.broken is not None:
            self._say("")  # that is shown
        elif self._last_said:
            self._say(self._last_said)
        elif status:
            self._say(f"{Path(editor).name} ended with status {status}", wrong=True)
        elif place.is_new:
            self._say(f"{place.path} was written, and is played from now on: what is saved there takes effect")
        else:
            self._say(f"{Path(place.path).name} is as it was")


CODE_KEYS: tuple[Key[CodeKeys], ...] = (
    Key("E", "E", "code.edit", CODE, "open the code of the selected node in $EDITOR; what is saved is played on",
        "edit code", do=CodeKeys.edit, needs="code", why_not=CodeKeys.why_no_edit),
)  # fmt: skip
