"""Sends without copying what is large, for which pyzmq makes sockets of its own."""

import zmq

context = zmq.Context()
push, pull = context.socket(zmq.PUSH), context.socket(zmq.PULL)
port = pull.bind_to_random_port("tcp://127.0.0.1")
push.connect(f"tcp://127.0.0.1:{port}")
for _ in range(3):
    push.send(bytes(2 * zmq.COPY_THRESHOLD), copy=False)
    pull.recv()
