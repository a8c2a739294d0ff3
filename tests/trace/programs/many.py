"""Opens, binds and closes as many sockets as it is told, one after the other."""

import sys

import zmq

context = zmq.Context()
for number in range(int(sys.argv[1])):
    with context.socket(zmq.PAIR) as socket:
        socket.bind(f"inproc://{number}")
