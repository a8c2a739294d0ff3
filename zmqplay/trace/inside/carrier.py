"""The tap's Carrier in a traced program: counts, times and samples to the page, facts to the records.

Its methods run in the program's own threads, and never raise: where one fails, the program's sockets are left alone
from then on, and a record says why.
"""

from __future__ import annotations

from functools import wraps
from time import monotonic_ns
from typing import TYPE_CHECKING, Any, Callable

from ...node.tap.capture import CALM, WINDOW_NS
from ...node.tap.pyzmq_private import is_async
from ...node.tap.tally import KEY_BYTES
from ...node.tap.tapped import FIELDS
from . import layout
from .contexts import Contexts
from .oneself import working_directory
from .packing import pack, pack_sample
from .threads import Threads

if TYPE_CHECKING:
    from ...node.tap.calls import Calls
    from ...node.tap.sample import Sample
    from ...node.tap.tally import Keys
    from ...node.tap.tapped import Facts, TappedSocket
    from .page import Page
    from .records import Records

A_SAMPLE, NO_KEY = b"\x94\x00", b"\x00\x00"
WHOLE_A_WINDOW = layout.MOST_ENTRY // 2
"""zmqplay may come some windows late: the ring has the messages of eight."""
GROWING = ("bound", "connected", "subscriptions")
"""Facts of which only what was added is told, where something was."""


def safely(method: Callable[..., None]) -> Callable[..., None]:
    """The method, which hands what it raises to `failed`."""

    @wraps(method)
    def call(self: PageCarrier, *args: Any) -> None:
        try:
            method(self, *args)
        except Exception as error:
            self.failed(error)

    return call


class PageCarrier:
    """Carries what the tap tells to the page and the records of this process."""

    wants_changes = True
    wants_messages = False

    turn: Callable[[int], None]
    """Begins a new window, unless something else does; given the messages of the last one."""
    failed: Callable[[Exception], None]
    threads: Threads

    def __init__(self, page: Page, records: Records, cwd: str, watch_loops: Callable[[], None]) -> None:
        """`cwd` is the working directory that the records name; `watch_loops` is called once there is a loop."""
        self.page = page
        self._records = records
        self._cwd = cwd
        self._watch_loops = watch_loops
        self._contexts = Contexts()
        self._context_of: dict[int, int] = {}
        self._directories: dict[int, str] = {}
        self._told: dict[int, Facts] = {}
        self.open: dict[int, Calls] = {}
        """The calls of the open sockets by number; other threads open and close theirs at any time."""
        self.closed_passed = 0
        """Messages that have passed the sockets that have closed."""
        self.spent_ns = 0
        """Time that the handing over of samples has taken since the window began."""
        self.kept = 0
        """Messages sampled since the window began."""
        self._turn_ns = 0
        self._room = WHOLE_A_WINDOW
        """Bytes of messages that this window may still keep in full."""

    def keep(self, sample: Sample) -> None:
        """Take one sampled message; it also counts its topic or routing id."""
        begun_ns = monotonic_ns()
        try:
            time_ns = sample[3]
            if time_ns >= self._turn_ns:
                self._turn_ns = (time_ns // WINDOW_NS + 1) * WINDOW_NS
                kept, self.kept, self._room = self.kept, 0, WHOLE_A_WINDOW
                self.turn(min(kept, CALM))
            self.kept += 1
            calls = self.open.get(sample[0])
            if calls is None:  # another thread has closed the socket
                return
            keys = calls.sent_by_key if sample[1] else calls.received_by_key
            if not self.page.add(
                A_SAMPLE + self._fitting(sample) + (NO_KEY if keys is None else _key_counts(keys, sample))
            ):
                self.page.count_unkept()
            self.spent_ns += monotonic_ns() - begun_ns
        except Exception as error:
            self.failed(error)

    def _fitting(self, sample: Sample) -> bytes:
        """The sample, without its frames in full where they would take the place of what is not read yet."""
        if sample[7]:
            size = sum(sample[4])
            if size > self._room:
                return pack_sample((*sample[:7], ()))
            self._room -= size
        return pack_sample(sample)

    def changed(self) -> None:
        """The calling thread's activity has changed."""
        try:
            self.threads.tell_mine()
        except Exception as error:
            self.failed(error)

    def wake(self) -> None:
        """Nobody sleeps: zmqplay reads the page at its own times."""

    def bound(self, address: str) -> None:
        """Told with the socket's facts."""

    @safely
    def socket_made(self, tapped: TappedSocket, socket: Any) -> None:
        """A new socket is tapped."""
        number = tapped.number
        self._context_of[number] = context = self._contexts.number(socket.context)
        self.open[number], self._told[number] = tapped.calls, tapped.facts
        self._records.append("socket", number, context, tuple(tapped.facts))
        self.page.add_socket(number)
        if is_async(socket):
            self._watch_loops()

    @safely
    def learned(self, tapped: TappedSocket) -> None:
        """The facts of this socket have changed: append what is new of them."""
        number, facts = tapped.number, tapped.facts
        told = self._told.get(number)
        if told is None or told == facts:
            return
        self._told[number] = facts
        changes = _changes(told, facts)
        if any(name.endswith(("bound", "connected")) for name in changes):
            self._tell_directory(number)
        if facts.closed:
            self._close(tapped, changes)
        else:
            self._records.append("facts", number, changes)

    def _tell_directory(self, number: int) -> None:
        directory = working_directory()
        if directory != self._directories.get(number, self._cwd):
            self._directories[number] = directory
            self._records.append("directory", number, directory)

    def _close(self, tapped: TappedSocket, changes: dict[str, Any]) -> None:
        """Keep the last counts in the records, and nothing of the socket in memory."""
        number, calls = tapped.number, tapped.calls
        sent, received = calls.sent(), calls.received()
        keys = [
            {} if each is None else each.changed(everything=True) for each in (calls.sent_by_key, calls.received_by_key)
        ]
        times = self.threads.times_of(number)
        self._records.append("closed", number, changes, sent, received, times, *keys)
        self.closed_passed += sent[0] + received[0]
        self.page.remove_socket(number)
        del self.open[number], self._told[number]
        self._contexts.closed(self._context_of.pop(number))
        del tapped.calls  # some 10 kB, and programs that open a socket for each request open thousands

    def tell_keys(self) -> None:
        """Tell the counts by topic and routing id that have changed since they were told here last."""
        for number, calls in self.open.copy().items():
            for sent, keys in (True, calls.sent_by_key), (False, calls.received_by_key):
                changed = {} if keys is None else keys.changed()
                if keys is not None and changed:
                    keys.tell(changed)
                    self.page.add(pack([layout.KEYS, number, sent, changed, {}]))

    def tell_services(self, services_ns: list[int]) -> None:
        """Tell how long the last messages took."""
        if services_ns:
            self.page.add(pack([layout.SERVICES, services_ns]))


def _key_counts(keys: Keys, sample: Sample) -> bytes:
    """The counts of the sample's topic or routing id; zeros where it is one of too many to be told apart."""
    tally = keys.get(sample[5][0][:KEY_BYTES])
    return NO_KEY if tally is None else pack(tally.messages) + pack(tally.bytes)


def _changes(told: Facts, facts: Facts) -> dict[str, Any]:
    """The fields that differ; of one that grows only what was added, behind a plus."""
    changes: dict[str, Any] = {}
    for name, before, now in zip(FIELDS, told, facts):
        if before == now:
            continue
        if name in GROWING and now[: len(before)] == before:
            changes["+" + name] = now[len(before) :]
        else:
            changes[name] = now
    return changes
