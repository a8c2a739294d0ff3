"""The picture of programs that declare nothing: several wires that were found beside each other."""

from __future__ import annotations

import re

import pytest

from tests.found import FARM, PAIRS, PROXY, ROOMS, TWO_AUDIENCES, Opened, found
from tests.ui.panes.looking import Looking
from zmqplay.ui.panes.topology.topology import TopologyPane

Programs = dict[str, list[Opened]]
ALL: dict[str, Programs] = {
    "pairs": PAIRS, "proxy": PROXY, "farm": FARM, "rooms": ROOMS, "two audiences": TWO_AUDIENCES,
}  # fmt: skip


def shown(programs: Programs, size: tuple[int, int]) -> list[str]:
    app = Looking(TopologyPane(), size)
    app.is_animated = False
    return app.shown(found(programs))


def line_of(rows: list[str], name: str) -> str:
    return next(row for row in rows if re.search(rf"\b{name}\b", row))


@pytest.mark.parametrize("size", [(98, 36), (78, 24), (58, 14), (40, 14)])
@pytest.mark.parametrize("programs", ALL)
def test_each_socket_has_its_sign_and_each_address_stands_once(programs: str, size: tuple[int, int]) -> None:
    rows = shown(ALL[programs], size)
    sockets = [socket for sockets in ALL[programs].values() for socket in sockets]
    text = "\n".join(rows)
    assert all(name in text for name in ALL[programs])
    assert rows[0].count(":1") == rows[0].count(":2") == len({port for _, _, port in sockets}) / 2
    if not re.search(r"[●○] \w+-1 ", text):  # boxes, no list
        assert text.count("●") + text.count("○") >= len(ALL[programs])


@pytest.mark.parametrize("size", [(98, 36), (78, 24), (58, 12)])
def test_pairs_have_a_line_each_from_box_to_box_with_the_sign_of_who_binds(size: tuple[int, int]) -> None:
    rows = shown(PAIRS, size)
    assert re.search(r"client-1 +│○─+●│ server-1", line_of(rows, "client-1"))
    assert re.search(r"weather-1 +│●─+○│ reader-1", line_of(rows, "weather-1"))
    assert not re.search("[├┤┬┴┼]", "\n".join(rows))


def test_two_rooms_of_one_program_are_not_joined() -> None:
    rows = shown(ROOMS, (78, 24))
    assert re.search(r"chat-1 +│●─+○│ chat-2", line_of(rows, "chat-1"))
    assert re.search(r"chat-3 +│●─+○│ chat-4", line_of(rows, "chat-3"))


def test_a_box_at_which_two_wires_end_has_a_row_for_each() -> None:
    rows = shown(TWO_AUDIENCES, (78, 24))
    at = next(index for index, row in enumerate(rows) if "server-1" in row)
    assert re.search(r"server-1 +│●─+╯", rows[at])
    assert re.search(r"│●─+[╮┬]", rows[at + 1])


def test_a_box_with_one_row_joins_the_wires_that_end_there() -> None:
    assert re.search(r"server-1 ?│●─+[┤┼]", line_of(shown(TWO_AUDIENCES, (40, 14)), "server-1"))


def test_a_broker_is_drawn_between_clients_and_workers() -> None:
    rows = shown(PROXY, (78, 16))
    assert line_of(rows, "broker-1").count("●") == 2
    assert re.search(r"client-1 .*rrworker-1", line_of(rows, "client-1"))


def test_addresses_that_do_not_fit_leave_no_gap_in_the_title() -> None:
    assert re.match(r"╭─ Topology ─", shown(PAIRS, (22, 8))[0])
