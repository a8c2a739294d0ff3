"""The manual's rows in the palette: a row a page, found by any word of the page."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from zmqplay import manual

SHORTEST = 3
"""Letters of a query that is looked for in the pages' texts: fewer stand everywhere."""
IN_TEXT = 0.1
"""The score of a page in which the query stands: below every row whose name has it."""


class ManualPages(Provider):
    """Finds pages of the manual, and opens them."""

    def _open(self, name: str) -> None:
        from zmqplay.ui.dialogs.manual_screen import ManualScreen  # Textual's Markdown is heavy

        self.app.push_screen(ManualScreen(name))

    async def discover(self) -> Hits:
        for page in manual.topics():
            yield DiscoveryHit(f"Manual: {page.title}", partial(self._open, page.name), help=page.about)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for page in manual.topics():
            text, act = f"Manual: {page.title}", partial(self._open, page.name)
            score = matcher.match(f"{text} {page.about}")
            if score > 0:
                yield Hit(score, matcher.highlight(text), act, help=page.about)
            elif len(query) >= SHORTEST and (found := page.line_with(query)):
                yield Hit(IN_TEXT, text, act, text=text, help=found)
