"""What can be done to a session: its four parts, each given what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from zmqplay.control.source import Need
from zmqplay.model.facts import Fact
from zmqplay.model.peers import Peers
from zmqplay.session.channels.control import Control
from zmqplay.session.hosts.host import Host
from zmqplay.session.lifecycle import Lifecycle
from zmqplay.session.live_code import LiveCode
from zmqplay.session.lives import Lives
from zmqplay.session.lookup import Lookup
from zmqplay.session.plan import Plan
from zmqplay.session.speakers import Speakers
from zmqplay.session.start.gate import Gate
from zmqplay.session.wiring import Wiring


@dataclass(frozen=True, slots=True)
class SessionControls:
    """The four parts of what can be done to a session."""

    nodes: Lifecycle
    speech: Speakers
    wiring: Wiring
    code: LiveCode
    refused: Mapping[Need, str] = field(default_factory=lambda: {"input": "these nodes read no standard input"})


def controls_of(
    *,
    lookup: Lookup,
    lives: Lives,
    plan: Plan,
    host: Host,
    control: Control,
    gate: Gate,
    peers: Peers,
    take: Callable[[Fact], None],
    declare: Callable[[], None],
) -> SessionControls:
    """`declare` tells the traffic the plan's present topology."""
    nodes = Lifecycle(lookup=lookup, lives=lives, plan=plan, host=host, control=control, take=take)
    return SessionControls(
        nodes,
        Speakers(lookup=lookup, plan=plan, control=control, peers=peers, restarting=lives.restarting, take=take),
        Wiring(
            lookup=lookup, lives=lives, plan=plan, host=host, control=control, gate=gate, take=take, declare=declare
        ),
        LiveCode(lookup=lookup, lives=lives, plan=plan, scale=nodes.scale, declare=declare),
    )
