"""What the clauses of a text state, before it is known which figures they are about.

Each kind of statement is a pattern over the masked clause and a small function that reads what it found. Reading knows
nothing of a report but the names in it, so that a text that has not changed is read once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from apps.checks.texts.amounts import MONEY, TextAmount, find_amounts, find_years
from apps.checks.texts.directions import (
    COMPARED_BUDGET_PATTERN,
    COMPARED_FORECAST_PATTERN,
    COMPARED_TEXT,
    find_compared_year,
    strip_comparison,
)
from apps.checks.texts.lexicon import COST_TYPES, HINT_PATTERN, UNCERTAIN_TERMS
from apps.checks.texts.masking import AMOUNT, NAME_PATTERN, MaskedClause, NameIndex, mask_clause
from apps.checks.texts.sentences import Passage, normalise_signs, split_clauses, split_sentences
from apps.checks.texts.subjects import Subject, find_subject, has_unknown

_HINT = re.compile(HINT_PATTERN)
_LINK_PATTERN = re.compile(
    r"^\s*(men|medan|vilket|vilka|trots att|trots|eftersom|då|fast|fastän|där|så|och|samtidigt som|samtidigt|varav"
    r"|dock|främst|mest|bland annat|framför allt|det vill säga|dvs)\b"
)
_CONDITION_PATTERN = re.compile(r"\s*(?:och |men )?om\b")
_FORECAST_TIME_PATTERN = re.compile(
    r"^\s*(?:visade|pekade på|angav|var)?\s*(?:i|vid|per|från|efter)\s+(?:delår\w*|april|augusti|oktober|tertial \d|t\d)"
    r"(?: \d{4})?"
)
_SOURCE_PATTERN = re.compile(r"\b(?:av|i|från|ur|utöver|förutom)\s*$")  # ”av överskottet är …”
_WORDS_PATTERN = re.compile(r"\w+(?:\.\w+)*")
# After these a clause has the whole sentence for its subject; after the others it needs one of its own.
_WHOLE_LINKS = frozenset({"vilket", "så"})
_TYPE = "|".join(sorted(COST_TYPES, key=len, reverse=True))
_TYPE_PATTERN = re.compile(rf"\b({_TYPE})\b")

_SURPLUS = r"(?:överskott\w*|plusresultat\w*|positiv\w* (?:budget|netto|års)?(?:avvikelse\w*|resultat\w*))"
_DEFICIT = r"(?:underskott\w*|minusresultat\w*|negativ\w* (?:budget|netto|års)?(?:avvikelse\w*|resultat\w*))"
_NEUTRAL_RESULT = r"(?:(?:budget|netto|helårs|års|resultat)?avvikelsen?|(?:helårs|års|budget|netto)?resultat(?:et)?)"
_GAP = r"(?P<gap>[^\ue000-\ue0ff;()]{0,90}?)"
_A = rf"(?P<amount>{AMOUNT})"
_BUDGET = r"(?:budget\w*|ram(?:en)?|planerat|anslag(?:et)?|årets budget|sin budget)"
_VERB = (
    r"(?:uppgår till|uppgick till|uppgått till|blev|blir|blivit|är|var|landade på|landar på|stannade på|stannar på"
    r"|summeras till|summerades till|summerats till|slutade på|slutar på|hamnade på|hamnar på|ligger på|låg på|om|på"
    r"|motsvarar|motsvarade|summerar till|nådde|når|stannat på|landat på|hamnat på|har varit|utgör|utgjorde|till|med)"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that a clause states.

    ``kind``: ``variance``, ``level``, ``budget``, ``forecast_gain``, ``change``, ``budget_direction``,
    ``year_direction``. ``way`` is 1 or -1 (a surplus, more), 0 where the words don't tell. ``start`` and ``end`` are
    the words in the text, ``years`` the years that the clause names and ``amount_year`` the one right after the amount.
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
    return tuple(_iter_clauses(normalise_signs(text), index))


def _iter_clauses(text: str, index: NameIndex) -> Iterator[ReadClause]:
    for number, sentence in enumerate(split_sentences(text)):
        if not _HINT.search(sentence.text.lower()):
            continue
        amounts = find_amounts(sentence.text)
        before = ""
        for clause in split_clauses(sentence.text):
            inside = [
                _shift(one, -clause.start)
                for one in amounts
                if clause.start <= one.start and one.end <= clause.start + len(clause.text)
            ]
            masked = mask_clause(clause.text, sentence.start + clause.start, inside, index)
            link = _LINK_PATTERN.match(masked.text)
            yield ReadClause(masked, link[1] if link else "", before, number == 0 and not before, sentence)
            before += masked.text + ", "


def _shift(amount: TextAmount, by: int) -> TextAmount:
    return replace(amount, start=amount.start + by, end=amount.end + by)


def is_uncertain(text: str) -> bool:
    """Is it a plan, a wish, a condition or a denial?"""
    return _CONDITION_PATTERN.match(text) is not None or not UNCERTAIN_TERMS.isdisjoint(_WORDS_PATTERN.findall(text))


@lru_cache(maxsize=8192)
def read_money_statements(text: str, index: NameIndex) -> tuple[Statement, ...]:
    """What a text states of money."""
    return tuple(one for clause in read_clauses(text, index) for one in _iter_money(clause))


def _iter_money(clause: ReadClause) -> Iterator[Statement]:
    masked = clause.masked.text
    if is_uncertain(masked):
        return
    taken: set[str] = set()
    for kind, pattern, way in _FRAMES:
        for match in pattern.finditer(masked):
            sign = match.groupdict().get("amount")
            if sign and (sign in taken or clause.masked.get_amount(sign).kind != MONEY):
                continue
            statement = _build(clause, kind, match, way)
            if sign:
                taken.add(sign)
            if statement:
                yield statement


def _frames(*rows: tuple[str, str, int]) -> tuple[tuple[str, re.Pattern[str], int], ...]:
    return tuple((kind, re.compile(pattern), way) for kind, pattern, way in rows)


_HIGH = r"(?:högre|mer|större|över)"
_LOW = r"(?:lägre|mindre|under)"
_TO_BUDGET = COMPARED_BUDGET_PATTERN.pattern
_TO_YEAR = rf"(?:{COMPARED_TEXT})"
_TO_FORECAST = COMPARED_FORECAST_PATTERN.pattern
_ROSE = r"(?:ökat|ökade|ökar|stigit|steg|stiger|vuxit|växte)"
_FELL = r"(?:minskat|minskade|minskar|sjunkit|sjönk|sjunker)"
# In order: what a row has taken of amounts, a later one leaves.
_FRAMES = _frames(
    ("forecast_gain", rf"{_A} bättre {_TO_FORECAST}", 1),
    ("forecast_gain", rf"{_A} sämre {_TO_FORECAST}", -1),
    ("change", rf"\b(?:{_TYPE})\b{_GAP}{_ROSE}[^\ue000-\ue0ff,;()]{{0,30}}? med {_A}(?=.*{_TO_YEAR})", 1),
    ("change", rf"\b(?:{_TYPE})\b{_GAP}{_FELL}[^\ue000-\ue0ff,;()]{{0,30}}? med {_A}(?=.*{_TO_YEAR})", -1),
    ("change", rf"{_TO_YEAR}{_GAP}(?:{_TYPE})\b[^;()]{{0,60}}?{_ROSE} med {_A}", 1),
    ("change", rf"{_TO_YEAR}{_GAP}(?:{_TYPE})\b[^;()]{{0,60}}?{_FELL} med {_A}", -1),
    ("change", rf"\b(?:{_TYPE})\b{_GAP}{_A} {_HIGH} {_TO_YEAR}", 1),
    ("change", rf"\b(?:{_TYPE})\b{_GAP}{_A} {_LOW} {_TO_YEAR}", -1),
    ("other_time", rf"{_A} (?:{_HIGH}|{_LOW}|bättre|sämre)[^;()]{{0,20}}? (?:{_TO_YEAR}|{_TO_FORECAST})", 0),
    ("variance", rf"(?P<noun>{_SURPLUS}){_GAP}{_A}", 1),
    ("variance", rf"(?P<noun>{_DEFICIT}){_GAP}{_A}", -1),
    ("variance", rf"{_A}(?: i)? (?:plus|överskott)\b", 1),
    ("variance", rf"{_A}(?: i)? (?:back|minus|underskott)\b", -1),
    ("variance", rf"\b(?:går|gick|gått|gå) (?:med )?plus (?:med |på |om )?{_A}", 1),
    ("variance", rf"\b(?:går|gick|gått|gå) (?:back|minus) (?:med |på |om )?{_A}", -1),
    ("variance", rf"{_A} bättre (?:{_TO_BUDGET})", 1),
    ("variance", rf"{_A} sämre (?:{_TO_BUDGET})", -1),
    ("variance", rf"(?:{_TO_BUDGET}){_GAP}{_A} bättre", 1),
    ("variance", rf"(?:{_TO_BUDGET}){_GAP}{_A} sämre", -1),
    ("variance", rf"{_A} till godo\b", 1),
    ("variance", rf"\b{_BUDGET} (?:underskreds|har underskridits|underskridits) med {_A}", 1),
    ("variance", rf"\b{_BUDGET} (?:överskreds|överskrids|har överskridits|överskridits) med {_A}", -1),
    ("variance", rf"{_A} kvar (?:av|på|i) (?:sin |årets |den )?{_BUDGET}", 1),
    ("spending", rf"{_A} (?:{_HIGH} (?:{_TO_BUDGET})|över (?:sin |årets |den )?{_BUDGET})", 1),
    ("spending", rf"{_A} (?:{_LOW} (?:{_TO_BUDGET})|under (?:sin |årets |den )?{_BUDGET})", -1),
    ("spending", rf"\b(?:överskrider|överskred|överskridit|överstiger|översteg|överskrids)\b (?:sin |årets |den )?{_BUDGET}{_GAP}{_A}", 1),
    ("spending", rf"\b(?:understiger|understeg|underskrider|underskred)\b (?:sin |årets |den )?{_BUDGET}{_GAP}{_A}", -1),
    ("spending", rf"\b(?:drog|drar|dragit|går|gick|gått|kostade|kostar) över (?:sin |årets )?{_BUDGET} med {_A}", 1),
    ("variance", rf"(?P<noun>\b{_NEUTRAL_RESULT}\b){_GAP}{_A}", 0),
    ("signed", rf"(?P<noun>\b(?:ekonomin|(?:det ekonomiska )?utfallet|bokslutet|avviker|avvek)\b){_GAP}{_A}", 0),
    ("level", rf"(?P<noun>\b(?:{_TYPE})\b)(?P<gap>[^\ue000-\ue0ff;()]{{0,60}}?\b{_VERB}[^\ue000-\ue0ff;(),]{{0,25}}?) {_A}", 0),
    ("budget", rf"(?P<noun>(?<!än )(?<!mot )(?<!över )(?<!med )(?<!under )(?<!av )(?<!sin )(?<!jämfört med )\b(?:net?to)?"
               rf"(?:budget|budgeten|budgetram|budgetramen|ramen|årsbudget|årsbudgeten)\b)"
               rf"(?P<gap>[^\ue000-\ue0ff;()]{{0,50}}?\b{_VERB}[^\ue000-\ue0ff;(),]{{0,15}}?) {_A}", 0),
    ("level", rf"\b(?:kostade|kostat) netto {_A}", 0),
    ("level", rf"\b(?:kostade|kostat) {_A} netto\b", 0),
    ("budget", rf"\b(?:tilldelats|tilldelades|fått|hade|har) (?:en budget (?:på|om) )?{_A} i (?:budget|ram|budgetram|årsbudget)\b", 0),
    ("budget_direction", rf"\b(?:{_TYPE})\b{_GAP}{_HIGH}[^\ue000-\ue0ff;(),]{{0,15}}? (?:{_TO_BUDGET})", 1),
    ("budget_direction", rf"\b(?:{_TYPE})\b{_GAP}{_LOW}[^\ue000-\ue0ff;(),]{{0,15}}? (?:{_TO_BUDGET})", -1),
    ("budget_direction", rf"\b{_HIGH} (?:{_TYPE}) (?:{_TO_BUDGET})", 1),
    ("budget_direction", rf"\b{_LOW} (?:{_TYPE}) (?:{_TO_BUDGET})", -1),
    ("budget_direction", rf"\b(?:{_TYPE})\b{_GAP}(?:överskrider|överskred|överstiger|översteg) {_BUDGET}(?!\w)", 1),
    ("budget_direction", rf"\b(?:{_TYPE})\b{_GAP}(?:understiger|understeg|underskrider|underskred) {_BUDGET}(?!\w)", -1),
    ("budget_direction", rf"\b(?:{_TYPE})\b{_GAP}(?:ligger|låg|legat|är|blev|var|gick|går) över {_BUDGET}(?!\w)", 1),
    ("budget_direction", rf"\b(?:{_TYPE})\b{_GAP}(?:ligger|låg|legat|är|blev|var|gick|går) under {_BUDGET}(?!\w)", -1),
    ("year_direction", rf"\b(?:{_TYPE})\b{_GAP}(?:{_ROSE}|{_HIGH})[^\ue000-\ue0ff;(),]{{0,25}}? {_TO_YEAR}", 1),
    ("year_direction", rf"\b(?:{_TYPE})\b{_GAP}(?:{_FELL}|{_LOW})[^\ue000-\ue0ff;(),]{{0,25}}? {_TO_YEAR}", -1),
    ("year_direction", rf"{_TO_YEAR}{_GAP}(?:{_TYPE})\b[^\ue000-\ue0ff;()]{{0,40}}?(?:{_ROSE}|{_HIGH})(?![^;]*{AMOUNT})", 1),
    ("year_direction", rf"{_TO_YEAR}{_GAP}(?:{_TYPE})\b[^\ue000-\ue0ff;()]{{0,40}}?(?:{_FELL}|{_LOW})(?![^;]*{AMOUNT})", -1),
)  # fmt: skip
_TIME_KINDS = frozenset({"change", "year_direction"})


def _build(clause: ReadClause, kind: str, match: re.Match[str], way: int) -> Statement | None:
    """The statement that a frame has found, if its subject is sure."""
    masked = clause.masked
    before, after = masked.text[: match.start()], masked.text[match.end() :]
    groups = match.groupdict()
    gap = groups.get("gap") or ""
    noun = groups.get("noun") or ""
    cost_type = _find_cost_type(kind, before, match.group())
    if kind == "other_time" or cost_type is None or not _has_room(clause, before, noun):
        return None
    if kind in _TIME_KINDS:
        before, gap, after = strip_comparison(before), strip_comparison(gap), strip_comparison(after)
    if noun and _SOURCE_PATTERN.search(before):
        return None
    if kind == "forecast_gain":
        after = _FORECAST_TIME_PATTERN.sub(" ", after)
    if kind in {"level", "budget"} and has_unknown(gap):
        return None
    if kind in {"variance", "level"} and re.match(r"\s*(?:högre|lägre|mer|mindre|större|bättre|sämre|kr/)", after):
        return None
    own_noun = _is_definite(noun) or kind in {"level", "change", "budget_direction", "year_direction"} or bool(cost_type)
    subject = find_subject(_strip_link(before), gap, after, masked.names, has_own_noun=own_noun or clause.is_first)
    if subject is None or (clause.link in _WHOLE_LINKS and not _is_whole(clause, subject)):
        return None
    amount = masked.get_amount(groups["amount"]) if groups.get("amount") else None
    if amount and (amount.rate or (kind == "signed" and not amount.sign)):
        return None
    if kind == "spending":  # more than budget is a deficit of the net, and what it is of a kind its type tells
        kind, way = ("type_variance", way) if cost_type else ("variance", -way)
    elif kind == "variance" and cost_type:
        kind = "type_surplus"
    if kind == "signed":
        kind = "variance" if not cost_type else "type_surplus"
    if amount and amount.sign and kind == "variance":
        way = amount.sign if not way or amount.sign == way or way < 0 else 0
    start, end = masked.locate(match.start(), match.end())
    return Statement(
        kind=kind,
        clause=masked.text,
        subject=subject,
        amount=amount,
        way=way,
        cost_type=cost_type,
        start=start,
        end=end,
        years=tuple(year for year, _ in find_years(masked.text)),
        amount_year=_find_amount_year(masked.text, match.end("amount")) if amount else 0,
        is_first=clause.is_first,
        compared_year=find_compared_year(masked.text) if kind in _TIME_KINDS else None,
    )


def _strip_link(before: str) -> str:
    return _LINK_PATTERN.sub("", before, count=1)


def _is_definite(noun: str) -> bool:
    """Is the noun the subject itself: ”överskottet”, ”avvikelsen”?"""
    return noun.endswith(("et", "en", "erna"))


def _has_room(clause: ReadClause, before: str, noun: str) -> bool:
    """A clause that is joined to another needs a subject of its own, or the whole sentence for one."""
    if clause.link in {"", *_WHOLE_LINKS} or _is_definite(noun):
        return not (clause.link == "" and clause.before_it and not before.strip() and not _is_definite(noun))
    return bool(re.search(r"[\w\uf000-\uf0ff]", _strip_link(before)))


def _is_whole(clause: ReadClause, subject: Subject) -> bool:
    """Is what a ”vilket” stands for about the text's own subject?"""
    if subject.name or subject.noun:
        return True
    if NAME_PATTERN.search(clause.before_it):
        return False
    outer = find_subject(clause.before_it.rstrip(", "), "", "", (), has_own_noun=False)
    return outer is not None or "totalt" in clause.masked.text


def _find_cost_type(kind: str, before: str, matched: str) -> str | None:
    """The kind of cost that a statement is about; empty for the net, None where two are named."""
    found = {COST_TYPES[one] for one in _TYPE_PATTERN.findall(matched)}
    if not found and kind in {"variance", "spending", "signed"}:
        found = {COST_TYPES[one] for one in _TYPE_PATTERN.findall(before)[-1:]}
    if len(found) > 1:
        return None
    cost_type = found.pop() if found else ""
    return "" if cost_type == "net" and kind in {"variance", "spending", "signed"} else cost_type


def _find_amount_year(text: str, end: int) -> int:
    """The year right after an amount: ”6,7 miljoner kronor 2020”."""
    match = re.match(r"\s*(?:för |under |år |i bokslutet )*((?:19|20)\d\d)\b", text[end:])
    return int(match[1]) if match else 0
