"""The bytes on the wire, read by a relay between the two sockets."""

import socket as sockets
import threading

import zmq

from tests.node.play import Play, Socket


class _Relay:
    """Accepts one tcp connection, forwards its bytes, and keeps them."""

    def __init__(self, port: int) -> None:
        self.forth, self.back = bytearray(), bytearray()
        self._target = port
        self._listener = sockets.create_server(("127.0.0.1", 0))
        self.endpoint = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        client, _ = self._listener.accept()
        self._listener.close()  # a second connect is refused
        with client, sockets.create_connection(("127.0.0.1", self._target)) as server:
            pump = threading.Thread(target=self._pump, args=(server, client, self.back))
            pump.start()
            self._pump(client, server, self.forth)
            pump.join()

    @staticmethod
    def _pump(source: sockets.socket, target: sockets.socket, kept: bytearray) -> None:
        try:
            while data := source.recv(65_536):
                kept += data
                target.sendall(data)
            target.shutdown(sockets.SHUT_WR)
        except OSError:  # the other side has closed first
            pass

    def wait(self) -> None:
        self._thread.join(5)


def _between(play: Play, binding: int, connecting: int) -> tuple[Socket, Socket, _Relay]:
    one, other = play.socket(binding), play.socket(connecting)
    one.bind("tcp://127.0.0.1:*")
    relay = _Relay(int(play.endpoint(one).rpartition(":")[2]))
    if connecting in (zmq.DEALER, zmq.REQ):
        other.routing_id = b"me"
    if connecting == zmq.SUB:
        other.subscribe(b"")
    other.connect(relay.endpoint)
    return one, other, relay


def _end(play: Play, one: Socket, other: Socket, relay: _Relay) -> None:
    one.close()
    other.close()
    relay.wait()
    play.note(len(relay.forth), bytes(relay.forth), len(relay.back), bytes(relay.back))


def _say_everything(play: Play, sender: Socket, receiver: Socket, prefix: list[bytes]) -> None:
    """Send in each way; the receiver takes each message before the next is sent."""

    def frame_by_frame() -> None:
        for frame in prefix:
            sender.send(frame, zmq.SNDMORE)

    for data in (b"", b"x", bytearray(b"array"), memoryview(b"view"), b"large" * 100, b"very large" * 20_000):
        for copy in (True, False):
            frame_by_frame()
            sender.send(data, copy=copy)
            play.note(receiver.recv_multipart())
            sender.send_multipart([*prefix, data, b"", data], copy=copy)
            play.note(receiver.recv_multipart())
            sender.send_multipart((*prefix, zmq.Frame(data), data), copy=copy)
            play.note(receiver.recv_multipart())
    frame_by_frame()
    sender.send_string("text")
    play.note(receiver.recv_multipart())
    frame_by_frame()
    sender.send_json({"a": 1})
    play.note(receiver.recv_multipart())
    sender.send_multipart([*prefix, b"header"], zmq.SNDMORE)
    sender.send_pyobj((1, 2))
    play.note(receiver.recv_multipart())


def push_and_pull(play: Play) -> None:
    one, other, relay = _between(play, zmq.PUSH, zmq.PULL)
    _say_everything(play, one, other, [])
    _end(play, one, other, relay)


def dealer_and_router(play: Play) -> None:
    router, dealer, relay = _between(play, zmq.ROUTER, zmq.DEALER)
    _say_everything(play, dealer, router, [])
    _say_everything(play, router, dealer, [b"me"])
    _end(play, dealer, router, relay)


def publisher_and_subscriber(play: Play) -> None:
    pub, sub, relay = _between(play, zmq.XPUB, zmq.SUB)
    play.note(pub.recv())
    _say_everything(play, pub, sub, [b"topic"])
    sub.subscribe(b"more")
    play.note(pub.recv())
    sub.unsubscribe(b"more")
    play.note(pub.recv())
    _end(play, pub, sub, relay)


def request_and_reply(play: Play) -> None:
    reply, request, relay = _between(play, zmq.REP, zmq.REQ)
    for message in ([b"a"], [b"a", b"b"]):
        request.send_multipart(message)
        reply.send_multipart(reply.recv_multipart())
        play.note(request.recv_multipart())
    _end(play, request, reply, relay)
