"""The summary of a session, as `zmqplay run --json` prints it: its shapes, and how they are filled from the traffic."""
