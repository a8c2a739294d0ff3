"""Sends some messages to itself, each received at once, and ends in the way that it is told."""

import os
import signal
import sys
import time

import zmq

count, way = int(sys.argv[1]), sys.argv[2]
pause_s = float(sys.argv[3]) if len(sys.argv) > 3 else 0
context = zmq.Context()
push, pull = context.socket(zmq.PUSH), context.socket(zmq.PULL)
push.bind("inproc://self")
pull.connect("inproc://self")
for number in range(count):
    push.send(b"message %d" % number)
    pull.recv()
    if pause_s:
        time.sleep(pause_s)
print("passed", count, flush=True)
if way == "raise":
    raise ValueError("as told")
if way == "_exit":
    os._exit(7)
if way == "exit":
    sys.exit(3)
if way == "abort":
    os.abort()
if way == "exec":
    os.execv(sys.executable, [sys.executable, sys.argv[0], "3", "return"])
if way.startswith("SIG"):
    os.kill(os.getpid(), getattr(signal, way))
    signal.pause()
