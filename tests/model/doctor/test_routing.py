"""The Doctor's rules about routing ids and PAIRs."""

from __future__ import annotations

from tests.model.doctor.findings import findings
from tests.model.two_roles import routed, two_roles
from tests.telling import Telling


def test_a_routing_id_used_twice() -> None:
    telling = routed(b"Me", b"Me")
    assert "which is client-1's" in findings(telling)["routing-id-taken"].says
    telling.change("server-1", options={"ROUTER_HANDOVER": 1})
    telling.report()
    assert "routing-id-taken-over" in findings(telling)


def test_a_routing_id_that_no_peer_has() -> None:
    telling = routed(b"Client1")
    telling.sends("server-1", b"Cleint1", b"hello")
    telling.report()
    assert "the nearest is 'Client1'" in findings(telling)["unroutable"].says


def test_a_second_guest_at_a_pair() -> None:
    telling = Telling(two_roles(("host", "PAIR", 1), ("guest", "PAIR", 2)))
    telling.report()
    assert findings(telling)["pair-ignored"].node == "guest-2"
