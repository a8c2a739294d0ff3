"""Prints which calls of the shadow of a socket of zmq.asyncio are not those of its class, and sends a message."""

import asyncio

import zmq.asyncio


async def main() -> None:
    context = zmq.asyncio.Context()
    push, pull = context.socket(zmq.PUSH), context.socket(zmq.PULL)
    port = pull.bind_to_random_port("tcp://127.0.0.1")
    push.connect(f"tcp://127.0.0.1:{port}")
    print(*sorted(set(vars(push._shadow_sock)) & {"send", "send_multipart", "recv", "recv_multipart"}))
    await push.send(b"message")
    await pull.recv()


asyncio.run(main())
