"""Clients send the same contents at the same time: who has which routing id is told truly, or not at all."""

from __future__ import annotations

import pytest

from tests.model.two_roles import SERVER, two_roles
from tests.telling import Telling

A, B = b"\0A", b"\0B"


def served() -> Telling:
    """A ROUTER and two REQ clients, whose ids it makes up."""
    return Telling(two_roles(SERVER, ("client", "REQ", 2)))


def asks(telling: Telling, client: str, body: bytes) -> None:
    telling.sends(client, body)


def takes(telling: Telling, routing_id: bytes, body: bytes) -> None:
    telling.pass_time(1)
    telling.receives("server-1", routing_id, b"", body, after_ms=0)


def tell(telling: Telling, *names: str) -> None:
    for name in names:
        telling.pass_time(1)
        telling.tell(name)
    telling.tick(0)


def owners(telling: Telling) -> tuple[str | None, str | None]:
    return telling.traffic.peers.owner(A), telling.traffic.peers.owner(B)


def delivered(telling: Telling) -> list[int | None]:
    telling.tick(300)
    return [link.delivered for link in telling.traffic.ledger.find_links() if link.receiver == "server-1"]


@pytest.mark.parametrize("first", ["client-1", "client-2", "server-1"])
def test_equal_requests_that_were_taken_one_after_the_other_tell_the_ids_whoever_reports_first(first: str) -> None:
    telling = served()
    rest = [name for name in ("server-1", "client-2", "client-1") if name != first]
    for number in range(5):
        for client, routing_id in (("client-1", A), ("client-2", B)):
            asks(telling, client, b"ask %d" % number)
            takes(telling, routing_id, b"ask %d" % number)
        tell(telling, first, *rest)
        assert owners(telling)[0] in ("client-1", None)
        assert owners(telling)[1] in ("client-2", None)
    assert owners(telling)[0] == "client-1"
    assert delivered(telling) == [5, 5]


@pytest.mark.parametrize(
    "order", ["client-1 server-1 client-2", "server-1 client-2 client-1", "client-2 client-1 server-1"]
)
def test_of_equal_requests_that_were_all_sent_before_any_was_taken_no_id_is_told(order: str) -> None:
    telling = served()
    for number in range(4):
        asks(telling, "client-1", b"ask %d" % number)
        asks(telling, "client-2", b"ask %d" % number)
        takes(telling, A, b"ask %d" % number)
        takes(telling, B, b"ask %d" % number)
        tell(telling, *order.split())
        assert owners(telling) == (None, None)
    assert delivered(telling) == [4, 4]  # nothing is under way, so each has all that it sent
    asks(telling, "client-1", b"under way")
    tell(telling, "client-1")
    assert all(figure in (4, None) for figure in delivered(telling))


def test_one_content_of_its_own_tells_a_client_s_id_and_so_the_other_s() -> None:
    telling = served()
    asks(telling, "client-1", b"only mine")
    takes(telling, A, b"only mine")
    tell(telling, "client-1", "client-2", "server-1")
    asks(telling, "client-1", b"ask")
    asks(telling, "client-2", b"ask")
    takes(telling, B, b"ask")
    takes(telling, A, b"ask")
    tell(telling, "client-1", "client-2", "server-1")
    assert owners(telling) == ("client-1", "client-2")
    assert delivered(telling) == [2, 1]


def proves(telling: Telling, client: str, routing_id: bytes) -> None:
    """Three messages that nobody else has sent prove whose an id is."""
    for number in range(3):
        asks(telling, client, b"only mine %d" % number)
        takes(telling, routing_id, b"only mine %d" % number)
    tell(telling, client, "server-1")


def arrived_from(telling: Telling, client: str, body: bytes) -> list[bytes]:
    """The ids with which a client's messages with this content arrived; an empty one for each that has not."""
    telling.tick(300)
    rows = [row for row in telling.traffic.messages.rows if row.sender == client and row.heads[-1] == body]
    return [row.deliveries[0].heads[0] if row.deliveries else b"" for row in rows]


def test_what_arrives_with_another_id_is_not_taken_for_a_client_s_whose_id_is_known() -> None:
    telling = served()
    proves(telling, "client-1", A)
    for client in ("client-1", "client-2"):
        for _ in range(3):
            asks(telling, client, b"ask")
    for routing_id in (B, A, A, B, B, A):
        takes(telling, routing_id, b"ask")
    tell(telling, "client-1", "client-2", "server-1")
    assert arrived_from(telling, "client-1", b"ask") == [A, A, A]
    assert arrived_from(telling, "client-2", b"ask") == [B, B, B]


def test_equal_messages_that_were_taken_for_another_client_s_before_an_id_was_known_have_arrived_all_the_same() -> None:
    telling = served()
    for client in ("client-1", "client-2"):
        for _ in range(3):
            asks(telling, client, b"ask")
    takes(telling, B, b"ask")
    tell(telling, "client-1", "client-2", "server-1")
    assert arrived_from(telling, "client-1", b"ask") == [B, b"", b""]
    proves(telling, "client-1", A)
    for routing_id in (A, A, A, B, B):
        takes(telling, routing_id, b"ask")
    tell(telling, "server-1")
    assert b"" not in arrived_from(telling, "client-1", b"ask") + arrived_from(telling, "client-2", b"ask")
    assert all(row.sender for row in telling.traffic.messages.rows)


def test_what_a_frozen_client_may_have_sent_proves_nothing_for_another() -> None:
    telling = served()
    asks(telling, "client-1", b"ask")
    telling.freeze("client-1")
    asks(telling, "client-2", b"ask")
    takes(telling, A, b"ask")
    tell(telling, "client-2", "server-1")
    assert owners(telling) == (None, None)
    telling.thaw("client-1")
    takes(telling, B, b"ask")
    tell(telling, "client-1", "server-1")
    assert owners(telling) == (None, None)
    assert delivered(telling) == [1, 1]


def test_which_of_two_equal_tasks_has_arrived_is_not_claimed() -> None:
    telling = Telling(two_roles(("worker", "PULL", 1), ("producer", "PUSH", 2)))
    telling.sends("producer-1", b"Task 1")
    telling.sends("producer-2", b"Task 1")
    tell(telling, "producer-1", "producer-2")
    telling.receives("worker-1", b"Task 1")
    tell(telling, "worker-1")
    telling.tick(300)
    assert [link.delivered for link in telling.traffic.ledger.find_links()] == [None, None]
    telling.receives("worker-1", b"Task 1")
    tell(telling, "worker-1")
    telling.tick(300)
    assert [link.delivered for link in telling.traffic.ledger.find_links()] == [1, 1]


def test_equal_replies_that_were_taken_for_another_client_s_have_arrived_all_the_same() -> None:
    telling = served()
    for routing_id in (A, B):
        for _ in range(2):
            telling.sends("server-1", routing_id, b"", b"reply")
    telling.receives("client-1", b"reply")
    telling.receives("client-1", b"reply")
    telling.receives("client-2", b"reply")
    tell(telling, "server-1", "client-1", "client-2")
    proves(telling, "client-2", A)
    proves(telling, "client-1", B)
    telling.receives("client-2", b"reply")
    tell(telling, "client-2")
    telling.tick(300)
    rows = [row for row in telling.traffic.messages.rows if row.heads[-1] == b"reply"]
    assert [(row.sender, len(row.deliveries)) for row in rows] == 4 * [("server-1", 1)]
