"""What the text of a message says of frames without a byte."""

from __future__ import annotations

import pytest

from tests.telling import Telling
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.pattern import Pattern
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY
from zmqplay.ui.panes.log.previews import text_of


@pytest.mark.parametrize(("frames", "says"), [(1, "(empty)"), (2, "(empty) · (empty)")])
@pytest.mark.parametrize(
    ("pattern", "sender", "receiver"),
    [
        (REQUEST_REPLY, "client-1", "server-1"),
        (DEALER_ROUTER, "client-1", "server-1"),
        (PUSH_PULL, "producer-1", "worker-1"),
    ],
)
def test_each_empty_frame_of_a_message_that_has_no_other_is_told(
    pattern: Pattern, sender: str, receiver: str, frames: int, says: str
) -> None:
    telling = Telling(pattern)
    telling.send(sender, [receiver], *[b""] * frames)
    telling.report()
    (message,) = telling.traffic.messages.rows
    assert text_of(message, 40, telling.traffic.topology) == says
