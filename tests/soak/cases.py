"""Cases of the fault runner: what is played, what goes wrong in it, how it ends; drawn from a seed, kept as one line.

    session counting-push-pull worker=4 producer.SNDHWM=10 ; rate 200 ; !helper fork-server SIGKILL ; wait 8 ; finish

First the kind (a session in a process, `zmqplay run`, the screen in a terminal, `zmqplay trace`), the pattern and its
settings; then steps; then the end. A step is a command of zmqplay, or `wait` for some refreshes, or, with `!`,
something from outside.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.soak import counting, traced
from tests.soak.misbehaving import WORDS
from zmqplay import patterns
from zmqplay.patterns.pattern import Pattern

COUNTING = {pattern.name: pattern for pattern in counting.PATTERNS}
PATTERNS = COUNTING | {pattern.name: pattern for pattern in patterns.PATTERNS}
KINDS = ("session", "session", "session", "run", "screen", "trace")
"""In turn: sessions are played quickly, screens take a terminal and more time."""
HELPERS = ("fork-server", "custodian", "tracker")
ENDS = {
    "session": ("finish", "finish", "close", "close", "forget"),
    "run": ("time", "time", "time", "SIGTERM", "SIGINT", "SIGHUP", "SIGKILL"),
    "screen": ("ctrl+q", "ctrl+q", "SIGTERM", "SIGHUP", "SIGINT", "SIGKILL", "hang-up"),
    "trace": traced.ENDS,
}
"""`finish` and `forget` are the ends of a session; `forget` leaves it open when the program ends. `time`: --seconds."""
AT_START = 0.25
"""How many of the ends by a signal come in the middle of the start: `SIGTERM@3` when there are three processes."""
SIZES = (0, 0, 0, 200, 20_000)


@dataclass(frozen=True)
class Case:
    """One case; `str` gives its line, and `parse` reads it."""

    kind: str
    pattern: str
    settings: tuple[str, ...]
    steps: tuple[str, ...]
    end: str

    def __str__(self) -> str:
        return " ; ".join((" ".join((self.kind, self.pattern, *self.settings)), *self.steps, self.end))

    @classmethod
    def parse(cls, line: str) -> Case:
        """The case of a line."""
        first, *steps, end = [part.strip() for part in line.split(";")]
        kind, pattern, *settings = first.split()
        return cls(kind, pattern, tuple(settings), tuple(steps), end)

    @property
    def played(self) -> Pattern:
        """The pattern with this name."""
        return PATTERNS[self.pattern]

    @property
    def argument(self) -> str:
        """The pattern as an argument of zmqplay."""
        own = self.pattern in COUNTING
        return f"{Path(counting.__file__)}:{self.pattern}" if own else self.pattern

    def setting(self, name: str, default: str = "") -> str:
        """A setting's value."""
        pairs = dict(setting.split("=", 1) for setting in self.settings)
        return pairs.get(name, default)

    @property
    def counts(self) -> dict[str, int]:
        """How many nodes of each role there are at the start."""
        return {role.name: int(self.setting(role.name, str(role.count))) for role in self.played.roles}

    @property
    def signal_at(self) -> tuple[str, int] | None:
        """The signal that ends it in the middle of its start, and how many processes there are by then."""
        name, at, count = self.end.partition("@")
        return (name, int(count)) if at else None

    def does(self, *beginnings: str) -> bool:
        """Whether a step or a setting begins with one of these."""
        return any(step.startswith(beginnings) for step in (*self.settings, *self.steps))

    @property
    def is_starved(self) -> bool:
        """Whether it may lack what it needs: then it may do less, and says so."""
        return self.does("files=", "!disk", "!directory", "!pages", "!helper fork-server")


def draw(seed: int, number: int) -> Case:
    """The case with this number."""
    chance = random.Random(f"{seed}:{number}")
    kind = KINDS[number % len(KINDS)]
    if kind == "trace":
        return _draw_trace(chance)
    name = chance.choice(list(COUNTING) * 2 + list(PATTERNS))
    settings = () if kind == "screen" else _settings(PATTERNS[name], chance)
    case = Case(kind, name, settings, (), _end(kind, chance))
    steps = () if case.signal_at else tuple(_steps(case, chance))
    return Case(kind, name, settings, steps, case.end)


def _draw_trace(chance: random.Random) -> Case:
    case = Case("trace", traced.NAME, traced.settings(chance), (), _end("trace", chance))
    steps: list[str] = []
    for _ in range(0 if case.signal_at else chance.randint(1, 4)):
        steps += traced.step(chance), f"wait {chance.choice((1, 4, 12))}"
    return Case(case.kind, case.pattern, case.settings, tuple(steps), case.end)


