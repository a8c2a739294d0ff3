"""What can be looked at (a pattern being played, traced programs, a recording, a remote host), and what can be done.

The screen, `run` and the bench see only this. One thread owns a source: it calls `drain` and reads the traffic; `open`
and `close` take a moment and may be called in another thread, before the first `drain` and after the last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from zmqplay.model.doctor import Doctor
    from zmqplay.model.traffic import Traffic

Rate = float | None
"""Messages a second; 0 for none, None for as fast as it goes."""

Need = Literal["nodes", "speech", "wiring"]
"""The parts of `Controls`."""


class Phase(StrEnum):
    """How far a source is."""

    STARTING = "starting"
    """Its nodes are being started, or have not met yet."""
    LIVE = "live"
    FAILED = "failed"
    """It could not be opened."""
    DISCONNECTED = "disconnected"
    """Nothing comes any more, and nobody has ended it."""
    OVER = "over"
    """It was ended, or a recording is at its end."""


class State(NamedTuple):
    """A phase, and why."""

    phase: Phase
    why: str = ""
    """A sentence, where it failed or is disconnected."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The source code that a role runs."""

    path: str
    """The file, as it is shown."""
    first_line: int
    """The number of the first line in the file."""
    text: str


@dataclass(frozen=True, slots=True)
class RoleGuide:
    """What can be known of a role before its nodes run."""

    name: str
    speaks: bool = False
    """Its nodes send what the user types and generated traffic."""
    answers: bool = False
    """Its nodes can send what the user types, and make no traffic by themselves."""
    messages: tuple[str, ...] = ()
    """What its nodes say, in turn, unless the user says otherwise."""
    has_topics: bool = False
    """Its nodes subscribe."""
    listing: Listing | None = None
    """None where the source code is not known."""
    count: int = 1
    """Nodes that the source starts with, unless the user says otherwise."""
    most: int = 64
    """Nodes that there can be."""


@dataclass(frozen=True, slots=True)
class Guide:
    """What belongs to a source beside its traffic: what one reads, and which panes tell most."""

    name: str
    title: str
    panes: tuple[str, ...] = ()
    """Beside Topology, Messages and Frames; the most telling first."""
    lesson: str = ""
    """Markdown; empty where there is none."""
    roles: Mapping[str, RoleGuide] = field(default_factory=dict)


class NodeControls(Protocol):
    """What can be done to nodes. Refused, a ValueError, says why something cannot be."""

    def add(self, role: str) -> str:
        """Start one more node of a role; its name."""

    def next_name(self, role: str) -> str:
        """What the next node of a role will be called."""

    def scale(self, role: str, count: int) -> None:
        """Let a role have `count` living nodes, 0 to 64."""

    def stop(self, name: str) -> None: ...

    def kill(self, name: str) -> None: ...

    def freeze(self, name: str) -> None: ...

    def thaw(self, name: str) -> None: ...

    def restart(self, name: str) -> None: ...

    def set_work(self, target: str, ms: float, jitter_ms: float = 0.0) -> None:
        """Let work take this long at a role or node, give or take the jitter."""

    def work_of(self, target: str) -> tuple[float, float]:
        """Work time and jitter of a role or node, in milliseconds."""

    def fail(self, name: str) -> None:
        """Let a node's role raise at its next task."""


class SpeechControls(Protocol):
    """What nodes can be made to say. Refused says why something cannot be."""

    @property
    def speakers(self) -> Sequence[str]:
        """The living nodes that can send what the user types; those that make traffic by themselves first."""

    @property
    def rate(self) -> Rate:
        """Of the traffic that each speaking node makes."""

    @property
    def message(self) -> str:
        """What traffic is made of; empty for what the roles declare."""

    @property
    def size(self) -> int:
        """Bytes to which bodies are padded."""

    def rate_of(self, node: str) -> Rate: ...

    def send(self, node: str, text: str) -> None: ...

    def set_rate(self, rate: Rate, node: str = "") -> None: ...

    def burst(self, count: int, node: str = "") -> None: ...

    def set_message(self, text: str = "") -> None: ...

    def set_size(self, size: int) -> None: ...


class WiringControls(Protocol):
    """What can be done to sockets and wires. A returned sentence says how it takes effect; Refused says why not."""

    def address_of(self, wire: str) -> str: ...

    def topics_of(self, node: str) -> list[str]:
        """The subscriptions of a node."""

    def option_of(self, target: str, name: str) -> int | bytes | None:
        """A socket option, if it was set for exactly this role or node."""

    def options_of(self, node: str) -> dict[str, int | bytes]:
        """The socket options that were set for a node or its role, by libzmq's name."""

    def default_of(self, name: str, type_: str) -> int | bytes:
        """libzmq's value of an option on a fresh socket of a type."""

    def subscribe(self, name: str, topic: str) -> None: ...

    def unsubscribe(self, name: str, topic: str) -> None: ...

    def set_option(self, target: str, name: str, value: int | bytes | None) -> str:
        """Set a socket option of a role or node, or take it back (None)."""

    def set_endpoint(self, wire: str, address: str) -> str:
        """Let a wire run at `tcp`, `ipc` or an address."""

    def turn(self, wire: str, role: str) -> str:
        """Let this role bind the wire, and the other connect."""


class Controls(Protocol):
    """What can be done to a source, in three parts, each of which may be absent."""

    @property
    def nodes(self) -> NodeControls | None: ...

    @property
    def speech(self) -> SpeechControls | None: ...

    @property
    def wiring(self) -> WiringControls | None: ...


class Commandable(Protocol):
    """What commands need of a source; every `Source` is one."""

    @property
    def guide(self) -> Guide: ...

    @property
    def traffic(self) -> Traffic: ...

    @property
    def controls(self) -> Controls | None: ...


class Source(Protocol):
    """What the screen looks at."""

    @property
    def guide(self) -> Guide:
        """As it is now: a wire may have been turned round."""

    @property
    def traffic(self) -> Traffic:
        """Read only."""

    @property
    def doctor(self) -> Doctor:
        """Read only."""

    @property
    def now_ns(self) -> int:
        """The time at the source: that of the facts. A recording has its own."""

    @property
    def wall_offset_ns(self) -> int:
        """What is added to a fact's time to make it nanoseconds since 1970."""

    @property
    def state(self) -> State: ...

    @property
    def controls(self) -> Controls | None:
        """None where nothing can be done, as to a recording."""

    def open(self) -> None:
        """Begin. It takes a moment, in any thread; what went wrong is raised, and then `state` says so."""

    def drain(self, budget_s: float) -> None:
        """Take what has come, for at most that long, and let time pass in the traffic."""

    def close(self) -> None:
        """End everything, and leave nothing behind. It takes up to half a second, in any thread."""
