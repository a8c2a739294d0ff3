"""Sends once it is told to go on: by its own sockets, by new ones, by a child; then it writes down how that went."""

import subprocess
import sys
from pathlib import Path

import zmq

go_on, end = map(Path, sys.argv[1:])
CHILD = "import zmq; s = zmq.Context().socket(zmq.PAIR); s.bind('inproc://a'); print('child')"


def pass_one(address: str) -> None:
    with zmq.Context() as context, context.socket(zmq.PUSH) as push, context.socket(zmq.PULL) as pull:
        pull.bind(address)
        push.connect(address)
        push.send(b"x")
        assert pull.recv() == b"x"


context = zmq.Context()
push, pull = context.socket(zmq.PUSH), context.socket(zmq.PULL)
pull.bind("inproc://own")
push.connect("inproc://own")
push.send(b"first")
pull.recv()
print("began", flush=True)
while not go_on.exists():
    push.send(b"x")
    pull.poll(10)
    pull.recv()
for number in range(300):
    push.send(b"x")
    pull.recv()
    print("line", number)
    if number % 100 == 0:
        pass_one(f"inproc://{number}")
child = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, check=False)
end.write_text(f"{child.returncode} {child.stdout.strip()} {child.stderr.strip()}")
