"""To whom a ROUTER speaks where nobody has said to whom: to a routing id that it has heard."""

from __future__ import annotations

from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.peers import Peers
from zmqplay.template import Template, as_text, typed_frames
from zmqplay.wire import OTHER


def addressed(peers: Peers, node: NodeTraffic, example: str) -> str:
    """The example, with an id that the ROUTER of a node has heard in place of one that it does not know."""
    router = next((socket for socket in node.sockets.values() if socket.routes), None)
    first, *others = typed_frames(example)
    if router is None or not others:
        return example
    wanted = Template(first.rstrip()).frames(1)[0]
    if wanted in router.received_by_key or peers.owner(wanted):
        return example
    heard = (one for one in router.received_by_key if one != OTHER and (peers.owner(one) or peers.may_own(router, one)))
    known = next(heard, None)
    return example if known is None else " | ".join([as_text([known]), *others])
