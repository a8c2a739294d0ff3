"""The few differences that a tapped script can see."""

from collections.abc import Callable

import zmq

from tests.node.play import Play


def a_bound_method_that_outlives_its_socket(play: Play) -> None:
    def joined() -> Callable[..., object]:
        one, other = play.pair(zmq.PAIR, zmq.PAIR)
        kept.append(other)
        return one.send

    kept: list[object] = []
    send = joined()
    play.call(send, b"x")
