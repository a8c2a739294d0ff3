"""Prints before it makes a socket: a line, bytes that are no text, a control sequence, a progress bar, a question."""

import os
import sys
import time

import zmq

print("before the first socket")
os.write(1, b"\xff\xfe not UTF-8 \x1b[31mred\x1b[0m\n")
for percent in range(0, 101, 20):
    os.write(1, b"\r%d %%" % percent)
os.write(1, b"\r\n")
os.write(1, b"x" * 5_000 + b"\n")
sys.stdout.write("no end of line")
sys.stdout.flush()
zmq.Context().socket(zmq.PAIR).bind("inproc://a")
time.sleep(600)
