"""What the reports add up to: all that the panes show. It knows no socket, no process and no screen."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from zmqplay.model.facts import (
    Declared,
    Ended,
    Fact,
    Frozen,
    LastCounts,
    Met,
    Moved,
    Noticed,
    Over,
    Printed,
    Reported,
    Started,
    Stopping,
    Thawed,
    Ticked,
    Unreadable,
    Used,
    WorkSet,
)
from zmqplay.model.ledger.ledger import Ledger
from zmqplay.model.messages.matching import Following
from zmqplay.model.messages.messages import MessageLog
from zmqplay.model.nodes import NodeState, NodeTraffic, Usage
from zmqplay.model.peers import Peers
from zmqplay.model.sockets import Line, SocketTraffic
from zmqplay.model.topology import Topology
from zmqplay.wire import Activity, Report, SocketEvent, SocketFacts

MARK_NS = 250_000_000
"""Rates are taken over the last four of these."""
LEDGER_NS, LOADED_LEDGER_NS = 30_000_000, 100_000_000
"""How often the ledger is added up: as long as all is shown, and after; each MARK_NS when all rests."""
RESTING_NS = 1_000_000_000


@dataclass(slots=True)
class EventLine:
    """A socket event, as the Sockets pane shows it."""

    node: str
    socket: str
    """The socket's type."""
    event: SocketEvent


