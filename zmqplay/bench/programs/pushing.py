"""PUSH → PULL, in each way in which a program can send and receive."""

from __future__ import annotations

from time import monotonic_ns

import zmq

from zmqplay.bench.programs.rounds import announced, orders
from zmqplay.patterns.pattern import Node

Socket = zmq.Socket[bytes]


def push_socket(node: Node) -> Socket:
    tasks = node.context.socket(zmq.PUSH)
    tasks.bind(node.endpoint("tasks"))
    return tasks


def pull_socket(node: Node) -> Socket:
    tasks = node.context.socket(zmq.PULL)
    tasks.connect(node.endpoint("tasks"))
    return tasks


def push(node: Node) -> None:
    """Send one frame a message."""
    tasks = push_socket(node)
    for count, announcement, body in orders(node):
        tasks.send(announcement)
        for _ in range(count):
            tasks.send(body)


def pull(node: Node) -> None:
    """Receive one frame a message."""
    tasks = pull_socket(node)
    for count in announced(tasks.recv):
        for _ in range(count):
            tasks.recv()


def push_uncopied(node: Node) -> None:
    """Send without copying the body."""
    tasks = push_socket(node)
    for count, announcement, body in orders(node):
        tasks.send(announcement)
        for _ in range(count):
            tasks.send(body, copy=False)


def pull_uncopied(node: Node) -> None:
    """Receive each message as a Frame."""
    tasks = pull_socket(node)
    for count in announced(lambda: tasks.recv_multipart()[0]):
        for _ in range(count):
            tasks.recv(copy=False)


def push_two_frames(node: Node) -> None:
    """Send a list of two frames."""
    tasks = push_socket(node)
    for count, announcement, body in orders(node):
        tasks.send_multipart([b"task", announcement])
        for _ in range(count):
            tasks.send_multipart([b"task", body])


def pull_two_frames(node: Node) -> None:
    """Receive a list of two frames."""
    tasks = pull_socket(node)
    for count in announced(lambda: tasks.recv_multipart()[1]):
        for _ in range(count):
            tasks.recv_multipart()


def push_by_hand(node: Node) -> None:
    """Send one frame after the other."""
    tasks = push_socket(node)
    for count, announcement, body in orders(node):
        tasks.send_multipart([b"task", announcement])
        for _ in range(count):
            tasks.send(b"task", zmq.SNDMORE)
            tasks.send(body)


def pull_by_hand(node: Node) -> None:
    """Receive one frame after the other, as long as more follow."""
    tasks = pull_socket(node)
    for count in announced(lambda: tasks.recv_multipart()[1]):
        for _ in range(count):
            tasks.recv()
            while tasks.getsockopt(zmq.RCVMORE):
                tasks.recv()


def pull_polling(node: Node) -> None:
    """Wait in a poller, then receive, without waiting, all messages that have arrived."""
    tasks = pull_socket(node)
    poller = zmq.Poller()
    poller.register(tasks, zmq.POLLIN)
    for count in announced(tasks.recv):
        left = count
        while left:
            poller.poll()
            try:
                while left:
                    tasks.recv(zmq.NOBLOCK)
                    left -= 1
            except zmq.Again:
                pass


MARKED = 10_000


def pull_marked(node: Node) -> None:
    """Print, at intervals, the number of messages received and the time."""
    tasks = pull_socket(node)
    for count in announced(tasks.recv):
        for number in range(count):
            tasks.recv()
            if not number % MARKED:
                print("mark", number, monotonic_ns(), flush=True)


def push_at_c_speed(node: Node) -> None:
    """Send without pyzmq's Python layer, so that the receiver is the slower side."""
    tasks = push_socket(node)
    send = zmq.backend.Socket.send
    for count, announcement, body in orders(node):
        send(tasks, announcement)
        for _ in range(count):
            send(tasks, body)
