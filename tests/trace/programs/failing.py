"""Fails in the middle of a call of a socket, in the way that it is told."""

from __future__ import annotations

import sys
import threading

import zmq


def receive() -> None:
    socket: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.PULL)
    socket.linger = 0
    socket.recv(zmq.NOBLOCK)


def receive_after_an_error() -> None:
    try:
        receive()
    except zmq.Again as error:
        raise ValueError("nothing came") from error


def bind_nowhere() -> None:
    zmq.Context.instance().socket(zmq.PULL).bind("tcp://nowhere")


def decode() -> None:
    socket: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.PAIR)
    socket.bind("inproc://itself")
    other: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.PAIR)
    other.connect("inproc://itself")
    other.send(b"\xff")
    socket.recv_string()


def be_interrupted_in_a_flood() -> None:
    socket: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.PUB)
    socket.bind("tcp://127.0.0.1:*")
    for _ in range(100_000):
        socket.send(b"x")
    raise KeyboardInterrupt


ways = {
    each.__name__: each for each in (be_interrupted_in_a_flood, receive, receive_after_an_error, bind_nowhere, decode)
}
if sys.argv[2:] == ["thread"]:
    thread = threading.Thread(target=ways[sys.argv[1]], name="receiver")
    thread.start()
    thread.join()
else:
    ways[sys.argv[1]]()
