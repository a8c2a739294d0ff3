"""Imports zmq and makes no socket."""

import sys

import zmq

print(zmq.Socket.send.__name__, sorted(name for name in sys.modules if "zmqplay" in name))
