"""A session that is interrupted while it is made leaves nothing that waits."""

import subprocess
import sys

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


def test_a_session_that_was_interrupted_while_it_was_made_is_collected_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout) == (0, "ended\n"), done.stderr
