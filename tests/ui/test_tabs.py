"""The names in the borders: the Doctor's has the number of things that are wrong now."""

from __future__ import annotations

import pytest
from textual.content import Content

from tests.ui.fake_source import FakeSource
from tests.ui.piloting import on_screen, playing, until
from zmqplay.model.causes import EndCause
from zmqplay.model.doctor import Diagnosis
from zmqplay.model.doctor.finding import Finding, Level
from zmqplay.model.facts import Ended, Printed
from zmqplay.ui.play.screen import PlayScreen
from zmqplay.ui.play.tabs import Tab, tabs

WRONG = "bold $warning"


def find(source: FakeSource, rule: str, level: Level = Level.WRONG) -> None:
    """Let the Doctor find something about worker-1 that stays true."""
    source.doctor.diagnoses[rule, "worker-1"] = Diagnosis(Finding(rule, "worker-1", rule, "", level), 1, 1 << 62)


def in_amber(content: Content) -> list[str]:
    return [
        content.plain[span.start : span.end] for span in content.spans if span.style == WRONG and span.end > span.start
    ]


def borders(screen: PlayScreen, named: str = "Doctor") -> list[Content]:
    """The texts of the upper borders in which this pane is named."""
    titles = [Content.from_text(screen.deck.panes[name].border_title or "") for name in screen.deck.visible_panes()]
    return [title for title in titles if named in title.plain]


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36), (200, 60)])
@on_screen
async def test_the_doctors_name_has_the_number_of_what_is_wrong_in_amber(size: tuple[int, int]) -> None:
    async with playing(size=size) as (pilot, screen, source):
        screen.deck.bring("doctor")
        await until(pilot, lambda: borders(screen))
        assert "Doctor 1" not in borders(screen)[0].plain
        find(source, "slow")
        find(source, "silent")
        find(source, "worth knowing", Level.NOTE)
        await until(pilot, lambda: "Doctor 2" in borders(screen)[0].plain)
        assert in_amber(borders(screen)[0]) == [" 2"]
        del source.doctor.diagnoses["slow", "worker-1"]
        await until(pilot, lambda: "Doctor 1" in borders(screen)[0].plain)
        del source.doctor.diagnoses["silent", "worker-1"]
        await until(pilot, lambda: not in_amber(borders(screen)[0]))


@on_screen
async def test_the_number_stands_in_the_border_of_the_pane_that_covers_the_doctor() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, source):
        screen.deck.bring("ledger")
        find(source, "slow")
        await until(pilot, lambda: any("Doctor 1" in title.plain for title in borders(screen)))


@on_screen
async def test_the_outputs_name_has_the_number_of_crashed_nodes_whose_lines_may_tell_why() -> None:
    async with playing(size=(120, 36)) as (pilot, screen, source):
        now_ns = source.told.now_ns
        source.told.take(Ended(now_ns, "worker-2", EndCause.RAISED, 1, ""))
        source.told.take(Printed(now_ns, "worker-1", ["Traceback (most recent call last):", "ValueError: no number"]))
        await until(pilot, lambda: borders(screen, "Output"))
        assert not borders(screen, "Output 1")
        source.told.take(Ended(now_ns, "worker-1", EndCause.RAISED, 1, "ValueError: no number"))
        await until(pilot, lambda: borders(screen, "Output 1"))
        await pilot.press("escape", "X")
        await until(pilot, lambda: borders(screen, "Output") and not borders(screen, "Output 1"))


@pytest.mark.parametrize("front", ["Load", "Doctor", "Code"])
def test_a_name_with_a_number_fits_as_any_other(front: str) -> None:
    stack = [Tab(title, title, "", 12 if title == "Doctor" else 0) for title in ("Load", "Ledger", "Doctor", "Code")]
    for room in range(18, 60):
        shown = tabs(stack, front, room, marked=True)
        assert shown.cell_length <= room
        assert ("Doctor" in shown.plain) == ("Doctor 12" in shown.plain)
