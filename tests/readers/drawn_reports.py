"""Reports as hypothesis draws them: well-formed, and as odd as the format allows."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.told_node import MS
from zmqplay.wire import LARGEST, VERSION, Activity, Report, Sample, SocketEvent, SocketFacts, SocketReport, Tally

WORDS = st.sampled_from(["", "worker-1", "PULL", "tcp://127.0.0.1:5557", "pid 1", "RCVHWM", "\x1b[2J", "\u202e"])
NUMBERS = st.one_of(st.integers(0, 3), st.sampled_from([2**31, 2**53, LARGEST]))
SIGNED = st.one_of(NUMBERS, st.sampled_from([-1, -LARGEST]))
NUMBERS_OF_SOCKETS = st.integers(-1, 3)
TIMES = st.one_of(st.integers(1_000_000 * MS, 1_001_000 * MS), NUMBERS)
FRAMES = st.one_of(st.binary(max_size=3), st.sampled_from([b"\x01", b"\x00", b"Client1", b"topic1", b"\xff" * 9]))
TALLIES = st.builds(Tally, NUMBERS, NUMBERS)
BY_KEY = st.dictionaries(FRAMES, TALLIES, max_size=3)
TYPES = st.sampled_from(
    ["PUSH", "PULL", "PUB", "SUB", "XPUB", "XSUB", "REQ", "REP", "DEALER", "ROUTER", "PAIR", "?", ""]
)
ADDRESSES = st.lists(st.sampled_from(["tcp://127.0.0.1:5557", "ipc:///x", "inproc://a", "", "\x00"]), max_size=2)
NAMES_OF_OPTIONS = st.sampled_from(["RCVHWM", "SNDHWM", "LINGER", "CONFLATE", "ROUTING_ID", "ROUTER_HANDOVER", "NEW"])
FACTS = st.builds(
    SocketFacts,
    TYPES,
    ADDRESSES.map(tuple),
    ADDRESSES.map(tuple),
    FRAMES,
    st.lists(FRAMES, max_size=3).map(tuple),
    st.booleans(),
    st.dictionaries(NAMES_OF_OPTIONS, st.one_of(SIGNED, FRAMES), max_size=3),
    st.lists(NAMES_OF_OPTIONS, max_size=2).map(tuple),
    FRAMES,
)
SOCKETS = st.builds(
    SocketReport, st.integers(0, 3), TALLIES, TALLIES, SIGNED, SIGNED, SIGNED, BY_KEY, BY_KEY,
    st.one_of(st.none(), FACTS), BY_KEY, st.dictionaries(WORDS, NUMBERS, max_size=2),
)  # fmt: skip
SAMPLES = st.builds(
    Sample, NUMBERS_OF_SOCKETS, st.booleans(), NUMBERS, TIMES, st.lists(NUMBERS, max_size=3).map(tuple),
    st.lists(FRAMES, max_size=3).map(tuple), st.integers(0, 2),
)  # fmt: skip
EVENTS = st.builds(
    SocketEvent, NUMBERS_OF_SOCKETS, TIMES, st.sampled_from([0, 1, 2, 32, 64, 128, 512, 1024, 4096, LARGEST]), SIGNED,
    WORDS, WORDS, WORDS, NUMBERS, st.tuples(SIGNED, SIGNED),
)  # fmt: skip


# long: a report has many fields
def reports(names: tuple[str, ...]) -> st.SearchStrategy[Report]:
    """Reports of nodes with these names."""
    return st.builds(
        Report,
        version=st.just(VERSION),
        node=st.sampled_from(names),
        pid=NUMBERS,
        sequence=NUMBERS,
        time_ns=TIMES,
        activity=st.sampled_from(Activity),
        since_ns=TIMES,
        socket=NUMBERS_OF_SOCKETS,
        sockets=st.lists(SOCKETS, max_size=3),
        samples=st.lists(SAMPLES, max_size=4),
        sampled=st.booleans(),
        events=st.lists(EVENTS, max_size=3),
        unsent_samples=NUMBERS,
        discarded=st.dictionaries(WORDS, NUMBERS, max_size=2),
        holding=st.booleans(),
        spoken=NUMBERS,
        final=st.booleans(),
        services_ns=st.lists(SIGNED, max_size=3),
        holds=NUMBERS,
        line=SIGNED,
        life=st.integers(0, 2),
        taken=SIGNED,
        unsent=SIGNED,
        limit=SIGNED,
        discards=st.lists(st.tuples(WORDS, SIGNED), max_size=2),
        flat_out=st.booleans(),
    )
