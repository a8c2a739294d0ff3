"""Asks a question; or takes it, and unbinds its socket: libzmq ends the connection at the next call of the socket."""

import sys

import zmq

role, address = sys.argv[1:]
context = zmq.Context()
if role == "ask":
    asker = context.socket(zmq.REQ)
    asker.connect(address)
    asker.send(b"question")
    print(asker.recv())
else:
    answerer = context.socket(zmq.REP)
    answerer.bind(address)
    question = answerer.recv()
    answerer.unbind(address)
    print("unbound", flush=True)
    sys.stdin.readline()
