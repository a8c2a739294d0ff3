"""Any input becomes printable text that is exactly as wide as `text` claims."""

from __future__ import annotations

import random
import sys
import time

import pytest
from rich.cells import cell_len, get_character_cell_size

from tests.ui.hostile import HOSTILE, RAW
from zmqplay.model.words import milliseconds
from zmqplay.text import (
    brief,
    cell_fit,
    count,
    name_fit,
    percent,
    rate,
    readable,
    safe,
    size,
    wall_clock,
)


def assert_harmless(text: str) -> None:
    assert text.isprintable()
    assert not RAW & set(text)
    assert all(get_character_cell_size(character) in (1, 2) for character in text)
    assert cell_len(text) == sum(map(get_character_cell_size, text))


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_bytes_come_out_harmless(payload: bytes) -> None:
    assert_harmless(safe(payload))
    assert_harmless(readable(payload))
    assert_harmless(safe(payload.decode("utf-8", "surrogateescape")))


def test_every_code_point_comes_out_harmless_alone_and_among_others() -> None:
    for code in range(0, sys.maxunicode + 1, 7):
        assert_harmless(safe(chr(code)))
    chance = random.Random(5)
    for _ in range(300):
        assert_harmless(safe("".join(chr(chance.randrange(sys.maxunicode + 1)) for _ in range(40))))
        assert_harmless(safe(bytes(chance.randrange(256) for _ in range(40))))


def test_plain_text_and_brackets_come_out_as_they_are() -> None:
    assert safe(b"Task 12 [bold] [/] $x") == "Task 12 [bold] [/] $x"
    assert safe("Grüße, 日本") == "Grüße, 日本"


def test_control_codes_are_seen_as_pictures() -> None:
    assert safe(b"a\x1b[2J\nb\tc\x00") == "a␛[2J↵b→c␀"


def test_long_text_is_cut_with_an_ellipsis() -> None:
    assert safe(b"x" * 500, limit=10) == "x" * 10 + "…"
    assert safe("é" * 11, limit=10) == "é" * 10 + "…"
    assert safe("日".encode() * 10, limit=10) == "日" * 10


def test_a_head_that_was_cut_within_a_character_is_still_text() -> None:
    assert readable("Oslo å".encode()[:-1]) == "Oslo "


def test_a_frame_that_is_no_text_is_hex() -> None:
    assert readable(b"\x00\x6b\x8b\x45\x67") == "00 6b 8b 45 67"
    assert readable(b"\x00\x00\x00\x01") == "00 00 00 01"


@pytest.mark.parametrize("width", range(12))
@pytest.mark.parametrize("text", ["", "worker-1", "日本語日本語", "a日b本c", "…", "é" * 20])
def test_a_fitted_text_has_exactly_the_cells_asked_for(text: str, width: int) -> None:
    assert cell_len(cell_fit(text, width)) == width
    assert cell_len(cell_fit(text, width, right=True)) == width


@pytest.mark.parametrize(
    ("name", "width", "shown"),
    [
        ("subscriber-1", 14, "subscriber-1  "),
        ("subscriber-1", 10, "subscri…-1"),
        ("subscriber-12", 5, "s…-12"),
        ("subscriber-12", 3, "su…"),
        ("127.0.0.1:53018", 10, "127…:53018"),
        ("日本語日本語-1", 8, "日本… -1"),
        ("nameless", 5, "name…"),
    ],
)
def test_a_shortened_name_keeps_the_part_that_identifies_it(name: str, width: int, shown: str) -> None:
    assert name_fit(name, width) == shown
    assert cell_len(shown) == width


def test_figures_are_short_and_carry_their_units() -> None:
    assert count(12345) == "12,345"
    assert [size(n) for n in (0, 11, 999, 1_000, 1_234_567, 5 * 10**9)] == [
        "0 B", "11 B", "999 B", "1.0 kB", "1.2 MB", "5.0 GB",
    ]  # fmt: skip
    assert [rate(r) for r in (0, 0.5, 1, 137.4, 12_345, 2_500_000)] == [
        "0/s", "0.5/s", "1/s", "137/s", "12.3k/s", "2.50M/s",
    ]  # fmt: skip
    assert [brief(n) for n in (0, 999, 282_426, 1_234_567, 45_000_000)] == ["0", "999", "282k", "1.2M", "45M"]
    assert [percent(share) for share in (0, 0.984, 1.2)] == ["0 %", "98 %", "100 %"]
    assert [milliseconds(ns) for ns in (210_000, 9_820_000, 12_400_000, 1_200_000_000)] == [
        "0.21 ms", "9.82 ms", "12 ms", "1.20 s",
    ]  # fmt: skip


def test_a_time_of_a_source_is_shown_as_the_time_of_day() -> None:
    local = time.localtime(1_767_268_862)
    shown = wall_clock(62_123_456_789, 1_767_268_800 * 10**9)
    assert shown == f"{local.tm_hour:02}:{local.tm_min:02}:{local.tm_sec:02}.123"
