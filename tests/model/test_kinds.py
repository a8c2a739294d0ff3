"""The table of kinds: complete, and in agreement with libzmq and the tap."""

from __future__ import annotations

import pytest
import zmq

from zmqplay.model.kinds import KINDS, UNKNOWN, FirstFrame, Kind, Receives, Sends, WhenFull, kind_of, may_meet
from zmqplay.node.tap.tally import KEYED_WHEN_RECEIVED, KEYED_WHEN_SENT
from zmqplay.node.tap.tapped import HAVE_ROUTING_ID
from zmqplay.patterns import PATTERNS


def named(claim: str) -> set[str]:
    """The kinds for which a column or a derived claim is true."""
    return {name for name, kind in KINDS.items() if getattr(kind, claim)}


def test_every_stable_socket_type_of_libzmq_is_a_row() -> None:
    # XREQ and XREP are former names of DEALER and ROUTER; STREAM speaks to programs without ZeroMQ
    drafts = {"SERVER", "CLIENT", "RADIO", "DISH", "GATHER", "SCATTER", "DGRAM", "PEER", "CHANNEL"}
    assert set(KINDS) == set(zmq.SocketType.__members__) - drafts - {"STREAM", "XREQ", "XREP"}


def test_every_socket_of_a_pattern_is_a_row() -> None:
    assert {end.socket for pattern in PATTERNS for wire in pattern.wires for end in wire.ends} <= set(KINDS)


def test_compatible_kinds_name_each_other() -> None:
    assert [(a, b) for a, kind in KINDS.items() for b in kind.peers if a not in KINDS[b].peers] == []
    assert may_meet("PUSH", "PULL")
    assert may_meet("ROUTER", "ROUTER")
    assert not may_meet("PUSH", "SUB")
    assert not may_meet("PUSH", "PEER")


@pytest.mark.parametrize(
    ("claim", "kinds"),
    [
        ("publishes", "PUB XPUB"),
        ("subscribes", "SUB XSUB"),
        ("deals", "PUSH REQ DEALER"),
        ("drops", "PUB XPUB ROUTER REP"),
        ("routes", "ROUTER"),
        ("asks", "REQ"),
        ("answers", "REP ROUTER"),
        ("sends_messages", "PUSH PUB XPUB REQ REP DEALER ROUTER PAIR"),
        ("receives_messages", "PULL SUB XSUB REQ REP DEALER ROUTER PAIR"),
        ("speaks_first", "PUSH PUB XPUB REQ DEALER ROUTER PAIR"),
    ],
)
def test_the_claims_derived_from_a_row(claim: str, kinds: str) -> None:
    assert named(claim) == set(kinds.split())


def test_the_tap_keys_its_counts_by_the_same_kinds() -> None:
    assert named("keyed_when_sent") == set(KEYED_WHEN_SENT)
    assert named("keyed_when_received") == set(KEYED_WHEN_RECEIVED)
    assert named("enveloped") == set(HAVE_ROUTING_ID)


def test_nothing_is_claimed_about_an_unknown_kind() -> None:
    assert kind_of("STREAM") is UNKNOWN
    assert UNKNOWN.manual == ()
    assert not any((UNKNOWN.sends_messages, UNKNOWN.receives_messages, UNKNOWN.drops, UNKNOWN.publishes))


def test_a_broker_is_a_row_and_no_branch() -> None:
    queue = Kind("QUEUE", ("CONSUMER",), Sends.IN_TURN, Receives.FAIR_QUEUED, WhenFull.WAITS)
    partition = Kind("PARTITION", ("CONSUMER",), Sends.TO_SUBSCRIBERS, Receives.FAIR_QUEUED, WhenFull.WAITS,
                     FirstFrame.TOPIC)  # fmt: skip
    assert (queue.deals, queue.drops, queue.publishes) == (True, False, False)
    assert (partition.publishes, partition.drops, partition.keyed_when_sent) == (True, False, True)
