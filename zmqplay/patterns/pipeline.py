"""A ventilator PUSHes tasks to workers, and they PUSH their results to one sink."""

import time

import zmq

from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire

PAUSE_MS = 100
"""Silence between two tasks that ends a batch."""


def ventilator(node: Node) -> None:
    """Deal the tasks, and tell the sink when a batch begins and, when it has ended, how many tasks it had."""
    tasks = node.context.socket(zmq.PUSH)
    tasks.bind(node.endpoint("tasks"))
    results = node.context.socket(zmq.PUSH)
    results.connect(node.endpoint("results"))
    poller = zmq.Poller()
    for socket in (node.inbox, tasks):  # a PUSH is never readable: it ends the poll when its context ends
        poller.register(socket, zmq.POLLIN)
    while poller.poll():
        results.send(b"batch begins")
        dealt = 0
        while poller.poll(PAUSE_MS):
            tasks.send_multipart(node.inbox.recv_multipart())
            dealt += 1
        results.send_multipart([b"batch had", b"%d" % dealt])


def worker(node: Node) -> None:
    """Do one task after the other, and send each result on with the time it took."""
    tasks = node.context.socket(zmq.PULL)
    tasks.connect(node.endpoint("tasks"))
    results = node.context.socket(zmq.PUSH)
    results.connect(node.endpoint("results"))
    while True:
        task = tasks.recv_multipart()
        begun = time.monotonic()
        node.work()
        results.send_multipart([*task, b"%.6f" % (time.monotonic() - begun)])


def sink(node: Node) -> None:
    """Take results until a batch is whole, and print the time that it took and the speed-up over one worker."""
    results = node.context.socket(zmq.PULL)
    results.bind(node.endpoint("results"))
    while True:
        while results.recv_multipart() != [b"batch begins"]:
            pass  # a result of a batch that began before this sink did
        begun, under_way, dealt, took = time.monotonic(), 1, 0, list[float]()
        while under_way or len(took) < dealt:
            *what, last = results.recv_multipart()
            if last == b"batch begins":  # before the one before is whole: they count as one
                under_way += 1
            elif what == [b"batch had"]:
                under_way, dealt = under_way - 1, dealt + int(last)
            else:
                took.append(float(last))
        elapsed = time.monotonic() - begun
        print(f"batch of {dealt} in {elapsed:.2f} s, speed-up {sum(took) / elapsed:.1f}")


LESSON = """\
# Pipeline

Tasks flow one way: a ventilator deals them to workers, each worker sends its results to a sink. It is PUSH–PULL twice.

**For** work that can be split up, done in parallel, and collected.

**It promises** that each task goes to no more than one worker, and that the sink takes fairly from all of them (RFC
30).

**It does not promise**
- *an even finish*: tasks are dealt in turn, whatever they cost, so the worker with the longest tasks ends last. Forty
  tasks of 1 to 100 ms over four workers took 0.61 s where an ideal share would take 0.49 (libzmq 4.3.5).
- *a speed-up without limit*: with N workers it is N at best, and less when tasks are short or few.
- *that all workers are there* when the first task is sent: the first to connect would take everything (zguide,
  chapter 1). zmqplay waits for them.
- *to tell the sink what is missing*: it cannot know when a batch begins and how many results belong to it. So the
  ventilator tells it, on a PUSH of its own (zguide, chapter 1).

The sink prints each batch that is whole: how many tasks, how long, and how much faster than one worker would have been.
Batches that overlap count as one. What a node prints stands below its code.

## Try

- `/burst 60`: a batch of tasks of 20 ms; three workers make it almost three times as fast.
- `/nodes worker 6`: six workers from now on.
- `/burst 60`: the batch takes half the time.
- `/work worker-1 150ms`: now one is slow, and a batch takes as long as it does.
- `/rate 60`: tasks flow, more to `worker-1` than it can do.
- `/kill worker-1`: what waited there is never done, nobody tells the sink, and it waits for the rest for ever.
- `/restart sink-1`: it begins again with the next batch.
"""

PIPELINE = Pattern(
    name="pipeline",
    title="Pipeline",
    summary="a ventilator deals tasks, workers do them, a sink collects the results",
    use_case="Parallel processing of many small tasks whose results are collected",
    lesson=LESSON,
    aliases=("parallel-pipeline", "ventilator"),
    roles=(
        Role("ventilator", ventilator, speaks=True, most=1, messages=("Task {n}",)),
        Role("worker", worker, count=3, work_ms=20.0),
        Role("sink", sink, most=1),
    ),
    wires=(
        Wire(
            "tasks",
            "tcp://127.0.0.1:5557",
            bind=End("ventilator", "PUSH"),
            connect=End("worker", "PULL"),
        ),
        Wire(
            "results",
            "tcp://127.0.0.1:5559",
            bind=End("sink", "PULL"),
            connect=(End("worker", "PUSH"), End("ventilator", "PUSH")),
        ),
    ),
    panes=("load",),
)
