"""Every way to pass messages, with the expected counts: type, messages and bytes sent, and received."""

# ruff: noqa: ANN401  # the overriding methods take whatever pyzmq does

import asyncio
from typing import Any

import zmq
import zmq.asyncio

from tests.node.play import Play

Counts = list[tuple[str, int, int, int, int]]


def sent_in_one_frame(play: Play) -> Counts:
    push, pull = play.pair(zmq.PUSH, zmq.PULL)
    for data in (b"four", bytearray(b"four"), memoryview(b"four"), zmq.Frame(b"four"), memoryview(b"four").cast("I")):
        for copy in (True, False):
            push.send(data, copy=copy)
            push.send(data, zmq.NOBLOCK, copy)
    push.send(b"")
    for _ in range(21):
        pull.recv()
    return [("PUSH", 21, 80, 0, 0), ("PULL", 0, 0, 21, 80)]


def sent_without_a_copy(play: Play) -> Counts:
    push, pull = play.pair(zmq.PUSH, zmq.PULL)
    data = bytes(zmq.COPY_THRESHOLD)
    for _ in range(9):
        push.send(data, copy=False)
        push.send(data, zmq.SNDMORE, copy=False, track=True)
        push.send(data, copy=False, track=True)
        pull.recv(copy=False)
        pull.recv_multipart(copy=False)
    return [("PUSH", 18, 27 * len(data), 0, 0), ("PULL", 0, 0, 18, 27 * len(data))]


def taken_by_hand(play: Play) -> Counts:
    push, pull = play.pair(zmq.PUSH, zmq.PULL)
    for parts in (2, 1, 3) * 40:
        push.send_multipart([b"abc"] * parts)
        pull.recv()
        while pull.getsockopt(zmq.RCVMORE):
            assert pull.rcvmore == pull.get(zmq.RCVMORE) == 1
            pull.recv(copy=False)
        assert not pull.rcvmore
        assert pull.get(zmq.TYPE) == zmq.PULL
    return [("PUSH", 120, 720, 0, 0), ("PULL", 0, 0, 120, 720)]


def sent_in_many_frames(play: Play) -> Counts:
    push, pull = play.pair(zmq.PUSH, zmq.PULL)
    push.send_multipart([b"a", b"bc", b""])
    push.send_multipart((b"a", b"bc", b""))
    push.send_multipart([b"a", bytearray(b"bc"), zmq.Frame(b"")], copy=False)
    push.send_multipart([b"abc"])
    push.send_multipart([b"a"], zmq.SNDMORE)
    push.send_multipart([b"b", b"c"])
    push.send(b"a", zmq.SNDMORE)
    push.send(bytearray(b"b"), zmq.SNDMORE | zmq.NOBLOCK)
    push.send_string("c")
    push.send_serialized("abc", lambda text: [letter.encode() for letter in text])
    for _ in range(7):
        pull.recv_multipart()
    return [("PUSH", 7, 21, 0, 0), ("PULL", 0, 0, 7, 21)]


def sent_with_an_encoding(play: Play) -> Counts:
    push, pull = play.pair(zmq.PUSH, zmq.PULL)
    push.send_string("ü")
    push.send_json([1])
    push.send_pyobj(1, protocol=0)
    size = len("ü".encode()) + len(b"[1]") + len(b"I1\n.")
    pull.recv_string()
    pull.recv_json()
    pull.recv_pyobj()
    return [("PUSH", 3, size, 0, 0), ("PULL", 0, 0, 3, size)]


