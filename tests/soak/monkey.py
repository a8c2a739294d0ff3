"""A monkey at the keyboard: random keys, commands, clicks, pastes, sizes and hostile messages, drawn from a seed.

An action is one line, so that a list of them can be kept and played again: `press ctrl+k`, `type \\x1b[<0;3;4M`,
`size 80x24`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from textual.keys import _character_to_key

from tests.soak.counting import PATTERNS as COUNTING
from tests.soak.misbehaving import WORDS
from tests.ui.hostile import HOSTILE
from zmqplay import patterns
from zmqplay.control.commands import COMMANDS, Spec
from zmqplay.patterns.pattern import Pattern
from zmqplay.ui.play.key_table import PLAY_KEYS
from zmqplay.ui.play.node_keys import SELECT_KEYS

NAMED = {
    "escape": b"\x1b", "enter": b"\r", "tab": b"\t", "backspace": b"\x7f", "shift+tab": b"\x1b[Z",
    "up": b"\x1b[A", "down": b"\x1b[B", "right": b"\x1b[C", "left": b"\x1b[D", "end": b"\x1b[F", "home": b"\x1b[H",
    "pageup": b"\x1b[5~", "pagedown": b"\x1b[6~", "delete": b"\x1b[3~", "insert": b"\x1b[2~",
    "f1": b"\x1bOP", "f2": b"\x1bOQ", "f3": b"\x1bOR", "f12": b"\x1b[24~",
    "alt+left": b"\x1b[1;3D", "alt+right": b"\x1b[1;3C", "alt+up": b"\x1b[1;3A", "alt+down": b"\x1b[1;3B",
    "ctrl+left": b"\x1b[1;5D", "ctrl+right": b"\x1b[1;5C", "shift+left": b"\x1b[1;2D", "shift+up": b"\x1b[1;2A",
    "ctrl+home": b"\x1b[1;5H", "ctrl+end": b"\x1b[1;5F", "ctrl+at": b"\x00", "ctrl+backslash": b"\x1c",
}  # fmt: skip
"""What a terminal sends for the keys that are no characters."""
CHARACTERS = {_character_to_key(sign): sign.encode() for sign in map(chr, range(ord(" "), 0x7F))}
LEAVING = ("q", "ctrl+q")
SMALLEST, LARGEST = (20, 5), (200, 60)
USUAL = ("60x18", "80x24", "120x36", "200x60")
HOSTILE_FILE = "hostile.bin"
PAYLOADS = (
    r"\x1b[77;7Hmonkey", r"\x1b[5;38;5;213mmonkey", r"\x1b]0;monkey\x07", r"\x1b]52;c;bW9ua2V5\x07", r"\x1b[?47h",
    r"\x1b]8;;http://monkey\x1b\\link", r"\x1bPmonkey\x1b\\", r"\x1bcmonkey", r"\x9b31mmonkey", r"\xc2\x9b31mmonkey",
    r"\x9d0;monkey\x9c", r"\xe2\x80\xaeyeknom\xe2\x80\xac", r"\x07\x08\x7f\x0e\x0f", r"\xff\xfe\xc3\x28",
    "[blink]monkey[/blink]", "[link=http://monkey]x[/link]", "[@click=app.bell]x[/]", "[/]", "[$error", "a | b | [/c]",
    r'{"esc": "\x1b[77;7H", "n": [1, 2, {"deep": "\\u202e"}]}', "{n} {time} {nonsense} {", "x" * 600, "",
)  # fmt: skip
"""Messages as they are typed; what is sent would move the cursor, set a title, copy, blink or print backwards."""


class Action(NamedTuple):
    """One thing that the monkey does."""

    what: str
    """`press` a key, `type` bytes, or give the terminal a `size`."""
    value: str

    def __str__(self) -> str:
        return f"{self.what} {self.value}"

    @classmethod
    def parse(cls, line: str) -> Action:
        """The action of a line."""
        return cls(*line.rstrip("\n").split(" ", 1))

    @property
    def typed(self) -> bytes:
        """The bytes that the terminal sends; nothing for another size."""
        if self.what == "press":
            return bytes_of(self.value)
        return self.value.encode().decode("unicode_escape").encode("latin-1") if self.what == "type" else b""

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        width, _, height = self.value.partition("x")
        return int(width), int(height)


def bytes_of(key: str) -> bytes:
    """What a terminal sends for a key, by Textual's name of it."""
    if key in NAMED:
        return NAMED[key]
    if key.startswith("ctrl+"):
        return bytes([ord(key[-1]) & 31])
    if key.startswith("alt+"):
        return b"\x1b" + bytes_of(key.removeprefix("alt+"))
    return CHARACTERS[key]


