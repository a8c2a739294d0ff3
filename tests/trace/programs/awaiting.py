"""Asks itself by zmq.asyncio, then waits a moment in its event loop."""

import asyncio

import zmq
import zmq.asyncio


async def answer(context: zmq.asyncio.Context) -> None:
    server = context.socket(zmq.REP)
    server.bind("inproc://served")
    while True:
        await server.send(await server.recv())


async def main() -> None:
    context = zmq.asyncio.Context()
    serving = asyncio.ensure_future(answer(context))
    client = context.socket(zmq.REQ)
    client.connect("inproc://served")
    for number in range(10):
        await client.send(b"%d" % number)
        await client.recv()
    await asyncio.sleep(0.5)
    serving.cancel()


asyncio.run(main())
