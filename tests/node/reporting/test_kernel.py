"""What the kernel can hold on a connection is never less than what it takes."""

from __future__ import annotations

import socket

import pytest

from zmqplay.node.reporting.kernel import most_held


@pytest.mark.parametrize("size", [1, 100, 8_192, 200_000])
@pytest.mark.parametrize("buffer", [0, 4_096, 100_000])
def test_no_more_bytes_fit_into_a_connection_of_unix_sockets(size: int, buffer: int) -> None:
    one, other = socket.socketpair()
    with one, other:
        if buffer:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffer)
        assert 0 < taken(one, size) <= most_held(one)


@pytest.mark.parametrize("size", [100, 8_192, 200_000])
def test_no_more_bytes_fit_into_a_tcp_connection(size: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as one:
        other, _ = server.accept()
        with other:
            most = most_held(one)
            assert 0 < taken(one, size) <= most or not most


def taken(connection: socket.socket, size: int) -> int:
    """How many bytes the kernel takes until it is full."""
    connection.setblocking(False)
    total = 0
    try:
        while True:
            total += connection.send(bytes(size))
    except BlockingIOError:
        return total
