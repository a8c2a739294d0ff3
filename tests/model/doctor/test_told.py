"""The Doctor's rule about nodes that crashed since they were told to."""

from __future__ import annotations

from tests.model.doctor.findings import findings
from tests.model.two_roles import PRODUCER, PUBLISHER, SERVER, subscribers, two_roles, workers
from tests.telling import Telling
from zmqplay.model.causes import EndCause
from zmqplay.model.doctor import Level
from zmqplay.model.facts import Ended


def said(telling: Telling, failed: str) -> str:
    """What is said of a node that was told to fail."""
    telling.take(Ended(telling.now_ns, failed, EndCause.TOLD_TO_FAIL, 1, "whatever it says"))
    found = findings(telling)
    assert found["told-to-fail"].level is Level.NOTE
    return found["told-to-fail"].says


def test_what_is_dealt_after_a_worker_crashed_goes_to_those_that_are_left() -> None:
    says = said(Telling(two_roles(PRODUCER, workers(3))), "worker-2")
    assert "What producer-1 sends from now on goes to worker-1 and worker-3." in says


def test_what_is_sent_to_the_only_server_goes_to_nobody_else_when_it_crashed() -> None:
    says = said(Telling(two_roles(SERVER, ("client", "DEALER", 2))), "server-1")
    assert "Nobody else takes what client-1 and client-2 send: it waits until somebody does." in says
    assert "goes to" not in says


def test_a_program_of_the_user_s_is_one_that_is_left() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.visit("producer-1", "127.0.0.1:50001")
    telling.report(after_ms=300)
    assert "goes to the program at 127.0.0.1:50001." in said(telling, "worker-1")


def test_a_subscriber_that_crashed_leaves_nothing_to_the_others() -> None:
    telling = Telling(two_roles(PUBLISHER, subscribers(2)))
    says = said(telling, "subscriber-1")
    assert says == "subscriber-1 crashed, as it was told to."
    on_screen = findings(telling)["told-to-fail"].on_screen
    assert on_screen == f"{says} `/restart subscriber-1` starts it again."
