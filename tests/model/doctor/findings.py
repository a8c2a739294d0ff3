"""What the Doctor finds in what was told."""

from __future__ import annotations

from tests.telling import Telling
from zmqplay.model.doctor import Finding


def findings(telling: Telling) -> dict[str, Finding]:
    """By rule, at this moment."""
    telling.doctor.look(telling.now_ns)
    return {finding.rule: finding for finding in telling.doctor.present}
