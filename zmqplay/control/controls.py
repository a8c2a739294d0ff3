"""What the commands and the screens need of a session, and nothing more, so that a test can play one without a process.

What cannot be done raises ValueError with a sentence that names the cause and the mend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from zmqplay.model.doctor import Doctor
    from zmqplay.model.traffic import Traffic
    from zmqplay.patterns.pattern import Pattern

Rate = float | None
"""Messages a second; 0 for none, None for as fast as it goes."""


class Playable(Protocol):
    """One pattern being played. Everything is called on the screen's thread unless it says otherwise."""

    @property
    def pattern(self) -> Pattern:
        """As it is played now: a wire may have been turned round since."""

    @property
    def traffic(self) -> Traffic: ...

    @property
    def doctor(self) -> Doctor: ...

    @property
    def notices(self) -> list[str]:
        """Sentences for the user, e.g. that a port was taken; it grows."""

    @property
    def ready(self) -> bool:
        """All nodes run and have met."""

    @property
    def speakers(self) -> list[str]:
        """The living nodes that can send, those that speak first."""

    # --- what was set

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

    def work_of(self, target: str) -> tuple[float, float]:
        """Work time and jitter of a role or node, in milliseconds."""

    def topics_of(self, node: str) -> list[str]: ...

    def option_of(self, target: str, name: str) -> int | bytes | None:
        """A socket option of a role or node, if it was set for exactly that one."""

    def options_of(self, node: str) -> dict[str, int | bytes]:
        """The socket options that were set for a node or its role, by libzmq's name."""

    def address_of(self, wire: str) -> str: ...

    def next_name(self, role: str) -> str:
        """What the next node of a role will be called."""

    # --- from start to end

    def launch(self) -> None:
        """Start the nodes. Blocks, so it has a thread of its own."""

    def drain(self, budget_s: float) -> None:
        """Take the reports that have come, for at most that long, and let time pass in the traffic."""

    def close(self) -> None:
        """End all nodes. Blocks up to half a second, so it has a thread."""

    # --- what can be done; each at once, none waits

    def send(self, node: str, text: str) -> None: ...

    def set_rate(self, rate: Rate, node: str = "") -> None: ...

    def burst(self, count: int, node: str = "") -> None: ...

    def set_message(self, text: str = "") -> None: ...

    def set_size(self, size: int) -> None: ...

    def add(self, role: str) -> str:
        """Start one more node, and give its name."""

    def scale(self, role: str, count: int) -> None:
        """Let a role have so many living nodes, 0 to 64."""

    def stop(self, name: str) -> None: ...

    def kill(self, name: str) -> None: ...

    def restart(self, name: str) -> None: ...

    def freeze(self, name: str) -> None: ...

    def thaw(self, name: str) -> None: ...

    def set_work(self, target: str, ms: float, jitter_ms: float = 0.0) -> None: ...

    def fail(self, name: str) -> None: ...

    def subscribe(self, name: str, topic: str) -> None: ...

    def unsubscribe(self, name: str, topic: str) -> None: ...

    def set_option(self, target: str, name: str, value: int | bytes | None) -> str:
        """Set a socket option of a role or node, or take it back; the sentence says how that takes effect."""

    def set_endpoint(self, wire: str, address: str) -> str:
        """Let a wire run at `tcp`, `ipc` or an address; the sentence says what restarts."""

    def turn(self, wire: str, role: str) -> str:
        """Let this role bind the wire; the sentence says what restarts."""
