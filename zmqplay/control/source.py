"""A source: what can be looked at (a pattern being played, traced programs, a recording), and what can be done to it.

The screen, `run` and the bench see only this. One thread owns a source: it calls `drain` and reads the traffic; `open`
and `close` take a moment and may be called in another thread, before the first `drain` and after the last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from zmqplay.control.guide import Guide
    from zmqplay.model.doctor import Doctor
    from zmqplay.model.traffic import Traffic

Rate = float | None
"""Messages a second; 0 for none, None for as fast as possible."""

Need = Literal["nodes", "speech", "wiring", "code", "messages", "work", "input"]
"""The parts of `Controls`; and what a part may refuse.

These are `messages` that are made here, the `work` of nodes, and the end of a program's `input`.
"""


class Phase(StrEnum):
    """The phases of a source."""

    STARTING = "starting"
    """Nodes are being started, or have not met yet."""
    LIVE = "live"
    FAILED = "failed"
    """The source could not be opened."""
    DISCONNECTED = "disconnected"
    """Nothing arrives any more, though the source was not ended."""
    OVER = "over"
    """The source was ended, or a recording is at its end."""


class State(NamedTuple):
    """A phase, and the reason for it."""

    phase: Phase
    why: str = ""
    """A sentence, if the source failed or is disconnected."""


class NodeControls(Protocol):
    """The actions on nodes. Each raises Refused, a ValueError, if it cannot be done; the text says why."""

    def add(self, role: str) -> str:
        """Start one more node of a role, and return its name."""

    def next_name(self, role: str) -> str: ...

    def scale(self, role: str, count: int) -> None:
        """Start or stop nodes of a role until `count` are alive, 0 to 64."""

    def count_of(self, role: str) -> int:
        """The number of nodes of a role that live and have not been told to end."""

    def stop(self, name: str) -> None: ...

    def kill(self, name: str) -> None: ...

    def freeze(self, name: str) -> None: ...

    def thaw(self, name: str) -> None: ...

    def restart(self, name: str) -> None: ...

    def set_work(self, target: str, ms: float, jitter_ms: float = 0.0) -> None:
        """Let each task of a role or node take `ms`, plus or minus `jitter_ms`."""

    def work_of(self, target: str) -> tuple[float, float]:
        """Work time and jitter of a role or node, in milliseconds."""

    def fail(self, name: str) -> None: ...


class SpeechControls(Protocol):
    """The actions on what nodes send. Each raises Refused if it cannot be done; the text says why."""

    @property
    def speakers(self) -> Sequence[str]:
        """The living nodes that can send what the user types; those that generate traffic first."""

    @property
    def rate(self) -> Rate:
        """The rate at which each speaking node generates traffic."""

    @property
    def message(self) -> str:
        """The text of generated messages; empty for the messages that the roles declare."""

    @property
    def size(self) -> int:
        """Bytes to which bodies are padded."""

    def rate_of(self, node: str) -> Rate: ...

    def send(self, node: str, text: str, body: bytes | None = None) -> None: ...

    def end_input(self, node: str) -> None:
        """End the standard input of a program."""

    def set_rate(self, rate: Rate, node: str = "") -> None: ...

    def burst(self, count: int, node: str = "") -> None: ...

    def set_message(self, text: str = "") -> None: ...

    def set_size(self, size: int) -> None: ...


class WiringControls(Protocol):
    """The actions on sockets and wires. A returned sentence says how the change takes effect; Refused says why not."""

    def address_of(self, wire: str) -> str: ...

    def topics_of(self, node: str) -> list[bytes]: ...

    def option_of(self, target: str, name: str) -> int | bytes | None:
        """A socket option's value, if it was set for exactly this role or node; else None."""

    def options_of(self, node: str) -> dict[str, int | bytes]:
        """The socket options that were set for a node or for its role, by libzmq's name."""

    def default_of(self, name: str, type_: str) -> int | bytes:
        """libzmq's value of an option on a new socket of a type."""

    def subscribe(self, name: str, topic: bytes) -> None: ...

    def unsubscribe(self, name: str, topic: bytes) -> None: ...

    def set_option(self, target: str, name: str, value: int | bytes | None) -> str:
        """Set a socket option of a role or node; None takes the setting back."""

    def set_endpoint(self, wire: str, address: str) -> str:
        """Move a wire to an address, or to a default for `tcp` or `ipc`."""

    def turn(self, wire: str, role: str) -> str:
        """Let this role bind the wire, and the other role connect."""


class Place(NamedTuple):
    """A line of a file."""

    path: str
    line: int
    is_new: bool = False
    """The file was written just now."""


class CodeControls(Protocol):
    """The actions on the code that the nodes run, where it stands in a file. Refused says why something cannot be done.

    What keeps the file, as it is now, from being played is in the guide: `Guide.broken`.
    """

    def look(self) -> str:
        """Look whether the file has changed, and if so let nodes restart with the new code.

        A sentence says what that did; empty if nothing has changed, or if the file cannot be played.
        """

    def place_of(self, role: str) -> Place:
        """Where a role's source stands; a pattern of zmqplay's own is first written to a new file, and played on."""


class Controls(Protocol):
    """The actions on a source, in four parts, each of which may be absent."""

    @property
    def nodes(self) -> NodeControls | None: ...

    @property
    def speech(self) -> SpeechControls | None: ...

    @property
    def wiring(self) -> WiringControls | None: ...

    @property
    def code(self) -> CodeControls | None: ...

    @property
    def refused(self) -> Mapping[Need, str]:
        """What cannot be done though its part exists, each with the reason."""


class Commandable(Protocol):
    """The part of a source that commands need; every `Source` has it."""

    @property
    def guide(self) -> Guide: ...

    @property
    def traffic(self) -> Traffic: ...

    @property
    def controls(self) -> Controls | None: ...


class Source(Protocol):
    """What the screen shows: its traffic, its state, and how to control it."""

    @property
    def guide(self) -> Guide:
        """The present guide: it changes when a wire is turned around, and with the code."""

    @property
    def traffic(self) -> Traffic:
        """Read only."""

    @property
    def doctor(self) -> Doctor:
        """Read only."""

    @property
    def now_ns(self) -> int:
        """The source's present time, on the clock of the facts. A recording has its own."""

    @property
    def wall_offset_ns(self) -> int:
        """The offset that turns a fact's time into nanoseconds since 1970."""

    @property
    def state(self) -> State: ...

    @property
    def controls(self) -> Controls | None:
        """None where nothing can be done, as with a recording."""

    def open(self) -> None:
        """Begin. Takes a moment, callable in any thread; a failure is raised, and is then in `state`."""

    def drain(self, budget_s: float) -> None:
        """Take what has arrived, for at most `budget_s`, and let time pass in the traffic."""

    def close(self) -> None:
        """End everything, and leave nothing behind. Takes up to half a second, callable in any thread."""
