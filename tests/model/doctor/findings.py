"""The Doctor's findings about the facts that a test has told."""

from __future__ import annotations

from tests.telling import Telling
from zmqplay.model.doctor import Finding


def findings(telling: Telling) -> dict[str, Finding]:
    """The present findings by rule."""
    telling.doctor.look(telling.now_ns)
    return {finding.rule: finding for finding in telling.doctor.present}
