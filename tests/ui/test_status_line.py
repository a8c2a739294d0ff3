"""The status line: the ledger as an equation, at every width."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Self

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region

from tests.ui.fake_source import FakeSource
from tests.ui.piloting import on_screen, playing, until
from zmqplay.model.ledger.accounts import Totals
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY
from zmqplay.ui.play.status_line import Status, StatusLine, lines, set_rate_of
from zmqplay.ui.textual_private import upper_border

TOTALS = Totals(sent=12_345, expected=12_345, delivered=12_291, in_flight=46, lost=8)
STATUS = Status("Push–Pull", (("tasks", "tcp://127.0.0.1:5557"),), 412.0, TOTALS, published=False, state="live")


def test_the_status_line_shows_the_ledger_as_an_equation() -> None:
    text = lines(STATUS, 120).plain
    assert "sent 12,345 = delivered 12,291 + in flight 46 + lost 8" in text
    assert "tasks tcp://127.0.0.1:5557" in text
    assert "412 msg/s" in text
    assert text.rstrip().endswith("● live")


def test_a_title_of_the_user_s_own_is_drawn_without_its_control_codes() -> None:
    assert lines(replace(STATUS, title="M\x1b[35mQ"), 120).plain.isprintable()


def test_a_publication_is_due_to_many_and_unwanted_ones_are_counted_apart() -> None:
    totals = Totals(sent=3, expected=6, delivered=6, unheard=1)
    text = lines(Status("Publish–Subscribe", (("news", "tcp://*:1"),), 0, totals, True, "live"), 140).plain
    assert "sent 3 → expected 6 = delivered 6 + in flight 0 + lost 0   unheard 1" in text


VISITED = Totals(sent=40, expected=30, delivered=30, handed_over=10)
UNTOLD = Totals(sent=40, expected=36, delivered=30, in_flight=6, handed_over=None, waiting_to_be_sent=7)
FLOOD = Totals(sent=166_466, expected=166_466, delivered=154_122, in_flight=12_344)
HUGE = Totals(sent=9_166_466_000, expected=9_000_000_000, delivered=8_154_122_000, in_flight=845_878_000)
FLOOD_OF_NEWS = Totals(sent=154_720, expected=309_440, delivered=297_096, in_flight=12_344, unheard=None)
MIXED = Totals(8, 12, 9, 2, 1, unheard=3, handed_over=1, from_elsewhere=2, waiting_to_be_sent=5)


def figures(text: str) -> dict[str, int]:
    """The figures of a ledger as drawn, by the words before them; each figure has its words."""
    found = {word.strip(): int(number.replace(",", "")) for word, number in re.findall(r"([a-z ]+) ([\d,]+)", text)}
    assert len(found) == len(re.findall(r"\d[\d,]*", text))
    return found


@pytest.mark.parametrize("width", range(60, 201))
@pytest.mark.parametrize(
    ("totals", "published"),
    [
        (TOTALS, False), (VISITED, False), (UNTOLD, False), (FLOOD, False), (HUGE, False), (HUGE, True),
        (FLOOD_OF_NEWS, True), (MIXED, True),
    ],
)  # fmt: skip
def test_at_every_width_the_equation_adds_up_and_each_figure_has_its_words(
    totals: Totals, published: bool, width: int
) -> None:
    shown = lines(Status("Push–Pull", (), 0, totals, published, "live"), width).plain
    assert all(len(line) <= width for line in shown.splitlines())
    ledger = shown[shown.index("/s") + 2 if "/s" in shown else shown.index("Pull") + 4 :].replace("● live", "")
    equation, _, apart = ledger.strip().partition("   ")
    *left, right = re.split("[=→]", equation)
    terms = figures(right)
    figures(apart)
    assert list(terms)[-1] == "handed over" or list(terms)[-2:] == ["in flight", "lost"]
    assert all(getattr(totals, word.replace(" ", "_")) == number for word, number in terms.items())
    if left:
        ((_, whole),) = figures(left[-1]).items()
        assert whole == sum(terms.values())


def test_what_was_handed_over_to_a_stranger_is_a_part_of_what_was_sent() -> None:
    for width in (80, 120, 200):
        text = lines(Status("Push–Pull", (), 0, VISITED, False, "live"), width).plain
        assert "sent 40 = delivered 30 + in flight 0 + lost 0 + handed over 10" in text
    narrow = lines(Status("Push–Pull", (), 0, VISITED, False, "live"), 60).plain
    assert "sent 40 → expected 30 = delivered 30 + in flight 0 + lost 0" in narrow


def test_what_came_from_elsewhere_is_shown_at_every_width_where_nothing_was_sent() -> None:
    totals = Totals(sent=0, expected=0, delivered=0, from_elsewhere=12)
    for published in (False, True):
        shown = {width: lines(Status("SUB", (), 0, totals, published, "live"), width).plain for width in (60, 80, 120)}
        assert all("from elsewhere 12" in text for text in shown.values())
        assert all(len(line) <= width for width, text in shown.items() for line in text.splitlines())
        assert "delivered 0 + in flight 0 + lost 0" in shown[120]


def test_in_a_flood_a_narrow_line_leaves_out_the_sum_and_never_what_a_figure_is() -> None:
    text = lines(Status("Push–Pull", (), 0, FLOOD, False, "live"), 60).plain
    assert " delivered 154,122 + in flight 12,344 + lost 0" in text
    assert "sent" not in text


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


def test_the_rate_that_is_set_stands_beside_the_measured_one_where_there_is_room() -> None:
    status = replace(STATUS, set_rate="of 500/s each")
    assert "412 msg/s of 500/s each" in lines(status, 160).plain
    assert "of 500/s" not in lines(status, 100).plain
    assert lines(status, 100).plain == lines(STATUS, 100).plain


def test_where_answers_are_sent_too_the_set_rate_is_no_part_of_the_measured_one() -> None:
    source = FakeSource(REQUEST_REPLY)
    source.speech.set_rate(5.0)
    assert set_rate_of(source) == "· set 5/s each"


def test_the_set_rate_is_that_of_the_living_nodes_that_make_traffic(monkeypatch: pytest.MonkeyPatch) -> None:
    source = FakeSource(PUSH_PULL)
    assert set_rate_of(source) == ""
    source.speech.set_rate(5.0)
    assert set_rate_of(source) == "of 5/s"
    source.nodes.scale("producer", 2)
    assert set_rate_of(source) == "of 5/s each"
    own = {"producer-1": 5.0, "producer-2": 20.0}
    monkeypatch.setattr(source.speech, "rate_of", own.__getitem__)
    assert set_rate_of(source) == "of 5/s to 20/s"
    source.nodes.kill("producer-1")
    assert set_rate_of(source) == "of 20/s"
    monkeypatch.undo()
    source.speech.set_rate(None)
    assert set_rate_of(source) == "flat out"
    source.controls = None
    assert set_rate_of(source) == ""


TWO = replace(STATUS, wires=(("tasks", "tcp://127.0.0.1:5557"), ("results", "tcp://127.0.0.1:5559")))


@pytest.mark.parametrize("width", range(60, 201))
def test_every_wire_is_named_or_none_is(width: int) -> None:
    shown = lines(TWO, width).plain
    assert ("tasks" in shown) == ("results" in shown)
    assert ("5557" in shown) == ("5559" in shown)
    assert "+1" not in shown


def test_addresses_on_one_host_share_it_where_there_is_no_room_for_both() -> None:
    assert "tasks tcp://127.0.0.1:5557   results tcp://127.0.0.1:5559   412" in lines(TWO, 99).plain
    assert "tasks tcp://127.0.0.1:5557   results :5559   412" in lines(TWO, 80).plain
    assert "tasks 127.0.0.1:5557   results :5559   412" in lines(TWO, 70).plain
    assert "tasks :5557   results :5559   412" in lines(TWO, 60).plain


def test_an_address_elsewhere_is_never_shortened_to_its_port() -> None:
    elsewhere = replace(TWO, wires=(("a", "tcp://10.0.0.1:1"), ("b", "tcp://10.0.0.2:1"), ("c", "tcp://10.0.0.1:2")))
    assert "a tcp://10.0.0.1:1   b tcp://10.0.0.2:1   c :2   412" in lines(elsewhere, 90).plain


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36), (200, 60)])
@pytest.mark.parametrize("name", ["publish-subscribe", "push-pull", "pipeline"])
@on_screen
async def test_each_address_stands_on_the_screen_once(name: str, size: tuple[int, int]) -> None:
    async with playing(name, size) as (pilot, screen, _):
        await pilot.press("escape", "g", "m")
        await until(pilot, lambda: screen.deck.name_of(screen.focused) == "messages")
        await pilot.press("g", "t")

        def seen() -> str:
            return f"{screen.status.render()}\n{upper_border(screen.deck.panes['topology'])}"

        ports = [wire.address.rpartition(":")[2] for wire in screen.traffic.topology.wires]
        await until(pilot, lambda: [seen().count(f":{port}") for port in ports] == [1] * len(ports))
        if size[0] >= 100:
            screen.deck.bring("messages")
            await until(pilot, lambda: ports[0] in str(upper_border(screen.deck.panes["topology"])))
            await pilot.press("backslash")
            await until(pilot, lambda: ports[0] in str(screen.status.render()))


@on_screen
async def test_addresses_for_which_the_title_has_no_room_stand_in_the_status_line() -> None:
    async with playing("pipeline", (200, 60)) as (pilot, screen, source):
        host = f"{'a' * 60}.example"
        source.traffic.addresses["tasks"] = f"tcp://{host}:5557"
        await until(pilot, lambda: f"{host}:5557   results tcp://127.0.0.1:5559" in str(screen.status.render()))
        title = str(upper_border(screen.deck.panes["topology"]))
        assert title.split()[1:] == ["tasks", "results"]


def test_a_screen_that_is_behind_says_by_how_much() -> None:
    shown = {seconds: lines(replace(STATUS, behind_s=seconds), 80).plain for seconds in (0, 4)}
    assert "● live" in shown[0]
    assert "behind" not in shown[0]
    assert "● 4 s behind" in shown[4]
    assert "● live" not in shown[4]
