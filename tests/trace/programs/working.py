"""Forks two workers before it has made any socket, and makes none itself."""

import multiprocessing

import zmq


def work() -> None:
    tasks = zmq.Context().socket(zmq.PULL)
    tasks.connect("ipc://tasks")
    while True:
        tasks.recv()


if __name__ == "__main__":
    start = multiprocessing.get_context("fork").Process
    workers = [start(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
