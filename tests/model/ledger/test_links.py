"""Links: which messages went from which node to which."""

from __future__ import annotations

from tests.model.two_roles import PRODUCER, two_roles, workers
from tests.telling import Telling


def test_what_a_node_s_sockets_send_each_other_over_inproc_is_one_link_with_both_directions() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    pool = telling.nodes["worker-1"]
    pool.open("DEALER", bound=("inproc://pool",))
    pool.open("REP", connected=("inproc://pool",))
    for socket in (1, 2):
        pool.begins(socket, telling.now_ns)
    telling.report()
    for number in range(2):
        telling.sends("worker-1", b"", b"ask %d" % number, socket=1)
    telling.receives("worker-1", b"", b"ask 0", socket=2)
    telling.sends("worker-1", b"", b"reply 0", socket=2)
    telling.receives("worker-1", b"", b"reply 0", socket=1)
    telling.report()
    (link,) = [link for link in telling.traffic.ledger.find_links() if link.sender == link.receiver]
    assert (link.delivered, link.lost, link.waiting) == (2, {}, 1)
    assert telling.traffic.ledger.links[link.sender, link.receiver, link.wire].waiting == 1


def test_of_two_clients_with_the_same_requests_and_no_known_ids_all_has_arrived_once_nothing_is_under_way() -> None:
    telling = Telling(two_roles(("server", "ROUTER", 1), ("client", "REQ", 2)))
    for number in range(3):
        for client in (1, 2):
            telling.sends(f"client-{client}", b"", b"ask %d" % number)
        for routing_id in (b"\0aaaa", b"\0bbbb"):
            telling.receives("server-1", routing_id, b"", b"ask %d" % number)
    telling.report()
    telling.report()
    peers = telling.traffic.peers
    assert {peers.owner(routing_id) for routing_id in (b"\0aaaa", b"\0bbbb")} == {None}
    delivered = {link.sender: link.delivered for link in telling.traffic.ledger.find_links()}
    assert delivered == {"client-1": 3, "client-2": 3, "server-1": 0}
