"""A file is sent as the last frame of a message; what cannot be sent is refused in one sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.control.watched import watched
from tests.playing import playing, until
from zmqplay.control import files
from zmqplay.control.commands import CommandError, give, parse
from zmqplay.control.files import LARGEST, here, named_in
from zmqplay.control.vocabulary import vocabulary_of

NAMED = [
    ("@order.json", "order.json"),
    ("topic | @order.json", "order.json"),
    ("a|b|@order.json", "order.json"),
    ("@my order.json ", "my order.json"),
    ('@"my order.json"', "my order.json"),
    ("hello @order.json", ""),
    ("@order.json | body", ""),
    (r"topic \| @order.json", ""),
    (r"\x40order.json", ""),
    ("@", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "name"), NAMED)
def test_only_an_at_sign_in_front_of_the_last_frame_names_a_file(text: str, name: str) -> None:
    assert named_in(text) == name


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal(text: str) -> str:
    """Why a command is no command."""
    with pytest.raises(CommandError) as caught:
        parse(text, vocabulary_of(watched()))
    assert str(caught.value).isprintable()
    return str(caught.value)


def test_a_file_that_cannot_be_sent_is_refused_with_the_reason(directory: Path) -> None:
    assert refusal("send producer-1 @none") == (
        rf"/send: there is no file 'none' in {str(directory)!r}; a body that begins with @ is typed \x40."
    )
    assert refusal("send producer-1 @/none").startswith("/send: there is no file '/none'; a body")
    (directory / "sub").mkdir()
    assert refusal("send producer-1 @sub") == "/send: 'sub' is a directory, not a file."
    os.mkfifo(directory / "pipe")
    assert refusal("send producer-1 @pipe") == "/send: 'pipe' is no regular file."
    assert refusal("send producer-1 @/dev/zero") == "/send: '/dev/zero' is no regular file."
    with (directory / "huge").open("wb") as file:
        file.truncate(LARGEST + 1)
    expected = "/send: 'huge' has 100,000,001 bytes; a file that is sent has 100,000,000 at most."
    assert refusal("send producer-1 @huge") == expected
    assert "cannot be read: embedded null byte" in refusal("send producer-1 @a\0b")
    assert "a quotation mark is not closed" in refusal("send producer-1 @'a")


def test_completion_offers_the_files_of_the_working_directory(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("b.json", "a.json", ".hidden", "a|b", "line\nbreak"):
        (directory / name).touch()
    (directory / "sub").mkdir()
    assert here() == ["@a.json", "@b.json"]
    monkeypatch.setattr(files, "LISTED", 0)
    assert here() == []


def test_a_sent_file_arrives_byte_for_byte_and_is_known_in_full(directory: Path) -> None:
    body = bytes(range(256)) * 100
    (directory / "order.bin").write_bytes(body)
    with playing("publish-subscribe") as session:
        assert give(session, r"send publisher-1 topic1 | {n}\x00 | @order.bin").says == (
            "sent as publisher-1: 'order.bin', 25,600 bytes"
        )
        rows = session.traffic.messages.rows
        until(session, lambda: rows and rows[-1].deliveries)
        assert rows[-1].frames == (b"topic1", b"1\0", body)
        assert rows[-1].deliveries[0].sizes == (6, 2, 25_600)
