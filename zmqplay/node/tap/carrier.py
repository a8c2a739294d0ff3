"""The one interface between the tap and a reader of its counts and samples, in this process or another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import zmq

    from zmqplay.node.tap.sample import Sample
    from zmqplay.node.tap.tapped import TappedSocket


class CountsPage(Protocol):
    """Where counts are put down that outlive the process, without a message for each."""

    def put(self, socket: int, sent: bool, messages: int, size: int) -> None:
        """Set the totals of one direction of a socket: whole messages, and bytes of all their frames."""

    def begin_gap(self) -> None:
        """Messages pass from now on whose counts are not put down; a count put down before is no longer exact."""

    def count_bound(self) -> None:
        """One more address of this process is bound."""


class Carrier(Protocol):
    """Called in the threads that use the sockets, so nothing here may wait."""

    wants_changes: bool
    """Whether to call `changed` when a thread begins something else."""
    wants_messages: bool
    """Whether to call `wake` when a message is sampled."""

    @property
    def page(self) -> CountsPage:
        """Where counts are put down that outlive the process."""

    def keep(self, sample: Sample) -> None:
        """Take one sampled message."""

    def changed(self) -> None:
        """A thread does something else now, e.g. begins to wait; called only while `wants_changes`."""

    def wake(self) -> None:
        """A message has been sampled after a silence; called only while `wants_messages`."""

    def socket_made(self, tapped: TappedSocket, socket: zmq.Socket[Any]) -> None:
        """A new socket is tapped. Called in the thread that has made it."""
