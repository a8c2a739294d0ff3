"""DEALER clients and a ROUTER server: many requests outstanding, and replies to any client."""

import zmq

from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire


def client(node: Node) -> None:
    """Send without waiting, and take replies as they arrive; the third client has no routing id of its own."""
    service = node.context.socket(zmq.DEALER)
    if node.number != 3:
        service.routing_id = f"Client{node.number}".encode()
    service.connect(node.endpoint("service"))
    poller = zmq.Poller()
    poller.register(service, zmq.POLLIN)
    poller.register(node.inbox, zmq.POLLIN)
    while True:
        for socket, _ in poller.poll():
            if socket is service:
                service.recv_multipart()
            else:
                service.send_multipart(node.inbox.recv_multipart())


def server(node: Node) -> None:
    """Answer each request to the routing id in front; send messages addressed by the user (`Client1 | text`) as is."""
    service = node.context.socket(zmq.ROUTER)
    service.router_handover = True  # a newcomer with a taken routing id gets the id and the replies
    service.bind(node.endpoint("service"))
    poller = zmq.Poller()
    poller.register(service, zmq.POLLIN)
    poller.register(node.inbox, zmq.POLLIN)
    while True:
        for socket, _ in poller.poll():
            if socket is service:
                routing_id, *head, body = service.recv_multipart()
                node.work()
                service.send_multipart([routing_id, *head, b"Reply to " + body])
            else:
                service.send_multipart(node.inbox.recv_multipart())


LESSON = """\
# Dealer–Router

A DEALER is a REQ that need not wait: it may have many requests outstanding, and takes messages from all its peers. A
ROUTER receives from all its peers, each message with the sender's **routing id in front**, and sends to the peer whose
routing id is in the first frame.

**For** asynchronous clients and servers, and for brokers that decide themselves who gets what.

**It promises** that a reply goes to the peer that one names and to nobody else, in any order, also unasked.

**It does not promise**
- *more clients than REP*: REP serves many too. What is new is that nobody waits, and that one can address.
- *an identity frame from the client*: the client sends none. It announces a routing id in the handshake, or none: then
  the ROUTER makes one of five bytes, the first of them zero (zguide, chapter 3). The ROUTER puts it in front.
- *an empty delimiter*: REQ puts one in front of its request, so a ROUTER gets three frames: routing id, nothing, body.
  A DEALER puts none; to speak to a REP, which ignores requests without it, it sends `[b"", body]` (RFC 28).
- *load balancing*: a ROUTER balances nothing unless the program keeps the list of who is ready (zguide, chapter 3). A
  DEALER connected to several ROUTERs sends to them in turn.
- *a routing id to its first owner*: this server sets ROUTER_HANDOVER, so a newcomer with the same routing id takes it
  over, and the former owner hears nothing more. Without it, it is the newcomer who is ignored.
- *delivery*: a message is dropped silently when nobody has its routing id, and when that peer's queue is full. With
  ROUTER_MANDATORY the first raises `EHOSTUNREACH`, and the second waits (zmq_setsockopt(3)).

`zmq.IDENTITY`, as older texts have it, is the former name of ROUTING_ID.

## Try

- `/send client-1 Hello`: the frames show the routing id that the ROUTER puts in front.
- `/send server-1 Client2 | hello`: one client hears it, unasked.
- `/send server-1 Nobody | hello`: it vanishes.
- `/work server 500ms`: replies take their time.
- `/rate 5`: the clients go on asking meanwhile, as no REQ could.
- `/option server ROUTER_MANDATORY 1`: a message to nobody is an error now.
- `/send server-1 Nobody | hello`: `send` raises `EHOSTUNREACH` in the server.
"""

DEALER_ROUTER = Pattern(
    name="dealer-router",
    title="Dealer–Router",
    summary="clients ask without waiting, a server answers by routing id",
    use_case="Asynchronous client-server interactions, and brokers that decide who gets what",
    lesson=LESSON,
    aliases=("router-dealer", "dealerrouter"),
    roles=(
        Role("client", client, count=3, speaks=True, messages=("Hello {n} from {node}",)),
        Role("server", server, answers=True, most=1, messages=("Client1 | Hello {n} from the server",)),
    ),
    wires=(
        Wire(
            "service",
            "tcp://127.0.0.1:5558",
            bind=End("server", "ROUTER"),
            connect=End("client", "DEALER"),
        ),
    ),
    panes=("identities", "load"),
)
