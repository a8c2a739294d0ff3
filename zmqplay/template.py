r"""Templates: the text of a message as the user writes it, and the frames made from it.

    topic | body       two frames: an unescaped bar parts frames, one space on either side belongs to it
    \|  \\  \{  \x00   a bar, a backslash, a brace, a byte; \n \r \t as everywhere
    {n} {time} {node}  a count, the wall-clock time, the name of the node that sends it

`{n}` counts the messages that the node has made of templates, at a rate or as a burst, from 1. A typed message has the
count of the next of these, and is not counted: it is not the number of the message on its socket.

Everything else stands for itself, in UTF-8. A topic and a routing id are typed and shown with the same escapes, as a
`literal`: it has no frames and no placeholders, so that bars and braces stand for themselves there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime

_ESCAPE = r"""\\x([0-9a-fA-F]{2})|\\([\\|{},"'nrt])"""
_TOKEN = re.compile(_ESCAPE + r"|\{(n|time|node)\}|( ?\| ?)|([^\\{| ]+|.)", re.DOTALL)
_ODD = re.compile(r"\\(x[0-9a-fA-F]?|.)?|\{[A-Za-z_]\w*\}", re.DOTALL)
_BEGUN = ("\\", "\\x")
"""The beginnings of an escape, which at the end of a text may still become one."""
_LITERAL = re.compile(_ESCAPE + r"|(,)|([^\\,]+|.)", re.DOTALL)
_ESCAPED = {"n": b"\n", "r": b"\r", "t": b"\t"}


class Template:
    """A message to be made many times."""

    def __init__(self, text: str, node: str = "", size: int = 0) -> None:
        """With `size`, the last frame is padded with dots to that many bytes."""
        self._size = size
        self._frames: list[tuple[list[bytes], list[str]]] = [([], [])]
        for byte, escaped, name, bar, plain in _TOKEN.findall(text):
            if bar:
                self._frames.append(([], []))
            elif name and name != "node":
                self._add(b"%d" if name == "n" else b"%b", [name])
            else:
                self._add(_meant(byte, escaped, node if name else plain).replace(b"%", b"%%"), [])
        self._makers = [_maker(b"".join(forms), names) for forms, names in self._frames]

    def _add(self, form: bytes, names: list[str]) -> None:
        forms, known = self._frames[-1]
        forms.append(form)
        known += names

    def maker(self) -> Callable[[int], list[bytes]]:
        """`frames`, or a faster equivalent where there is one: a node at full speed has 2 us for a message."""
        (forms, names), *others = self._frames
        if others or self._size or names != ["n"]:
            return self.frames
        form = b"".join(forms)
        return lambda n: [form % n]

    def frames(self, n: int) -> list[bytes]:
        """The message in which {n} is this number."""
        frames = [make(n) for make in self._makers]
        if self._size:
            frames[-1] = frames[-1].ljust(self._size, b".")
        return frames


def typed_frames(text: str) -> list[str]:
    """The text of each frame of a message, as typed."""
    parts, begin = [], 0
    for token in _TOKEN.finditer(text):
        if token[4]:
            parts.append(text[begin : token.start()])
            begin = token.end()
    return [*parts, text[begin:]]


def oddities(text: str) -> list[str]:
    r"""The parts of a message that look like an escape or a placeholder and are none: `\q`, `{foo}`."""
    found = [_ODD.match(text, token.start()) for token in _TOKEN.finditer(text) if token[5] in ("\\", "{")]
    return list(dict.fromkeys(odd[0] for odd in found if odd and not (odd.end() == len(text) and odd[0] in _BEGUN)))


def _meant(byte: str, escaped: str, plain: str) -> bytes:
    """The bytes of one token: of an escape, or of plain text."""
    return bytes.fromhex(byte) or _ESCAPED.get(escaped) or (escaped or plain).encode("utf-8", "surrogateescape")


def _maker(form: bytes, names: list[str]) -> Callable[[int], bytes]:
    if not names:
        constant = form.replace(b"%%", b"%")
        return lambda _n: constant
    if names == ["n"]:
        return lambda n: form % n
    return lambda n: form % tuple(n if name == "n" else _now() for name in names)


def _now() -> bytes:
    return datetime.now().strftime("%H:%M:%S.%f").encode()


def as_text(frames: list[bytes]) -> str:
    """The text from which a `Template` makes these frames again."""
    return " | ".join(_frame_as_text(frame) for frame in frames)


def _frame_as_text(frame: bytes) -> str:
    text = re.sub(r"[\\|{}]", r"\\\g<0>", frame.decode("utf-8", "surrogateescape"))
    unsafe = re.sub(r"[\x00-\x1f\x7f-\x9f\udc80-\udcff]", _as_escapes, text)
    return re.sub(r"^ | $", r"\\x20", unsafe)


def _as_escapes(match: re.Match[str]) -> str:
    return "".join(f"\\x{byte:02x}" for byte in match[0].encode("utf-8", "surrogateescape"))


def literal(text: str) -> bytes:
    """The bytes of a topic or routing id, typed with the escapes of a message."""
    return b",".join(literals(text))


def literals(text: str) -> list[bytes]:
    r"""The bytes of several such, with commas between; `\,` is a comma within one."""
    found = [b""]
    for byte, escaped, comma, plain in _LITERAL.findall(text):
        if comma:
            found.append(b"")
        else:
            found[-1] += _meant(byte, escaped, plain)
    return found


_PLAIN = re.compile(r"[!#-&(-+\--[\]-~]([ -+\--[\]-~]*[!-+\--[\]-~])?")
"""Printable ASCII that stands for itself in a literal: no backslash, no comma, no quotation mark or space in front."""
_CONTROLS = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_LOOKS_EMPTY_OR_JOINS = re.compile(
    "[\u115f\u1160-\u11ff\u2800\u3164\uffa0\ud7b0-\ud7ff\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]"
)
"""Fillers, parts of Hangul syllables, letters of flags, and skin tones: not seen as the characters that they are."""


def as_literal(value: bytes, limit: int = 0) -> str:
    """The text of a topic or routing id as one sees it and can type it again: `literal` makes these bytes from it.

    With a `limit`, text of more characters is cut, with … at its end.

    A character that looks like another or like nothing (a combining mark, a control code, a space of another width) is
    written as its bytes, so that two topics which differ look different.
    """
    part = value[: limit * 4] if limit else value
    text = part.decode("utf-8", "surrogateescape")
    if not _PLAIN.fullmatch(text):
        last = len(text) - 1
        text = "".join(_visible(character, place in (0, last), place == 0) for place, character in enumerate(text))
    return text[:limit] + "…" if limit and (len(text) > limit or len(part) < len(value)) else text


def _visible(character: str, is_at_edge: bool, is_first: bool) -> str:
    if character in "\\," or (is_first and character in "\"'"):
        return f"\\{character}"
    if character == " " and not is_at_edge:
        return character
    looks_like_itself = (
        character.isprintable()
        and unicodedata.category(character)[0] not in "MZ"
        and unicodedata.is_normalized("NFC", character)
        and not _LOOKS_EMPTY_OR_JOINS.match(character)
    )
    if looks_like_itself:
        return character
    encoded = character.encode("utf-8", "surrogateescape")
    return _CONTROLS.get(character) or "".join(f"\\x{byte:02x}" for byte in encoded)
