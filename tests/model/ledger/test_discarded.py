"""Messages that a role has received and thrown away: each link tells its own, and the links add up to the totals."""

from __future__ import annotations

import pytest

from tests.model.two_roles import nothing
from tests.telling import MS, Telling
from zmqplay.model.causes import LossReason
from zmqplay.model.ledger.accounts import Link
from zmqplay.patterns.pattern import End, Pattern, Role, Wire
from zmqplay.patterns.survey import SURVEY

ANSWERS = 1
"""The index of each node's socket on the wire of the answers."""


def surveyed(*late: str, reason: str = LossReason.LATE, sampled: bool = False) -> Telling:
    """Three surveys, each answered by all; the answers of `late` come after the deadline, and are thrown away."""
    telling = Telling(SURVEY)
    surveyor = telling.nodes["surveyor-1"]
    respondents = [name for name in telling.nodes if name != surveyor.name]
    surveyor.sampled = sampled
    for number in range(3):
        question = b"S", number.to_bytes(4), b"Who is there?"
        telling.send("surveyor-1", respondents, *question, key=b"S")
        for name in respondents:
            telling.send(name, ["surveyor-1"], number.to_bytes(4), name.encode(), b"I am", wire=ANSWERS)
            telling.pass_time(1)
            if name in late:
                surveyor.discard(reason, telling.now_ns)
    return telling


def answers(telling: Telling) -> dict[str, Link]:
    return {link.sender: link for link in telling.traffic.ledger.find_links() if link.wire == "answers"}


def add_up(telling: Telling) -> bool:
    """Whether the links add up to the totals."""
    totals, links = telling.traffic.ledger.totals, list(telling.traffic.ledger.find_links())
    delivered = sum(link.delivered or 0 for link in links)
    return (delivered, sum(sum((link.lost or {}).values()) for link in links)) == (totals.delivered, totals.lost)


def settle(telling: Telling) -> None:
    for _ in range(30):
        telling.tick(30)


@pytest.mark.parametrize("reason", [LossReason.LATE, "spoilt"])
def test_an_answer_that_came_too_late_is_lost_on_its_link_and_not_delivered(reason: str) -> None:
    telling = surveyed("respondent-2", reason=reason)
    telling.report()
    settle(telling)
    told = {sender: (link.delivered, link.lost, list(link.lost_numbers)) for sender, link in answers(telling).items()}
    assert told == {
        "respondent-1": (3, {}, []),
        "respondent-2": (0, {reason: 3}, [1, 2, 3]),
        "respondent-3": (3, {}, []),
    }
    assert add_up(telling)
    assert (telling.traffic.ledger.totals.delivered, telling.traffic.ledger.totals.lost) == (15, 3)


def test_late_answers_of_several_are_told_apart() -> None:
    telling = surveyed("respondent-1", "respondent-3")
    telling.report()
    settle(telling)
    assert {sender: link.lost for sender, link in answers(telling).items()} == {
        "respondent-1": {LossReason.LATE: 3},
        "respondent-2": {},
        "respondent-3": {LossReason.LATE: 3},
    }
    assert add_up(telling)


def test_where_not_every_message_is_shown_nothing_tells_whose_answer_was_late() -> None:
    telling = surveyed("respondent-2", sampled=True)
    telling.report()
    settle(telling)
    assert {(link.delivered, link.lost is None) for link in answers(telling).values()} == {(None, True)}
    assert telling.traffic.ledger.totals.lost_by_reason == {LossReason.LATE: 3}


def test_a_late_answer_is_told_as_soon_as_its_sender_has_reported_too() -> None:
    telling = surveyed("respondent-2")
    for name in ("respondent-1", "respondent-3", "surveyor-1"):
        telling.tell(name)
    telling.tick(30)
    assert answers(telling)["respondent-2"].lost is None
    telling.tell("respondent-2")
    for _ in range(9):
        telling.tick(30)
    assert answers(telling)["respondent-2"].lost == {LossReason.LATE: 3}
    assert add_up(telling)


def test_the_only_sender_has_sent_what_was_late_even_if_it_was_not_shown() -> None:
    telling = Telling(SURVEY, {"respondent": 1})
    telling.nodes["surveyor-1"].sampled = True
    telling.send("respondent-1", ["surveyor-1"], b"0", b"respondent-1", b"I am", wire=ANSWERS)
    telling.nodes["surveyor-1"].discard(LossReason.LATE, telling.now_ns + MS)
    telling.report()
    settle(telling)
    (link,) = answers(telling).values()
    assert (link.delivered, link.lost) == (0, {LossReason.LATE: 1})


def test_a_message_that_was_thrown_away_is_lost_on_its_own_wire_alone() -> None:
    roles = Role("asker", nothing, 1, speaks=True), Role("taker", nothing, 1)
    wires = [
        Wire(name, f"tcp://127.0.0.1:{port}", End("taker", "PULL"), End("asker", "PUSH"))
        for name, port in (("first", 5001), ("second", 5002))
    ]
    telling = Telling(Pattern("two-wires", "", "", "", "", roles, tuple(wires)))
    for wire in (0, 1):
        telling.send("asker-1", ["taker-1"], b"%d" % wire, wire=wire)
        telling.pass_time(1)
    telling.nodes["taker-1"].discard(LossReason.LATE, telling.now_ns)
    telling.report()
    settle(telling)
    links = {link.wire: (link.delivered, link.lost) for link in telling.traffic.ledger.find_links()}
    assert links == {"first": (1, {}), "second": (0, {LossReason.LATE: 1})}
    assert add_up(telling)
    assert telling.traffic.ledger.totals.lost == 1
