"""A hundred threads that each make a socket, all at the same time, and send three messages."""

from __future__ import annotations

import sys
import threading

import zmq

THREADS, EACH = 100, 3
sys.setswitchinterval(1e-6)
context: zmq.Context[zmq.Socket[bytes]] = zmq.Context.instance()
pull = context.socket(zmq.PULL)
port = pull.bind_to_random_port("tcp://127.0.0.1")
ready = threading.Barrier(THREADS)


def send() -> None:
    ready.wait()
    with context.socket(zmq.PUSH) as push:
        push.connect(f"tcp://127.0.0.1:{port}")
        for number in range(EACH):
            push.send(b"%d" % number)


threads = [threading.Thread(target=send) for _ in range(THREADS)]
for thread in threads:
    thread.start()
for _ in range(THREADS * EACH):
    pull.recv()
for thread in threads:
    thread.join()
print("all came")
