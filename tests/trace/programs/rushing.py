"""Threads in a hurry: each makes contexts and sockets of its own, sends much, and closes them, again and again."""

from __future__ import annotations

import sys
import threading

import zmq

THREADS, ROUNDS, MESSAGES = 20, 6, 150
sys.setswitchinterval(1e-6)
ready = threading.Barrier(THREADS)


def rush() -> None:
    ready.wait()
    for number in range(ROUNDS):
        with zmq.Context() as context, context.socket(zmq.PUB) as pub, context.socket(zmq.SUB) as sub:
            pub.bind("inproc://topics")
            sub.subscribe(b"")
            sub.connect("inproc://topics")
            for topic in range(MESSAGES):
                pub.send_multipart([b"%d" % topic, b"%d" % number])
                sub.recv_multipart()


threads = [threading.Thread(target=rush) for _ in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("all came")
