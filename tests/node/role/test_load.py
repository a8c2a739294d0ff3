"""A role with a turned wire runs its own source with bind and connect exchanged, and nothing else changed."""

from __future__ import annotations

import difflib
import inspect
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from zmqplay.node.role.load import load
from zmqplay.patterns import PATTERNS
from zmqplay.patterns.swap import CannotSwap, path_of, source_of

SOURCE = '''\
"""Roles as somebody may write them."""

import functools

started = 0
TIMEOUT_MS = 5


def count(play):
    @functools.wraps(play)
    def counted(node):
        play(node)
    return counted


def client(node, *, patience: int = 3) -> None:
    """Ask at two sockets — one after the other."""
    global started
    started += 1
    for attempt in range(2):
        socket = node.context.socket("REQ")
        socket.connect(node.endpoint("service"))
    other = node.context.socket("PUB")
    text = "ü"; other.bind(node.endpoint("other"))  # .bind(node.endpoint("service")) is only said here
    if node.endpoint("service") and text:
        raise LookupError(f"{patience}")


def aside(node):
    address = node.endpoint("service")
    node.context.socket("REQ").connect(address)


@count
def wrapped(node):
    node.context.socket("REQ").connect(node.endpoint("service"))
'''


class Recorded:
    """A node, its context and its sockets in one, which records the calls."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.context = self

    def socket(self, _kind: str) -> Recorded:
        return self

    def endpoint(self, wire: str) -> str:
        return wire

    def bind(self, address: str) -> None:
        self.calls.append(("bind", address))

    def connect(self, address: str) -> None:
        self.calls.append(("connect", address))


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    (tmp_path / "own_roles.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    __import__("own_roles")
    yield sys.modules["own_roles"]
    del sys.modules["own_roles"]


def played(play: Callable[..., None]) -> list[tuple[str, str]]:
    node = Recorded()
    with pytest.raises(LookupError, match="3"):
        play(node)
    return node.calls


@pytest.mark.usefixtures("module")
def test_all_sockets_of_the_wire_are_turned_and_no_others() -> None:
    assert played(load("own_roles:client")) == [("connect", "service")] * 2 + [("bind", "other")]
    assert played(load("own_roles:client", ["service"])) == [("bind", "service")] * 2 + [("bind", "other")]
    assert played(load("own_roles:client", ["other"])) == [("connect", "service")] * 2 + [("connect", "other")]
    turned = load("own_roles:client", ["service", "other"])
    assert played(turned) == [("bind", "service")] * 2 + [("connect", "other")]


def test_a_turned_role_shares_the_state_of_its_module(module: Any) -> None:  # noqa: ANN401  # a module has any names
    played(load("own_roles:client", ["service"]))
    played(module.client)
    assert module.started == 2


def test_a_turned_role_keeps_its_name_documentation_and_lines(module: Any) -> None:  # noqa: ANN401  # as above
    turned = load("own_roles:client", ["service"])
    for name in ("__name__", "__qualname__", "__module__", "__doc__", "__annotations__", "__kwdefaults__"):
        assert getattr(turned, name) == getattr(module.client, name)
    assert turned.__code__.co_filename == module.__file__
    assert list(turned.__code__.co_lines()) == list(module.client.__code__.co_lines())
    with pytest.raises(LookupError) as raised:
        turned(Recorded())
    last = traceback.extract_tb(raised.tb)[-1]
    assert (last.filename, last.line) == (module.__file__, 'raise LookupError(f"{patience}")')


@pytest.mark.parametrize(
    ("role", "wire", "reason"),
    [
        ("client", "nowhere", r"own_roles:client has no \.bind\(node\.endpoint\('nowhere'\)\)"),
        ("aside", "service", r"own_roles:aside has no \.bind\(node\.endpoint\('service'\)\)"),
        ("wrapped", "service", "a role must be a plain function"),
    ],
)
def test_a_role_that_cannot_be_turned_says_so(module: ModuleType, role: str, wire: str, reason: str) -> None:
    with pytest.raises(CannotSwap, match=reason):
        load(f"{module.__name__}:{role}", [wire])


def test_the_shown_source_differs_in_the_exchanged_words_only(module: Any) -> None:  # noqa: ANN401  # as above
    source, turned = inspect.getsource(module.client), source_of(module.client, ["service", "other"])
    changed = [line[2:].strip() for line in difflib.ndiff(source.split("\n"), turned.split("\n")) if line[0] == "+"]
    assert changed == [
        'socket.bind(node.endpoint("service"))',
        'text = "ü"; other.connect(node.endpoint("other"))  # .bind(node.endpoint("service")) is only said here',
    ]
    assert source_of(module.client) == source


ENDS = [
    (role.play, wire.name)
    for pattern in PATTERNS
    for role in pattern.roles
    for wire in pattern.wires
    if any(end.role == role.name for end in wire.ends)
]


def compiled(source: str) -> CodeType:
    """The code of the one function in the source."""
    whole = compile(source, "shown", "exec", dont_inherit=True)
    return next(code for code in whole.co_consts if isinstance(code, CodeType))


@pytest.mark.parametrize(("play", "wire"), ENDS, ids=[f"{play.__name__}-{wire}" for play, wire in ENDS])
def test_each_role_of_each_pattern_is_turned_at_each_of_its_wires_as_it_is_shown(
    play: Callable[..., None], wire: str
) -> None:
    code, shown = load(path_of(play), [wire]).__code__, compiled(source_of(play, [wire]))
    assert (code.co_code, code.co_names, code.co_consts) == (shown.co_code, shown.co_names, shown.co_consts)
    assert code.co_names != play.__code__.co_names or code.co_code != play.__code__.co_code
    assert load(path_of(play)) is play
