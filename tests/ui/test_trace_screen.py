"""One's own programs on the screen: `zmqplay trace` in a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.ui.terminals import terminal_with

PROGRAMS = Path(__file__).parents[1] / "trace" / "programs"


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_programs_are_nodes_and_what_is_typed_goes_to_stdin(size: tuple[int, int], tmp_path: Path) -> None:
    address = f"ipc://{tmp_path}/a"
    server, client = (f"{sys.executable} {PROGRAMS / name}.py {address}" for name in ("replying", "asking"))
    with terminal_with([sys.executable, "-m", "zmqplay", "trace", server, f"{client} stays"], size) as terminal:
        terminal.shows("sent 20")
        terminal.shows("asking-1")
        terminal.shows("replying-1")
        terminal.shows("asking-1 ▸")
        terminal.type("good night\r")
        terminal.shows("was told good night")
        terminal.type("\x11")
        assert terminal.ended() == 0
        assert b"as it was left" in terminal.drawn
