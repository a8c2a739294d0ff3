"""Settings are read again as they were saved; a broken file is renamed, and a sentence says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from zmqplay.ui.settings import BROKEN, Arrangement, Settings, default_path, load, save


def test_what_was_saved_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"
    wanted = Settings("zmqplay-light", False, {"push-pull": Arrangement(["ledger"], "messages")})
    assert save(wanted, path) == ""
    assert load(path) == (wanted, "")
    assert [file.name for file in path.parent.iterdir()] == ["settings.toml"]


def test_without_a_file_all_is_as_at_first(tmp_path: Path) -> None:
    assert load(tmp_path / "settings.toml") == (Settings(), "")
    assert load(None) == (Settings(), "")


@pytest.mark.parametrize("content", [b"theme = [", b"\xff\xfe", b"theme = 3", b"layouts = 'x'"])
def test_a_broken_file_is_set_aside_and_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    settings, problem = load(path)
    assert settings == Settings()
    assert str(path) in problem
    assert BROKEN in problem
    assert (tmp_path / BROKEN).read_bytes() == content
    assert load(path) == (Settings(), "")


def test_what_a_later_zmqplay_wrote_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('theme = "zmqplay"\nfuture = 1\n')
    assert load(path)[0].theme == "zmqplay"


def test_where_nothing_can_be_written_a_sentence_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "nothing is remembered" in save(Settings(), tmp_path / "file" / "settings.toml")


def test_the_file_is_in_the_users_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if os.name == "posix" and os.uname().sysname == "Linux":
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
        assert default_path() == tmp_path / "zmqplay" / "settings.toml"
