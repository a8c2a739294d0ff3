"""Eight threads make their sockets at the same moment, the first sockets of the program, and each sends itself one."""

import threading

import zmq

together = threading.Barrier(8)
context = zmq.Context()


def play(number: int) -> None:
    together.wait()
    one, other = context.socket(zmq.PUSH), context.socket(zmq.PULL)
    one.bind(f"inproc://{number}")
    other.connect(f"inproc://{number}")
    one.send(b"to myself")
    other.recv()


threads = [threading.Thread(target=play, args=(number,)) for number in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
