"""The tap: counts and samples the messages of a process's sockets, with pyzmq and the standard library alone.

The tap must work inside a program whose environment has no zmqplay, on CPython 3.8 and pyzmq 22 or later. The tap knows
sockets and threads; a `Carrier` takes the counts and samples out of the process. Its
modules import each other relatively, since a traced program knows the package by another name.
"""

from .capture import Capture
from .carrier import Carrier
from .clock import Clocks
from .tap import Tap

__all__ = ["Capture", "Carrier", "Clocks", "Tap"]
