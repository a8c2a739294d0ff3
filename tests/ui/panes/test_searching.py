"""Matches of a search are visible: marked, and brought into view if they are far on in a frame."""

from __future__ import annotations

from tests.telling import Telling
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import tasks
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.panes.log.messages import MessagesPane


def marked(app: Looking) -> list[str]:
    """The texts on the screen that are marked as matches, from top to bottom."""
    return app.marked("accent")


def test_a_hit_is_marked_in_names_and_frames_and_not_in_times_and_sizes() -> None:
    app = Looking(MessagesPane(), (100, 12))
    app.view.search = "1"
    rows = app.shown(tasks(10))
    wanted = sum(row.split("│")[1].split(" → ")[0][13:].count("1") for row in rows[2:-1])  # producer-1
    wanted += sum(row.split(" → ")[1][:30].count("1") for row in rows[2:-1])  # worker-1, Task 1
    assert len(marked(app)) == wanted
    app.view.search = "TASK 3"
    app.shown(tasks(10))
    assert marked(app) == ["Task 3"]


def test_a_hit_far_on_in_a_frame_is_brought_into_view() -> None:
    telling = Telling(PUSH_PULL)
    telling.send("producer-1", ["worker-1"], b"a" * 40 + b" the Needle in it", b"other")
    telling.send("producer-1", ["worker-2"], "ä".encode() * 28 + b"needle")
    telling.send("producer-1", ["worker-3"], b"short needle")
    telling.report()
    app = Looking(MessagesPane(), (74, 8))
    assert "Needle" not in "\n".join(app.shown(telling))
    app.view.search = "needle"
    rows = app.shown(telling)
    assert marked(app) == ["Needle", "needle", "needle"]
    assert "…aaaaaaa the Needle" in rows[2]
    assert "…ääääääneedle" in rows[3]
    assert " short needle" in rows[4]
