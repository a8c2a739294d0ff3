"""The thread that reads the keys ends as soon as it is told to, so that the terminal is given back at once."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import closing
from selectors import EVENT_READ

import pytest

from zmqplay.ui import textual_private
from zmqplay.ui.keys import paste
from zmqplay.ui.textual_private import KeySelector, KeysEnd

LONG_S = 60.0
linux_driver = pytest.importorskip("textual.drivers.linux_driver")


@pytest.fixture
def keys() -> Iterator[tuple[int, int]]:
    """Both ends of what stands for the terminal."""
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def test_a_thread_that_waits_for_keys_is_woken_by_the_word_to_end(keys: tuple[int, int]) -> None:
    end = KeysEnd()
    with closing(KeySelector()) as selector:
        selector.register(keys[0], EVENT_READ)
        found: list[object] = []
        thread = threading.Thread(target=lambda: found.extend(selector.select(LONG_S)))
        thread.start()
        end.set()
        thread.join(LONG_S / 2)
        assert not thread.is_alive()
        assert found == []
        assert selector.select(LONG_S) == []
        os.write(keys[1], b"q")
        assert [key.fd for key, _ in selector.select(LONG_S)] == [keys[0]]


def test_where_the_terminal_was_only_lent_keys_are_waited_for_again(keys: tuple[int, int]) -> None:
    end = KeysEnd()
    for said in (end.set, end.set, end.clear, end.clear):
        said()
    with closing(KeySelector()) as selector:
        selector.register(keys[0], EVENT_READ)
        assert selector.select(0.01) == []
        threading.Timer(0.01, os.write, (keys[1], b"q")).start()
        assert [key.fd for key, _ in selector.select(LONG_S)] == [keys[0]]


def test_a_descriptor_that_select_does_not_take_is_left_out(
    keys: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(textual_private, "FD_SETSIZE", 0)
    end = KeysEnd()
    with closing(KeySelector()) as selector:
        selector.register(keys[0], EVENT_READ)
        end.set()
        assert set(selector.get_map()) == {keys[0]}
        assert selector.select(LONG_S) == []


def test_textuals_driver_reads_its_keys_so() -> None:
    paste.install()
    assert linux_driver.Event is KeysEnd
    assert linux_driver.selectors.SelectSelector is KeySelector
