"""`zmqplay bench`: what ZeroMQ does on this machine, and what watching it costs."""
