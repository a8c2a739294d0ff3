r"""Templates: the text of a message as the user writes it, and the frames made from it.

    topic | body       two frames: an unescaped bar parts frames, one space on either side belongs to it
    \|  \\  \{  \x00   a bar, a backslash, a brace, a byte; \n \r \t as everywhere
    {n} {time} {node}  the number of the message, the wall-clock time, the name of the node that sends it

Everything else stands for itself, in UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

_TOKEN = re.compile(r"\\x([0-9a-fA-F]{2})|\\([\\|{}nrt])|\{(n|time|node)\}|( ?\| ?)|([^\\{| ]+|.)", re.DOTALL)
_ESCAPED = {"n": b"\n", "r": b"\r", "t": b"\t"}


class Template:
    """A message to be made many times."""

    def __init__(self, text: str, node: str = "", size: int = 0) -> None:
        """With `size`, the last frame is padded with dots to that many bytes."""
        self._size = size
        self._frames: list[tuple[bytes, list[str]]] = [(b"", [])]
        for byte, escaped, name, bar, plain in _TOKEN.findall(text):
            if bar:
                self._frames.append((b"", []))
            elif name and name != "node":
                self._add(b"%d" if name == "n" else b"%b", [name])
            else:
                literal = (
                    bytes.fromhex(byte)
                    or _ESCAPED.get(escaped)
                    or (node if name else escaped or plain).encode("utf-8", "surrogateescape")
                )
                self._add(literal.replace(b"%", b"%%"), [])
        self._makers = [_maker(form, names) for form, names in self._frames]

    def _add(self, form: bytes, names: list[str]) -> None:
        last, known = self._frames[-1]
        self._frames[-1] = (last + form, known + names)

    def maker(self) -> Callable[[int], list[bytes]]:
        """`frames`, or a faster equivalent where there is one: a node at full speed has 2 us for a message."""
        (form, names), *others = self._frames
        if others or self._size or names != ["n"]:
            return self.frames
        return lambda n: [form % n]

    def frames(self, n: int) -> list[bytes]:
        """The message with this number."""
        frames = [make(n) for make in self._makers]
        if self._size:
            frames[-1] = frames[-1].ljust(self._size, b".")
        return frames


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
