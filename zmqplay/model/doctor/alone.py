"""Rules about sockets that no peer is connected to: those that send all the same, and those that wait for one."""

from __future__ import annotations

from collections.abc import Iterator

from zmqplay.model.doctor.connections import failures
from zmqplay.model.doctor.finding import Finding, Level, Rule
from zmqplay.model.doctor.queries import (
    PATIENCE_NS,
    across,
    has_timeout,
    ignores_all,
    is_blocked,
    is_frozen,
    is_option_set,
    lost_its_server_ns,
    met_wrong_type,
    outstanding,
    recent,
    sockets,
    uses_inproc,
)
from zmqplay.model.doctor.words import hwm
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted, some, with_article


def without_peer(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`blocked-without-peer`, `queued-without-peer`, `dropped-without-peer`: a socket sends without any peer."""
    for node, socket in sockets(traffic):
        if node.state is not NodeState.RUNNING or node.life.stopping_ns or uses_inproc(socket):
            continue
        if not socket.kind.speaks_first or (socket.handshakes and not ignores_all(traffic, socket)):
            continue
        if not socket.binds and failures(socket, now_ns).times:
            continue  # somebody is there: `handshake-failed` tells what keeps them apart
        if is_blocked(node, socket, now_ns):
            if ignores_all(traffic, socket):
                yield _ignoring(node, socket)
            else:
                frozen = [other.name for other, _ in across(traffic, socket) if is_frozen(other)]
                yield _blocked(node, socket, frozen, is_refused=met_wrong_type(traffic, socket, now_ns))
        elif socket.publishes:
            if node.rates.sent and not node.speech.holding:
                yield _unheard(node, socket)
        elif not socket.kind.drops and _queues(traffic, node, socket, now_ns):
            yield from _queued(traffic, node, socket)


def nobody_there(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`nobody-there`: a socket connects to an address at which nobody has ever answered; no call says so."""
    for node, socket in sockets(traffic):
        has_met = bool(socket.first_handshake_ns or socket.connections.begun or socket.facts.bound)
        if has_met or socket.sent.messages or uses_inproc(socket) or across(traffic, socket):
            continue
        tried_ns = socket.events.first_ns
        if tried_ns and now_ns - tried_ns > PATIENCE_NS:
            yield Finding(
                "nobody-there",
                node.name,
                f"{node.name}'s {socket.type} connects to {_addresses(socket)}, where nobody listens yet. libzmq tries "
                "again and again, and no call says so; start the program there, or mend the address.",
                "zmq_connect(3); zmq_setsockopt(3), ZMQ_RECONNECT_IVL",
                Level.NOTE,
            )


def _queues(traffic: Traffic, node: NodeTraffic, socket: SocketTraffic, now_ns: int) -> bool:
    """Whether a socket queues for a peer to come, and no other finding tells why the last one has gone."""
    if socket.binds or is_option_set(socket, "IMMEDIATE") or lost_its_server_ns(node, socket):
        return False
    if met_wrong_type(traffic, socket, now_ns) or socket.events.hung_up.times:
        return False  # nobody is to come, and what was queued went with the connection
    has_waited = now_ns - _alone_since_ns(traffic, socket) > PATIENCE_NS
    return has_waited and not any(is_frozen(other) for other, _ in across(traffic, socket))


def _alone_since_ns(traffic: Traffic, socket: SocketTraffic) -> int:
    """When a socket lost its last peer, or first tried to connect or sent, if no event is known.

    Where its messages are not seen either, or not yet: when its node passed one last.
    """
    if known_ns := socket.events.ended_ns or socket.events.first_ns:
        return known_ns
    own = (one for one in recent(traffic) if (one.sender, one.wire) == (socket.node, socket.wire))
    passed_ns = traffic.nodes[socket.node].doing.passed_ns
    return min((one.time_ns for one in own if one.number > socket.before), default=passed_ns)


def _blocked(node: NodeTraffic, socket: SocketTraffic, frozen: list[str], *, is_refused: bool) -> Finding:
    full = ""
    if socket.facts.connected:
        is_full = socket.sent.messages >= max(1, socket.hwm("SNDHWM") / 2)  # libzmq tells of room in such steps
        full = f", and its queue for {_addresses(socket)} is full" if is_full else f" at {_addresses(socket)}"
    if full and is_option_set(socket, "IMMEDIATE"):
        full = f" at {_addresses(socket)}, and with IMMEDIATE=1 it queues for no peer to come"
    gives_up = "" if has_timeout(socket, "SNDTIMEO") else ", or set SNDTIMEO so that send gives up"
    mend = f"start the other side{gives_up}"
    if frozen:
        full += f"; {some(frozen)} {'is' if len(frozen) == 1 else 'are'} frozen, and the connection has ended"
        mend = f"thaw {some(frozen)}{gives_up}"
    if is_refused and not socket.binds:
        full = f" at {_addresses(socket)} any more: it met a wrong type there, and as a rule does not try again"
        mend = f"mend one side, then start {node.name} again"
    return Finding(
        "blocked-without-peer",
        node.name,
        f"{node.name} waits in send: its {socket.type} has no peer{full}. PUSH, DEALER, REQ and PAIR wait for one, "
        f"where PUB and ROUTER would drop; {mend}.",
        f"zmq_socket(3), ZMQ_{socket.type}; zmq_connect(3), NOTE",
    )


def _ignoring(node: NodeTraffic, socket: SocketTraffic) -> Finding:
    gives_up = "" if has_timeout(socket, "SNDTIMEO") else ", or set SNDTIMEO so that send gives up"
    return Finding(
        "blocked-without-peer",
        node.name,
        f"{node.name} waits in send: its {socket.type} has no peer. Its peer has left, and whoever else is connected "
        f"came while it had that one, so it never listens to them; let one of them connect again{gives_up}.",
        "zmq_socket(3), ZMQ_PAIR; RFC 31",
    )


def _queued(traffic: Traffic, node: NodeTraffic, socket: SocketTraffic) -> Iterator[Finding]:
    sent = min(outstanding(traffic, socket), socket.sent.messages)
    if not sent:
        return
    since = _sent_since(traffic, node, socket)
    if since < sent:
        where = (
            "What had left before the last peer went away is gone with that peer; the rest waits here for a peer still "
            "to come, and so does what is sent from now on"
        )
    else:
        where = "a socket that connects queues for a peer still to come"
    yield Finding(
        "queued-without-peer",
        node.name,
        f"{node.name} has sent {counted(sent)} to {_addresses(socket)}, where no peer is connected"
        f"{': ' if since >= sent else '. '}{where}. With IMMEDIATE=1 it queues only for peers that are there, and "
        "otherwise waits in send.",
        "zmq_connect(3), NOTE; zmq_setsockopt(3), ZMQ_IMMEDIATE",
    )


def _sent_since(traffic: Traffic, node: NodeTraffic, socket: SocketTraffic) -> int:
    """How many of the last messages a socket has sent since its last peer went away; all if it never had a peer."""
    if not socket.first_handshake_ns:
        return socket.numbered
    return sum(
        message.sender == node.name and message.wire == socket.wire and message.time_ns > socket.last_disconnect_ns
        for message in recent(traffic)
    )


def _unheard(node: NodeTraffic, socket: SocketTraffic) -> Finding:
    """A publisher without audience: its design, and a surprise to whoever expects that a message waits."""
    one = with_article(socket.type)
    if socket.binds:
        ends = f"it drops all, as is its nature: {one} keeps nothing for subscribers still to come"
    elif socket.first_handshake_ns:
        ends = (
            f"{one} that connects keeps for {_addresses(socket)} what the last subscriber there had asked "
            f"for, up to SNDHWM ({hwm(socket, 'SNDHWM')}), and drops the rest"
        )
    else:
        ends = f"it drops all, for it has not heard from {_addresses(socket)} yet what is subscribed there"
    return Finding(
        "dropped-without-peer",
        node.name,
        f"{node.name} publishes while no subscriber is connected, and {ends}. Where each message counts, publish only "
        "once the subscribers are there.",
        "zmq_socket(3), ZMQ_PUB; RFC 29",
        Level.NOTE,
    )


def _addresses(socket: SocketTraffic) -> str:
    return some(list(socket.facts.connected))


RULES: tuple[Rule, ...] = (without_peer, nobody_there)
