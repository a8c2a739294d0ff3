"""Why a message went where it went, waited, or was lost: sentences that say only what is known."""

from __future__ import annotations

import pytest

from tests.model.reading.saying import said, source
from tests.model.two_roles import two_roles
from tests.telling import MS, Telling
from tests.ui.panes.stories import news, requests, tasks
from zmqplay.model.causes import EndCause, LossReason
from zmqplay.model.facts import Ended, Frozen
from zmqplay.model.nodes import NodeState
from zmqplay.model.reading.why.losses import why_lost
from zmqplay.model.words import with_article
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY
from zmqplay.patterns.survey import SURVEY


def test_a_task_that_arrived_was_that_workers_turn() -> None:
    telling = tasks()
    assert said(telling, 1) == (
        "worker-2 received it 0.20 ms after producer-1 had sent it. "
        "A PUSH deals its messages to its peers in turn, however busy each is; this one was worker-2's."
    )
    assert source(telling, 1) == "zmq_socket(3), ZMQ_PUSH; RFC 30"


def test_a_message_that_took_long_waited_behind_those_that_its_receiver_took_first() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    for number in range(5):
        telling.sends("producer-1", b"Task %d" % number)
    for number in range(5):
        telling.now_ns += 20 * MS
        telling.receives("worker-1", b"Task %d" % number)
    telling.report()
    assert "waited" not in said(telling, 4)  # how long each took is not known
    telling.nodes["worker-1"].services_ns = [20 * MS] * 5
    telling.report()
    assert said(telling, 4).endswith(
        "It waited behind 4 messages that worker-1 received first, and it took about 20 ms for each."
    )
    assert "waited" not in said(telling, 0)


@pytest.mark.parametrize("is_killed", [False, True])
def test_a_message_that_took_long_as_its_receiver_was_stopped_did_not_wait_for_those_before_it(
    is_killed: bool,
) -> None:
    telling = Telling(two_roles(("worker", "PULL", 1), ("producer", "PUSH", 1)))
    if is_killed:
        telling.kill("worker-1")
        telling.report()
    else:
        telling.freeze("worker-1")
    for number in range(5):
        telling.sends("producer-1", b"Task %d" % number)
    telling.tell("producer-1")
    telling.pass_time(1_000)
    if is_killed:
        telling.start("worker", 1)
        telling.meet("worker-1")
        telling.join("worker-1")
    else:
        telling.thaw("worker-1")
    for number in range(5):
        telling.receives("worker-1", b"Task %d" % number)
    telling.nodes["worker-1"].services_ns = [MS] * 5
    telling.report()
    why_so = "had ended, and was yet to be started again" if is_killed else "was frozen"
    assert f"worker-1 {why_so} for 1.00 s of that time." in said(telling, 4)
    assert "behind" not in said(telling, 4)


@pytest.mark.parametrize("is_frozen", [False, True])
def test_what_waits_when_the_run_ends_waited_then_and_for_no_other_reason(is_frozen: bool) -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.sends("producer-1", b"first")
    telling.sends("producer-1", b"second")
    telling.tell("producer-1")
    if is_frozen:
        telling.freeze("worker-1")
    telling.over()
    telling.end("worker-1", NodeState.STOPPED)
    assert said(telling).startswith("It was still on its way to worker-1 when the run ended.")
    frozen = ", and worker-1 was frozen" if is_frozen else ""
    assert said(telling).endswith(f"1 message waited there before it{frozen}.")


def test_a_publication_names_the_subscription_of_each_subscriber() -> None:
    telling = news()
    assert "subscriber-1 to 'topic1' and subscriber-3 to 'topic1'" in said(telling, 0)
    assert said(telling, 2) == (
        "Nobody has it, and nobody will. "
        "A PUB sends only to subscribers, and none had subscribed to how 'nobody' begins."
    )


def test_a_kind_of_socket_has_the_article_of_its_sound() -> None:
    assert [with_article(kind) for kind in ("PUB", "SUB", "REP", "XPUB", "XSUB", "asker")] == [
        "a PUB",
        "a SUB",
        "a REP",
        "an XPUB",
        "an XSUB",
        "an asker",
    ]
    telling = Telling(SURVEY, {"respondent": 1})
    telling.send("surveyor-1", ["respondent-1"], b"S", b"1", b"Who is there?")
    telling.report()
    assert "An XPUB sends to each peer that subscribed to how 'S' begins" in said(telling)


def test_a_subscriber_to_everything_is_said_to_be_one() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"subscriber": 1})
    telling.change("subscriber-1", subscriptions=(b"",))
    telling.report()
    telling.join("subscriber-1")
    telling.send("publisher-1", ["subscriber-1"], b"a")
    telling.report()
    assert "subscriber-1 to everything" in said(telling)


