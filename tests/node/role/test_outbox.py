"""The order in which a node's messages are due, and what interrupts the generator."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from itertools import islice

import pytest

from zmqplay.instructions import Burst, Generate
from zmqplay.node.role.outbox import Outbox
from zmqplay.patterns.pattern import Stopped

DEADLINE_S = 10.0


@pytest.fixture
def outbox() -> Outbox:
    outbox = Outbox("producer-1")
    outbox.hold(False)
    return outbox


@pytest.fixture
def messages(outbox: Outbox) -> Iterator[list[bytes]]:
    return outbox.messages(None)


def test_a_typed_message_goes_before_generated_ones(outbox: Outbox, messages: Iterator[list[bytes]]) -> None:
    outbox.generate(Generate(None, ["Task {n}"], count=2))
    assert next(messages) == [b"Task 1"]
    outbox.say([b"typed"])
    assert [*islice(messages, 2)] == [[b"typed"], [b"Task 2"]]


def test_a_burst_adds_to_messages_generated_at_a_rate(outbox: Outbox, messages: Iterator[list[bytes]]) -> None:
    outbox.generate(Generate(0.0, ["Task {n}"], count=5))
    outbox.burst(Burst(3, ["Extra {n}"]))
    assert [*islice(messages, 3)] == [[b"Extra 1"], [b"Extra 2"], [b"Extra 3"]]


def test_a_burst_keeps_its_words_when_the_generator_gets_others_before_it_has_left(
    outbox: Outbox, messages: Iterator[list[bytes]]
) -> None:
    outbox.generate(Generate(0.0, ["Task {n}"], count=5))
    outbox.burst(Burst(2, ["first {n}"]))
    outbox.generate(Generate(0.0, ["second {n}"], count=5))
    outbox.burst(Burst(1, ["second {n}"]))
    assert [*islice(messages, 3)] == [[b"first 1"], [b"first 2"], [b"second 3"]]
    assert outbox.taken == 3


def test_a_burst_is_ignored_while_the_generator_runs_flat_out(outbox: Outbox, messages: Iterator[list[bytes]]) -> None:
    outbox.generate(Generate(None, ["Task {n}"], count=3))
    outbox.burst(Burst(9, ["Extra {n}"]))
    outbox.say([b"typed"])
    assert [*islice(messages, 4)] == [[b"typed"], [b"Task 1"], [b"Task 2"], [b"Task 3"]]
    assert outbox.spoken == 3


def test_several_templates_take_turns(outbox: Outbox, messages: Iterator[list[bytes]]) -> None:
    outbox.generate(Generate(None, ["a", "b", "c"], count=4))
    assert [*islice(messages, 4)] == [[b"a"], [b"b"], [b"c"], [b"a"]]


def test_the_limit_over_all_lives_is_not_exceeded() -> None:
    outbox = Outbox("producer-1", spoken=8)
    outbox.hold(False)
    outbox.generate(Generate(None, ["Task {n}"], count=9, most=10))
    taken = outbox.messages(None)
    assert [*islice(taken, 2)] == [[b"Task 9"], [b"Task 10"]]
    outbox.say([b"typed"])
    assert next(taken) == [b"typed"]
    assert outbox.spoken == 10


def test_the_taker_of_a_held_outbox_waits_and_is_known_to_wait(outbox: Outbox, messages: Iterator[list[bytes]]) -> None:
    outbox.generate(Generate(None, ["Task {n}"], count=9))
    next(messages)
    outbox.hold(True)
    assert (outbox.holding, outbox.holds) == (False, 2)  # the taken message may not have been sent yet
    taken: list[list[bytes]] = []
    taker = threading.Thread(target=lambda: taken.append(next(messages)))
    taker.start()
    until = time.monotonic() + DEADLINE_S
    while not outbox.holding:
        assert time.monotonic() < until
        time.sleep(0.001)
    outbox.hold(False)
    taker.join(DEADLINE_S)
    assert taken == [[b"Task 2"]]


def test_stop_raises_in_the_thread_that_takes_messages(outbox: Outbox, messages: Iterator[list[bytes]]) -> None:
    outbox.generate(Generate(None, ["Task {n}"], count=9))
    next(messages)
    outbox.stop()
    with pytest.raises(Stopped):
        next(messages)


def test_given_messages_count_as_taken_once_the_role_has_them(outbox: Outbox, messages: Iterator[list[bytes]]) -> None:
    outbox.generate(Generate(0.0, ["Task {n}"], count=9))
    outbox.say([b"typed"])
    outbox.burst(Burst(2, ["Extra {n}"]))
    assert (outbox.taken, outbox.is_out) == (0, False)
    next(messages)
    assert (outbox.taken, outbox.is_out) == (1, True)
    next(messages)
    next(messages)
    assert outbox.taken == 3


def test_generated_messages_were_not_given_and_an_ignored_burst_does_not_wait(
    outbox: Outbox, messages: Iterator[list[bytes]]
) -> None:
    outbox.generate(Generate(None, ["Task {n}"], count=3))
    next(messages)
    assert (outbox.taken, outbox.is_out) == (0, True)
    outbox.burst(Burst(9, ["Extra {n}"]))
    assert outbox.taken == 9
