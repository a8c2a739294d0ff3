r"""Completion and explanation of /commands, for the input line and the palette, from the table of commands.

The screen adds four commands of its own: `/undo`, `/note`, `/help` and `/quit`.
A message that begins with a slash is typed with a backslash in front: `\/hello`.
"""

from __future__ import annotations

from collections.abc import Sequence

from zmqplay.control.arguments import BadArgument, split
from zmqplay.control.commands import BY_NAME, COMMANDS, Spec, why_not
from zmqplay.control.source import Rate, Source
from zmqplay.control.typed import quoted

OF_THE_SCREEN = {
    "undo": "undo the last command that can be undone",
    "note": "note a TEXT at the selected message, or the newest, and mark it; without a text the note is taken off",
    "help": "all keys, commands and the message syntax",
    "quit": "end the nodes and leave zmqplay",
}
TAKE_TEXT = ("note",)
"""Commands of the screen that are followed by a text."""
MEANT = {"exit": "quit", "q": "quit", "q!": "quit", "bye": "quit"}
"""Words for which other programs have commands, and the command that does the same here."""
ABOUT = {f"/{name}": about for name, about in OF_THE_SCREEN.items()}
NAMED = ("ROLE", "NODE", "ROLE|NODE", "WIRE")
"""Arguments that must be an existing name; the others are free."""

RATES: tuple[Rate, ...] = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, None)
"""The rates through which the keys step, in messages a second for each speaking node; None is flat out."""


def slower(rate: Rate) -> Rate:
    """The next lower rate."""
    lower = [step for step in RATES if step is not None and (rate is None or step < rate)]
    return lower[-1] if lower else 0.0


def faster(rate: Rate) -> Rate:
    """The next higher rate."""
    if rate is None:
        return None
    return next((step for step in RATES if step is None or step > rate), None)


def is_command(text: str) -> bool:
    """Whether the text is a command, rather than a message."""
    return text.startswith("/")


def as_message(text: str) -> str:
    r"""The text of a message; the backslash of a leading `\/` is removed."""
    return text[1:] if text.startswith("\\/") else text


def usages() -> list[tuple[str, str]]:
    """For each command, how it is typed, and its effect."""
    own = [(f"/{name} TEXT" if name in TAKE_TEXT else f"/{name}", about) for name, about in OF_THE_SCREEN.items()]
    return [(spec.usage, spec.about) for spec in COMMANDS] + own


def completions(text: str, source: Source) -> list[str]:
    """Whole lines that complete the text, the likeliest first."""
    if not is_command(text):
        return []
    name, space, rest = text[1:].partition(" ")
    if not space:
        names = [f"/{spec.name} " for spec in COMMANDS] + [
            f"{line} " if line[1:] in TAKE_TEXT else line for line in ABOUT
        ]
        return [line for line in names if line.startswith(text)]
    before, last = _parted(rest)
    return [f"/{name} {before}{choice}" for choice in _choices(name, before, source) if choice.startswith(last)]


def _parted(rest: str) -> tuple[str, str]:
    """The text before the word that is being typed, and that word."""
    before, space, last = rest.rpartition(" ")
    return before + space, last


def _choices(name: str, before: str, source: Source) -> list[str]:
    """The possible values of the argument `name`, after the arguments in `before`."""
    spec = BY_NAME.get(name)
    if spec is None or why_not(source.controls, spec):
        return []
    try:
        words = split(before.strip(), spec.arguments)
    except BadArgument:
        return []
    if len(words) >= len(spec.arguments):
        return []
    argument = spec.arguments[len(words)]
    return [choice if argument.is_rest else quoted(choice) for choice in argument.choices(source, words)]


def describe(text: str) -> str:
    """The remaining arguments of the command that is being typed, and its effect."""
    name, space, _ = text[1:].partition(" ")
    if space:
        return next((f"{usage}   {about}" for usage, about in usages() if usage.split()[0] == f"/{name}"), "")
    fitting = [(usage, about) for usage, about in usages() if usage.startswith(text)]
    if len(fitting) == 1:
        return "   ".join(fitting[0])
    return "  ".join(usage.split()[0] for usage, _ in fitting)


def offers(source: Source, most: int) -> list[tuple[str, str]]:
    """Commands that can be given now, each with its effect; at most `most` for one command, the likeliest first.

    A command that ends with a space is only a beginning, which the user completes freely.
    """
    can = [spec for spec in COMMANDS if not why_not(source.controls, spec)]
    return [(text, spec.about) for spec in can for text in _whole(spec, source)[:most]]


def _whole(spec: Spec, source: Source) -> list[str]:
    wanted = spec.arguments[: len(spec.arguments) - spec.optional]
    if not wanted or any(argument.usage not in NAMED for argument in wanted):
        return [f"/{spec.name} "]
    lines: list[tuple[str, Sequence[str]]] = [(f"/{spec.name}", ())]
    for argument in wanted:
        lines = [
            (f"{line} {quoted(word)}", (*words, word))
            for line, words in lines
            for word in argument.choices(source, words)
        ]
    return [line for line, _ in lines]
