"""An option that a node was given and that its role sets otherwise is said to have no effect."""

from __future__ import annotations

from tests.session.doctor.diagnosing import met
from zmqplay.session.setup import Setup


def test_a_routing_id_that_the_role_sets_itself_is_said_to_win_over_the_option() -> None:
    with met("dealer-router", Setup(options={"client": {"ROUTING_ID": b"xyz", "SNDHWM": 5}})) as session:
        said = [notice for notice in session.traffic.notices if "no effect" in notice]
        assert said == ["ROUTING_ID 'xyz' has no effect at client-1 and client-2: the role sets it itself, and later"]
        third = next(iter(session.traffic.nodes["client-3"].sockets.values()))
        assert third.facts.options["ROUTING_ID"] == b"xyz"
