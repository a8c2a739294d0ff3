"""A ventilator PUSHes tasks to workers, and they PUSH their results to one sink."""

import time

import zmq

from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire


def ventilator(node: Node) -> None:
    """Bind, and deal the tasks."""
    tasks = node.context.socket(zmq.PUSH)
    tasks.bind(node.endpoint("tasks"))
    for task in node.messages():
        tasks.send_multipart(task)


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
        took = time.monotonic() - begun
        results.send_multipart([*task, b"%.6f" % begun, b"%.6f" % took])


def sink(node: Node) -> None:
    """Take the results, and print for each batch the time that it took and the speed-up over one worker."""
    results = node.context.socket(zmq.PULL)
    results.bind(node.endpoint("results"))
    while True:
        tasks, first, work = 0, float("inf"), 0.0
        try:
            while not tasks or results.poll(200):
                *_task, begun, took = results.recv_multipart()
                tasks, first, work = tasks + 1, min(first, float(begun)), work + float(took)
                last = time.monotonic()
        finally:
            if tasks:
                elapsed = last - first
                print(f"{tasks} tasks in {elapsed:.2f} s, speed-up {work / elapsed:.1f}")


LESSON = """\
# Pipeline

Tasks flow one way: a ventilator deals them to workers, each worker sends its results to a sink. It is PUSH–PULL twice.

**For** work that can be split up, done in parallel, and collected.

**It promises** that each task is done by one worker, and that the sink takes fairly from all of them (RFC 30).

**It does not promise**
- *an even finish*: tasks are dealt in turn, whatever they cost, so the worker with the longest tasks ends last. Forty
  tasks of 1 to 100 ms over four workers took 0.61 s where an ideal share would take 0.49 (libzmq 4.3.5).
- *a speed-up without limit*: with N workers it is N at best, and less when tasks are short or few.
- *that all workers are there* when the first task is sent: the first to connect would take everything (zguide,
  chapter 1). zmqplay waits for them.

The sink prints each batch: how many tasks, how long, and how much faster than one worker would have been. What a node
prints stands below its code.

## Try

- `/burst 60`: a batch of tasks of 20 ms; three workers make it almost three times as fast.
- `/nodes worker 6`: with six the next batch takes half the time.
- `/work worker-1 150ms`: now one is slow, and a batch takes as long as it does.
- `/rate 60`: tasks flow, more to `worker-1` than it can do.
- `/kill worker-1`: what waited there is never done, and nobody tells the sink.
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
            connect=End("worker", "PUSH"),
            frames=("task", "begun", "took"),
        ),
    ),
    panes=("load",),
)
