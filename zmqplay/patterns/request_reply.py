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

**It promises**
- *lock-step*: send, receive, send, receive. Anything else raises `EFSM`, *operation cannot be accomplished in current
  state* (zmq_socket(3)).
- *fairness*: REP takes its clients in turn, so that none is starved.
- *the way back*: each reply goes to its asker. The envelope that does it (routing id and empty delimiter) is never seen
  by the server's code (RFC 28).

**It does not promise**
- *reliability*: no acknowledgement, no retry, no timeout. If the server dies with the request, the client waits for
  ever (zguide, chapter 4), even after the server is back. The cure is the client's: poll with a deadline; when it has
  passed, close the socket and ask again with a new REQ.
- *a synchronous network*: lock-step is a rule of the API. A REQ that connects may ask before there is a server, and the
  request waits for it; a REQ that binds waits in `send` (zmq_connect(3)).
- *a server that is there*: a REQ connected to several servers asks them in turn, those that are not there too, and then
  waits. IMMEDIATE=1 leaves these out.

## Try

- `/send client-1 Hello`: the reply comes back to `client-1` alone.
- `/rate 2`: both clients ask, and the ladder (`a`) shows each request with its reply.
- `/work server 2s`: one client is served while the other waits for its turn.
- `/kill server-1`: both have asked, and wait.
- `/restart server-1`: the server is back, and who asked the old one still waits: nobody asks again for it.
- `/restart client-1`: a new REQ may ask.
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
