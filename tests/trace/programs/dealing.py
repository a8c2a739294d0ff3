"""Deals a hundred tasks over a relative ipc path; its workers are children of `working.py`."""

import time

import zmq

context = zmq.Context()
tasks = context.socket(zmq.PUSH)
tasks.bind("ipc://tasks")
for number in range(100):
    tasks.send(b"%d" % number)
time.sleep(0.2)
context.destroy()
