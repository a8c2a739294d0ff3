"""PAIR and PAIR: exactly two peers, both of which speak when they like."""

import zmq

from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire


def peer(node: Node) -> None:
    """Bind as the first node, connect as another; then send each message, and take each that arrives."""
    line = node.context.socket(zmq.PAIR)
    if node.number == 1:
        line.bind(node.endpoint("line"))
    else:
        line.connect(node.endpoint("line"))
    poller = zmq.Poller()
    poller.register(line, zmq.POLLIN)
    poller.register(node.inbox, zmq.POLLIN)
    while True:
        for socket, _ in poller.poll():
            if socket is line:
                line.recv_multipart()
                node.work()
            else:
                line.send_multipart(node.inbox.recv_multipart())


LESSON = """\
# Pair

Two PAIR sockets, joined to one peer at a time: either may send at any time, and all goes to the other. Also called
*Exclusive Pair*.

**For** two threads of one process that signal each other over inproc.

**It promises** that nobody else gets in between (RFC 31). A bound PAIR without a peer waits in `send`.

**It does not promise**
- *to refuse a third*: a second guest connects, its handshake succeeds, its sends are accepted, and nothing is ever
  delivered in either direction. No event says so; zmqplay finds it out and shows it as ignored.
- *to suit a network*: libzmq's manual calls PAIR unfit for tcp in most cases, since it does not reconnect
  (zmq_socket(3), ZMQ_PAIR); in libzmq 4.3.5 the connecting side does. Between processes, use DEALER and DEALER. PAIR is
  shown over tcp here because the nodes are processes.

When the peer has gone and the bound PAIR has noticed, by sending, receiving or polling, a newcomer is let in.

## Try

- `/send peer-1 Hello`: it goes to `peer-2`.
- `/send peer-2 Hello`: and back, without being asked.
- `/restart peer-1`: the bound one is back, and `peer-2` has connected again by itself.
- `/send peer-2 Hello again`: it arrives.
- `/add peer`: a third one connects, and its handshake succeeds.
- `/send peer-3 Hello`: nobody will ever have this.
- `/stop peer-2`: the line is free, and `peer-3` is ignored all the same.
- `/restart peer-3`: as a newcomer it is let in.
"""

PAIR = Pattern(
    name="pair",
    title="Pair",
    summary="two peers, one at a time for each, both speak",
    use_case="Inter-thread communication, direct peer-to-peer messaging without a central server",
    lesson=LESSON,
    aliases=("exclusive-pair",),
    roles=(Role("peer", peer, count=2, speaks=True, messages=("Hello {n} from {node}",)),),
    wires=(
        Wire(
            "line",
            "tcp://127.0.0.1:5560",
            bind=End("peer", "PAIR", first_only=True),
            connect=End("peer", "PAIR"),
        ),
    ),
    panes=("load",),
)
