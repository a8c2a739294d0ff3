"""A node that connects waits for the nodes that bind, as long as these may yet bind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from zmqplay.counters import Page
from zmqplay.node.__main__ import _play
from zmqplay.node.role.bound_first import BEGINNING_S, BINDING_S, wait_until_bound

Happening = Callable[[Page], object]


def waited_s(directory: Path, *happenings: tuple[float, Happening], told_to_end_s: float = float("inf")) -> float:
    """How long a node waits for another one, to whose page this happens, each after so many seconds."""
    path = str(directory / "binder.counts")
    Page.create(path)
    page, clock, left = Page(path), [0.0], sorted(happenings, key=lambda one: one[0])

    def pause(_s: float) -> None:
        clock[0] += 0.01
        while left and left[0][0] <= clock[0]:
            left.pop(0)[1](page)

    wait_until_bound({path: 2}, lambda: clock[0] >= told_to_end_s, now_s=lambda: clock[0], pause=pause)
    return clock[0]


def bound_twice(page: Page) -> None:
    page.count_bound()
    page.count_bound()


def test_a_process_that_waits_for_a_processor_is_waited_for(tmp_path: Path) -> None:
    took_s = waited_s(tmp_path, (20.0, Page.begin), (21.5, bound_twice))
    assert took_s == pytest.approx(21.5, abs=0.05)


def test_one_of_two_addresses_is_not_enough(tmp_path: Path) -> None:
    took_s = waited_s(tmp_path, (0.1, Page.begin), (0.2, Page.count_bound), (0.9, Page.count_bound))
    assert took_s == pytest.approx(0.9, abs=0.05)


def test_a_role_that_binds_late_is_waited_for_a_while(tmp_path: Path) -> None:
    assert waited_s(tmp_path, (1.0, Page.begin), (60.0, bound_twice)) == pytest.approx(1.0 + BINDING_S, abs=0.05)


def test_a_process_whose_role_never_begins_holds_nobody_up_for_ever(tmp_path: Path) -> None:
    assert waited_s(tmp_path) == pytest.approx(BEGINNING_S, abs=0.05)


def test_a_node_that_has_lost_its_port_to_another_program_is_not_looked_for_there(tmp_path: Path) -> None:
    """The session moves the wire, and starts the waiting node again."""
    took_s = waited_s(tmp_path, (0.1, Page.begin), (0.2, Page.move), told_to_end_s=9.0)
    assert took_s == pytest.approx(9.0, abs=0.05)


def test_nobody_waits_for_a_node_that_has_ended(tmp_path: Path) -> None:
    def end(_page: Page) -> None:
        Page.mark_over(str(tmp_path / "binder.counts"))

    assert waited_s(tmp_path, (3.0, end)) == pytest.approx(3.0, abs=0.05)
    assert waited_s(tmp_path, (0.5, Page.begin), (1.0, end)) == pytest.approx(1.0, abs=0.05)


def test_a_node_that_is_told_to_end_waits_for_nobody(tmp_path: Path) -> None:
    assert waited_s(tmp_path, told_to_end_s=0.3) == pytest.approx(0.3, abs=0.05)


def test_the_end_of_a_node_whose_page_is_gone_is_noted_nowhere(tmp_path: Path) -> None:
    Page.mark_over(str(tmp_path / "gone.counts"))
    assert list(tmp_path.iterdir()) == []


PLAYED: list[object] = []


def role(node: object) -> None:
    PLAYED.append(node)


@pytest.mark.parametrize("told_to_end", [False, True])
def test_a_role_does_not_begin_if_its_node_is_told_to_end_while_it_waits(told_to_end: bool) -> None:
    start: Any = SimpleNamespace(plays=f"{__name__}:role", turned=[], source="", after={}, may_move=True)
    ending: Any = SimpleNamespace(has_begun=told_to_end, follow=lambda _code: None)
    lines: Any = SimpleNamespace(follow=lambda _play: None)
    PLAYED.clear()
    node: Any = object()
    assert _play(start, node, lines, ending, Page()) == 0
    assert ([] if told_to_end else [node]) == PLAYED
