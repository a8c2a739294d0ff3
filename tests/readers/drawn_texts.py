"""Texts as hypothesis draws them: anything that can be typed, pasted or given on a command line."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.ui.hostile import HOSTILE

AS_ARGUMENT = st.binary(max_size=60).map(lambda given: given.decode("utf-8", "surrogateescape").replace("\0", ""))
"""The text that Python makes of any bytes of a command line."""
DIGITS = st.sampled_from(["0", "-1", "1", "1e400", "nan", "inf", "9" * 5_000, "١", "1_0", "0x10", " 1 ", "1.5k", "²"])
TEXTS = st.one_of(
    st.text(max_size=40), AS_ARGUMENT, DIGITS, st.sampled_from([b.decode("utf-8", "surrogateescape") for b in HOSTILE])
)


def words(*known: str) -> st.SearchStrategy[str]:
    """Some of the words that a reader knows, among others."""
    pieces = st.one_of(st.sampled_from([*known, " ", "=", ":", ".", ",", "|", "\\", '"', "'", "-", "/"]), TEXTS)
    return st.lists(pieces, max_size=6).map("".join)
