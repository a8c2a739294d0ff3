"""Messages that are copied or saved can be turned back into the same bytes."""

from __future__ import annotations

import ast
import runpy
from pathlib import Path

import pytest

from tests.ui.hostile import HOSTILE
from zmqplay.model.messages.messages import Delivery, Message, Origin
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.template import Template
from zmqplay.ui.look import copying
from zmqplay.ui.look.copying import as_hex, as_python, as_typed, save, why_not_whole


def message(*frames: bytes, sender: str = "producer-1", number: int = 7) -> Message:
    whole = Message(0, Origin(number, 10**15), sender, "tasks", frames, tuple(map(len, frames)), "PUSH")
    whole.deliveries.append(Delivery("worker-1", 10**15 + 1))
    return whole


@pytest.mark.parametrize("frame", HOSTILE)
def test_any_frame_comes_back_from_each_of_the_forms(frame: bytes, tmp_path: Path) -> None:
    frames = [frame, b"", frame[::-1]]
    one = message(*frames)
    assert ast.literal_eval(as_python(frames)) == frames
    assert [bytes.fromhex(line) for line in as_hex(frames).split("\n")] == frames
    assert Template(as_typed(one, PUSH_PULL.topology)).frames(1) == frames
    assert runpy.run_path(str(save(one, tmp_path, 0)))["message"] == frames


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    first, second = save(message(b"a"), tmp_path, 0), save(message(b"b"), tmp_path, 0)
    assert first.name == "message-producer-1-7.py"
    assert second.name == "message-producer-1-7-2.py"
    assert "b'a'" in first.read_text()


@pytest.mark.parametrize("sender", ["", "../../etc/passwd", "127.0.0.1:5557", "a\n# b", "\x1b]0;x\x07", "x" * 300])
def test_whoever_sent_it_the_file_is_in_the_directory_and_is_python(sender: str, tmp_path: Path) -> None:
    path = save(message(b"a", sender=sender, number=0), tmp_path, 0)
    assert path.parent == tmp_path
    assert path.read_text().splitlines()[1:] == ["message = [", "    b'a',", "]"]


def test_a_directory_that_takes_no_file_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        save(message(b"a"), tmp_path / "missing", 0)


def test_a_disk_that_takes_no_more_keeps_no_empty_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copying, "as_file", full)
    with pytest.raises(OSError, match="No space left on device"):
        save(message(b"a"), tmp_path, 0)
    assert not list(tmp_path.iterdir())


def test_of_a_message_that_is_not_known_in_full_the_limit_is_named() -> None:
    assert why_not_whole(message(b"a", b""), 16_000_000) == ""
    one = message(b"a")
    one.sizes = (700,)
    assert why_not_whole(one, 16_000_000).startswith("too much passed at that time")
    one.whole = (b"a" * 700,)
    assert why_not_whole(one, 16_000_000) == ""
    one.whole = None
    assert "the newest 16 MB of messages are kept in full" in why_not_whole(one, 16_000_000)
    one.sizes, one.whole = (3_000_000,), ()
    assert why_not_whole(one, 16_000_000).startswith("its 3.0 MB are more than the 1.0 MB")


def test_of_a_message_whose_send_was_not_seen_the_receiver_s_envelope_is_not_sent_again(tmp_path: Path) -> None:
    frames = (b"Client1", b"Hello")
    received = [Delivery("server-1", 10**15, frames, (7, 5))]
    seen_at_the_router = Message(0, None, "client-1", "service", frames, (7, 5), "ROUTER", deliveries=received)
    assert as_typed(seen_at_the_router, DEALER_ROUTER.topology) == "Hello"
    assert "ROUTER" not in save(seen_at_the_router, tmp_path, 0).read_text()
