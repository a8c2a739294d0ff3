"""Starts workers by multiprocessing in the way that it is told, and gives each three tasks."""

# mypy: ignore-errors

import multiprocessing
import sys

import zmq


def work(address: str) -> None:
    with zmq.Context() as context, context.socket(zmq.REP) as tasks:
        tasks.bind_to_random_port("tcp://127.0.0.1")
        with context.socket(zmq.PUSH) as here:
            here.connect(address)
            here.send(tasks.last_endpoint)
        for _ in range(3):
            tasks.send(tasks.recv())


def main() -> None:
    start = multiprocessing.get_context(sys.argv[1])
    with zmq.Context() as context, context.socket(zmq.PULL) as found:
        port = found.bind_to_random_port("tcp://127.0.0.1")
        workers = [start.Process(target=work, args=(f"tcp://127.0.0.1:{port}",)) for _ in range(2)]
        for worker in workers:
            worker.start()
        for _ in workers:
            with context.socket(zmq.REQ) as asks:
                asks.connect(found.recv().decode())
                for _ in range(3):
                    asks.send(b"task")
                    asks.recv()
        for worker in workers:
            worker.join()


if __name__ == "__main__":
    main()
