"""What the Doctor advises helps: each advice that is an option or a command is applied to the sick run, which heals."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from tests.playing import node, until
from tests.session.doctor.diagnosing import diagnosed, looked, met, tell
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup

Fact = Callable[[Session], bool]
Options = dict[str, dict[str, int | bytes]]


@dataclass(frozen=True)
class Case:
    """A sick run, and an option that its finding names."""

    rule: str
    about: str
    """The node that the finding is about."""
    pattern: str
    sick: Setup
    advice: str
    """What the finding must say."""
    options: Options
    """The advice: options that replace those of the sick run."""
    commands: tuple[str, ...]
    later: str
    """A command, empty for none, for when a hundred messages have been sent."""
    heals: Fact
    """Becomes true once the advice is followed, and is not true in the sick run when its finding is there."""


def all_arrived(session: Session) -> bool:
    totals = session.traffic.ledger.totals
    return totals.sent > 0 and totals.delivered == totals.expected >= totals.sent


def has_received(name: str, messages: int) -> Fact:
    return lambda session: node(session, name).received >= messages


def is_told(rule: str, about: str) -> Fact:
    return lambda session: any((finding.rule, finding.node) == (rule, about) for finding in looked(session))


def present(session: Session) -> set[str]:
    return {finding.rule for finding in looked(session)}


TOPICS = {"subscriber-1": [b"k%02d" % number for number in range(20)]}
STOP = "stop producer-1"
ONE_WORKER = Setup(counts={"worker": 1}, size=200_000, options={"worker": {"RCVHWM": 1}})
ONE_SUBSCRIBER = Setup(counts={"subscriber": 1})
ONE_CLIENT = Setup(counts={"client": 1})
CASES = [
    Case(
        "unsent", "producer-1", "push-pull",
        replace(ONE_WORKER, options={"worker": {"RCVHWM": 1}, "producer": {"LINGER": 0}}),
        "or -1", {"worker": {"RCVHWM": 1}, "producer": {"LINGER": -1}},
        ("work worker 25ms", "burst 100"), STOP, has_received("worker-1", 100),
    ),
    Case(
        "unsent", "producer-1", "push-pull", ONE_WORKER,
        "Set LINGER to the milliseconds that they may take",
        {"worker": {"RCVHWM": 1}, "producer": {"LINGER": 8_000}},
        ("work worker 30ms", "burst 100"), STOP, has_received("worker-1", 100),
    ),
    Case(
        "subscriptions-dropped", "subscriber-1", "publish-subscribe",
        replace(ONE_SUBSCRIBER, topics=TOPICS, messages=("k07|{n}",), options={"subscriber": {"SNDHWM": 5}}),
        "Set SNDHWM=0", {"subscriber": {"SNDHWM": 0}}, ("rate 50",), "", has_received("subscriber-1", 20),
    ),
    Case(
        "dropped-at-high-water-mark", "subscriber-1", "publish-subscribe",
        replace(
            ONE_SUBSCRIBER, size=200_000, messages=("topic1|{n}",),
            options={"publisher": {"SNDHWM": 5}, "subscriber": {"RCVHWM": 5}},
        ),
        "SNDHWM", {}, ("work subscriber 10ms", "burst 100"), "", has_received("subscriber-1", 100),
    ),
    Case(
        "too-large", "worker-1", "push-pull",
        Setup(counts={"worker": 1}, size=500, options={"worker": {"MAXMSGSIZE": 100}}),
        "Raise the limit", {"worker": {"MAXMSGSIZE": 1_000}}, ("burst 5",), "", all_arrived,
    ),
    Case(
        "unroutable", "server-1", "dealer-router", ONE_CLIENT,
        "Set ROUTER_MANDATORY=1 to get EHOSTUNREACH", {"server": {"ROUTER_MANDATORY": 1}},
        ("send server-1 Nobody|hi",), "", is_told("host-unreachable", "server-1"),
    ),
    Case(
        "dropped-at-high-water-mark", "client-1", "dealer-router",
        replace(ONE_CLIENT, size=400_000, options={"server": {"SNDHWM": 5}, "client": {"RCVHWM": 5}}),
        "set ROUTER_MANDATORY=1, so that send waits for this peer",
        {"server": {"SNDHWM": 5, "ROUTER_MANDATORY": 1}, "client": {"RCVHWM": 5}},
        ("work client 20ms", "burst 100"), "", has_received("client-1", 100),
    ),
    Case(
        "queued-without-peer", "client-1", "dealer-router", replace(ONE_CLIENT, counts={"client": 1, "server": 0}),
        "With IMMEDIATE=1 it queues only for peers that are there", {"client": {"IMMEDIATE": 1}},
        ("send client-1 hello",), "", is_told("blocked-without-peer", "client-1"),
    ),
    Case(
        "lingers", "producer-1", "push-pull",
        replace(ONE_WORKER, options={"worker": {"RCVHWM": 1}, "producer": {"LINGER": -1}}),
        "Set LINGER to the milliseconds that it may take", {"worker": {"RCVHWM": 1}, "producer": {"LINGER": 100}},
        ("freeze worker-1", "burst 100"), STOP, lambda session: not node(session, "producer-1").state.alive,
    ),
]  # fmt: skip


def play(session: Session, case: Case) -> None:
    tell(session, *case.commands)
    if case.later:
        until(session, lambda: session.traffic.ledger.totals.sent == 100)
        tell(session, case.later)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule} {case.options}")
def test_an_option_that_is_advised_heals_the_run(case: Case) -> None:
    with met(case.pattern, case.sick) as session:
        play(session, case)
        assert case.advice in diagnosed(session, case.rule, case.about).says
        assert not case.heals(session)
    with met(case.pattern, replace(case.sick, options=case.options)) as session:
        play(session, case)
        until(session, lambda: case.heals(session))
        assert case.rule not in present(session)


def test_a_newcomer_is_heard_under_a_taken_routing_id_where_handover_is_set_as_advised() -> None:
    sick: Options = {"client": {"ROUTING_ID": b"Same"}}
    for options in sick, sick | {"server": {"ROUTER_HANDOVER": 1}}:
        with met("request-reply", replace(ONE_CLIENT, options=options)) as session:
            tell(session, "send client-1 hello")
            until(session, lambda: node(session, "client-1").received == 1)
            tell(session, "add client")
            if options is sick:
                diagnosed(session, "routing-id-taken", "client-2", "or set ROUTER_HANDOVER")
            else:
                tell(session, "send client-2 hello")
                until(session, lambda: node(session, "client-2").received == 1)
                assert "routing-id-taken" not in present(session)


def test_the_number_of_workers_that_is_advised_lets_the_queue_drain() -> None:
    with met("push-pull", Setup(counts={"worker": 1})) as session:
        tell(session, "work worker 40ms", "rate 50")
        says = diagnosed(session, "queue-grows", "worker-1", "workers like these keep up").says
        advised = re.search(r"(\d+) workers like these", says)
        assert advised is not None
        tell(session, f"nodes worker {advised[1]}")
        until(session, lambda: "queue-grows" not in present(session))


@pytest.mark.parametrize(
    ("rule", "about", "pattern", "setup", "sick", "advice", "command"),
    [
        ("frozen", "worker-1", "push-pull", Setup(), ("freeze worker-1",), "/thaw worker-1", "thaw worker-1"),
        (
            "no-subscription", "subscriber-1", "publish-subscribe", Setup(topics={"subscriber-1": []}),
            (), "/subscribe subscriber-1 TOPIC", "subscribe subscriber-1 news",
        ),
        (
            "blocked-without-peer", "producer-1", "push-pull", Setup(counts={"worker": 0}),
            ("burst 1",), "start the other side", "nodes worker 1",
        ),
        (
            "told-to-fail", "worker-1", "push-pull", Setup(counts={"worker": 1}),
            ("fail worker-1", "rate 20"), "", "restart worker-1",
        ),
    ],
)  # fmt: skip
def test_a_command_that_is_advised_ends_what_was_found(
    rule: str, about: str, pattern: str, setup: Setup, sick: tuple[str, ...], advice: str, command: str
) -> None:
    with met(pattern, setup) as session:
        tell(session, *sick)
        assert advice in diagnosed(session, rule, about).on_screen
        tell(session, command)
        until(session, lambda: rule not in present(session))


def test_an_answer_is_in_time_once_the_respondent_needs_less_than_the_deadline() -> None:
    with met("survey", Setup(counts={"respondent": 1}, work_ms={"respondent": 1_500})) as session:
        tell(session, "burst 1")
        diagnosed(session, "late-answers", "surveyor-1", "Wait longer than that")
        tell(session, "work respondent 10ms", "burst 3")
        until(session, lambda: (session.traffic.ledger.totals.sent, session.traffic.ledger.totals.in_flight) == (8, 0))
        assert session.traffic.ledger.totals.lost == 1  # the first answer
