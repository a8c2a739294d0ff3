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

**It promises** that each task goes to no more than one worker, and that a worker takes fairly from several producers
(RFC 30).

**It does not promise**
- *load balancing*: PUSH does not know who is busy. It deals round robin over peers whose queue is not full, so a slow
  worker gets its equal share while the others have nothing to do (RFC 30). A smaller RCVHWM hardly changes that. The
  cure is to let workers ask: a ROUTER that keeps a list of who is ready (zguide, chapter 3).
- *that a task is done*: tasks that wait at a worker which dies are lost, and nobody is told. What waits at the producer
  is lost as well if the producer has bound; a producer that has connected keeps it for the worker's return (RFC 30).
- *a fair start*: the first worker to connect gets every task until the others are there (zguide, chapter 1). zmqplay
  waits for all.
- *to return at once*: `send` waits when every queue is full (SNDHWM + RCVHWM, 1000 messages each by default, and the
  kernel's buffers between them). Without a peer, a PUSH that binds waits too; one that connects first queues SNDHWM
  messages (zmq_connect(3)).

## Try

- `/rate 10`: tasks flow, a third to each worker.
- `/work worker-2 500ms`: it is slow now, and is dealt a third all the same; the rest waits in its queue.
- `/kill worker-2`: what waited there is lost, to the message.
- `/add worker`: the shares change, from now on.
- `/nodes worker 0`: nobody is there, and the producer waits in `send`, as its code shows.
- `/nodes worker 1`: it goes on.
- `/bind tasks worker`: now the worker binds, and the producer connects.
- `/stop worker-1`: the producer does not wait in `send`: it queues.
- `/restart worker-1`: and this worker gets what was queued.
"""

PUSH_PULL = Pattern(
    name="push-pull",
    title="Push–Pull",
    summary="a producer deals tasks to workers, each task to one at most",
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
