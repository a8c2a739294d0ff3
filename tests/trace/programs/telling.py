"""Does a little of everything that is told of a socket."""

# mypy: ignore-errors

import os
import sys

import zmq

os.chdir(sys.argv[1])
context = zmq.Context()
news = context.socket(zmq.XPUB)
news.setsockopt(zmq.SNDHWM, 7)
news.bind("ipc://news")
reader = context.socket(zmq.SUB)
reader.setsockopt(zmq.SUBSCRIBE, b"a")
reader.setsockopt(zmq.SUBSCRIBE, b"b")
reader.connect("ipc://news")
assert news.recv() == b"\1a"
assert news.recv() == b"\1b"
for topic in (b"a", b"b", b"a", b"c"):
    news.send_multipart([topic, b"body"])
for _ in range(3):
    reader.recv_multipart()
reader.setsockopt(zmq.UNSUBSCRIBE, b"a")
router = context.socket(zmq.ROUTER)
router.bind("tcp://127.0.0.1:*")
dealer = context.socket(zmq.DEALER)
dealer.setsockopt(zmq.IDENTITY, b"me")
dealer.connect(router.getsockopt(zmq.LAST_ENDPOINT))
dealer.send(b"hello")
router.send_multipart(router.recv_multipart())
dealer.recv()
router.unbind(router.getsockopt(zmq.LAST_ENDPOINT))
dealer.setsockopt(zmq.PLAIN_PASSWORD, b"secret")
dealer.close()
