"""The messages that pass a filter, and those that a search finds, while more arrive."""

from __future__ import annotations

from functools import partial

import pytest

from tests.ui.histories import survey
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import tasks
from zmqplay.model.causes import LossReason
from zmqplay.model.messages import filters
from zmqplay.ui.draw.content import NOT_MINE
from zmqplay.ui.panes.ladder.ladder import LadderPane
from zmqplay.ui.panes.log.messages import MessagesPane


def tasks_in(rows: list[str]) -> list[str]:
    """The numbers of the tasks on the screen."""
    return [row.split("Task ")[1].split()[0] for row in rows if "Task " in row]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("worker-2", 20),
        ("!worker-2", 40),
        ("task 1", 11),
        ("PRODUCER", 60),
        ("nothing", 0),
        ("!nothing", 60),
        (">6", 50),
        ("<=6b", 10),
        ("!>6", 10),
        ("worker-2 >6", 17),
        ("to:worker-2", 20),
        ("from:worker-2", 0),
        ("lost", 0),
        (">", 0),
        (">1x", 0),
    ],
)
def test_a_filter_shows_only_what_matches_and_counts_it(text: str, found: int) -> None:
    app = Looking(MessagesPane(), (80, 70))
    app.view.filter = text
    rows = app.shown(tasks(60))
    assert len(tasks_in(rows)) == found
    assert f"{found} of 60" in rows[-1]


def test_a_filter_sees_who_received_a_message_later() -> None:
    telling = tasks(15)
    app = Looking(MessagesPane(), (80, 24))
    app.view.filter = "worker-2"
    telling.send("producer-1", ["worker-2"], b"Task late")
    late = telling.nodes["worker-2"].samples.pop()
    telling.report()
    assert "late" not in tasks_in(app.shown(telling))
    telling.nodes["worker-2"].samples.append(late)
    telling.report()
    assert "late" in tasks_in(app.shown(telling))


def test_a_filter_finds_messages_that_were_lost_later_however_many_wait() -> None:
    telling = tasks(0)
    for number in range(1_500):
        telling.send("producer-1", [], b"Task %d" % number)
    telling.report()
    app = Looking(MessagesPane(), (80, 24))
    app.view.filter = "lost"
    assert "0 of 1,500" in (app.shown(telling))[-1]
    for message in telling.traffic.messages.rows:
        message.losses = {"worker-1": LossReason.PEER_DIED}
    telling.traffic.messages.version += 1
    for _ in range(4):
        rows = app.shown(telling)
    assert "1,500 of 1,500" in rows[-1]
    assert "peer-died" not in rows[5]
    assert " lost " in rows[5]


def test_a_filter_over_a_long_log_is_worked_out_over_several_frames_from_the_newest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(filters, "OLDER_AT_ONCE", 300)
    telling = tasks(0)
    for number in range(1_200):
        telling.send("producer-1", ["worker-1"], b"Task %d" % number)
    telling.report()
    app = Looking(MessagesPane(), (80, 24))
    app.view.filter = "7"
    rows = app.shown(telling)
    assert tasks_in(rows)[-1] == "1197"
    assert " …" in rows[-1]
    for _ in range(4):
        rows = app.shown(telling)
    wanted = sum("7" in str(number) for number in range(1_200))
    assert f"{wanted:,} of 1,200 · 7" in rows[-1]


def test_a_filter_is_right_when_messages_turn_up_late() -> None:
    telling = tasks(0)
    app = Looking(MessagesPane(), (80, 24))
    app.view.filter = "worker-2"
    app.shown(telling)
    for number in range(20):
        telling.send("producer-1", [f"worker-{number % 2 + 1}"], b"Task %d" % number)
        held = telling.nodes["producer-1"].samples
        if number % 5 == 4:  # the last comes first, the others after it
            telling.nodes["producer-1"].samples = held[-1:]
            telling.report()
            app.shown(telling)
            telling.nodes["producer-1"].samples = held[:-1]
            telling.report()
            rows = app.shown(telling)
    assert tasks_in(rows) == [str(number) for number in range(1, 20, 2)]


def test_a_search_goes_from_hit_to_hit_in_both_directions_and_round() -> None:
    telling = tasks(60)
    pane = MessagesPane()
    app = Looking(pane, (80, 24))
    app.view.search = "task 1"
    app.shown(telling)
    app.act(partial(pane.find, by=-1))
    app.shown(telling)
    assert app.view.row == 19
    app.act(partial(pane.find, by=1))
    app.shown(telling)
    assert app.view.row == 1
    app.act(partial(pane.find, by=-1))
    app.shown(telling)
    assert app.view.row == 19
    app.view.search = "nothing like it"
    app.shown(telling)
    assert app.act(partial(pane.find, by=1)) is NOT_MINE
    assert app.view.row == 19


@pytest.mark.parametrize("pane", [MessagesPane, LadderPane])
@pytest.mark.parametrize("hides", ["nothing", "Task 5"])
def test_when_the_filter_that_hid_the_selected_message_is_taken_off_the_message_is_in_view(
    pane: type[MessagesPane | LadderPane], hides: str
) -> None:
    telling = tasks(60)
    app = Looking(pane(), (80, 12))
    app.shown(telling)
    app.press(*["up"] * 30)
    chosen = app.view.message
    assert chosen is not None
    app.view.filter = hides
    app.shown(telling)
    app.view.filter = ""
    app.shown(telling)
    assert app.view.message is chosen
    assert app.scene.top <= chosen.row < app.scene.top + app.scene.height - 1


def test_when_a_filter_that_finds_nothing_is_taken_off_the_list_is_where_it_was() -> None:
    telling = tasks(60)
    app = Looking(MessagesPane(), (80, 12))
    app.shown(telling)
    app.scroll_to(20)
    app.view.paused = True
    before = app.shown(telling)
    app.view.filter = "nothing"
    app.shown(telling)
    app.view.filter = ""
    assert app.shown(telling)[:-1] == before[:-1]


@pytest.mark.parametrize("text", ["subscribes", "subscribes to S", "a respondent", "SUBSCRIBES TO"])
def test_a_filter_and_a_search_find_what_the_row_of_a_subscription_says(text: str) -> None:
    telling = survey()
    pane = MessagesPane()
    app = Looking(pane, (120, 24))
    app.view.filter = text
    rows = app.shown(telling)
    assert len([row for row in rows[:-1] if "subscribes to S" in row]) == 3
    app.view.filter, app.view.search = "", text
    app.shown(telling)
    assert app.act(partial(pane.find, by=1)) is not NOT_MINE


def test_a_filter_finds_the_messages_whose_rows_say_what_it_asks_for_also_without_a_receiver_and_also_later() -> None:
    telling = tasks(0, workers=2)
    for name in ("worker-1", "worker-2"):
        telling.kill(name)
    telling.sends("producer-1", b"Task 1")
    telling.report()
    waits, lost = Looking(MessagesPane(), (80, 24)), Looking(MessagesPane(), (80, 24))
    waits.view.filter, lost.view.filter = "waiting", "lost"
    assert " – " in waits.shown(telling)[2]
    assert "waiting" in waits.rows()[2]
    assert tasks_in(lost.shown(telling)) == []
    telling.stop("producer-1")
    telling.report()
    assert " – " in lost.shown(telling)[2]
    assert "lost" in lost.rows()[2]
    assert tasks_in(waits.shown(telling)) == []
