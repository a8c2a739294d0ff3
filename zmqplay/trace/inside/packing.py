"""MessagePack for records: what a program of another environment can write without msgspec."""

from __future__ import annotations

from struct import Struct
from typing import Any

INTEGER, REAL = Struct(">Bq"), Struct(">Bd")
COUNTED = Struct(">BI")
NONE, FALSE, TRUE = b"\xc0", b"\xc2", b"\xc3"
INT64, UINT64, FLOAT64, BIN32, STR32, ARRAY32, MAP32 = 0xD3, 0xCF, 0xCB, 0xC6, 0xDB, 0xDD, 0xDF
UNSIGNED = Struct(">BQ")


def pack(value: Any) -> bytes:
    """One value, in the widest form of its kind."""
    if value is None:
        return NONE
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, int):
        return UNSIGNED.pack(UINT64, value) if value >= 1 << 63 else INTEGER.pack(INT64, value)
    if isinstance(value, float):
        return REAL.pack(FLOAT64, value)
    if isinstance(value, str):
        return _counted(STR32, value.encode("utf-8", "surrogateescape").decode("utf-8", "replace").encode())
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _counted(BIN32, bytes(value))
    if isinstance(value, dict):
        return COUNTED.pack(MAP32, len(value)) + b"".join([pack(key) + pack(item) for key, item in value.items()])
    return COUNTED.pack(ARRAY32, len(value)) + b"".join([pack(item) for item in value])


def _counted(kind: int, content: bytes) -> bytes:
    return COUNTED.pack(kind, len(content)) + content


ONE_FRAME = Struct(">BBIBBQBQBBIBBI")
"""A sample of one short frame up to its head: array of 8; socket; whether sent; number; time; sizes; heads."""


def pack_sample(sample: tuple[Any, ...]) -> bytes:
    """One sample of the tap, about three times as quickly as `pack` where the message is one frame, the commonest."""
    socket, sent, number, time_ns, sizes, heads, digest, whole = sample
    if whole or len(sizes) != 1 or len(heads) != 1:
        return pack(sample)
    head = heads[0]
    return b"".join(
        (
            ONE_FRAME.pack(
                0x98, 0xCE, socket, 0xC3 if sent else 0xC2, UINT64, number, UINT64, time_ns,
                0x91, 0xCE, sizes[0] if sizes[0] < 1 << 32 else 0xFFFFFFFF, 0x91, BIN32, len(head),
            ),
            head,
            COUNTED.pack(0xCE, digest),
            b"\x90",
        )
    )  # fmt: skip
