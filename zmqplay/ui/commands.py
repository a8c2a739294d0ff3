r"""The /commands of the input line: read, completed and offered from one table, without a screen.

    /rate 200    /rate max    /rate off    /add worker    /stop worker-2    /kill worker-2    /help    /quit

A message that begins with a slash is typed with a backslash in front: `\/hello`.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


class CommandError(ValueError):
    """The text is no command; its sentence says why, and what would be one."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it was understood."""

    name: str
    node: str = ""
    role: str = ""
    rate: float | None = 0.0


@dataclass(frozen=True, slots=True)
class Names:
    """What a command may name at this moment."""

    roles: Sequence[str] = field(default=())
    nodes: Sequence[str] = field(default=())
    """The living ones."""


@dataclass(frozen=True, slots=True)
class Spec:
    """One row of the table."""

    name: str
    argument: str
    about: str
    read: Callable[[str, Names], Command]
    choices: Callable[[Names], Sequence[str]]

    @property
    def usage(self) -> str:
        return f"/{self.name} {self.argument}".rstrip()


RATES: tuple[float | None, ...] = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, None)
"""Messages a second for each speaking node; None is flat out."""


def slower(rate: float | None) -> float | None:
    """The next lower rate."""
    lower = [step for step in RATES if step is not None and (rate is None or step < rate)]
    return lower[-1] if lower else 0.0


def faster(rate: float | None) -> float | None:
    """The next higher rate."""
    if rate is None:
        return None
    return next((step for step in RATES if step is None or step > rate), None)


def rate_in_words(rate: float | None) -> str:
    """A rate as the screen says it."""
    if rate is None:
        return "traffic flat out"
    return f"traffic {rate:,.10g} msg/s for each speaker".replace(",", " ") if rate else "traffic off"


def _rate(argument: str, _: Names) -> Command:
    if argument in ("max", "off"):
        return Command("rate", rate=None if argument == "max" else 0.0)
    number = re.fullmatch(r"(\d+(?:\.\d+)?|\.\d+)(k?)", argument, re.ASCII)
    rate = float(number[1]) * (1_000 if number[2] else 1) if number else math.inf
    if not math.isfinite(rate):
        raise CommandError(f"/rate wants messages a second, max or off, not {argument!r}: /rate 200")
    return Command("rate", rate=rate)


def _add(argument: str, names: Names) -> Command:
    if argument not in names.roles:
        raise CommandError(f"/add wants a role, not {argument!r}: {_listed(names.roles)}")
    return Command("add", role=argument)


def _on_node(name: str) -> Callable[[str, Names], Command]:
    def read(argument: str, names: Names) -> Command:
        if argument not in names.nodes:
            raise CommandError(f"/{name} wants a living node, not {argument!r}: {_listed(names.nodes)}")
        return Command(name, node=argument)

    return read


def _alone(name: str) -> Callable[[str, Names], Command]:
    def read(argument: str, _: Names) -> Command:
        if argument:
            raise CommandError(f"/{name} stands alone, without {argument!r}")
        return Command(name)

    return read


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:6])
    return (shown + ", …" if len(names) > 6 else shown) or "there is none now"


COMMANDS: tuple[Spec, ...] = (
    Spec("rate", "N", "messages a second, for each speaking node; max or off", _rate, lambda _: ("200", "max", "off")),
    Spec("add", "ROLE", "start one more node", _add, lambda names: names.roles),
    Spec("stop", "NAME", "end a node as a well-behaved program ends", _on_node("stop"), lambda names: names.nodes),
    Spec("kill", "NAME", "end a node at once (SIGKILL)", _on_node("kill"), lambda names: names.nodes),
    Spec("help", "", "all keys, commands and the message syntax", _alone("help"), lambda _: ()),
    Spec("quit", "", "end the nodes and leave zmqplay", _alone("quit"), lambda _: ()),
)
BY_NAME = {spec.name: spec for spec in COMMANDS}


def is_command(text: str) -> bool:
    """Whether the text is meant as a command."""
    return text.startswith("/")


def as_message(text: str) -> str:
    """The text of a message, without the backslash that kept a slash in front from beginning a command."""
    return text[1:] if text.startswith("\\/") else text


def parse(text: str, names: Names) -> Command:
    """Understand the text of a command; CommandError with one sentence otherwise."""
    name, _, argument = text.removeprefix("/").strip().partition(" ")
    spec = BY_NAME.get(name.lower())
    if spec is None:
        near = difflib.get_close_matches(name.lower(), BY_NAME, n=1, cutoff=0.5)
        known = f"did you mean /{near[0]}?" if near else _listed([f"/{known}" for known in BY_NAME])
        raise CommandError(f"there is no command /{name[:20]}: {known}")
    argument = argument.strip()
    if spec.argument and not argument:
        raise CommandError(f"{spec.usage}: {spec.about}; {_listed(spec.choices(names))}")
    return spec.read(argument, names)


def completions(text: str, names: Names) -> list[str]:
    """Whole lines that the text can become, the likeliest first."""
    if not is_command(text):
        return []
    name, space, argument = text[1:].partition(" ")
    if not space:
        return [f"/{spec.name}" + (" " if spec.argument else "") for spec in COMMANDS if spec.name.startswith(name)]
    spec = BY_NAME.get(name)
    choices = spec.choices(names) if spec else ()
    return [f"/{name} {choice}" for choice in choices if choice.startswith(argument)]


def describe(text: str) -> str:
    """What the command that is being typed wants, for the line below it."""
    name, space, _ = text[1:].partition(" ")
    if space:
        return f"{BY_NAME[name].usage}   {BY_NAME[name].about}" if name in BY_NAME else ""
    fitting = [spec for spec in COMMANDS if spec.name.startswith(name)]
    if len(fitting) == 1:
        return f"{fitting[0].usage}   {fitting[0].about}"
    return "   ".join(spec.usage for spec in fitting)


def offers(names: Names) -> list[tuple[str, str]]:
    """Every command that can be given now with what it does, for the palette."""
    return [
        (f"/{spec.name} {choice}".rstrip(), spec.about) for spec in COMMANDS for choice in spec.choices(names) or ("",)
    ]
