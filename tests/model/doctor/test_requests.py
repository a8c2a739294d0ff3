"""The Doctor's rules about requests and replies."""

from __future__ import annotations

from tests.model.doctor.findings import findings
from tests.model.two_roles import two_roles
from tests.telling import Telling
from zmqplay.model.event_numbers import EventNumber
from zmqplay.wire import Activity


def test_a_request_whose_server_has_died() -> None:
    telling = Telling(two_roles(("server", "REP", 1), ("client", "REQ", 1)))
    telling.sends("client-1", b"Hello")
    telling.nodes["client-1"].does(Activity.IDLE, telling.now_ns)
    telling.report()
    telling.nodes["client-1"].event(0, EventNumber.DISCONNECTED, telling.now_ns)
    telling.report()
    assert "its server went away with the request" in findings(telling)["stuck-request"].says


def test_a_message_without_the_delimiter() -> None:
    telling = Telling(two_roles(("server", "REP", 1), ("client", "DEALER", 1)))
    telling.sends("client-1", b"Hello")
    telling.report()
    assert "[b'', body]" in findings(telling)["delimiter-missing"].says
