"""The ipc connections of this machine, as the kernel lists them (Linux: sock_diag(7), unix_diag)."""

from __future__ import annotations

import os
import socket
import struct
import sys
from collections.abc import Collection, Iterator
from typing import NamedTuple

SOCK_DIAG_BY_FAMILY, DUMP, DONE, ERROR = 20, 0x301, 3, 2
NETLINK_SOCK_DIAG = 4
ESTABLISHED = 1 << 1
SHOW_NAME, SHOW_PEER = 1, 4
NAME, PEER = 0, 2
"""The attributes of an answer."""
HEADER = struct.Struct("=IHHII")
REQUEST = struct.Struct("=BBHIIIII")
ANSWER = struct.Struct("=BBBBIII")
ATTRIBUTE = struct.Struct("=HH")
NUMBER = struct.Struct("=I")
TIMEOUT_S = 0.2
_PREFIX = "socket:["


class UnixSocket(NamedTuple):
    """One end of a connection; the names are those of files, or of none where they begin with a zero byte."""

    inode: int
    name: bytes
    """The path that was bound, at the end that has accepted; empty at the end that has connected."""
    peer: int
    """The other end's inode; 0 where nobody has accepted the connection yet."""


def connected() -> list[UnixSocket] | None:
    """All ends of connections; None where the kernel does not tell."""
    if sys.platform != "linux":
        return None
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_SOCK_DIAG) as diag:
            diag.settimeout(TIMEOUT_S)
            asked = REQUEST.pack(socket.AF_UNIX, 0, 0, ESTABLISHED, 0, SHOW_NAME | SHOW_PEER, 0, 0)
            diag.send(HEADER.pack(HEADER.size + len(asked), SOCK_DIAG_BY_FAMILY, DUMP, 1, 0) + asked)
            return list(_answers(diag))
    except (OSError, struct.error):
        return None


def _answers(diag: socket.socket) -> Iterator[UnixSocket]:
    while content := diag.recv(1 << 16):
        begin = 0
        while begin < len(content):
            length, kind, *_ = HEADER.unpack_from(content, begin)
            if kind in (DONE, ERROR) or length < HEADER.size:
                return
            yield _answer(content[begin + HEADER.size : begin + length])
            begin += _padded(length)


def _answer(content: bytes) -> UnixSocket:
    inode, name, peer = ANSWER.unpack_from(content)[4], b"", 0
    begin = ANSWER.size
    while begin < len(content):
        length, kind = ATTRIBUTE.unpack_from(content, begin)
        value = content[begin + ATTRIBUTE.size : begin + length]
        if kind == NAME:
            name = value[:1] + value[1:].rstrip(b"\0")
        elif kind == PEER:
            (peer,) = NUMBER.unpack_from(value)
        begin += _padded(max(length, ATTRIBUTE.size))
    return UnixSocket(inode, name, peer)


def _padded(length: int) -> int:
    return (length + 3) & ~3


def inodes_of(pid: int) -> set[int]:
    """The sockets that a process has open; none where it has ended or is another user's."""
    found = set()
    try:
        for descriptor in os.listdir(f"/proc/{pid}/fd"):
            try:
                target = os.readlink(f"/proc/{pid}/fd/{descriptor}")
            except OSError:  # closed meanwhile
                continue
            if target.startswith(_PREFIX):
                found.add(int(target[len(_PREFIX) : -1]))
    except OSError:
        return set()
    return found


def owners_of(inodes: Collection[int], but: Collection[int]) -> dict[int, int]:
    """The processes that have these sockets open, by inode; the processes in `but` are not looked at."""
    owners: dict[int, int] = {}
    for name in os.listdir("/proc") if inodes else ():
        if name.isdecimal() and int(name) not in but:
            owners.update(dict.fromkeys(inodes_of(int(name)).intersection(inodes), int(name)))
            if len(owners) == len(inodes):
                break
    return owners
