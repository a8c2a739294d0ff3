"""What a node waits for, in words."""

from __future__ import annotations

from tests.telling import Telling
from zmqplay.model.facts import Given
from zmqplay.model.nodes import NodeState
from zmqplay.model.reading.waits import wait_of, waits_in_words
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY
from zmqplay.wire import Activity


def says(telling: Telling, name: str) -> str | None:
    wait = wait_of(telling.traffic, telling.traffic.nodes[name])
    return wait.says if wait else None


def does(telling: Telling, name: str, activity: Activity) -> None:
    telling.nodes[name].does(activity, telling.now_ns)
    telling.report()


def test_a_req_that_has_asked_waits_for_the_reply_of_its_only_server() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 1})
    does(telling, "client-1", Activity.IDLE)
    assert says(telling, "client-1") == "waits for its next message"
    telling.sends("client-1", b"q1")
    telling.report()
    assert says(telling, "client-1") == "waits for the reply of server-1"


def test_of_two_servers_the_one_that_got_the_request_is_named() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 1, "server": 2})
    does(telling, "client-1", Activity.IDLE)
    telling.sends("client-1", b"q1")
    telling.report()
    assert says(telling, "client-1") == "waits for a reply"
    telling.receives("server-2", b"q1")
    telling.report()
    assert says(telling, "client-1") == "waits for the reply of server-2"


def test_a_sender_waits_for_a_peer_or_for_room_in_its_peers_queues() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    does(telling, "producer-1", Activity.BLOCKED)
    assert says(telling, "producer-1") == "waits in send: its peers' queues are full"
    telling.kill("worker-1")
    telling.report()
    assert says(telling, "producer-1") == "waits in send: no peer"


def test_a_sender_that_waited_for_room_when_the_source_ended_did_not_lack_the_peer_that_ended_with_it() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    does(telling, "producer-1", Activity.BLOCKED)
    telling.over()
    telling.end("worker-1", NodeState.STOPPED)
    telling.tell("producer-1", final=True)
    telling.end("producer-1", NodeState.STOPPED)
    assert says(telling, "producer-1") == "waits in send: its peers' queues are full"


def test_nothing_is_claimed_about_the_peers_of_an_inproc_socket() -> None:
    telling = Telling(PUSH_PULL, {"worker": 0})
    telling.change("producer-1", bound=("inproc://tasks",))
    does(telling, "producer-1", Activity.BLOCKED)
    assert says(telling, "producer-1") == "waits in send"


def test_a_socket_that_drops_what_finds_no_room_does_not_wait_for_room() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"subscriber": 1})
    does(telling, "publisher-1", Activity.BLOCKED)
    assert says(telling, "publisher-1") == "waits in send"
    telling.change("publisher-1", options={"XPUB_NODROP": 1})
    does(telling, "publisher-1", Activity.BLOCKED)
    assert says(telling, "publisher-1") == "waits in send: its peers' queues are full"


def test_a_node_that_works_or_does_not_run_waits_for_nothing() -> None:
    telling = Telling(PUSH_PULL, {"worker": 2})
    does(telling, "worker-1", Activity.BUSY)
    telling.freeze("worker-2")
    assert says(telling, "worker-1") is None
    assert says(telling, "worker-2") is None


def test_after_the_end_of_a_session_it_is_known_what_its_nodes_had_waited_for() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 1})
    does(telling, "client-1", Activity.IDLE)
    telling.sends("client-1", b"q1")
    telling.report()
    telling.take(Given(telling.now_ns, "client-1", 2, 1))
    telling.over()
    telling.stop("client-1")
    client = telling.traffic.nodes["client-1"]
    words = waits_in_words(client, wait_of(telling.traffic, client))
    assert words == "waits for the reply of server-1; 2 waiting to be sent"
