"""Begins to watch this process: its page, its records, and the tap with their carrier."""

from __future__ import annotations

import os
from functools import wraps
from time import monotonic_ns
from typing import Any, Callable

from ...node.tap.capture import CALM, Capture
from ...node.tap.clock import Clocks
from ...node.tap.patches import Patches
from ...node.tap.pyzmq_private import COLLECTOR
from ...node.tap.tap import Tap
from . import layout
from .carrier import PageCarrier
from .ends import watch_ends
from .first import AWAITS
from .flood import Flood
from .mapped import map_file
from .oneself import process_facts
from .page import Page
from .records import Records
from .starved import Starved
from .suspicion import Suspicion
from .threads import Threads
from .tracebacks import show_without_ours
from .whereabouts import Whereabouts


class SafeTap(Tap):
    """A tap whose records of facts never make a call fail that has succeeded."""

    failed: Callable[[Exception], None]
    root: Any

    def _watch_proxies(self, patches: Patches) -> None:
        def stand_in(name: str, original: Any) -> Any:
            from ...node.tap.proxies import stand_in_for  # late: most programs have no proxy

            return stand_in_for(name, original, self.of)

        patches.put(self.root, "proxies", stand_in)

    def _purpose(self) -> str:
        """Authenticators and monitors are shown: the program has asked for them."""
        purpose = super()._purpose()
        return purpose if purpose == COLLECTOR else ""

    def _original(self, name: str) -> Any:
        """The method, or the one behind it that awaits the first socket."""
        method = super()._original(name)
        return getattr(method, AWAITS, method)

    def _followed(self, name: str, then: Callable[..., None]) -> Callable[..., Any]:
        @wraps(then, assigned=(), updated=())
        def safely(*args: Any, **kwargs: Any) -> None:
            try:
                then(*args, **kwargs)
            except Exception as error:
                self.failed(error)

        return super()._followed(name, safely)


def begin(root: Any) -> None:
    """Watch every socket that this process makes from now on."""
    stamp = monotonic_ns()
    stem = os.path.join(root.directory, f"{os.getpid()}-{stamp}")
    page = Page(map_file(stem + ".page", layout.BYTES), root.recursive_lock())
    records = Records(stem + ".records", root.recursive_lock())
    facts = process_facts(stamp, root.forked)
    records.append("process", facts)
    Watched(root, page, records, facts["cwd"])


class Watched:
    """This process, as long as it is not another one by a fork."""

    def __init__(self, root: Any, page: Page, records: Records, cwd: str) -> None:
        self._root, self._page, self._records = root, page, records
        self._carrier = PageCarrier(page, records, cwd, self._watch_loops)
        clocks = Clocks(self._carrier)
        self._capture = Capture(self._carrier, clocks)
        whereabouts = Whereabouts(lambda number, path: records.append("file", number, path))
        self._carrier.threads = Threads(clocks, page, whereabouts)
        self._starved = Starved()
        self._flood = Flood(self._carrier, self._capture, self._starved, root)
        self._suspicion = Suspicion()
        page.flooded = self._flood.begin
        self._carrier.turn, self._carrier.failed = self._turn, self._failed
        self._watches_loops = False
        self._tap = SafeTap(self._capture, say=lambda line: records.append("untapped", line))
        self._tap.failed, self._tap.root = self._failed, root
        self._loops = Patches()
        self._installed = self._tap.installed()
        if self._installed.__enter__():  # never left: the block would end with the process
            root.finish, root.forget, root.resume = self._finish, self._forget, lambda: page.say_last_word(False)
            root.pause, root.go_on = self._flood.pause, self._flood.go_on
            if not getattr(root, "ends_watched", False):
                root.ends_watched = True
                show_without_ours()
                watch_ends(lambda: root.finish and root.finish(), lambda: root.finish and root.resume())

    def _turn(self, passed: int) -> None:
        """A thread of the program begins a window, where no flood is."""
        if self._flood.runs:
            return
        is_suspect = self._suspicion.is_raised(self._carrier.spent_ns, self._flood.found)
        self._carrier.spent_ns = 0
        hurries = self._starved.hurries(passed, self._capture.clocks.mine().native_id)
        self._capture.begin_window(CALM + 1 if is_suspect or hurries else passed)
        self._carrier.tell_services(self._carrier.threads.services_ns())

    def _finish(self) -> None:
        """The process ends: write all that is not yet written."""
        try:
            self._flood.end_window(0)
            self._records.write()
            self._page.say_last_word(True)
        except Exception as error:
            self._failed(error)

    def _forget(self) -> None:
        """This process is a forked child: what it has inherited is its parent's."""
        self._page.detach()
        self._flood.end()
        self._loops.undo()
        self._tap.remove()

    def _failed(self, error: Exception) -> None:
        """Something of ours has failed: leave the program's sockets alone from now on, and say why."""
        self._root.finish = self._root.pause = self._root.go_on = None
        try:
            self._page.begin_gap()
            self._records.append("untapped", f"{type(error).__name__}: {error}")
        finally:
            self._flood.end()
            self._loops.undo()
            self._tap.remove()

    def _watch_loops(self) -> None:
        """A socket of zmq.asyncio: its thread waits in its event loop, which is told as waiting."""
        if self._watches_loops:
            return
        import selectors

        from ...node.tap.held_up import SELECTORS

        self._watches_loops = True
        for name in SELECTORS:
            selector = getattr(selectors, name, None)
            if selector is not None:
                self._loops.put(selector, "select", _counted_select(selector.select, self._capture))


def _counted_select(original: Any, capture: Capture) -> Any:
    clocks = capture.clocks

    @wraps(original)
    def select(self: Any, timeout: Any = None) -> Any:
        if (timeout is not None and timeout <= 0) or not capture.open or capture.full:
            return original(self, timeout)
        clocks.wait()
        try:
            return original(self, timeout)
        finally:
            clocks.resume()

    return select
