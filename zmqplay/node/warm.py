"""Imported once by the fork server, so that nodes start with it loaded: measured, 8.4 ms of CPU a node become 6.4 ms.

Nothing imported here is garbage-collected: a collection in a node would write to each object, and so copy its memory
page.
"""

import gc
import pickle
import signal
import sys
from contextlib import suppress
from types import TracebackType

CUT_SHORT = (EOFError, ConnectionError, pickle.UnpicklingError)
"""How a request for a node ends, in the fork server or in its child, when zmqplay is killed in the midst of it."""


def say_nothing_of_a_cut_request(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print no traceback when the request has no sender any more: this process ends, as it would with zmqplay."""
    if not isinstance(error, CUT_SHORT):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = say_nothing_of_a_cut_request

FOR_THE_GROUP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
for number in FOR_THE_GROUP:
    signal.signal(number, signal.SIG_IGN)  # sent to the whole process group: zmqplay ends its nodes, then this server
signal.pthread_sigmask(
    signal.SIG_UNBLOCK, FOR_THE_GROUP
)  # blocked since the start of this process, before any code ran
gc.disable()  # until a node's process has begun

from zmqplay.registry import BrokenFile, import_patterns  # noqa: E402

with suppress(BrokenFile):
    import_patterns()  # before anything that imports them: a broken file is left out, and zmqplay has said so

import multiprocessing.popen_forkserver  # noqa: E402, F401  # else each node imports it as it unpickles its arguments

import zmq.utils.garbage  # noqa: E402, F401  # else pyzmq imports it in each node with the first frame

import zmqplay.node.__main__  # noqa: E402, F401
from zmqplay.node.reporting.handover import Handover  # noqa: E402
from zmqplay.node.role.marking import find_room  # noqa: E402
from zmqplay.node.tap import Capture, Clocks, Tap  # noqa: E402


def _install_once() -> None:
    """Tap pyzmq and remove the tap again, so that nodes share what that fills in: 0.1 MB less in each node."""
    handover = Handover()
    with Tap(Capture(handover, Clocks(handover))).installed():
        handover.close()


_install_once()
find_room()
gc.freeze()
