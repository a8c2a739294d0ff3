"""In which column each node of programs stands that declare nothing, and what is drawn apart."""

from __future__ import annotations

import pytest

from tests.found import BINDS, CONNECTS, FARM, PAIRS, PROXY, ROOMS, TWO_AUDIENCES, Opened, found
from tests.telling import Telling
from zmqplay.model.reading.columns import NodeColumns
from zmqplay.model.reading.found_columns import node_columns


def columns_of(telling: Telling) -> NodeColumns:
    traffic = telling.traffic
    return node_columns(traffic.topology, traffic.nodes, traffic.peers.foreign.values())


CASES = {
    "who asks stands before who answers, and each pair has a group": (
        PAIRS,
        [["client-1", "weather-1"], ["server-1", "reader-1"]],
        [{"client-1", "server-1"}, {"weather-1", "reader-1"}],
    ),
    "a broker stands between its clients and its workers": (
        PROXY,
        [["client-1", "client-2"], ["broker-1"], ["rrworker-1", "rrworker-2"]],
        [set(PROXY)],
    ),
    "a ventilator that also connects to the sink stands before its workers": (
        FARM,
        [["taskvent-1"], ["taskwork-1", "taskwork-2"], ["tasksink-1"]],
        [set(FARM)],
    ),
    "two rooms of one chat program are apart": (
        ROOMS,
        [["chat-1", "chat-3"], ["chat-2", "chat-4"]],
        [{"chat-1", "chat-2"}, {"chat-3", "chat-4"}],
    ),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("is_reversed", [False, True], ids=["in order", "in reverse"])
def test_nodes_stand_by_the_sockets_that_they_have(case: str, is_reversed: bool) -> None:
    opened, columns, groups = CASES[case]
    names = reversed(opened) if is_reversed else iter(opened)
    flow = columns_of(found({name: opened[name] for name in names}))
    assert [set(column) for column in flow.columns] == [set(column) for column in columns]
    assert sorted(map(sorted, flow.groups)) == sorted(map(sorted, groups))


def test_wires_between_the_same_nodes_are_one_bundle_and_others_are_not() -> None:
    flow = columns_of(found(TWO_AUDIENCES))
    assert [(set(bundle.right), set(bundle.binding)) for bundle in flow.gaps[0]] == [
        ({"worker-1", "worker-2"}, {"server-1"}),
        ({"reader-1", "reader-2"}, {"server-1"}),
    ]
    peers: dict[str, list[Opened]] = {
        "peer-1": [("ROUTER", BINDS, 1), ("DEALER", CONNECTS, 2)],
        "peer-2": [("ROUTER", BINDS, 2), ("DEALER", CONNECTS, 1)],
    }
    (bundle,) = columns_of(found(peers)).gaps[0]
    assert len(bundle.wires) == 2
    assert bundle.answers


def test_what_no_wire_joins_stands_below_and_a_copy_that_has_just_started_beside_its_like() -> None:
    telling = found(PAIRS)
    telling.start("idle")
    telling.start("reader", 2)
    flow = columns_of(telling)
    assert [set(group) for group in flow.groups] == [
        {"server-1", "client-1"},
        {"weather-1", "reader-1", "reader-2"},
        {"idle-1"},
    ]
    assert flow.columns[1] == ["server-1", "reader-1", "reader-2"]


def test_a_wire_that_leads_past_the_workers_is_named_with_its_ends() -> None:
    (past,) = columns_of(found(FARM)).past
    assert (past.left, past.right, past.begin, past.end) == (("taskvent-1",), ("tasksink-1",), 0, 2)
    assert past.binding == {"tasksink-1"}


def test_a_foreign_peer_stands_across_from_the_node_that_it_visits_alone_on_the_wire() -> None:
    telling = found({"server-1": [("REP", BINDS, 1)]})
    telling.visit("server-1", "127.0.0.1:50001")
    telling.report()
    flow = columns_of(telling)
    assert flow.columns == [["127.0.0.1:50001"], ["server-1"]]
    (bundle,) = flow.gaps[0]
    assert (set(bundle.left), set(bundle.binding)) == ({"127.0.0.1:50001"}, {"server-1"})


def test_in_a_circle_everyone_has_a_place() -> None:
    ring: dict[str, list[Opened]] = {
        f"{name}-1": [("PULL", BINDS, port), ("PUSH", CONNECTS, port % 3 + 1)] for port, name in enumerate("abc", 1)
    }
    flow = columns_of(found(ring))
    assert sorted(name for column in flow.columns for name in column) == sorted(ring)
    assert len(flow.columns) == 3
