"""One traced process: what its page and its records say, as reports like those of our own nodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic_ns
from typing import NamedTuple

import msgspec

from zmqplay.model.facts import LastCount
from zmqplay.node.tap.capture import LIMIT
from zmqplay.trace.inside.layout import ALONE
from zmqplay.trace.living import lives, thread_lives
from zmqplay.trace.page import KeysEntry, PageFile, Rows, SampleEntry, ServicesEntry, ThreadRow
from zmqplay.trace.process import News, Process, ProcessKey
from zmqplay.trace.records import (
    AT_ONCE,
    BadRecord,
    ClosedRecord,
    DirectoryRecord,
    FactsRecord,
    FileRecord,
    ProcessRecord,
    RecordFile,
    SocketRecord,
    UntappedRecord,
)
from zmqplay.trace.sockets import Sockets
from zmqplay.wire import VERSION, Activity, Report, Sample

CHECK_NS = 50_000_000
"""How often it is looked at whether the process lives."""
RANK = {Activity.UNSEEN: 0, Activity.BUSY: 1, Activity.BLOCKED: 2, Activity.IDLE: 3}


class Fresh(NamedTuple):
    """What was read of a program in one look."""

    time_ns: int
    samples: Sequence[Sample] = ()
    services_ns: Sequence[int] = ()
    has_moved: bool = False
    """A thread does something else than at the last look."""

    @property
    def is_news(self) -> bool:
        return bool(self.samples or self.services_ns or self.has_moved)


class Traced:
    """Reads one process's files. A process that calls exec leaves them, and begins others."""

    def __init__(self, key: ProcessKey, stem: Path) -> None:
        self.key = key
        self._records = RecordFile(stem.with_name(stem.name + ".records"))
        self._page_path = stem.with_name(stem.name + ".page")
        self._page: PageFile | None = None
        self._process: Process | None = None
        self._is_new = False
        self._contexts: dict[int, int] = {}
        self._directories: dict[int, str] = {}
        self._sockets = Sockets()
        self._files: dict[int, str] = {}
        self._rows: Rows | None = None
        self._gaps = self._missed = self._sequence = 0
        self._checked_ns = self._alive_ns = 0
        self._thread: ThreadRow | None = None
        self._is_alone = self._unreadable = False
        self.is_over = False
        """The process is dead, and all that it left has been read."""

    def close(self) -> None:
        """Close the files."""
        if self._page is not None:
            self._page.close()
            self._page = None

    @property
    def is_behind(self) -> bool:
        """Whether there are more records than are read in one go."""
        return not self._unreadable and self._records.unread() > AT_ONCE

    def news(self, replaced: bool, most: int) -> News | None:
        """What is new, with about `most` samples, or None; `replaced`: another program runs in the process by now."""
        dead = replaced or self._is_dead()  # before the reading: then all that it left is read
        fresh = self._read(most)
        self._sockets.settle()
        self.is_over = dead = dead and (self._unreadable or not self._records.unread())
        if self._process is None:
            return None
        report = self._report(fresh, dead) if dead or fresh.is_news or self._sockets.changed() else None
        if report is None and not self._is_new:
            return None
        process, self._is_new = self._process if self._is_new else None, False
        has_ended = self._rows is not None and self._rows.ended
        return News(
            key=self.key,
            process=process,
            report=report,
            dead=dead,
            last_counts=self._last_counts() if dead and not has_ended else [],
            file=self._files.get(self._thread.file, "") if self._thread else "",
            alive_ns=self._alive_ns,
        )

    def _is_dead(self) -> bool:
        now_ns = monotonic_ns()
        if now_ns - self._checked_ns < CHECK_NS:
            return False
        self._checked_ns = now_ns
        if not lives(self.key.pid, self._process.started if self._process else 0):
            return True
        self._alive_ns = now_ns
        return False

    def _read(self, most: int) -> Fresh:
        """Read what is new."""
        fresh = Fresh(monotonic_ns())
        if self.is_behind:  # the page may tell of sockets that are not known yet
            self._read_records(AT_ONCE)
            return fresh
        samples, services_ns = self._read_ring(most)
        has_moved = self._read_page()
        self._read_records(2 * AT_ONCE)  # also what has come since
        return fresh._replace(samples=samples, services_ns=services_ns, has_moved=has_moved)

    def _read_ring(self, most: int) -> tuple[list[Sample], list[int]]:
        samples: list[Sample] = []
        services_ns: list[int] = []
        for entry in self._entries(most):
            if isinstance(entry, SampleEntry):
                samples.append(entry.sample)
                self._sockets.sampled(entry)
            elif isinstance(entry, KeysEntry):
                self._sockets.keyed(entry)
            else:
                services_ns += entry.services_ns
        return samples, services_ns

    def _entries(self, most: int) -> Iterator[SampleEntry | KeysEntry | ServicesEntry]:
        if self._page is None:
            try:
                self._page = PageFile(self._page_path)
            except OSError:  # not yet made, or taken away
                return
        yield from self._page.entries(most)

    def _read_page(self) -> bool:
        """Read the rows; return whether a thread does another thing."""
        rows = None if self._page is None else self._page.rows()
        if rows is None:
            return False
        self._rows = rows
        self._sockets.counted(rows)
        before, self._thread = self._thread, self._foremost(rows.threads)
        return before != self._thread

    def _foremost(self, rows: list[ThreadRow]) -> ThreadRow | None:
        """The busiest living thread that uses sockets; among equals, the main one."""
        own = [row for row in rows if row.native_id == self.key.pid]
        others = [row for row in rows if row not in own]
        if others and len(rows) > 1:
            others = [row for row in others if thread_lives(self.key.pid, row.native_id)]
        rows = [*own, *others]
        self._is_alone = len({row.socket for row in rows}) == 1 and all(row.alone for row in rows)
        return min(rows, key=lambda row: RANK.get(_activity(row), 9), default=None)

    def _read_records(self, most: int) -> None:
        if self._unreadable:
            return
        before = len(self._contexts), dict(self._directories)
        try:
            for record in self._records.new(most):
                self._take(record)
        except BadRecord as error:
            self._unreadable = True
            self._learn(untapped=f"its records cannot be read: {error}")
        if (len(self._contexts), self._directories) != before:  # at once: a program may have thousands of sockets
            self._learn(contexts=dict(self._contexts), directories=dict(self._directories))

    # long: one branch for each kind of record
    def _take(self, record: object) -> None:
        match record:
            case ProcessRecord(process) if self._process is None:
                self._process, self._is_new = process, True
            case SocketRecord(number, context, facts):
                self._sockets.made(number, facts)
                self._contexts[number] = context
            case FactsRecord(number, changes):
                self._sockets.learned(number, changes)
            case ClosedRecord():
                self._sockets.closed(record)
            case FileRecord(number, path):
                self._files[number] = path
            case DirectoryRecord(number, path):
                self._directories[number] = path
            case UntappedRecord(reason):
                self._learn(untapped=reason)

    def _learn(self, **changes: object) -> None:
        if self._process is not None:
            self._process, self._is_new = msgspec.structs.replace(self._process, **changes), True

    # long: a report has many fields
    def _report(self, fresh: Fresh, dead: bool) -> Report:
        self._sequence += 1
        gaps = self._rows.gaps if self._rows else 0
        missed = (self._page.missed if self._page else 0) + (self._rows.unkept if self._rows else 0)
        sampled = gaps != self._gaps or missed != self._missed
        self._gaps, self._missed = gaps, missed
        thread = self._thread
        return Report(
            version=VERSION,
            node="",
            pid=self.key.pid,
            sequence=self._sequence,
            time_ns=fresh.time_ns,
            activity=_activity(thread) if thread else Activity.BUSY,
            since_ns=thread.since_ns if thread else self.key.stamp,
            socket=thread.socket if thread else -1,
            sockets=self._sockets.reported(),
            samples=list(fresh.samples),
            sampled=sampled,
            events=[],
            unsent_samples=missed,
            holding=False,
            final=dead and self._rows is not None and self._rows.ended,
            services_ns=list(fresh.services_ns),
            line=thread.line if thread else 0,
            limit=LIMIT,
            alone=self._is_alone,
        )

    def _last_counts(self) -> list[LastCount]:
        return self._sockets.last_counts()


def _activity(row: ThreadRow) -> Activity:
    activity = row.activity % ALONE
    return Activity(activity) if activity in Activity._value2member_map_ else Activity.BUSY
