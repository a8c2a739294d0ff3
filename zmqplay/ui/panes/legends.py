"""What the signs, columns and figures of each pane mean, in the order in which the help lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Rows = Sequence[tuple[str, str]]
"""Pairs: a sign or a column, and its meaning."""

TIME_TAKEN = "from the send call to the return of the receive call, in the slowest receiver"
BUSY = "the share of time in which the node works: from the return of a receive to its next call"

LEGENDS: Mapping[str, Rows] = {
    "topology": (
        ("●  ○", "the node binds the address here; the node connects to it"),
        ("PUSH · 200 ms", "in the border of a box: the socket's type, and the work time that was set"),
        ("busy 40 %", BUSY),
        ("in send, blocked", "the node waits inside a send call, since a queue is full or nobody is there to send to"),
        ("12/s", "messages a second"),
        ("•", "a message on its way; with many a second, the line itself moves"),
        ("▪▪", "messages that wait for this node: two signs for each power of ten"),
        ("▁▄█", "beside a box: how many have waited lately, a bar for each moment, the newest at the right"),
        ("17/1000 wait", "17 of them wait, and 1000 fit into the node's own queues: RCVHWM for each peer (over inproc"
         " the peers' SNDHWM too)"),
        ("‖", "a send waits here, because the queue is full"),
        ("✕ 3 lost", "messages that were lost on their way to this node"),
        ("✕", "at the end of a line: the node has ended; its name is crossed out"),
        ("┄", "the line or box of a node that has ended, or of a program that is not watched"),
        ("▸  ▾", "a stack of many nodes, closed or open (enter); each cell is a node: ▁ to █ how busy, · idle,"
         " ░ frozen, ✕ ended"),
    ),
    "messages": (
        ("time", "when the message was sent; t shows the time since the message before, or since the first"),
        ("from → to", "the sender and the receivers; 2 of 3: so many have it of those to whom it is due"),
        (":55162", "a program on this machine that is not watched, by its port"),
        ("topic, id", "the topic of a published message, or the routing id of a routed one"),
        ("message", "the frames, with │ between them"),
        ("size", "the bytes of all frames"),
        ("took", TIME_TAKEN),
        ("waiting", "it lies in a queue, and can still arrive"),
        ("1 waits", "of those to whom it is due, one does not have it yet"),
        ("lost, late", "it will not arrive; it arrived after its receiver had given up: w says why"),
        ("subscribes to", "no message of a role's: an XPUB receives each subscription as a frame"),
        ("unheard", "it was published, and no subscription matched"),
        ("handed over, handed", "it went to a program that is not watched"),
        ("*", "beside the time: you have marked this message; ' goes from mark to mark, = compares two"),
        ('"', "the same, and you have noted something at it, which Frames shows"),
        ("–", "not known"),
    ),
    "ladder": (
        ("▶  ◀", "the message arrived, at the node below whose name the arrow ends"),
        ("┄ ▷", "the message waits in a queue"),
        ("─ ╳", "the message was lost"),
        ("┄ ╴", "nobody was due to get the message, or it is not known who"),
        ("?", "it is not known who sent it: a subscription does not tell"),
        ("╭  ╰", "a question, and the answer to it"),
        ("┃", "the node works on an answer"),
        ("0.21 ms", f"at the right: {TIME_TAKEN}"),
    ),
    "frames": (
        ("routing id", "names the peer; a ROUTER puts it in front of what it receives, and sends to whom it names"),
        ("delimiter", "an empty frame between the envelope and the body"),
        ("topic", "the first frame of a published message, which subscriptions match by its beginning"),
        ("body", "what the program sent: as hex, and as text with · for a byte that is no letter"),
        ("… the first 512", "of a long frame only the beginning is kept"),
        ("A, B", "the older and the newer of two messages that are compared (=); the words that differ are "
         "underlined, in bytes that are no text each byte"),
        ("at offset 6", "where two compared frames differ first: the number of the byte, from 0"),
        ("path", "who sent it and who received it, and how long after it was sent"),
    ),
    "load": (
        ("done", "messages that the node received; of a node that only sends, those that it sent"),
        ("share", "the node's part of all that the nodes of its role have done"),
        ("busy", f"{BUSY}; ╍: the share in which it waits inside a send"),
        ("rate", "messages a second, with the last seconds beside it: a bar for each quarter second"),
        ("wait", "messages in the queue before the node; – where that cannot be told"),
        ("to send", "messages that wait in the node itself to be sent"),
        ("queue", "the node's part of all that waits for its role"),
        ("p50, p99", "the time for one message: half take less than p50, 99 of 100 less than p99"),
        ("work", "the work time that was set for a message"),
        ("done at", "when the queue will be empty, or how long all took from the first message on"),
        ("cpu, memory", "of the node's process, as the operating system counts them"),
        ("▾  ▴", "the column by which the lines are sorted"),
    ),
    "topics": (
        ("sent", "how many messages with this topic were published"),
        ("12", "in a subscriber's column: how many it received"),
        ("·", "it subscribed to this, and has received none"),
        ("subscribed to", "the beginnings of topics that the subscriber wants"),
        ("unheard", "no subscription is a beginning of this topic, so nobody gets it"),
        ("heard by none of ours", "the same, but a foreign or joining subscriber may have got it"),
    ),
    "identities": (
        ("routing id", "how a ROUTER names a peer; a generated one begins with a zero byte, any other the peer chose"),
        ("who", "the node that has this routing id"),
        ("in, out", "messages received from the peer, and sent to it"),
        ("seen", "how long ago a message came from the peer"),
    ),
    "ledger": (
        ("sent", "messages that a send call accepted"),
        ("expected", "deliveries due for them: one a message, and of a published one as many as subscriptions match"),
        ("delivered", "messages that a receive call returned"),
        ("in flight", "messages that are due, and can still arrive"),
        ("lost", "messages that cannot arrive any more, with the reason"),
        ("handed over", "messages that went to programs that are not watched"),
        ("waited", "how many waited lately: a bar for each moment, the newest at the right"),
        ("p50, p99", "of the last messages that were measured, half took less than p50, 99 of 100 less than p99"),
        ("▪  ▫", "a message of a sender, in order: received, waits"),
        ("✕  ·  ?", "lost, not due to this receiver, not known"),
    ),
    "doctor": (
        ("Doctor 2", "two things are wrong now; the number stands in the border, also behind another pane"),
        ("✚", "something is wrong: what, why, and what mends it"),
        ("i", "something to know, which need not be wrong"),
        ("·", "was wrong, and is not any more"),
        ("( )", "the source of the rule, and since when it holds"),
    ),
    "code": (
        ("▶", "the line in which the selected node is now"),
        ("▸", "the line in which other nodes are, with their names"),
        ("✗", "what is wrong with the pattern's file, at its line; the nodes go on with the code before"),
    ),
    "output": (
        ("Output 1", "one node has crashed, and its output may tell why; the number stands in the border"),
        ("worker-1 crashed", "its lines stand at the end, and the last of them, in red, mostly says why it crashed"),
        ("worker-1 printed", "the last 200 lines of this node, the newest last; after a crash, the traceback"),
    ),
    "lesson": (
        ("✓", "this was tried"),
    ),
    "sockets": (
        ("●  ○", "the socket binds this address, connects to it"),
        ("peers", "connections over which the handshake is done"),
        ("SNDHWM 5 (1,000)", "an option that was set, and its default in brackets"),
        ("too late", "the option was set after bind or connect, and has no effect on what was connected before"),
        ("●  ✗  ·", "a socket event: a milestone, a failure, any other"),
        ("+2 ms", "the time since the event before"),
    ),
}  # fmt: skip
