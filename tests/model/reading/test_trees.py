"""JSON and MessagePack frames are shown as trees, and no other frames are."""

from __future__ import annotations

import msgspec
import pytest

from tests.ui.hostile import HOSTILE
from zmqplay.model.reading.trees import DEEPEST, LINES_MOST, tree_of

WEATHER: dict[str, object] = {
    "city": "Oslo",
    "wind": {"from": "NW", "speeds": [4, 5.5]},
    "rain": None,
    "sun": False,
    "notes": [],
}
LINES = [
    '├ city "Oslo"', "├ wind", '│ ├ from "NW"', "│ ╰ speeds", "│   ├ 0 4", "│   ╰ 1 5.5", "├ rain null",
    "├ sun false", "╰ notes []",
]  # fmt: skip


@pytest.mark.parametrize(
    ("frame", "kind"), [(msgspec.json.encode(WEATHER), "JSON"), (msgspec.msgpack.encode(WEATHER), "MessagePack")]
)
def test_both_are_shown_as_the_same_tree(frame: bytes, kind: str) -> None:
    tree = tree_of(frame)
    assert tree is not None
    assert tree.format == kind
    assert [f"{guide}{key} {value}".rstrip() for guide, key, value in tree.branches] == LINES


@pytest.mark.parametrize(
    "frame",
    [
        *HOSTILE[:-2], b'{"a": 1}', b"{not json at all, but long enough}", b"[" * 60_000, b"\x91" * 600, b"\x80",
        b"\x81\x80\x01", b"\xdc", "ܐܒ".encode(), b"\xdd\xff\xff\xff\xff", b'{"a": "\xff and so on and on"}',
        b" " * 70_000 + b"{}", b"[]                            ", "a".encode("utf-16"),
    ],
)  # fmt: skip
def test_a_frame_in_neither_format_has_no_tree(frame: bytes) -> None:
    assert tree_of(frame) is None


def test_a_tree_has_its_bounds() -> None:
    wide = tree_of(msgspec.json.encode(list(range(1_000))))
    assert wide is not None
    assert wide.more
    assert len(wide.branches) == LINES_MOST
    deep = tree_of(b"[" * 100 + b"1" + b"]" * 100)
    assert deep is not None
    assert len(deep.branches) == DEEPEST + 1
    assert deep.branches[-1].value == "[… 1]"


def test_types_of_messagepack_alone_are_shown_too() -> None:
    ext = msgspec.msgpack.Ext(5, b"\x01\x02")
    tree = tree_of(msgspec.msgpack.encode({1: b"\x00raw", "e": ext}))
    assert tree is not None
    assert [(key, value) for _, key, value in tree.branches] == [("1", r"b'\x00raw'"), ("e", "ext 5: 01 02")]
