"""Sends itself messages without a pause, forks, and tells how many threads the process had meanwhile."""

from __future__ import annotations

import os
import sys

threads: list[int] = []


def count() -> None:
    threads.append(len(os.listdir("/proc/self/task")))


os.register_at_fork(before=count)  # what is registered first is called last before a fork
import zmq  # noqa: E402

context = zmq.Context()
push, pull = context.socket(zmq.PUSH), context.socket(zmq.PULL)
push.bind("inproc://self")
pull.connect("inproc://self")
count()
for _ in range(2):
    for _ in range(50_000):
        push.send(b"x")
        pull.recv()
    count()
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
calm, in_flood, at_fork, again, at_second = threads
print(in_flood - calm, at_fork - calm, again - calm, at_second - calm)
sys.exit(0)
