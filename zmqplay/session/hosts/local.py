"""This machine as a host: nodes are forked, signalled, and leave their counts in mapped pages."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from zmqplay import open_files
from zmqplay.control.refused import NoRoom
from zmqplay.counters import Page
from zmqplay.instructions import STATUS_RAISED, Start
from zmqplay.model.causes import EndCause
from zmqplay.model.facts import Ended, LastCount, Printed, Used
from zmqplay.model.nodes import NodeTraffic
from zmqplay.session.hosts import open_threads
from zmqplay.session.hosts.fork_server import ForkServer, of_this_process
from zmqplay.session.hosts.processes import Processes
from zmqplay.session.hosts.usage import UsageProbe
from zmqplay.wire import Tally

MEND = "make room there, or let TMPDIR name another directory"


class LocalHost:
    """A `Host`: the processes of one session's nodes, the pages with their counts, and the files around them."""

    def __init__(self, server: ForkServer | None = None) -> None:
        """`server` forks the nodes; by default the one of this process."""
        open_files.raise_limit()
        open_files.check(0)  # libzmq aborts where it finds none for its context
        self._server = server or of_this_process()
        try:
            self.directory = Path(tempfile.mkdtemp(prefix="zmqplay-", dir=self._server.directory))
        except OSError as error:
            raise NoRoom(f"{error.filename} does not take a directory ({error.strerror}); {MEND}.") from None
        self.notice = self._server.notice
        self._custodian = self._server.custodian
        self._processes = Processes(self._server, self.directory)
        self._usage = UsageProbe()
        self._pages: dict[str, str] = {}
        """The file with the counts of each node."""
        self._not_started: deque[Ended] = deque()
        """The ends of nodes that could not be started."""

    def check(self, nodes: int) -> None:
        open_files.check(nodes)
        open_threads.check(nodes)

    def launch(self, starts: Sequence[Start]) -> None:
        for start in starts:
            self._make_page(start)
        self._processes.launch(starts)

    def launch_aside(self, starts: Sequence[Start]) -> None:
        able = []
        for start in starts:
            try:
                self._make_page(start)
            except NoRoom as why:
                now_ns, says = time.monotonic_ns(), f"it could not be started: {why}"
                self._not_started.append(Ended(now_ns, start.name, EndCause.NOT_STARTED, exit=STATUS_RAISED, says=says))
            else:
                able.append(start)
        if able:
            self._processes.aside(lambda: self._processes.launch(able), [start.name for start in able])

    def _make_page(self, start: Start) -> None:
        """Make the file for a node's counts."""
        try:
            Page.create(start.page)
        except OSError as error:
            gone = "" if self.directory.is_dir() else ", since somebody has removed it; open the pattern again"
            raise NoRoom(
                f"{self.directory} does not take the file for the counts of {start.name} ({error.strerror})"
                f"{gone or f'; {MEND}'}."
            ) from None
        self._pages[start.name] = start.page

    def freeze(self, name: str) -> None:
        self._processes.freeze(name)

    def thaw(self, name: str) -> None:
        self._processes.thaw(name)

    def kill(self, name: str) -> None:
        self._processes.kill(name)

    def expect_end(self, name: str, linger_ms: int) -> None:
        self._processes.expect_end(name, linger_ms)

    def facts(self) -> Iterator[Printed | Ended]:
        self._server.look_after()
        while self._not_started:
            yield self._not_started.popleft()
        for fact in self._processes.watch():
            if isinstance(fact, Ended) and fact.cause is not EndCause.ADDRESS_IN_USE:  # then the wire may move
                Page.mark_over(self._pages.get(fact.node, ""))
            yield fact

    def last_counts(self, name: str, sockets: Iterable[int]) -> list[LastCount] | None:
        page = Page.copy(self._pages.get(name, ""))
        return None if page is None else [_last_count(page, number) for number in sockets]

    def usage(self, nodes: Iterable[NodeTraffic], now_ns: int) -> Used | None:
        return self._usage.sample(nodes, now_ns)

    def usage_of(self, node: NodeTraffic, now_ns: int) -> Used | None:
        return self._usage.look(node, now_ns)

    def end_all(self) -> None:
        self._processes.close()

    def close(self) -> None:
        self._custodian.remove_sockets(str(self.directory))
        shutil.rmtree(self.directory, ignore_errors=True)


def _last_count(page: Page, number: int) -> LastCount:
    sent, received = page.get(number, sent=True), page.get(number, sent=False)
    return LastCount(
        number,
        sent=Tally(*sent[:2]),
        received=Tally(*received[:2]),
        sent_is_exact=sent.exact,
        received_is_exact=received.exact,
    )
