"""The Doctor's rules about routing ids and PAIRs."""

from __future__ import annotations

import pytest

from tests.model.doctor.findings import findings
from tests.model.two_roles import routed, two_roles
from tests.telling import Telling
from zmqplay.model.causes import EndCause
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.facts import Ended
from zmqplay.model.nodes import NodeState


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


@pytest.mark.parametrize("how", ["closed", "ended"])
def test_what_a_router_has_sent_to_nobody_is_told_though_it_is_gone_meanwhile(how: str) -> None:
    telling = routed(b"Client1")
    telling.sends("server-1", b"Ghost", b"hello")
    if how == "closed":
        telling.change("server-1", closed=True)
    telling.report()
    if how == "ended":
        telling.end("server-1", NodeState.STOPPED)
    telling.tick(2_000)
    assert "1 message to 'Ghost', and no peer has that routing id" in findings(telling)["unroutable"].says


def test_of_an_id_that_nobody_has_and_that_of_a_killed_client_both_are_named() -> None:
    telling = routed(b"Client1", b"Client2")
    telling.sends("server-1", b"Ghost", b"hello")
    telling.report()
    telling.take(Ended(telling.now_ns, "client-2", EndCause.KILLED, -9, ""))
    telling.report(after_ms=2_000)
    telling.sends("server-1", b"Client2", b"hello")
    telling.report()
    found = findings(telling)["unroutable"]
    assert found.happened == 2
    assert "2 messages to 'Ghost' and 'Client2' (of client-2, which had ended), and no peer has these" in found.says


def test_a_second_guest_at_a_pair() -> None:
    telling = Telling(two_roles(("host", "PAIR", 1), ("guest", "PAIR", 2)))
    telling.report()
    assert findings(telling)["pair-ignored"].node == "guest-2"


@pytest.mark.parametrize("foreign", [False, True])
def test_a_guest_at_a_pair_that_is_ignored_is_not_said_to_find_a_peer_there_when_that_has_left(foreign: bool) -> None:
    telling = Telling(two_roles(("host", "PAIR", 1), ("guest", "PAIR", 1)))
    if foreign:
        telling.visit("host-1", "10.0.0.7:5000")
    else:
        telling.meet(telling.start("guest", 2))
    for _ in range(2):
        telling.report()
    telling.stop("guest-1")
    telling.report(after_ms=2_000)
    says = findings(telling)["pair-ignored"].says
    assert "came while the PAIR that it is connected to had another peer, and is ignored since" in says
    reason = telling.traffic.nodes["guest-2"].ignored if not foreign else says
    assert "peer, and is ignored since" in reason
    assert "it has one" not in reason


def test_a_routing_id_that_a_foreign_peer_may_have_is_not_called_unroutable() -> None:
    telling = routed(b"Client1")
    telling.visit("server-1", "10.0.0.7:5000")
    for _ in range(2):
        telling.report()
    telling.sends("server-1", b"Ext", b"hello")
    telling.report()
    assert "unroutable" not in findings(telling)
    telling.nodes["server-1"].event(0, EventNumber.DISCONNECTED, telling.now_ns, peer="10.0.0.7:5000")
    for _ in range(2):
        telling.report()
    assert "unroutable" not in findings(telling)


def test_a_routing_id_that_no_foreign_peer_has_is_unroutable_though_one_is_connected() -> None:
    telling = routed(b"Client1")
    telling.visit("server-1", "10.0.0.7:5000")
    for _ in range(2):
        telling.report()
    telling.receives("server-1", b"Ext", b"hello")
    for _ in range(3):
        telling.report()
    telling.sends("server-1", b"Other", b"hello")
    telling.report()
    assert "'Other'" in findings(telling)["unroutable"].says


@pytest.mark.parametrize("foreign_first", [True, False])
def test_of_a_foreign_pair_and_one_of_ours_the_second_is_ignored(foreign_first: bool) -> None:
    telling = Telling(two_roles(("host", "PAIR", 1), ("guest", "PAIR", 0)))
    for is_foreign in (foreign_first, not foreign_first):
        if is_foreign:
            telling.visit("host-1", "10.0.0.7:5000")
        else:
            telling.meet(telling.start("guest"))
        for _ in range(2):
            telling.report()
    says = findings(telling)["pair-ignored"].says
    assert says.startswith("guest-1 came" if foreign_first else "the program at 10.0.0.7:5000 came")
