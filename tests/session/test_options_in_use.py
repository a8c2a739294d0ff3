"""The table of options, compared with libzmq: accepted values, defaults, and the effect on sockets in use."""

from __future__ import annotations

import pytest
import zmq

from tests.session.options_in_use import EFFECTS
from zmqplay.model.kinds import KINDS
from zmqplay.model.options import OPTIONS, Option, option


@pytest.mark.parametrize("name", EFFECTS)
def test_an_option_is_called_live_if_it_takes_effect_on_a_socket_in_use(name: str) -> None:
    assert EFFECTS[name]() is option(name).live


def test_every_option_that_is_called_live_has_been_tried() -> None:
    assert {option.name for option in OPTIONS if option.live} <= EFFECTS.keys()


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_libzmq_accepts_every_allowed_value_of_an_option_on_each_of_its_sockets(option: Option) -> None:
    values = [b"x" * option.least, b"x" * option.most] if option.is_bytes else [option.least, option.most]
    with zmq.Context() as context:
        for type_ in option.types:
            with context.socket(getattr(zmq, type_)) as socket:
                assert socket.get(zmq.TYPE) == getattr(zmq, type_)
                for value in values:
                    assert option.check(value) == value
                    socket.set(getattr(zmq, option.name), value)


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_an_option_s_default_is_that_of_a_new_socket_of_each_type(option: Option) -> None:
    with zmq.Context() as context:
        for kind in KINDS:
            with context.socket(getattr(zmq, kind)) as socket:
                try:
                    value = socket.get(getattr(zmq, option.name))
                except zmq.ZMQError:  # some options can only be set; all of these are off by default
                    value = 0
                assert option.default(kind) == value
