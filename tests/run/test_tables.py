"""What `zmqplay run` prints for a person, of a story that is told."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from tests.telling import Telling
from zmqplay import patterns
from zmqplay.run.tables import print_tables, short_account


@pytest.fixture
def telling() -> Telling:
    """Three workers, of which the second stands still."""
    telling = Telling(patterns.find("push-pull"))
    telling.freeze("worker-2")
    telling.report(after_ms=1_000)
    telling.doctor.look(telling.now_ns)
    return telling


def printed(telling: Telling, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines about frozen nodes, after the end."""
    telling.over()
    print_tables(telling.traffic, telling.doctor, 1.0)
    return [line for line in capsys.readouterr().out.splitlines() if "Doctor" in line or "thawed" in line]


def test_a_finding_that_is_over_is_printed_with_its_time(telling: Telling, capsys: pytest.CaptureFixture[str]) -> None:
    since_s = (telling.now_ns - telling.traffic.live_ns) / 1e9
    telling.report(after_ms=500)
    telling.doctor.look(telling.now_ns)
    telling.thaw("worker-2")
    telling.report(after_ms=200)
    (line,) = printed(telling, capsys)
    assert line.startswith(f"Doctor ({since_s:.1f}–{since_s + 0.5:.1f} s, over): worker-2 is frozen: ")


def test_a_finding_that_holds_at_the_end_says_that_the_run_thawed_the_node(
    telling: Telling, capsys: pytest.CaptureFixture[str]
) -> None:
    found, thawed = printed(telling, capsys)
    assert found.startswith("Doctor: worker-2 is frozen: ")
    assert thawed.startswith("worker-2 was thawed at the end")


class Terminal(io.StringIO):
    """A file that is a terminal, or a pipe."""

    def __init__(self, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


def test_on_a_terminal_lines_are_wrapped_at_words_and_in_a_pipe_they_stay_whole(telling: Telling) -> None:
    account = short_account(telling.traffic, telling.doctor, telling.now_ns)
    (found,) = (line for line in account.lines if line.startswith("Doctor"))
    assert len(found) > 90
    for is_terminal in (True, False):
        file = Terminal(is_terminal)
        account.print(Console(file=file, width=60, highlight=False, color_system=None))
        printed = [line.rstrip() for line in file.getvalue().splitlines()]
        assert (found in printed) is not is_terminal
        if is_terminal:
            assert max(map(len, printed)) <= 60
            assert found in " ".join(printed)


def test_messages_and_bytes_are_those_of_all_lives(capsys: pytest.CaptureFixture[str]) -> None:
    telling = Telling(patterns.find("push-pull"), {"worker": 1})
    for _ in range(2):
        telling.send("producer-1", ["worker-1"], b"12345")
        telling.report()
        telling.stop("worker-1")
        telling.meet(telling.start("worker", 1))
        telling.join("worker-1")
    print_tables(telling.traffic, telling.doctor, 1.0)
    rows = [
        line.split() for line in capsys.readouterr().out.splitlines() if line.startswith(("producer-1", "worker-1"))
    ]
    assert [(name, *figures[:-1]) for name, _state, _sockets, *figures in rows[:2]] == [
        ("producer-1", "2", "0", "10"),
        ("worker-1", "0", "2", "10"),
    ]
