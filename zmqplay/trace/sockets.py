"""The sockets of one traced process: their facts, counts and times, and which of them changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from zmqplay.model.facts import LastCount
from zmqplay.node.tap.tally import KEY_BYTES
from zmqplay.trace.page import KeysEntry, Rows, SampleEntry
from zmqplay.trace.records import Changes, ClosedRecord
from zmqplay.wire import KEYS, SocketFacts, SocketReport, Tally

Counts = tuple[int, int]
ByKey = dict[bytes, Tally]


@dataclass
class _Socket:
    """One socket as it was last read."""

    facts: SocketFacts
    told_facts: SocketFacts | None = None
    sent: Counts = (0, 0)
    received: Counts = (0, 0)
    times: tuple[int, int, int] = (0, 0, 0)
    sent_is_exact: bool = True
    received_is_exact: bool = True
    by_key: tuple[ByKey, ByKey] = field(default_factory=lambda: ({}, {}))
    """Of what was received and of what was sent, the keys that have changed."""
    known: tuple[set[bytes], set[bytes]] = field(default_factory=lambda: (set(), set()))


class Sockets:
    """All sockets that the process has made."""

    def __init__(self) -> None:
        self._sockets: dict[int, _Socket] = {}
        self._changed: set[int] = set()
        self._early: list[SampleEntry | KeysEntry] = []
        self._rows: Rows | None = None

    def made(self, number: int, facts: SocketFacts) -> None:
        """A socket was made."""
        self._sockets[number] = _Socket(facts)
        self._changed.add(number)

    def learned(self, number: int, changes: Changes) -> None:
        """The facts of a socket have changed."""
        if socket := self._sockets.get(number):
            socket.facts = changes.applied_to(socket.facts)
            self._changed.add(number)

    def closed(self, record: ClosedRecord) -> None:
        """A socket has closed, and these are its last counts."""
        socket = self._sockets.get(record.number)
        if socket is None or socket.facts.closed:
            return
        self._settle_early()
        socket.facts = record.changes.applied_to(socket.facts)
        socket.sent = record.sent.messages, record.sent.bytes
        socket.received = record.received.messages, record.received.bytes
        socket.times = record.times
        socket.sent_is_exact = socket.received_is_exact = True
        self._key(socket, True, record.sent_by_key)
        self._key(socket, False, record.received_by_key)
        self._changed.add(record.number)

    def counted(self, rows: Rows) -> None:
        """The page has these rows."""
        self._rows = rows

    def sampled(self, entry: SampleEntry) -> None:
        """A message was sampled: its topic or routing id has these counts."""
        if entry.messages and entry.sample.heads:
            self._early.append(entry)

    def keyed(self, entry: KeysEntry) -> None:
        """Topics or routing ids have these counts."""
        self._early.append(entry)

    def settle(self) -> None:
        """Apply what was read before the records that tell of new sockets."""
        self._settle_early()
        if self._rows is None:
            return
        for row in self._rows.sockets:
            socket = self._sockets.get(row.number)
            if socket is None or socket.facts.closed:
                continue
            now = (
                max(socket.sent, (row.sent_messages, row.sent_bytes)),
                max(socket.received, (row.received_messages, row.received_bytes)),
                (row.busy_ns, row.idle_ns, row.blocked_ns),
            )
            socket.sent_is_exact = row.sent_gaps == self._rows.gaps
            socket.received_is_exact = row.received_gaps == self._rows.gaps
            if now != (socket.sent, socket.received, socket.times):
                socket.sent, socket.received, socket.times = now
                self._changed.add(row.number)

    def changed(self) -> bool:
        """Whether there is something to report."""
        return bool(self._changed)

    def reported(self) -> list[SocketReport]:
        """The sockets that have changed since they were reported last."""
        changed, self._changed = sorted(self._changed), set()
        return [self._report(number, self._sockets[number]) for number in changed]

    def last_counts(self) -> list[LastCount]:
        """The counts of the sockets that were open when the process died."""
        return [
            LastCount(
                number, Tally(*socket.sent), Tally(*socket.received), socket.sent_is_exact, socket.received_is_exact
            )
            for number, socket in self._sockets.items()
            if not socket.facts.closed
        ]

    def _report(self, number: int, socket: _Socket) -> SocketReport:
        received_by_key, sent_by_key = socket.by_key
        socket.by_key = ({}, {})
        facts = None if socket.facts is socket.told_facts else socket.facts
        socket.told_facts = socket.facts
        return SocketReport(
            number,
            Tally(*socket.sent),
            Tally(*socket.received),
            *socket.times,
            sent_by_key,
            received_by_key,
            facts,
        )

    def _settle_early(self) -> None:
        early, self._early = self._early, []
        for entry in early:
            if isinstance(entry, SampleEntry):
                key = entry.sample.heads[0][:KEY_BYTES]
                number, sent, by_key = entry.sample.socket, entry.sample.sent, {key: Tally(entry.messages, entry.bytes)}
            else:
                number, sent, by_key = entry.socket, entry.sent, entry.by_key
            if socket := self._sockets.get(number):
                self._key(socket, sent, by_key)
                self._changed.add(number)

    @staticmethod
    def _key(socket: _Socket, sent: bool, by_key: ByKey) -> None:
        for key, tally in by_key.items():
            if key in socket.known[sent] or len(socket.known[sent]) < KEYS:
                socket.known[sent].add(key)
                socket.by_key[sent][key] = tally
