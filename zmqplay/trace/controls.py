"""What can be done to traced programs: signals, one more of a command, and lines for their stdin."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence

from zmqplay.control.limits import MOST_NODES
from zmqplay.control.refused import Refused
from zmqplay.control.source import Need, Rate
from zmqplay.model.facts import Fact, Frozen, Stopping, Thawed
from zmqplay.trace.cast import Cast, Member
from zmqplay.trace.code import TraceCode
from zmqplay.trace.commands import Command
from zmqplay.trace.living import lives

OWN = "what these programs send, and when, is their own"


class TraceControls:
    """The `Controls` of traced programs: their nodes, and their stdin. Their sockets can only be watched."""

    wiring = None
    refused: Mapping[Need, str] = {"messages": OWN, "work": "how long these programs work is their own"}

    def __init__(
        self,
        cast: Cast,
        commands: Mapping[str, Command],
        launch: Callable[[Member, Command], None],
        take: Callable[[Fact], None],
        code: TraceCode,
    ) -> None:
        """`launch` starts a node's command."""
        self.nodes = TraceNodes(cast, commands, launch, take)
        self.speech = TraceSpeech(cast)
        self.code = code


class TraceNodes:
    """The `NodeControls` of traced programs."""

    def __init__(
        self,
        cast: Cast,
        commands: Mapping[str, Command],
        launch: Callable[[Member, Command], None],
        take: Callable[[Fact], None],
    ) -> None:
        self._cast, self._commands, self._launch, self._take = cast, commands, launch, take

    def add(self, role: str) -> str:
        """Start the command of a role once more."""
        command = self._commands.get(role)
        if command is None:
            raise Refused(f"zmqplay has not started {role}, and does not know its command.")
        if self.count_of(role) >= MOST_NODES:
            raise Refused(f"{role}: there can be 0 to {MOST_NODES}.")
        member = self._cast.add(role)
        self._launch(member, command)
        return member.name

    def next_name(self, role: str) -> str:
        return self._cast.numbers.peek(role)

    def scale(self, role: str, count: int) -> None:
        """Start or stop nodes of a role until `count` are alive."""
        living = [one for one in self._cast.living() if one.role == role and not one.is_told]
        for member in living[count:]:
            self.stop(member.name)
        for _ in range(count - len(living)):
            self.add(role)

    def count_of(self, role: str) -> int:
        return sum(one.role == role and not one.is_told for one in self._cast.living())

    def stop(self, name: str) -> None:
        """Send SIGTERM."""
        member = self._living(name)
        member.is_told = True
        self._take(Stopping(time.monotonic_ns(), name))
        self._signal(member, signal.SIGCONT)
        self._signal(member, signal.SIGTERM)

    def kill(self, name: str) -> None:
        """Send SIGKILL."""
        member = self._living(name)
        member.is_told = member.is_killed = True
        self._signal(member, signal.SIGKILL)

    def freeze(self, name: str) -> None:
        """Send SIGSTOP."""
        self._signal(self._living(name), signal.SIGSTOP)
        self._take(Frozen(time.monotonic_ns(), name))

    def thaw(self, name: str) -> None:
        """Send SIGCONT."""
        self._signal(self._living(name), signal.SIGCONT)
        self._take(Thawed(time.monotonic_ns(), name))

    def restart(self, name: str) -> None:
        """Start a node's command again, once it has ended."""
        member = self._known(name)
        if member.launched is None:
            raise Refused(f"zmqplay has not started {name}, and does not know its command.")
        if member.lives:
            self.stop(name)
            member.starts_again = True
        else:
            self._launch(member, member.launched.command)

    def set_work(self, target: str, ms: float, jitter_ms: float = 0.0) -> None:  # noqa: ARG002  # the protocol's
        raise Refused("how long these programs work is their own.")

    def work_of(self, target: str) -> tuple[float, float]:  # noqa: ARG002  # the protocol's
        return 0.0, 0.0

    def fail(self, name: str) -> None:
        raise Refused(f"{name} cannot be made to raise an exception; it can be killed.")

    def _known(self, name: str) -> Member:
        member = self._cast.members.get(name)
        if member is None:
            raise Refused(f"there is no {name}.")
        return member

    def _living(self, name: str) -> Member:
        member = self._known(name)
        if not member.lives:
            raise Refused(f"{name} has ended.")
        return member

    @staticmethod
    def _signal(member: Member, number: int) -> None:
        """Signal a node's process; one that zmqplay has not started may have ended, and its number be another's."""
        is_own = member.launched is not None and member.launched.pid == member.pid
        if not is_own and member.process is not None and not lives(member.pid, member.process.started):
            raise Refused(f"{member.name} has ended.")
        try:
            os.kill(member.pid, number)
        except ProcessLookupError:
            raise Refused(f"{member.name} has ended.") from None
        except PermissionError:
            raise Refused(f"{member.name} belongs to another user.") from None


class TraceSpeech:
    """What is typed goes to a program's stdin; nothing else can be changed."""

    rate: Rate = 0.0
    message = ""
    size = 0

    def __init__(self, cast: Cast) -> None:
        self._cast = cast

    @property
    def speakers(self) -> Sequence[str]:
        return [one.name for one in self._cast.living() if one.launched is not None]

    def rate_of(self, node: str) -> Rate:  # noqa: ARG002  # the protocol's
        return 0.0

    def send(self, node: str, text: str, body: bytes | None = None) -> None:  # noqa: ARG002  # the protocol's
        member = self._cast.members.get(node)
        if member is None or member.launched is None or not member.lives:
            raise Refused(f"{node} has no stdin here.")
        member.launched.type(text)

    def end_input(self, node: str) -> None:
        member = self._cast.members.get(node)
        if member is None or member.launched is None or not member.lives:
            raise Refused(f"{node} has no stdin here.")
        member.launched.end_input()

    def set_rate(self, rate: Rate, node: str = "") -> None:  # noqa: ARG002  # the protocol's
        raise Refused(f"{OWN}.")

    def burst(self, count: int, node: str = "") -> None:  # noqa: ARG002  # the protocol's
        raise Refused(f"{OWN}.")

    def set_message(self, text: str = "") -> None:  # noqa: ARG002  # the protocol's
        raise Refused(f"{OWN}; what is typed goes to their stdin.")

    def set_size(self, size: int) -> None:  # noqa: ARG002  # the protocol's
        raise Refused(f"{OWN}.")
