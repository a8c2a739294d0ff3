"""A node that connects begins once the nodes that bind have bound, as far as that can be waited for.

A connect that comes too early is retried only after 100 ms. And where another program has taken the port meanwhile, it
would reach that program, and take its messages, before the session has moved the wire.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

from zmqplay.counters import Page

BEGINNING_S = 30.0
"""The longest that a binding node's process is waited for until its role begins, since it may wait for a processor; and
that a node waits to be started again, where the session moves the wire."""
BINDING_S = 2.0
"""The longest that a role is waited for which has begun: it may bind later on purpose."""
LOOK_S = 0.000_5
"""How often a waiting node looks."""


def wait_until_bound(
    after: dict[str, int],
    is_told_to_end: Callable[[], bool],
    now_s: Callable[[], float] = monotonic,
    pause: Callable[[float], None] = sleep,
) -> None:
    """Wait for the nodes with these pages until each has bound so many addresses, has ended, or takes too long.

    `is_told_to_end` says whether this node itself was told to end meanwhile.
    """
    begun_s = now_s()
    until: dict[str, float] = {}
    for path, addresses in after.items():
        page = Page(path)
        while page.bound < addresses and not page.is_over and not is_told_to_end():
            if page.has_begun:
                until.setdefault(path, now_s() + BINDING_S)
            if now_s() >= (begun_s + BEGINNING_S if page.is_moving else until.get(path, begun_s + BEGINNING_S)):
                break
            pause(LOOK_S)
