"""REQ asks, REP answers: a strict alternation, one outstanding request for each client."""

import zmq

from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire


def client(node: Node) -> None:
    """Ask, and wait for the reply before asking again."""
    service = node.context.socket(zmq.REQ)
    service.connect(node.endpoint("service"))
    for request in node.messages():
        service.send_multipart(request)
        service.recv_multipart()


def server(node: Node) -> None:
    """Answer each request with a reply made from it."""
    service = node.context.socket(zmq.REP)
    service.bind(node.endpoint("service"))
    while True:
        *head, body = service.recv_multipart()
        node.work()
        service.send_multipart([*head, b"Reply to " + body])


LESSON = """\
# Request–Reply

A REQ client sends a request and waits; a REP server receives it and must answer before it receives the next.

**For** remote procedure calls and services.

**It promises** lock-step: send, receive, send, receive. Anything else raises `EFSM`, *operation cannot be accomplished
in current state*. REP takes its clients in turn, so that none is starved, and ZeroMQ brings each reply to its asker:
the server never sees the envelope (routing id and empty delimiter) that does it.

**It does not promise**
- *reliability*: there is no acknowledgement, no retry and no timeout. If the server dies with the request, the client
  waits for ever, even after the server is back (zguide, chapter 4).
- *a synchronous network*: lock-step is a rule of the API. A request sent before there is a server is delivered later.

**Try** typing as `client-1`, then as `client-2` (Tab), and see whose reply comes back; let traffic flow with `]`; kill
the server with `ctrl+k` and see both clients wait.
"""

REQUEST_REPLY = Pattern(
    name="request-reply",
    title="Request–Reply",
    summary="clients ask and wait, a server answers each in turn",
    use_case="Remote procedure calls (RPC) and service-oriented architectures (SOA)",
    lesson=LESSON,
    aliases=("req-rep", "reqrep"),
    roles=(
        Role("client", client, count=2, speaks=True, messages=("Hello {n} from {node}",)),
        Role("server", server, most=1),
    ),
    wires=(
        Wire(
            "service",
            "tcp://127.0.0.1:5555",
            bind=End("server", "REP"),
            connect=End("client", "REQ"),
        ),
    ),
    panes=("load",),
)
