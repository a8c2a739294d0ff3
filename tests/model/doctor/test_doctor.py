"""The Doctor itself: which findings it remembers, and for how long."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.telling import Telling
from zmqplay import patterns
from zmqplay.model import doctor as doctor_rules
from zmqplay.model.doctor import EXPLAINED_BY, RULES, Doctor, Finding, Level
from zmqplay.model.facts import Declared, Started
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted, quoted, quoted_id, some
from zmqplay.patterns import PATTERNS
from zmqplay.patterns.pattern import Pattern
from zmqplay.wire import SocketFacts, Tally

SECOND_NS = 1_000_000_000


class Scripted:
    """A Doctor whose only rule yields the findings that a test gives."""

    def __init__(self) -> None:
        self.found: list[Finding] = []
        self.doctor = Doctor(Traffic(), rules=(lambda _traffic, _now_ns: self.found,))

    def look(self, second: float, *found: Finding) -> list[Finding]:
        self.found = list(found)
        self.doctor.look(int(second * SECOND_NS))
        return self.doctor.present


@pytest.fixture
def scripted() -> Scripted:
    return Scripted()


def finding(rule: str, level: Level = Level.WRONG, happened: int = 0) -> Finding:
    return Finding(rule, "node-1", f"{rule}: {happened}", "", level, happened)


def test_wrong_findings_come_before_notes_and_the_latest_first(scripted: Scripted) -> None:
    first, second, note = finding("first"), finding("second"), finding("note", Level.NOTE)
    scripted.look(1, first)
    scripted.look(2, first, second)
    assert scripted.look(3, first, second, note) == [second, first, note]
    assert scripted.doctor.hint == second


def test_a_note_is_no_hint(scripted: Scripted) -> None:
    scripted.look(1, finding("note", Level.NOTE))
    assert scripted.doctor.hint is None


def test_a_state_stays_for_a_moment_so_that_it_does_not_flicker(scripted: Scripted) -> None:
    state = finding("state")
    scripted.look(1, state)
    assert scripted.look(1.5) == [state]
    assert scripted.look(3) == []
    assert scripted.look(9, state) == [state]
    assert scripted.doctor.diagnoses["state", "node-1"].since_ns == 9 * SECOND_NS


def test_an_event_stays_for_half_a_minute_after_it_last_happened(scripted: Scripted) -> None:
    once, twice = finding("drop", happened=1), finding("drop", happened=2)
    assert scripted.look(1, once) == [once]
    assert scripted.look(20, once) == [once]
    assert scripted.look(25, twice) == [twice]
    assert scripted.look(50, twice) == [twice]
    assert scripted.look(56, twice) == []
    told = scripted.doctor.diagnoses["drop", "node-1"]
    assert (told.count, told.since_ns, told.until_ns) == (2, SECOND_NS, 25 * SECOND_NS)


def test_an_event_that_is_over_keeps_the_words_that_it_had(scripted: Scripted) -> None:
    event = finding("drop", happened=2)
    scripted.look(1, event)
    assert scripted.look(56, event) == []
    scripted.look(57, replace(event, says="in today's numbers"))
    assert scripted.doctor.diagnoses["drop", "node-1"].finding == event


def test_an_event_that_has_not_happened_after_all_is_withdrawn(scripted: Scripted) -> None:
    scripted.look(1, finding("drop", happened=3))
    fewer = finding("drop", happened=2)
    assert scripted.look(2, fewer) == [fewer]
    assert scripted.look(5) == []


def test_a_state_is_counted_by_how_often_it_came_up_and_has_an_end(scripted: Scripted) -> None:
    state = finding("state")
    scripted.look(1, state)
    scripted.look(4)
    for second in (8, 9):
        scripted.look(second, state)
        told = scripted.doctor.diagnoses["state", "node-1"]
        assert told.until_ns is None
    scripted.look(12)
    assert (told.count, told.since_ns, told.until_ns) == (2, 8 * SECOND_NS, 9 * SECOND_NS)


def test_of_two_rules_that_see_one_trouble_of_a_node_the_one_with_the_cause_speaks(scripted: Scripted) -> None:
    grows, slow = finding("queue-grows"), finding("slow-worker")
    assert scripted.look(1, grows, slow) == [slow]
    assert scripted.look(1.5, grows) == [grows, slow]
    assert scripted.look(9, grows, replace(slow, node="node-2")) == [replace(slow, node="node-2"), grows]
    assert scripted.look(19, grows, replace(slow, level=Level.NOTE)) == [grows, replace(slow, level=Level.NOTE)]


def test_the_rules_that_explain_others_exist() -> None:
    assert {name for pair in EXPLAINED_BY.items() for name in (pair[0], *pair[1])} <= set(rules())


def test_a_note_about_drops_stands_for_the_note_that_the_queue_grows(scripted: Scripted) -> None:
    grows, drops = finding("queue-grows", Level.NOTE), finding("dropped-at-high-water-mark", Level.NOTE, 3)
    assert scripted.look(1, grows, drops) == [drops]
    assert scripted.look(9, replace(grows, level=Level.WRONG), drops) == [replace(grows, level=Level.WRONG), drops]


def rules() -> Iterator[str]:
    for rule in RULES:
        assert rule.__doc__
        names = re.findall(r"`([a-z]+(?:-[a-z]+)*)`", rule.__doc__)
        assert names
        yield from names


def test_each_finding_has_one_name() -> None:
    names = list(rules())
    assert len(names) == len(set(names))


@pytest.mark.parametrize("room", ["model", "session"])
def test_each_finding_is_provoked_in_a_story_and_in_a_real_session(room: str) -> None:
    names = list(rules())
    folder = Path(__file__).parents[2] / room / "doctor"
    tests = "".join(path.read_text() for path in folder.glob("test_*.py"))
    assert [name for name in names if f'"{name}"' not in tests] == []


def test_every_finding_has_a_name_from_its_rule_s_docstring() -> None:
    sources = "".join(path.read_text() for path in Path(doctor_rules.__file__).parent.glob("*.py"))
    assert set(re.findall(r'(?:Finding|Explanation)\(\s*"([a-z-]+)"', sources)) == set(rules())


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_nodes_about_which_nothing_is_known_yet_yield_no_finding(pattern: Pattern) -> None:
    traffic = Traffic()
    traffic.take(Declared(0, pattern.topology, {wire.name: wire.address for wire in pattern.wires}))
    doctor = Doctor(traffic)
    doctor.look(SECOND_NS)
    for role in pattern.roles:
        traffic.take(Started(0, f"{role.name}-1", role.name, 1, 1))
    doctor.look(2 * SECOND_NS)
    assert doctor.present == []


def test_a_look_at_64_nodes_and_a_thousand_topics_takes_some_milliseconds() -> None:
    doctor = Doctor(crowd())
    took: list[float] = []
    for second in range(12):
        begun = time.process_time()
        doctor.look((1_000_000 + second) * SECOND_NS)
        took.append(time.process_time() - begun)
    assert "matches-nothing" in {finding.rule for finding in doctor.present}
    assert min(took) < 0.02, "it is on the screen's thread, twice a second"


def crowd() -> Traffic:
    """One publisher of a thousand topics, and 63 subscribers with four subscriptions each."""
    telling = Telling(patterns.find("publish-subscribe"), {"subscriber": 63})
    publisher = telling.nodes["publisher-1"].sockets[0]
    publisher.sent = Tally(10_000, 100_000)
    publisher.sent_by_key = {b"topic%d" % number: Tally(10, 100) for number in range(1_000)}
    for number in range(1, 64):
        facts = SocketFacts(
            "SUB", (), ("tcp://127.0.0.1:5556",), b"", (b"topic%d" % number, b"x", b"y%d" % number, b"to")
        )
        telling.nodes[f"subscriber-{number}"].sockets[0].facts = facts
    telling.report()
    assert len(telling.traffic.nodes) == 64
    return telling.traffic


def test_bytes_and_numbers_are_put_into_words() -> None:
    assert quoted(b"Client1") == "'Client1'"
    assert quoted(b"\0ab\xff") == r"'\x00ab\xff'"
    assert quoted_id(b"\x00\x6b\x8b\x45\x67") == "00 6b 8b 45 67"
    assert quoted_id(b"\x01Client") == r"'\x01Client'"
    assert quoted(b"") == "''"
    assert len(quoted(b"x" * 1_000)) < 50
    assert counted(1) == "1 message"
    assert counted(1_234, verb="wait") == "1,234 messages wait"
    assert some(["a"]) == "a"
    assert some(["a", "b"]) == "a and b"
    assert some(["a", "b", "c", "d"]) == "a, b, c and d"
    assert some([str(n) for n in range(9)]) == "0, 1, 2 and 6 more"


def test_the_hint_comes_back_to_a_crash_once_a_later_finding_is_no_longer_new(scripted: Scripted) -> None:
    crash, later = finding("crashed"), finding("waits-for-reply")
    scripted.look(1, crash)
    scripted.look(2, crash, later)
    assert scripted.doctor.hint == crash
    scripted.look(20, crash)
    scripted.look(21, crash, later)
    assert scripted.doctor.hint == later
    scripted.look(29, crash, later)
    assert scripted.doctor.hint == crash
    assert scripted.doctor.present == [later, crash]
    scripted.look(31, later)
    assert scripted.doctor.hint == later
