"""Rules about connections: sockets that do not suit each other, handshakes that fail, options and addresses."""

from __future__ import annotations

from collections.abc import Iterator
from errno import EAGAIN

from zmqplay.model.doctor.curve import Fault, curve_fault
from zmqplay.model.doctor.finding import Finding, Rule
from zmqplay.model.doctor.queries import refused_by, sockets
from zmqplay.model.event_numbers import EventNumber, ProtocolError
from zmqplay.model.kinds import kind_of, may_meet
from zmqplay.model.options import BY_NAME
from zmqplay.model.socket_events import Failures
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted, cut, some, with_article
from zmqplay.wire import SocketEvent

RETRIES_NS = 5_000_000_000
"""A peer that retries a handshake does so within this time."""

EFFECTIVE = {"SNDHWM", "RCVHWM", "PROBE_ROUTER", "REQ_CORRELATE"}
"""Options that do change a socket in use, although changing them then does harm; zmq_setsockopt(3)."""
BEFORE_USE = ("CURVE_", "PLAIN_", "ZAP_", "GSSAPI_", "TCP_", "IPV6", "TOS", "AFFINITY", "BINDTODEVICE", "HANDSHAKE_IVL")
"""Name prefixes of the other options that count only for later binds and connects."""


def wrong_pair(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`wrong-pair`: two socket types that cannot talk; no call fails, and libzmq does not try again."""
    binders = {socket.wire: socket for _, socket in sockets(traffic) if socket.binds and socket.wire}
    for node, socket in sockets(traffic):
        other = binders.get(socket.wire)
        if other and not socket.binds and not may_meet(other.type, socket.type):
            whom = f"{other.node}'s {other.type}"
        elif refused := refused_by(traffic, socket, now_ns):
            at = refused.peer if refused.accepted else refused.endpoint
            whom = f"the program at {cut(at)}"
        else:
            continue
        yield Finding(
            "wrong-pair",
            node.name,
            f"{node.name}'s {socket.type} and {whom} cannot talk to each other, so libzmq ended their connection at "
            f"once: {with_article(socket.type)} meets {_partners(socket.type)} only. No error is raised, and as a "
            "rule nobody tries again; mend one side, then start "
            f"{'the other program' if socket.binds else node.name} again.",
            "zmq_socket(3), Compatible peer sockets",
        )


def _partners(type_: str) -> str:
    return some(sorted(kind_of(type_).peers), "and")


def failed_handshake(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`handshake-failed`: the two sides use different security, or the other side does not speak ZMTP."""
    for node, socket in sockets(traffic):
        failed = failures(socket, now_ns)
        if failed.times:
            why, mend = _why_failed(failed.last[-1], curve_fault(traffic, socket))
            times = f" {counted(failed.times, 'time')}" if failed.times > 1 else ""
            yield Finding(
                "handshake-failed",
                node.name,
                f"{node.name}'s {socket.type} could not agree with a peer{times}: {why}. {mend}",
                "zmq_socket_monitor(3); zmq_curve(7), zmq_plain(7)",
            )


def failures(socket: SocketTraffic, now_ns: int) -> Failures:
    """The failed handshakes; of those before the last one that succeeded, such as a peer has just retried."""
    events = socket.events
    just_before = events.failed_before.since(now_ns - RETRIES_NS)
    if events.failed.times or just_before.times:
        return Failures(just_before.times + events.failed.times, events.failed.last or just_before.last)
    again_and_again = events.hung_up.times > 1 and not socket.binds  # a single failure may be a dying peer
    return events.hung_up if again_and_again else Failures()


def _why_failed(event: SocketEvent, keys: Fault | None) -> Fault:
    """The meaning of a failure, as measured with libzmq 4.3.5, and what to do; `keys` are wrong keys, if any are."""
    hung_up = event.event == EventNumber.HANDSHAKE_FAILED_NO_DETAIL and event.value != EAGAIN
    is_cryptographic = (event.event, event.value) == (
        EventNumber.HANDSHAKE_FAILED_PROTOCOL,
        ProtocolError.CRYPTOGRAPHIC,
    )
    if keys and (hung_up or is_cryptographic):
        return (f"the other side hung up: {keys[0]}", keys[1]) if hung_up else keys
    if event.event == EventNumber.HANDSHAKE_FAILED_AUTH:
        return f"ZAP refused the key or password ({event.value})", "Have the authenticator know it; nobody tries again."
    if is_cryptographic:
        why = "the client uses a wrong server key, or has no key pair of its own"
        return why, "Give it the server's public key and a pair of its own; it keeps on trying meanwhile."
    if event.event == EventNumber.HANDSHAKE_FAILED_PROTOCOL and event.value == ProtocolError.MECHANISM_MISMATCH:
        why = "one side uses other security than the other (NULL, PLAIN or CURVE)"
        return why, "Set the same on both, and restart the client, since it does not try again."
    if hung_up:
        mend = "With CURVE, that is what a wrong server key, or no key pair of one's own, looks like from the client."
        return "the other side hung up", mend
    if event.event == EventNumber.HANDSHAKE_FAILED_NO_DETAIL:
        return (
            "the other side did not answer in time (HANDSHAKE_IVL)",
            "Perhaps it is frozen, or no ZeroMQ program.",
        )
    return f"the other side breaks the protocol ({event.value:#x})", "Perhaps it is no ZeroMQ program."


def late_option(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`option-too-late`: an option was set after the bind or connect that it should have affected."""
    for node, socket in sockets(traffic):
        late = [name for name in socket.facts.late_options if _comes_too_late(name)]
        if late:
            yield Finding(
                "option-too-late",
                node.name,
                f"{node.name} sets {some(late)} after its {socket.type} was bound or connected, which is accepted and "
                "changes nothing: it counts for the next bind or connect. Set it before.",
                "zmq_setsockopt(3)",
            )


def _comes_too_late(name: str) -> bool:
    if name in EFFECTIVE:
        return False
    return not BY_NAME[name].live if name in BY_NAME else name.startswith(BEFORE_USE)


def shared_ipc_path(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`ipc-taken-over`: a second bind to an ipc path takes it away from the first."""
    holders: dict[str, list[str]] = {}
    for node, socket in sockets(traffic):
        for address in socket.facts.bound:
            if address.startswith("ipc://"):
                holders.setdefault(address, []).append(node.name)
    for address, binding in holders.items():
        if len(binding) > 1:
            yield Finding(
                "ipc-taken-over",
                binding[-1],
                f"{some(binding)} have bound {cut(address)}: no error is raised, the last one takes the path away, and "
                "who connected before stays with the former. Give each its own path.",
                "zmq_ipc(7)",
            )


RULES: tuple[Rule, ...] = (wrong_pair, failed_handshake, late_option, shared_ipc_path)
