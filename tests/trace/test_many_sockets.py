"""A program that opens a socket for each request is read in a time that grows with what is new, not with all it did."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trace.tracing import Reader, command, run, traced
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


@pytest.mark.parametrize("_time", range(3))
def test_threads_that_make_their_sockets_at_the_same_time_have_a_socket_each(tmp_path: Path, _time: int) -> None:
    done, (told,) = traced(command("crowding"), tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "all came\n", "")
    assert (told.counts("PUSH"), told.counts("PULL")) == ([(3, 0)] * 100, [(0, 300)])
    assert told.process.untapped == ""
