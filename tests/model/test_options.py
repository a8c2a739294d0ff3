"""The table of socket options: its contents, and the values that it refuses."""

import textwrap

import pytest

from zmqplay.model.options import BY_NAME, BadOption, option, options_for


def test_the_options_worth_playing_with_are_in_the_table_and_in_order() -> None:
    wanted = (
        "SNDHWM RCVHWM LINGER IMMEDIATE CONFLATE ROUTER_MANDATORY ROUTER_HANDOVER PROBE_ROUTER ROUTING_ID REQ_RELAXED "
        "REQ_CORRELATE XPUB_VERBOSE XPUB_VERBOSER XPUB_NODROP INVERT_MATCHING SNDTIMEO RCVTIMEO RECONNECT_IVL "
        "RECONNECT_IVL_MAX HEARTBEAT_IVL HEARTBEAT_TIMEOUT HANDSHAKE_IVL MAXMSGSIZE SNDBUF RCVBUF"
    )
    assert list(BY_NAME) == wanted.split()
    assert [known.name for known in options_for(["XPUB", "PULL"]) if "XPUB" in known.types and known.unit == "switch"]
    assert option("SNDHWM") not in options_for(["PULL"])


def test_values_that_libzmq_would_misread_are_refused_with_the_range() -> None:
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
        with pytest.raises(BadOption) as caught:
            option(name).read(text)
        assert str(caught.value) == says
    with pytest.raises(BadOption, match=r"did you mean SNDHWM\?"):
        option("SNDHWN")


def test_what_an_option_means_fits_two_lines_of_the_narrowest_screen() -> None:
    for known in BY_NAME.values():
        for sentence in (f"{known.name}  {known.meaning}", f"{known.range}; {known.takes_effect}"):
            assert len(textwrap.wrap(sentence, 56)) <= 2, sentence
