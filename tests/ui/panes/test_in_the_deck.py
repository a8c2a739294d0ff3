"""Panes in the deck: a pane of one's own, and the text beside the title of a pane that shares its place with none."""

from __future__ import annotations

from collections.abc import Hashable

from textual.app import App, ComposeResult

from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import tasks
from tests.ui.piloting import on_screen, until
from zmqplay.session.guide import guide_of
from zmqplay.ui.draw.content import Content, Drawing, Scene
from zmqplay.ui.draw.ink import Ink
from zmqplay.ui.panes import PANES, PaneEntry, Place
from zmqplay.ui.play.deck import Deck
from zmqplay.ui.textual_private import upper_border
from zmqplay.ui.view import View


class CountPane(Content):
    """Shows the number of sent messages, in a sentence."""

    empty = "Nothing was sent yet."

    def stamp(self, scene: Scene) -> Hashable:
        return scene.traffic.ledger.totals.sent

    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        sent = scene.traffic.ledger.totals.sent
        return Drawing([[("sent ", ink("muted")), (str(sent), ink("accent", bold=True))]] if sent else ())


COUNT = PaneEntry("count", "Count", f"{__name__}:CountPane", Place.READING)


class DeckApp(App[None]):
    """Shows a deck of panes."""

    def __init__(self, deck: Deck) -> None:
        super().__init__()
        self.deck = deck

    def compose(self) -> ComposeResult:
        yield self.deck


@on_screen
async def test_the_wires_stay_beside_the_title_of_the_topology_through_a_resize() -> None:
    telling = tasks(7)
    deck = Deck((), lambda: guide_of(telling.pattern), print)
    async with DeckApp(deck).run_test(size=(120, 36)) as pilot:
        await deck.fill()
        await until(pilot, lambda: deck.panes["topology"].area.width)
        deck.show(telling.traffic, View(), telling.now_ns)
        wires: list[str] = []
        for size in ((100, 30), (120, 36), (200, 60)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda: deck.size == pilot.app.size)
            wires.append(str(upper_border(deck.panes["topology"])).partition("  ")[2])
        assert wires == ["tasks tcp://127.0.0.1:5557"] * 3


@on_screen
async def test_a_pane_of_ones_own_is_one_small_class_and_one_line() -> None:
    telling = tasks(7)
    deck = Deck((), lambda: guide_of(telling.pattern), print, panes=(*PANES, COUNT))
    async with DeckApp(deck).run_test(size=(120, 36)) as pilot:
        await deck.fill()
        deck.bring("count")
        await pilot.pause()
        deck.show(telling.traffic, View(), telling.now_ns)
        pane = deck.panes["count"]
        await until(pilot, lambda: "sent 7" in pane.render_line(0).text)
        assert "Count" in str(upper_border(pane))


def test_the_same_pane_without_an_app() -> None:
    app = Looking(CountPane(), (40, 5))
    assert "Nothing was sent yet." in app.shown(tasks(0))[1]
    assert "sent 7" in app.shown(tasks(7))[1]
