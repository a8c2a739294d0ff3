"""Everything that can happen to a socket besides messages, from start to end."""

# the overriding methods take whatever pyzmq does

import gc
import threading
import weakref
from collections.abc import Callable
from typing import Any

import zmq

from tests.node.play import Play, Socket

CALLS = ("send", "recv", "send_multipart", "recv_multipart", "recv_into")


def use_after_close(play: Play) -> None:
    one, _ = play.pair(zmq.PAIR, zmq.PAIR)
    saved: list[Callable[..., object]] = [
        one.send,
        one.send_string,
        one.recv,
        one.recv_multipart,
        one.send_multipart,
        one.recv_into,
        one.poll,
    ]
    arguments: list[tuple[Any, ...]] = [(b"x",), ("x",), (), (), ([b"a", b"b"],), (bytearray(1),), (0,)]
    play.call(one.close)
    play.call(one.close)
    play.note(one.closed)
    for call, given in zip(saved, arguments, strict=True):
        play.call(call, *given)
        play.call(getattr(one, call.__name__), *given)
        play.call(getattr(zmq.Socket, call.__name__), one, *given)
    play.call(one.send, "text")
    play.call(one.send, bytearray(b"x"))
    play.call(saved[0], zmq.Frame(b"x"), copy=False)
    play.call(saved[0], "text")
    play.call(one.send_multipart, [5])
    play.call(saved[4], [5])
    play.call(saved[4], (b"a",))
    play.call(one.bind, "inproc://closed")
    play.call(one.getsockopt, zmq.TYPE)


def with_statements(play: Play) -> None:
    with play.context.socket(zmq.PUSH) as push, play.context.socket(zmq.PULL) as pull:
        with push.bind("inproc://with"), pull.connect("inproc://with"):
            push.send(b"x")
            play.call(pull.recv)
        play.call(push.unbind, "inproc://with")
        play.call(push.send, b"x", zmq.NOBLOCK)
    play.note(push, pull)
    with zmq.Context() as context, context.socket(zmq.PUSH) as socket:
        play.note(socket.closed)
    play.note(context.closed)


def a_close_that_is_refused(play: Play) -> None:
    one, other = play.pair(zmq.PAIR, zmq.PAIR)
    play.call(one.close, "soon")
    play.call(one.send, b"still open")
    play.call(other.recv)
    play.call(one.close, linger=0)


def termination_while_a_call_waits(play: Play) -> None:
    for call, arguments in (("recv", ()), ("recv_multipart", ()), ("poll", ()), ("recv_into", (bytearray(1),))):
        context: zmq.Context[Socket] = zmq.Context()
        socket = context.socket(zmq.PULL)
        ending = threading.Thread(target=context.term)
        ending.start()
        play.call(getattr(socket, call), *arguments)
        play.call(getattr(socket, call), *arguments)
        socket.close()
        ending.join(5)
        play.note(ending.is_alive(), context.closed)
    context = zmq.Context()
    socket = context.socket(zmq.PUSH)
    ending = threading.Thread(target=context.term)
    ending.start()
    play.call(socket.send, b"x")
    play.call(socket.send_multipart, [b"a", b"b"])
    socket.close()
    ending.join(5)
    play.call(context.socket, zmq.PUSH)


def destruction_with_open_sockets(play: Play) -> None:
    context: zmq.Context[Socket] = zmq.Context()
    push = context.socket(zmq.PUSH)
    push.connect("tcp://127.0.0.1:1")
    push.send(b"never arrives")
    saved = push.send
    play.call(context.destroy, linger=0)
    play.note(push.closed, context.closed)
    play.call(push.send, b"x")
    play.call(saved, b"x")


def a_socket_that_nobody_holds(play: Play) -> None:
    gc.disable()
    one, other = play.pair(zmq.PAIR, zmq.PAIR)
    one.send(b"x")
    other.recv()
    one.send(bytearray(b"by"), zmq.SNDMORE)
    one.send_multipart((b"a", b"b"))
    other.recv(copy=False)
    other.recv_multipart()
    known = weakref.ref(one)
    del one
    play.note(known())
    gc.enable()


