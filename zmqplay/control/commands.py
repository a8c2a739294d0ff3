r"""The commands that take hold of a session: of the input line, of the palette and of `run --at`, from one table.

    /rate 200   /rate max producer-1   /burst 1000   /work worker-2 200ms 50ms   /kill worker-2   /restart worker-2

Each says in a sentence what it did, and what would undo it, as another command.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from zmqplay.control import arguments
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
    plain,
    quoted,
    rate_in_words,
    work_in_words,
)  # fmt: skip
from zmqplay.control.controls import Playable
from zmqplay.patterns.pattern import Pattern


class CommandError(ValueError):
    """The text is no command, or it cannot be done; the sentence says why, and what could be."""


@dataclass(frozen=True, slots=True)
class Spec:
    """One row of the table."""

    name: str
    arguments: tuple[Argument, ...]
    about: str
    act: str
    """The method of the session that does it."""
    says: str | Callable[..., str]
    """What it did, unless the method says it: `{0}` is the first argument as it was typed; a function gets values."""
    undo: Callable[..., str]
    """Called before `act` with the same; the commands that take it back, a line each, or nothing."""
    optional: int = 0
    """So many arguments at the end may be left out."""

    @property
    def usage(self) -> str:
        """How it is typed: `/work ROLE|NODE MS [JITTER]`."""
        least = len(self.arguments) - self.optional
        words = [a.usage if at < least else f"[{a.usage}]" for at, a in enumerate(self.arguments)]
        return " ".join((f"/{self.name}", *words))


class Command(NamedTuple):
    """A command as it was understood."""

    spec: Spec
    words: tuple[str, ...]
    values: tuple[Any, ...]


class Done(NamedTuple):
    """What a command did."""

    says: str
    undo: str
    """What to `give` to take it back: commands without the slash, a line each; empty if none can."""


def _nothing(*_: object) -> str:
    return ""


def _work_before(session: Playable, target: str, *_: object) -> str:
    ours = [node.name for node in session.traffic.nodes.values() if node.role == target and node.state.alive]
    own = [name for name in ours if session.work_of(name) != session.work_of(target)]
    times = {name: session.work_of(name) for name in (target, *own)}
    return "\n".join(f"work {name} {plain(ms)}ms {plain(jitter_ms)}ms" for name, (ms, jitter_ms) in times.items())


def _rate_before(session: Playable, _rate: object, node: str = "") -> str:
    own = [] if node else [name for name in session.speakers if session.rate_of(name) != session.rate]
    before = {name: session.rate_of(name) if name else session.rate for name in (node, *own)}
    typed = {name: "max" if rate is None else plain(rate) for name, rate in before.items()}
    return "\n".join(f"rate {rate} {name}".rstrip() for name, rate in typed.items())


def _option_before(session: Playable, target: str, name: str, _value: object) -> str:
    before = session.option_of(target, name)
    return f"option {target} {name} {'default' if before is None else quoted(arguments.as_typed(before))}"


def _nodes_before(session: Playable, role: str, _count: object) -> str:
    return f"nodes {role} {sum(n.role == role and n.state.alive for n in session.traffic.nodes.values())}"


COMMANDS: tuple[Spec, ...] = (
    Spec("rate", (RATE, TALKER), "messages a second of each speaking node, or of one; max or off",
         "set_rate", rate_in_words, _rate_before, optional=1),
    Spec("burst", (NUMBER, TALKER), "so many messages at once", "burst", "{0} messages at once", _nothing, optional=1),
    Spec("message", (TEXT,), "what traffic is made of; nothing for what the roles say",
         "set_message", lambda text="": f"traffic is made of: {text or 'what the roles say'}",
         lambda s, _="": f"message {s.message}".rstrip(), optional=1),
    Spec("size", (SIZE,), "pad each body to so many bytes", "set_size", "bodies have at least {0} bytes",
         lambda s, _: f"size {s.size}"),
    Spec("send", (SPEAKER, TEXT), "say a message as a node", "send", "{0} says it", _nothing),
    Spec("add", (ROLE,), "start one more node", "add", "{result} starts", lambda s, role: f"stop {s.next_name(role)}"),
    Spec("nodes", (ROLE, COUNT), "how many nodes of a role there are", "scale", "{1} of the role {0}", _nodes_before),
    Spec("stop", (LIVING,), "end a node as a well-behaved program ends", "stop", "{0} is stopped",
         lambda _, name: f"restart {name}"),
    Spec("kill", (LIVING,), "end a node at once (SIGKILL)", "kill",
         "{0} is killed; what it had not received yet is lost", lambda _, name: f"restart {name}"),
    Spec("restart", (ENDED,), "start a node again under its name; end it first if it lives", "restart",
         "{0} starts again", _nothing),
    Spec("freeze", (UNFROZEN,), "let a node stand still (SIGSTOP), its connections open", "freeze",
         "{0} is frozen; its connections stay open", lambda _, name: f"thaw {name}"),
    Spec("thaw", (FROZEN,), "let a frozen node go on (SIGCONT)", "thaw", "{0} goes on",
         lambda _, name: f"freeze {name}"),
    Spec("work", (ROLE_OR_NODE, MS, JITTER), "what a task takes, give or take, at a node or a role",
         "set_work", work_in_words, _work_before, optional=1),
    Spec("fail", (LIVING,), "let a node raise an exception at its next task", "fail",
         "{0} will fail at its next task", _nothing),
    Spec("subscribe", (SUBSCRIBER, TOPIC), 'subscribe a running node; "" to everything',
         "subscribe", "{0} subscribes to {1}", lambda _, name, topic: f"unsubscribe {name} {quoted(topic)}"),
    Spec("unsubscribe", (SUBSCRIBER, TOPIC), "take a subscription back", "unsubscribe",
         "{0} no longer subscribes to {1}", lambda _, name, topic: f"subscribe {name} {quoted(topic)}"),
    Spec("option", (ROLE_OR_NODE, OPTION, VALUE), "a socket option; default takes it back",
         "set_option", "", _option_before),
    Spec("wire", (WIRE, ADDRESS), "where a wire runs: tcp, ipc or an address of your own; its nodes restart",
         "set_endpoint", "", lambda s, wire, _: f"wire {wire} {s.address_of(wire)}"),
    Spec("bind", (WIRE, BINDER), "which role binds a wire; the other connects",
         "turn", "", lambda s, wire, _: f"bind {wire} {s.pattern.wire(wire).bind.role}"),
)  # fmt: skip
BY_NAME = {spec.name: spec for spec in COMMANDS}


def parse(text: str, pattern: Pattern) -> Command:
    """Understand the text of a command, with or without its slash; CommandError with one sentence otherwise.

    Whether a node is there is known only when it is done.
    """
    name, _, rest = text.strip().removeprefix("/").strip().partition(" ")
    spec = BY_NAME.get(name.lower())
    if spec is None:
        near = difflib.get_close_matches(name.lower(), BY_NAME, n=1, cutoff=0.5)
        known = f"did you mean /{near[0]}?" if near else f"there are {', '.join(f'/{known}' for known in BY_NAME)}"
        raise CommandError(f"there is no command {f'/{name[:20]}'!r}: {known}")
    try:
        words = arguments.split(rest.strip(), spec.arguments)
        if len(words) < len(spec.arguments) - spec.optional:
            raise CommandError(f"{spec.usage}: {spec.about}")
        if len(words) > len(spec.arguments):
            extra = " ".join(words[len(spec.arguments) :])
            raise CommandError(f"{spec.usage} takes no more than that, so not {extra!r}")
        values = [argument.read(word, words, pattern) for argument, word in zip(spec.arguments, words, strict=False)]
    except CommandError:
        raise
    except ValueError as error:
        raise CommandError(f"/{spec.name}: {error}") from None
    return Command(spec, tuple(words), tuple(values))


def give(session: Playable, text: str) -> Done:
    """Do what the text commands, one command a line; CommandError with one sentence if it cannot be."""
    done = [do(session, parse(line, session.pattern)) for line in text.split("\n")]
    undo = "\n".join(each.undo for each in reversed(done) if each.undo)
    return Done("; ".join(each.says for each in done), undo)


def do(session: Playable, command: Command) -> Done:
    """Do it; CommandError with one sentence if it cannot be."""
    spec = command.spec
    try:
        undo = spec.undo(session, *command.values)
        result = getattr(session, spec.act)(*command.values)
    except ValueError as error:
        raise CommandError(str(error)) from None
    if not isinstance(spec.says, str):
        return Done(spec.says(*command.values), undo)
    return Done(spec.says.format(*command.words, "", result=result) or result, undo)
