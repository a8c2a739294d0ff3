"""A client, as a guide prints it: asks ten times, then ends, waits for a line, or idles."""

import os
import sys

import zmq

socket = zmq.Context().socket(zmq.REQ)
socket.connect(sys.argv[1])
for number in range(10):
    socket.send(b"%d of %d" % (number, os.getpid()))
    socket.recv()
print("has asked")
if sys.argv[2:] == ["idles"]:
    socket.poll()
if sys.argv[2:] == ["stays"]:
    print(f"was told {sys.stdin.readline().strip()}")
