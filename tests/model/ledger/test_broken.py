"""Messages that were lost with a connection, or with the socket of an asker, whatever was reported first."""

from __future__ import annotations

import pytest

from tests.model.two_roles import two_roles
from tests.model.visited import rest, totals
from tests.telling import Telling
from zmqplay.model.causes import LossReason
from zmqplay.model.event_numbers import EventNumber
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.pattern import Pattern
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY
from zmqplay.wire import Activity


def breaks(telling: Telling, *, tells: tuple[str, ...]) -> None:
    """The first connection breaks, and the nodes connect again; those of `tells` report at once."""
    one = telling.connections.pop(0)
    one.host.event(one.bound, EventNumber.DISCONNECTED, telling.now_ns, one.address, peer=one.there)
    one.guest.event(one.connected, EventNumber.DISCONNECTED, telling.now_ns, one.address, local=one.there)
    telling.connect(one.guest.name)
    one.guest.event(one.connected, EventNumber.HANDSHAKE_SUCCEEDED, telling.now_ns, one.address)
    for name in tells:
        telling.tell(name)


@pytest.mark.parametrize(
    ("pattern", "request_", "reply"),
    [(REQUEST_REPLY, (b"ask",), (b"reply",)), (DEALER_ROUTER, (b"ask",), (b"Client1", b"reply"))],
    ids=["REP", "ROUTER"],
)
def test_a_reply_that_leaves_after_the_connection_of_its_request_has_ended_is_lost_with_it(
    pattern: Pattern, request_: tuple[bytes, ...], reply: tuple[bytes, ...]
) -> None:
    telling = Telling(pattern, {"client": 1})
    telling.sends("client-1", *request_)
    telling.report()
    breaks(telling, tells=("client-1", "server-1"))
    telling.tick()
    telling.receives("server-1", *(reply[:-1] + request_))
    telling.report()
    telling.sends("server-1", *reply)
    assert totals(rest(telling)).lost_by_reason == {LossReason.DISCONNECTED: 1}


def test_a_break_before_a_request_that_was_answered_is_no_reason_for_what_comes_later() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 1})
    breaks(telling, tells=("client-1", "server-1"))
    telling.send("client-1", ["server-1"], b"ask")
    telling.send("server-1", ["client-1"], b"reply")
    telling.report()
    telling.send("client-1", ["server-1"], b"ask again")
    telling.sends("server-1", b"reply again")
    assert totals(rest(telling)).in_flight == 1


def test_a_break_that_is_reported_while_the_send_that_caused_it_has_not_returned_is_the_reason_for_its_loss() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.report()
    telling.nodes["producer-1"].does(Activity.BLOCKED, telling.now_ns)
    telling.tick()
    breaks(telling, tells=("worker-1", "producer-1"))
    telling.tick()
    telling.sends("producer-1", b"longer than MAXMSGSIZE")
    telling.nodes["producer-1"].does(Activity.IDLE, telling.now_ns)
    assert totals(rest(telling)).lost_by_reason == {LossReason.DISCONNECTED: 1}


def test_a_break_that_is_reported_before_the_message_that_it_took_is_the_reason_for_its_loss() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.report()
    telling.sends("producer-1", b"longer than MAXMSGSIZE")
    breaks(telling, tells=("worker-1",))
    telling.tick()
    assert totals(rest(telling)).lost_by_reason == {LossReason.DISCONNECTED: 1}


def test_a_reply_finds_its_asker_gone_however_long_ago_the_socket_was_closed() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 2})
    telling.send("client-1", ["server-1"], b"ask")
    telling.nodes["server-1"].does(Activity.BUSY, telling.now_ns)
    telling.report()
    telling.change("client-1", closed=True)
    telling.nodes["client-1"].open("REQ", connected=(REQUEST_REPLY.wires[0].address,))
    telling.nodes["client-1"].begins(1, telling.now_ns)
    telling.report()
    telling.report()
    telling.sends("server-1", b"reply")
    assert totals(rest(telling)).lost_by_reason == {LossReason.ASKER_GONE: 1}


def test_the_silence_of_one_sender_makes_no_break_of_another_a_reason() -> None:
    telling = Telling(two_roles(("taker", "PULL", 1), ("giver", "PUSH", 2)))
    telling.tick()
    breaks(telling, tells=("giver-1", "taker-1"))
    telling.tick(60)
    telling.sends("giver-1", b"Task")
    assert totals(rest(telling)).in_flight == 1
