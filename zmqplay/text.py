"""The one way from foreign bytes to the cells of the screen.

Nodes may send, print and name anything. A terminal obeys control codes, and a row breaks when a character is wider or
narrower than expected; so nothing foreign is drawn that has not passed `safe`.
"""

from __future__ import annotations

import re
import time
import unicodedata

from rich.cells import cell_len, get_character_cell_size

UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"
MARK = "\N{DOTTED CIRCLE}"
"""Stands for a run of combining marks without a base character."""

_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Control codes that no text contains. ESC is not included: hostile text has it, and it is shown as a picture."""
_MARKS = re.compile(f"{MARK}+")
_PICTURES = {code: chr(0x2400 + code) for code in range(32)} | {0x09: "→", 0x0A: "↵", 0x7F: "␡"}
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)
_JOINER = 0x200D
INVISIBLE = frozenset((0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0))
"""Fillers: printable according to Unicode, but invisible."""


class _Shown(dict[int, str]):
    """The stand-in for each code point, computed when it is first met."""

    MOST = 20_000

    def __missing__(self, code: int) -> str:
        shown = _stand_in(code)
        if len(self) < self.MOST:
            self[code] = shown
        return shown


def _stand_in(code: int) -> str:
    """A stand-in of one or two cells that terminals agree on; empty for a code point that only joins others."""
    if code in _PICTURES:
        return _PICTURES[code]
    if code in _VARIATION_SELECTORS or code in _SKIN_TONES or code == _JOINER:
        return ""
    if code in _FLAG_LETTERS:
        return chr(ord("A") + code - _FLAG_LETTERS.start)
    character = chr(code)
    if unicodedata.category(character) == "Zs":
        return " "
    if code in INVISIBLE or not character.isprintable():
        return UNPRINTABLE
    if unicodedata.combining(character) or get_character_cell_size(character) == 0:
        return MARK
    return character


_shown = _Shown()


def safe(value: bytes | str, limit: int = 400) -> str:
    """Any bytes or text as one printable line of at most `limit` characters; each is one or two cells wide."""
    if isinstance(value, str):
        text = value[: limit + 1]
    else:
        text = bytes(value[: limit * 4 + 1]).decode("utf-8", "backslashreplace")
    if len(text) > limit:
        text = text[:limit] + "…"
    if text.isascii() and text.isprintable():
        return text
    return _MARKS.sub(MARK, unicodedata.normalize("NFC", text).translate(_shown))


def readable(head: bytes, limit: int = 400) -> str:
    """The beginning of a frame as text where it is text, else in hex; `head` may be cut within a character."""
    part = head[: limit * 4]
    try:
        text = part.decode()
    except UnicodeDecodeError as error:
        if error.start < len(part) - 3 or error.reason != "unexpected end of data":
            return _hex(part, limit)
        text = part[: error.start].decode()
    if _BINARY.search(text):
        return _hex(part, limit)
    return safe(text, limit)


def _hex(head: bytes, limit: int) -> str:
    return head[: limit // 3 + 1].hex(" ")


def cell_fit(text: str, width: int, *, right: bool = False) -> str:
    """Safe text cut with … or padded to exactly this many cells."""
    if width <= 0:
        return ""
    cells = len(text) if text.isascii() else cell_len(text)
    if cells > width:
        text, cells = _cut(text, width), width
    return " " * (width - cells) + text if right else text + " " * (width - cells)


def name_fit(name: str, width: int) -> str:
    """A name cut or padded to exactly this many cells; its number or port, which identifies it, is kept."""
    at = max(name.rfind("-"), name.rfind(":"))
    tail = name[at:] if at >= 0 else ""
    if not tail or cell_len(name) <= width or cell_len(tail) >= width:
        return cell_fit(name, width)
    return cell_fit(name[:at], width - cell_len(tail)) + tail


def _cut(text: str, width: int) -> str:
    """The first characters that fit beside …, with a space in place of half a wide character."""
    kept, cells = 0, 0
    for character in text:
        wide = get_character_cell_size(character)
        if cells + wide > width - 1:
            break
        kept, cells = kept + 1, cells + wide
    return text[:kept] + "…" + " " * (width - 1 - cells)


def count(number: int) -> str:
    """12,345: as in the Doctor's sentences and in what `zmqplay run` prints."""
    return f"{number:,}"


def size(length: float) -> str:
    """11 B, 1.2 MB; thousands, as network figures are given."""
    if length < 1000:
        return f"{length:.0f} B"
    for unit in ("kB", "MB", "GB"):
        length /= 1000
        if length < 999.5:
            return f"{length:.1f} {unit}" if length < 99.5 else f"{length:.0f} {unit}"
    return f"{length / 1000:.1f} TB"


def brief(number: int) -> str:
    """999, 12k, 1.2M, where there is little room."""
    if number < 1_000:
        return str(number)
    if number < 999_500:
        return f"{number / 1e3:.0f}k"
    return f"{number / 1e6:.1f}M" if number < 9.95e6 else f"{number / 1e6:.0f}M"


def filled(waiting: int, room: int) -> str:
    """7/1000, 12k: what waits, of what a queue holds; 0 where that is not known."""
    if not room or max(waiting, room) > 99_999:
        return brief(waiting)
    return f"{waiting}/{room}"


def rate(messages: float) -> str:
    """137/s, 12.3k/s, 745k/s; messages a second, in at most 7 characters below ten millions."""
    if messages < 9.5:
        return "0/s" if messages < 0.05 else f"{messages:.1f}/s".replace(".0/", "/")
    if messages < 9_999.5:
        return f"{count(round(messages))}/s"
    if messages < 99_950:
        return f"{messages / 1e3:.1f}k/s"
    return f"{messages / 1e3:.0f}k/s" if messages < 999_500 else f"{messages / 1e6:.2f}M/s"


def percent(share: float) -> str:
    """98 %, of a share between 0 and 1."""
    return f"{min(1.0, max(0.0, share)) * 100:.0f} %"


def work_in_words(ms: float, jitter_ms: float) -> str:
    """200 ms, 200±50 ms, 1.5 s; nothing for no work."""
    if not ms and not jitter_ms:
        return ""
    unit, by = (" s", 1e-3) if ms >= 1_000 else (" ms", 1)
    jitter = f"±{jitter_ms * by:.4g}" if jitter_ms else ""
    return f"{ms * by:.4g}{jitter}{unit}"


def wall_clock(time_ns: int, offset_ns: int) -> str:
    """12:01:02.123, local time: `offset_ns` turns a source's time into nanoseconds since 1970."""
    seconds, rest_ns = divmod(time_ns + offset_ns, 1_000_000_000)
    local = time.localtime(seconds)
    return f"{local.tm_hour:02}:{local.tm_min:02}:{local.tm_sec:02}.{rest_ns // 1_000_000:03}"
