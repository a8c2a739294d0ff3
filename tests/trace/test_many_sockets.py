"""A program that opens a socket for each request is read in a time that grows with what is new, not with all it did."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.trace.tracing import Reader, command, run, traced
from zmqplay.trace.traced import Traced

LITTLE = 1 << 14


def test_the_facts_about_a_process_are_renewed_once_for_all_its_new_sockets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed: list[object] = []
    learn = Traced._learn

    def counted(process: Traced, **changes: object) -> None:
        renewed.append(changes)
        learn(process, **changes)

    monkeypatch.setattr(Traced, "_learn", counted)
    run(command("many", "500"), tmp_path)
    (reader := Reader(tmp_path)).all_dead()
    (told,) = reader.told.values()
    assert told.process.contexts == dict.fromkeys(range(500), 0)
    assert len(told.facts) == 500
    assert all(facts.closed for facts in told.facts.values())
    assert len(renewed) == 1


@pytest.fixture
def little_at_once(monkeypatch: pytest.MonkeyPatch) -> int:
    """The bytes that are read in one go: as if a program had made far more sockets."""
    monkeypatch.setattr("zmqplay.trace.traced.AT_ONCE", LITTLE)
    return LITTLE


def test_of_many_sockets_some_are_told_at_each_look_until_all_are(tmp_path: Path, little_at_once: int) -> None:
    run(command("many", "200"), tmp_path)
    (records,) = tmp_path.glob("*.records")
    looks = records.stat().st_size // little_at_once
    assert looks >= 3
    reader = Reader(tmp_path)
    told = []
    for _ in range(looks + 1):
        reader.poll()
        (each,) = reader.told.values()
        told.append(len(each.facts))
        assert not each.dead or told[-1] == 200
    steps = [after - before for before, after in pairwise([0, *told])]
    assert max(steps) < 200 / (looks - 1)
    (each,) = reader.all_dead()
    assert sorted(each.facts) == list(range(200))
    assert all(facts.closed for facts in each.facts.values())


@pytest.mark.usefixtures("little_at_once")
def test_programs_that_are_behind_are_read_by_turns(tmp_path: Path) -> None:
    for _ in range(2):
        run(command("many", "200"), tmp_path)
    reader = Reader(tmp_path)
    for _ in range(2):
        reader.poll()
    assert len(reader.told) == 2
    assert all(0 < len(told.facts) < 200 for told in reader.told.values())
    assert [len(told.facts) for told in reader.all_dead()] == [200, 200]


@pytest.mark.parametrize("_time", range(3))
def test_threads_that_make_their_sockets_at_the_same_time_have_a_socket_each(tmp_path: Path, _time: int) -> None:
    done, (told,) = traced(command("crowding"), tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "all came\n", "")
    assert (told.counts("PUSH"), told.counts("PULL")) == ([(3, 0)] * 100, [(0, 300)])
    assert told.process.untapped == ""


def test_threads_that_make_the_first_sockets_at_the_same_moment_are_all_counted(tmp_path: Path) -> None:
    done, (told,) = traced(command("at_once"), tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (told.counts("PUSH"), told.counts("PULL")) == ([(1, 0)] * 8, [(0, 1)] * 8)


@pytest.mark.parametrize("_time", range(3))
def test_threads_that_open_and_close_sockets_in_a_flood_are_watched_to_the_end(tmp_path: Path, _time: int) -> None:
    done, (told,) = traced(command("rushing"), tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "all came\n", "")
    assert told.process.untapped == ""
    assert (told.counts("PUB"), told.counts("SUB")) == ([(150, 0)] * 120, [(0, 150)] * 120)
    assert len(set(told.process.contexts.values())) == 120
