"""The user's names, numbers and options, checked against the pattern and against libzmq."""

from collections.abc import Callable

import pytest

from zmqplay.control.limits import MOST_MS
from zmqplay.control.refused import Refused
from zmqplay.control.vocabulary import check_work
from zmqplay.patterns import find
from zmqplay.session.guide import vocabulary_of_pattern
from zmqplay.session.option_values import check_option

PUSH_PULL = vocabulary_of_pattern(find("push-pull"))


@pytest.mark.parametrize(
    ("check", "wish", "granted"),
    [
        (lambda name: PUSH_PULL.check_role(name), "worker", "worker"),
        (lambda name: PUSH_PULL.check_wire(name), "tasks", "tasks"),
        (lambda name: PUSH_PULL.check_first_node(name, {}), "worker-3", "worker-3"),
        (lambda name: PUSH_PULL.check_first_node(name, {"worker": 9}), "worker-9", "worker-9"),
        (lambda name: PUSH_PULL.check_first_node(name, {}), "worker-03", "worker-3"),
        (lambda name: PUSH_PULL.check_first_target(name, {}), "worker", "worker"),
        (lambda name: PUSH_PULL.check_first_target(name, {}), "worker-1", "worker-1"),
    ],
)
def test_an_existing_name_is_accepted(check: Callable[[str], str], wish: str, granted: str) -> None:
    assert check(wish) == granted


@pytest.mark.parametrize(
    ("check", "wish", "why"),
    [
        (lambda name: PUSH_PULL.check_role(name), "wroker", "did you mean worker.*it has producer, worker"),
        (lambda name: PUSH_PULL.check_wire(name), "task", "did you mean tasks"),
        (lambda name: PUSH_PULL.check_wire(name), "zzz", "no wire 'zzz'; it has tasks"),
        (lambda name: PUSH_PULL.check_first_node(name, {}), "worker-4", "no worker-4 among 3 workers"),
        (lambda name: PUSH_PULL.check_first_node(name, {}), "worker-0", "no worker-0"),
        (lambda name: PUSH_PULL.check_first_node(name, {}), "worker", "is a role; name worker-1"),
        (lambda name: PUSH_PULL.check_first_node(name, {}), "worker-x", "no node"),
        (lambda name: PUSH_PULL.check_first_node(name, {}), "-1", "no node"),
        (lambda name: PUSH_PULL.check_first_node(name, {}), "wroker-1", "did you mean worker"),
        (lambda name: PUSH_PULL.check_first_target(name, {}), "worker-9", "no worker-9"),
        (lambda name: PUSH_PULL.check_first_target(name, {}), "nobody", "no role 'nobody'"),
    ],
)
def test_a_missing_name_is_refused_with_advice(check: Callable[[str], str], wish: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        check(wish)


def test_the_number_of_nodes_is_limited_by_the_role() -> None:
    assert PUSH_PULL.check_count("worker", 0) == 0
    assert PUSH_PULL.check_count("worker", 64) == 64
    for count in (-1, 65):
        with pytest.raises(Refused, match=f"0 to 64, not {count}"):
            PUSH_PULL.check_count("worker", count)


@pytest.mark.parametrize("ms", [0, 0.5, MOST_MS])
def test_work_takes_up_to_an_hour(ms: float) -> None:
    assert check_work(ms) == ms


@pytest.mark.parametrize("ms", [-1, MOST_MS + 1, float("nan"), float("inf")])
def test_work_that_is_negative_or_over_an_hour_is_refused(ms: float) -> None:
    with pytest.raises(Refused, match="work takes"):
        check_work(ms)


@pytest.mark.parametrize(
    ("name", "value", "parsed"),
    [
        ("SNDHWM", "1", 1),
        ("LINGER", "-1", -1),
        ("ROUTING_ID", "me", b"me"),
        ("IDENTITY", "me", b"me"),
        ("SUBSCRIBE", "", b""),
        ("XPUB_VERBOSE", "1", 1),
        ("ROUTER_MANDATORY", "1", 1),
        ("MAXMSGSIZE", "5000000000", 5_000_000_000),
        ("CONFLATE", "1", 1),
        ("REQ_RELAXED", "1", 1),
    ],
)
def test_an_option_gets_the_type_that_libzmq_wants(name: str, value: str, parsed: int | bytes) -> None:
    assert check_option(name, value) == parsed


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("SNDHWN", "1", "no socket option 'SNDHWN'.*did you mean SNDHWM"),
        ("sndhwm", "1", "did you mean SNDHWM"),
        ("real", "1", "no socket option 'real'"),
        ("mro", "1", "no socket option 'mro'"),
        ("__class__", "1", "no socket option"),
        ("", "1", "no socket option"),
        ("SNDHWM", "many", "SNDHWM takes a whole number, not 'many'"),
        ("SNDHWM", "", "takes a whole number"),
        ("CURVE_SECRETKEY", "sesame", "does not accept this value for CURVE_SECRETKEY"),
        ("SNDHWM", "-5", "does not accept -5"),
        ("SNDHWM", "99999999999", "does not accept 99999999999"),
        ("RCVMORE", "1", "does not accept 1 for RCVMORE"),
        ("ROUTING_ID", "", "does not accept b''"),
        ("ROUTING_ID", "x" * 256, "does not accept"),
    ],
)
def test_an_option_that_libzmq_refuses_is_refused_before_it_is_played(name: str, value: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        check_option(name, value)
