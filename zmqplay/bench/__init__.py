"""`zmqplay bench`: measures ZeroMQ on this machine, and the cost of watching."""
