"""What a text says against itself or another: shares, sums of parts, kronor for tusental, two sums for one thing."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from apps.checks.texts.amounts import COUNT, MONEY, PERCENT, TextAmount, find_amounts, find_years
from apps.checks.texts.lexicon import NEUTRAL_TERMS
from apps.checks.texts.places import ReportText
from apps.checks.texts.sentences import read_sentences

_SHARE_BETWEEN = re.compile(
    r"\s+(?:[^\W\d_]+ ){0,3}?av\s+(?:(?:de|alla|totalt|sammanlagt|årets|samtliga|våra|berörda|de totalt)\s+){0,2}"
)
_PERCENT_BEFORE = re.compile(
    r"(?:[^.;()]{0,25}|\s+av\s+[^.;()\d]{0,80})\(\s*(?:dvs\.?\s+)?"
    r"|[^.;()\d]{0,25},?\s+(?:det vill säga|d\.?v\.?s\.?|alltså)\s+"
)
_THAT_IS = (
    r"(?:vilket (?:motsvarar|är|ger|innebär|blir|gör|utgör)|det vill säga|d\.?v\.?s\.?|motsvarande|eller|ger|blir"
    r"|motsvarar|utgör)"
)
_OF_PATTERN = re.compile(r"\bav\s+(?:de\s+|totalt\s+|alla\s+)?$", re.IGNORECASE)
_PARTS_PATTERN = re.compile(
    r"\b(?:består av|bestod av|bestående av|fördelar sig på|fördelade sig på|fördela(?:s|t|d|de|des) (?:på|med|enligt)"
    r"|utgörs av|utgjordes av|delas upp på|uppdelat på|är summan av|summan av|fördelar sig med|fördelat med)\b",
    re.IGNORECASE,
)
_LAST_SUM_PATTERN = re.compile(r",\s*(?:sammanlagt|totalt|tillsammans|summa|i allt)\s+(?=[^,;]*$)")
_SUM_PATTERN = re.compile(
    r"\b(?:ger|blir|är|gör|utgör|uppgår|uppgick|summerar|summeras|tillsammans|sammanlagt|totalt)\s+"
    r"(?:tillsammans|sammanlagt|totalt|till|summan|ger|blir|sammantaget)\b|\bvilket (?:ger|blir|summerar till)\b"
)
_OPEN_PARTS = re.compile(
    r"\b(?:bland annat|främst|mest|huvudsakligen|framför allt|bl\.a\.?|varav|t\.ex\.?|till exempel|minus|drygt|cirka|ca"
    r"|samt mindre|övrig\w*|resten|resterande|delvis|exempelvis|i huvudsak)\b",
    re.IGNORECASE,
)
_FEWEST_PARTS = 2
_MOST_OVERLAP = Decimal("1.2")
_RESULT_BEFORE = re.compile(
    r"\b(?:överskott|underskott|plusresultat|minusresultat|budgetavvikelse)\w*[^\d.;:()]{0,30}$"
)
_RESULT_AFTER = re.compile(r"^(?: i)? (?:plus|back|minus|överskott|underskott|bättre än budget|sämre än budget)\b")
_PER_PERSON_PATTERN = re.compile(r"\bper (?:brukare|dygn|dag|timme|person|månad|invånare|plats|barn|elev|vecka)\b|kr/")
_LEAST_KR = 10
_LARGEST_KR = 100_000  # a deficit of so few kronor is told of in no report that is written in tkr
_LEAST_DIGITS = 3
_FARTHEST_THING = 90
_NOUN_PATTERN = re.compile(r"[^\W\d_]{8,}")
_FARTHEST_NOUN = 50  # signs before an amount within which a noun belongs to it
_NOUN_AFTER = re.compile(r"^\s*(?:i|av|till|från|ur|avser|avseende|är|var)\s+([^\W\d_]{8,})")
# ”2 195 tkr betalades ut i form av ersättning för merkostnader till följd av …”: the nouns of a chain of prepositions.
_CHAIN_AFTER = re.compile(
    r"^(?:\s+(?:har|utbetal\w+|betal\w+|erh\w+|ansökt\w*|beviljat\w*|tillskjut\w+|ut|in|och|i form av|till följd av"
    r"|på grund av|för|av|avseende|gällande|från|[^\W\d_]{8,}))+"
)
_YEAR_BETWEEN = re.compile(r"\b(?:19|20)\d\d\b")
# One word for what is called several things.
_SAME_THING = re.compile(r"\b(?:pandemi\w*|coronapandemi\w*|corona\w*|covid(?:-19)?\w*)(?!\w)")
_THING = "pandemin"
_ENDING = re.compile(r"(?:arnas?|ernas?|ornas?|ens?|ets?|s)$")


@dataclass(frozen=True, slots=True)
class ShareClaim:
    """A part of a whole with the percentage that the text gives for it."""

    source: ReportText
    part: TextAmount
    whole: TextAmount
    percent: TextAmount
    start: int
    end: int

    @property
    def computed(self) -> Decimal:
        return 100 * self.part.value / self.whole.value

    @property
    def agrees(self) -> bool:
        return self.percent.may_be(self.computed)


@dataclass(frozen=True, slots=True)
class PartsClaim:
    """A total with its parts, in one sentence."""

    source: ReportText
    total: TextAmount
    parts: tuple[TextAmount, ...]
    start: int
    end: int

    @property
    def computed(self) -> Decimal:
        return sum((part.value for part in self.parts), Decimal(0))

    @property
    def agrees(self) -> bool:
        slack = (self.total.step + sum(part.step for part in self.parts)) / 2
        if self.total.kind == COUNT:
            slack = Decimal(0)
        return abs(self.total.value - self.computed) <= slack


@dataclass(frozen=True, slots=True)
class NamedAmount:
    """An amount with the noun that it belongs to, for a comparison of texts."""

    source: ReportText
    noun: str
    amount: TextAmount
    year: int
    start: int
    end: int


@lru_cache(maxsize=8192)
def read_shares(text: str) -> tuple[tuple[TextAmount, TextAmount, TextAmount, int, int], ...]:
    """Part, whole and percentage of every share that a text gives in full, with the place of the words."""
    return tuple(_iter_shares(text))


def _iter_shares(text: str) -> Iterator[tuple[TextAmount, TextAmount, TextAmount, int, int]]:
    for sentence in read_sentences(text):
        plain = sentence.text
        if not re.search(r"%|procent", plain):
            continue
        amounts = find_amounts(plain)
        for place in range(len(amounts) - 2):
            found = _read_share(plain, amounts[place : place + 3])
            if found:
                part, whole, percent = found
                places = [one for amount in found for one in (amount.start, amount.end)]
                yield part, whole, percent, sentence.start + min(places), sentence.start + max(places)


def _read_share(text: str, three: list[TextAmount]) -> tuple[TextAmount, TextAmount, TextAmount] | None:
    """”6 av 29 (21 %)”, ”18 (67 %) av 27”, ”21 procent (6 av 29)”, ”av 29 har 6 …, 21 procent”."""
    first, second, third = three
    gaps = text[first.end : second.start], text[second.end : third.start]
    if (first.kind, second.kind, third.kind) == (COUNT, COUNT, PERCENT):
        if _SHARE_BETWEEN.fullmatch(gaps[0].lower()) and _is_close(gaps[1]):
            return _check_share(first, second, third)
        if _OF_PATTERN.search(text[: first.start]) and len(gaps[0]) < 60 and _is_plain_gap(gaps[1]):
            return _check_share(second, first, third)
    kinds = first.kind, second.kind, third.kind
    in_middle = "(" in gaps[0] and re.fullmatch(r"\s*\)\s*(?:\w+\s+)?av\s+(?:\w+\s+){0,2}", gaps[1])
    if kinds == (COUNT, PERCENT, COUNT) and in_middle:
        return _check_share(first, third, second)
    is_before = _PERCENT_BEFORE.fullmatch(gaps[0]) and _SHARE_BETWEEN.fullmatch(gaps[1].lower())
    if kinds == (PERCENT, COUNT, COUNT) and is_before:
        return _check_share(second, third, first)
    return None


def _is_close(gap: str) -> bool:
    """From the whole to its percentage: at most a noun or two, then a bracket or words for ”that is”."""
    return bool(
        re.fullmatch(
            r"\s*(?:[\w-]+\s+){0,5}(?:som\s+(?:\w+\s+){0,5}?\w+\s*)?[(]\s*(?:motsvarar\s+|dvs\.?\s+|det vill säga\s+)?|"
            rf"[^.;()\d]{{0,60}}?,?\s*{_THAT_IS}\s+(?:(?:en andel|procentsatsen|procentsats) (?:på|om) )?",
            gap,
        )
    )


def _is_plain_gap(gap: str) -> bool:
    return len(gap) < 60 and bool(re.search(rf"(?:{_THAT_IS}|[(])\s*$", gap))


def _check_share(
    part: TextAmount, whole: TextAmount, percent: TextAmount
) -> tuple[TextAmount, TextAmount, TextAmount] | None:
    """The three, where they can be a part of a whole that is counted."""
    is_whole = part.step >= 1 and whole.step >= 1 and whole.value > 0 and part.value <= whole.value
    return (part, whole, percent) if is_whole and not (part.hedge or whole.hedge or percent.sign) else None


def iter_share_claims(source: ReportText) -> Iterator[ShareClaim]:
    """The shares that a text gives with part, whole and percentage."""
    for part, whole, percent, start, end in read_shares(source.text):
        yield ShareClaim(source, part, whole, percent, start, end)


@lru_cache(maxsize=8192)
def read_parts(text: str) -> tuple[tuple[TextAmount, tuple[TextAmount, ...], int, int], ...]:
    """Every total that a sentence gives with all its parts, and the place of the words."""
    return tuple(_iter_parts(text))


def _iter_parts(text: str) -> Iterator[tuple[TextAmount, tuple[TextAmount, ...], int, int]]:
    for sentence in read_sentences(text):
        plain = sentence.text
        found = _read_of_which(plain)
        cue, total_cue = _PARTS_PATTERN.search(plain), _find_sum_cue(plain)
        if not (found or cue or total_cue or "+" in plain):
            continue
        amounts = find_amounts(plain)
        if found:
            pass
        elif cue:
            found = _split_parts(plain, cue, amounts)
        else:
            found = _split_addition(plain, amounts)
            if found is None and total_cue:
                found = _split_sum(plain, total_cue, amounts)
        if found:
            total, parts = found
            yield total, parts, sentence.start + total.start, sentence.start + max(one.end for one in (total, *parts))


def _find_sum_cue(text: str) -> re.Match[str] | None:
    """The words after which a sum stands: ”ger tillsammans”, or ”, sammanlagt” last in the sentence."""
    return _SUM_PATTERN.search(text) or _LAST_SUM_PATTERN.search(text)


def _read_of_which(text: str) -> tuple[TextAmount, tuple[TextAmount, ...]] | None:
    """”106 inskrivna, varav 50 …, 46 … och 13 …”: three parts or more that are a little more than their whole.

    Parts may be fewer than the whole, and parts that are far more overlap.
    """
    lower = text.lower()
    if lower.count("varav") != 1:
        return None
    amounts = find_amounts(text)
    cue = lower.index("varav")
    before = [one for one in amounts if one.end <= cue]
    parts = tuple(one for one in amounts if one.start > cue)
    if len(before) != 1 or len(parts) <= _FEWEST_PARTS or _OPEN_PARTS.search(text[cue + 5 :]):
        return None
    total = before[0]
    if any(one.kind != total.kind or one.hedge for one in (total, *parts)) or total.kind not in {COUNT, MONEY}:
        return None
    computed = sum(part.value for part in parts)
    return (total, parts) if total.value < computed <= total.value * _MOST_OVERLAP else None


def _split_parts(
    text: str, cue: re.Match[str], amounts: list[TextAmount]
) -> tuple[TextAmount, tuple[TextAmount, ...]] | None:
    before = [one for one in amounts if one.end <= cue.start()]
    parts = tuple(one for one in amounts if one.start >= cue.end())
    if len(before) != 1 or len(parts) < _FEWEST_PARTS or _OPEN_PARTS.search(text[cue.end() :]):
        return None
    total = before[0]
    if any(one.kind != total.kind for one in parts) or total.hedge or total.kind not in {MONEY, COUNT}:
        return None
    return total, parts


def _split_sum(
    text: str, cue: re.Match[str], amounts: list[TextAmount]
) -> tuple[TextAmount, tuple[TextAmount, ...]] | None:
    """”Lokaler 3, hjälpmedel 2 och resor 1 mnkr ger tillsammans 6 mnkr”: three parts at least, in one list."""
    parts = tuple(one for one in amounts if one.end <= cue.start())
    after = [one for one in amounts if one.start >= cue.end()]
    is_list = len(parts) > _FEWEST_PARTS and len(after) == 1 and after[0].start - cue.end() < 5
    if not is_list or _OPEN_PARTS.search(text[: cue.start()]) or any(one.hedge or one.sign for one in (*parts, *after)):
        return None
    between = [text[one.end : following.start] for one, following in pairwise(parts)]
    if any(not re.match(r"\s*(?:[^\W\d]+\s+){0,4}?(?:,|och|samt)\s|,|\s*och\s", gap) for gap in between):
        return None
    return (after[0], parts) if all(one.kind == after[0].kind == MONEY for one in parts) else None


def _split_addition(text: str, amounts: list[TextAmount]) -> tuple[TextAmount, tuple[TextAmount, ...]] | None:
    """”50 + 46 + 13 = 109”: an addition that is written out."""
    match = re.search(r"\d[\d ,]*(?:\s*\+\s*\d[\d ,]*)+\s*=", text)
    if match is None:
        return None
    inside = tuple(one for one in amounts if match.start() <= one.start < match.end())
    after = [one for one in amounts if one.start >= match.end() - 1]
    return (after[0], inside) if after and len(inside) >= _FEWEST_PARTS else None


def iter_parts_claims(source: ReportText) -> Iterator[PartsClaim]:
    """The totals that a text gives with their parts."""
    for total, parts, start, end in read_parts(source.text):
        yield PartsClaim(source, total, parts, start, end)


@lru_cache(maxsize=8192)
def read_small_results(text: str) -> tuple[tuple[TextAmount, int, int], ...]:
    """The surpluses and deficits that a text gives in a few plain kronor, with the place of the words."""
    return tuple(_iter_small_results(text))


def _iter_small_results(text: str) -> Iterator[tuple[TextAmount, int, int]]:
    for sentence in read_sentences(text):
        plain = sentence.text.lower()
        if " kr" not in plain or _PER_PERSON_PATTERN.search(plain):
            continue
        for amount in find_amounts(sentence.text):
            before = _RESULT_BEFORE.search(plain[: amount.start])
            after = _RESULT_AFTER.match(plain[amount.end :])
            is_small = amount.unit in {"kr", "kronor"} and not amount.rate and _LEAST_KR <= amount.value < _LARGEST_KR
            if is_small and (before or after):
                start = before.start() if before else amount.start
                end = amount.end + (after.end() if after else 0)
                yield amount, sentence.start + start, sentence.start + end


@lru_cache(maxsize=8192)
def read_named_amounts(text: str) -> tuple[tuple[str, TextAmount, int, int, int], ...]:
    """The amounts of money that belong to a long noun: noun, amount, year (0 for none), and the place of the words."""
    return tuple(_iter_named(text))


def _iter_named(text: str) -> Iterator[tuple[str, TextAmount, int, int, int]]:
    for sentence in read_sentences(text):
        plain = sentence.text.lower()
        things = [(match.start(), match.end()) for match in _SAME_THING.finditer(plain)]
        years = {year for year, _ in find_years(plain)}
        for amount in find_amounts(sentence.text):
            if amount.kind != MONEY or amount.rate or amount.hedge:
                continue
            year = next(iter(years)) if len(years) == 1 else 0
            for start, end, noun in (*_find_nouns(plain, amount), *_find_things(things, plain, amount)):
                yield noun, amount, year, sentence.start + start, sentence.start + end


def _find_nouns(text: str, amount: TextAmount) -> Iterator[tuple[int, int, str]]:
    """The long nouns just before the amount, and the one that it is ”i”, ”av” or ”till”, without their endings."""
    first = max(0, amount.start - _FARTHEST_NOUN)
    for match in _NOUN_PATTERN.finditer(text, first, amount.start):
        between = _YEAR_BETWEEN.sub("", text[match.end() : amount.start])
        if not re.search(r"[.;]|\d", between) and not _is_plain_noun(match.group()):
            yield match.start(), amount.end, _ENDING.sub("", match.group())
    after = _NOUN_AFTER.match(text[amount.end :])
    if after and not _is_plain_noun(after[1]):
        yield amount.start, amount.end + after.end(1), _ENDING.sub("", after[1])
    chain = _CHAIN_AFTER.match(text[amount.end :])
    for match in _NOUN_PATTERN.finditer(chain.group() if chain else ""):
        if not _is_plain_noun(match.group()) and not match.group().startswith(("utbetal", "tillskj")):
            yield amount.start, amount.end + match.end(), _ENDING.sub("", match.group())


def _find_things(things: list[tuple[int, int]], text: str, amount: TextAmount) -> Iterator[tuple[int, int, str]]:
    """What goes by several names, near the amount with no other number between: covid-19 is the pandemic."""
    for start, end in things:
        between = text[end : amount.start] if end <= amount.start else text[amount.end : start]
        if len(between) < _FARTHEST_THING and not re.search(r"[.;]|\d", _YEAR_BETWEEN.sub("", between)):
            yield min(start, amount.start), max(end, amount.end), _THING


def _is_plain_noun(noun: str) -> bool:
    """A noun that many things share: a deficit, a cost."""
    return noun in NEUTRAL_TERMS or bool(
        re.search(
            r"(?:skott|kostnad|intäkt|resultat|avvikelse|budget|prognos|utfall|bidrag|tillsammans|motsvarande)", noun
        )
    )


def list_named_amounts(sources: Iterable[ReportText]) -> list[NamedAmount]:
    """The named amounts of all texts."""
    return [
        NamedAmount(source, noun, amount, year, start, end)
        for source in sources
        for noun, amount, year, start, end in read_named_amounts(source.text)
    ]


def is_slip(one: Decimal, other: Decimal) -> bool:
    """Are the numbers the same but for two digits that have changed places, or one digit that is another?"""
    first, second = (f"{abs(number.normalize()):f}".replace(".", "").rstrip("0") for number in (one, other))
    if one == other or len(first) != len(second) or len(first) < _LEAST_DIGITS:
        return False
    differing = [place for place in range(len(first)) if first[place] != second[place]]
    if len(differing) == 1:
        return len(first) > _LEAST_DIGITS
    return len(differing) == 2 and differing[1] == differing[0] + 1 and sorted(first) == sorted(second)
