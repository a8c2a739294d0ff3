"""All panes say the same of each message, and what they say adds up to the ledger and the JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.model.two_roles import PRODUCER, SERVER, subscribed, two_roles
from tests.telling import MS, Telling
from tests.ui.panes.looking import Looking
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.reading.fate import Fate, fate_of
from zmqplay.model.reading.why.why import why
from zmqplay.ui.panes.frames.frames import FramesPane
from zmqplay.ui.panes.ladder.ladder import LadderPane
from zmqplay.ui.panes.ledger.ledger import LedgerPane
from zmqplay.ui.panes.load.load import LoadPane
from zmqplay.ui.panes.log.messages import MessagesPane
from zmqplay.ui.panes.topics import TopicsPane
from zmqplay.ui.panes.topology.topology import TopologyPane
from zmqplay.wire import Activity

GUEST = "10.0.0.7:5000"


def waiting() -> Telling:
    telling = Telling(two_roles(PRODUCER, ("worker", "PULL", 1)))
    telling.sends("producer-1", b"a")
    return telling


def overtaken() -> Telling:
    telling = subscribed(b"a")
    telling.sends("publisher-1", b"a1")
    telling.send("publisher-1", ["subscriber-1"], b"a2")
    return telling


def unheard() -> Telling:
    telling = subscribed(b"a")
    telling.sends("publisher-1", b"b")
    return telling


def visit(telling: Telling, host: str) -> Telling:
    telling.nodes[host].does(Activity.IDLE, telling.now_ns)
    telling.visit(host, GUEST)
    telling.report(after_ms=500)
    return telling


def overheard() -> Telling:
    telling = visit(subscribed(b"a"), "publisher-1")
    telling.sends("publisher-1", b"b")
    return telling


def unroutable() -> Telling:
    telling = Telling(two_roles(SERVER, ("client", "DEALER", 1)))
    telling.sends("server-1", b"Client9", b"hello")
    return telling


def handed_over() -> Telling:
    telling = visit(Telling(two_roles(PRODUCER, ("worker", "PULL", 0))), "producer-1")
    telling.sends("producer-1", b"a")
    return telling


def late() -> Telling:
    telling = Telling(two_roles(PRODUCER, ("worker", "PULL", 1)))
    telling.send("producer-1", ["worker-1"], b"a")
    telling.now_ns += 5 * MS
    telling.nodes["worker-1"].discard("late", telling.now_ns)
    return telling


@pytest.mark.parametrize(
    ("story", "became", "word", "frames", "ledger"),
    [
        (waiting, Fate.WAITING, "waiting", "waits at worker-1", "in flight 1"),
        (overtaken, Fate.LOST, "lost", "lost (high-water-mark)", "lost 1 high-water-mark"),
        (unroutable, Fate.LOST, "lost", "lost (unroutable): no peer has the id Client9", "lost 1 unroutable"),
        (unheard, Fate.UNHEARD, "unheard", "nobody: no subscription matches", "unheard 1"),
        (overheard, Fate.UNKNOWN, "–", "→ –", "unheard –"),
        (late, Fate.LATE, "late", "too late", "lost 1 late"),
        (handed_over, Fate.HANDED_OVER, "handed over", f"handed over to {GUEST}", "handed over 1"),
    ],
)
def test_all_panes_say_the_same_of_a_message(
    story: Callable[[], Telling], became: Fate, word: str, frames: str, ledger: str
) -> None:
    telling = story()
    for _ in range(3):
        telling.report(after_ms=300)
    message = telling.traffic.messages.rows[0]
    assert fate_of(telling.traffic, message) is became
    for pane in (MessagesPane(), LadderPane()):
        row = next(row for row in Looking(pane, (110, 12)).shown(telling)[1:-1] if word in row)
        assert row.rstrip(" │").endswith(word)
    app = Looking(FramesPane(), (110, 20))
    app.view.row, app.view.message = message.row, message
    assert any(frames in row for row in app.shown(telling))
    assert any(ledger in row for row in Looking(LedgerPane(), (110, 30)).shown(telling))


@pytest.mark.parametrize(
    ("story", "topic", "says"),
    [(unheard, "unheard", "and none had subscribed"), (overheard, "heard by none of ours", "and none of ours had")],
)
def test_what_a_foreign_subscriber_may_have_heard_is_called_unheard_nowhere(
    story: Callable[[], Telling], topic: str, says: str
) -> None:
    telling = story()
    telling.report(after_ms=300)
    app = Looking(TopicsPane(), (110, 12))
    (row,) = [row for row in app.shown(telling) if row.startswith("│ b ")]
    assert row.rstrip(" │").endswith(f" 1  {topic}")
    assert f"1 topic, 1 {topic}" in app.rows()[-1]
    assert says in why(telling.traffic, telling.traffic.messages.rows[0]).says[-1]


def test_the_row_of_a_message_handed_over_names_the_peer() -> None:
    telling = handed_over()
    telling.report(after_ms=500)
    assert f"producer-1 → {GUEST}" in "\n".join(Looking(MessagesPane(), (110, 8)).shown(telling))


def test_no_row_has_dots_for_a_receiver() -> None:
    telling = unroutable()
    telling.report()
    (row,) = [row for row in Looking(MessagesPane(), (110, 8)).shown(telling) if "server-1" in row]
    assert "→ nobody" in row
    assert "…" not in row


def test_a_foreign_peer_has_a_line_with_what_was_handed_over_also_when_it_has_left() -> None:
    telling = handed_over()
    telling.report(after_ms=500)
    assert "1 handed over" in "\n".join(Looking(TopologyPane(), (110, 16)).shown(telling))
    for left in (False, True):
        if left:
            telling.nodes["producer-1"].event(0, EventNumber.DISCONNECTED, telling.now_ns, peer=GUEST)
            telling.report(after_ms=500)
        for pane in (LoadPane(), LedgerPane()):
            (row,) = [row for row in Looking(pane, (110, 30)).shown(telling) if row.startswith(f"│ {GUEST}")]
            assert row.split()[2:4] == ["1", "0"]
            assert ("has left · PULL · was at producer-1" if left else "PULL · at producer-1") in row


def test_hundreds_of_strangers_end_with_how_many_more_there_were() -> None:
    telling = handed_over()
    peers = telling.traffic.peers.foreign
    peers |= {f"10.0.0.8:{port}": replace(peers[GUEST], gone_ns=port) for port in range(1, 301)}
    rows = Looking(LoadPane(), (110, 30)).shown(telling)
    assert any("and 297 more" in row for row in rows)
    assert sum("has left" in row for row in rows) == 3
