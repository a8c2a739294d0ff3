"""The empty messages that libzmq sends with PROBE_ROUTER are nobody's: they are no delivery of what was sent."""

from __future__ import annotations

import pytest

from tests.playing import playing, settle
from zmqplay.model.doctor.impossible import excess
from zmqplay.session.setup import Setup


@pytest.mark.parametrize("immediate", [{}, {"IMMEDIATE": 1}])
def test_a_probe_is_not_a_delivery_but_its_answer_is(immediate: dict[str, int | bytes]) -> None:
    options: dict[str, int | bytes] = {"PROBE_ROUTER": 1, **immediate}
    with playing("dealer-router", Setup(counts={"client": 2}, options={"client": options})) as session:
        session.controls.speech.burst(10)
        settle(session)
        totals = session.traffic.ledger.totals
        asked = session.traffic.ledger.find_links()
        to_server = sum(link.delivered or 0 for link in asked if link.receiver == "server-1")
        server = session.traffic.nodes["server-1"]
        assert to_server == totals.sent - server.sent
        assert server.received == to_server + 2
        assert (totals.delivered, totals.in_flight, totals.lost) == (totals.sent, 0, 0)
        assert not list(excess(session.traffic))
