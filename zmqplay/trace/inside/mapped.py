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
    except (ImportError, AttributeError, TypeError, OSError):
        import mmap

        KEPT.append(mmap.mmap(file, size))
        return memoryview(KEPT[-1])


def _map_by_libc(file: int, size: int) -> memoryview:
    """mmap(2) itself: the memory is never unmapped, and no descriptor is kept."""
    import _ctypes as c  # `ctypes` itself would take three times as long to load

    makes: Any = type  # classes are made as `class` would make them
    simple, function, array, flags = (
        c._SimpleCData, c.CFuncPtr, c.Array, c.FUNCFLAG_CDECL | c.FUNCFLAG_USE_ERRNO,
    )  # fmt: skip
    pointer, number, length, character = (makes(simple)("", (simple,), {"_type_": code}) for code in "PlLc")
    named = makes(function)("", (function,), {"_flags_": flags, "_restype_": pointer})
    libc: Any = c.dlopen
    libc_mmap = named(c.dlsym(libc(None, 0), "mmap"))
    libc_mmap.argtypes = pointer, length, number, number, number, number
    address = libc_mmap(None, size, READ_WRITE, SHARED, file, 0)
    if address in (None, FAILED):
        raise OSError(c.get_errno(), "mmap failed")
    memory = makes(array)("", (array,), {"_type_": character, "_length_": size})
    return memoryview(memory.from_address(address)).cast("B")