def received_in_every_way(play: Play) -> Counts:
    push, pull = play.pair(zmq.PUSH, zmq.PULL)
    for _ in range(100):
        push.send_multipart([b"a", b"bc", b"def"])
        pull.recv()
        pull.recv(copy=False)
        pull.recv_into(bytearray(3))
        push.send_multipart([b"a", b"bc", b"def"])
        pull.recv_into(bytearray(3))
        pull.recv_multipart()
        push.send_multipart([b"a", b"bc", b"def"])
        pull.recv_multipart(copy=False)
        push.send(b"abcdef")
        pull.recv_serialized(len)
        push.send(b"abcdef")
        pull.recv(copy=False)
    return [("PUSH", 500, 3_000, 0, 0), ("PULL", 0, 0, 500, 3_000)]


def refused(play: Play) -> Counts:
    push, pull = play.socket(zmq.PUSH), play.socket(zmq.PULL)
    wrong: Any
    for wrong in ("text", None, 5, [b"x"]):
        play.call(push.send, wrong)
        play.call(push.send_multipart, [b"a", wrong])
    play.call(push.send, b"x", zmq.NOBLOCK)
    play.call(push.send_multipart, [b"a", b"b"], zmq.NOBLOCK)
    play.call(push.send_multipart, [])
    play.call(pull.recv, zmq.NOBLOCK)
    play.call(pull.recv_multipart, zmq.NOBLOCK)
    play.call(pull.recv_into, bytearray(1), flags=zmq.NOBLOCK)
    play.call(pull.send, b"x")
    return [("PUSH", 0, 0, 0, 0), ("PULL", 0, 0, 0, 0)]


def answered(play: Play) -> Counts:
    reply, request = play.pair(zmq.REP, zmq.REQ)
    for _ in range(10):
        request.send_multipart([b"que", b"stion"])
        reply.send_multipart([*reply.recv_multipart(), b"!"])
        request.recv_multipart()
    return [("REP", 10, 90, 10, 80), ("REQ", 10, 80, 10, 90)]


def sent_by_subclasses_and_unbound(play: Play) -> Counts:
    class Own(zmq.Socket[bytes]):
        def send(self, *args: Any, **kwargs: Any) -> Any:
            return super().send(*args, **kwargs)

        def recv_multipart(self, *args: Any, **kwargs: Any) -> Any:
            return super().recv_multipart(*args, **kwargs)

    one, other = Own(play.context, zmq.PAIR), Own(play.context, zmq.PAIR)
    one.bind("inproc://own")
    other.connect("inproc://own")
    one.send(b"ab")
    one.send_multipart([b"a", b"b"])
    zmq.Socket.send(one, b"ab")
    zmq.Socket.send_multipart(one, [b"a", b"b"])
    zmq.Socket.send(one, bytearray(b"ab"))
    other.recv()
    other.recv_multipart()
    zmq.Socket.recv(other)
    zmq.Socket.recv_multipart(other)
    other.recv_string()
    return [("PAIR", 5, 10, 0, 0), ("PAIR", 0, 0, 5, 10)]


def sent_through_shadows(play: Play) -> Counts:
    push, pull = play.pair(zmq.PUSH, zmq.PULL)
    shadow: Any = zmq.Socket.shadow(push.underlying)
    shadow.send(b"ab")
    shadow.send_multipart((b"a", b"b"))
    del shadow
    push.send(bytearray(b"ab"))
    for _ in range(3):
        pull.recv_multipart()
    return [("PUSH", 3, 6, 0, 0), ("PULL", 0, 0, 3, 6)]


def sent_by_asyncio(_play: Play) -> Counts:
    async def talk() -> None:
        with zmq.asyncio.Context() as context:
            push, pull = context.socket(zmq.PUSH), context.socket(zmq.PULL)
            push.bind("inproc://asyncio")
            pull.connect("inproc://asyncio")
            for _ in range(10):
                receiving = asyncio.ensure_future(pull.recv_multipart())
                await push.send_multipart([b"a", b"b"])
                await receiving
                await push.send(bytearray(b"ab"))
                await pull.recv(copy=False)
            push.close()
            pull.close()

    asyncio.run(talk())
    return [("PUSH", 20, 40, 0, 0), ("PULL", 0, 0, 20, 40)]
