"""The Doctor's rules about requests and replies."""

from __future__ import annotations

import pytest

from tests.model.doctor.findings import findings
from tests.model.two_roles import ADDRESS, nothing, two_roles
from tests.telling import Telling
from zmqplay.model.event_numbers import EventNumber
from zmqplay.patterns.pattern import End, Pattern, Role, Wire
from zmqplay.wire import Activity


def asked(**options: int) -> Telling:
    """A client that has asked a server and waits, with these options of its REQ."""
    telling = Telling(two_roles(("server", "REP", 1), ("client", "REQ", 1)))
    telling.change("client-1", options=options)
    telling.sends("client-1", b"Hello")
    telling.nodes["client-1"].does(Activity.IDLE, telling.now_ns)
    telling.report()
    return telling


def server_goes(telling: Telling) -> None:
    """The client's connection ends, and it waits on for longer than a client with a timeout would."""
    telling.nodes["client-1"].event(0, EventNumber.DISCONNECTED, telling.now_ns, ADDRESS)
    telling.report()
    telling.report(after_ms=3_500)


def test_a_request_whose_server_has_died() -> None:
    telling = asked()
    server_goes(telling)
    found = findings(telling)
    assert set(found) == {"stuck-request"}, "the request is not queued: it is gone"
    assert "its server went away with the request" in found["stuck-request"].says
    assert "set REQ_RELAXED and REQ_CORRELATE" in found["stuck-request"].says


def others_try(telling: Telling, times: int = 3_000) -> None:
    """The client, as any other would, tries in vain to connect: its socket monitor tells of each time."""
    for _ in range(times):
        telling.nodes["client-1"].event(0, EventNumber.CONNECT_RETRIED, telling.now_ns, ADDRESS)
    telling.report()


def test_a_client_is_stuck_for_as_long_as_it_waits_whatever_else_happens() -> None:
    telling = asked()
    telling.kill("server-1")
    telling.report(after_ms=3_500)
    others_try(telling)
    telling.report(after_ms=60_000)
    assert "stuck-request" in findings(telling), "events of 33 seconds push its disconnection out of the log"
    for _ in range(2):
        telling.start("server")
        telling.meet("server-1", "client-1")
        telling.nodes["client-1"].event(0, EventNumber.HANDSHAKE_SUCCEEDED, telling.now_ns, ADDRESS)
        telling.report()
        assert "though a server is back" in findings(telling)["stuck-request"].says
        telling.kill("server-1")
        telling.report(after_ms=2_000)
        assert "stuck-request" in findings(telling), "the next server that goes takes nothing of the first one's"
    telling.receives("client-1", b"World", after_ms=0)
    telling.report()
    telling.report(after_ms=2_000)
    assert "stuck-request" not in findings(telling)


def test_a_client_that_may_still_give_up_is_not_stuck_yet() -> None:
    telling = asked()
    telling.nodes["client-1"].event(0, EventNumber.DISCONNECTED, telling.now_ns, ADDRESS)
    telling.report(after_ms=2_000)
    assert findings(telling) == {}


def test_options_that_are_set_are_not_advised_to_a_stuck_client() -> None:
    telling = asked(REQ_RELAXED=1, REQ_CORRELATE=1)
    server_goes(telling)
    says = findings(telling)["stuck-request"].says
    assert "what is missing is a timeout and a retry" in says
    assert "set REQ_RELAXED" not in says
    telling = asked(REQ_RELAXED=1)
    server_goes(telling)
    assert "set REQ_CORRELATE too" in findings(telling)["stuck-request"].says


def test_a_client_with_a_timeout_is_not_stuck() -> None:
    telling = asked(RCVTIMEO=5_000)
    server_goes(telling)
    assert findings(telling) == {}


def test_a_client_that_asks_again_with_a_new_socket_is_not_told_to() -> None:
    telling = asked()
    telling.change("client-1", closed=True)
    telling.nodes["client-1"].open("REQ", connected=(ADDRESS,))
    telling.nodes["client-1"].begins(1, telling.now_ns)
    telling.sends("client-1", b"Hello", socket=1)
    telling.nodes["client-1"].does(Activity.IDLE, telling.now_ns)
    telling.report()
    telling.nodes["client-1"].event(1, EventNumber.DISCONNECTED, telling.now_ns, ADDRESS)
    telling.report()
    telling.report(after_ms=3_500)
    assert "stuck-request" not in findings(telling)


def test_replies_that_never_came_do_not_make_an_idle_relaxed_client_a_waiting_one() -> None:
    telling = asked(REQ_RELAXED=1, REQ_CORRELATE=1)
    telling.sends("client-1", b"Hello again")
    telling.receives("server-1", b"Hello again")
    telling.sends("server-1", b"World")
    telling.receives("client-1", b"World")
    telling.nodes["client-1"].does(Activity.IDLE, telling.now_ns)
    telling.report()
    server_goes(telling)
    assert "stuck-request" not in findings(telling)


def test_a_message_without_the_delimiter() -> None:
    telling = Telling(two_roles(("server", "REP", 1), ("client", "DEALER", 1)))
    telling.sends("client-1", b"Hello")
    telling.report()
    assert "[b'', body]" in findings(telling)["delimiter-missing"].says


@pytest.mark.parametrize(("routing_id", "drops"), [(b"Two", True), (b"One", False), (b"\x01", False)])
def test_a_router_s_bare_message_is_dropped_by_the_req_that_it_names_and_not_by_others(
    routing_id: bytes, drops: bool
) -> None:
    telling = Telling(two_roles(("server", "ROUTER", 1), ("client", "REQ", 2)))
    for number, name in enumerate((b"One", b"Two"), 1):
        telling.change(f"client-{number}", routing_id=name, type="REQ" if name == b"Two" else "DEALER")
        telling.meet(f"client-{number}")
        telling.send(f"client-{number}", ["server-1"], b"", b"Hello", got=(name, b"", b"Hello"))
    telling.report()
    telling.sends("server-1", routing_id, b"World")
    telling.report()
    assert ("delimiter-missing" in findings(telling)) is drops
    if drops:
        assert "and client-2 (REQ) drops it" in findings(telling)["delimiter-missing"].says


def test_a_reply_that_a_socket_of_the_same_node_and_wire_sends_needs_no_delimiter() -> None:
    dealer, rep = End("pool", "DEALER"), End("pool", "REP")
    pool = Pattern("pool", "", "", "", "", (Role("pool", nothing),), (Wire("inside", ADDRESS, dealer, rep),))
    telling = Telling(pool, {"pool": 1})
    telling.sends("pool-1", b"id", b"", b"Hello", socket=0)
    telling.sends("pool-1", b"World", socket=1)
    telling.report()
    assert "delimiter-missing" not in findings(telling)
    telling.sends("pool-1", b"Hello", socket=0)
    telling.report()
    assert "and pool-1 (REP) drops it" in findings(telling)["delimiter-missing"].says
