"""`zmqplay help [TOPIC]`: a page of the manual, paged where stdout is a terminal, plain text elsewhere."""

from __future__ import annotations

import os
import sys

import click

from zmqplay import manual

WIDEST = 100
"""Columns of a page: longer lines are hard to read."""
LESS = "-FRX"
"""As git has it: colours, a short page without a pager, and the page stays on the terminal afterwards."""


def show(name: str) -> None:
    """Show the page of a topic, or without a name the list of topics; raise click.UsageError if there is none."""
    if not name:
        click.echo(_contents())
        return
    try:
        page = manual.find(name)
    except manual.UnknownTopic as error:
        raise click.UsageError(str(error)) from None
    if sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        os.environ.setdefault("LESS", LESS)
        click.echo_via_pager(_drawn(page.text))
    else:
        click.echo(page.text, nl=False)


def _contents() -> str:
    """The topics, each with what its page is about."""
    pages = manual.topics()
    width = max(len(page.name) for page in pages)
    lines = (f"  {page.name:<{width}}  {page.about}" for page in pages)
    return "\n".join(("The manual. `zmqplay help TOPIC` shows a page:", "", *lines))


def _drawn(text: str) -> str:
    """The page with colours, as wide as the terminal."""
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(force_terminal=True)
    console.width = min(console.width, WIDEST)
    with console.capture() as captured:
        console.print(Markdown(text, code_theme="ansi_dark"))
    return captured.get()
