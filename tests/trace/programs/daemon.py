"""Sends, closes every file as a daemon does, opens others in their places, and goes on sending."""

import gc
import os

import zmq


def send(count: int) -> None:
    with zmq.Context() as context, context.socket(zmq.PUSH) as push, context.socket(zmq.PULL) as pull:
        port = push.bind_to_random_port("tcp://127.0.0.1")
        pull.connect(f"tcp://127.0.0.1:{port}")
        for _ in range(count):
            push.send(b"x")
            pull.recv()


send(10)
os.closerange(3, 256)
mine = [os.open(__file__, os.O_RDONLY) for _ in range(8)]
send(20)
gc.collect()
assert all(os.read(file, 3) == b'"""' for file in mine)
print("fine")
