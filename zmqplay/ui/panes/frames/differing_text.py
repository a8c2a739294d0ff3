"""Two frames that differ, as text or else as hex, from shortly before the first difference, with each one marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.style import Style

from zmqplay.model.reading.differences import Span
from zmqplay.model.reading.frame_words import characters_of
from zmqplay.text import readable, safe
from zmqplay.ui.draw.ink import Line

BEFORE = 24
"""Bytes that are shown before the first difference, where the beginning of the frame is too far away."""
SHOWN = 160
"""Bytes of a text that are shown."""
HEX_SHOWN = 48

Cell = tuple[str, bool]
"""A few characters that stay together, and whether they differ."""


def differing_lines(
    frames: tuple[bytes, bytes], spans: tuple[Sequence[Span], Sequence[Span]], room: int, plain: Style, marked: Style
) -> tuple[list[Line], list[Line]]:
    """Draw both frames in lines of `room` cells, the bytes in their `spans` as `marked`."""
    is_text = all(map(_is_text, frames))
    first = min((span[0] for own in spans for span in own), default=0)
    most = SHOWN if is_text else HEX_SHOWN
    begin = 0 if first + BEFORE <= most else first - BEFORE
    cells = _text_cells if is_text else _hex_cells
    one, other = (
        _wrapped(cells(frame, _whole_characters(frame, own) if is_text else own, begin, most), room, plain, marked)
        for frame, own in zip(frames, spans, strict=True)
    )
    return one, other


def _is_text(frame: bytes) -> bool:
    head = frame[:SHOWN]
    return readable(head) != head.hex(" ")


def _is_inside(frame: bytes, place: int) -> bool:
    """Whether a byte is inside of a UTF-8 character, not at its beginning."""
    return 0 < place < len(frame) and frame[place] & 0xC0 == 0x80


def _whole_characters(frame: bytes, spans: Sequence[Span]) -> list[Span]:
    """The spans, widened to whole UTF-8 characters."""
    found = []
    for begin, end in spans:
        while _is_inside(frame, begin):
            begin -= 1
        while _is_inside(frame, end):
            end += 1
        found.append((begin, end))
    return found


def _text_cells(frame: bytes, spans: Sequence[Span], begin: int, most: int) -> Iterator[Cell]:
    while _is_inside(frame, begin):
        begin -= 1
    if begin:
        yield "…", False
    for place, character in enumerate(characters_of(frame[begin : begin + most]), begin):
        if character:
            yield safe(character), _is_in(spans, place)
    if len(frame) > begin + most:
        yield "…", False


def _hex_cells(frame: bytes, spans: Sequence[Span], begin: int, most: int) -> Iterator[Cell]:
    if begin:
        yield "… ", False
    for place, byte in enumerate(frame[begin : begin + most], begin):
        yield f"{byte:02x}", _is_in(spans, place)
        yield " ", False
    if len(frame) > begin + most:
        yield "…", False


def _is_in(spans: Sequence[Span], place: int) -> bool:
    return any(begin <= place < end for begin, end in spans)


def _wrapped(cells: Iterator[Cell], room: int, plain: Style, marked: Style) -> list[Line]:
    """Lines of at most `room` cells; neighbours of one style are one piece."""
    lines: list[Line] = [[]]
    left = room
    for text, differs in cells:
        style, length = marked if differs else plain, cell_len(text)
        if length > left and lines[-1]:
            lines.append([])
            left = room
            if not text.strip():
                continue
        line = lines[-1]
        if line and line[-1][1] is style:
            line[-1] = line[-1][0] + text, style
        else:
            line.append((text, style))
        left -= length
    return lines
