"""zmqplay: a playground for ZeroMQ in the terminal.

A pattern's nodes run as real processes on real sockets; a tap counts and samples the messages, and the screen shows
them live. `zmqplay.patterns` has the patterns, `zmqplay.node` the code of a node's process, `zmqplay.model` what is
known of nodes and messages, `zmqplay.session` one pattern being played, and `zmqplay.ui` everything drawn.
"""

__version__ = "0.1.0"
