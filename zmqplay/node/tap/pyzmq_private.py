"""Everything undocumented of pyzmq that the tap relies on.

Seen in pyzmq 22.3, 23.2, 25.1, 26.4 and 27.3, with the Cython backend. `misfit` checks the pyzmq at hand; where it
differs, the tap steps aside.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import zmq
import zmq.sugar.poll as poll_module
from zmq.backend import Socket as CSocket
from zmq.backend import zmq_poll as c_poll

if TYPE_CHECKING:
    from types import FrameType

    Socket = zmq.Socket[Any]

__all__ = [
    "COLLECTOR",
    "POLL",
    "TAPPED",
    "CSocket",
    "c_poll",
    "is_async",
    "made_for",
    "misfit",
    "option_name",
    "poll_module",
    "shut_down",
    "type_of",
]

OLDEST = 22
COLLECTOR = "pyzmq's garbage collector"
OURS = __name__.rpartition(".")[0], __name__.partition(".")[0] + ".trace.inside"
"""The beginnings of the names of the modules between a program's call and the tap."""
POLL = "zmq_poll"
"""The name in `poll_module` under which `zmq.Poller` and `zmq.select` find libzmq's poll."""
ALWAYS_TAPPED = ("send", "recv", "send_multipart", "recv_multipart")
TAPPED = (*ALWAYS_TAPPED, "recv_into") if hasattr(zmq.Socket, "recv_into") else ALWAYS_TAPPED
"""The methods of a socket that pass messages; `recv_into` exists since pyzmq 26.4."""
RELIED_ON = (
    *ALWAYS_TAPPED, "bind", "unbind", "connect", "disconnect", "set", "setsockopt", "get", "getsockopt", "close",
    "underlying",
)  # fmt: skip
TYPES = (
    "PAIR", "PUB", "SUB", "REQ", "REP", "DEALER", "ROUTER", "PULL", "PUSH", "XPUB", "XSUB", "STREAM",
    "SERVER", "CLIENT", "RADIO", "DISH", "GATHER", "SCATTER", "DGRAM", "PEER", "CHANNEL",
)  # fmt: skip
"""Socket types by libzmq's number; pyzmq has an enumeration for them since 23."""


def misfit() -> str:
    """Why the tap must leave this pyzmq alone; empty if pyzmq is as expected."""
    version = zmq.pyzmq_version()
    if int(version.partition(".")[0]) < OLDEST:
        return f"pyzmq {version} is older than {OLDEST}"
    if "cffi" in CSocket.__module__:
        return f"pyzmq {version} runs on cffi, where a frame does not say whether more follow"
    missing = [f"zmq.Socket.{name}" for name in RELIED_ON if not hasattr(zmq.Socket, name)]
    missing += [f"zmq.sugar.poll.{POLL}"] * (POLL not in vars(poll_module))
    missing += ["zmq.Frame.more"] * (not hasattr(zmq.Frame, "more"))
    if missing:
        return f"pyzmq {version} has no {', '.join(missing)}"
    return (
        "" if issubclass(zmq.Socket, CSocket) else f"zmq.Socket of pyzmq {version} is no {CSocket.__name__} of libzmq"
    )


def type_of(socket: Socket) -> str:
    """The socket's type, e.g. PUSH; empty where pyzmq cannot ask libzmq, e.g. since the context is ending."""
    known: Any = vars(socket).get("type")
    try:
        number = int(CSocket.get(socket, zmq.TYPE) if known is None else known)
    except zmq.ZMQError:
        return ""
    return TYPES[number] if number < len(TYPES) else ""


def shut_down(context: zmq.Context[Any]) -> bool:
    """Let every call of this context's sockets raise ContextTerminated; return whether that could be done.

    zmq_ctx_shutdown(3), which pyzmq does not offer: unlike `term`, the program may still terminate the context itself.
    """
    import ctypes

    try:
        library = ctypes.CDLL(sys.modules[CSocket.__module__].__file__)
        return bool(library.zmq_ctx_shutdown(ctypes.c_void_p(context.underlying)) == 0)
    except (OSError, AttributeError):
        return False


def option_name(option: int) -> str:
    """The name of a socket option as libzmq spells it, without ZMQ_; its number if the name is unknown."""
    return _option_names().get(int(option), str(int(option)))


@lru_cache(maxsize=None)
def _option_names() -> dict[int, str]:
    if hasattr(zmq, "SocketOption"):
        return {int(option): option.name for option in zmq.SocketOption}
    from zmq.utils import constant_names  # type: ignore[attr-defined]  # of pyzmq 22

    lists = [names for kind, names in vars(constant_names).items() if kind.endswith("sockopt_names")]
    return {int(getattr(zmq, name)): name for names in lists for name in names if hasattr(zmq, name)}


def is_async(socket: Socket) -> bool:
    """Whether the socket is one of zmq.asyncio or zmq.eventloop.future, whose calls return futures."""
    return hasattr(type(socket), "_recv_futures")


def made_for() -> str:
    """The purpose for which pyzmq itself makes a socket; empty if the program makes it.

    Looks at the callers: past the tap's own frames, pyzmq's modules and constructors of any class, up to the program's
    own code.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module == "zmq.utils.garbage":
            return COLLECTOR
        if module.startswith("zmq.auth"):
            return "an authenticator (ZAP)"
        if module == "zmq.sugar.socket" and frame.f_code.co_name == "get_monitor_socket":
            return "a socket monitor"
        if not module.startswith(("zmq.", *OURS)) and frame.f_code.co_name != "__init__":
            return ""
        frame = frame.f_back
    return ""


def overrides(socket: Socket) -> bool:
    """Whether the socket's class has a send or recv of its own."""
    return any(getattr(type(socket), name) is not getattr(zmq.Socket, name) for name in TAPPED)
