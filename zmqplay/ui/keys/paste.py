r"""Pasted text, kept to the byte: each character that is not printable becomes its escape, as in `\x1b`.

The text is then sent as it was pasted, and no control character of a paste reaches the terminal. Textual drops NUL
from a paste and takes ESC in a paste for pressed keys, so `PasteParser` escapes the text before Textual sees it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from zmqplay.text import INVISIBLE, UNPRINTABLE
from zmqplay.ui.textual_private import XTermParser, read_keys_with

if TYPE_CHECKING:
    from textual.message import Message

_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
LONGEST = 50_000
"""Characters of the longest line; a longer one would be slow to type in."""

START, END = "\x1b[200~", "\x1b[201~"
_UNSEEN = re.compile(f"[\udc80-\udcff{''.join(map(chr, INVISIBLE))}]")
"""What can be typed and is not seen: a byte that is no UTF-8, and the fillers."""


def printable(text: str) -> str:
    r"""Replace each unprintable character by `\x…`, which a message's text turns back into the byte."""
    return "".join(char if _is_plain(char) else _SHORT.get(char) or _as_bytes(char) for char in text)


def _is_plain(char: str) -> bool:
    if "\ufe00" <= char <= "\ufe0f":  # variation selectors have no agreed width
        return False
    return char.isprintable() and not _UNSEEN.match(char)


def _as_bytes(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return "".join(f"\\x{byte:02x}" for byte in char.encode("utf-8", "surrogatepass"))


class PasteParser(XTermParser):
    """Escapes the text between the marks of a paste, also when the marks arrive in pieces."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasting = False
        self._held = ""
        """The last characters of the paste so far, held back because END may begin with them."""
        self._tail = ""
        """The last characters outside of a paste; START may begin with them."""
        self._taken = 0
        """Characters of this paste so far."""

    def feed(self, data: str) -> Iterable[Message]:
        escaped = _UNSEEN.sub(UNPRINTABLE, self.escaped(data))  # typed: as an escape, its letters would be keys
        if escaped or not data:  # an empty text is the end of the input
            yield from super().feed(escaped)

    def escaped(self, data: str) -> str:
        """The data, with the text of each paste made printable."""
        parts: list[str] = []
        while data:
            part, data = self._inside(data) if self._pasting else self._outside(data)
            parts.append(part)
        return "".join(parts)

    def _outside(self, data: str) -> tuple[str, str]:
        at = (self._tail + data).find(START)
        if at < 0:
            self._tail = (self._tail + data)[1 - len(START) :]
            return data, ""
        cut = at + len(START) - len(self._tail)
        self._pasting, self._tail, self._taken = True, "", 0
        return data[:cut], data[cut:]

    def _inside(self, data: str) -> tuple[str, str]:
        text, end, rest = (self._held + data).partition(END)
        self._held = ""
        if end:
            self._pasting = False
            return self._printable(text) + END, rest
        for length in range(min(len(END) - 1, len(text)), 0, -1):
            if END.startswith(text[-length:]):
                text, self._held = text[:-length], text[-length:]
                break
        return self._printable(text), ""

    def _printable(self, text: str) -> str:
        """Escape the text; a paste is cut one character beyond LONGEST, so that the input line sees its excess."""
        kept = text[: max(0, LONGEST + 1 - self._taken)]
        self._taken += len(text)
        return printable(kept)


def install() -> None:
    """Make Textual read the terminal with `PasteParser`."""
    read_keys_with(PasteParser)
