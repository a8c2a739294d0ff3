"""zmqplay: a playground for ZeroMQ in the terminal.

A pattern's nodes run as real processes on real sockets; a tap counts and samples what passes, and the
screen shows it live. See `zmqplay.patterns` for the patterns, `zmqplay.node` for what runs in a child
process, `zmqplay.session` for one pattern being played, and `zmqplay.ui` for everything drawn.
"""

__version__ = "0.1.0"
