"""What the clauses of a text state of an indicator: a value, a change, a direction, the values of women and men."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from apps.checks.texts.amounts import TextAmount, find_years
from apps.checks.texts.directions import COMPARED_TEXT, PLAIN_WAY, find_compared_year, find_way, strip_comparison
from apps.checks.texts.lexicon import INDICATOR_NOUNS, NEUTRAL_TERMS
from apps.checks.texts.masked_clauses import AMOUNT, NameIndex
from apps.checks.texts.money_frames import COST_TYPE_PATTERN
from apps.checks.texts.statements import ReadClause, is_uncertain, read_clauses
from apps.checks.texts.subjects import Subject, find_genders, find_subject

_A = rf"(?P<amount>{AMOUNT})"
_LEVEL = (
    r"(?:är|var|varit|blev|blir|blivit|uppgår|uppgick|uppgått|landade|landar|landat|ligger|låg|legat|stannade|stannar"
    r"|stannat|hamnade|hamnar|hamnat|nådde|når|visar|visade|motsvarar|motsvarade|summeras|slutade|slutar|mättes"
    r"|noteras|noterades|mäts|redovisas|redovisar|har|hade|utgör|utgjorde|pekar)"
)
_NOUN = r"(?:utfall|resultat|värde|nivå|andel|antal|snitt|index|mätvärde|årsutfall)"
_DIFFERENCE_PATTERN = re.compile(
    r"\b(?:ökning|minskning|skillnad|förändring|differens|nedgång|uppgång|höjning|sänkning)\w*"
)
_TO_YEAR = rf"(?:{COMPARED_TEXT})"
_BLANK = r"[^\ue000-\ue0ff;()]"
_REASON = r"\batt\b|förklar|\bbero"
_COMPARED_NOUN = re.compile(r"\s+([a-zåäöé]{4,})")  # ”högre kostnader”: what is higher
_FRAMES = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("move", rf"från {_BLANK}{{0,25}}?(?P<amount2>{AMOUNT})(?:{_BLANK}{{0,30}}?) till {_BLANK}{{0,20}}?{_A}"),
        ("move", rf"till {_BLANK}{{0,20}}?{_A},? från {_BLANK}{{0,20}}?(?P<amount2>{AMOUNT})"),
        ("change", rf"\b{PLAIN_WAY} (?:\w+ )?med {_BLANK}{{0,20}}?{_A}"),
        ("change", rf"{_A} {PLAIN_WAY} (?={_TO_YEAR})"),
        ("change", rf"\b(?:ökningen?|minskningen?|uppgången?|nedgången?)\b(?:(?!{_REASON}){_BLANK}){{0,45}}?{_A}"),
        ("women", rf"{_A} \((?P<who>kvinnor(?:na)?|flickor(?:na)?)\)"),
        ("men", rf"{_A} \((?P<who>män(?:nen)?|pojkar(?:na)?)\)"),
        ("women", rf"{_A} (?:för|bland|hos|av) (?P<who>kvinnor(?:na)?|flickor(?:na)?)\b"),
        ("men", rf"{_A} (?:för|bland|hos|av) (?P<who>män(?:nen)?|pojkar(?:na)?)\b"),
        ("women", rf"(?P<who>kvinnor(?:na|nas|s)?|flickor(?:na)?)\b(?P<gap>{_BLANK}{{0,45}}?){_A}"),
        ("men", rf"(?P<who>män(?:nen|nens|s)?|pojkar(?:na)?)\b(?P<gap>{_BLANK}{{0,45}}?){_A}"),
        ("value", rf"\b{_LEVEL}(?P<gap>{_BLANK}{{0,30}}?) {_A}"),
        ("value", rf"\b{_NOUN}(?:et|t|en|n)? (?:på|om|av|med) {_A}"),
        ("value", rf"^\s*(?P<gap>(?:(?:bara|endast|totalt|sammanlagt|hela) |{_NOUN}(?:et|en)?:? )?){_A}"),
        ("direction", rf"\b(?P<way>{PLAIN_WAY})\b"),
        ("same", r"\b(?P<way>oförändra\w+)\b"),
    )
)
_VERB_WAYS = re.compile(
    r"\b(?:(?:har|hade) (?:\w+ )?(?:ökat|minskat|stigit|sjunkit|förbättrats|försämrats|gått (?:upp|ned|ner))"
    r"|ökade|minskade|steg|sjönk|förbättrades|försämrades|gick (?:upp|ned|ner))\b"
)


@dataclass(frozen=True, slots=True)
class IndicatorStatement:
    """Something that a clause states of an indicator.

    ``kind``: ``value``, ``move`` (from one value to another), ``change``, ``direction``, ``same``, ``women``, ``men``.
    ``way``: more, less, better, worse, same or empty. ``compared_year`` 0 is the year before the report's, None none.
    """

    kind: str
    clause: str
    subject: Subject
    amount: TextAmount | None
    before: TextAmount | None
    way: str
    genders: frozenset[str]
    start: int
    end: int
    years: tuple[int, ...]
    compared_year: int | None
    is_first: bool


@lru_cache(maxsize=8192)
def read_indicator_statements(text: str, index: NameIndex) -> tuple[IndicatorStatement, ...]:
    """What a text states of indicators."""
    return tuple(one for clause in read_clauses(text, index) for one in _iter_clause(clause))


def _iter_clause(clause: ReadClause) -> Iterator[IndicatorStatement]:
    masked = clause.masked.text
    if is_uncertain(masked) or (clause.link and clause.link not in {"vilket", "och"}):
        return
    taken: set[str] = set()
    has_amounts = False
    for kind, pattern in _FRAMES:
        if kind in {"direction", "same"} and has_amounts:
            return
        for match in pattern.finditer(masked):
            signs = {sign for name, sign in match.groupdict().items() if name.startswith("amount") and sign}
            if signs & taken or any(clause.masked.get_amount(sign).rate for sign in signs):
                continue
            taken |= signs
            has_amounts = has_amounts or bool(signs)
            statement = _build(clause, kind, match)
            if statement:
                yield statement
                if kind == "direction":
                    return


def _build(clause: ReadClause, kind: str, match: re.Match[str]) -> IndicatorStatement | None:
    masked = clause.masked
    groups = match.groupdict()
    before, after = masked.text[: match.start()], masked.text[match.end() :]
    gap = groups.get("gap") or ""
    way = find_way(match.group()) or (find_way(masked.text) if kind in {"move", "change"} else "")
    if kind == "value" and (
        re.match(rf"\s*(?:{PLAIN_WAY}|av\b|plus|back|respektive|och {AMOUNT})", after)
        or _DIFFERENCE_PATTERN.search(before + match.group())
    ):
        return None
    if kind in {"direction", "same"} and not _is_plain_direction(masked.text, way):
        return None
    amount = masked.get_amount(groups["amount"]) if groups.get("amount") else None
    if amount is None and kind == "same":
        way = "same"
    subject = _find_subject(clause, kind, before, gap, after)
    if subject is None:
        return None
    costs = tuple(COST_TYPE_PATTERN.findall(before + gap))
    if costs:  # ”kostnaderna har ökat” is of an indicator that has them in its name
        subject = replace(subject, described=(*subject.described, *costs))
    if kind == "direction":
        subject = _describe_compared(subject, match.group(), after)
    start, end = masked.locate(match.start(), match.end())
    return IndicatorStatement(
        kind=kind,
        clause=masked.text,
        subject=subject,
        amount=amount,
        before=masked.get_amount(groups["amount2"]) if groups.get("amount2") else None,
        way=way,
        genders=find_genders(masked.text),
        start=start,
        end=end,
        years=_find_years(masked.text, match) if kind == "value" else tuple(y for y, _ in find_years(masked.text)),
        compared_year=find_compared_year(masked.text),
        is_first=clause.is_first,
    )


def _find_years(text: str, match: re.Match[str]) -> tuple[int, ...]:
    """The years of a clause; of several, the last one before the amount, where nothing compares them."""
    years = find_years(text)
    place = match.start("amount")
    before = [year for year, start in years if start < place]
    if len(years) > 1 and before and find_compared_year(text) is None:
        return (before[-1],)
    return tuple(year for year, _ in years)


def _find_subject(clause: ReadClause, kind: str, before: str, gap: str, after: str) -> Subject | None:
    """The subject; the words of the comparison and of the direction say nothing of it."""

    def clean(text: str) -> str:
        return re.sub(rf"\b{PLAIN_WAY}\b", " ", strip_comparison(text))

    if kind in {"women", "men"}:  # the two come one after the other: only what precedes both tells the subject
        after = re.sub(r"^[^;]*?(?:kvinnor\w*|män\w*|flickor\w*|pojkar\w*)", " ", after)
        before = re.sub(rf"{AMOUNT}", " ", before)
    is_bare = not before.strip() and clause.is_first
    return find_subject(
        clean(before),
        clean(gap),
        clean(after),
        clause.masked.names,
        has_own_noun=is_bare or kind in {"women", "men"},
        begins_with_verb=kind == "value",
        may_describe=True,
    )


def _describe_compared(subject: Subject, way: str, after: str) -> Subject:
    """The subject with the noun that a comparative is of, which has to be of its name: ”högre kostnader”."""
    noun = _COMPARED_NOUN.match(after)
    is_other = noun and noun[1] not in NEUTRAL_TERMS and noun[1] not in INDICATOR_NOUNS
    if noun and is_other and way.endswith(("re", "er")):
        return replace(subject, described=(*subject.described, noun[1]))
    return subject


def _is_plain_direction(text: str, way: str) -> bool:
    """Is the direction said of the clause's subject, by its verb or in comparison with a year?"""
    if not way and "oförändra" not in text:
        return False
    if find_compared_year(text) is not None:
        return True
    return "oförändra" in text or (bool(_VERB_WAYS.search(text)) and not re.search(r"\bän\b", text))
