"""A session that is interrupted while it is made leaves nothing that waits."""

import subprocess
import sys

import pytest

INTERRUPTED = """
import gc
from zmqplay.model.facts import Started
from zmqplay.patterns import find
from zmqplay.session.session import Session

def interrupt(fact):
    if isinstance(fact, Started):  # the channels to the nodes are open by then
        raise KeyboardInterrupt

def play():
    Session(find("push-pull"), keep=interrupt)

try:
    play()
except KeyboardInterrupt as interruption:
    kept = interruption  # as a traceback that is printed later keeps it
kept = None
gc.collect()
print("ended")
"""


IN_THE_MAKING_OF_A_SOCKET = """
import zmq
from tests.playing import anywhere
from zmqplay.patterns import find
from zmqplay.session.session import Session

known, added = zmq.Context._add_socket, []

def interrupt(context, socket):
    added.append(None)
    if len(added) == {number}:
        raise KeyboardInterrupt  # the context knows nothing of this socket yet
    known(context, socket)

zmq.Context._add_socket = interrupt
pattern = find("push-pull")
try:
    with Session(pattern, anywhere(pattern)) as session:
        if {number} > 3:  # after those of the session and of its doorkeeper
            added[:] = [None] * ({number} - 1)
            zmq.Context.socket(session._context, zmq.SUB)
except KeyboardInterrupt as interruption:
    kept = interruption
print("ended")
"""


@pytest.mark.parametrize("number", [1, 2, 10], ids=["monitor", "control", "probe"])
def test_a_session_ends_that_was_interrupted_while_a_socket_was_made(number: int) -> None:
    code = IN_THE_MAKING_OF_A_SOCKET.format(number=number)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout) == (0, "ended\n"), done.stderr


def test_a_session_that_was_interrupted_while_it_was_made_is_collected_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout) == (0, "ended\n"), done.stderr
