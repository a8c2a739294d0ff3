"""How long each socket was busy, idle and blocked, with each thread's unwatched time divided among its sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .clock import NO_SOCKET, Clock, Clocks

if TYPE_CHECKING:
    from typing import List

    Times = List[int]
    """Busy, idle and blocked nanoseconds."""


class SocketTimes:
    """Adds up the times that the threads' clocks have booked."""

    def __init__(self, clocks: Clocks) -> None:
        self._clocks = clocks
        self._shares: dict[Clock, _Share] = {}

    def seen(self) -> dict[int, tuple[int, ...]]:
        """The booked times by socket, over all threads."""
        times: dict[int, Times] = {}
        for clock in self._clocks.all():
            for number, spent in clock.spent.copy().items():
                times[number] = _sum(times.get(number), spent)
        return {number: tuple(spent) for number, spent in times.items()}

    def share_out(self) -> None:
        """Divide each thread's unseen time in the same proportion as its seen time."""
        for clock in self._clocks.all():
            self._shares.setdefault(clock, _Share()).divide(clock)

    def of(self, number: int, seen: tuple[int, ...]) -> Times:
        """The booked times `seen` of a socket, plus its shares of the unseen time."""
        times = list(seen)
        for share in list(self._shares.values()):
            times = _sum(share.given.get(number), times)
        return times


class _Share:
    """One thread's unseen time, as far as it has been divided."""

    def __init__(self) -> None:
        self.given: dict[int, Times] = {}
        self._seen: dict[int, Times] = {}
        self._unseen_ns = 0

    def divide(self, clock: Clock) -> None:
        seen = {number: list(spent) for number, spent in clock.spent.copy().items() if number != NO_SOCKET}
        passed = {
            number: [now - then for now, then in zip(spent, self._seen.get(number, [0, 0, 0]))]
            for number, spent in seen.items()
        }
        whole = sum(map(sum, passed.values()))
        if whole <= 0:
            return
        unseen, self._unseen_ns = clock.unseen_ns - self._unseen_ns, clock.unseen_ns
        self._seen = seen
        if not unseen:
            return
        for number, spent in passed.items():
            self.given[number] = _sum(self.given.get(number), [unseen * time_ns // whole for time_ns in spent])


def _sum(some: Times | None, more: list[int]) -> Times:
    return list(more) if some is None else [one + other for one, other in zip(some, more)]
