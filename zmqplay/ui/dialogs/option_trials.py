"""What a change of a socket option would show in the patterns here, of the options where there is something to see."""

from __future__ import annotations

TRIALS = {
    "SNDHWM": "at 5, with /size 65536 and a slow receiver: PUSH, DEALER and REQ wait in send; PUB and ROUTER drop",
    "RCVHWM": "at 5, with SNDHWM 5 at the sender and /size 65536: little waits, and the sender soon waits or drops",
    "LINGER": "let messages wait and stop their sender: at 0 they are lost, and the Ledger counts them as unsent",
    "IMMEDIATE": "stop the only peer, then send: off, the message waits in its queue; on, the node waits in send",
    "CONFLATE": "with a slow receiver and traffic: only the newest arrives; in the Ledger the rest is conflated",
    "ROUTER_MANDATORY": "/send server-1 Nobody | hi: off, it is lost as unroutable; on, the server crashes",
    "ROUTER_HANDOVER": "give two clients one ROUTING_ID: off, the newcomer is ignored; on, the first loses its replies",
    "ROUTING_ID": "at a peer of a ROUTER: Identities shows the name, and a message whose first frame it is gets there",
    "XPUB_NODROP": "with SNDHWM 5, /size 65536 and a slow subscriber: the publisher waits in send, and all with it",
    "INVERT_MATCHING": "at the publisher and all subscribers: each gets every topic but those that it subscribes to",
    "SNDTIMEO": "at 300, with every peer full or gone: send raises EAGAIN, and a role that does not catch it crashes",
    "RCVTIMEO": "at 300, without traffic: recv raises EAGAIN, and a role that does not catch it crashes",
    "RECONNECT_IVL": "stop the node that binds and start it again: Sockets shows when its peers try to connect",
    "RECONNECT_IVL_MAX": "at 5000, with the node that binds stopped: in Sockets each pause is twice the one before",
    "HEARTBEAT_IVL": "at 200, freeze a peer: Sockets shows that the connection ends; at 0 nobody is told",
    "MAXMSGSIZE": "at 10, send a longer text: the connection ends, and the Doctor says why",
    "SNDBUF": "at 4096, with both high-water marks at 5 and a slow receiver: the sender waits after fewer messages",
    "RCVBUF": "at 4096, with both high-water marks at 5 and a slow receiver: the sender waits after fewer messages",
}
"""By option: how to try it, and what one would see."""
