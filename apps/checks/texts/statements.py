"""What the clauses of a text state, before it is known which figures they are about.

Each kind of statement is a pattern over the masked clause and a small function that reads what it found. Reading knows
nothing of a report but the names in it, so that a text that has not changed is read once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from apps.checks.texts.amounts import MONEY, TextAmount, find_amounts, find_years
from apps.checks.texts.directions import find_compared_year, strip_comparison
from apps.checks.texts.lexicon import HINT_PATTERN, NEUTRAL_TERMS, RESULT_NOUNS, UNCERTAIN_TERMS
from apps.checks.texts.masked_clauses import AMOUNT_PATTERN, NAME_PATTERN, MaskedClause, NameIndex, mask_clause
from apps.checks.texts.money_frames import DIRECTION_FRAMES, MONEY_FRAMES
from apps.checks.texts.named_cost_types import find_cost_type
from apps.checks.texts.own_cost_types import OwnCostTypeNames
from apps.checks.texts.sentences import Passage, read_sentences, split_clauses
from apps.checks.texts.subjects import Subject, find_subject, has_unknown, strip_plain_phrases

_HINT = re.compile(HINT_PATTERN)
# What makes of a surplus or a deficit something else than the result: ”större än”, ”i stället för”, ”vägs upp”.
_OTHER_RESULT_PATTERN = re.compile(r"\b(?:än|i ?stället för|snarare|vägs|vänd\w*|täck\w*|minska\w*|öka\w*)\b")
_LINK_PATTERN = re.compile(
    r"^\s*(men|medan|vilket|vilka|trots att|trots|eftersom|då|fast|fastän|där|så|och|samtidigt som|samtidigt|varav"
    r"|dock|främst|mest|bland annat|framför allt|det vill säga|dvs)\b"
)
_PLAN_PATTERN = re.compile(
    r"\b(?:kommer|väntas|förväntas|beräknas|bedöms|åtgärd\w*|insats\w*|effekt\w*|spar\w*|besparing\w*|genom att|på sikt"
    r"|möjligt|arbetar för|för att)\b"
)
_INVESTMENT_PATTERN = re.compile(r"investering", re.IGNORECASE)  # their money is another table's
_CONDITION_PATTERN = re.compile(r"\s*(?:och |men )?om\b")
_FORECAST_TIME_PATTERN = re.compile(
    r"^\s*(?:visade|pekade på|angav|var)?\s*(?:i|vid|per|från|efter)\s+"
    r"(?:delår\w*|april|augusti|oktober|tertial \d|t\d)(?: \d{4})?"
)
_SOURCE_PATTERN = re.compile(r"\b(?:av|i|från|ur|utöver|förutom)\s*$")  # ”av överskottet är …”
_SUBJECT_PATTERN = re.compile(r"\w+|[\uf000-\uf0ff]")
_TERM_PATTERN = re.compile(r"\w+(?:\.\w+)*")
# After these a clause has the whole sentence for its subject; after the others it needs one of its own.
_WHOLE_LINKS = frozenset({"vilket", "så"})


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that a clause states.

    ``kind``: ``variance``, ``level``, ``budget``, ``forecast_gain``, ``change``, ``result_direction``,
    ``budget_direction``, ``year_direction``. ``way`` is 1 or -1 (a surplus, more), 0 where the words don't tell.
    ``start`` and ``end`` are the words in the text, ``years`` the years that the clause names and ``amount_year`` the
    one right after the amount.
    """

    kind: str
    clause: str
    subject: Subject
    amount: TextAmount | None
    way: int
    cost_type: str
    start: int
    end: int
    years: tuple[int, ...] = ()
    amount_year: int = 0
    is_first: bool = False
    compared_year: int | None = None  # 0: the year before the report's
    is_explicit: bool = False  # the words say themselves what it is about


@dataclass(frozen=True, slots=True)
class ReadClause:
    """A clause with what the rules need to know of it. ``before_it`` are the clauses before it in the sentence."""

    masked: MaskedClause
    link: str
    before_it: str
    is_first: bool
    sentence: Passage


@lru_cache(maxsize=8192)
def read_clauses(text: str, index: NameIndex) -> tuple[ReadClause, ...]:
    """The clauses of a text that may state something, masked."""
    return tuple(_iter_clauses(text, index))


