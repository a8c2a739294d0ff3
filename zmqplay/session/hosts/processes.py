"""The processes of a session's nodes: started together, watched, and certain to end."""

from __future__ import annotations

import selectors
import signal
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from zmqplay.control.refused import Refused
from zmqplay.instructions import STATUS_ADDRESS_IN_USE, STATUS_EXITED, STATUS_RAISED, STATUS_TOLD_TO_FAIL, Start
from zmqplay.model.causes import EndCause
from zmqplay.model.facts import Ended, Printed
from zmqplay.session.hosts.fork_server import ForkServer
from zmqplay.session.hosts.last_words import LastWords
from zmqplay.session.hosts.process import NodeProcess
from zmqplay.session.hosts.usage import is_stopped, waited_seconds

ENDING_S = 1.0
"""Seconds that killed nodes may take to end before the fork server, which does not tell of it, is killed too."""
STOPPING_S = 1.5
"""Seconds that a node may take to end, in addition to its linger, before it is killed."""
STARVED_S = 8.0
"""Seconds that a node may take longer at most, as long as it waited for a processor since it was told to stop."""
WITH_THE_FORK_SERVER = "the fork server ended, and its nodes with it"
CAUSES = {
    STATUS_TOLD_TO_FAIL: EndCause.TOLD_TO_FAIL,
    STATUS_ADDRESS_IN_USE: EndCause.ADDRESS_IN_USE,
    STATUS_EXITED: EndCause.RAISED,
}
"""What a role's own exit status tells of its end; to the user each of these is `STATUS_RAISED`."""


