"""The traffic: what the facts add up to, and all that the panes show.

roster, log, wires → peers, audience → queues → matching → ledger        each part is given parts to its left
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, get_args

from zmqplay.model import facts
from zmqplay.model.attaching import Attaching
from zmqplay.model.bad_reports import BadReports, why_impossible
from zmqplay.model.event_line import EventLine
from zmqplay.model.ledger.audience import Audience
from zmqplay.model.ledger.flows import QUIET_NS
from zmqplay.model.ledger.killed import KilledSenders
from zmqplay.model.ledger.ledger import Ledger
from zmqplay.model.messages.matching import Matching
from zmqplay.model.messages.messages import MessageLog
from zmqplay.model.nodes import Life, NodeState, NodeTraffic, OfNode
from zmqplay.model.peers import Peers
from zmqplay.model.queues.queues import Queues
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.stops import Stops
from zmqplay.model.topology import Topology
from zmqplay.model.wires import Wires
from zmqplay.wire import Activity, SocketEvent

MARK_NS = 250_000_000
"""Rates are taken over the last four of these intervals."""
LEDGER_NS, LOADED_LEDGER_NS = 30_000_000, 200_000_000
"""How often the ledger is added up: while every message is shown, and after that; at rest every MARK_NS."""
RESTING_NS = 1_000_000_000
"""Traffic in which nothing was reported for this long is at rest."""

Takes = dict[type[facts.Fact], Callable[[Any, Any], None]]


class Traffic:
    """All that is known about a source. Only `take` and `tick` change it; the rest is to be read."""

    def __init__(self) -> None:
        self.notices: list[str] = []
        """Sentences for the user, oldest first."""
        self.messages = MessageLog()
        self.events: deque[EventLine] = deque(maxlen=2_000)
        self.events_total = 0
        self.bad_reports = BadReports()
        """Reports that could not be taken, by reason."""
        self.unseen_reports = 0
        """Reports that a node could not send because the monitor did not keep up; they lose no count."""
        self.facts_taken = 0
        self.changed_ns = 0
        """When the last report arrived, of those that tell more than that a role has found nothing."""
        self.live_ns = 0
        """When nodes met for the first time; as long as none have, when the first one started."""
        self.roster, self._wires, self.stops = Roster(), Wires(), Stops()
        self.peers = Peers(self.roster)
        self.audience = Audience(self.roster, self.peers)
        self.queues = Queues(self.roster, self.messages, self.peers)
        self.matching = Matching(
            roster=self.roster, log=self.messages, peers=self.peers, audience=self.audience, queues=self.queues
        )
        self.ledger = Ledger(
            roster=self.roster, peers=self.peers, audience=self.audience, queues=self.queues, matching=self.matching
        )
        self._attaching = Attaching(roster=self.roster, wires=self._wires, peers=self.peers, audience=self.audience)
        self._killed = KilledSenders(self.roster, self._wires, self.peers)
        self._marked_ns = self._added_up_ns = 0

    # --- what is known

    @property
    def topology(self) -> Topology:
        """Declared by a pattern, or as found so far."""
        return self._wires.topology

    @property
    def addresses(self) -> dict[str, str]:
        """The address of each wire, by the wire's name."""
        return self._wires.addresses

    @property
    def nodes(self) -> dict[str, NodeTraffic]:
        """By name, in the order in which they were started; a node that has ended keeps its place."""
        return self.roster.nodes

    @property
    def sampled(self) -> bool:
        """Whether more messages have passed than were shown one by one."""
        return self.matching.sampled

    @property
    def is_over(self) -> bool:
        """Whether the source ends its nodes: messages that have not arrived were in flight, and are not lost."""
        return self.ledger.is_over

    def sockets(self) -> Iterator[SocketTraffic]:
        """Every socket of every node's present life, or of its last life."""
        return self.roster.sockets()

    def all_sockets(self) -> Iterator[SocketTraffic]:
        """Every socket of every life."""
        return self.roster.all_sockets()

    def quiet(self, now_ns: int, for_ns: int = 150_000_000) -> bool:
        """Whether nothing was reported for `for_ns`, and each living node waits for a message or polls in vain."""
        if now_ns - self.changed_ns < for_ns:
            return False
        active = [node for node in self.nodes.values() if node.state in (NodeState.STARTING, NodeState.RUNNING)]
        passed_ns = max((node.doing.passed_ns for node in self.nodes.values()), default=0)
        return all(
            node.doing.activity in (Activity.IDLE, Activity.BLOCKED) or node.doing.rests(now_ns, passed_ns, QUIET_NS)
            for node in active
        )

    # --- changes

    def take(self, fact: facts.Fact) -> None:
        """Take one fact."""
        self.facts_taken += 1
        self.stops.take(fact)
        self._takes[type(fact)](self, fact)

    def tick(self, now_ns: int) -> None:
        """Let time pass: update rates, deadlines of unmatched receives, and losses."""
        told_ns = self.roster.lateness.tick(now_ns)
        self.peers.tick(told_ns)
        self.matching.tick(told_ns)
        self._killed.tick(now_ns)
        if now_ns - self._marked_ns >= MARK_NS:
            self._marked_ns = now_ns
            for node in self.nodes.values():
                node.mark(now_ns)
        if self.is_over or now_ns - self._added_up_ns >= self._ledger_every_ns(now_ns):
            self._added_up_ns = now_ns
            self.ledger.update(told_ns)

    def _ledger_every_ns(self, now_ns: int) -> int:
        if now_ns - self.changed_ns > RESTING_NS:
            return MARK_NS
        return LOADED_LEDGER_NS if self.sampled else LEDGER_NS

    def _declared(self, fact: facts.Declared) -> None:
        self._wires.declare(fact)

    def _moved(self, fact: facts.Moved) -> None:
        self._wires.move(fact.wire, fact.address)

    def _started(self, fact: facts.Started) -> None:
        if fact.node not in self.nodes:
            self.live_ns = self.live_ns or fact.at_ns
            self.nodes[fact.node] = NodeTraffic(fact.node, fact.role, fact.number, Life(fact.life))
        self.peers.starts(self.nodes[fact.node], fact.at_ns)
        self.queues.starts(fact.node)
        self.nodes[fact.node].start(fact)
        self._wires.started(fact)
        self.roster.forget_receivers()

    def _met(self, fact: facts.Met) -> None:
        self.live_ns = self.live_ns if self.roster.has_met else fact.at_ns
        self.peers.know(fact.probes)
        for name in fact.nodes:
            self.roster.join(name)
            self.queues.joined()
            self.audience.join(name, fact.at_ns)

    def _of_node(self, fact: OfNode) -> None:
        self.nodes[fact.node].take(fact)

    def _last_counts(self, fact: facts.LastCounts) -> None:
        node = self.nodes[fact.node]
        reported = node.sent
        node.take_last_counts(fact)
        if node.role in self.topology.speaking:
            node.speech.died(node.sent, unreported=node.sent - reported)

    def _ended(self, fact: facts.Ended) -> None:
        node = self.nodes[fact.node]
        node.life.end(fact)
        self._killed.ended(node)
        if not self.is_over:
            node.speech.ended()
            self.roster.leave(node.name)
            self.peers.left(node)
            self.queues.left(node.name)
            self.audience.leave(node.name)

    def _unreadable(self, fact: facts.Unreadable) -> None:
        self.bad_reports.add(fact.reason, fact.count)

    def _over(self, fact: facts.Over) -> None:
        self.ledger.end(fact.at_ns)
        for node in self.nodes.values():
            if node.state is NodeState.RUNNING:
                socket = node.sockets.get(node.doing.socket)
                node.doing.keep(had_peer=bool(socket and socket.handshakes))

    def _reported(self, fact: facts.Reported) -> None:
        report = fact.report
        node = self.nodes.get(report.node)
        if node is None:
            self.bad_reports.add(f"of a node that is not ours ({report.node[:40]!r})")
            return
        if report.life != node.life.number:
            return
        if why := why_impossible(node, report, fact.at_ns):
            self.bad_reports.add(why)
            return
        if report.time_ns > node.doing.thawed_ns:
            self.roster.lateness.note(report.time_ns, fact.at_ns)
        self.unseen_reports += (missing := node.take_report(report))
        if report.samples or report.events or not node.doing.polls_in_vain:
            self.changed_ns = fact.at_ns
        for part in report.sockets:
            self._attaching.take(node, part, report.time_ns)
        if node.state.alive:
            node.speech.reported(node.sent)
        for event in report.events:
            self._take_event(node, event)
        self._killed.reported(node)
        self.matching.take(node, report, fact.at_ns, has_gap=missing > 0)

    def _take_event(self, node: NodeTraffic, event: SocketEvent) -> None:
        socket = node.sockets.get(event.socket)
        if socket is not None:
            self.queues.room.take(socket, event)
            socket.events.take(event)
            if self.peers.take(socket, event):
                self.queues.peers_changed(socket, event.time_ns)
        self.events.append(EventLine(node.name, socket.type if socket else "?", event))
        self.events_total += 1

    _takes: ClassVar[Takes] = {
        **dict.fromkeys(get_args(OfNode), _of_node),
        facts.Declared: _declared,
        facts.Started: _started,
        facts.Reported: _reported,
        facts.Unreadable: _unreadable,
        facts.Ended: _ended,
        facts.LastCounts: _last_counts,
        facts.Met: _met,
        facts.Moved: _moved,
        facts.Noticed: lambda self, fact: self.notices.append(fact.says),
        **dict.fromkeys((facts.Ticked, facts.Silenced), lambda self, fact: self.tick(fact.at_ns)),
        facts.Over: _over,
    }