def bind_and_connect(play: Play) -> None:
    one, other = play.socket(zmq.PUSH), play.socket(zmq.PULL)
    play.note(type(one.bind(addr="inproc://named")).__name__)
    play.note(type(other.connect(addr="inproc://named")).__name__)
    play.call(other.disconnect, addr="inproc://named")
    play.call(one.unbind, addr="inproc://named")
    for address in ("inproc://", "tcp://127.0.0.1", "nonsense", "", "foo://x", None, 5):
        play.call(one.bind, address)
        play.call(other.connect, address)
    play.call(one.unbind, "tcp://127.0.0.1:1")
    play.call(other.disconnect, "tcp://127.0.0.1:1")
    play.call(one.bind)
    play.note(type(one.bind_to_random_port("tcp://127.0.0.1")))


def ports_in_turn_until_one_is_free(play: Play) -> None:
    holder, other = play.socket(zmq.PUSH), play.socket(zmq.PUSH)
    taken = holder.bind_to_random_port("tcp://127.0.0.1")
    other.bind("tcp://127.0.0.1:*")
    for _ in range(5):
        try:
            other.bind(f"tcp://127.0.0.1:{taken}")
        except zmq.ZMQError as error:
            play.note(error.errno == zmq.EADDRINUSE)


def options_and_attributes(play: Play) -> None:
    one = play.socket(zmq.SUB)
    one.linger = 5
    one.LINGER = 6
    play.note(one.linger, one.getsockopt(zmq.LINGER), one.type, one.hwm)
    play.call(one.setsockopt, zmq.SUBSCRIBE, b"a")
    play.call(one.setsockopt, zmq.SUBSCRIBE, optval=b"b")
    play.call(one.set, option=zmq.UNSUBSCRIBE, optval=b"b")
    play.call(one.setsockopt_string, zmq.SUBSCRIBE, "text")
    play.call(one.set_string, zmq.UNSUBSCRIBE, "text")
    play.call(one.subscribe, "text")
    play.call(one.unsubscribe, b"never subscribed")
    play.call(one.setsockopt, zmq.SUBSCRIBE, "text")
    play.call(one.setsockopt, zmq.LINGER, b"bytes")
    play.call(one.setsockopt, 10_000, 1)
    play.call(one.setsockopt)
    play.call(one.getsockopt, 10_000)
    play.call(setattr, one, "SUBSCRIBE", b"by attribute")
    play.call(setattr, one, "nonsense", 1)
    play.call(getattr, one, "nonsense")
    play.call(setattr, one, "hwm", 7)
    play.note(one.hwm, sorted(dir(one)) == sorted(set(dir(zmq.Socket)) | {*zmq.SocketOption.__members__}))
    play.note([callable(getattr(one, name)) for name in CALLS], [getattr(one, name).__name__ for name in CALLS])
    play.note(isinstance(one, zmq.Socket), type(one) is zmq.Socket, type(one).__mro__)
    play.note(repr(one).partition(" at ")[0])
    play.note(one.socket_type)


def a_monitor_of_the_scripts_own(play: Play) -> None:
    one, other = play.socket(zmq.PUSH), play.socket(zmq.PULL)
    monitor: Any = one.get_monitor_socket()
    monitor.rcvtimeo = 5_000
    play.note(one.get_monitor_socket() is monitor)
    one.bind("tcp://127.0.0.1:*")
    other.connect(play.endpoint(one))
    seen = []
    while zmq.EVENT_HANDSHAKE_SUCCEEDED not in seen:
        seen.append(int.from_bytes(monitor.recv_multipart()[0][:2], "little"))
    play.note(sorted(seen))
    play.call(one.disable_monitor)
    one.send(b"x")
    play.call(other.recv)


def many_sockets_in_one_context(play: Play) -> None:
    sockets = [play.context.socket(zmq.PUSH) for _ in range(300)]
    play.note(len(sockets))
    del sockets  # at once, also where another thread holds this frame


def a_socket_with_no_type(play: Play) -> None:
    play.call(zmq.Socket, None, zmq.PUSH)
    play.call(zmq.Socket, play.context)
    play.call(play.context.socket, 999)
    play.call(play.context.socket)


def sockets_in_threads(play: Play) -> None:
    one, other = play.pair(zmq.PAIR, zmq.PAIR)
    sender = threading.Thread(target=lambda: [one.send_multipart([b"%d" % n, b"x"]) for n in range(200)])
    sender.start()
    received = [other.recv_multipart() for _ in range(200)]
    sender.join()
    play.note(received)
