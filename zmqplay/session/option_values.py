"""The values that libzmq accepts for socket options, found by asking test sockets."""

from __future__ import annotations

import zmq

from zmqplay.control.refused import Refused
from zmqplay.control.vocabulary import nearest


def check_option(name: str, value: str) -> int | bytes:
    """The value of an option as libzmq takes it, read from what a user typed; Refused if libzmq does not take it."""
    known = zmq.SocketOption.__members__
    if name not in known:
        raise Refused(f"libzmq has no socket option {name!r}{nearest(name.upper(), known)}.")
    option = known[name]
    try:
        parsed = value.encode() if _takes_bytes(option) else int(value)
    except ValueError:
        raise Refused(f"{name} takes a whole number, not {value!r}.") from None
    _try(name, option, parsed)
    return parsed


def _takes_bytes(option: zmq.SocketOption) -> bool:
    """Whether an option takes bytes. pyzmq (26 and 27) keeps that in a private attribute; there is no public one."""
    return bool(option._opt_type.name == "bytes")


def _try(name: str, option: zmq.SocketOption, value: int | bytes) -> None:
    """Refuse a value that no kind of socket accepts."""
    kinds = (zmq.DEALER, zmq.SUB, zmq.XPUB, zmq.ROUTER, zmq.REQ, zmq.XSUB)
    with zmq.Context() as context:
        for kind in kinds:
            with context.socket(kind) as socket:
                try:
                    socket.set(option, value)
                except (zmq.ZMQError, OverflowError):
                    continue
                return
    is_secret = name.endswith(("SECRETKEY", "PASSWORD"))
    raise Refused(f"libzmq does not accept {'this value' if is_secret else repr(value)} for {name}.")
