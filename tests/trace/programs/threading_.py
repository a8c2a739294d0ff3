"""Two contexts with the same inproc name, each with a thread."""

import threading

import zmq


def serve(context: "zmq.Context[zmq.Socket[bytes]]", count: int, bound: threading.Event) -> None:
    with context.socket(zmq.PULL) as tasks:
        tasks.bind("inproc://tasks")
        bound.set()
        for _ in range(count):
            tasks.recv()


for count in (4, 6):
    with zmq.Context() as context, context.socket(zmq.PUSH) as tasks:
        bound = threading.Event()
        server = threading.Thread(target=serve, args=(context, count, bound))
        server.start()
        bound.wait()
        tasks.connect("inproc://tasks")
        for _ in range(count):
            tasks.send(b"task")
        server.join()
