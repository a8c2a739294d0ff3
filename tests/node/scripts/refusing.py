"""Sends that libzmq refuses, or that reach no peer."""

import zmq

from tests.node.play import Play


def sends_that_would_wait(play: Play) -> None:
    push = play.socket(zmq.PUSH)
    for flag in (zmq.NOBLOCK, int(zmq.NOBLOCK), zmq.NOBLOCK | zmq.SNDMORE):
        play.call(push.send, b"x", flag)
        play.call(push.send, bytearray(b"x"), flag, copy=False)
        play.call(push.send_multipart, [b"a"], flag)
        play.call(push.send_multipart, [b"a", b"b"], flag)
        play.call(push.send_string, "x", flag)
    push.sndtimeo = 5
    play.call(push.send, b"x")
    play.call(push.send_multipart, [b"a", b"b"])
    play.call(push.send, zmq.Frame(b"x"), copy=False)


def sends_up_to_the_high_water_mark(play: Play) -> None:
    push, pull = play.pair(zmq.PUSH, zmq.PULL, sndhwm=2, rcvhwm=2)
    for _ in range(6):
        play.call(push.send, b"x", zmq.NOBLOCK)
        play.call(push.send_multipart, [b"a", b"b"], zmq.NOBLOCK)
    play.drain(pull)


def sends_that_the_state_or_type_forbids(play: Play) -> None:
    request, reply = play.pair(zmq.REQ, zmq.REP)
    play.call(reply.send, b"too early")
    play.call(reply.send_multipart, [b"too", b"early"])
    play.call(request.send, b"question")
    play.call(request.send, b"another")
    play.call(request.send_multipart, [b"and", b"another"])
    play.call(request.send, memoryview(b"again"), copy=False)
    play.call(reply.recv)
    play.call(reply.recv)
    pull, sub = play.socket(zmq.PULL), play.socket(zmq.SUB)
    for socket in (pull, sub):
        play.call(socket.send, b"x")
        play.call(socket.send, b"x", zmq.SNDMORE)
        play.call(socket.send_multipart, [b"a", b"b"])


def sends_to_nobody(play: Play) -> None:
    router = play.socket(zmq.ROUTER)
    play.call(router.send_multipart, [b"nobody", b"x"])
    play.call(router.send, b"nobody", zmq.SNDMORE)
    play.call(router.send, b"x")
    router.router_mandatory = 1
    play.call(router.send_multipart, [b"nobody", b"x"])
    play.call(router.send, b"nobody", zmq.SNDMORE)
    publisher = play.socket(zmq.PUB)
    play.call(publisher.send_multipart, [b"topic", b"x"])
