"""Upper limits for what a user may ask for, by a command or on the command line."""

from __future__ import annotations

MOST_AT_ONCE = 1_000_000
"""Messages in one burst."""
MOST_MESSAGES = 10**12
"""Messages in one run."""
MOST_BYTES = 1 << 27
"""Bytes to which a body is padded."""
MOST_RATE = 1e7
"""Messages a second from one speaking node."""
MOST_NODES = 64
"""Nodes of one role."""
MOST_MS = 3_600_000.0
"""Milliseconds that one task may take."""
MOST_SECONDS = 30 * 86_400.0
"""Seconds that one run may take."""
