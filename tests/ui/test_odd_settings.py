"""Whatever stands at the place of the settings: the start is soon, a sentence says it, and nothing is lost."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zmqplay.ui.settings import BROKEN, LARGEST, LONGEST, Arrangement, Settings, load, save

SOON_S = 1.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def set_aside(path: Path, why: str) -> None:
    """Load what is at `path`: it is set aside soon, with this reason, and the next start finds nothing."""
    begun = time.monotonic()
    loaded, problem = load(path)
    assert loaded == Settings()
    assert why in problem
    assert BROKEN in problem
    assert time.monotonic() - begun < SOON_S
    assert load(path) == (Settings(), "")
    assert os.path.lexists(path.with_name(BROKEN))


def test_a_file_nested_without_end_is_set_aside(path: Path) -> None:
    path.write_bytes(b"a = " + b"[" * 900_000)
    set_aside(path, "")


def test_a_name_of_a_hundred_thousand_parts_is_set_aside(path: Path) -> None:
    path.write_text(f"[{'.'.join('a' * 100_000)}]\nx = 1\n")
    set_aside(path, "more than 1,000 dots")


def test_a_link_to_a_device_without_end_is_set_aside(path: Path) -> None:
    path.symlink_to("/dev/zero")
    set_aside(path, "no regular file")


def test_a_pipe_that_nobody_writes_to_is_set_aside(path: Path) -> None:
    os.mkfifo(path)
    set_aside(path, "no regular file")


def test_a_directory_is_set_aside(path: Path) -> None:
    path.mkdir()
    set_aside(path, "no regular file")


def test_a_large_file_is_set_aside_without_being_read(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    set_aside(path, "more than 1,000,000 bytes")


@pytest.mark.parametrize(
    "lengths", ["[-4, 60]", "[0, 60]", "[60, 'wide']", "[60, 99999999999999999999]", "[1.5]", "60"]
)
def test_lengths_that_no_pane_can_have_are_set_aside(path: Path, lengths: str) -> None:
    path.write_text(f'[layouts.push-pull.lengths]\n"2 columns" = {lengths}\n')
    set_aside(path, "")


def test_a_link_that_leads_nowhere_is_no_settings_and_is_written_through(path: Path, tmp_path: Path) -> None:
    path.symlink_to(tmp_path / "dotfiles" / "mine.toml")
    assert load(path) == (Settings(), "")
    assert save(Settings("contrast"), path) == ""
    assert (tmp_path / "dotfiles" / "mine.toml").exists()
    assert path.is_symlink()


def test_a_link_stays_one_and_its_target_keeps_its_mode(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles" / "mine.toml"
    target.parent.mkdir()
    target.write_text('theme = "contrast"\n')
    target.chmod(0o644)
    path.symlink_to(target)
    assert save(Settings("light"), path) == ""
    assert path.is_symlink()
    assert 'theme = "light"' in target.read_text()
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    assert [each.name for each in target.parent.iterdir()] == ["mine.toml"]


def test_a_link_to_itself_is_a_sentence(path: Path) -> None:
    path.symlink_to(path)
    assert load(path)[0] == Settings()
    path.unlink(missing_ok=True)
    path.symlink_to(path)
    assert "nothing is remembered" in save(Settings(), path)


def test_new_settings_are_private(path: Path) -> None:
    save(Settings(), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_system_that_takes_nothing_is_a_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(Settings("light"), path)

    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)
    assert save(Settings("dark"), path) == (
        f"{path} cannot be written (Read-only file system), so nothing is remembered"
    )
    assert load(path)[0].theme == "light"


@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
)
@example(b"[layouts]\n[layouts.x]\nfront = [1]")
@example(b"theme = 'x'\ntheme = 'y'")
def test_any_bytes_are_settings_or_set_aside(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(content)
    loaded, problem = load(path)
    assert isinstance(loaded, Settings)
    assert bool(problem) != path.exists()


@given(
    st.builds(
        Settings, st.text(), st.booleans(),
        st.dictionaries(
            st.text(),
            st.builds(
                Arrangement, st.lists(st.text()), st.text(), st.lists(st.text()),
                st.dictionaries(st.text(), st.lists(st.integers(1, LONGEST)), max_size=3),
            ),
            max_size=3,
        ),
    )
)  # fmt: skip
def test_whatever_is_saved_is_read_again(tmp_path_factory: pytest.TempPathFactory, wanted: Settings) -> None:
    path = tmp_path_factory.getbasetemp() / "saved.toml"
    assert save(wanted, path) == ""
    assert load(path) == (wanted, "")
