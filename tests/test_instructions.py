"""Each instruction of the session is decoded as it was encoded."""

import pytest

from zmqplay import instructions
from zmqplay.instructions import Start, decode_instruction, decode_start
from zmqplay.wire import encode


@pytest.mark.parametrize(
    "instruction",
    [
        instructions.Send([b"a", b""]),
        instructions.Generate(None, ["Task {n}"], 100, 5),
        instructions.Generate(2.5, []),
        instructions.Burst(3, ["Task {n}"]),
        instructions.Hold(True),
        instructions.Work(1.5),
        instructions.Fail(),
        instructions.Subscribe(b"topic\xff", on=False),
        instructions.SetOption("ROUTING_ID", b"\xff"),
        instructions.Stop(1000),
        instructions.MayEnd(),
    ],
)
def test_an_instruction_is_read_as_it_was_written(instruction: instructions.Instruction) -> None:
    assert decode_instruction(encode(instruction)) == instruction


def test_a_node_s_start_is_read_as_it_was_written() -> None:
    start = Start(
        plays="zmqplay.patterns.pair:peer",
        turned=["line"],
        name="peer-1",
        number=1,
        monitor="ipc://m",
        control="ipc://c",
        endpoints={"line": "tcp://x:1"},
        topics=[b"t"],
        options={"SNDHWM": 1, "ROUTING_ID": b"\xff"},
        work_ms=0.5,
        life=3,
    )
    assert decode_start(encode(start)) == start
