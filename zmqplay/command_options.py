"""The options that several commands take, each declared once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from zmqplay.completing import complete_theme

Command = TypeVar("Command", bound=Callable[..., Any])

theme = click.option(
    "--theme",
    default="",
    metavar="NAME",
    shell_complete=complete_theme,
    help="dark, light, contrast, colourblind, or one of Textual's, such as nord.",
)
quiet = click.option("--quiet", is_flag=True, help="Print nothing after the screen is left.")
count = click.option("--count", type=int, metavar="N", help="Stop once the speaking nodes have sent N messages in all.")
seconds = click.option("--seconds", type=float, metavar="S", help="Stop after S seconds at the latest.")
message = click.option(
    "--message", "messages", multiple=True, metavar="TEXT", help="What to send; | parts frames, {n} counts."
)
size = click.option("--size", type=int, default=0, metavar="BYTES", help="Pad each body to this many bytes.")
as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout, nothing else there.")

_SETUP = (
    click.option("--nodes", multiple=True, metavar="ROLE=N", help="How many nodes of a role."),
    click.option("--rate", metavar="R", help="Messages a second for each speaking node: 200, 2k, max."),
    message,
    size,
    click.option("--work", multiple=True, metavar="ROLE[-N]=TIME", help="How long a task takes: 200ms, 1.5s."),
    click.option("--topics", multiple=True, metavar="ROLE-N=A,B", help=r"Subscriptions; \x00 is a byte, \, a comma."),
    click.option("--option", "options", multiple=True, metavar="ROLE.NAME=VALUE", help="A socket option."),
    click.option("--endpoint", "endpoints", multiple=True, metavar="WIRE=ADDRESS", help="Where a wire runs."),
    click.option("--bind", "binds", multiple=True, metavar="WIRE=ROLE", help="Who binds a wire; others connect."),
)


def setup(command: Command) -> Command:
    """The options that change what a pattern declares; `zmqplay.run.options.read_setup` reads them."""
    for option in reversed(_SETUP):
        command = option(command)
    return command
