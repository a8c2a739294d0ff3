r"""What is pasted, kept to the byte: what is not printable becomes the escape that stands for it, as in `\x1b`.

So it is sent as it was, and never reaches the terminal. Textual drops NUL from a paste and reads an ESC in it as keys
being pressed; therefore a parser of the terminal's input writes the escapes before Textual sees it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual._xterm_parser import XTermParser

if TYPE_CHECKING:
    from textual.message import Message

_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
LONGEST = 50_000
"""Characters; a longer line would be slow to type in."""

START, END = "\x1b[200~", "\x1b[201~"


def printable(text: str) -> str:
    r"""Write control characters, direction marks and lone bytes as `\x…`, as a message's text knows them."""
    return "".join(char if _is_plain(char) else _SHORT.get(char) or _as_bytes(char) for char in text)


def _is_plain(char: str) -> bool:
    return char.isprintable() and not "\ufe00" <= char <= "\ufe0f"  # variation selectors have no agreed width


def _as_bytes(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return "".join(f"\\x{byte:02x}" for byte in char.encode("utf-8", "surrogatepass"))


class PasteParser(XTermParser):
    """Escapes what stands between the marks of a paste, also when they arrive in pieces."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasting = False
        self._held = ""
        """What may be the beginning of END."""
        self._tail = ""
        """What may have been the beginning of START."""
        self._taken = 0
        """Characters of this paste so far."""

    def feed(self, data: str) -> Iterable[Message]:
        escaped = self.escaped(data)
        if escaped or not data:  # an empty text is the end of the input
            yield from super().feed(escaped)

    def escaped(self, data: str) -> str:
        """The data with each paste made printable."""
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
        """No more of it than tells that it is too long for a line."""
        kept = text[: max(0, LONGEST + 1 - self._taken)]
        self._taken += len(text)
        return printable(kept)


def install() -> None:
    """Let the driver of a Unix terminal read with it. That is private to Textual, hence the care."""
    try:
        from textual.drivers import linux_driver
    except ImportError:  # Windows
        return
    if hasattr(linux_driver, "XTermParser"):
        setattr(linux_driver, "XTermParser", PasteParser)  # noqa: B010  # a type checker sees no such assignment
