"""The tap: counts and samples what the sockets of a process pass, with pyzmq and the standard library alone.

It must work inside a program whose environment has no zmqplay, on CPython 3.8 and pyzmq 22 or later. It knows sockets
and threads; a `Carrier` takes its counts and samples out of the process.
"""

from zmqplay.node.tap.capture import Capture
from zmqplay.node.tap.carrier import Carrier
from zmqplay.node.tap.clock import Clocks
from zmqplay.node.tap.tap import Tap

__all__ = ["Capture", "Carrier", "Clocks", "Tap"]
