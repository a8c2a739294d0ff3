"""The page of a traced process: what its writer and zmqplay agree on.

    ┌────────┬─────────────────┬──────────────────────────────────────┬──────────────────┐
    │ header │ 64 threads      │ 1,000 open sockets                   │ ring of samples  │
    └────────┴─────────────────┴──────────────────────────────────────┴──────────────────┘

Numbers are of eight bytes in the machine's own order, each written in one go. A socket's row is given to another socket
once it has closed; its last counts are in the records by then. A count is exact if it bears the present number of gaps.
"""

from __future__ import annotations

from struct import Struct

MAGIC = 0x316567617071_6D7A
"""Names the layout; another layout gets another number."""
HEADER = Struct("@qqqqqqqq")
"""MAGIC, gaps, bytes written to the ring, rows of threads in use, rows of sockets in use, whether the process has said
its last word, how many addresses were bound, samples that were not kept."""
MAGIC_AT, GAPS_AT, WRITTEN_AT, THREADS_AT, SOCKETS_AT, ENDED_AT, BOUND_AT, UNKEPT_AT = range(0, 64, 8)
NUMBER = Struct("@q")
THREAD = Struct("@qqqqqq")
"""The system's number of the thread, its activity (and ALONE), since when, at which socket, and the program's line and
file."""
ALONE = 8
"""Added to the activity of a thread that waits at that socket and at nothing else."""
SOCKET = Struct("@qqqqqqqqqq")
"""The socket's number + 1 (0: no socket), then gaps, messages and bytes sent, the same received, nanoseconds busy, idle
and blocked."""
TALLY, TIMES = Struct("@qqq"), Struct("@qqq")
SENT_IN, RECEIVED_IN, TIMES_IN = 8, 32, 56
"""Where in a socket's row its counts and times are."""
THREADS, SOCKETS = 64, 1_000
THREADS_FROM = 128
SOCKETS_FROM = THREADS_FROM + THREADS * THREAD.size
RING_FROM = SOCKETS_FROM + SOCKETS * SOCKET.size
RING_BYTES = 1 << 20
BYTES = RING_FROM + RING_BYTES
LENGTH = Struct("=I")
"""In front of each record, and of each entry of the ring, which may go on at the ring's beginning."""
MOST_ENTRY = RING_BYTES // 4
"""Bytes of the largest entry."""
SAMPLE, KEYS, SERVICES = range(3)
"""The kinds of entries: [SAMPLE, sample, messages, bytes], the last two of the sample's topic or routing id, or 0;
[KEYS, socket, sent, {key: [messages, bytes]}, {subscription: [messages, bytes]}]; [SERVICES, [nanoseconds]]."""
