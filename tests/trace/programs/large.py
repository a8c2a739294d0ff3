"""Sends itself messages of the sizes that it is told, each of so many frames."""

import sys

import zmq

context = zmq.Context()
push, pull = context.socket(zmq.PUSH), context.socket(zmq.PULL)
push.bind("inproc://self")
pull.connect("inproc://self")
for argument in sys.argv[1:]:
    size, frames = map(int, argument.split("x"))
    push.send_multipart([bytes(size)] * frames)
    pull.recv_multipart()
