"""PUB sends each message to every SUB whose subscription is a prefix of its first frame."""

import zmq

from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire


def publisher(node: Node) -> None:
    """Bind, and send each message to the subscribers of its topic, without ever waiting."""
    news = node.context.socket(zmq.PUB)
    news.bind(node.endpoint("news"))
    for message in node.messages():
        news.send_multipart(message)


def subscriber(node: Node) -> None:
    """Connect, subscribe, and take the matching messages."""
    news = node.context.socket(zmq.SUB)
    for topic in node.topics:
        news.subscribe(topic)
    news.connect(node.endpoint("news"))
    while True:
        news.recv_multipart()
        node.work()


LESSON = """\
# Publish–Subscribe

A PUB socket sends each message to every SUB socket that has a subscription which is a **byte prefix of its first
frame**.

**For** live data feeds (market data, sensor networks) and other event-driven systems.

**It promises** that a subscriber gets a matching message at most once, however many of its subscriptions match, and in
order from each publisher. Over tcp and ipc the publisher filters, so what nobody wants never travels (zguide, chapter
1).

**It does not promise**
- *exact topics*: a subscription to `topic1` also matches `topic10`. There are no wildcards. The empty subscription
  matches everything; without any subscription nothing arrives (zmq_setsockopt(3), ZMQ_SUBSCRIBE).
- *anything to an absent subscriber*: PUB never waits. Before a subscription has reached the publisher (the *slow
  joiner*) and when nobody listens, messages are dropped without a word (zmq_socket(3), ZMQ_PUB). The end of a
  subscription has to travel too.
- *everything to a slow one*: each subscriber has a queue of its own. When it is full (the *high-water mark*), the
  newest messages are dropped, so the subscriber sees gaps, and the others do not.
- *that a bound SUB is heard*: it subscribes at a new publisher only when it next polls or receives.
- *that a pause helps*: `time.sleep(1)  # allow subscribers to connect` is luck (zguide, chapter 1). zmqplay waits until
  the subscriptions have arrived before it lets the publisher speak.

## Try

- `/send publisher-1 topic1 | hello`: `subscriber-3` has two subscriptions that match, and gets one copy.
- `/send publisher-1 topic10 | hello`: `subscriber-1` asked for `topic1`, and gets this too.
- `/send publisher-1 nobody | hello`: it goes unheard.
- `/subscribe subscriber-2 nobody`: from now on it asks for that topic too.
- `/send publisher-1 nobody | hello again`: and this one is heard.
- `/rate 5`: traffic flows, a topic after the other.
- `/add subscriber`: it gets only what is sent from then on.
"""

PUBLISH_SUBSCRIBE = Pattern(
    name="publish-subscribe",
    title="Publish–Subscribe",
    summary="a publisher sends to every subscriber whose topic matches",
    use_case="Live data feeds (market data, sensor networks) and other event-driven systems",
    lesson=LESSON,
    aliases=("pub-sub", "pubsub"),
    roles=(
        Role(
            "publisher",
            publisher,
            speaks=True,
            messages=("topic1 | Hello {n}", "topic2 | Hello {n}", "topic10 | Hello {n}"),
        ),
        Role(
            "subscriber",
            subscriber,
            count=3,
            topics=(("topic1",), ("topic2",), ("topic", "topic1")),
        ),
    ),
    wires=(
        Wire(
            "news",
            "tcp://127.0.0.1:5556",
            bind=End("publisher", "PUB"),
            connect=End("subscriber", "SUB"),
        ),
    ),
    panes=("topics", "load"),
)
