"""The table of socket options, held against libzmq itself: what it takes, and what takes effect on a socket in use."""

import pytest
import zmq

from tests.session.options_in_use import EFFECTS
from zmqplay.control.refused import Refused as BadWish
from zmqplay.model.options import BY_NAME, OPTIONS, Option, option, options_for


@pytest.mark.parametrize("name", EFFECTS)
def test_an_option_is_called_live_if_it_takes_effect_on_a_socket_in_use(name: str) -> None:
    assert EFFECTS[name]() is option(name).live


def test_every_option_that_is_called_live_has_been_tried() -> None:
    assert {option.name for option in OPTIONS if option.live} <= EFFECTS.keys()


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_libzmq_takes_all_that_an_option_may_be_on_each_of_its_sockets(option: Option) -> None:
    values = [b"x" * option.least, b"x" * option.most] if option.is_bytes else [option.least, option.most]
    with zmq.Context() as context:
        for type_ in option.types:
            with context.socket(getattr(zmq, type_)) as socket:
                assert socket.get(zmq.TYPE) == getattr(zmq, type_)
                for value in values:
                    assert option.check(value) == value
                    socket.set(getattr(zmq, option.name), value)
                assert isinstance(option.default(type_), bytes if option.is_bytes else int)


def test_the_options_that_one_plays_with_are_there_and_in_order() -> None:
    wanted = (
        "SNDHWM RCVHWM LINGER IMMEDIATE CONFLATE ROUTER_MANDATORY ROUTER_HANDOVER PROBE_ROUTER ROUTING_ID REQ_RELAXED "
        "REQ_CORRELATE XPUB_VERBOSE XPUB_NODROP INVERT_MATCHING SNDTIMEO RCVTIMEO RECONNECT_IVL RECONNECT_IVL_MAX "
        "HEARTBEAT_IVL HEARTBEAT_TIMEOUT HANDSHAKE_IVL MAXMSGSIZE SNDBUF RCVBUF"
    )
    assert list(BY_NAME) == wanted.split()
    assert [known.name for known in options_for(["XPUB", "PULL"]) if "XPUB" in known.types and known.unit == "switch"]
    assert option("SNDHWM") not in options_for(["PULL"])


def test_what_libzmq_would_misunderstand_is_refused_with_the_range() -> None:
    assert (option("RCVHWM").read("5"), option("IMMEDIATE").read("on"), option("ROUTING_ID").read("me")) == (
        5,
        1,
        b"me",
    )
    for name, text, says in [
        ("RCVHWM", "-1", "RCVHWM is a whole number from 0, not -1."),
        ("RCVHWM", "99999999999", "RCVHWM is a whole number from 0, not 99999999999."),
        ("IMMEDIATE", "2", "IMMEDIATE is 0 or 1, not 2."),
        ("LINGER", "for ever", "LINGER is a whole number from -1, not 'for ever'."),
        ("ROUTING_ID", "", "ROUTING_ID is 1 to 255 bytes long, not 0."),
        ("ROUTING_ID", "x" * 256, "ROUTING_ID is 1 to 255 bytes long, not 256."),
    ]:
        with pytest.raises(BadWish) as caught:
            option(name).read(text)
        assert str(caught.value) == says
    with pytest.raises(BadWish, match=r"did you mean SNDHWM\?"):
        option("SNDHWN")
