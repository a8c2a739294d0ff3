"""Back-pressure in small steps: a sender waits most of the time, and never for long."""

from __future__ import annotations

import pytest

from tests.model.doctor.findings import findings
from tests.model.two_roles import PRODUCER, PUBLISHER, Party, subscribers, two_roles, workers
from tests.telling import Telling
from zmqplay.model.doctor import Level
from zmqplay.model.traffic import MARK_NS
from zmqplay.wire import Activity


@pytest.mark.parametrize(
    ("sender", "receivers", "options"),
    [(PRODUCER, workers(1), {}), (PUBLISHER, subscribers(1), {"XPUB_NODROP": 1})],
    ids=["PUSH", "PUB with XPUB_NODROP"],
)
@pytest.mark.parametrize("share", [0.95, 0.5])
def test_a_sender_that_is_held_up_over_and_over_has_back_pressure(
    sender: Party, receivers: Party, options: dict[str, int], share: float
) -> None:
    telling = Telling(two_roles(sender, receivers))
    name, receiver = f"{sender[0]}-1", f"{receivers[0]}-1"
    telling.change(name, options={"SNDHWM": 1, **options})
    node = telling.nodes[name]
    for number in range(8):
        telling.sends(name, b"S%d" % number)
        if number > 2:
            telling.receives(receiver, b"S%d" % (number - 3))
        node.sockets[0].blocked_ns += int(MARK_NS * share)
        node.sockets[0].idle_ns += int(MARK_NS * (1 - share))
        node.does(Activity.BLOCKED, telling.now_ns)
        telling.report()
    found = findings(telling).get("blocked-at-high-water-mark")
    assert (found is not None) is (share > 0.9)
    if found:
        assert (found.node, found.level) == (name, Level.NOTE)
        assert "waits in send: its peers take less than it sends, and the queue to" in found.says
