"""The Doctor on requests and replies, in real sessions."""

from tests.playing import node, until
from tests.session import faulty
from tests.session.doctor.diagnosing import diagnosed, met, tell
from zmqplay.session.setup import Setup


def test_a_request_that_died_with_its_server_is_never_answered() -> None:
    with met("request-reply", Setup(counts={"client": 1}, work_ms={"server": 60_000})) as session:
        session.controls.speech.send("client-1", "hello")
        until(session, lambda: node(session, "server-1").received == 1)
        tell(session, "kill server-1")
        diagnosed(session, "stuck-request", "client-1", "its server went away with the request: REQ asks nobody twice")
        tell(session, "restart server-1")
        diagnosed(session, "stuck-request", "client-1", "waits on though a server is back")


def test_a_dealer_that_leaves_the_delimiter_out_is_not_heard_by_a_rep() -> None:
    with met(faulty.BARE_DEALER) as session:
        session.controls.speech.send("dealer-1", "hello")
        diagnosed(session, "delimiter-missing", "dealer-1", "replier-1 (REP) drops it", "Send [b'', body]")


def test_a_router_that_leaves_the_delimiter_out_is_not_heard_by_a_req() -> None:
    with met(faulty.BARE_ROUTER) as session:
        session.controls.speech.send("asker-1", "hello")
        diagnosed(session, "delimiter-missing", "router-1", "asker-1 (REQ) drops it", "Send [routing_id, b'', body]")
