"""PUSH deals each message to the next connected PULL: the fan-out of tasks to workers."""

import zmq

from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire


def producer(node: Node) -> None:
    """Bind, and deal each message to the next connected worker."""
    tasks = node.context.socket(zmq.PUSH)
    tasks.bind(node.endpoint("tasks"))
    for message in node.messages():
        tasks.send_multipart(message)


def worker(node: Node) -> None:
    """Connect, and do one task after the other."""
    tasks = node.context.socket(zmq.PULL)
    tasks.connect(node.endpoint("tasks"))
    while True:
        tasks.recv_multipart()
        node.work()


LESSON = """\
# Push–Pull

A PUSH socket deals its messages **in turn** to the PULL sockets that are connected. Nobody answers.

**For** sharing out tasks among workers.

**It promises** that each task goes to exactly one worker, and that a worker takes fairly from several producers
(RFC 30).

**It does not promise**
- *load balancing*: PUSH does not know who is busy. It deals round robin over peers whose queue is not full, so a slow
  worker gets its equal share while the others have nothing to do (RFC 30).
- *that a task is done*: tasks that wait at a worker which dies are lost, and nobody is told.
- *a fair start*: the first worker to connect gets all that is waiting (zguide, chapter 1). zmqplay waits for all.
- *to return at once*: without a peer, or when every queue is full (SNDHWM + RCVHWM, 1000 messages each by default, and
  the kernel's buffers behind them), `send` waits (zmq_socket(3), ZMQ_PUSH).

## Try

- `/rate 10`: tasks flow, a third to each worker.
- `/work worker-2 500ms`: it is slow now, and is dealt a third all the same; the rest waits in its queue.
- `/kill worker-2`: what waited there is lost, to the message.
- `/add worker`: the shares change, from now on.
- `/nodes worker 0`: nobody is there, and the producer waits in `send`, as its code shows.
- `/nodes worker 3`: it goes on.
"""

PUSH_PULL = Pattern(
    name="push-pull",
    title="Push–Pull",
    summary="a producer deals tasks to workers, each task to exactly one",
    use_case="Task distribution among workers",
    lesson=LESSON,
    aliases=("pushpull",),
    roles=(
        Role("producer", producer, speaks=True, messages=("Task {n}",)),
        Role("worker", worker, count=3),
    ),
    wires=(
        Wire(
            "tasks",
            "tcp://127.0.0.1:5557",
            bind=End("producer", "PUSH"),
            connect=End("worker", "PULL"),
        ),
    ),
    panes=("load",),
)
