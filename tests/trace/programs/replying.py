"""A server, as a guide prints it: binds, and answers each request with its own text."""

import sys

import zmq

socket = zmq.Context().socket(zmq.REP)
socket.bind(sys.argv[1])
while True:
    message = socket.recv()
    print(f"received {message!r}")
    socket.send(b"re: " + message)
