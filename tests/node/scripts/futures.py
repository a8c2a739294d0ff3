"""zmq.asyncio: its sockets return futures, and work through a shadow socket."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import zmq
import zmq.asyncio

from tests.node.play import Play, described


async def _tell(play: Play, call: Awaitable[object]) -> None:
    try:
        play.note(await call)
    except (zmq.ZMQError, TypeError, ValueError, TimeoutError) as error:
        play.log.append(f"{type(error).__name__} {error}")


def _pair(context: zmq.asyncio.Context, address: str) -> tuple[zmq.asyncio.Socket, zmq.asyncio.Socket]:
    one, other = context.socket(zmq.PAIR), context.socket(zmq.PAIR)
    one.bind(address)
    other.connect(address)
    return one, other


def sends_and_receives(play: Play) -> None:
    async def talk() -> None:
        with zmq.asyncio.Context() as context:
            one, other = _pair(context, "inproc://talk")
            data: Any
            for data in (b"x", bytearray(b"y"), zmq.Frame(b"z"), "text", None):
                await _tell(play, one.send(data))
            await _tell(play, one.send_multipart([b"a", b"b"]))
            await _tell(play, one.send_multipart((b"a", bytearray(b"b")), copy=False))
            await _tell(play, one.send_multipart([b"a", "b"]))
            await _tell(play, one.send(b"more", zmq.SNDMORE))
            await _tell(play, one.send_string("text"))
            await _tell(play, one.send_json({"a": 1}))
            await _tell(play, one.send_pyobj((1, 2)))
            play.note(await other.poll(5_000), await other.recv(), await other.recv(copy=False), await other.recv())
            await _tell(play, other.recv_multipart())
            await _tell(play, other.recv_multipart(copy=False))
            await _tell(play, other.recv())
            await _tell(play, other.recv_multipart())
            await _tell(play, other.recv_json())
            await _tell(play, other.recv_pyobj())
            await _tell(play, other.recv(zmq.NOBLOCK))
            one.close()
            other.close()

    asyncio.run(talk())


def waits(play: Play) -> None:
    async def wait() -> None:
        with zmq.asyncio.Context() as context:
            one, other = _pair(context, "inproc://wait")
            receiving = asyncio.ensure_future(other.recv_multipart())
            several = [asyncio.ensure_future(other.recv()) for _ in range(3)]
            await asyncio.sleep(0)
            play.note(receiving.done(), type(other.recv()).__name__)
            for number in range(6):
                await one.send(b"%d" % number)
            play.note(await receiving, [await future for future in several])
            poller = zmq.asyncio.Poller()
            poller.register(other, zmq.POLLIN)
            play.note(len(await poller.poll(5_000)), await other.recv(), await poller.poll(1), await other.poll(1))
            other.rcvtimeo = 5
            await _tell(play, other.recv())
            other.rcvtimeo = -1
            given_up = asyncio.ensure_future(other.recv())
            await asyncio.sleep(0)
            given_up.cancel()
            await one.send(b"kept")
            await _tell(play, other.recv())
            one.close()
            other.close()
            await _tell(play, asyncio.wait_for(_after_close(one), 1))

    asyncio.run(wait())


async def _after_close(socket: zmq.asyncio.Socket) -> None:
    await socket.send(b"x")


def shadows_of_each_other(play: Play) -> None:
    async def shadow() -> None:
        one, other = play.pair(zmq.PAIR, zmq.PAIR)
        future: zmq.asyncio.Socket = zmq.asyncio.Socket(one)
        await future.send(b"x")
        await future.send_multipart([b"a", bytearray(b"b")])
        one.send(bytearray(b"sync"))
        play.drain(other)
        plain: Any = zmq.Socket(future)
        plain.send(bytearray(b"plain"))
        play.drain(other)
        del future, plain
        one.send(bytearray(b"left"))
        play.drain(other)

    asyncio.run(shadow())


def a_flow_of_messages(play: Play) -> None:
    async def flow() -> None:
        with zmq.asyncio.Context() as context:
            push, pull = context.socket(zmq.PUSH), context.socket(zmq.PULL)
            push.hwm = pull.hwm = 5
            push.bind("inproc://flow")
            pull.connect("inproc://flow")

            async def send() -> None:
                for number in range(300):
                    await push.send_multipart([b"%d" % number, b"x"])

            sending = asyncio.ensure_future(send())
            play.log.append(described([await pull.recv_multipart() for _ in range(300)]))
            await sending
            push.close()
            pull.close()

    asyncio.run(flow())
