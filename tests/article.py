"""The ten programs of the article with which zmqplay began, in pairs, with the bodies of their loops indented.

Only the ports are others: several tests run at the same time.
"""

from __future__ import annotations

from typing import NamedTuple

SERVER = """
import zmq

context = zmq.Context()
socket = context.socket(zmq.REP)
socket.bind("tcp://*:{port}")

while True:
  message = socket.recv()
  print(f"Received request: {message.decode()}")
  socket.send(b"Hello from server")
"""
CLIENT = """
import zmq

context = zmq.Context()
socket = context.socket(zmq.REQ)
socket.connect("tcp://localhost:{port}")

socket.send(b"Hello")
response = socket.recv()
print(f"Received reply: {response.decode()}")
"""
PUBLISHER = """
import zmq
import time

context = zmq.Context()
socket = context.socket(zmq.PUB)
socket.bind("tcp://*:{port}")

time.sleep(1)  # Allow subscribers to connect

while True:
  socket.send_multipart([b"topic1", b"Hello Subscribers!"])
  time.sleep(1)
"""
SUBSCRIBER = """
import zmq

context = zmq.Context()
socket = context.socket(zmq.SUB)
socket.connect("tcp://localhost:{port}")
socket.setsockopt_string(zmq.SUBSCRIBE, "topic1")  # Subscribe to topic1

while True:
  topic, message = socket.recv_multipart()
  print(f"Received on {topic.decode()}: {message.decode()}")
"""
PRODUCER = """
import zmq
import time

context = zmq.Context()
socket = context.socket(zmq.PUSH)
socket.bind("tcp://*:{port}")

for i in range(10):
  socket.send_string(f"Task {i}")
  time.sleep(0.5)
"""
WORKER = """
import zmq

context = zmq.Context()
socket = context.socket(zmq.PULL)
socket.connect("tcp://localhost:{port}")

while True:
  task = socket.recv_string()
  print(f"Processing: {task}")
"""
ROUTER = """
import zmq

context = zmq.Context()
socket = context.socket(zmq.ROUTER)
socket.bind("tcp://*:{port}")

while True:
  identity, message = socket.recv_multipart()
  print(f"Received from {identity.decode()}: {message.decode()}")
  socket.send_multipart([identity, b"Reply from server"])
"""
DEALER = """
import zmq

context = zmq.Context()
socket = context.socket(zmq.DEALER)
socket.setsockopt_string(zmq.IDENTITY, "Client1")
socket.connect("tcp://localhost:{port}")

socket.send(b"Hello Server")
response = socket.recv()
print(f"Received: {response.decode()}")
"""
FIRST_PEER = """
import zmq
import time

context = zmq.Context()
socket = context.socket(zmq.PAIR)
socket.bind("tcp://*:{port}")

# Give the second peer time to connect
time.sleep(1)

socket.send(b"Hello from Peer 1")
message = socket.recv()
print(f"Received: {message.decode()}")
"""
SECOND_PEER = """
import zmq

context = zmq.Context()
socket = context.socket(zmq.PAIR)
socket.connect("tcp://localhost:{port}")

message = socket.recv()
print(f"Received: {message.decode()}")
socket.send(b"Hello from Peer 2")
"""


class Pair(NamedTuple):
    """Two programs; with each what it prints until they are ended, if they do not end by themselves."""

    programs: dict[str, str]
    prints: dict[str, int]
    """Lines that each prints before the pair is ended, or has ended."""
    sends: dict[str, int]
    """Messages that each has sent by then."""


PAIRS = {
    "request-reply": Pair(
        {"server": SERVER, "client": CLIENT}, {"server": 1, "client": 1}, {"server": 1, "client": 1}
    ),
    "publish-subscribe": Pair(
        {"publisher": PUBLISHER, "subscriber": SUBSCRIBER}, {"publisher": 0, "subscriber": 2}, {"subscriber": 0}
    ),
    "push-pull": Pair(
        {"producer": PRODUCER, "worker": WORKER}, {"producer": 0, "worker": 10}, {"producer": 10, "worker": 0}
    ),
    "dealer-router": Pair(
        {"server": ROUTER, "client": DEALER}, {"server": 1, "client": 1}, {"server": 1, "client": 1}
    ),
    "pair": Pair(
        {"peer1": FIRST_PEER, "peer2": SECOND_PEER}, {"peer1": 1, "peer2": 1}, {"peer1": 1, "peer2": 1}
    ),
}  # fmt: skip
