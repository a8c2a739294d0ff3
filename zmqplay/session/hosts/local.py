"""This machine as a host: nodes are forked, signalled, and leave their counts in mapped pages."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from zmqplay.counters import Page
from zmqplay.instructions import Start
from zmqplay.model.facts import Ended, LastCount, Printed, Used
from zmqplay.model.nodes import NodeTraffic
from zmqplay.session.hosts import open_files
from zmqplay.session.hosts.fork_server import ForkServer, of_this_process
from zmqplay.session.hosts.processes import Processes
from zmqplay.session.hosts.usage import UsageProbe
from zmqplay.wire import Tally


class LocalHost:
    """A `Host`: the processes of one session's nodes, the pages with their counts, and the files around them."""

    def __init__(self, server: ForkServer | None = None) -> None:
        """`server` forks the nodes; by default the one of this process."""
        self._server = server or of_this_process()
        self.directory = Path(tempfile.mkdtemp(prefix="zmqplay-", dir=self._server.directory))
        self._processes = Processes(self._server)
        self._usage = UsageProbe()
        self._pages: dict[str, str] = {}
        """The file with the counts of each node."""
        self._files: set[str] = set()
        """Files outside the directory that are removed at the end."""

    def check(self, nodes: int) -> None:
        open_files.check(nodes)

    def launch(self, starts: Sequence[Start]) -> None:
        for start in starts:
            Page.create(start.page)
            self._pages[start.name] = start.page
        self._processes.launch(starts)

    def launch_aside(self, starts: Sequence[Start]) -> None:
        self._processes.aside(lambda: self.launch(starts), [start.name for start in starts])

    def freeze(self, name: str) -> None:
        self._processes.freeze(name)

    def thaw(self, name: str) -> None:
        self._processes.thaw(name)

    def kill(self, name: str) -> None:
        self._processes.kill(name)

    def expect_end(self, name: str, linger_ms: int) -> None:
        self._processes.expect_end(name, linger_ms)

    def facts(self) -> Iterator[Printed | Ended]:
        return self._processes.watch()

    def last_counts(self, name: str, sockets: Iterable[int]) -> list[LastCount]:
        page = Page(self._pages[name])
        return [_last_count(page, number) for number in sockets]

    def usage(self, nodes: Iterable[NodeTraffic], now_ns: int) -> Used | None:
        return self._usage.sample(nodes, now_ns)

    def usage_of(self, node: NodeTraffic, now_ns: int) -> Used | None:
        return self._usage.look(node, now_ns)

    def remove_at_end(self, path: str) -> None:
        if path not in self._files:
            self._server.remove_if_killed(path)
            self._files.add(path)

    def end_all(self) -> None:
        self._processes.close()

    def close(self) -> None:
        shutil.rmtree(self.directory, ignore_errors=True)
        for path in self._files:
            Path(path).unlink(missing_ok=True)


def _last_count(page: Page, number: int) -> LastCount:
    sent, received = page.get(number, sent=True), page.get(number, sent=False)
    return LastCount(
        number,
        sent=Tally(*sent[:2]),
        received=Tally(*received[:2]),
        sent_is_exact=sent.exact,
        received_is_exact=received.exact,
    )
