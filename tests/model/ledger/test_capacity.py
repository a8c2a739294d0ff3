"""How many messages fit between two sockets."""

from __future__ import annotations

from math import inf

import pytest

from tests.telling import Telling
from zmqplay.model.ledger.capacity import CONFLATED_QUEUE, KERNEL, batch_of, most_between, room_at, usual_between
from zmqplay.model.sockets import SocketTraffic
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.wire import SocketFacts, Tally

SIZE, ON_WIRE = 20_000, 20_009


def pair(transport: str = "ipc", **options: int) -> tuple[list[SocketTraffic], list[SocketTraffic]]:
    address = (f"{transport}:///tmp/news",)
    pub = SocketTraffic("publisher-1", 0, SocketFacts("PUB", bound=address, options={**options}))
    sub = SocketTraffic("subscriber-1", 0, SocketFacts("SUB", connected=address, options={**options}))
    pub.note_size((SIZE,))
    return [pub], [sub]


def test_two_queues_two_batches_and_the_kernels_buffers_lie_between() -> None:
    pubs, subs = pair(SNDHWM=50, RCVHWM=60)
    assert most_between(pubs, subs, {pubs[0].key: 100_000}) == 110 + 100_000 / ON_WIRE + 2 * batch_of(ON_WIRE)


@pytest.mark.parametrize("transport", KERNEL)
def test_where_no_event_has_told_the_kernels_limits_are_the_systems_default(transport: str) -> None:
    pubs, subs = pair(transport, SNDHWM=50, RCVHWM=50)
    assert most_between(pubs, subs, {}) == 100 + KERNEL[transport].most / ON_WIRE + 2 * batch_of(ON_WIRE)


def test_over_inproc_there_are_only_the_two_queues() -> None:
    assert most_between(*pair("inproc", SNDHWM=3, RCVHWM=4), {}) == 7


@pytest.mark.parametrize("option", ["SNDHWM", "RCVHWM"])
def test_without_a_high_water_mark_there_is_no_bound(option: str) -> None:
    assert most_between(*pair("ipc", **{option: 0}), {}) == inf


def test_where_the_sender_waits_there_is_no_bound() -> None:
    assert most_between(*pair(XPUB_NODROP=1), {}) == inf


def test_a_conflating_queue_holds_the_last_message_whatever_its_mark() -> None:
    assert most_between(*pair("inproc", CONFLATE=1), {}) == 2 * CONFLATED_QUEUE


def test_over_an_unknown_transport_or_before_the_first_message_nothing_is_bounded() -> None:
    assert most_between(*pair("pgm"), {}) == inf
    pubs, subs = pair()
    pubs[0].smallest = 0
    assert most_between(pubs, subs, {}) == inf


def test_usually_less_is_under_way_than_ever_could_be() -> None:
    pubs, subs = pair(SNDHWM=50, RCVHWM=50)
    pubs[0].sent = Tally(10, 10 * SIZE)
    assert 100 < usual_between(pubs, subs) < most_between(pubs, subs, {})
    assert usual_between(*pair(RCVHWM=0)) == inf


@pytest.mark.parametrize(("transport", "half"), [("tcp", 30), ("ipc", 30), ("inproc", 55)])
def test_a_sender_stops_half_a_queue_earlier_where_the_receiver_goes_on_reading(transport: str, half: int) -> None:
    pubs, subs = pair(transport, SNDHWM=50, RCVHWM=60)
    pubs[0].sent = Tally(10, 10 * SIZE)
    assert usual_between(pubs, subs) - usual_between(pubs, subs, is_read=True) == half


def test_the_room_at_a_receiver_is_that_of_its_own_queue_for_each_sender() -> None:
    pubs, subs = pair(SNDHWM=50, RCVHWM=60)
    assert room_at(pubs, subs) == room_at([], subs) == 60
    assert room_at(pubs * 2, subs) == 120
    assert room_at(*pair("inproc", SNDHWM=50, RCVHWM=60)) == 110
    assert room_at(*pair(RCVHWM=0)) == 0
    assert room_at(*pair(CONFLATE=1)) == 0


def test_a_link_on_which_something_waits_tells_the_room_of_the_present_life_of_its_receiver() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.kill("worker-1")
    telling.start("worker", 1)
    telling.meet("worker-1")
    telling.join("worker-1")
    telling.sends("producer-1", b"Task")
    telling.report()
    (link,) = telling.traffic.ledger.links.values()
    assert (link.waiting, link.room) == (1, 1000)
    telling.receives("worker-1", b"Task")
    telling.report()
    (link,) = telling.traffic.ledger.links.values()
    assert (link.waiting, link.room) == (0, 0)
