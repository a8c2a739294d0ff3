"""zmqplay's own directory is made only where nobody else can put another in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from zmqplay.session.hosts.own_directory import LONGEST_TMPDIR, find_place, why_unfit


@pytest.mark.parametrize(("mode", "why"), [(0o700, ""), (0o755, ""), (0o1777, ""), (0o777, "any user may rename")])
def test_a_directory_in_which_any_user_may_rename_does_not_do(short_path: Path, mode: int, why: str) -> None:
    short_path.chmod(mode)
    assert why in why_unfit(str(short_path))
    assert bool(why) == bool(why_unfit(str(short_path)))
    inner = short_path / "inner"
    inner.mkdir()
    assert bool(why) == bool(why_unfit(str(inner)))


def test_a_link_is_judged_by_where_it_leads(short_path: Path) -> None:
    (short_path / "open").mkdir()
    (short_path / "open").chmod(0o777)
    (short_path / "link").symlink_to("open")
    assert repr(str((short_path / "open").resolve())) in why_unfit(str(short_path / "link"))


@pytest.mark.parametrize("name", ["a\nb", "\x1b[2J", "\x7f", "\udcff"])
def test_a_name_that_cannot_be_shown_does_not_do(short_path: Path, name: str) -> None:
    assert "control character" in why_unfit(f"{short_path}/{name}")


def test_a_directory_that_is_missing_does_not_do(short_path: Path) -> None:
    assert why_unfit(str(short_path / "missing")) == "may not be written to"


def test_each_place_is_a_new_path_that_is_short_enough() -> None:
    one, other = find_place(), find_place()
    assert one.path != other.path
    assert not one.path.exists()
    assert len(str(one.path.parent)) <= LONGEST_TMPDIR
