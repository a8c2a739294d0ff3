"""Asks for a name, and then says what it reads, until its input ends; it says where its own files are."""

import os
import sys

import zmq

socket = zmq.Context().socket(zmq.PAIR)
socket.bind("inproc://a")
name = input("your name? ")
print(f"hello {name}; the next file has number {os.open(os.devnull, os.O_RDONLY) < 100}", flush=True)
for line in sys.stdin:
    print(f"{name} said {line.rstrip()}", flush=True)
print("bye", flush=True)
if len(sys.argv) > 1:
    with open(sys.argv[1], "w") as end:
        end.write("bye")
