"""A routing id says who has it, and who would like to."""

from __future__ import annotations

from msgspec.structs import replace

from tests.ui.feeding import Feeding
from tests.ui.panes.mounted import mounted, shown
from tests.ui.panes.stories import requests
from tests.ui.piloting import on_screen
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.peers import ForeignPeer
from zmqplay.ui.panes.identities import Identities
from zmqplay.ui.panes.selection import NodeSelected
from zmqplay.wire import SocketEvent, Tally

SECOND_NS = 1_000_000_000


def with_twin(hands_over: bool) -> Feeding:
    """A second client comes with the routing id of the first."""
    feeding = requests()
    router, twin = feeding.nodes["server-1"].sockets[0], feeding.nodes["client-2"].sockets[0]
    assert router.facts
    assert twin.facts
    router.facts = replace(router.facts, options={"ROUTER_HANDOVER": int(hands_over)})
    twin.facts = replace(twin.facts, routing_id=b"Client1")
    feeding.now_ns += SECOND_NS
    event = SocketEvent(0, feeding.now_ns, EventNumber.HANDSHAKE_SUCCEEDED, 0, feeding.pattern.wires[0].address)
    feeding.nodes["client-2"].events.append(event)
    feeding.report()
    return feeding


def row_with(rows: list[str], text: str) -> str:
    """The one row in which this stands."""
    return next(row for row in rows if text in row)


@on_screen
async def test_who_comes_with_a_taken_routing_id_takes_it_over_if_the_router_hands_it_over() -> None:
    async with mounted(Identities(), (100, 10)) as (app, pilot):
        rows = await shown(app, pilot, with_twin(hands_over=True))
        assert "client-2" in row_with(rows, "Client1")
        assert "taken over from client-1" in rows[rows.index(row_with(rows, "Client1")) + 1]


@on_screen
async def test_otherwise_the_newcomer_is_ignored() -> None:
    async with mounted(Identities(), (100, 10)) as (app, pilot):
        rows = await shown(app, pilot, with_twin(hands_over=False))
        assert "client-1" in row_with(rows, "Client1")
        assert "taken already, so ignored: client-2" in rows[rows.index(row_with(rows, "Client1")) + 1]


@on_screen
async def test_it_says_how_long_ago_each_was_heard() -> None:
    feeding = requests()
    async with mounted(Identities(), (100, 10)) as (app, pilot):
        assert "now" in row_with(await shown(app, pilot, feeding), "Client1")
        feeding.now_ns += 12 * SECOND_NS
        assert "12 s" in row_with(await shown(app, pilot, feeding), "Client1")
        feeding.now_ns += 130 * SECOND_NS
        assert "2 min" in row_with(await shown(app, pilot, feeding), "Client1")


@on_screen
async def test_who_is_not_ours_is_foreign_and_whom_nobody_is_heard_by_is_nobody() -> None:
    feeding = requests()
    router = feeding.nodes["server-1"].sockets[0]
    router.sent_by_key[b"Nobody"], router.received_by_key[b"Stranger"] = Tally(1, 1), Tally(1, 1)
    feeding.report()
    async with mounted(Identities(), (100, 10)) as (app, pilot):
        rows = await shown(app, pilot, feeding)
        assert "nobody" in row_with(rows, "Nobody ")
        assert "never" in row_with(rows, "Nobody ")
        assert "foreign" in row_with(rows, "Stranger ")
        feeding.traffic.peers.foreign["127.0.0.1:40001"] = ForeignPeer(
            "127.0.0.1:40001", "server-1", feeding.pattern.wires[0].name, "ROUTER", 0
        )
        assert "127.0.0.1:40001" in row_with(await shown(app, pilot, feeding), "Stranger ")


@on_screen
async def test_a_title_or_a_key_puts_them_in_order_and_a_name_selects_its_node() -> None:
    feeding = requests()
    feeding.count_received("server-1", b"\x00\x6b\x8b\x45\x67", 20)
    feeding.report()
    async with mounted(Identities(), (100, 10)) as (app, pilot):
        rows = await shown(app, pilot, feeding)
        assert "Client1" in rows[2]
        await pilot.click(offset=(rows[1].rindex(" in ") + 1, 1))
        rows = await shown(app, pilot, feeding)
        assert "Client1" in rows[3]
        assert "most in first" in rows[-1]
        await pilot.press("<")
        rows = await shown(app, pilot, feeding)
        assert "Client1" in rows[2]
        await pilot.click(offset=(rows[2].index("client-1") + 1, 2))
        await pilot.pause()
        assert [message.name for message in app.heard if isinstance(message, NodeSelected)] == ["client-1"]
