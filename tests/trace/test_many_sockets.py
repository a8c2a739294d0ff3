"""A program that opens a socket for each request is read in a time that grows with what is new, not with all it did."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trace.tracing import Reader, command, run
from zmqplay.trace.traced import Traced


def test_the_facts_about_a_process_are_renewed_once_for_all_its_new_sockets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed: list[object] = []
    learn = Traced._learn

    def counted(traced: Traced, **changes: object) -> None:
        renewed.append(changes)
        learn(traced, **changes)

    monkeypatch.setattr(Traced, "_learn", counted)
    run(command("many", "500"), tmp_path)
    (reader := Reader(tmp_path)).all_dead()
    (told,) = reader.told.values()
    assert told.process.contexts == dict.fromkeys(range(500), 0)
    assert len(told.facts) == 500
    assert all(facts.closed for facts in told.facts.values())
    assert len(renewed) == 1
