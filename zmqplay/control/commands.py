r"""The commands that act on a source: one table for the input line, the palette and `run --at`.

    /rate 200   /rate max producer-1   /burst 1000   /work worker-2 200ms 50ms   /kill worker-2   /restart worker-2

Each command returns a sentence that says what it did, and the commands that would undo it.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from zmqplay import faults
from zmqplay.control import acts, arguments
from zmqplay.control.absent import part_of, why_absent
from zmqplay.control.arguments import (
    ADDRESS,
    BINDER,
    COUNT,
    ENDED,
    FROZEN,
    JITTER,
    LIVING,
    MS,
    NUMBER,
    OPTION,
    RATE,
    ROLE,
    ROLE_OR_NODE,
    SAID,
    SIZE,
    SPEAKER,
    SUBSCRIBER,
    TALKER,
    TEXT,
    TOPIC,
    UNFROZEN,
    VALUE,
    WIRE,
    Argument,
)  # fmt: skip
from zmqplay.control.refused import CommandError
from zmqplay.control.source import Commandable, Controls, Need, NodeControls, SpeechControls, WiringControls
from zmqplay.control.vocabulary import Vocabulary, vocabulary_of
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import some

__all__ = ["BY_NAME", "COMMANDS", "Command", "CommandError", "Done", "Spec", "do", "give", "parse", "why_not"]


def _nothing(*_: object) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Spec:
    """One row of the table."""

    name: str
    arguments: tuple[Argument, ...]
    about: str
    needs: Need
    """The part of Controls that the command acts on."""
    act: Callable[..., str]
    """Given that part and the arguments' values: does the command, and returns a sentence about it."""
    undo: Callable[..., str] = _nothing
    """Given that part, the traffic and the same values, before `act`: returns the commands to undo it, a line each."""
    sets: bool = False
    """The command sets something, and `undo` is the same command with what is set now: if it is the same after `act`,
    the command has changed nothing."""
    optional: int = 0
    """How many arguments at the end may be left out."""
    is_fatal: bool = False
    """The command ends the node that is its first argument."""

    @property
    def usage(self) -> str:
        """The command's syntax: `/work ROLE|NODE MS [JITTER]`."""
        least = len(self.arguments) - self.optional
        words = [a.usage if at < least else f"[{a.usage}]" for at, a in enumerate(self.arguments)]
        return " ".join((f"/{self.name}", *words))


class Command(NamedTuple):
    """A parsed command."""

    spec: Spec
    values: tuple[Any, ...]

    @property
    def dies(self) -> str:
        """The name of the node that the command ends; empty for most commands."""
        return str(self.values[0]) if self.spec.is_fatal else ""


class Done(NamedTuple):
    """What a command did."""

    says: str
    undo: str
    """The commands to `give` to undo this, without the slash, a line each; empty if none can, or if nothing changed."""


COMMANDS: tuple[Spec, ...] = (
    Spec("rate", (RATE, TALKER), "messages a second of each speaking node, or of one; max or off",
         "messages", acts.rate, acts.undo_rate, sets=True, optional=1),
    Spec("burst", (NUMBER, TALKER), "send a number of messages at once", "messages", acts.burst, optional=1),
    Spec("message", (TEXT,), "the text of generated messages; without a text, those of the roles",
         "messages", acts.message, acts.undo_message, sets=True, optional=1),
    Spec("size", (SIZE,), "pad each body to a number of bytes", "messages", acts.size, acts.undo_size, sets=True),
    Spec("send", (SPEAKER, SAID), "say a message as a node; @FILE as its last frame sends a file", "speech", acts.send),
    Spec("eof", (SPEAKER,), "end the standard input of a traced program", "input", acts.end_input),
    Spec("add", (ROLE,), "start one more node", "nodes", acts.add, acts.undo_add),
    Spec("nodes", (ROLE, COUNT), "how many nodes of a role there are", "nodes", acts.scale, acts.undo_scale, sets=True),
    Spec("stop", (LIVING,), "end a node as a well-behaved program ends", "nodes", acts.stop, acts.undo_end),
    Spec("kill", (LIVING,), "end a node at once (SIGKILL)", "nodes", acts.kill, acts.undo_end, is_fatal=True),
    Spec("restart", (ENDED,), "start a node again under its name; end it first if it lives", "nodes", acts.restart),
    Spec("freeze", (UNFROZEN,), "let a node stand still (SIGSTOP), its connections open",
         "nodes", acts.freeze, acts.undo_freeze),
    Spec("thaw", (FROZEN,), "thaw a frozen node (SIGCONT)", "nodes", acts.thaw, acts.undo_thaw),
    Spec("work", (ROLE_OR_NODE, MS, JITTER), "how long a task takes, plus or minus a jitter, at a node or a role",
         "work", acts.work, acts.undo_work, sets=True, optional=1),
    Spec("fail", (LIVING,), "let a node raise an exception at its next task", "work", acts.fail, is_fatal=True),
    Spec("subscribe", (SUBSCRIBER, TOPIC), r'subscribe a running node; "" to everything, \x00 is a byte',
         "wiring", acts.subscribe, acts.undo_subscribe),
    Spec("unsubscribe", (SUBSCRIBER, TOPIC), "take a subscription back",
         "wiring", acts.unsubscribe, acts.undo_unsubscribe),
    Spec("option", (ROLE_OR_NODE, OPTION, VALUE), "a socket option; default takes it back",
         "wiring", acts.option, acts.undo_option, sets=True),
    Spec("wire", (WIRE, ADDRESS), "where a wire runs: tcp, ipc or an address of your own; its nodes restart",
         "wiring", acts.wire, acts.undo_wire, sets=True),
    Spec("bind", (WIRE, BINDER), "which role binds a wire; the other connects",
         "wiring", acts.bind, acts.undo_bind, sets=True),
)  # fmt: skip
BY_NAME = {spec.name: spec for spec in COMMANDS}