def _iter_clauses(text: str, index: NameIndex) -> Iterator[ReadClause]:
    for number, sentence in enumerate(read_sentences(text)):
        if not _HINT.search(sentence.text.lower()):
            continue
        amounts = find_amounts(sentence.text)
        before = ""
        names = [(start, end) for start, end, _ in index.find_names(sentence.text.lower())]
        for clause in split_clauses(sentence.text, names):
            inside = [
                _move(one, -clause.start)
                for one in amounts
                if clause.start <= one.start and one.end <= clause.start + len(clause.text)
            ]
            masked = mask_clause(clause.text, sentence.start + clause.start, inside, index)
            link = _LINK_PATTERN.match(masked.text)
            yield ReadClause(masked, link[1] if link else "", before, number == 0 and not before, sentence)
            before += masked.text + ", "


def _move(amount: TextAmount, by: int) -> TextAmount:
    return replace(amount, start=amount.start + by, end=amount.end + by)


def is_uncertain(text: str) -> bool:
    """Is it a plan, a wish, a condition or a denial?"""
    return _CONDITION_PATTERN.match(text) is not None or not UNCERTAIN_TERMS.isdisjoint(_TERM_PATTERN.findall(text))


def is_plan(text: str) -> bool:
    """Do the words tell of what is to come, or of what a measure gives?"""
    return _PLAN_PATTERN.search(text) is not None


@lru_cache(maxsize=8192)
def read_money_statements(text: str, index: NameIndex, own_types: OwnCostTypeNames) -> tuple[Statement, ...]:
    """What a text states of money."""
    clauses = (replace(one, masked=own_types.mask(one.masked)) for one in read_clauses(text, index))
    return tuple(one for clause in clauses for one in _iter_money(clause))


def _iter_money(clause: ReadClause) -> Iterator[Statement]:
    masked = clause.masked.text
    if is_uncertain(masked) or _INVESTMENT_PATTERN.search(clause.sentence.text):
        return
    taken: set[str] = set()
    for kind, pattern, way in MONEY_FRAMES if clause.masked.amounts else DIRECTION_FRAMES:
        for match in pattern.finditer(masked):
            sign = match.groupdict().get("amount")
            if sign and (sign in taken or clause.masked.get_amount(sign).kind != MONEY):
                continue
            statement = _build(clause, kind, match, way)
            if sign:
                taken.add(sign)
            if statement:
                yield statement


_TIME_KINDS = frozenset({"change", "year_direction"})
_OWN_NOUN_KINDS = _TIME_KINDS | {"level", "own_level", "budget_direction"}
_MORE_PATTERN = re.compile(r"\s*(?:högre|lägre|mer|mindre|större|bättre|sämre|kr/)")


def _build(clause: ReadClause, kind: str, match: re.Match[str], way: int) -> Statement | None:
    """The statement that a frame has found, if its subject is sure."""
    masked, groups = clause.masked, match.groupdict()
    cost_type = find_cost_type(kind, masked, match)
    amount = masked.get_amount(groups["amount"]) if groups.get("amount") else None
    if kind == "other_time" or cost_type is None or not _can_be_read(kind, amount, match, masked.text):
        return None
    subject = _find_subject(clause, kind, match, cost_type)
    if subject is None:
        return None
    start, end = masked.locate(match.start(), match.end())
    final_kind, final_way = _decide_kind(kind, way, cost_type, amount)
    return Statement(
        kind=final_kind,
        clause=masked.text,
        subject=subject,
        amount=amount,
        way=final_way,
        cost_type=cost_type,
        start=start,
        end=end,
        years=tuple(year for year, _ in find_years(masked.text)),
        amount_year=_find_amount_year(masked.text, match.end("amount")) if amount else 0,
        is_first=clause.is_first,
        compared_year=find_compared_year(masked.text) if final_kind in _TIME_KINDS else None,
        is_explicit=bool(subject.name or subject.noun or cost_type or _is_definite(groups.get("noun") or "")),
    )


