"""Every pair of compatible socket types, over inproc and tcp."""

import socket as sockets

import zmq

from tests.node.play import Play, Socket


def _over(play: Play, one: int, other: int, transport: str) -> tuple[Socket, Socket]:
    if transport == "inproc":
        return play.pair(one, other)
    first, second = play.socket(one), play.socket(other)
    if other in (zmq.DEALER, zmq.REQ):
        second.routing_id = b"me"
    if other == zmq.SUB:
        second.subscribe(b"")
    first.bind("tcp://127.0.0.1:*")
    second.connect(play.endpoint(first))
    return first, second


def _exchange(play: Play, sender: Socket, receiver: Socket, *messages: list[bytes]) -> list[bytes]:
    received: list[bytes] = []
    for message in messages:
        play.call(sender.send_multipart, message)
        received = receiver.recv_multipart()
        play.note(received)
        play.call(sender.send, message[-1])
        play.call(receiver.recv)
    return received


def push_and_pull(play: Play) -> None:
    for transport in ("inproc", "tcp"):
        push, pull = _over(play, zmq.PUSH, zmq.PULL, transport)
        _exchange(play, push, pull, [b"a"], [b"a", b"b"])


def pair_and_pair(play: Play) -> None:
    for transport in ("inproc", "tcp"):
        one, other = _over(play, zmq.PAIR, zmq.PAIR, transport)
        _exchange(play, one, other, [b"a"], [b"a", b"b"])
        _exchange(play, other, one, [b"a"], [b"a", b"b"])


def publishers_and_subscribers(play: Play) -> None:
    for transport in ("inproc", "tcp"):
        xpub, sub = _over(play, zmq.XPUB, zmq.SUB, transport)
        play.call(xpub.recv)
        _exchange(play, xpub, sub, [b"topic"], [b"topic", b"b"])
        play.call(sub.unsubscribe, b"")
        play.call(xpub.recv)
        xpub, xsub = _over(play, zmq.XPUB, zmq.XSUB, transport)
        play.call(xsub.send, b"\x01")
        play.call(xpub.recv_multipart)
        _exchange(play, xpub, xsub, [b"topic"], [b"topic", b"b"])
        pub, xsub = _over(play, zmq.PUB, zmq.XSUB, transport)
        play.call(xsub.send, b"\x01")
        while not xsub.poll(5):  # PUB does not report its subscribers
            pub.send(b"topic")
        play.call(xsub.recv)


def publisher_and_subscriber(play: Play) -> None:
    pub, sub = play.pair(zmq.PUB, zmq.SUB)
    sub.unsubscribe(b"")
    sub.subscribe("to")
    for topic in (b"topic", b"other", b"t", b"to"):
        play.call(pub.send_multipart, [topic, b"x"])
        play.call(pub.send, topic)
        play.call(pub.send, topic, zmq.SNDMORE)
        play.call(pub.send_json, {"a": 1})
    play.drain(sub)


def request_and_reply(play: Play) -> None:
    for transport in ("inproc", "tcp"):
        reply, request = _over(play, zmq.REP, zmq.REQ, transport)
        for message in ([b"a"], [b"a", b"b"]):
            play.call(request.send_multipart, message)
            play.call(reply.recv_multipart)
            play.call(reply.send_multipart, message)
            play.call(request.recv_multipart)
        play.call(request.send_string, "question")
        play.call(reply.recv_string)
        play.call(reply.send_json, "answer")
        play.call(request.recv_json)


def request_and_router(play: Play) -> None:
    router, request = _over(play, zmq.ROUTER, zmq.REQ, "tcp")
    request.send(b"question")
    routing_id, empty, body = router.recv_multipart()
    play.note(routing_id, empty, body)
    play.call(router.send_multipart, [routing_id, empty, b"answer"])
    play.call(request.recv)
    request.send_multipart([b"two", b"frames"])
    play.note(router.recv(), router.recv_multipart())
    play.call(router.send, routing_id, zmq.SNDMORE)
    play.call(router.send, b"", zmq.SNDMORE)
    play.call(router.send, b"answer")
    play.call(request.recv)


def dealer_and_reply(play: Play) -> None:
    for transport in ("inproc", "tcp"):
        reply, dealer = _over(play, zmq.REP, zmq.DEALER, transport)
        play.call(dealer.send_multipart, [b"", b"question"])
        play.call(reply.recv_multipart)
        play.call(reply.send, b"answer")
        play.call(dealer.recv_multipart)


def dealer_and_router(play: Play) -> None:
    router, dealer = _over(play, zmq.ROUTER, zmq.DEALER, "tcp")
    for message in ([b"a"], [b"", b"b"], [b"a", b"b", b"c"]):
        play.call(dealer.send_multipart, message)
        play.call(router.recv_multipart)
        play.call(router.send_multipart, [b"me", *message])
        play.call(dealer.recv_multipart)
    dealer.send(b"x")
    frame: zmq.Frame = router.recv(copy=False)
    play.note(frame, frame.more, frame["Socket-Type"])
    play.note(router.recv())


def routers_and_dealers_among_themselves(play: Play) -> None:
    one, other = _over(play, zmq.DEALER, zmq.DEALER, "tcp")
    _exchange(play, one, other, [b"a"], [b"a", b"b"])
    router, peer = play.socket(zmq.ROUTER, router_mandatory=1), play.socket(zmq.ROUTER, routing_id=b"peer")
    router.routing_id = b"router"
    router.bind("inproc://routers")
    peer.probe_router = 1
    peer.connect("inproc://routers")
    play.call(router.recv_multipart)
    play.call(router.send_multipart, [b"peer", b"hello"])
    play.call(peer.recv_multipart)


def stream_and_a_plain_tcp_client(play: Play) -> None:
    stream = play.socket(zmq.STREAM)
    stream.bind("tcp://127.0.0.1:*")
    port = int(play.endpoint(stream).rpartition(":")[2])
    with sockets.create_connection(("127.0.0.1", port), 5) as client:
        routing_id, connected = stream.recv_multipart()
        play.note(len(routing_id), connected)
        client.sendall(b"GET /")
        play.note(stream.recv() == routing_id, stream.recv())
        play.call(stream.send, routing_id, zmq.SNDMORE)
        play.call(stream.send, b"answer", zmq.SNDMORE)
        play.call(stream.send_multipart, [routing_id, b"more"])
        received = b""
        while len(received) < 10:
            received += client.recv(10)
        play.note(received)
        client.sendall(b"rest")
        play.note(stream.recv_multipart()[1])


def a_broker_made_of_a_proxy_by_hand(play: Play) -> None:
    frontend, request = play.pair(zmq.ROUTER, zmq.REQ)
    backend, reply = play.pair(zmq.DEALER, zmq.REP)
    request.send_multipart([b"question", b"two"])
    backend.send_multipart(frontend.recv_multipart(copy=False), copy=False)
    play.call(reply.recv_multipart)
    reply.send(b"answer")
    for more in (zmq.SNDMORE, zmq.SNDMORE, 0):
        frontend.send(backend.recv(), more)
    play.call(request.recv)
