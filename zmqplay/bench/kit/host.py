"""A session in a process of its own, which can be stopped while its nodes run: `python -m zmqplay.bench.kit.host`.

Orders (`COUNT SIZE`) come on stdin. The process prints the nodes' process ids, then the lines of the timed node, then
whether the counts are right.
"""

from __future__ import annotations

import signal
import sys

from zmqplay.bench.kit.matches import MARKED
from zmqplay.bench.kit.sides import Watched, play_until
from zmqplay.session.hosts.fork_server import of_this_process


def main() -> None:
    """Play the marked match until stdin ends."""
    with Watched(MARKED) as watched:
        print(*(node.life.pid for node in watched.session.traffic.nodes.values()), flush=True)
        for order in sys.stdin:
            watched.begin(*map(int, order.split()))
            _pass_on(watched)
            print("exact" if watched.exact() else "wrong", flush=True)


def _pass_on(watched: Watched) -> None:
    told = watched.told
    line = "mark"
    while line.startswith("mark"):
        play_until(watched.session, lambda: told)
        line = told.popleft()
        print(line, flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with of_this_process():
        main()
