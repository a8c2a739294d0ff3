"""In which column each role and each node stands."""

from __future__ import annotations

import pytest

from tests.model.two_roles import two_roles
from tests.telling import Telling
from zmqplay.model.reading.columns import role_columns
from zmqplay.model.reading.found_columns import node_columns
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.pair import PAIR
from zmqplay.patterns.pattern import Pattern
from zmqplay.patterns.pipeline import PIPELINE
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY
from zmqplay.patterns.survey import SURVEY


@pytest.mark.parametrize(
    ("pattern", "columns"),
    [
        (REQUEST_REPLY, {"client": 0, "server": 1}),
        (PUBLISH_SUBSCRIBE, {"publisher": 0, "subscriber": 1}),
        (PUSH_PULL, {"producer": 0, "worker": 1}),
        (DEALER_ROUTER, {"client": 0, "server": 1}),
        (PIPELINE, {"ventilator": 0, "worker": 1, "sink": 2}),
        (SURVEY, {"surveyor": 0, "respondent": 1}),
        (PAIR, {"peer": 0}),
    ],
)
def test_roles_stand_in_the_direction_of_flow(pattern: Pattern, columns: dict[str, int]) -> None:
    assert role_columns(pattern.topology) == columns


def test_nodes_stand_with_their_role_and_messages_flow_back_where_both_ends_send() -> None:
    telling = Telling(two_roles(("server", "ROUTER", 1), ("client", "DEALER", 2)))
    flow = node_columns(telling.traffic.topology, telling.traffic.nodes, ())
    assert (flow.columns, flow.gaps[0][0].answers) == ([["server-1"], ["client-1", "client-2"]], True)
    telling = Telling(two_roles(("worker", "PULL", 1), ("producer", "PUSH", 1)))
    flow = node_columns(telling.traffic.topology, telling.traffic.nodes, ())
    assert (flow.columns, flow.gaps[0][0].answers) == ([["producer-1"], ["worker-1"]], False)


def test_two_peers_of_one_role_face_each_other_and_a_third_stands_with_the_second() -> None:
    nodes = Telling(two_roles(("peer", "PAIR", 3), ("guest", "PAIR", 0))).traffic.nodes
    assert node_columns(PAIR.topology, nodes, ()).columns == [["peer-1"], ["peer-2", "peer-3"]]


def test_a_foreign_peer_stands_across_from_the_node_that_it_visits() -> None:
    telling = Telling(two_roles(("producer", "PUSH", 1), ("worker", "PULL", 1)))
    telling.visit("producer-1", "127.0.0.1:50001")
    telling.report()
    foreign = telling.traffic.peers.foreign.values()
    columns = node_columns(telling.traffic.topology, telling.traffic.nodes, foreign).columns
    assert columns == [["producer-1"], ["worker-1", "127.0.0.1:50001"]]
