"""A monkey at the screen: whatever is pressed, typed, clicked or said, it goes on, and draws nothing foreign.

ZMQPLAY_MONKEY_S=3600 ZMQPLAY_SEED=7 python -m pytest tests/soak/test_monkey.py
ZMQPLAY_MONKEY=/tmp/zmqplay-monkey-7-pair.txt python -m pytest tests/soak/test_monkey.py     the same actions again
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import pytest

from tests.soak.emitted import Emitted
from tests.soak.monkey import KEYS, LEAVING, OTHERS, PAYLOADS, PLAYED, Action, Monkey, bytes_of
from tests.soak.monkey_case import MonkeyCase
from tests.soak.surroundings import Failed, Surroundings
from zmqplay.ui.look.theme import THEMES
from zmqplay.ui.play.key_table import PLAY_KEYS
from zmqplay.ui.play.node_keys import SELECT_KEYS

SEED = int(os.environ.get("ZMQPLAY_SEED", "20261127"))
MONKEY_S = float(os.environ.get("ZMQPLAY_MONKEY_S", "4"))
"""For all patterns together, without their starts and ends."""
AGAIN = os.environ.get("ZMQPLAY_MONKEY", "")
SHOWN = 40
"""The last actions that a failure shows."""
THEME_NAMES = (*(theme.name for theme in THEMES), "nord", "textual-light")


def run(pattern: str, theme: str, actions: list[Action] | None, for_s: float) -> None:
    """Let the monkey play; a failure names the file that has all its actions."""
    surroundings = Surroundings()
    case = MonkeyCase(pattern, theme, surroundings)
    drawn = Monkey(PLAYED[pattern], random.Random(f"{SEED}:{pattern}")).actions() if actions is None else actions
    here = Path.cwd()
    try:
        case.play(drawn, time.monotonic() + for_s)
    except Failed as failed:
        kept = Path(tempfile.gettempdir()) / f"zmqplay-monkey-{SEED}-{pattern}.txt"
        kept.write_text("\n".join((f"{pattern} {theme}", *map(str, case.done))))
        last = "\n".join(map(str, case.done[-SHOWN:]))
        pytest.fail(f"{failed}\n{surroundings.caught}\nseed {SEED}, all actions in {kept}, the last:\n{last}")
    finally:
        os.chdir(here)
        surroundings.close()


@pytest.mark.skipif(sys.platform != "linux", reason="what is left is found in proc(5)")
@pytest.mark.parametrize("pattern", PLAYED)
def test_whatever_is_pressed_typed_clicked_or_said_the_screen_goes_on_and_draws_nothing_foreign(pattern: str) -> None:
    if not AGAIN:
        theme = random.Random(f"{SEED}:theme:{pattern}").choice(THEME_NAMES)
        run(pattern, theme, None, MONKEY_S / len(PLAYED))
        return
    first, *lines = Path(AGAIN).read_text().splitlines()
    if first.startswith(f"{pattern} "):
        run(pattern, first.split()[1], [Action.parse(line) for line in lines], float("inf"))


def test_the_monkey_presses_each_key_of_the_key_tables_but_those_that_end_the_program() -> None:
    named = {name for row in (*PLAY_KEYS, *SELECT_KEYS) for name in row.keys.split(",") if name}
    assert named - set(KEYS) == set(LEAVING)
    assert all(bytes_of(key) for key in (*KEYS, *OTHERS))


def test_the_actions_of_a_seed_are_the_same_each_time_and_their_lines_say_all_of_them() -> None:
    first, again = (list(islice(Monkey(PLAYED["pair"], random.Random("7:pair")).actions(), 3_000)) for _ in range(2))
    assert first == again == [Action.parse(str(action)) for action in first]
    assert {action.what for action in first} == {"press", "type", "size"}
    assert any(b"\x1b[200~" in action.typed for action in first)
    assert any(b"/kill" in action.typed for action in first)
    said = b"".join(action.typed for action in first)
    assert all(payload.encode() in said for payload in PAYLOADS)


@pytest.mark.parametrize(
    "foreign",
    [
        b"\x1b]0;monkey\x07", b"\x1b[5mblink", b"\x1b[77H", b"\x1b[?47h", b"\x1b]8;;http://monkey\x1b\\", b"\x1bc",
        b"\xc2\x9b31m", b"\x9b31m", "\u202ekcab".encode(), b"\x07", b"\x7f", "a\u200db".encode(), b"\x1bPdcs\x1b\\",
    ],
)  # fmt: skip
def test_each_foreign_sequence_or_character_is_found_also_in_pieces(foreign: bytes) -> None:
    drawn = b"\x1b[?1049h\x1b[1;1H\x1b[1;38;2;5;5;5;48;2;0;0;0mtext " + foreign + b" text\x1b[0m"
    with pytest.raises(Failed):
        Emitted().feed(drawn)
    pieces = Emitted()
    with pytest.raises(Failed):  # noqa: PT012  # at whichever piece
        for at in range(len(drawn)):
            pieces.feed(drawn[at : at + 1])


def test_what_textual_itself_emits_is_not_taken_for_foreign() -> None:
    emitted = Emitted()
    drawn = "\x1b[?2026h\x1b[3;5H\x1b[1;38;2;5;5;5mö│ 日\x1b[0m\x1b[?2026l\x1b]52;c;aGk=\x07\x1b[>1u\x1b[<u\r\n"
    for byte in drawn.encode():
        emitted.feed(bytes([byte]))
