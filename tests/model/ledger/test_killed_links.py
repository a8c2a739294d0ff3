"""The links of a killed node: none has a number of what the node has not told, and no other link lacks its own."""

from __future__ import annotations

from tests.model.two_roles import two_roles
from tests.model.visited import totals
from tests.telling import Telling
from zmqplay.model.summary.summary import summary
from zmqplay.patterns.dealer_router import DEALER_ROUTER

CLIENTS = ("client-1", "client-2")


def test_a_link_to_a_killed_router_says_no_number_where_its_last_messages_came_by_unknown_ids() -> None:
    telling = Telling(DEALER_ROUTER, {"client": 2})
    for client, routing_id in (("client-1", b"Client1"), ("client-2", b"Client2")):
        telling.send(client, ["server-1"], b"Hello", got=[routing_id, b"Hello"])
    telling.report()
    for client, routing_id in (("client-1", b"Client1"), ("client-2", b"Client2")):
        telling.send(client, ["server-1"], b"last", got=[routing_id, b"last"])
    telling.kill("server-1")
    telling.report()
    delivered = {link.sender: link.delivered for link in telling.traffic.ledger.find_links() if link.sender in CLIENTS}
    assert (totals(telling).delivered, delivered) == (4, {"client-1": None, "client-2": None})
    whole = summary(telling.traffic, telling.doctor, seconds=1.0, complete=True, now_ns=telling.now_ns)
    assert whole.routing_ids_unlisted is not None
    assert sum(one.received for one in whole.routing_ids) + whole.routing_ids_unlisted.received == 4


def test_a_killed_worker_that_comes_again_takes_no_number_from_the_links_of_another() -> None:
    telling = Telling(two_roles(("producer", "PUSH", 2), ("worker", "PULL", 2)))
    for producer in ("producer-1", "producer-2"):
        for worker in ("worker-1", "worker-2"):
            telling.send(producer, [worker], f"{producer} {worker}".encode())
    telling.report()
    telling.kill("worker-1")
    telling.meet(telling.start("worker", 1))
    telling.join("worker-1")
    telling.sends("producer-1", b"one more")
    telling.receives("worker-2", b"one more")
    telling.tell("worker-2")
    delivered = [link.delivered for link in telling.traffic.ledger.find_links() if link.receiver == "worker-2"]
    assert delivered == [1, 1]
