"""The effect of each socket option when it is set on a socket that is connected and in use."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

import pytest
import zmq

Socket = zmq.Socket[Any]
TIMEOUT_MS = 20_000
SHORT_MS = 500
"""Long enough for messages that would arrive at once."""


@contextmanager
def joined(bound: int, connected: int, **options: int | bytes) -> Iterator[tuple[Socket, Socket]]:
    """Two sockets, connected over tcp; an option `b_X` is for the bound one, `c_X` for the other."""
    with zmq.Context() as context, context.socket(bound) as one, context.socket(connected) as other:
        for socket, prefix in (one, "b_"), (other, "c_"):
            socket.linger, socket.sndtimeo, socket.rcvtimeo = 0, TIMEOUT_MS, TIMEOUT_MS
            for name, value in options.items():
                if name.startswith(prefix):
                    socket.set(getattr(zmq, name[2:]), value)
        one.bind("tcp://127.0.0.1:*")
        other.connect(address(one))
        yield one, other


def address(bound: Socket) -> str:
    """The address of a bound socket."""
    return cast(bytes, bound.last_endpoint).decode()


def arrived(socket: Socket) -> list[bytes]:
    """The last frames of the messages that have arrived, or arrive within a short time."""
    bodies: list[bytes] = []
    socket.rcvtimeo = SHORT_MS
    with suppress(zmq.Again):
        while True:
            bodies.append(socket.recv_multipart()[-1])
    return bodies


def sndtimeo() -> bool:
    with joined(zmq.PUSH, zmq.PULL) as (push, pull):
        push.send(b"")
        pull.recv()
        pull.close()
        push.sndtimeo = 1
        try:
            while True:
                push.send(b"x" * 10_000)
        except zmq.Again:
            return True


def rcvtimeo() -> bool:
    with joined(zmq.PUSH, zmq.PULL) as (push, pull):
        push.send(b"")
        pull.recv()
        pull.rcvtimeo = 1
        with pytest.raises(zmq.Again):
            pull.recv()
        return True


def linger() -> bool:
    context = zmq.Context()
    push = context.socket(zmq.PUSH)
    push.connect("tcp://127.0.0.1:1")
    push.send(b"for nobody")
    push.linger = SHORT_MS
    begun = time.monotonic()
    push.close()
    context.term()  # with the default, this would wait forever
    return time.monotonic() - begun > SHORT_MS / 2000  # libzmq's timers count its own milliseconds, and may be early


def router_mandatory() -> bool:
    with joined(zmq.ROUTER, zmq.DEALER) as (router, dealer):
        dealer.send(b"")
        router.recv_multipart()
        router.send_multipart([b"nobody", b""])
        router.router_mandatory = True
        with pytest.raises(zmq.ZMQError, match="Host unreachable"):
            router.send_multipart([b"nobody", b""])
        return True


def router_handover() -> bool:
    with joined(zmq.ROUTER, zmq.DEALER, c_ROUTING_ID=b"A") as (router, dealer):
        dealer.send(b"")
        router.recv_multipart()
        router.router_handover = True
        with dealer.context.socket(zmq.DEALER) as newcomer:
            newcomer.linger = 0
            newcomer.routing_id = b"A"
            newcomer.connect(address(router))
            newcomer.send(b"new")
            return bool(router.recv_multipart() == [b"A", b"new"])


def req_relaxed() -> bool:
    with joined(zmq.ROUTER, zmq.REQ) as (router, req):
        req.send(b"1")
        router.recv_multipart()
        req.set(zmq.REQ_RELAXED, 1)
        req.send(b"2")
        return bool(router.recv_multipart()[-1] == b"2")


def req_correlate() -> bool:
    """Whether the reply that is under way when the option is set arrives nevertheless."""
    with joined(zmq.ROUTER, zmq.REQ) as (router, req):
        req.send(b"1")
        request = router.recv_multipart()
        req.set(zmq.REQ_CORRELATE, 1)
        router.send_multipart(request)
        return arrived(req) == [b"1"]


def xpub_verbose() -> bool:
    with joined(zmq.XPUB, zmq.SUB) as (xpub, sub):
        sub.subscribe(b"")
        xpub.recv()
        xpub.xpub_verbose = True
        with sub.context.socket(zmq.SUB) as second:
            second.subscribe(b"")
            second.connect(address(xpub))
            return bool(xpub.recv() == b"\x01")


def xpub_verboser() -> bool:
    with joined(zmq.XPUB, zmq.SUB) as (xpub, sub):
        sub.subscribe(b"")
        xpub.recv()
        xpub.setsockopt(zmq.XPUB_VERBOSER, 1)
        with sub.context.socket(zmq.SUB) as second:
            second.subscribe(b"")
            second.connect(address(xpub))
            xpub.recv()
            second.unsubscribe(b"")
            return bool(xpub.recv() == b"\x00")


def xpub_nodrop() -> bool:
    small: dict[str, int | bytes] = {"b_SNDHWM": 5, "c_RCVHWM": 5, "b_SNDBUF": 4_096, "c_RCVBUF": 4_096}
    with joined(zmq.XPUB, zmq.SUB, **small) as (xpub, sub):
        sub.subscribe(b"")
        xpub.recv()
        xpub.send(b"")
        xpub.xpub_nodrop = True
        xpub.sndtimeo = 1
        try:
            for _ in range(10_000):
                xpub.send(b"x" * 20_000)
        except zmq.Again:
            return True
        return False


def invert_matching() -> bool:
    with joined(zmq.XPUB, zmq.SUB) as (xpub, sub):
        sub.subscribe(b"a")
        xpub.recv()
        for socket in (xpub, sub):
            socket.invert_matching = True
        xpub.send(b"a")
        xpub.send(b"b")
        return bool(sub.recv() == b"b")


def lowered(name: str) -> bool:
    with joined(zmq.PUSH, zmq.PULL) as (push, pull):
        for _ in range(7):
            push.send(b"")
            pull.recv()
        (push if name == "SNDHWM" else pull).set(getattr(zmq, name), 5)
        push.sndtimeo = SHORT_MS
        with suppress(zmq.Again):
            for _ in range(30):
                push.send(b"")
        return len(arrived(pull)) == 30


def immediate() -> bool:
    with zmq.Context() as context, context.socket(zmq.PUSH) as push:
        push.linger = 0
        push.connect("tcp://127.0.0.1:1")
        push.immediate = True
        return not push.poll(SHORT_MS, zmq.POLLOUT)


def conflate() -> bool:
    with joined(zmq.PUSH, zmq.PULL) as (push, pull):
        push.send(b"")
        pull.recv()
        push.conflate = pull.conflate = True
        for _ in range(9):
            push.send(b"")
        return len(arrived(pull)) == 1


def probe_router() -> bool:
    with joined(zmq.ROUTER, zmq.DEALER) as (router, dealer):
        dealer.send(b"1")
        router.recv_multipart()
        dealer.probe_router = True
        return arrived(router) == [b""]


def routing_id() -> bool:
    with joined(zmq.ROUTER, zmq.DEALER) as (router, dealer):
        dealer.routing_id = b"me"
        dealer.send(b"")
        return bool(router.recv_multipart()[0] == b"me")


def maxmsgsize() -> bool:
    with joined(zmq.PUSH, zmq.PULL) as (push, pull):
        push.send(b"")
        pull.recv()
        pull.maxmsgsize = 1
        push.send(b"xx")
        return not arrived(pull)


EFFECTS: dict[str, Callable[[], bool]] = {
    effect.__name__.upper(): effect
    for effect in (
        *(sndtimeo, rcvtimeo, linger, router_mandatory, router_handover, req_relaxed, req_correlate),
        *(
            xpub_verbose,
            xpub_verboser,
            xpub_nodrop,
            invert_matching,
            immediate,
            conflate,
            probe_router,
            routing_id,
            maxmsgsize,
        ),
    )
} | {name: lambda name=name: lowered(name) for name in ("SNDHWM", "RCVHWM")}
"""By option: whether it works correctly when it is set on a socket that is connected and in use."""