def test_what_waits_tells_what_is_before_it_and_what_its_receiver_does() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    for number in range(3):
        telling.sends("producer-1", b"Task %d" % number)
    telling.tell("producer-1")
    telling.take(Frozen(telling.now_ns, "worker-1"))
    telling.tick(30)
    assert said(telling, 2).endswith(
        "2 messages wait there before it, and worker-1 is frozen, and receives nothing until it is thawed."
    )
    assert said(telling, 2).startswith("It is on its way to worker-1, and has not been received yet.")


def test_what_died_with_its_receiver_is_said_to_have() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.sends("producer-1", b"Task")
    telling.report()
    telling.take(Ended(telling.now_ns, "worker-1", EndCause.KILLED_FROM_OUTSIDE, -9))
    telling.report()
    assert "It is lost on its way to worker-1." in said(telling)
    assert "worker-1 ended while the message waited for it, and ZeroMQ sends nothing twice." in said(telling)


def test_a_message_to_nobody_names_the_routing_id_and_the_option() -> None:
    telling = Telling(DEALER_ROUTER, {})
    telling.sends("server-1", b"Me", b"hello")
    telling.report()
    telling.tick(500)
    assert "No peer of server-1 had the routing id 'Me' then; without ROUTER_MANDATORY" in said(telling)
    assert source(telling) == (
        "zmq_socket(3), ZMQ_ROUTER; RFC 28; zmq_setsockopt(3), ZMQ_ROUTER_MANDATORY"
    )  # each page once


def test_a_request_and_its_reply_tell_their_rules() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 1})
    telling.send("client-1", ["server-1"], b"Hello")
    telling.send("server-1", ["client-1"], b"World")
    telling.report()
    assert "and waits for the reply before it asks again; this one was server-1's." in said(telling, 0)
    assert "A REP replies to whom it last received a request from, here client-1's." in said(telling, 1)


def test_bytes_that_are_no_text_are_told_in_hex() -> None:
    telling = requests()
    telling.send("server-1", ["client-3"], b"\x00\x6b\x8b\x45\x67", b"reply", got=[b"reply"])
    telling.report()
    assert "00 6b 8b 45 67: that is client-3's." in said(telling)


@pytest.mark.parametrize("reason", LossReason)
def test_every_reason_for_a_loss_has_a_sentence(reason: LossReason) -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.sends("producer-1", b"Task")
    telling.report()
    message = telling.traffic.messages.rows[0]
    telling.traffic.messages.lose(message, "worker-1", reason)
    assert len(said(telling).split(". ")) >= 3
    for receiver in ("worker-1", ""):
        rule = why_lost(telling.traffic, message, reason, receiver)
        assert rule.says.endswith(".")
        assert rule.says[0].isupper() or rule.says.startswith(("worker-1", "producer-1"))


def test_in_a_flood_the_only_node_that_sends_there_is_not_taken_for_a_stranger() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    for number in range(50):
        telling.sends("producer-1", b"Task %d" % number)
    telling.nodes["producer-1"].sampled = telling.nodes["worker-1"].sampled = True
    telling.tell("producer-1")
    telling.receives("worker-1", b"Unseen")
    telling.tell("worker-1")
    telling.tick(300)
    assert said(telling) == (
        "worker-1 has received it; its send was not seen. It came from producer-1: nobody else sends there."
    )


def test_a_worker_is_not_called_the_only_one_of_a_message_from_a_time_when_there_were_others() -> None:
    telling = Telling(PUSH_PULL, {"worker": 2})
    telling.send("producer-1", ["worker-1"], b"task")
    telling.report()
    telling.stop("worker-2")
    telling.report()
    assert said(telling).endswith("this one was worker-1's.")
    telling.over()
    telling.change("worker-1", closed=True)
    telling.tell("worker-1", final=True)
    assert said(telling).endswith("this one was worker-1's.")
    alone = Telling(PUSH_PULL, {"worker": 1})
    alone.send("producer-1", ["worker-1"], b"task")
    alone.report()
    assert "worker-1 is the only one" in said(alone)


def test_a_publication_took_as_long_as_in_its_slowest_subscriber() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"subscriber": 1})
    name = telling.start("subscriber", 4)
    telling.change(name, subscriptions=(b"topic1",))
    telling.meet(name)
    telling.join(name)
    telling.sends("publisher-1", b"topic1", b"Hello")
    telling.receives("subscriber-1", b"topic1", b"Hello", after_ms=0.3)
    telling.receives(name, b"topic1", b"Hello", after_ms=0.8)
    telling.report()
    assert telling.traffic.messages.rows[-1].latency_ns == 800_000
    assert "2 of 2 subscribers have received it, subscriber-1 first, within 0.80 ms" in said(telling)
