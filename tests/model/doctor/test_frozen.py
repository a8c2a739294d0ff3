"""The Doctor's rule about frozen nodes, and what their peers can notice."""

from __future__ import annotations

from tests.model.doctor.findings import findings
from tests.model.two_roles import ADDRESS, PRODUCER, two_roles, workers
from tests.telling import Telling
from zmqplay.model.doctor import Level
from zmqplay.model.event_numbers import EventNumber
from zmqplay.wire import Activity


def test_a_frozen_node() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.freeze("worker-1")
    assert findings(telling)["frozen"].level is Level.NOTE
    telling.sends("producer-1", b"Task")
    telling.report()
    says = findings(telling)["frozen"].says
    assert "1 message waits for it" in says
    assert "With HEARTBEAT_IVL set, producer-1 would notice" in says
    assert "what is on its way there may be lost then" in says, "a PULL sends no reply"


def test_a_reply_may_be_lost_only_with_a_frozen_node_that_answers() -> None:
    telling = Telling(two_roles(("server", "REP", 1), ("client", "REQ", 1)))
    telling.freeze("server-1")
    assert "what is on its way there, and a reply to it, may be lost then" in findings(telling)["frozen"].says


def test_a_frozen_node_whose_peer_has_heartbeats_will_be_noticed() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.change("producer-1", options={"HEARTBEAT_IVL": 5_000})
    telling.report()
    telling.freeze("worker-1")
    telling.report()
    says = findings(telling)["frozen"].says
    assert "stay open until producer-1, where HEARTBEAT_IVL is set, misses an answer" in says
    assert "would" not in says


def test_heartbeats_of_the_frozen_node_itself_tell_its_peers_nothing() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.change("worker-1", options={"HEARTBEAT_IVL": 200})
    telling.report()
    telling.freeze("worker-1")
    assert "With HEARTBEAT_IVL set, producer-1 would notice" in findings(telling)["frozen"].says


def test_a_client_whose_heartbeats_have_noticed_is_stuck_and_does_not_queue() -> None:
    telling = Telling(two_roles(("server", "REP", 1), ("client", "REQ", 1)))
    telling.change("client-1", options={"HEARTBEAT_IVL": 200})
    telling.report()
    telling.freeze("server-1")
    telling.sends("client-1", b"Hello")
    telling.nodes["client-1"].does(Activity.IDLE, telling.now_ns)
    telling.report()
    telling.nodes["client-1"].event(0, EventNumber.DISCONNECTED, telling.now_ns, ADDRESS)
    telling.report(after_ms=4_000)
    telling.report()
    found = findings(telling)
    assert set(found) == {"frozen", "stuck-request"}
    assert "client-1 has noticed by heartbeats" in found["frozen"].says
    assert "the connection to server-1, which is frozen, has ended" in found["stuck-request"].says
