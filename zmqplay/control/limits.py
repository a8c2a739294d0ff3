"""The limits of what a user can ask for, by a command or by an option of the command line."""

from __future__ import annotations

MOST_AT_ONCE = 1_000_000
"""Messages of one burst."""
MOST_MESSAGES = 10**12
"""Messages of one run."""
MOST_BYTES = 1 << 27
"""Bytes to which a body is padded."""
MOST_RATE = 1e7
"""Messages a second of one speaking node."""
MOST_NODES = 64
"""Nodes of one role."""
MOST_MS = 3_600_000.0
"""Milliseconds that one task may take."""
MOST_SECONDS = 30 * 86_400.0
"""Seconds of one run."""
