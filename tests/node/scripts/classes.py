"""Scripts with socket classes, and with several objects for one socket."""

# ruff: noqa: ANN401  # the overriding methods take whatever pyzmq does

import copy
import pickle
from typing import Any

import zmq

from tests.node.play import Play


class _Loud(zmq.Socket[bytes]):
    """Overrides what a library may override."""

    said: list[str] = []  # noqa: RUF012  # shared on purpose

    def send(self, data: Any, flags: int = 0, **kwargs: Any) -> Any:  # type: ignore[override]
        self.said.append("send")
        return super().send(data, flags, **kwargs)

    def recv(self, flags: int = 0, **kwargs: Any) -> Any:  # type: ignore[override]
        self.said.append("recv")
        return super().recv(flags, **kwargs)


class _Wrapping(zmq.Socket[bytes]):
    def send_multipart(self, msg_parts: Any, *args: Any, **kwargs: Any) -> Any:
        return super().send_multipart([b"header", *msg_parts], *args, **kwargs)

    def recv_multipart(self, *args: Any, **kwargs: Any) -> Any:
        return super().recv_multipart(*args, **kwargs)[1:]


def subclasses(play: Play) -> None:
    for kind in (_Loud, _Wrapping):
        one, other = kind(play.context, zmq.PAIR), kind(play.context, zmq.PAIR)
        one.rcvtimeo = other.rcvtimeo = 5
        one.bind(f"inproc://{kind.__name__}")
        other.connect(f"inproc://{kind.__name__}")
        for number, message in enumerate(([b"a"], [b"a", b"b"], (b"a", b"b", b"c"))):
            play.call(one.send_multipart, message, copy=bool(number))
            play.call(other.recv_multipart)
            play.call(one.send, b"x")
            play.call(other.recv)
        play.call(one.send_string, "text")
        play.call(other.recv_string)
        play.call(one.send, "text")
        play.call(other.recv_multipart)
        play.note(one, isinstance(one, zmq.Socket))
    play.note(_Loud.said)
    context = zmq.Context()
    context._socket_class = _Wrapping
    with context.socket(zmq.PAIR) as socket:
        play.note(socket)
    context.term()


def unbound_calls(play: Play) -> None:
    one, other = play.pair(zmq.PAIR, zmq.PAIR)
    play.call(zmq.Socket.send, one, b"x")
    play.call(zmq.Socket.recv, other)
    play.call(zmq.Socket.send_multipart, one, [b"a", b"b"], copy=False)
    play.call(zmq.Socket.recv_multipart, other)
    play.call(zmq.Socket.send_string, one, "text")
    play.call(zmq.Socket.recv_into, other, bytearray(4))
    play.call(zmq.Socket.recv, other, zmq.NOBLOCK)
    play.call(zmq.Socket.send, one, "text")
    play.call(zmq.Socket.close, one)
    play.call(zmq.Socket.send, one, b"x")


def shadows(play: Play) -> None:
    one, other = play.pair(zmq.PAIR, zmq.PAIR)
    for shadow in (zmq.Socket.shadow(one.underlying), zmq.Socket.shadow(one), zmq.Socket(one), copy.copy(one)):
        play.call(shadow.send, b"x")
        play.call(shadow.send, bytearray(b"x"))
        play.call(one.send_multipart, (b"a", b"b"))
        play.drain(other)
        play.note(shadow == one, shadow.context is one.context)
    del shadow
    play.call(one.send, bytearray(b"the shadows are gone"))
    play.call(one.send_multipart, (b"a", b"b"))
    play.call(one.send, zmq.Frame(b"frame"), copy=False)
    play.drain(other)
    shadow = zmq.Socket.shadow(one.underlying)
    one.close()
    play.call(shadow.send, b"x")
    shadow = zmq.Socket.shadow(other.underlying)
    shadow.close()
    play.call(other.send, b"x")
    play.call(other.recv)


def copies_and_pickles(play: Play) -> None:
    one, _ = play.pair(zmq.PAIR, zmq.PAIR)
    play.call(pickle.dumps, one)
    play.call(copy.deepcopy, one)
    play.note(hash(one) == hash(one), one in {one})
