"""Sentences that a page says twice in its main part."""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import html

MOST_WORDS = 5  # of a label, a name or a figure with its unit, which may stand in several places
_BREAK_PATTERN = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ0-9”])")
_STATES_PATTERN = re.compile(r"[.!?”]$")  # a name, a label and a row of lights have no end
_BLOCKS = frozenset(
    {
        "blockquote", "button", "caption", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3",
        "h4", "li", "main", "ol", "option", "p", "section", "summary", "table", "tbody", "td", "text", "th", "thead",
        "title", "tr", "ul",
    }
)  # fmt: skip
_NOT_READ = {
    "script": "no text",
    "style": "no text",
    "*[contains(@class, 'more__excerpt')]": "the beginning of the text below it, and gone when that is open",
    "*[contains(@class, 'light--bare')]": "a light whose word stands beside it, and isn't drawn here",
    "*[contains(@class, 'chart')]": "a chart says in words what its table has",
}


def list_repeated_sentences(page: str | bytes) -> list[str]:
    """The sentences of more than five words that stand more than once in ``<main>``, each once."""
    (main,) = html.fromstring(page).xpath("//main")
    for path in _NOT_READ:
        for one in main.xpath(f".//{path}"):
            one.drop_tree()
    sentences = (one for block in _iter_blocks(main) for one in _BREAK_PATTERN.split(block))
    counts = Counter(one for one in sentences if len(one.split()) > MOST_WORDS and _STATES_PATTERN.search(one))
    return [sentence for sentence, count in counts.items() if count > 1]


def _iter_blocks(block: html.HtmlElement) -> Iterator[str]:
    """The texts of the innermost blocks, each from its beginning to its end."""
    parts: list[str] = []
    for part in _iter_parts(block):
        if part is not None:
            parts.append(part)
        elif text := " ".join("".join(parts).split()):
            yield text
            parts = []
        else:
            parts = []


def _iter_parts(element: html.HtmlElement) -> Iterator[str | None]:
    """The element's texts in their order, None where a block begins or ends."""
    edge = [None] if element.tag in _BLOCKS else []
    yield from edge
    yield element.text or ""
    for child in element:
        yield from _iter_parts(child)
        yield child.tail or ""
    yield from edge