class Traffic:
    """All that is known of a session. Feed it reports, then `tick` it; read its attributes."""

    def __init__(self) -> None:
        self.topology = Topology("")
        self.addresses: dict[str, str] = {}
        """Where each wire runs, by the wire's name."""
        self.pattern: Any = None
        self.notices: list[str] = []
        """What the user should know, oldest first."""
        self.nodes: dict[str, NodeTraffic] = {}
        """In the order in which they were started; a node that ended keeps its place."""
        self.messages = MessageLog()
        self.events: deque[EventLine] = deque(maxlen=2_000)
        self.events_total = 0
        self.bad_reports: Counter[str] = Counter()
        self.unseen_reports = 0
        """Reports that a node could not send, since the monitor did not keep up; no count is lost with them."""
        self.peers = Peers(self)
        self.following = Following(self)
        self.ledger = Ledger(self)
        self.changed_ns = 0
        self.is_over = False
        """The session ends its nodes: what has not arrived was in flight, and is no loss."""
        self._joined: set[str] = set()
        """The nodes that have met the others."""
        self._ended_nodes: list[str] = []
        self._receivers: dict[Line, list[str]] = {}
        self._former_receivers: dict[Line, list[str]] = {}
        self._marked_ns = 0
        self._added_up_ns = 0

    def take(self, fact: Fact) -> None:
        """Take one fact; with `tick`, the only way in which this changes."""
        self._takes[type(fact)](self, fact)

    def _declared(self, fact: Declared) -> None:
        self.topology, self.addresses = fact.topology, dict(fact.addresses)
        self.peers.declare(self.topology, self.addresses)

    def _started(self, fact: Started) -> None:
        node = self.nodes.get(fact.node)
        if node is None:
            node = self.nodes[fact.node] = NodeTraffic(fact.node, fact.role, fact.number)
            node.life.number = fact.life
        else:
            node.begin_again(fact.life)
        node.work_ms, node.jitter_ms = fact.work_ms, fact.jitter_ms
        self.following.queues.starts(fact.node)

    def _met(self, fact: Met) -> None:
        """Nodes have met the others, and their subscriptions have reached the publishers."""
        self.peers.ours.update(fact.probes)
        for name in fact.nodes:
            self._joined.add(name)
            self._forget_receivers()
            self.following.queues.joined()
            self.ledger.audience.join(name)

    def _printed(self, fact: Printed) -> None:
        self.nodes[fact.node].output.extend(fact.lines)

    def _frozen(self, fact: Frozen) -> None:
        self.nodes[fact.node].life.state = NodeState.FROZEN

    def _thawed(self, fact: Thawed) -> None:
        life = self.nodes[fact.node].life
        life.state = NodeState.RUNNING if life.pid else NodeState.STARTING

    def _stopping(self, fact: Stopping) -> None:
        life = self.nodes[fact.node].life
        life.stopping_ns = life.stopping_ns or fact.at_ns

    def _ended(self, fact: Ended) -> None:
        node = self.nodes[fact.node]
        life = node.life
        life.end(fact)
        if self.is_over:
            return
        self._joined.discard(node.name)
        self._forget_receivers()
        self._ended_nodes = [name for name in self._ended_nodes if name != node.name] + [node.name]
        self.following.queues.left(node.name)
        self.ledger.audience.leave(node.name)

    def _last_counts(self, fact: LastCounts) -> None:
        node = self.nodes[fact.node]
        reported = node.sent
        node.take_last_counts(fact.sockets)
        node.speech.spoken += (node.sent - reported) * (node.role in self.topology.speaking)

    def _moved(self, fact: Moved) -> None:
        self.addresses[fact.wire] = fact.address
        self.peers.move(fact.wire, fact.address)

    def _work_set(self, fact: WorkSet) -> None:
        node = self.nodes[fact.node]
        node.work_ms, node.jitter_ms = fact.work_ms, fact.jitter_ms

    def _used(self, fact: Used) -> None:
        self.nodes[fact.node].usage = Usage(fact.cpu_percent, fact.memory_bytes)

    def _noticed(self, fact: Noticed) -> None:
        self.notices.append(fact.says)

    def _unreadable(self, fact: Unreadable) -> None:
        self.bad_reports[fact.reason] += 1

    def _over(self, _fact: Over) -> None:
        self.is_over = True

    def _ticked(self, fact: Ticked) -> None:
        self.tick(fact.at_ns)

    def _reported(self, fact: Reported) -> None:
        report, now_ns = fact.report, fact.at_ns
        node = self.nodes.get(report.node)
        if node is None:
            self.bad_reports[f"of a node that is not ours ({report.node[:40]!r})"] += 1
            return
        if report.life != node.life.number:
            return
        self.unseen_reports += max(0, report.sequence - node.sequence - 1)
        node.sequence = report.sequence
        self.changed_ns = now_ns
        self._feed_node(node, report)
        for event in report.events:
            self._feed_event(node, event)
        self.following.feed(node, report.samples, report.sampled, now_ns)

    _takes: ClassVar[dict[type[Fact], Callable[[Traffic, Any], None]]] = {
        Declared: _declared,
        Started: _started,
        Reported: _reported,
        Unreadable: _unreadable,
        Printed: _printed,
        Frozen: _frozen,
        Thawed: _thawed,
        Stopping: _stopping,
        Ended: _ended,
        LastCounts: _last_counts,
        Met: _met,
        Moved: _moved,
        WorkSet: _work_set,
        Used: _used,
        Noticed: _noticed,
        Ticked: _ticked,
        Over: _over,
    }

    def _feed_node(self, node: NodeTraffic, report: Report) -> None:
        node.life.pid, node.doing.reported_ns = report.pid, report.time_ns
        node.doing.activity, node.doing.since_ns, node.doing.socket = report.activity, report.since_ns, report.socket
        node.doing.line = report.line
        node.sampled, node.unsent_samples = report.sampled, report.unsent_samples
        if report.discarded:
            node.discarded = node.discarded_before + Counter(report.discarded)
        node.speech.holding, node.speech.holds, node.speech.spoken = report.holding, report.holds, report.spoken
        if report.services_ns:
            node.services.extend(report.services_ns)
        node.life.final = report.final
        if node.state is NodeState.STARTING:
            node.life.state = NodeState.RUNNING
        for part in report.sockets:
            socket = node.sockets.get(part.number)
            if socket is None:
                socket = SocketTraffic(node.name, part.number, part.facts or SocketFacts("?"))
                node.sockets[part.number] = socket
            socket.feed(part, report.time_ns)
            if part.facts is not None:
                self._put_on_wire(node, socket)

    def _put_on_wire(self, node: NodeTraffic, socket: SocketTraffic) -> None:
        self.peers.forget_announced()
        socket.wire = self.peers.wire_of(socket)
        socket.side, socket.far = self.peers.sides_of(socket)
        socket.before = sum(former.sent.messages for former in node.former if former.line == socket.line)
        self._forget_receivers()

    def receivers(self, line: Line) -> list[str]:
        """The living nodes that take part in a line at its receiving end."""
        if line not in self._receivers:
            self._receivers[line] = [
                s.node for s in self.sockets() if s.from_line == line and s.node in self._joined and not s.facts.closed
            ]
        return self._receivers[line]

    def former_receivers(self, line: Line) -> list[str]:
        """The nodes that have taken part in a line at its receiving end, the last to end last."""
        if line not in self._former_receivers:
            took = {socket.node for socket in self.all_sockets() if socket.from_line == line}
            self._former_receivers[line] = [name for name in self._ended_nodes if name in took]
        return self._former_receivers[line]

    def _forget_receivers(self) -> None:
        """They are others from now on."""
        self._receivers.clear()
        self._former_receivers.clear()

    def _feed_event(self, node: NodeTraffic, event: SocketEvent) -> None:
        socket = node.sockets.get(event.socket)
        if socket is not None:
            self.peers.feed(socket, event)
        self.events.append(EventLine(node.name, socket.type if socket else "?", event))
        self.events_total += 1

    def tick(self, now_ns: int) -> None:
        """Let time pass: rates, patience with what has not been seen, and what is lost for good."""
        self.peers.tick(now_ns)
        self.following.tick(now_ns)
        if now_ns - self._marked_ns >= MARK_NS:
            self._marked_ns = now_ns
            for node in self.nodes.values():
                node.mark(now_ns)
        if self.is_over or now_ns - self._added_up_ns >= self._ledger_every_ns(now_ns):
            self._added_up_ns = now_ns
            self.ledger.update(now_ns)

    def _ledger_every_ns(self, now_ns: int) -> int:
        if now_ns - self.changed_ns > RESTING_NS:
            return MARK_NS
        return LOADED_LEDGER_NS if self.following.sampled else LEDGER_NS

    def sockets(self) -> Iterator[SocketTraffic]:
        """Every socket of every node's present life, or of its last one."""
        for node in self.nodes.values():
            yield from node.sockets.values()

    def all_sockets(self) -> Iterator[SocketTraffic]:
        """Every socket that ever was."""
        for node in self.nodes.values():
            yield from node.all_sockets

    def quiet(self, now_ns: int, for_ns: int = 150_000_000) -> bool:
        """Nothing was reported for this long, and each living node waits for a message."""
        if now_ns - self.changed_ns < for_ns:
            return False
        return all(
            node.doing.activity in (Activity.IDLE, Activity.BLOCKED)
            for node in self.nodes.values()
            if node.state in (NodeState.STARTING, NodeState.RUNNING)
        )
