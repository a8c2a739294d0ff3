"""What is drawn for a case of `zmqplay trace`: how the programs exchange messages, what goes wrong, and how it ends."""

from __future__ import annotations

import random

ROLES = ("take", "send")
NAME = "exchanging"
FATAL = ("SIGKILL", "SIGTERM", "SIGSEGV")
ENDS = ("time", "time", "time", "SIGTERM", "SIGINT", "SIGHUP", "SIGKILL", "SIGKILL")


def settings(chance: random.Random) -> tuple[str, ...]:
    """How many messages, and how many milliseconds between two."""
    return f"count={chance.choice((2, 100, 400))}", f"pause={chance.choice((0, 1, 5))}"


def step(chance: random.Random) -> str:
    """Something that goes wrong."""
    program = f"!program {chance.choice(ROLES)}"
    whatever = (
        f"{program} {chance.choice(('SIGSTOP', 'SIGCONT', 'SIGKILL', 'SIGTERM', 'SIGSEGV'))}",
        f"{program} {chance.choice(('SIGSTOP', 'SIGCONT'))}",
        f"{program} no-size",
        "!self SIGSTOP",
        "!self SIGCONT",
        "!directory removed",
        "!disk full",
        f"!clock {chance.choice((864_000, -31_536_000))}",
    )
    return chance.choice(whatever)
