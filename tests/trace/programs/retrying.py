"""A Lazy Pirate: each request has a socket of its own, and the server answers none."""

import zmq

with zmq.Context() as context, context.socket(zmq.ROUTER) as server:
    port = server.bind_to_random_port("tcp://127.0.0.1")
    for _ in range(5):
        with context.socket(zmq.REQ) as client:
            client.linger = 0
            client.connect(f"tcp://127.0.0.1:{port}")
            client.send(b"anyone?")
            server.recv_multipart()
            assert not client.poll(1)
