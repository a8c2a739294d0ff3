"""The Doctor's rules about answers that help nobody."""

from __future__ import annotations

import pytest

from tests.model.doctor.findings import findings
from tests.model.two_roles import ADDRESS, routed, two_roles
from tests.telling import MS, Telling
from zmqplay import patterns
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


def open_another(telling: Telling, *, closes: bool) -> None:
    """The client makes a second REQ; with `closes`, it has closed the first."""
    telling.report()
    if closes:
        telling.change("client-1", closed=True)
    telling.nodes["client-1"].open("REQ", connected=(ADDRESS,))
    telling.nodes["client-1"].begins(1, telling.now_ns)
    telling.report()


def test_a_server_that_works_for_a_lazy_pirate_that_has_closed_its_socket() -> None:
    telling = asking()
    telling.sends("client-1", b"1")
    open_another(telling, closes=True)
    telling.sends("client-1", b"2", socket=1)
    telling.receives("server-1", b"1", after_ms=100)
    telling.report()
    assert "after client-1 had given up and asked again" in findings(telling)["asker-gone"].says


@pytest.mark.parametrize("closes", [False, True], ids=["both open", "all closed in the end"])
def test_two_threads_of_a_program_that_ask_with_sockets_of_their_own_give_nothing_up(closes: bool) -> None:
    telling = asking()
    open_another(telling, closes=False)
    for socket in 0, 1:
        telling.sends("client-1", b"%d" % socket, socket=socket)
    for socket in 0, 1:
        telling.receives("server-1", b"%d" % socket, after_ms=200 + socket)
        telling.sends("server-1", b"reply to %d" % socket)
        telling.receives("client-1", b"reply to %d" % socket, socket=socket)
        if closes:
            telling.change("client-1", socket, closed=True)
    telling.report()
    assert [len(message.deliveries) for message in telling.traffic.messages.rows][:2] == [1, 1]
    assert "asker-gone" not in findings(telling)


def test_a_thread_that_asks_after_another_has_had_its_reply_gives_nothing_up() -> None:
    telling = asking()
    telling.send("client-1", ["server-1"], b"1", took_ms=300)
    telling.send("server-1", ["client-1"], b"reply to 1")
    open_another(telling, closes=True)
    telling.sends("client-1", b"2", socket=1)
    telling.receives("server-1", b"2")
    telling.report()
    assert "asker-gone" not in findings(telling)


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


def test_the_one_whose_answer_came_too_late_is_named_also_when_another_is_slower_now() -> None:
    telling = Telling(patterns.find("survey"), {"respondent": 2})
    question, answers = [b"S", b"0001", b"Question"], [b"0001", b"respondent-2", b"Answer"]
    telling.send("surveyor-1", ["respondent-1", "respondent-2"], *question)
    telling.send("respondent-2", ["surveyor-1"], *answers, wire=1)
    telling.nodes["surveyor-1"].discard("late", telling.now_ns + MS)
    telling.nodes["respondent-2"].services_ns = [1_234 * MS]
    telling.pass_time(10)
    telling.report()
    telling.nodes["respondent-1"].services_ns = [2 * MS]
    telling.nodes["respondent-2"].services_ns = [MS] * 9
    telling.report()
    assert "threw it away: respondent-2 needs up to 1,234 ms." in findings(telling)["late-answers"].says
    telling.nodes["respondent-1"].services_ns = [2_000 * MS]
    telling.report()
    assert "threw it away: respondent-2 was late." in findings(telling)["late-answers"].says


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