def _settings(pattern: Pattern, chance: random.Random) -> tuple[str, ...]:
    bound = {end.role for wire in pattern.wires for end in wire.binding}
    growing = [role.name for role in pattern.roles if role.most > 1 and role.name not in bound]
    settings = [f"{role}={chance.randint(1, 4)}" for role in growing]
    for role in pattern.roles:
        for option in ("SNDHWM", "RCVHWM"):
            if chance.random() < 0.2:
                settings.append(f"{role.name}.{option}={chance.choice((1, 10, 100))}")
    if size := chance.choice(SIZES):
        settings.append(f"size={size}")
    if chance.random() < 0.3:
        settings.append("at=ipc")
    if chance.random() < 0.06:
        settings.append(f"files={chance.choice((16, 24, 32, 48, 64))}")
    return tuple(settings)


def _end(kind: str, chance: random.Random) -> str:
    end = chance.choice(ENDS[kind])
    if end.startswith("SIG") and chance.random() < AT_START:
        least = 2 if end == "SIGINT" else 0  # alone, Python may still start: it prints a traceback for a SIGINT
        return f"{end}@{chance.randint(least, 6)}"
    return end


def _steps(case: Case, chance: random.Random) -> list[str]:
    """Some traffic, then what goes wrong, with refreshes between."""
    steps = [chance.choice(("rate 20", "rate 500", "burst 10", "burst 200", "rate max"))]
    for _ in range(chance.randint(1, 6 if case.kind == "session" else 3)):
        step = chance.choices([draw for draw, _ in MAKERS], [weight for _, weight in MAKERS])[0](case, chance)
        if _fits(case, step):
            steps.append(step)
        if chance.random() < 0.6:
            steps.append(f"wait {chance.choice((1, 4, 12))}")
    return steps


def _fits(case: Case, step: str) -> bool:
    """Whether a step makes sense there."""
    if not step or ("do " in step and case.pattern not in COUNTING):
        return False
    if step.startswith("!self" if case.kind == "session" else "!stranger"):
        return False  # a session is played by the test's own process, which is a stranger's too
    return not (case.end == "SIGKILL" and step.startswith("!helper"))  # nobody would be left to tidy up


Maker = Callable[[Case, random.Random], str]


def _node(case: Case, chance: random.Random) -> str:
    role = chance.choice(case.played.roles)
    return f"{role.name}-{chance.randint(1, max(1, case.counts[role.name]))}"


def _order(case: Case, chance: random.Random) -> str:
    speaker = next(role.name for role in case.played.roles if role.speaks)
    order = f"do {chance.choice(case.played.roles).name} {chance.choice(list(WORDS))}"
    topic = "a|" if case.pattern.endswith("publish-subscribe") else ""
    return f"send {speaker}-1 {topic}{order}"


def _of_role(command: str) -> Maker:
    return lambda case, chance: f"{command} {chance.choice(case.played.roles).name}"


def _of_node(*commands: str) -> Maker:
    return lambda case, chance: f"{chance.choice(commands)} {_node(case, chance)}"


def _one_of(*steps: str) -> Maker:
    return lambda _case, chance: chance.choice(steps)


def _to_node(case: Case, chance: random.Random) -> str:
    return f"!node {_node(case, chance)} {chance.choice(('SIGKILL', 'SIGTERM', 'SIGSTOP', 'SIGCONT', 'SIGSEGV'))}"


def _to_helper(_case: Case, chance: random.Random) -> str:
    return f"!helper {chance.choice(HELPERS)} {chance.choice(('SIGKILL', 'SIGSTOP'))}"


def _turn(case: Case, chance: random.Random) -> str:
    wire = chance.choice(case.played.wires)
    return f"wire {wire.name} {chance.choice(('ipc', 'tcp://127.0.0.1:*'))}"


MAKERS: tuple[tuple[Maker, int], ...] = (
    (_order, 24),
    (_of_node("kill", "restart", "stop", "fail", "freeze", "thaw"), 16),
    (_of_role("add"), 4),
    (_to_node, 8),
    (_to_helper, 8),
    (_turn, 3),
    (_one_of("burst 200", "rate off", "rate 500", "size 20000"), 6),
    (_one_of("!self SIGSTOP", "!self SIGCONT"), 5),
    (_one_of("!stranger comes", "!stranger talks", "!stranger goes", "!nonsense"), 12),
    (_one_of("!directory removed", "!pages cut"), 4),
    (_one_of("!disk full"), 3),
    (_one_of("!clock 864000", "!clock -31536000"), 3),
)