class Processes:
    """Owns the child processes."""

    def __init__(self, server: ForkServer, directory: Path) -> None:
        """`directory` is the session's: by it the nodes note which process groups they lead."""
        self._server = server
        self._custodian = server.custodian
        self._directory = str(directory)
        self._last_words: defaultdict[str, LastWords] = defaultdict(LastWords)
        """Of each node's output."""
        self._processes: dict[str, NodeProcess] = {}
        self._deadlines: dict[str, tuple[float, float]] = {}
        """When a node is killed that was told to stop, and the seconds that it had waited for a processor by then."""
        self._killed: set[str] = set()
        self._stopped: set[str] = set()
        self._overdue: dict[str, str] = {}
        """The nodes that were killed because they did not end, and what is said of that."""
        self._streams = selectors.DefaultSelector()
        self._launched: deque[tuple[str, NodeProcess]] = deque()
        """Processes whose streams are not in the selector yet, which only the watching thread touches."""
        self._launching: list[threading.Thread] = []
        self._is_closing = False
        self._not_started: deque[Ended] = deque()
        """The ends of nodes that could not be started."""

    def launch(self, starts: Iterable[Start]) -> None:
        """Start these nodes; some milliseconds each. Raises Refused if the fork server does not start one."""
        with self._server.waited_for() as answered:
            for start in starts:
                if self._is_closing:
                    return
                process = NodeProcess(self._server, start)
                process.launch()
                answered()
                self._processes[start.name] = process
                self._launched.append((start.name, process))
                if start.name in self._killed:
                    process.signal(signal.SIGKILL)

    def aside(self, launch: Callable[[], None], names: Iterable[str]) -> None:
        """Let a thread call `launch`; earlier processes with these names are forgotten at once.

        A node that cannot be started has ended, as `watch` tells.
        """
        names = list(names)
        for name in names:
            self._killed.discard(name)
            self._stopped.discard(name)
            self._overdue.pop(name, None)
            if name in self._processes:
                self._processes.pop(name).close()
        self._launching = [thread for thread in self._launching if thread.is_alive()]
        thread = threading.Thread(target=self._launch, args=(launch, names), name="launch")
        thread.start()
        self._launching.append(thread)

    def _launch(self, launch: Callable[[], None], names: list[str]) -> None:
        try:
            launch()
        except Refused as why:
            for name in names:
                if name not in self._processes:
                    end = Ended(time.monotonic_ns(), name, EndCause.NOT_STARTED, exit=STATUS_RAISED, says=str(why))
                    self._not_started.append(end)

    def watch(self) -> Iterator[Printed | Ended]:
        """The output of the nodes since the last call, and the ends of nodes."""
        while self._not_started:
            yield self._not_started.popleft()
        while self._launched:
            name, process = self._launched.popleft()
            for stream in process.streams if self._processes.get(name) is process else ():
                self._streams.register(stream, selectors.EVENT_READ, name)
        for name in {key.data for key, _ in self._streams.select(0)}:
            process = self._processes[name]
            status = process.status
            if status is not None:
                self._end_children(process)
            if lines := process.output() if status is None else process.last_output():
                self._last_words[name].take(lines)
                yield Printed(time.monotonic_ns(), name, lines)
            if status is not None:
                for stream in process.streams:
                    self._streams.unregister(stream)
                self._deadlines.pop(name, None)
                yield self._ended(name, status, with_server=process.ended_with_fork_server)
        self._kill_overdue()

    def _kill_overdue(self) -> None:
        now = time.monotonic()
        for name, (deadline, waited_s) in self._deadlines.items():
            if now > deadline and now > deadline + min(STARVED_S, self._waited_s(name) - waited_s):
                self._overdue.setdefault(name, self._why_killed(name))
                self.kill(name)

    def _why_killed(self, name: str) -> str:
        process = self._processes.get(name)
        stopped = " was stopped, as by SIGSTOP, and" if process and is_stopped(process.pid) else ""
        return f"it{stopped} did not end when zmqplay told it to"

    def _waited_s(self, name: str) -> float:
        return waited_seconds(self._processes[name].pid) if name in self._processes else 0.0

    def _end_children(self, process: NodeProcess) -> None:
        """Kill the processes that a role has started and left behind; the node itself has ended."""
        self._custodian.end_children(self._directory, process.pid)

    def _ended(self, name: str, status: int, with_server: bool) -> Ended:
        said = self._last_words.pop(name, LastWords()).after(status)
        if with_server:
            cause = EndCause.FORK_SERVER_ENDED
            return Ended(time.monotonic_ns(), name, cause, exit=-signal.SIGKILL, says=WITH_THE_FORK_SERVER)
        if status < 0:
            cause = EndCause.KILLED if name in self._killed else EndCause.KILLED_FROM_OUTSIDE
        elif status == 0:
            cause = EndCause.TOLD if name in self._stopped else EndCause.RETURNED
        else:
            cause = CAUSES.get(status, EndCause.RAISED)
            status = STATUS_RAISED if status in CAUSES else status
        return Ended(
            time.monotonic_ns(), name, cause, exit=status, says=said if status > 0 else self._overdue.get(name, "")
        )

    def expect_end(self, name: str, linger_ms: int) -> None:
        """Kill a node that was told to stop, if it has not ended soon after its linger, where it had a processor."""
        self._stopped.add(name)
        self._deadlines[name] = time.monotonic() + linger_ms / 1000 + STOPPING_S, self._waited_s(name)

    def freeze(self, name: str) -> None:
        """Freeze a node (SIGSTOP)."""
        self._processes[name].signal(signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        """Let a frozen node run again (SIGCONT)."""
        self._processes[name].signal(signal.SIGCONT)

    def kill(self, name: str) -> None:
        """End a node at once (SIGKILL), or as soon as it has been launched."""
        self._killed.add(name)
        if name in self._processes:
            self._processes[name].signal(signal.SIGKILL)

    def close(self) -> None:
        """Kill all nodes that still run, and wait for their ends."""
        self._is_closing = True
        until = time.monotonic() + ENDING_S
        self._server.look_after(at_once=True)
        for thread in self._launching:
            thread.join(max(0.0, until - time.monotonic()))
            while thread.is_alive():
                self._server.give_up()
                thread.join(ENDING_S)
        for name in self._processes:
            self.kill(name)
        for process in self._processes.values():
            if not process.join(max(0.0, until - time.monotonic())):
                self._server.give_up()
                process.join(ENDING_S)
            self._end_children(process)
            process.close()
        self._processes.clear()
        self._streams.close()
