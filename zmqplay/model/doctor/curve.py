"""What is wrong with CURVE keys, where both sides are nodes of ours: all of their options are known (zmq_curve(7))."""

from __future__ import annotations

from collections.abc import Iterable

from zmqplay.model.doctor.queries import across
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic

Fault = tuple[str, str]
"""What is wrong, and what to do."""
OWN_KEYS = ("CURVE_PUBLICKEY", "CURVE_SECRETKEY")


def curve_fault(traffic: Traffic, socket: SocketTraffic) -> Fault | None:
    """Why CURVE cannot work between a socket and the sockets of ours at the other end; None if nothing is wrong."""
    others = [other for _, other in across(traffic, socket)]
    if socket.facts.options.get("CURVE_SERVER"):
        pairs = [(other, socket) for other in others]
    else:
        pairs = [(socket, other) for other in others if other.facts.options.get("CURVE_SERVER")]
    return _first_fault(pairs)


def _first_fault(pairs: Iterable[tuple[SocketTraffic, SocketTraffic]]) -> Fault | None:
    """The fault of the first client and server that do not fit."""
    return next((fault for client, server in pairs if (fault := _fault_of(client, server))), None)


def _fault_of(client: SocketTraffic, server: SocketTraffic) -> Fault | None:
    options = client.facts.options
    if "CURVE_SERVERKEY" not in options:
        return None  # the client does not speak CURVE
    lacking = [name for name in OWN_KEYS if name not in options]
    if lacking:
        keys = "no key pair of its own" if len(lacking) == 2 else f"no {lacking[0]}"
        mend = f"Set {' and '.join(lacking)} on {client.node}; zmq_curve_keypair(3) makes a pair."
        return f"{client.node} has {keys}, which a CURVE client needs besides CURVE_SERVERKEY", mend
    if "CURVE_SECRETKEY" not in server.facts.options:
        mend = f"Set CURVE_SECRETKEY on {server.node}, and the public key of that pair as CURVE_SERVERKEY."
        return f"{server.node} has no CURVE_SECRETKEY, which a CURVE server needs", mend
    if client.facts.public_key and client.facts.public_key != options["CURVE_PUBLICKEY"]:
        mend = f"Set both keys of one pair on {client.node}."
        return f"{client.node}'s CURVE_PUBLICKEY does not belong to its CURVE_SECRETKEY", mend
    if server.facts.public_key and server.facts.public_key != options["CURVE_SERVERKEY"]:
        why = (
            f"{client.node} uses a wrong server key: its CURVE_SERVERKEY does not belong to {server.node}'s secret key"
        )
        return why, f"Set CURVE_SERVERKEY on {client.node} to {server.facts.public_key.decode()}."
    return None
