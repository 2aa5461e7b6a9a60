"""A total surplus or deficit that a text gives, and the surpluses and deficits that it lists sentence by sentence.

Nobody says that a list is whole, so a list that is far from its total is none. One that comes within a few per cent of
it and still does not make it is probably whole, with a figure typed wrong in it, and is asked about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from apps.checks.texts.amounts import MONEY, TextAmount, find_amounts
from apps.checks.texts.places import ReportText
from apps.checks.texts.sentences import Passage, read_sentences

FEWEST_PARTS = 3
MOST_OFF = Decimal("0.03")  # of the total
_MOST_SENTENCES = 5  # after the total
_FARTHEST_TERM = 60  # signs from the term to its amount
_SURPLUS = r"överskott\w*|plusresultat\w*|positiv\w* (?:resultat|avvikelse|utfall|budgetavvikelse)\w*"
_DEFICIT = r"underskott\w*|minusresultat\w*|negativ\w* (?:resultat|avvikelse|utfall|budgetavvikelse)\w*"
_RESULT_PATTERN = re.compile(rf"\b(?:(?P<surplus>{_SURPLUS})|(?P<deficit>{_DEFICIT}))", re.IGNORECASE)
_TOTAL_PATTERN = re.compile(r"\b(?:totalt|sammanlagt|sammantaget|summerar|summeras|i sin helhet)\b", re.IGNORECASE)
# A result that is in another, or that is not the year's.
_OTHER_PATTERN = re.compile(
    r"\b(?:i (?:över|under)skottet|varav|ingår|bland annat|prognos\w*|föregående|fjol\w*|tidigare)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ListClaim:
    """A total with the results that are listed with it; kronor with their own sign, a surplus plus."""

    source: ReportText
    total: Decimal
    parts: tuple[Decimal, ...]
    start: int
    end: int

    @property
    def computed(self) -> Decimal:
        return sum(self.parts, Decimal(0))


@dataclass(frozen=True, slots=True)
class _Result:
    kronor: Decimal
    step: Decimal
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _ReadSentence:
    results: tuple[_Result, ...]
    is_total: bool


def iter_list_claims(source: ReportText) -> Iterator[ListClaim]:
    """The totals of a text that the results listed with them come close to, and don't make."""
    for total, parts, start, end in read_lists(source.text):
        yield ListClaim(source, total, parts, start, end)


@lru_cache(maxsize=8192)
def read_lists(text: str) -> tuple[tuple[Decimal, tuple[Decimal, ...], int, int], ...]:
    """Total, parts and the place of the total's words, of every list that is nearly its total."""
    if len(_RESULT_PATTERN.findall(text)) <= FEWEST_PARTS or not _TOTAL_PATTERN.search(text):
        return ()
    sentences = [_read_sentence(one) for one in read_sentences(text)]
    return tuple(_iter_lists(sentences))


def _read_sentence(sentence: Passage) -> _ReadSentence:
    """The results of a sentence. Of one that is part of another nothing is read."""
    text = sentence.text
    if not _RESULT_PATTERN.search(text) or _OTHER_PATTERN.search(text):
        return _ReadSentence((), is_total=False)
    found = []
    for amount in find_amounts(text):
        kronor = _read_result(text, amount)
        if kronor is not None:
            found.append(_Result(kronor, amount.step, sentence.start + amount.start, sentence.start + amount.end))
    return _ReadSentence(tuple(found), is_total=len(found) == 1 and bool(_TOTAL_PATTERN.search(text)))


def _read_result(text: str, amount: TextAmount) -> Decimal | None:
    """The amount with the sign of the term before it; None where there is no term near it, or it is of another kind."""
    if amount.kind != MONEY or amount.rate or amount.hedge:
        return None
    terms = list(_RESULT_PATTERN.finditer(text, 0, amount.start))
    if not terms or amount.start - terms[-1].end() > _FARTHEST_TERM:
        return None
    if re.search(r"\d", text[terms[-1].end() : amount.start]):
        return None
    return amount.value if terms[-1]["surplus"] else -amount.value


def _iter_lists(sentences: list[_ReadSentence]) -> Iterator[tuple[Decimal, tuple[Decimal, ...], int, int]]:
    """Every total with the list after it that is nearly and never exactly the total."""
    for place, sentence in enumerate(sentences):
        if not sentence.is_total:
            continue
        total = sentence.results[0]
        parts: list[_Result] = []
        near: tuple[Decimal, ...] = ()
        for following in sentences[place + 1 : place + 1 + _MOST_SENTENCES]:
            parts += following.results
            off = abs(sum(one.kronor for one in parts) - total.kronor)
            if off <= (total.step + sum(one.step for one in parts)) / 2:
                near = ()
                break
            if following.results and len(parts) >= FEWEST_PARTS and off <= MOST_OFF * abs(total.kronor):
                near = near or tuple(one.kronor for one in parts)
        if near:
            yield total.kronor, near, total.start, total.end
