"""The Doctor's rules about answers that help nobody."""

from __future__ import annotations

from tests.model.doctor.findings import findings
from tests.model.two_roles import routed, two_roles
from tests.telling import Telling
from zmqplay.model.causes import LossReason
from zmqplay.model.doctor import Level
from zmqplay.model.ledger.accounts import Link


def asking() -> Telling:
    """A REP server and a REQ client."""
    return Telling(two_roles(("server", "REP", 1), ("client", "REQ", 1)))


def test_a_server_that_works_for_a_client_that_has_died() -> None:
    telling = routed(b"A")
    for body in b"1", b"2", b"3":
        telling.sends("client-1", body)
    telling.receives("server-1", b"A", b"1")
    telling.report()
    telling.kill("client-1")
    for body in b"2", b"3":
        telling.receives("server-1", b"A", body, after_ms=400)
    telling.report()
    found = findings(telling)["asker-gone"]
    assert (found.node, found.happened) == ("server-1", 2)
    assert found.says.startswith("server-1 took 2 requests of client-1 after client-1 had ended")


def test_a_server_that_works_for_a_request_that_its_client_has_given_up() -> None:
    telling = asking()
    telling.sends("client-1", b"1")
    telling.pass_time(500)
    telling.sends("client-1", b"2")
    telling.receives("server-1", b"1", after_ms=100)
    telling.report()
    found = findings(telling)["asker-gone"]
    assert "after client-1 had given up and asked again" in found.says
    assert "Let the client wait longer" in found.says


def test_a_server_that_keeps_up_works_for_those_who_wait() -> None:
    telling = asking()
    for body in b"1", b"2", b"3":
        telling.send("client-1", ["server-1"], body)
        telling.send("server-1", ["client-1"], b"reply to " + body)
    telling.report()
    telling.kill("client-1")
    telling.report()
    assert "asker-gone" not in findings(telling)


def test_answers_after_the_deadline_of_a_survey_are_a_note() -> None:
    telling = routed(b"A")
    telling.nodes["client-1"].discarded["late"] = 3
    telling.report()
    found = findings(telling)["late-answers"]
    assert (found.node, found.level, found.happened) == ("client-1", Level.NOTE, 3)
    assert found.says.startswith("3 answers came after client-1 had stopped waiting, and client-1 threw them away")


def test_answers_to_a_socket_that_its_client_has_closed_are_wrong() -> None:
    telling = asking()
    telling.report()
    lost = {LossReason.ASKER_GONE.value: 1}
    telling.traffic.ledger.links = {("server-1", "client-1", "wire"): Link("server-1", "client-1", "wire", 0, lost, 0)}
    found = findings(telling)["late-answers"]
    assert (found.node, found.level) == ("client-1", Level.WRONG)
    assert found.says.startswith("1 answer came after client-1 had stopped waiting, and nobody read it")
    telling.nodes["client-1"].discarded["late"] = 2
    telling.report()
    telling.traffic.ledger.links = {("server-1", "client-1", "wire"): Link("server-1", "client-1", "wire", 0, lost, 0)}
    says = findings(telling)["late-answers"].says
    assert says.startswith("3 answers came after client-1 had stopped waiting, and client-1 threw 2 of them away and ")


def answered(*, reads: bool) -> Telling:
    """A DEALER whose five requests have been answered for more than two seconds."""
    telling = routed(b"A")
    for number in range(6):
        body = b"%d" % number
        telling.send("client-1", ["server-1"], body, got=(b"A", body))
        telling.send("server-1", ["client-1"] if reads and not number else [], b"A", body, got=(body,))
    for _ in range(10):
        telling.report()
    return telling


def test_a_dealer_that_never_receives() -> None:
    found = findings(answered(reads=False))["unread-answers"]
    assert found.node == "client-1"
    assert "client-1 sends with its DEALER and never receives: 6 answers wait there" in found.says


def test_a_dealer_that_has_received_is_only_behind() -> None:
    assert "unread-answers" not in findings(answered(reads=True))
