"""A picture of the screen, saved as SVG in the working directory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from zmqplay.text import safe


def save(save_to: Callable[[], str]) -> tuple[str, bool]:
    """Save the picture, and return a sentence, and whether that says a failure; `save_to` returns the file's path."""
    try:
        saved = Path(save_to()).absolute()
    except OSError as error:
        return f"the screenshot cannot be saved: {safe(str(error), 120)}", True
    return f"saved as {safe(saved.name)} in {safe(str(saved.parent), 120)}", False
