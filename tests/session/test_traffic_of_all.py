"""Traffic for roles that do not speak by themselves: a ROUTER, asked for it by name; a role that cannot says why."""

from __future__ import annotations

import pytest

from tests.command_line import played, zmqplay
from tests.playing import node, playing, until
from zmqplay.control.refused import Refused


def test_a_router_sends_unasked_at_the_rate_it_is_given_and_in_a_burst() -> None:
    with playing("dealer-router") as session:
        speech = session.controls.speech
        assert speech.rate_of("server-1") == 0
        speech.set_rate(100.0, "server-1")
        until(session, lambda: node(session, "client-1").received >= 3)
        speech.set_rate(0.0, "server-1")
        before = node(session, "server-1").speech.spoken
        speech.burst(5, "server-1")
        until(session, lambda: node(session, "server-1").speech.spoken >= before + 5)
        assert node(session, "client-1").sent == 0


def test_the_rate_of_all_is_that_of_the_roles_that_speak_by_themselves() -> None:
    with playing("dealer-router") as session:
        session.controls.speech.set_rate(100.0)
        until(session, lambda: node(session, "client-1").sent >= 3)
        assert node(session, "server-1").speech.spoken == 0


def test_a_count_is_reached_although_a_router_has_traffic_of_its_own() -> None:
    outcome = played("dealer-router", "--count", "6", "--rate", "50", "--at", "0:rate 50 server-1")
    sent = {n["name"]: n["sockets"][0]["sent"]["messages"] for n in outcome["nodes"]}
    assert sum(sent[f"client-{number}"] for number in (1, 2, 3)) == 6
    assert outcome["complete"]


@pytest.mark.parametrize("command", ["rate 5 worker-1", "burst 5 worker-1", "send worker-1 hello"])
def test_a_role_whose_code_takes_nothing_to_send_says_so(command: str) -> None:
    done = zmqplay("run", "push-pull", "--count", "1", "--at", f"0:{command}")
    assert done.returncode == 2
    assert "Its code takes nothing from node.messages() or node.inbox" in done.stderr


def test_a_session_refuses_traffic_for_a_role_that_cannot_send() -> None:
    with playing("push-pull") as session, pytest.raises(Refused, match="worker-1 makes no traffic by itself"):
        session.controls.speech.set_rate(5.0, "worker-1")
