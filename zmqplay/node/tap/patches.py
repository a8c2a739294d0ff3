"""Attributes of other libraries, replaced for a time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Patches:
    """Replaces attributes of classes and modules, and puts the originals back."""

    def __init__(self) -> None:
        self._restore: list[Callable[[], None]] = []

    def put(self, owner: object, name: str, value: object) -> None:
        """Replace one attribute; an inherited attribute is hidden until `undo`."""
        own = vars(owner)
        self._restore.append(partial(setattr, owner, name, own[name]) if name in own else partial(delattr, owner, name))
        setattr(owner, name, value)

    def undo(self) -> None:
        """Restore the original attributes, the last replaced first."""
        while self._restore:
            self._restore.pop()()
