"""Two messages face to face in the Frames pane."""

from __future__ import annotations

import pytest

from tests.telling import Telling
from tests.ui.hostile import HOSTILE
from tests.ui.panes.looking import Looking
from zmqplay.model.messages.messages import Message
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.panes.frames.frames import FramesPane
from zmqplay.ui.panes.legends import LEGENDS

SIZES = ((60, 12), (80, 20), (120, 36))


def compared(one: tuple[bytes, ...], other: tuple[bytes, ...], size: tuple[int, int] = (90, 30)) -> Looking:
    """A pane that compares two messages of a producer."""
    telling = Telling(PUSH_PULL)
    telling.send("producer-1", ["worker-1"], *one)
    telling.send("producer-1", ["worker-2"], *other)
    telling.report()
    app = Looking(FramesPane(), size)
    first, second = telling.traffic.messages.rows
    app.view.compared = first, second
    app.shown(telling)
    return app


def text(app: Looking) -> str:
    return "\n".join(app.rows())


def emphasised(app: Looking) -> list[str]:
    """The texts that are marked as differing."""
    return [piece for line in app.lines() for piece, style in line if style.underline]


@pytest.mark.parametrize("size", SIZES)
def test_each_frame_says_whether_it_is_equal_differs_and_where_or_is_only_in_one(size: tuple[int, int]) -> None:
    app = compared((b"topic", b"Task 12"), (b"topic", b"Task 13", b"more"), size)
    rows = app.rows()
    assert "two messages compared" in rows[0]
    assert rows[1].startswith("│ A  ")
    assert "producer-1 → worker-1" in rows[1]
    assert rows[2].startswith("│ B  ")
    assert "frames: 1 is equal, 1 differs, 1 is only in B" in rows[3]
    assert "5 B  equal  topic" in text(app)
    assert "differs at offset 6" in text(app)
    assert "Task 12" in text(app)
    assert "only in B  more" in text(app)
    assert emphasised(app) == ["12", "13"]
    assert "esc ends the comparison" in rows[-1]


def test_messages_with_equal_frames_say_so() -> None:
    assert "all frames are equal" in text(compared((b"a", b"b"), (b"a", b"b")))
    assert "the only frame is equal" in text(compared((b"a",), (b"a",)))


@pytest.mark.parametrize("size", SIZES)
def test_of_json_each_value_that_differs_is_shown_with_its_path(size: tuple[int, int]) -> None:
    one = b'{"user": {"name": "Anna", "id": 7}, "price": 12.5}'
    other = b'{"user": {"name": "Anna", "id": 8}, "price": 12.5, "new": true}'
    app = compared((one,), (other,), size)
    rows = app.rows()
    at = next(index for index, row in enumerate(rows) if "user.id" in row)
    assert rows[at].split()[1:-1] == ["user.id", "A", "7"]
    assert rows[at + 1].split()[1:-1] == ["B", "8"]
    assert rows[at + 2].split()[1:-1] == ["new", "A", "has", "none"]
    assert "Anna" not in text(app)


def test_json_that_is_only_written_differently_says_so() -> None:
    app = compared((b'{"name": "Anna", "id": 7}',), (b'{"id":7 , "name" : "Anna" }',))
    assert "the same values, written differently" in text(app)


def test_a_difference_far_on_is_brought_into_view() -> None:
    app = compared((b"x" * 400 + b" one",), (b"x" * 400 + b" two",), (60, 18))
    assert "differs at offset 401" in text(app)
    assert emphasised(app) == ["one", "two"]


def test_bytes_that_are_no_text_are_compared_as_hex() -> None:
    app = compared((bytes(range(16)),), (bytes((*range(8), 0xFF, *range(9, 16))),))
    assert "differs at offset 8" in text(app)
    assert emphasised(app) == ["08", "ff"]


def test_a_character_of_several_bytes_is_marked_as_a_whole() -> None:
    app = compared(("Grüße".encode(),), ("Gräße".encode(),))
    assert all("ü" in part or "ä" in part for part in emphasised(app))
    assert len(emphasised(app)) == 2


def test_of_frames_that_are_kept_in_part_it_is_said_how_far_they_are_compared() -> None:
    app = compared((b"x" * 3_000_000,), (b"x" * 3_000_000,))
    assert "bytes; the rest is not kept" in text(app)
    assert "equal in the first" in text(app)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("payload", HOSTILE)
def test_foreign_bytes_reach_the_screen_only_as_safe_cells(payload: bytes, size: tuple[int, int]) -> None:
    json = b'{"a key that is long enough": ' + b'"\\u001b[2J[/]", "other": 1}'
    app = compared((payload, b"x", json), (payload[::-1], b"y" + payload, json.replace(b"1", b"2")), size)
    assert app.failures == []
    for row in app.rows():
        assert row.isprintable()
        assert "\x1b" not in row


def test_a_comparison_begins_at_its_top_and_its_end_shows_one_message_again() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE)
    for number in range(3):
        telling.send("publisher-1", ["subscriber-1", "subscriber-3"], b"topic1", b"Hello %d" % number)
    telling.report()
    rows: list[Message] = list(telling.traffic.messages.rows)
    app = Looking(FramesPane(), (60, 8))
    app.view.select(rows[0])
    app.shown(telling)
    app.scroll_to(5)
    app.view.compared = rows[0], rows[2]
    assert "A  " in app.shown(telling)[1]
    app.press("down")
    assert "B  " in app.rows()[1]
    app.view.compared = None
    assert "publisher-1 PUB" in text_after(app, telling)


def text_after(app: Looking, telling: Telling) -> str:
    app.scroll_to(0)
    return "\n".join(app.shown(telling))


def test_the_help_says_what_is_underlined_of_texts_and_of_other_bytes() -> None:
    assert emphasised(compared((b"Hello 315 again",), (b"Hello 318 again",))) == ["315", "318"]
    assert emphasised(compared((b"\xff\x01\x02",), (b"\xff\x03\x02",))) == ["01", "03"]
    (about,) = (about for sign, about in LEGENDS["frames"] if sign == "A, B")
    assert "the words that differ are underlined, in bytes that are no text each byte" in about
