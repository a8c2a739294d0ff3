"""The one interface between the tap and a reader of its counts and samples, in this process or another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import zmq

    from .sample import Sample
    from .tapped import TappedSocket


class CountsPage(Protocol):
    """Keeps counts that outlive the process, without a message for each."""

    def put(self, socket: int, sent: bool, messages: int, size: int) -> None:
        """Set the totals of one direction of a socket: whole messages, and bytes of all their frames."""

    def begin_gap(self) -> None:
        """Messages pass from now on whose counts are not written here; earlier counts are no longer exact."""


class Carrier(Protocol):
    """Carries counts and samples to a reader. Called in the threads that use the sockets: nothing here may wait."""

    wants_changes: bool
    """Whether `changed` should be called when a thread's activity changes."""
    wants_messages: bool
    """Whether `wake` should be called when a message is sampled."""

    @property
    def page(self) -> CountsPage:
        """The page for counts that outlive the process."""

    def keep(self, sample: Sample) -> None:
        """Take one sampled message."""

    def changed(self) -> None:
        """A thread's activity has changed, e.g. it begins to wait; called only while `wants_changes`."""

    def wake(self) -> None:
        """A message was sampled after a silence; called only while `wants_messages`."""

    def bound(self, address: str) -> None:
        """This process has bound one more address."""

    def socket_made(self, tapped: TappedSocket, socket: zmq.Socket[Any]) -> None:
        """A new socket is tapped. Called in the thread that made the socket."""

    def learned(self, tapped: TappedSocket) -> None:
        """The facts of this socket have changed. Called in the thread that changed them."""