def typing(data: bytes) -> Action:
    """The action that types these bytes."""
    return Action("type", data.decode("latin-1").encode("unicode_escape").decode())


KEYS = tuple(dict.fromkeys(
    name for row in (*PLAY_KEYS, *SELECT_KEYS) for name in row.keys.split(",") if name and name not in LEAVING
))  # fmt: skip
"""Every key of the key tables that does not end the program."""
OTHERS = (*NAMED, *(f"ctrl+{letter}" for letter in "abcdefghijklmnoprstuvwxyz"), *"abcdefghijklmnoprstuvwxyz0")
"""Keys that may do nothing, or something in a dialog or a line; `alt+` and a letter too."""


class Monkey:
    """Draws actions for one pattern."""

    def __init__(self, pattern: Pattern, chance: random.Random) -> None:
        self._pattern, self._chance = pattern, chance
        self._nodes = [f"{role.name}-{number}" for role in pattern.roles for number in (1, 2, 3)]

    def actions(self) -> Iterator[Action]:
        """Actions without end."""
        makers = [maker for maker, _ in MAKERS]
        weights = [weight for _, weight in MAKERS]
        while True:
            yield from self._chance.choices(makers, weights)[0](self)

    def _key(self) -> Iterator[Action]:
        yield Action("press", self._chance.choice(KEYS))

    def _other(self) -> Iterator[Action]:
        key = self._chance.choice(OTHERS)
        yield Action("press", f"alt+{key}" if len(key) == 1 and self._chance.random() < 0.2 else key)

    def _leave(self) -> Iterator[Action]:
        """`q` ends the program where it is no letter of a text."""
        yield Action("press", "q")

    def _size(self) -> Iterator[Action]:
        """A usual size, any size, or a size that is too small and then a usual one."""
        width, height = (self._chance.randint(*ends) for ends in zip(SMALLEST, LARGEST, strict=True))
        yield Action("size", self._chance.choice((*USUAL, f"{width}x{height}")))

    def _mouse(self) -> Iterator[Action]:
        x, y = self._chance.randint(1, 120), self._chance.randint(1, 40)
        button = self._chance.choice((0, 0, 2, 64, 65, 35))  # left, right, the wheel, a movement
        yield typing(f"\x1b[<{button};{x};{y}M".encode())
        if button in (0, 2):
            if self._chance.random() < 0.2:  # drawn to another place
                x, y = self._chance.randint(1, 120), self._chance.randint(1, 40)
                yield typing(f"\x1b[<{button + 32};{x};{y}M".encode())
            yield typing(f"\x1b[<{button};{x};{y}m".encode())

    def _paste(self) -> Iterator[Action]:
        """A paste at once, or in pieces of which one ends inside of a mark."""
        whole = b"\x1b[200~" + self._chance.choice(HOSTILE)[:400] + b"\x1b[201~"
        at = self._chance.choice((0, 3, len(whole) - 3, len(whole) // 2))
        yield from (typing(piece) for piece in (whole[:at], whole[at:]) if piece)

    def _cut(self) -> Iterator[Action]:
        """A sequence of a key or a click of which the rest comes later, or never."""
        whole = self._chance.choice((b"\x1b[1;5D", b"\x1b[<0;10;10M", b"\x1bOP", b"\x1b[24~", b"\xe2\x82\xac"))
        at = self._chance.randrange(1, len(whole))
        yield typing(whole[:at])
        if self._chance.random() < 0.5:
            yield typing(whole[at:])

    def _line(self, text: str) -> Iterator[Action]:
        """A text in the input line, whatever has the focus; sometimes it is not finished."""
        yield Action("press", "escape")
        yield Action("press", "i")
        yield Action("press", "ctrl+u")
        yield typing(text.encode())
        if self._chance.random() < 0.9:
            yield Action("press", "enter")

    def _say(self) -> Iterator[Action]:
        text = self._chance.choice(PAYLOADS)
        yield from self._line(f"{self._chance.choice(('', '', 'a | ', 'topic1 | '))}{text}")

    def _command(self) -> Iterator[Action]:
        yield from self._line(self._drawn(self._chance.choice(COMMANDS)))

    def _filter(self) -> Iterator[Action]:
        yield Action("press", "escape")
        yield Action("press", self._chance.choice(("slash", "ctrl+f")))
        yield typing(self._chance.choice(("monkey", ">1k", "!lost", "from:a", "[/", "\\", "topic:", "é")).encode())
        yield Action("press", self._chance.choice(("enter", "escape")))

    def _drawn(self, spec: Spec) -> str:
        words = [self._word(argument.usage) for argument in spec.arguments]
        if self._chance.random() < 0.15:
            words = words[:-1]
        return " ".join((f"/{spec.name}", *words)) if self._chance.random() < 0.95 else f"/{spec.name[:2]} {words}"

    def _word(self, usage: str) -> str:
        choose, pattern = self._chance.choice, self._pattern
        if self._chance.random() < 0.05:
            return choose(("", "-1", "nobody-7", "[/]", "é", "99999999999", "'", "NaN"))
        roles = [role.name for role in pattern.roles]
        known: dict[str, list[str]] = {
            "ROLE": roles, "NODE": self._nodes, "ROLE|NODE": roles + self._nodes,
            "WIRE": [wire.name for wire in pattern.wires], "tcp|ipc|ADDRESS": ["tcp", "ipc", "tcp://127.0.0.1:*"],
            "N": ["1", "2", "4", "50", "off"], "BYTES": ["0", "30", "5000"], "MS": ["0ms", "5ms", "300ms"],
            "JITTER": ["5ms"], "OPTION": ["SNDHWM", "RCVHWM", "RCVTIMEO", "ROUTING_ID", "LINGER", "CONFLATE"],
            "VALUE": ["1", "10", "default", PAYLOADS[2]], "TOPIC": ["a", '""', PAYLOADS[0], "topic1"],
            "TEXT": [*PAYLOADS, f"@{HOSTILE_FILE}", "@missing", "@/dev/zero", *self._orders()],
        }  # fmt: skip
        return choose(known[usage])

    def _orders(self) -> list[str]:
        """What a role of `counting` prints or does when it is told."""
        if self._pattern not in COUNTING:
            return []
        told = [word for word in WORDS if word in ("binary", "lines", "no-newline", "raise", "exit-7", "forget")]
        return [f"do {role.name} {word}" for role in self._pattern.roles for word in told]


Maker = Callable[[Monkey], Iterator[Action]]

MAKERS: tuple[tuple[Maker, int], ...] = (
    (Monkey._key, 40), (Monkey._other, 14), (Monkey._mouse, 12), (Monkey._command, 8), (Monkey._say, 8),
    (Monkey._filter, 3), (Monkey._size, 5), (Monkey._paste, 3), (Monkey._cut, 3), (Monkey._leave, 1),
)  # fmt: skip

PLAYED: dict[str, Pattern] = {pattern.name: pattern for pattern in (*patterns.PATTERNS, COUNTING[0])}
"""What the monkey plays; it begins in the pattern, and goes from there where its keys lead."""
