"""A file mapped into memory, with no descriptor left open."""

from __future__ import annotations

import os
import sys
from typing import Any

KEPT: list[Any] = []
"""Maps that hold a descriptor, never freed: the number may be libzmq's by then, if the program closes all files."""
READ_WRITE, SHARED, FAILED = 3, 1, 2**64 - 1


def map_file(path: str, size: int) -> memoryview:
    """Make the file, with room for all its bytes, so that no write to the memory can fail; OSError where there is none.

    `mmap` keeps a copy of the descriptor until Python 3.13, and closes it when it is freed.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file, 0, size)
        else:
            rest = size
            while rest:
                rest -= os.write(file, bytes(min(rest, 1 << 16)))
        return _map(file, size)
    finally:
        os.close(file)


def _map(file: int, size: int) -> memoryview:
    if sys.version_info >= (3, 13):
        import mmap

        return memoryview(mmap.mmap(file, size, trackfd=False))
    try:
        return _map_by_libc(file, size)
    except (ImportError, AttributeError, OSError):
        import mmap

        KEPT.append(mmap.mmap(file, size))
        return memoryview(KEPT[-1])


def _map_by_libc(file: int, size: int) -> memoryview:
    """mmap(2) itself: the memory is never unmapped, and no descriptor is kept."""
    import ctypes

    libc_mmap = ctypes.CDLL(None, use_errno=True).mmap
    libc_mmap.restype = ctypes.c_void_p
    libc_mmap.argtypes = [
        ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long,
    ]  # fmt: skip
    address = libc_mmap(None, size, READ_WRITE, SHARED, file, 0)
    if address in (None, FAILED):
        raise OSError(ctypes.get_errno(), "mmap failed")
    return memoryview((ctypes.c_char * size).from_address(address)).cast("B")
