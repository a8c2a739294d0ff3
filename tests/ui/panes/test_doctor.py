"""The Doctor's pane: present problems, then past ones, all wrapped and safe."""

from __future__ import annotations

import re

import pytest

from tests.telling import Telling
from tests.ui.hostile import HOSTILE
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import tasks
from zmqplay.model.doctor import Diagnosis
from zmqplay.model.doctor.finding import Finding, Level
from zmqplay.ui.panes.doctor import DoctorPane

SLOW = Finding("slow-worker", "worker-1", "worker-1 is slow, and producer-1 does not know: it deals in turn.", "RFC 30")
STUCK = Finding("stuck", "worker-2", "It waits for a reply that nobody will send.", "zmq_socket(3)")
NOTE = Finding("note", "", "Nobody subscribes to topic3.", "", Level.NOTE)


def found(*findings: Finding, over: tuple[Finding, ...] = ()) -> Telling:
    """A session with these findings of the Doctor, the oldest first."""
    telling = tasks()
    diagnoses = telling.doctor.diagnoses
    diagnoses.clear()
    for since, finding in enumerate((*findings, *over)):
        diagnoses[finding.rule, finding.node] = Diagnosis(finding, since, since, present=finding in findings)
    return telling


def drawn(telling: Telling, size: tuple[int, int] = (80, 24)) -> list[str]:
    app = Looking(DoctorPane(), size)
    return [row.strip("│╭╮╰╯─ ") for row in app.shown(telling)]


def test_a_finding_has_its_mark_its_sentence_and_its_source() -> None:
    rows = drawn(found(SLOW))
    text = " ".join(rows[1:4]).strip()
    assert re.fullmatch(rf"✚ {re.escape(SLOW.says)} \(RFC 30; since \d\d:\d\d:\d\d\)", text)


def test_a_finding_that_is_over_says_from_when_until_when_and_one_that_comes_back_how_often() -> None:
    telling = found(SLOW, over=(STUCK,))
    telling.doctor.diagnoses[SLOW.rule, SLOW.node].times = 3
    text = " ".join(drawn(telling))
    assert re.search(r"\(RFC 30; since [\d:]{8}; 3 times\)", text)
    assert re.search(r"\(zmq_socket\(3\); [\d:]{8}–[\d:]{8}\)", text)


def test_the_node_is_named_where_the_sentence_does_not() -> None:
    rows = drawn(found(STUCK))
    assert rows[1].startswith("✚ worker-2: It waits")


def test_a_nodes_name_stands_in_its_colour() -> None:
    app = Looking(DoctorPane())
    app.shown(found(SLOW))
    inks = {text.strip(): style for text, style in app.page.drawing.lines[0]}
    assert inks["worker-1"] == app.ink.node("worker-1")
    assert inks["producer-1"] == app.ink.node("producer-1")
    assert inks["slow,"] == app.ink("text")


def test_a_command_stands_in_its_own_colour_without_backticks() -> None:
    says = "worker-2 is frozen: nobody notices. `/thaw worker-2` resumes it; in code, `subscribe(b'')`; it's `x `y` z."
    app = Looking(DoctorPane(), (160, 24))
    rows = app.shown(found(Finding("frozen", "worker-2", says, "")))
    assert "nobody notices. /thaw worker-2 resumes it; in code, subscribe(b''); it's `x y z." in rows[1]
    inks = {text.strip(): style for text, style in app.page.drawing.lines[0]}
    assert {inks[word] for word in ("/thaw", "subscribe(b'')", "y")} == {app.ink("accent")}
    assert inks["resumes"] == inks[";"] == app.ink("text")


def test_problems_come_first_then_notes_then_findings_that_are_over() -> None:
    rows = [row for row in drawn(found(SLOW, NOTE, over=(STUCK,)), (120, 24)) if row]
    assert rows[1].startswith("✚ worker-1")
    assert rows[2].startswith("i Nobody subscribes")
    assert rows[3] == "no longer"
    assert "waits for a reply" in rows[4]
    assert not rows[4].startswith(("✚", "i "))


def test_when_all_is_over_it_says_so() -> None:
    rows = drawn(found(over=(STUCK,)))
    assert rows[1] == "✓ nothing is wrong now"


def test_when_nothing_was_ever_wrong_it_says_what_would_be_found() -> None:
    rows = drawn(found())
    assert rows[1].startswith("Nothing is wrong.")
    assert "subscription" in " ".join(rows)


@pytest.mark.parametrize("width", range(24, 120, 8))
def test_no_word_is_cut_at_any_width(width: int) -> None:
    rows = drawn(found(SLOW), (width, 20))
    assert f"{SLOW.says} (RFC 30; since" in " ".join(rows)


def test_foreign_text_in_a_finding_is_drawn_safely() -> None:
    for payload in HOSTILE:
        text = payload.decode("utf-8", "surrogateescape")
        telling = found(Finding("x", text, f"it heard {text}", text))
        assert all(row.isprintable() for row in drawn(telling))


def test_a_finding_about_events_has_their_number_in_its_sentence_and_not_how_often_it_came_up() -> None:
    died = Finding("died", "server-1", "server-1 ended with 3 messages waiting for it.", "RFC 30", happened=3)
    telling = found(died)
    telling.doctor.diagnoses[died.rule, died.node].times = 3
    assert re.search(r"\(RFC 30; since [\d:]{8}\)", " ".join(drawn(telling)))
