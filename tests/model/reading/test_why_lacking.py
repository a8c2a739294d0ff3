"""Which subscribers lack a publication that others have, and why: sentences that say only what is known."""

from __future__ import annotations

import pytest

from tests.model.reading.saying import said
from tests.telling import Telling
from zmqplay.model.ledger.accounts import Link
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE


@pytest.mark.parametrize("is_over", [False, True])
def test_a_subscriber_that_lacks_what_others_have_is_named_with_what_is_known_of_why(is_over: bool) -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"subscriber": 2})
    telling.change("subscriber-2", subscriptions=(b"topic1",))
    telling.report()
    telling.join("subscriber-2")
    for number in range(3):
        telling.send("publisher-1", ["subscriber-1"], b"topic1", b"%d" % number)
    telling.report()
    if is_over:
        telling.over()
    assert f"on its way to subscriber-2{' when the run ended' if is_over else ''}." in said(telling)
    assert "subscriber-1 to 'topic1' and subscriber-2 to 'topic1'" in said(telling)
    message = telling.traffic.messages.rows[-1]
    message.waits_at = ()
    assert "subscriber-2 had not received it" in said(telling) or "subscriber-2 lacks it so far." in said(telling)
    lost, ends = {"high-water-mark": 1}, ("publisher-1", "subscriber-2", "news")
    telling.traffic.ledger.links[ends] = Link(*ends, 0, lost, 2)
    wait = "waited" if is_over else "wait"
    assert f"subscriber-2 lacks it: of what was sent there, 1 message was lost and 2 {wait}, and which" in said(telling)
    assert "The queues to subscriber-2 were full" in said(telling)
    telling.traffic.ledger.links[ends] = Link(*ends, 0, lost, 0)
    assert "It is lost on its way to subscriber-2. The queues to subscriber-2 were full" in said(telling)


def test_a_subscription_that_the_sub_dropped_itself_is_not_said_never_to_have_been_made() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"subscriber": 1})
    options, topics = {"SNDHWM": 2}, (b"a", b"b", b"c", b"d")
    telling.change("subscriber-1", subscriptions=topics, options=options)
    telling.report()
    telling.traffic.audience.first[next(iter(telling.traffic.nodes["subscriber-1"].sockets.values())).key] = topics
    telling.sends("publisher-1", b"d", b"1")
    telling.sends("publisher-1", b"e", b"2")
    telling.report()
    for message in telling.traffic.messages.rows:
        message.expected = 0
    assert "subscriber-1 had subscribed to 'd', and its SUB dropped that itself, since it subscribes to more" in said(
        telling, 0
    )
    assert "none had subscribed to how 'e' begins" in said(telling, 1)
