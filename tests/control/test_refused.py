"""Refusals: each is a sentence, and ends as one."""

import ast
from collections.abc import Iterator

from tests.test_house import sources

REFUSALS = (
    "Refused",
    "CommandError",
    "BadArgument",
    "BadEndpoint",
    "EndpointTaken",
    "TooFewFiles",
    "NoRoom",
    "BadOption",
)
SENTENCES = ("error", "known", "why")
"""Names of what is a sentence already, at the end of a refusal."""


def refusals() -> Iterator[tuple[str, ast.expr]]:
    """The place and the text of each refusal that is written out."""
    for path in sources("zmqplay"):
        for call in ast.walk(ast.parse(path.read_text())):
            match call:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant() | ast.JoinedStr() as text, *_]):
                    if name in REFUSALS:
                        yield f"{path.name}:{call.lineno}", text


def ends_a_sentence(text: ast.expr) -> bool:
    last = text.values[-1] if isinstance(text, ast.JoinedStr) else text
    if isinstance(last, ast.FormattedValue):
        return isinstance(last.value, ast.Name) and last.value.id in SENTENCES
    return isinstance(last, ast.Constant) and str(last.value).endswith((".", "?"))


def test_every_refusal_ends_as_a_sentence_does() -> None:
    found = dict(refusals())
    assert len(found) > 50
    assert [place for place, text in found.items() if not ends_a_sentence(text)] == []
