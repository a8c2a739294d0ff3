"""What a program may write to its terminal: printable text, and the control sequences that Textual emits."""

from __future__ import annotations

import codecs
import re

from tests.soak.surroundings import Failed

CONTROL = re.compile(
    r"""
    \x1b\[\d+;\d+H  # where the next text goes
    | \x1b\[(?P<style>[\d;]*)m
    | \x1b\[\?(?:7|25|1000|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl]  # modes
    | \x1b\[\?(?:2026|2048)\$p  # asks whether the terminal knows a mode
    | \x1b\[(?:>\d+|<)u  # the keyboard's protocol
    | \x1b\]52;c;[A-Za-z0-9+/=]*\x07  # the clipboard
    | \x1b\]22;[a-z-]*\x07  # the shape of the pointer
    """,
    re.VERBOSE,
)
COLOUR = re.compile(r"[34]8;2;\d+;\d+;\d+")
STYLES = frozenset(
    ("", *"0123479", "39", "49", *(str(base + colour) for base in (30, 40, 90, 100) for colour in range(8)))
)
"""Bold, faint, italic, underlined, reversed, crossed out, and a terminal's own colours: nothing blinks or hides."""
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u115f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e007f]"
)
"""Characters that draw nothing: controls, marks of direction, joiners, selectors, tags."""
LONGEST = 200_000
"""Characters of a sequence that has not ended: a long text may be on its way to the clipboard."""


class Emitted:
    """Reads what the program writes, piece by piece."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._rest = ""
        """The beginning of a sequence whose end has not come."""

    def feed(self, data: bytes) -> None:
        """Read on; raise Failed at the first character or sequence that is not the program's own."""
        try:
            text = self._rest + self._decoder.decode(data)
        except UnicodeDecodeError as error:
            raise Failed(f"a raw byte has reached the terminal: {data[error.start - 40 :][:80]!r}") from None
        at = 0
        while (start := text.find("\x1b", at)) >= 0:
            _check_text(text[at:start])
            found = CONTROL.match(text, start)
            if not found:
                if _is_cut(text[start:]):
                    break
                raise Failed(f"a foreign sequence has reached the terminal: {text[max(0, start - 40) : start + 40]!r}")
            _check_style(found["style"] or "")
            at = found.end()
        else:
            _check_text(text[at:])
            start = len(text)
        self._rest = text[start:]


def _check_text(text: str) -> None:
    if found := UNSEEN.search(text):
        raise Failed(f"a foreign character has reached the terminal: {text[max(0, found.start() - 40) :][:80]!r}")


def _check_style(style: str) -> None:
    words = set(COLOUR.sub("", style).split(";"))
    if not words <= STYLES:
        raise Failed(f"a foreign style has reached the terminal: {style!r}")


def _is_cut(text: str) -> bool:
    """Whether a sequence may go on after this text."""
    return len(text) < LONGEST and not re.match(r"\x1b\[[^@-~]*[@-~]|\x1b\][^\x07\x1b]*[\x07\x1b]|\x1b[^\[\]]", text)
