"""The patterns: each is in the menu, and the parts of its declaration fit together."""

from pathlib import Path

import pytest

from zmqplay import patterns
from zmqplay.patterns import PATTERNS, UnknownPattern, find
from zmqplay.patterns.pattern import Pattern
from zmqplay.template import Template

NOT_PATTERNS = {"__init__", "pattern", "swap"}
PANES = {"load", "topics", "identities"}
MEETS = {
    frozenset(pair.split())
    for pair in ("REQ REP", "REQ ROUTER", "REP DEALER", "DEALER ROUTER", "PUB SUB", "XPUB SUB", "PUSH PULL", "PAIR")
}

each_pattern = pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)


def test_every_pattern_file_is_in_the_menu() -> None:
    files = {path.stem for path in Path(patterns.__file__).parent.glob("*.py")} - NOT_PATTERNS
    assert {role.play.__module__.rpartition(".")[2] for pattern in PATTERNS for role in pattern.roles} == files
    assert len(PATTERNS) == len(files)


def test_names_and_aliases_are_unique() -> None:
    names = [name for pattern in PATTERNS for name in (pattern.name, *pattern.aliases)]
    assert sorted(names) == sorted(set(names))
    assert len({pattern.title for pattern in PATTERNS}) == len(PATTERNS)


@each_pattern
def test_a_pattern_says_what_it_is_for(pattern: Pattern) -> None:
    assert pattern.title
    assert pattern.summary
    assert "\n" not in pattern.summary
    assert pattern.use_case
    assert pattern.lesson.startswith("# ")
    assert all(role.play.__doc__ for role in pattern.roles)
    assert set(pattern.panes) <= PANES


@each_pattern
def test_wires_join_roles_that_exist_by_sockets_that_may_meet(pattern: Pattern) -> None:
    roles = [role.name for role in pattern.roles]
    assert len(set(roles)) == len(roles)
    assert len({wire.name for wire in pattern.wires}) == len(pattern.wires)
    assert {end.role for wire in pattern.wires for end in wire.ends} == set(roles)
    for wire in pattern.wires:
        assert frozenset({wire.binding[0].socket, wire.connecting[0].socket}) in MEETS
        assert wire.address.startswith("tcp://127.0.0.1:")
        assert not wire.connecting[0].first_only


@each_pattern
def test_only_one_node_binds_a_wire(pattern: Pattern) -> None:
    for wire in pattern.wires:
        assert (
            wire.binding[0].first_only
            or pattern.role(wire.binding[0].role).most == 1
            or wire.binding[0].role != wire.connecting[0].role
        )
        binding = [
            number
            for number in range(1, pattern.role(wire.binding[0].role).count + 1)
            if (wire, True) in pattern.wires_of(wire.binding[0].role, number)
        ]
        assert binding == [1]


@each_pattern
def test_a_role_speaks_and_has_messages_to_send(pattern: Pattern) -> None:
    speaking = [role for role in pattern.roles if role.speaks]
    assert speaking
    for role in speaking:
        assert role.messages
        for text in role.messages:
            assert all(Template(text, "node-1").frames(1))
    assert all(1 <= role.count <= role.most for role in pattern.roles)


@each_pattern
def test_default_endpoints_of_a_pattern_differ(pattern: Pattern) -> None:
    assert len({wire.address for wire in pattern.wires}) == len(pattern.wires)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("push-pull", "push-pull"),
        ("PUSH_PULL", "push-pull"),
        ("Push/Pull", "push-pull"),
        (" push pull ", "push-pull"),
        ("pubsub", "publish-subscribe"),
        ("pub/sub", "publish-subscribe"),
        ("reqrep", "request-reply"),
        ("exclusive pair", "pair"),
    ],
)
def test_a_pattern_is_found_by_name_and_alias_however_it_is_written(name: str, found: str) -> None:
    assert find(name).name == found


@pytest.mark.parametrize(("name", "near"), [("push-pul", "push-pull"), ("piar", "pair"), ("survei", "survey")])
def test_an_unknown_name_is_answered_with_the_nearest(name: str, near: str) -> None:
    with pytest.raises(UnknownPattern, match=f"no pattern '{name}'; did you mean {near}"):
        find(name)


def test_an_unknown_name_near_to_no_other_is_answered_with_the_list() -> None:
    with pytest.raises(UnknownPattern, match="zmqplay list"):
        find("qqqqqqqq")


def test_roles_and_wires_are_found_by_name() -> None:
    pipeline = find("pipeline")
    assert pipeline.role("sink").name == "sink"
    assert pipeline.wire("results").name == "results"
    assert pipeline.sockets_of("worker") == ["PULL", "PUSH"]
    with pytest.raises(KeyError):
        pipeline.role("nobody")
    with pytest.raises(KeyError):
        pipeline.wire("nothing")


def test_the_first_peer_binds_and_the_others_connect() -> None:
    pair = find("pair")
    assert [binds for _, binds in pair.wires_of("peer", 1)] == [True]
    assert [binds for _, binds in pair.wires_of("peer", 2)] == [False]
    assert [binds for _, binds in pair.wires_of("peer", 3)] == [False]


def test_subscriptions_repeat_when_there_are_more_subscribers() -> None:
    subscriber = find("pubsub").role("subscriber")
    assert subscriber.topics_of(4) == subscriber.topics_of(1)
    assert find("pair").role("peer").topics_of(1) == []
