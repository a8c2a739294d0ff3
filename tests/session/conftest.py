"""A directory whose path leaves room for sockets, which pytest's own `tmp_path` does not."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def short_path() -> Iterator[Path]:
    """An empty directory with a short path, fit for TMPDIR."""
    with tempfile.TemporaryDirectory(prefix="zp-", dir="/tmp") as directory:
        yield Path(directory)
