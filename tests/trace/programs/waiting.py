"""Waits for a message that does not come, in the way that it is told."""

import sys

import zmq

context = zmq.Context()
socket = context.socket(zmq.PUSH if sys.argv[1] == "send" else zmq.PULL)
socket.bind("tcp://127.0.0.1:*")
if sys.argv[1] == "send":
    socket.send(b"nobody takes it")
if sys.argv[1] == "recv":
    socket.recv()
if sys.argv[1] == "poll":
    socket.poll()
if sys.argv[1] == "work":
    while True:
        sum(range(1_000))
