"""zmqplay's own directory is made only where nobody else can put another in its place."""

from __future__ import annotations

import grp
import os
import pwd
import stat
from pathlib import Path

import pytest

from zmqplay.private_place import LONGEST_TMPDIR, find_place, who_else_may_rename, why_unfit


@pytest.mark.parametrize(("mode", "why"), [(0o700, ""), (0o755, ""), (0o1777, ""), (0o777, "any user may rename")])
def test_a_directory_in_which_any_user_may_rename_does_not_do(short_path: Path, mode: int, why: str) -> None:
    short_path.chmod(mode)
    assert why in why_unfit(str(short_path))
    assert bool(why) == bool(why_unfit(str(short_path)))
    inner = short_path / "inner"
    inner.mkdir()
    assert bool(why) == bool(why_unfit(str(inner)))


def of(uid: int, gid: int, mode: int) -> os.stat_result:
    """What the system says of a directory of this user and group."""
    return os.stat_result((stat.S_IFDIR | mode, 0, 0, 0, uid, gid, 0, 0, 0, 0))


ME, SOMEBODY = os.geteuid(), 54_321


@pytest.mark.parametrize(
    ("directory", "others"),
    [
        (of(ME, SOMEBODY, 0o755), ""),
        (of(0, SOMEBODY, 0o1777), ""),
        (of(SOMEBODY, SOMEBODY, 0o755), f"its owner, user {SOMEBODY},"),
        (of(SOMEBODY, SOMEBODY, 0o1777), f"its owner, user {SOMEBODY},"),
        (of(ME, SOMEBODY, 0o775), f"any user of group {SOMEBODY}"),
        (of(ME, SOMEBODY, 0o1775), ""),
    ],
)
def test_who_else_may_rename_in_a_directory_is_told_by_its_owner_its_group_and_its_mode(
    directory: os.stat_result, others: str
) -> None:
    assert who_else_may_rename(directory) == others


@pytest.mark.parametrize(
    ("group", "members", "others"),
    [
        ("me", [], ""),
        ("me", ["me"], ""),
        ("me", ["you"], "group 77"),
        ("users", [], "group 77"),
        ("root", ["you"], "77"),
    ],
)
def test_the_group_of_a_user_alone_may_write(
    group: str, members: list[str], others: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pwd, "getpwuid", lambda _uid: pwd.struct_passwd(("me", "x", ME, 77, "", "", "")))
    monkeypatch.setattr(grp, "getgrgid", lambda gid: grp.struct_group((group, "x", gid, members)))
    found = who_else_may_rename(of(ME, 77, 0o775))
    assert others in found
    assert bool(others) == bool(found)


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
