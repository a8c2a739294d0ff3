"""The ledger's pane: the totals, each link, each sequence, and unknown figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from rich.cells import cell_len

from tests.model.two_roles import two_roles
from tests.telling import Telling
from tests.ui.panes.looking import Looking, ink_of_tests
from tests.ui.panes.stories import news, tasks
from zmqplay.model.causes import LossReason
from zmqplay.model.ledger.accounts import Link, Totals
from zmqplay.model.messages.messages import Delivery, Message, Origin
from zmqplay.model.nodes import NodeState
from zmqplay.model.spread import Spread
from zmqplay.model.traffic import Traffic
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.draw.bars import spark
from zmqplay.ui.draw.selection import NodeMenuWanted, NodeSelected
from zmqplay.ui.panes.ledger.ledger import LedgerPane, how_exact
from zmqplay.ui.panes.ledger.sequence import (
    HOLE,
    NOT_DUE,
    NOT_KNOWN,
    NOT_SEEN,
    RECEIVED,
    WAITS,
    Ruler,
    find_rulers,
    signs_of,
)
from zmqplay.ui.panes.ledger.totals import draw_totals

MS = 1_000_000


def fallen() -> Telling:
    """A producer, a slow worker, and one that was killed with two messages in its queue."""
    telling = Telling(PUSH_PULL, {"worker": 2})
    for number in range(1, 13):
        telling.traffic.messages.add(message(number))
    telling.report()
    telling.end("worker-2", NodeState.KILLED)
    telling.traffic.ledger.totals = telling.traffic.ledger.totals_of_links = Totals(
        sent=12, expected=12, delivered=8, in_flight=2, lost=2, lost_by_reason={LossReason.PEER_DIED: 2}
    )
    links = [
        Link("producer-1", "worker-1", "tasks", 4, {}, 2, (), Spread([MS // 5] * 9 + [300 * MS]), [0, 1, 2]),
        Link(
            "producer-1", "worker-2", "tasks", 4, {LossReason.PEER_DIED: 2}, 0, [10, 12], Spread([MS] * 10), [0, 2, 0]
        ),
    ]
    telling.traffic.ledger.links = {(link.sender, link.receiver, link.wire): link for link in links}
    telling.traffic.ledger.history.extend((0, 2, 4))
    return telling


def message(number: int) -> Message:
    """A message dealt in turn; the last two messages of each worker wait or are lost."""
    worker = f"worker-{2 - number % 2}"
    made = Message(-1, Origin(number, number), "producer-1", "tasks", (b"x",), (1,), "PUSH")
    if number <= 8:
        made.deliveries.append(Delivery(worker, number + 1))
    elif worker == "worker-1":
        made.waits_at = (worker,)
    else:
        made.losses = {worker: LossReason.PEER_DIED}
    return made


def drawn(telling: Telling, size: tuple[int, int] = (120, 30), node: str | None = None) -> list[str]:
    app = Looking(LedgerPane(), size)
    app.view.node = node
    return [row.strip("│╭╮╰╯─ ") for row in app.shown(telling)]


def test_a_spark_draws_nothing_for_nothing_and_something_for_little() -> None:
    assert spark([0, 1, 500, 1000], 1000) == " ▁▄█"
    assert spark([0, 0], 0) == "  "


def test_the_whole_is_an_equation_with_reasons() -> None:
    rows = drawn(fallen())
    assert rows[1] == "sent 12 = delivered 8 + in flight 2 + lost 2"
    assert "lost 2 peer-died" in rows[2]
    assert rows[3].startswith("in flight")
    assert "▄█" in rows[3]
    assert "most 4" in rows[3]


def test_a_publication_is_due_to_many_and_unwanted_ones_are_counted_apart() -> None:
    telling = news()
    rows = drawn(telling)
    totals = telling.traffic.ledger.totals
    assert rows[1].startswith(f"sent {totals.sent} → expected {totals.expected} = delivered {totals.delivered}")
    assert any("unheard 10: no subscription of our nodes matched" in row for row in rows)


def test_each_link_has_its_figures_its_latencies_and_what_was_lost_by_number() -> None:
    rows = drawn(fallen())
    head = next(at for at, row in enumerate(rows) if "delivered waiting" in row)
    assert rows[head].startswith("producer-1")
    assert rows[head + 1].split()[:8] == ["→", "worker-1", "4", "2", "0", "0.20", "ms", "300"]
    assert "▁" in rows[head + 1]
    assert rows[head + 2].split()[:5] == ["→", "worker-2", "4", "0", "2"]
    assert rows[head + 3] == "lost 2 peer-died  #10 #12"


def test_unknown_figures_are_said_to_be_unknown_and_never_drawn_as_zero() -> None:
    telling = fallen()
    telling.traffic.matching.sampled = True
    untold = Link("producer-1", "worker-1", "tasks", None, None, None)
    telling.traffic.ledger.links["producer-1", "worker-1", "tasks"] = untold
    rows = drawn(telling)
    link = next(row for row in rows if row.startswith("→ worker-1"))
    assert link.split()[2:8] == ["not", "told"] * 3
    assert any(row.startswith("not told: sampled") for row in rows)


@pytest.mark.parametrize("width", range(28, 200, 7))
def test_at_every_width_what_was_lost_is_told(width: int) -> None:
    rows = drawn(fallen(), (width, 40))
    assert any("peer-died" in row for row in rows)


def test_the_ruler_shows_received_waiting_and_lost_with_a_sign_each() -> None:
    rows = drawn(fallen())
    ruler = next(at for at, row in enumerate(rows) if row.startswith("producer-1  tasks"))
    assert rows[ruler].endswith("#1 – #12")
    assert rows[ruler + 1].split() == ["worker-1", f"{RECEIVED}{NOT_DUE}" * 4 + f"{WAITS}{NOT_DUE}" * 2]
    assert rows[ruler + 2].split() == ["worker-2", f"{NOT_DUE}{RECEIVED}" * 4 + f"{NOT_DUE}{HOLE}" * 2]


def test_the_ruler_has_a_row_for_messages_of_unknown_fate() -> None:
    telling = fallen()
    for message in telling.traffic.messages.rows:
        message.waits_at = ()
    rows = drawn(telling)
    row = next(row for row in rows if row.startswith("not told where"))
    assert row.count(NOT_KNOWN) == 2  # two are in flight and two are lost, so of none is it known which


def test_a_message_that_was_not_followed_is_a_gap_and_no_hole() -> None:
    ruler = Ruler("producer-1", "tasks")
    ruler.add(message(10), 9)
    ruler.add(message(12), 9)
    assert signs_of(Traffic(), ruler, 9, ["worker-2"])["worker-2"] == [NOT_SEEN, HOLE, NOT_SEEN, HOLE]


def test_a_ruler_is_of_the_last_messages_that_fit() -> None:
    telling = fallen()
    (ruler,) = find_rulers(telling.traffic, None, 5)
    assert sorted(ruler.messages) == [8, 9, 10, 11, 12]
    assert find_rulers(telling.traffic, "worker-1", 5)


def test_a_selected_node_has_the_ledger_for_itself() -> None:
    rows = drawn(fallen(), node="worker-2")
    assert any("→ worker-2" in row for row in rows)
    assert not any("worker-1" in row for row in rows)


def test_each_node_says_how_exact_its_counts_are() -> None:
    telling = tasks()
    telling.end("worker-2", NodeState.KILLED)
    node = telling.traffic.nodes["worker-2"]
    assert how_exact(node) == "as of its last report"
    node.life.exact = True
    rows = drawn(telling, (100, 60))
    row = next(row for row in rows if row.endswith("exact although killed"))
    assert row.split()[:3] == ["worker-2", "0", "20"]
    node.life.final = True
    assert how_exact(node) == "killed"


def test_each_publication_is_a_cell_at_every_subscriber() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE)

    def publish(topic: bytes, receivers: Sequence[str]) -> None:
        telling.send("publisher-1", receivers, topic, b"x", key=topic)

    publish(b"topic1", ["subscriber-1", "subscriber-3"])
    publish(b"topic2", ["subscriber-2", "subscriber-3"])
    telling.report()
    rows = drawn(telling)
    cells = [row.split()[-1] for row in rows if row.startswith("subscriber-") and set(row.split()[-1]) <= set("▪·")]
    assert cells == ["▪·", "·▪", "▪▪"]


def test_a_click_on_a_name_selects_the_node_a_second_one_asks_for_its_menu_and_one_beside_lets_go() -> None:
    telling = fallen()
    app = Looking(LedgerPane(), (120, 30))
    rows = app.shown(telling)
    y = next(at for at, row in enumerate(rows) if "→ worker-2" in row)
    app.click(rows[y].index("worker-2") + 1, y)
    assert app.view.node == "worker-2"
    rows = app.shown(telling)
    y = next(at for at, row in enumerate(rows) if "→ worker-2" in row)
    app.click(rows[y].index("worker-2") + 1, y)
    app.click(100, 1)
    assert [type(message) for message in app.heard] == [NodeSelected, NodeMenuWanted, NodeSelected]
    assert app.view.node is None


def test_a_click_on_the_line_of_a_link_selects_it_and_only_its_account_is_shown() -> None:
    telling = fallen()
    app = Looking(LedgerPane(), (120, 40))
    rows = app.shown(telling)
    y = next(at for at, row in enumerate(rows) if "→ worker-1" in row)
    app.click(rows[y].index("300") if "300" in rows[y] else 60, y)
    assert app.view.link == ("producer-1", "worker-1")
    rows = app.shown(telling)
    assert not any("worker-2" in row for row in rows)
    assert any("latencies of the last 10, producer-1 → worker-1" in row for row in rows)
    assert [row.split()[-2] for row in rows if "━" in row] == ["9", "1"]


@pytest.mark.parametrize("width", [30, 51, 100])
def test_what_stands_beside_the_equation_is_told_whole_at_every_width(width: int) -> None:
    ledger = news().traffic.ledger
    ledger.totals_of_links = replace(
        ledger.totals_of_links, unheard=None, handed_over=None, from_elsewhere=7, waiting_to_be_sent=3
    )
    lines = list(draw_totals(ink_of_tests(), ledger, width))
    texts = ["".join(text for text, _ in line) for line in lines]
    assert all(cell_len(text) <= width for text in texts)
    said = " ".join(" ".join(texts).split())
    for wanted in (
        "unheard –: a foreign or joining subscriber may have heard them",
        "handed over –: foreign peers may have had the rest",
        "from elsewhere 7: received from foreign peers",
        "waiting to be sent 3 in their nodes",
    ):
        assert wanted in said


def test_above_short_names_the_title_of_their_column_is_whole() -> None:
    telling = Telling(two_roles(("a", "PUSH", 1), ("b", "PULL", 1)))
    telling.send("a-1", ["b-1"], b"task")
    telling.report()
    rows = Looking(LedgerPane(), (60, 30)).shown(telling)
    titles = next(row for row in rows if "received" in row and "sent" in row and "▪" not in row)
    assert titles.strip("│ ").split()[:2] == ["node", "sent"]
