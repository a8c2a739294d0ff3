"""The Doctor's rule about subscriptions that a SUB dropped itself."""

from __future__ import annotations

from tests.model.doctor.findings import findings
from tests.model.two_roles import PUBLISHER, nothing, subscribers, two_roles
from tests.telling import Telling
from zmqplay.patterns.pattern import End, Pattern, Role, Wire


def small(*subscriptions: bytes) -> Telling:
    """A SUB that connects with these subscriptions, and has room for two."""
    telling = Telling(two_roles(PUBLISHER, subscribers(0)))
    name = telling.start("subscriber")
    telling.change(name, subscriptions=subscriptions, options={"SNDHWM": 2})
    telling.meet(name)
    telling.join(name)
    return telling


def with_small_queue(topic: bytes, *, arrives: bool = False) -> Telling:
    """A SUB with room for two of its three subscriptions, and a publication on a topic."""
    telling = small(b"a", b"b", b"c")
    telling.send("publisher-1", ["subscriber-1"] if arrives else [], topic, b"1")
    telling.report()
    telling.report()
    return telling


def test_a_topic_whose_subscription_was_dropped_is_published() -> None:
    found = findings(with_small_queue(b"c"))["subscriptions-dropped"]
    assert found.node == "subscriber-1"
    assert "subscribes to 3 topics, and its SUB dropped 1 of the subscriptions itself, 'c' among them" in found.says
    assert "SNDHWM=0" in found.says


def test_other_topics_prove_nothing() -> None:
    assert "subscriptions-dropped" not in findings(with_small_queue(b"a", arrives=True))


def test_a_message_that_arrives_proves_that_its_subscription_did() -> None:
    assert "subscriptions-dropped" not in findings(with_small_queue(b"c", arrives=True))


def test_what_a_dropped_subscription_wanted_is_unheard_and_not_lost() -> None:
    telling = small(b"a", b"b", b"c")
    telling.sends("publisher-1", b"c", b"1")
    telling.send("publisher-1", ["subscriber-1"], b"b", b"2")
    telling.report()
    telling.report()
    totals = telling.traffic.ledger.totals
    assert (totals.expected, totals.delivered, totals.lost, totals.unheard) == (1, 1, 0, 1)
    assert "subscriptions-dropped" in findings(telling)


def test_a_topic_that_a_proxy_would_pass_on_is_published_at_its_other_side() -> None:
    roles = Role("publisher", nothing, speaks=True), Role("broker", nothing), Role("subscriber", nothing, 0)
    upstream = Wire("upstream", "tcp://127.0.0.1:5571", End("broker", "XSUB"), End("publisher", "PUB"))
    downstream = Wire("downstream", "tcp://127.0.0.1:5572", End("broker", "XPUB"), End("subscriber", "SUB"))
    telling = Telling(Pattern("proxied", "", "", "", "", roles, (upstream, downstream)))
    name = telling.start("subscriber")
    telling.change(name, subscriptions=(b"a", b"b", b"c"), options={"SNDHWM": 2})
    telling.meet(name)
    telling.join(name)
    telling.sends("publisher-1", b"b", b"1")
    telling.report()
    telling.report()
    assert "subscriptions-dropped" not in findings(telling)
    telling.sends("publisher-1", b"c", b"2")
    telling.report()
    telling.report()
    assert "'c' among them" in findings(telling)["subscriptions-dropped"].says


def test_a_subscription_that_is_made_later_is_sent() -> None:
    telling = small(b"a", b"b")
    telling.change("subscriber-1", subscriptions=(b"a", b"b", b"c"))
    telling.report()
    telling.join("subscriber-1")
    telling.sends("publisher-1", b"c", b"1")
    telling.report()
    telling.report()
    assert telling.traffic.ledger.totals.expected == 1
    assert "subscriptions-dropped" not in findings(telling)
