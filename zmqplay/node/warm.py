"""The fork server imports this once, so that each node starts with it: measured, 8.4 ms of CPU a node become 6.4 ms.

Nothing imported here is ever collected: a collection in a node would write to each object, and so copy its memory page.
"""

import gc

gc.disable()  # until the node's process has begun

import multiprocessing.popen_forkserver  # noqa: E402, F401  # else each node imports it as it unpickles its arguments

import zmqplay.node.__main__  # noqa: E402, F401

gc.freeze()
