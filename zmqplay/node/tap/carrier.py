"""The one interface between the tap and a reader of its counts and samples, in this process or another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import zmq

    from zmqplay.node.tap.sample import Sample
    from zmqplay.node.tap.tapped import TappedSocket


class CountsPage(Protocol):
    """Where counts are put that outlive the process. A page of shared memory, so that nothing is sent for them."""

    def put(self, socket: int, sent: bool, messages: int, size: int) -> None:
        """Set the totals of one direction of a socket: whole messages, and bytes of all their frames."""

    def begin_gap(self) -> None:
        """Messages pass from now on that are not put down; a count put down before is no longer exact."""

    def count_bound(self) -> None:
        """One more address of this process is bound."""


class Carrier(Protocol):
    """Called in the threads that use the sockets, so nothing here may wait."""

    wants_changes: bool
    """Whether `changed` is to be called when a watched call begins or ends."""
    wants_messages: bool
    """Whether `wake` is to be called when a message is sampled."""

    @property
    def page(self) -> CountsPage:
        """Where counts are put down that outlive the process."""

    def keep(self, sample: Sample) -> None:
        """Take one sampled message."""

    def changed(self) -> None:
        """A thread does something else now, and nobody has been told; a message may follow at once."""

    def wake(self) -> None:
        """There is something to report at once."""

    def socket_made(self, tapped: TappedSocket, socket: zmq.Socket[Any]) -> None:
        """A new socket is tapped."""
