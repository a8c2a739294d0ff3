"""The load: a line for each node; in a narrow pane the most important columns stay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.telling import Telling
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import tasks
from zmqplay.model import facts
from zmqplay.model.ledger.accounts import Link
from zmqplay.model.nodes import NodeState
from zmqplay.model.words import milliseconds
from zmqplay.patterns.pipeline import PIPELINE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.draw.bars import bar, height, spark, spent
from zmqplay.ui.draw.selection import NodeSelected
from zmqplay.ui.look.colours import WAITING
from zmqplay.ui.panes.load.load import LoadPane


def test_a_bar_is_as_long_as_its_share() -> None:
    assert [bar(share, 4) for share in (0, 0.125, 0.5, 0.99, 7)] == ["", "╸", "━━", "━━━━", "━━━━"]


def test_no_share_is_too_large_to_be_drawn() -> None:
    assert [height(eighths) for eighths in (-1, 0, 8, 9)] == [" ", " ", "█", "█"]
    assert [spent(share, 0) for share in (0, 1, 1.13, 7)] == ["·", "█", "█", "█"]
    assert spark([0, 1, 2.5, -1], 2) == " ▄█ "


def test_each_node_has_its_figures() -> None:
    app = Looking(LoadPane(), (100, 10))
    rows = app.shown(tasks(60))
    assert [word for word in rows[1].split() if word.isalpha()][:5] == ["node", "done", "share", "busy", "rate"]
    worker = rows[3].split()
    assert worker[1:4] == ["worker-1", "20", "33"]
    assert "98 %" in rows[3]


def test_columns_leave_when_it_gets_narrow_but_the_busy_share_stays() -> None:
    for width, gone in ((30, ("memory", "cpu", "share")), (50, ("memory", "cpu"))):
        app = Looking(LoadPane(), (width, 10))
        rows = app.shown(tasks(60))
        assert "98 %" in rows[3]
        assert not any(title in rows[1] for title in gone)


def test_a_dead_node_keeps_its_line_and_says_what_became_of_it() -> None:
    telling = tasks(60)
    telling.end("worker-2", NodeState.KILLED, "killed")
    app = Looking(LoadPane(), (100, 10))
    rows = app.shown(telling)
    assert "worker-2" in rows[4]
    assert "killed" in rows[4]
    assert "20" in rows[4]


def test_a_process_that_has_ended_takes_neither_cpu_nor_memory() -> None:
    telling = tasks(60)
    for name in ("worker-1", "worker-2"):
        telling.take(facts.Used(telling.now_ns, name, 7.0, 14_100_000, 0.5, 3))
    app = Looking(LoadPane(), (120, 10))
    assert "7 %" in app.shown(telling)[4]
    telling.kill("worker-2")
    rows = app.shown(telling)
    columns = {title: rows[1].index(title) + len(title) for title in ("cpu", "memory")}
    assert "7 %" in rows[3]
    assert [rows[4][: columns[title]].split()[-1] for title in columns] == ["–", "–"]
    telling.start("worker", 2)
    telling.meet("worker-2")  # and its next life has not been measured yet
    assert app.shown(telling)[4].split()[-2:] == ["–", "│"]


def test_sixty_four_nodes_scroll_and_a_click_selects() -> None:
    telling = Telling(PUSH_PULL, {"worker": 64})
    app = Looking(LoadPane(), (80, 12))
    app.shown(telling)
    app.press("end")
    rows = app.shown(telling)
    assert "worker-64" in rows[-2]
    app.click(5, 10)
    assert isinstance(app.heard[-1], NodeSelected)
    assert app.heard[-1].name == "worker-64"


def test_a_wide_pane_tells_the_queues_the_service_times_the_work_time_and_when_all_was_done() -> None:
    telling = tasks(60)
    node = telling.traffic.nodes["worker-1"]
    node.work_ms, node.jitter_ms = 200, 50
    node.services.extend([200_000_000] * 99 + [250_000_000])
    waiting = ((1, 30, 1000), (2, 10, 8), (3, 0, 0))
    links = [Link("producer-1", f"worker-{n}", "tasks", 1, {}, waits, room=room) for n, waits, room in waiting]
    telling.traffic.ledger.links = {(link.sender, link.receiver, link.wire): link for link in links}
    app = Looking(LoadPane(), (160, 10))
    rows = app.shown(telling)
    for title in ("wait", "p50", "p99", "work", "done at"):
        assert title in rows[1]
    for figure in (" 30/1000 ", "200 ms", "250 ms", "200±50 ms"):
        assert figure in rows[3]
    assert " 10/8 " in rows[4]
    took = telling.traffic.nodes["worker-2"].doing.since_ns - telling.traffic.messages.rows[0].time_ns
    assert milliseconds(took) in rows[4]


def test_a_frozen_node_is_dimmed_and_says_so() -> None:
    telling = tasks(60)
    telling.traffic.nodes["worker-2"].life.state = NodeState.FROZEN
    app = Looking(LoadPane(), (100, 10))
    rows = app.shown(telling)
    assert "frozen" in rows[4]
    inks = {style for text, style in app.page.drawing.lines[3] if text.strip()}
    assert inks <= {app.ink("muted"), app.ink("faint"), app.ink(WAITING)}


def first_words(rows: list[str]) -> list[str]:
    """The names of the nodes, from top to bottom."""
    return [row.split()[1] for row in rows[2:-1] if len(row.split()) > 2]


def test_a_click_on_a_head_sorts_by_it_and_a_second_one_the_other_way_round() -> None:
    telling = tasks(60)
    app = Looking(LoadPane(), (100, 10))
    rows = app.shown(telling)
    usual = first_words(rows)
    app.click(rows[1].index("busy") + 1, 1)
    rows = app.shown(telling)
    assert "busy▼" in rows[1]
    assert first_words(rows)[0] == "worker-1"
    app.click(rows[1].index("busy") + 1, 1)
    rows = app.shown(telling)
    assert "busy▲" in rows[1]
    assert first_words(rows)[-1] == "worker-1"
    app.click(rows[1].index("node") + 1, 1)
    assert first_words(app.shown(telling)) == usual


def test_the_keys_go_from_column_to_column_and_turn_the_order_round() -> None:
    telling = tasks(60)
    app = Looking(LoadPane(), (160, 10))
    app.shown(telling)
    for column in ("done", "share", "busy", "rate", "wait", "p50", "p99", "work", "done at", "cpu"):
        app.press("greater_than_sign")
        rows = app.shown(telling)
        assert f"{column}▼" in rows[1]
        assert f"by {column} ▼" in rows[-1]
    app.press("less_than_sign", "I")
    assert "done at▲" in (app.shown(telling))[1]


def test_lines_change_places_at_most_once_a_second() -> None:
    telling = tasks(60)
    app = Looking(LoadPane(), (100, 10))
    app.shown(telling)
    app.press("greater_than_sign", "greater_than_sign", "greater_than_sign")
    assert first_words(app.shown(telling))[0] == "worker-1"
    telling.work("worker-3", 1.0)
    telling.traffic.nodes["worker-1"].rates.busy = 0.0
    telling.traffic.nodes["worker-3"].rates.busy = 1.0
    telling.now_ns += 500_000_000
    telling.traffic.nodes["worker-3"].doing.reported_ns += 1
    assert first_words(app.shown(telling))[0] == "worker-1"
    telling.now_ns += 600_000_000
    telling.traffic.nodes["worker-3"].doing.reported_ns += 1
    assert first_words(app.shown(telling))[0] == "worker-3"


def test_a_strip_shows_busy_and_blocked_time_of_the_last_seconds() -> None:
    telling = tasks(60)
    telling.traffic.nodes["worker-1"].rates.shares.extend([(1.0, 0.0), (0.5, 0.0), (0.0, 0.9), (0.0, 0.0)])
    app = Looking(LoadPane(), (110, 10))
    assert "█▄▒·" in (app.shown(telling))[3]


def test_a_node_with_a_queue_says_when_it_will_be_empty() -> None:
    telling = tasks(60)
    telling.traffic.nodes["worker-1"].services.extend([200_000_000] * 20)
    telling.traffic.ledger.links = {
        ("producer-1", "worker-1", "tasks"): Link("producer-1", "worker-1", "tasks", 1, {}, 30),
    }
    app = Looking(LoadPane(), (160, 10))
    assert "in 6.00 s" in (app.shown(telling))[3]


def test_the_arrows_select_from_line_to_line_in_the_order_that_is_shown() -> None:
    telling = tasks(60)
    app = Looking(LoadPane(), (100, 10))
    app.shown(telling)
    app.press("greater_than_sign", "greater_than_sign", "greater_than_sign")
    names = first_words(app.shown(telling))
    for name in names[:2]:
        app.press("down")
        assert app.view.node == name
    app.press("up")
    assert app.view.node == names[0]


def test_thirty_eight_columns_are_neat() -> None:
    app = Looking(LoadPane(), (38, 10))
    rows = app.shown(tasks(60))
    assert all(word in rows[1] for word in ("done", "busy", "rate"))
    assert not any("…" in row for row in rows)


def test_the_node_keeps_its_busy_and_blocked_time_of_each_quarter_second() -> None:
    telling = Telling(PUSH_PULL)
    for share in (1.0, 0.5, 0.0):
        telling.work("worker-1", share)
        telling.report()
    assert [round(busy, 1) for busy, _ in telling.traffic.nodes["worker-1"].rates.shares][-3:] == [1.0, 0.5, 0.0]


def test_what_waits_for_a_node_is_a_dash_where_the_ledger_cannot_tell_it_of_every_link() -> None:
    telling = tasks()
    links = telling.traffic.ledger.links
    first = next(iter(links.values()))
    links[first.sender, first.receiver, "another"] = replace(first, wire="another", waiting=None)
    (row,) = [row for row in Looking(LoadPane(), (80, 14)).shown(telling) if f"│ {first.receiver} " in row]
    assert " – " in row


def test_a_new_worker_stands_with_the_workers_not_after_the_sink() -> None:
    telling = Telling(PIPELINE)
    telling.start("worker", 4)
    rows = Looking(LoadPane(), (100, 10)).shown(telling)
    names = [row.split()[1] for row in rows[2:7]]
    assert names == ["ventilator-1", "worker-1", "worker-2", "worker-3", "worker-4"]
    assert rows[7].split()[1] == "sink-1"


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_in_a_flood_the_figures_stay_apart(width: int) -> None:
    telling = tasks(15)
    for node in telling.traffic.nodes.values():
        node.rates.received = node.rates.sent = 745_260.0
    rows = Looking(LoadPane(), (width, 10)).shown(telling)
    assert " 745k/s" in rows[2]
    assert "share" in rows[1]
