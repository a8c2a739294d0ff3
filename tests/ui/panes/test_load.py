"""A line a node, with what matters first when there is little room."""

from __future__ import annotations

from tests.ui.feeding import Feeding
from tests.ui.panes.mounted import mounted, shown
from tests.ui.panes.stories import tasks
from tests.ui.piloting import on_screen
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.session.accounts import Link
from zmqplay.session.nodes import NodeState
from zmqplay.ui.colours import WAITING
from zmqplay.ui.panes.load import Load, bar
from zmqplay.ui.panes.selection import NodeSelected
from zmqplay.ui.text import latency


def test_a_bar_is_as_long_as_its_share() -> None:
    assert [bar(share, 4) for share in (0, 0.125, 0.5, 0.99, 7)] == ["", "╸", "━━", "━━━━", "━━━━"]


@on_screen
async def test_each_node_has_its_figures() -> None:
    async with mounted(Load(), (100, 10)) as (app, pilot):
        rows = await shown(app, pilot, tasks(60))
        assert [word for word in rows[1].split() if word.isalpha()][:5] == ["node", "done", "share", "busy", "rate"]
        worker = rows[3].split()
        assert worker[1:4] == ["worker-1", "20", "33"]
        assert "98 %" in rows[3]


@on_screen
async def test_columns_leave_when_it_gets_narrow_but_the_busy_share_stays() -> None:
    for width, gone in ((30, ("memory", "cpu", "share")), (50, ("memory", "cpu"))):
        async with mounted(Load(), (width, 10)) as (app, pilot):
            rows = await shown(app, pilot, tasks(60))
            assert "98 %" in rows[3]
            assert not any(title in rows[1] for title in gone)


@on_screen
async def test_a_dead_node_keeps_its_line_and_says_what_became_of_it() -> None:
    feeding = tasks(60)
    feeding.end("worker-2", NodeState.KILLED, "killed")
    async with mounted(Load(), (100, 10)) as (app, pilot):
        rows = await shown(app, pilot, feeding)
        assert "worker-2" in rows[4]
        assert "killed" in rows[4]
        assert "20" in rows[4]


@on_screen
async def test_sixty_four_nodes_scroll_and_a_click_selects() -> None:
    feeding = Feeding(PUSH_PULL, {"worker": 64})
    async with mounted(Load(), (80, 12)) as (app, pilot):
        await shown(app, pilot, feeding)
        await pilot.press("end")
        rows = await shown(app, pilot, feeding)
        assert "worker-64" in rows[-2]
        await pilot.click(offset=(5, 10))
        await pilot.pause()
        assert isinstance(app.heard[-1], NodeSelected)
        assert app.heard[-1].name == "worker-64"


@on_screen
async def test_a_wide_pane_tells_the_queues_the_service_times_the_work_time_and_when_all_was_done() -> None:
    feeding = tasks(60)
    node = feeding.traffic.nodes["worker-1"]
    node.work_ms, node.jitter_ms = 200, 50
    node.services_ns.extend([200_000_000] * 99 + [250_000_000])
    links = [Link("producer-1", f"worker-{n}", "tasks", 1, {}, waiting) for n, waiting in ((1, 30), (2, 10), (3, 0))]
    feeding.traffic.ledger.links = {(link.sender, link.receiver): link for link in links}
    async with mounted(Load(), (160, 10)) as (app, pilot):
        rows = await shown(app, pilot, feeding)
        for title in ("queue", "p50", "p99", "work", "done at"):
            assert title in rows[1]
        for figure in ("75 %", "200 ms", "250 ms", "200±50 ms"):
            assert figure in rows[3]
        assert "25 %" in rows[4]
        took = feeding.traffic.nodes["worker-2"].since_ns - feeding.traffic.messages.rows[0].time_ns
        assert latency(took) in rows[4]


@on_screen
async def test_a_frozen_node_is_dimmed_and_says_so() -> None:
    feeding = tasks(60)
    feeding.traffic.nodes["worker-2"].state = NodeState.FROZEN
    pane = Load()
    async with mounted(pane, (100, 10)) as (app, pilot):
        rows = await shown(app, pilot, feeding)
        assert "frozen" in rows[4]
        inks = {style for text, style in pane.line(3) if text.strip()}
        assert inks <= {pane.ink("muted"), pane.ink("faint"), pane.ink(WAITING)}
