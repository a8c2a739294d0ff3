"""`zmq.proxy` and its kin in Python, so that the messages that they pass on are counted and sampled.

libzmq's own loop runs in C, past the tap. Its capture socket would tell whole messages, but not their direction, and
the statistics of a steerable proxy count frames (libzmq 4.3.5). So a loop over the tapped calls takes its place: in
turn, whole messages, and only while the other side has room, as in C. Sockets that are not tapped keep the C loop.
"""

from __future__ import annotations

import sys
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any

import zmq
import zmq.backend

from .forwarding import Side, forward, monitored, steer

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from .patches import Patches
    from .tapped import TappedSocket

    Call = Callable[..., Any]
    Of = Callable[[Any], "TappedSocket | None"]

C_LOOPS: dict[str, Call] = {
    name: vars(zmq.backend)[name]
    for name in ("proxy", "proxy_steerable", "monitored_queue")
    if vars(zmq.backend).get(name) is not None
}
"""pyzmq's functions; `zmq.device` and the classes of `zmq.devices` call them by the names in their own modules."""


def watch_proxies(patches: Patches, of: Of) -> None:
    """Replace the C loops in each module that has imported them; `of` finds the tapped socket behind a socket."""
    for name, original in C_LOOPS.items():
        for module, alias in _places(name):
            patches.put(module, alias, stand_in_for(name, original, of))


def stand_in_for(name: str, original: Call, of: Of) -> Call:
    """The loop in Python that takes the place of the C loop of this name."""
    return _STAND_INS[name](original, of)


@lru_cache(maxsize=None)
def _places(name: str) -> list[tuple[ModuleType, str]]:
    """The modules that have this function, each with its name there. Modules that come later import the stand-in.

    Looking through all modules takes 1 ms, once: nodes are forked from a process that has done it.
    """
    original = C_LOOPS[name]
    return [
        (module, alias)
        for module in list(sys.modules.values())
        for alias, value in list(getattr(module, "__dict__", {}).items())
        if value is original and vars(module) is not globals()
    ]


def _proxy(original: Call, of: Of) -> Call:
    @wraps(original)
    def proxy(frontend: Any, backend: Any, capture: Any = None) -> Any:
        sides = _sides(of, frontend, backend, capture)
        return forward(*sides) if sides else original(frontend, backend, capture)

    return proxy


def _proxy_steerable(original: Call, of: Of) -> Call:
    @wraps(original)
    def proxy_steerable(frontend: Any, backend: Any, capture: Any = None, control: Any = None) -> Any:
        sides = _sides(of, frontend, backend, capture, control)
        return steer(*sides) if sides else original(frontend, backend, capture, control)

    return proxy_steerable


def _monitored_queue(original: Call, of: Of) -> Call:
    @wraps(original)
    def monitored_queue(
        in_socket: Any, out_socket: Any, mon_socket: Any, in_prefix: bytes = b"in", out_prefix: bytes = b"out"
    ) -> Any:
        sides = _sides(of, in_socket, out_socket, mon_socket)
        if not sides:
            return original(in_socket, out_socket, mon_socket, in_prefix, out_prefix)
        frontend, backend, monitor = sides
        return monitored(frontend, backend, monitor, bytes(in_prefix), bytes(out_prefix))

    return monitored_queue


_STAND_INS = {"proxy": _proxy, "proxy_steerable": _proxy_steerable, "monitored_queue": _monitored_queue}


def _sides(of: Of, *sockets: Any) -> list[Any]:
    """The sides of a proxy, None for a socket that was not given; empty if a socket is not tapped, or is none."""
    sides: list[Side | None] = []
    for place, socket in enumerate(sockets):
        tapped = of(socket) if isinstance(socket, zmq.Socket) else None
        if tapped is None and (socket is not None or place < 2):
            return []
        sides.append(None if tapped is None else Side(socket, tapped.calls))
    return sides
