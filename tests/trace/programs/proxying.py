"""A proxy between a client and a server, in threads."""

import threading

import zmq

context = zmq.Context()
front, back = context.socket(zmq.ROUTER), context.socket(zmq.DEALER)
front.bind("inproc://front")
back.bind("inproc://back")


def pass_on() -> None:
    try:
        zmq.proxy(front, back)
    except zmq.ContextTerminated:
        front.close(0)
        back.close(0)


def serve() -> None:
    with context.socket(zmq.REP) as server:
        server.connect("inproc://back")
        for _ in range(5):
            server.send(server.recv())


threads = [threading.Thread(target=pass_on), threading.Thread(target=serve)]
for thread in threads:
    thread.start()
with context.socket(zmq.REQ) as client:
    client.connect("inproc://front")
    for _ in range(5):
        client.send(b"question")
        client.recv()
context.term()