def _can_be_read(kind: str, amount: TextAmount | None, match: re.Match[str], text: str) -> bool:
    """Is the amount the whole of what is stated, and not so much per something, or more than something else?"""
    groups = match.groupdict()
    if groups.get("noun") and _SOURCE_PATTERN.search(text[: match.start()]):
        return False
    if kind == "result_direction":
        return not (AMOUNT_PATTERN.search(text) or _OTHER_RESULT_PATTERN.search(text) or _has_both_ways(text))
    if amount and (amount.rate or (kind == "signed" and not amount.sign)):
        return False
    if kind in {"level", "own_level", "budget"} and has_unknown(groups.get("gap") or ""):
        return False
    return not (kind in {"variance", "level", "own_level"} and _MORE_PATTERN.match(text[match.end() :]))


def _has_both_ways(text: str) -> bool:
    """Are there a surplus and a deficit in the same clause?"""
    found = {way for kind, pattern, way in MONEY_FRAMES if kind == "result_direction" and pattern.search(text)}
    return len(found) > 1


def _find_subject(clause: ReadClause, kind: str, match: re.Match[str], cost_type: str) -> Subject | None:
    """What the statement is about, if its words tell."""
    masked, groups = clause.masked, match.groupdict()
    before, after = masked.text[: match.start()], masked.text[match.end() :]
    gap, noun = groups.get("gap") or "", groups.get("noun") or ""
    if not _has_room(clause, before, noun):
        return None
    if kind == "forecast_gain":
        after = _FORECAST_TIME_PATTERN.sub(" ", after)
    if kind in _TIME_KINDS:
        before, gap, after = strip_comparison(before), strip_comparison(gap), strip_comparison(after)
    has_own_noun = _is_definite(noun) or kind in _OWN_NOUN_KINDS or bool(cost_type) or clause.is_first
    subject = find_subject(_strip_link(clause, before), gap, after, masked.names, has_own_noun=has_own_noun)
    if subject is None or (clause.link in _WHOLE_LINKS and not _is_whole(clause, subject)):
        return None
    return subject


def _decide_kind(kind: str, way: int, cost_type: str, amount: TextAmount | None) -> tuple[str, int]:
    """The kind of the statement and its way: more than the budget is a deficit of the net."""
    if kind == "own_level":
        return "level", way
    if kind == "spending":
        return ("type_variance", way) if cost_type else ("variance", -way)
    if kind in {"variance", "signed"}:
        if cost_type:
            return "type_surplus", (amount.sign if amount and not way else way)
        if amount and amount.sign:
            way = amount.sign if not way or amount.sign == way or way < 0 else 0
        return "variance", way
    return kind, way


def _strip_link(clause: ReadClause, before: str) -> str:
    """The words without the one that joins the clause; ”trots flera vakanser” first in a sentence joins nothing."""
    if clause.link == "trots" and not clause.before_it:
        return before
    return _LINK_PATTERN.sub("", before, count=1)


def _is_definite(noun: str) -> bool:
    """Is the noun the subject itself: ”överskottet”, ”avvikelsen”?"""
    return noun.endswith(("et", "en", "erna"))


def _has_room(clause: ReadClause, before: str, noun: str) -> bool:
    """A clause that is joined to another needs a subject of its own, or the whole sentence for one."""
    if clause.link in {"", *_WHOLE_LINKS} or _is_definite(noun):
        return not (clause.link == "" and clause.before_it and not before.strip() and not _is_definite(noun))
    terms = _SUBJECT_PATTERN.findall(strip_plain_phrases(_strip_link(clause, before)))
    return any(term not in NEUTRAL_TERMS or term in RESULT_NOUNS for term in terms)


def _is_whole(clause: ReadClause, subject: Subject) -> bool:
    """Is what a ”vilket” stands for about the text's own subject?"""
    if subject.name or subject.noun:
        return True
    if NAME_PATTERN.search(clause.before_it):
        return False
    outer = find_subject(clause.before_it.rstrip(", "), "", "", (), has_own_noun=False)
    return outer is not None or "totalt" in clause.masked.text


def _find_amount_year(text: str, end: int) -> int:
    """The year right after an amount: ”6,7 miljoner kronor 2020”."""
    match = re.match(r"\s*(?:för |under |år |i bokslutet )*((?:19|20)\d\d)\b", text[end:])
    return int(match[1]) if match else 0
