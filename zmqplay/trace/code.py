"""The code of traced programs: the user's own files, opened in an editor, and looked at for changes."""

from __future__ import annotations

from zmqplay.control.refused import Refused
from zmqplay.control.source import Place
from zmqplay.model.traffic import Traffic
from zmqplay.trace.listings import Listings


class TraceCode:
    """The `CodeControls` of traced programs. A changed file is run by whoever is started from then on."""

    def __init__(self, listings: Listings, traffic: Traffic) -> None:
        self._listings, self._traffic = listings, traffic

    def look(self) -> str:
        """A sentence about the files that have changed; empty if none has."""
        return "; ".join(filter(None, map(self._says, self._listings.changed())))

    def _says(self, role: str) -> str:
        path = self._listings.path(role)
        names = [node.name for node in self._traffic.nodes.values() if node.role == role and node.state.alive]
        if path is None:
            return ""
        return f"{path.name} has changed: R starts {', '.join(names) or role} again, with what is in it now"

    def place_of(self, role: str) -> Place:
        """The role's script, at the line where its first node is."""
        path = self._listings.path(role)
        if path is None:
            raise Refused(
                f"the file of {role} is not known: it has made no socket yet, or it was started from no file."
            )
        lines = (node.doing.line for node in self._traffic.nodes.values() if node.role == role and node.state.alive)
        return Place(str(path), next(filter(None, lines), 1))
