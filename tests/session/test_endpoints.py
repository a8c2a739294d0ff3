"""The addresses of wires: those that the user named are checked before libzmq can do harm with them."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import zmq

from zmqplay.control.refused import BadEndpoint, EndpointTaken
from zmqplay.patterns.pattern import End, Pattern, Role, Wire
from zmqplay.session.endpoints import IPC_BYTES, Endpoint, resolve


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def pattern(address: str = "", other: str = "") -> Pattern:
    def wire(name: str, address: str) -> Wire:
        return Wire(name, address or f"tcp://127.0.0.1:{free_port()}", End("one", "PUSH"), End("other", "PULL"))

    role = Role("one", lambda _: None)
    return Pattern(
        "name", "Title", "summary", "use", "# Lesson", (role,), (wire("tasks", address), wire("results", other))
    )


def tasks_at(address: str) -> Endpoint:
    return resolve(pattern(), {"tasks": address})["tasks"]


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        yield holder.getsockname()[1]


def test_wires_have_the_pattern_s_addresses() -> None:
    declared = pattern()
    endpoints = resolve(declared, {})
    assert {name: endpoint.bind for name, endpoint in endpoints.items()} == {w.name: w.address for w in declared.wires}
    assert all(endpoint.bind == endpoint.connect and not endpoint.notice for endpoint in endpoints.values())


def test_a_taken_default_port_is_replaced_by_a_free_one_with_a_notice(taken: int) -> None:
    endpoint = resolve(pattern(f"tcp://127.0.0.1:{taken}"), {})["tasks"]
    assert endpoint.bind.startswith("tcp://127.0.0.1:")
    assert not endpoint.bind.endswith(f":{taken}")
    assert endpoint.notice == f"port {taken} is taken, so tasks runs at {endpoint.bind}"


def test_a_named_port_that_is_taken_is_refused(taken: int) -> None:
    with pytest.raises(EndpointTaken, match=f"tcp port {taken} is in use"):
        tasks_at(f"tcp://127.0.0.1:{taken}")
    with pytest.raises(EndpointTaken):
        tasks_at(f"tcp://*:{taken}")


@pytest.mark.parametrize("port", ["*", "0"])
def test_a_wildcard_port_becomes_a_particular_one(port: str) -> None:
    endpoint = tasks_at(f"tcp://127.0.0.1:{port}")
    assert endpoint.bind == endpoint.connect
    assert int(endpoint.bind.rpartition(":")[2]) > 0


@pytest.mark.parametrize(("host", "reached"), [("[::1]", "[::1]"), ("[::]", "[::1]")])
def test_an_ipv6_address_is_taken_where_both_ends_have_the_option(host: str, reached: str) -> None:
    endpoint = resolve(pattern(), {"tasks": f"tcp://{host}:*"}, ["one", "other"])["tasks"]
    assert endpoint.bind.startswith(f"tcp://{host}:")
    assert endpoint.connect == endpoint.bind.replace(host, reached)


@pytest.mark.parametrize(
    ("with_ipv6", "lacking"), [((), "one and other have"), (("one",), "other has"), (("other",), "one has")]
)
def test_an_ipv6_address_is_refused_with_the_roles_that_lack_the_option(with_ipv6: list[str], lacking: str) -> None:
    with pytest.raises(BadEndpoint, match=f"tasks: .* and {lacking} it off; set IPV6=1 there too"):
        resolve(pattern(), {"tasks": "tcp://[::1]:5911"}, with_ipv6)


@pytest.mark.parametrize("host", ["*", "0.0.0.0"])
def test_a_wildcard_bind_is_reached_by_loopback(host: str) -> None:
    port = free_port()
    assert tasks_at(f"tcp://{host}:{port}") == Endpoint(f"tcp://{host}:{port}", f"tcp://127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("tcp://127.0.0.1", "not of the form"),
        ("tcp://127.0.0.1:", "not of the form"),
        ("tcp://:5555", "not of the form"),
        ("tcp://127.0.0.1:-1", "not of the form"),
        ("tcp://127.0.0.1:5555/path", "not of the form"),
        ("tcp://a b:5555", "not of the form"),
        ("tcp://127.0.0.1:65536", "tcp ports end at 65535; 65536 would silently become 0"),
        ("tcp://no.such.host.invalid:5555", "no host or interface"),
        ("tcp://192.0.2.1:5555", "no address of this machine"),
        ("inproc://tasks", "inproc joins threads"),
        ("udp://127.0.0.1:5555", "no address that zmqplay knows"),
        ("127.0.0.1:5555", "no address that zmqplay knows"),
        ("", "no address that zmqplay knows"),
        ("ipc://", "needs a path"),
        ("ipc://*", "needs a path"),
        ("ipc://relative", "must be absolute"),
        ("ipc:///no/such/directory/tasks", "no directory"),
        ("ipc:///tmp/" + "x" * IPC_BYTES, "at most 107 bytes"),
        ("ipc:///tmp/a\n/tmp", "control character"),
        ("ipc:///tmp/\x1b[2J", "control character"),
        ("ipc:///tmp/\x00", "control character"),
        ("ipc:///tmp/\udcff", "control character"),
        ("tcp://127.0.0.1\x9b:5555", "control character"),
        ("tcp://127.0.0.1:5555\n", "control character"),
    ],
)
def test_an_address_that_can_never_work_is_refused_with_the_reason(address: str, why: str) -> None:
    with pytest.raises(BadEndpoint, match=why) as refused:
        tasks_at(address)
    assert "\n" not in str(refused.value)


def test_an_address_that_a_pattern_file_declares_with_a_control_character_is_refused() -> None:
    with pytest.raises(BadEndpoint, match=r"'tcp://127.0.0.1:5555\\n' has a control character") as refused:
        resolve(pattern("tcp://127.0.0.1:5555\n"), {})
    assert str(refused.value).isprintable()


def test_an_ipc_path_is_measured_in_bytes(tmp_path: Path) -> None:
    assert tasks_at(f"ipc://{tmp_path}/a").bind == f"ipc://{tmp_path}/a"
    room = IPC_BYTES - len(str(tmp_path)) - 1
    assert tasks_at(f"ipc://{tmp_path}/{'x' * room}")
    with pytest.raises(BadEndpoint, match="at most 107 bytes, this one 108"):
        tasks_at(f"ipc://{tmp_path}/{'ü'}{'x' * (room - 1)}")


def test_an_abstract_ipc_name_is_taken_as_it_is() -> None:
    assert tasks_at("ipc://@zmqplay").connect == "ipc://@zmqplay"


def test_a_file_is_not_destroyed_by_an_ipc_endpoint(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("kept")
    (tmp_path / "link").symlink_to("precious")
    for name in ("precious", "link", "."):
        with pytest.raises(BadEndpoint, match="binding would destroy it"):
            tasks_at(f"ipc://{tmp_path}/{name}")


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_an_ipc_path_of_another_program_is_not_taken_over(tmp_path: Path, kind: socket.SocketKind) -> None:
    path = str(tmp_path / "socket")
    with socket.socket(socket.AF_UNIX, kind) as holder:
        holder.bind(path)
        if kind == socket.SOCK_STREAM:
            holder.listen(0)
        with pytest.raises(EndpointTaken, match="another program listens"):
            tasks_at(f"ipc://{path}")
    assert tasks_at(f"ipc://{path}").bind == f"ipc://{path}", "what nobody holds any more may be used again"


def test_an_ipc_path_of_a_busy_program_is_not_taken_over(tmp_path: Path) -> None:
    path = str(tmp_path / "socket")
    with socket.socket(socket.AF_UNIX) as holder, socket.socket(socket.AF_UNIX) as waiting:
        holder.bind(path)
        holder.listen(0)
        waiting.connect(path)  # the queue of the listener is full now
        with pytest.raises(EndpointTaken):
            tasks_at(f"ipc://{path}")


def test_two_wires_cannot_share_an_endpoint(tmp_path: Path) -> None:
    same = f"ipc://{tmp_path}/same"
    with pytest.raises(BadEndpoint, match="results and tasks cannot both run at"):
        resolve(pattern(), {"tasks": same, "results": same})


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere libzmq cannot bind beside another socket")
def test_a_chosen_port_is_held_against_others_that_choose_until_a_node_binds_it() -> None:
    port = int(tasks_at("tcp://127.0.0.1:*").bind.rpartition(":")[2])
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", port))
    with zmq.Context() as context, context.socket(zmq.PULL) as taker, context.socket(zmq.PUSH) as sender:
        taker.bind(f"tcp://127.0.0.1:{port}")
        sender.connect(f"tcp://127.0.0.1:{port}")
        sender.send(b"hello")
        assert taker.recv() == b"hello"


def test_a_free_port_is_outside_the_system_s_range_and_differs_each_time() -> None:
    ports = [int(tasks_at("tcp://127.0.0.1:*").bind.rpartition(":")[2]) for _ in range(50)]
    assert len(set(ports)) == 50
    assert all(20_000 <= port < 32_768 for port in ports)
