"""Scripts with `zmq.proxy` and its kin."""

import struct
import threading
from collections.abc import Callable
from typing import Any

import zmq
import zmq.devices
from zmq import proxy as another_name_of_proxy
from zmq.devices import monitored_queue

from tests.node.play import Play, Socket


class _Between:
    """A proxy in a thread, and the sockets of its two peers."""

    def __init__(self, play: Play, types: tuple[int, int], peers: tuple[int, int]) -> None:
        self.left, self.front = play.pair(peers[0], types[0])
        self.right, self.back = play.pair(peers[1], types[1])
        self._play = play
        for socket in (self.front, self.back):
            socket.rcvtimeo = socket.sndtimeo = -1

    def run(self, call: Callable[..., object], *more: object, front: Socket | None = None) -> threading.Thread:
        """Start `call` with both sockets; it ends when the context does, and says so."""

        def target() -> None:
            try:
                ended.append(call(front or self.front, self.back, *more))
            except zmq.ZMQError as error:
                ended.append(type(error).__name__)
            for socket in (self.front, self.back, *more):
                if isinstance(socket, zmq.Socket):
                    socket.close(0)

        ended: list[object] = []
        self.ended = ended
        thread = threading.Thread(target=target)
        thread.start()
        return thread

    def end(self, thread: threading.Thread, *open_sockets: Socket) -> None:
        """Let the context end, and log how the proxy ended."""
        for socket in (self.left, self.right, *open_sockets):
            socket.close(0)
        self._play.context.term()
        thread.join()
        self._play.note(*self.ended)


def both_directions(play: Play) -> None:
    between = _Between(play, (zmq.ROUTER, zmq.DEALER), (zmq.REQ, zmq.REP))
    thread = between.run(zmq.proxy)
    for text in ("one", "two"):
        between.left.send_multipart([text.encode(), b"", b"x" * 70_000])
        play.note(*map(len, between.right.recv_multipart()))
        between.right.send_string(text)
        play.call(between.left.recv_string)
    between.end(thread)


def by_other_names(play: Play) -> None:
    between = _Between(play, (zmq.PULL, zmq.PUSH), (zmq.PUSH, zmq.PULL))
    for call in (another_name_of_proxy, lambda *sockets: zmq.device(zmq.QUEUE, *sockets)):
        thread = between.run(call)
        for number in range(3):
            between.left.send(b"%d" % number)
            play.call(between.right.recv_multipart)
        between.end(thread)
        play.context = zmq.Context()
        between = _Between(play, (zmq.PULL, zmq.PUSH), (zmq.PUSH, zmq.PULL))
    for socket in (between.left, between.right, between.front, between.back):
        socket.close(0)


def subscriptions(play: Play) -> None:
    between = _Between(play, (zmq.XSUB, zmq.XPUB), (zmq.XPUB, zmq.SUB))
    thread = between.run(zmq.proxy)
    between.right.subscribe(b"")
    play.call(between.left.recv)
    between.left.send_multipart([b"topic", b"text"])
    play.call(between.right.recv_multipart)
    between.right.unsubscribe(b"")
    play.call(between.left.recv)
    between.end(thread)


def captured(play: Play) -> None:
    between = _Between(play, (zmq.ROUTER, zmq.DEALER), (zmq.REQ, zmq.REP))
    taker, capture = play.pair(zmq.PAIR, zmq.PAIR)
    thread = between.run(zmq.proxy, capture)
    between.left.send(b"ask")
    play.call(between.right.recv)
    between.right.send(b"reply")
    play.call(between.left.recv)
    for _ in range(2):
        play.note(taker.recv_multipart()[1:])
    between.end(thread, taker)


def to_itself(play: Play) -> None:
    between = _Between(play, (zmq.DEALER, zmq.DEALER), (zmq.DEALER, zmq.DEALER))
    thread = between.run(lambda front, _back: zmq.proxy(front, front))
    between.left.send_multipart([b"there", b"and back"])
    play.call(between.left.recv_multipart)
    between.end(thread)


def steered(play: Play) -> None:
    between = _Between(play, (zmq.PULL, zmq.PUSH), (zmq.PUSH, zmq.PULL))
    steering, control = play.pair(zmq.PAIR, zmq.PAIR)
    thread = between.run(zmq.proxy_steerable, None, control)

    def tell(*command: bytes) -> None:
        steering.send_multipart(command)
        play.note([struct.unpack("=Q", frame)[0] if frame else None for frame in steering.recv_multipart()])

    for number in range(3):
        between.left.send_multipart([b"%d" % number, b"body"])
        play.call(between.right.recv_multipart)
    tell(b"STATISTICS")
    tell(b"PAUSE")
    between.left.send(b"passes")
    play.call(between.right.recv)
    tell(b"RESUME")
    between.left.send(b"waits")
    between.right.rcvtimeo = 50
    play.call(between.right.recv)
    between.right.rcvtimeo = 5_000
    tell(b"HELLO")
    play.call(between.right.recv)
    tell(b"STATISTICS")
    tell(b"TERMINATE")
    thread.join()
    steering.close(0)
    between.end(thread)


def monitored_routers(play: Play) -> None:
    between = _Between(play, (zmq.ROUTER, zmq.ROUTER), (zmq.ROUTER, zmq.DEALER))
    taker, monitor = play.pair(zmq.PAIR, zmq.PAIR)
    for socket in (between.left, between.right, between.front, between.back):
        socket.close(0)
    context = play.context
    front, back = context.socket(zmq.ROUTER), context.socket(zmq.ROUTER)
    front.bind("inproc://front")
    back.bind("inproc://back")
    one, other = play.socket(zmq.DEALER, routing_id=b"One"), play.socket(zmq.DEALER, routing_id=b"Other")
    one.connect("inproc://front")
    other.connect("inproc://back")
    between.left, between.right, between.front, between.back = one, other, front, back
    thread = between.run(monitored_queue, monitor)
    one.send_multipart([b"Other", b"hello"])
    play.call(other.recv_multipart)
    play.call(taker.recv_multipart)
    other.send_multipart([b"One", b"hello yourself"])
    play.call(one.recv_multipart)
    play.call(taker.recv_multipart)
    between.end(thread, taker)


def a_device_in_a_thread(play: Play) -> None:
    device: Any = zmq.devices.ThreadProxy(zmq.PULL, zmq.PUSH, zmq.PUSH)  # type: ignore[no-untyped-call]  # of pyzmq
    device.context_factory = lambda: play.context
    device.bind_in("inproc://device-in")
    device.bind_out("inproc://device-out")
    device.bind_mon("inproc://device-mon")
    device.start()
    push, pull, taker = play.socket(zmq.PUSH), play.socket(zmq.PULL), play.socket(zmq.PULL)
    push.connect("inproc://device-in")
    pull.connect("inproc://device-out")
    taker.connect("inproc://device-mon")
    for number in range(3):
        push.send_multipart([b"%d" % number, b"body"])
        play.call(pull.recv_multipart)
        play.call(taker.recv_multipart)
    for socket in (push, pull, taker):
        socket.close(0)
    play.context.term()
    device.join(5)
    play.note(device.done)


def one_that_is_not_a_socket(play: Play) -> None:
    pull, push = play.pair(zmq.PUSH, zmq.PULL)
    play.call(zmq.proxy, pull, 5)
    play.call(zmq.proxy, pull, push, 5)
    push.close()
    play.call(zmq.proxy, pull, push)
