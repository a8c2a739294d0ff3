"""Sends, forks a child that sends by a context of its own, and sends again."""

import os
import sys

import zmq


def send(count: int) -> None:
    with zmq.Context() as context, context.socket(zmq.PAIR) as one, context.socket(zmq.PAIR) as other:
        one.bind("inproc://self")
        other.connect("inproc://self")
        for _ in range(count):
            one.send(b"x")
            other.recv()


inherited = zmq.Context()
kept = inherited.socket(zmq.PUSH)
kept.bind("inproc://kept")
taken = inherited.socket(zmq.PULL)
taken.connect("inproc://kept")
kept.send(b"before")
taken.recv()
child = os.fork()
if not child:
    send(5)
    grandchild = os.fork()
    if not grandchild:
        send(9)
        os._exit(0)
    os._exit(os.waitpid(grandchild, 0)[1])
kept.send(b"after")
taken.recv()
sys.exit(os.waitpid(child, 0)[1])
