"""The status line: the ledger as an equation, at every width."""

from dataclasses import replace
from itertools import pairwise
from typing import Self

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region

from tests.ui.piloting import on_screen, until
from zmqplay.model.ledger.accounts import Totals
from zmqplay.ui.play.status_line import Status, StatusLine, lines

TOTALS = Totals(sent=12_345, expected=12_345, delivered=12_291, in_flight=46, lost=8)
STATUS = Status("Push–Pull", (("tasks", "tcp://127.0.0.1:5557"),), 412.0, TOTALS, published=False, state="live")


def test_the_status_line_shows_the_ledger_as_an_equation() -> None:
    text = lines(STATUS, 120).plain.replace("\N{THIN SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "sent 12 345 = delivered 12 291 + in flight 46 + lost 8" in text
    assert "tasks tcp://127.0.0.1:5557" in text
    assert "412 msg/s" in text
    assert text.rstrip().endswith("● live")


def test_a_publication_is_due_to_many_and_unwanted_ones_are_counted_apart() -> None:
    totals = Totals(sent=3, expected=6, delivered=6, unheard=1)
    text = lines(Status("Publish–Subscribe", (("news", "tcp://*:1"),), 0, totals, True, "live"), 140).plain
    assert "sent 3 → expected 6 = delivered 6 + in flight 0 + lost 0   unheard 1" in text


@pytest.mark.parametrize("width", range(60, 201))
def test_it_fits_every_width_and_always_says_what_is_lost(width: int) -> None:
    shown = lines(STATUS, width).plain.splitlines()
    assert all(len(line) <= width for line in shown)
    assert "lost 8" in "\n".join(shown)
    assert "● live" in "\n".join(shown)


def test_more_room_never_shows_less() -> None:
    lengths = [len(lines(STATUS, width).plain.replace(" ", "")) for width in range(100, 201)]
    assert all(narrow <= wide for narrow, wide in pairwise(lengths))


def test_pause_says_how_much_is_new() -> None:
    paused = Status("Push–Pull", (), 0, TOTALS, False, "paused", new=312)
    assert "paused · 312 new" in lines(paused, 120).plain


class Counted(StatusLine):
    """Counts the layouts of the whole screen that it causes, since a layout is the most costly part of a frame."""

    layouts = 0

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        self.layouts += layout
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


@on_screen
async def test_other_figures_need_no_other_layout() -> None:
    line = Counted()

    class Alone(App[None]):
        def compose(self) -> ComposeResult:
            yield line

    async with Alone().run_test(size=(120, 36)) as pilot:
        line.show(STATUS)
        before = line.layouts
        line.show(replace(STATUS, rate=413.0))
        assert line.layouts == before
        await until(pilot, lambda: "413" in str(line.render()))