def parse(text: str, vocabulary: Vocabulary) -> Command:
    """Parse a command, with or without its slash; raise CommandError, with one sentence, if that fails.

    Whether a node exists is checked only when the command is done.
    """
    name, _, rest = text.strip().removeprefix("/").strip().partition(" ")
    spec = BY_NAME.get(name.lower())
    if spec is None:
        near = difflib.get_close_matches(name.lower(), BY_NAME, n=1, cutoff=0.5)
        known = f"did you mean /{near[0]}?" if near else f"there are {', '.join(f'/{known}' for known in BY_NAME)}."
        raise CommandError(f"there is no command {f'/{name[:20]}'!r}: {known}")
    try:
        words = arguments.split(rest.strip(), spec.arguments)
        _check_number(spec, words)
        read = zip(spec.arguments, words, strict=False)
        return Command(spec, tuple(argument.read(word, words, vocabulary) for argument, word in read))
    except CommandError:
        raise
    except ValueError as error:
        raise CommandError(f"/{spec.name}: {error}") from None


def _check_number(spec: Spec, words: list[str]) -> None:
    wanted = spec.arguments[: len(spec.arguments) - spec.optional]
    if missing := [argument.usage for argument in wanted[len(words) :]]:
        is_or_are = "is" if len(missing) == 1 else "are"
        raise CommandError(f"{some(missing)} {is_or_are} missing in {spec.usage}: {spec.about}.")
    if len(words) > len(spec.arguments):
        extra = " ".join(words[len(spec.arguments) :])
        raise CommandError(f"{spec.usage} takes no more than that, so not {extra!r}.")


def give(source: Commandable, text: str) -> Done:
    """Do the commands in `text`, one a line; raise CommandError, with one sentence, if one cannot be done."""
    done = [do(source.controls, source.traffic, parse(line, vocabulary_of(source))) for line in text.split("\n")]
    undo = "\n".join(each.undo for each in reversed(done) if each.undo)
    return Done("; ".join(each.says for each in done), undo)


def do(controls: Controls | None, traffic: Traffic, command: Command) -> Done:
    """Do one command; raise CommandError, with one sentence, if it cannot be done."""
    spec, values = command
    part = _part(controls, spec.needs)
    why = why_not(controls, spec)
    if part is None or why:
        raise CommandError(why)
    try:
        before = spec.undo(part, traffic, *values)
        says = spec.act(part, *values)
        is_as_before = spec.sets and spec.undo(part, traffic, *values) == before
        return Done(says, "" if is_as_before else before)
    except ValueError as error:
        raise CommandError(str(error)) from None
    except Exception as error:  # the last line of defence: one command must not end a session
        raise CommandError(faults.caught(error, f"do /{spec.name}")) from error


def why_not(controls: Controls | None, spec: Spec) -> str:
    """Why a command cannot be done to a source, in one sentence; empty if it can be done."""
    return why_absent(controls, spec.needs, f"/{spec.name}")


def _part(controls: Controls | None, need: Need) -> NodeControls | SpeechControls | WiringControls | None:
    if controls is None:
        return None
    parts = {"nodes": controls.nodes, "speech": controls.speech, "wiring": controls.wiring}
    return parts.get(part_of(need))  # no command acts on the code
