"""What arrives at a node is an instruction, or is refused; what a node leaves behind is a page, or is not read."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zmqplay.counters import BYTES, SOCKETS, Page
from zmqplay.instructions import decode_instruction, decode_start

NAMES = st.sampled_from(
    ["send", "generate", "burst", "hold", "work", "fail", "subscribe", "option", "stop", "mayend", "x"]
)
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(), st.binary(max_size=9), st.text(max_size=9),
    st.lists(st.binary(max_size=3), max_size=3), st.dictionaries(st.text(max_size=3), st.integers(0, 3), max_size=2),
)  # fmt: skip


@given(st.one_of(st.binary(max_size=200), st.builds(lambda name, rest: msgspec.msgpack.encode([name, *rest]), NAMES,
                                                    st.lists(VALUES, max_size=5))))  # fmt: skip
def test_any_bytes_are_an_instruction_or_refused(frame: bytes) -> None:
    for decode in (decode_instruction, decode_start):
        with suppress(msgspec.DecodeError):
            decode(frame)


@pytest.mark.parametrize("frame", [b"\x91" * 100_000, b"\x91\xa1\xff"])
def test_instructions_nested_without_end_or_no_text_are_refused(frame: bytes) -> None:
    for decode in (decode_instruction, decode_start):
        with pytest.raises(msgspec.DecodeError):
            decode(frame)


@given(st.binary(max_size=64), st.integers(0, 5_000))
def test_any_page_is_read_or_left(tmp_path_factory: pytest.TempPathFactory, piece: bytes, length: int) -> None:
    path = tmp_path_factory.getbasetemp() / "any.counts"
    path.write_bytes((piece * (1 + length // max(1, len(piece))))[:length])
    page = Page.copy(str(path))
    assert (page is not None) is (path.stat().st_size >= BYTES)
    if page is not None:
        assert all(isinstance(page.get(number, sent=True).messages, int) for number in range(SOCKETS + 1))


def test_a_page_that_is_gone_is_not_read(tmp_path: Path) -> None:
    assert Page.copy(str(tmp_path / "no.counts")) is None
    assert Page.copy("") is None
