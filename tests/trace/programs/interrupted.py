"""Receives what a signal's handler sends, some thousand times, and tells how often."""

import signal

import zmq

COUNT = 2_000
context = zmq.Context()
push, pull = context.socket(zmq.PUSH), context.socket(zmq.PULL)
push.bind("inproc://self")
pull.connect("inproc://self")
sent = 0


def send(*_: object) -> None:
    global sent
    push.send(b"message %d" % sent)
    sent += 1


signal.signal(signal.SIGALRM, send)
signal.setitimer(signal.ITIMER_REAL, 0.0003, 0.0003)
for _ in range(COUNT):
    pull.recv()
signal.setitimer(signal.ITIMER_REAL, 0)
print(sent)
