"""The sequence of a sender's last messages, in a row for each receiver: a sign says no more than is known."""

from __future__ import annotations

from tests.telling import Telling
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.panes.ledger.sequence import NOT_SEEN, WAITS, find_rulers, signs_of


def test_what_may_be_due_to_any_receiver_is_not_said_to_be_due_to_none() -> None:
    telling = Telling(PUSH_PULL, {"worker": 2})
    telling.sends("producer-1", b"task")
    telling.report()
    telling.traffic.queues.forget(("tasks", telling.traffic.nodes["producer-1"].sockets[0].side))
    [ruler] = find_rulers(telling.traffic, None, 20)
    signs = signs_of(telling.traffic, ruler, 1, ["worker-1", "worker-2"])
    assert signs == {"worker-1": [NOT_SEEN], "worker-2": [NOT_SEEN], "not told where": [WAITS]}
