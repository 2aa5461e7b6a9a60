"""The phrases that targets are written in, as patterns. ``goals.targets`` puts together what they mean."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from apps.core.choices import Comparator, Direction
from apps.core.tertials import FIRST_YEAR, LAST_YEAR

BETTER, WORSE = "better", "worse"  # which comparator they are, the indicator's direction says
_DIRECTED: dict[tuple[str, str], Comparator] = {
    (BETTER, Direction.HIGHER): Comparator.MORE_THAN,
    (BETTER, Direction.LOWER): Comparator.LESS_THAN,
    (WORSE, Direction.HIGHER): Comparator.LESS_THAN,
    (WORSE, Direction.LOWER): Comparator.MORE_THAN,
}
_OR_EQUAL = {Comparator.MORE_THAN: Comparator.AT_LEAST, Comparator.LESS_THAN: Comparator.AT_MOST}
_OPPOSITE = {Comparator.MORE_THAN: Comparator.AT_MOST, Comparator.LESS_THAN: Comparator.AT_LEAST}

# ”högre än”, ”mer än”: what the comparison is called -> what it means.
_COMPARISONS: dict[str, str] = {
    **dict.fromkeys(("högre", "större", "mer", "mera", "fler", "flera"), Comparator.MORE_THAN),
    **dict.fromkeys(("lägre", "mindre", "färre"), Comparator.LESS_THAN),
    "bättre": BETTER,
    "sämre": WORSE,
}
COMPARISON_PATTERN = "|".join(_COMPARISONS)
_SIGNS: dict[str, str] = {
    **dict.fromkeys((">=", "=>", "≥", "minst", "lägst", "som minst", "som lägst", "åtminstone"), Comparator.AT_LEAST),
    **dict.fromkeys(("min", "min.", "minimum"), Comparator.AT_LEAST),
    **dict.fromkeys((">", "över", "överstiga", "överstiger"), Comparator.MORE_THAN),
    **dict.fromkeys(("<=", "=<", "≤", "högst", "som högst", "som mest", "max", "maximalt"), Comparator.AT_MOST),
    **dict.fromkeys(("max.", "maximum", "upp till", "upp till och med", "inom"), Comparator.AT_MOST),
    **dict.fromkeys(("<", "under", "understiga", "understiger"), Comparator.LESS_THAN),
    **dict.fromkeys(("=", "precis", "exakt", "lika med"), Comparator.EQUAL),
    **{f"{name} än": meaning for name, meaning in _COMPARISONS.items()},
}
_SUFFIXES: dict[str, str] = {**_COMPARISONS, "över": Comparator.MORE_THAN, "under": Comparator.LESS_THAN}
_SUFFIXES |= {"uppåt": Comparator.MORE_THAN, "nedåt": Comparator.LESS_THAN, "neråt": Comparator.LESS_THAN}

YEAR_COMPARISONS = frozenset({"högre", "lägre", "bättre", "sämre"})  # ”än 2020” after these is most often the year
_OPEN_SIGNS = frozenset({*(f"{name} än" for name in _COMPARISONS), "över", "under", "lika med"})

_SPELLED_NUMBERS: Mapping[str, str] = {
    "noll": "0",
    "en": "1",
    "ett": "1",
    "två": "2",
    "tre": "3",
    "fyra": "4",
    "fem": "5",
    "sex": "6",
    "sju": "7",
    "åtta": "8",
    "nio": "9",
    "tio": "10",
    "elva": "11",
    "tolv": "12",
    "tjugo": "20",
    "femtio": "50",
    "hundra": "100",
}

_CHANGES: dict[str, tuple[Comparator, Comparator, Comparator]] = {
    "up": (Comparator.INCREASE, Comparator.INCREASE_BY, Comparator.INCREASE_PERCENT),
    "down": (Comparator.DECREASE, Comparator.DECREASE_BY, Comparator.DECREASE_PERCENT),
}
_UP = "öka|ökas|ökar|ökad|ökande|ökning|en ökning|höja|höjas|höjs|höjning|stiga|stiger"
_DOWN = "minska|minskas|minskar|minskad|minskande|minskning|en minskning|sänka|sänkas|sänks|sänkning|sjunka|sjunker"
_BASE = (
    r"(?:(?:utfall|resultat|nivå|värde)(?:et|n|t)?\s+)?"
    r"(?:(?:år\s+)?(?P<base>\d{4})(?:\s?(?:års|s))?"
    r"|(?:året\s+(?:före|innan)|(?:föregående|förra)\s+år(?:et)?|i fjol|fjolåret)s?)"
    r"(?:\s+(?:nivå|resultat|värde|utfall|mätning))?"
)
_SINCE = r"(?:från|sedan|mot|än|jämfört med|i jämförelse med|i förhållande till)"
CHANGE_PATTERN = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:\s+(?:med\s+)?(?:minst\s+)?(?P<number>\d.*?))?(?:\s+{_SINCE}\s+{_BASE})?",
    re.IGNORECASE,
)
REACH_PATTERN = re.compile(
    rf"(?:(?P<up>{_UP})\s+till(?:\s+minst)?|(?P<down>{_DOWN})\s+till(?:\s+högst)?)\s+(?P<number>\d.*)", re.IGNORECASE
)
TIMES_PATTERN = re.compile(
    rf"(?:(?P<up>fördubblas?|dubblas?)|(?P<down>halver(?:a|as|ing)|en halvering|(?:{_DOWN}) med hälften))"
    rf"(?:\s+{_SINCE}\s+{_BASE})?",
    re.IGNORECASE,
)
BASE_COMPARISON_PATTERN = re.compile(
    rf"(?:(?P<number>\d.*?)\s+)?(?P<comparison>{COMPARISON_PATTERN})\s+(?:(?:resultat|utfall|nivå|värde)\s+)?än\s+(?P<rest>.+)",
    re.IGNORECASE,
)
BASE_PATTERN = re.compile(_BASE, re.IGNORECASE)

_LEAD_PATTERN = re.compile(
    r"^(?:mål(?:et|värdet|värde)?(?:\s+är(?:\s+att)?|:)\s*)?"
    r"(?:(?:ska|skall|bör|måste)\s+)?(?:(?:(?:får\s+)?vara|ligga\s+på|uppgå\s+till|uppnå|nå|bli)\s+)?",
    re.IGNORECASE,
)
_NOT_PATTERN = re.compile(r"(?:(?:får|ska|skall|bör)\s+)?(?:inte|ej|aldrig)\s+(?:vara\s+)?", re.IGNORECASE)
_SIGN_PATTERN = re.compile(
    rf"(?P<sign>{'|'.join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))})(?![^\W\d_])\s*",
    re.IGNORECASE,
)
_SUFFIX_PATTERN = re.compile(
    rf"(?P<before>.*?\d.*?)\s+(?:eller|och)\s+(?P<suffix>{'|'.join(_SUFFIXES)})", re.IGNORECASE
)
_LABELS = r"(?:NKI|NMI|HME|index(?:värde|tal)?|betyg(?:et)?|snitt(?:betyg)?|medel(?:betyg|värde)|poäng)"
_LABEL_BEFORE_PATTERN = re.compile(rf"{_LABELS}(?:\s+på)?\s+(?=\d)", re.IGNORECASE)
_LABEL_AFTER_PATTERN = re.compile(rf"(?<=\d)\s+{_LABELS}", re.IGNORECASE)
# What tells that a text with a number in it is a target to judge and not a sentence about something else.
TARGET_LIKE_PATTERN = re.compile(
    r"[<>≤≥=%±~*]|\d\s*-\s*\d|\btill\s+\d|\b(?:minst|lägst|högst|mest|max\w*|min|minimum|över|under|än|inom|mellan"
    r"|öka\w*|ökning|minska\w*|minskning|höj\w*|sänk\w*|(?:över|under)stig\w*|procent\w*|cirka|ca|upp till"
    r"|NKI|NMI|HME|index|betyg|mål|eller (?:mer|fler|färre|mindre|högre|lägre|bättre))\b",
    re.IGNORECASE,
)
YEAR_PATTERN = re.compile(r"(?<!\d)(?<!\d[.,/])(?:19|20|21)\d{2}(?![.,/]?\d)")


RANGE_PATTERN = re.compile(
    r"(?:mellan\s+)?(?P<low>-?\d[^-]*?)\s*(?:-|\b(?:och|till)\b)\s*(?P<high>-?\d.*)", re.IGNORECASE
)
BETWEEN_PATTERN = re.compile(r"mellan\s+(?P<low>-?\d.*?)\s+och\s+(?P<high>-?\d.*)", re.IGNORECASE)
# ”Över 2020 års nivå” is ”högre än 2020 års nivå”.
_YEARS_LEVEL_PATTERN = re.compile(r"^(?:(?P<above>över)|under)\s+(?=(?:år\s+)?\d{4}\s?års\s)", re.IGNORECASE)
_SPELLED_CHANGE_PATTERN = re.compile(
    rf"^(?P<lead>(?:{_UP}|{_DOWN}) (?:med )?(?:minst )?)(?P<rest>[a-zåäö].*)", re.IGNORECASE
)
FROM_TO_PATTERN = re.compile(
    r"(?:minst|lägst|>=|≥)\s*(?P<low>-?\d.*?)\s*(?:,|\b(?:och|men))\s*(?:högst|max|<=|≤)\s*(?P<high>-?\d.*)",
    re.IGNORECASE,
)
OUT_OF_PATTERN = re.compile(r"(?<=\d)\s+(?:ut)?av\s+(?=\d)", re.IGNORECASE)
NOT_SET_PATTERN = re.compile(
    r"[\W_]+|x|n/a|saknas|(?:målvärdet är )?(?:ej|inte) satt|inget(?: mål(?:värde)?)?", re.IGNORECASE
)
# A change and a year that is no base year: ”öka under 2021”, ”minska 2019-2021”.
_CHANGE_IN_YEAR_PATTERN = re.compile(
    rf"(?:{_UP}|{_DOWN})(?:\s+(?:under|mellan|i|till|fram|år|och|-|\d{{4}}(?:-\d{{2,4}})?))+", re.IGNORECASE
)
# What is not to be left out of a text when a part of it is suggested as the target: it would mean something else.
_CARRYING_PATTERN = re.compile(
    r"\d|\b(?:från|till|upp|ned|ner|uppåt|nedåt|inte|ej|aldrig|minus|plus|m?kr|mkr|mnkr|tkr|msek|mdkr|kronor|miljo\w*|milj|tusen|promille"
    r"|(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)\w*)\b|[:/‰+*]",
    re.IGNORECASE,
)
_TIME_CLAUSE_PATTERN = re.compile(r"(?:under|till|från)\s+\d{4}\s+(?:ska|skall|bör|har|är)\b", re.IGNORECASE)


class Compared(NamedTuple):
    """A comparison taken apart: what it means (None: nothing was written) and the number that it compares with.

    ``may_be_year`` is true after ”mer än” and the like, where people write years too.
    """

    comparator: Comparator | None
    number: str
    may_be_year: bool


def strip_lead(plain: str) -> str:
    """The text without ”målet är” and ”ska vara” in front of it, which say nothing of the target."""
    plain = plain.strip("\"”“' ")
    rest = _LEAD_PATTERN.sub("", plain, count=1)
    rest = _YEARS_LEVEL_PATTERN.sub(lambda one: "högre än " if one["above"] else "lägre än ", rest)
    rest = _SPELLED_CHANGE_PATTERN.sub(lambda one: one["lead"] + _replace_spelled_number(one["rest"]), rest)
    return rest.rstrip(".!").strip() or plain


def get_change(up: bool) -> tuple[Comparator, Comparator, Comparator]:
    """The comparators of a rise or a fall: at all, by a number, by a percentage."""
    return _CHANGES["up" if up else "down"]


def resolve_comparison(comparison: str, direction: str) -> Comparator | None:
    """What ”högre” or ”bättre” means: more or less than. None for ”bättre” where neither is better."""
    meaning = _COMPARISONS[comparison.lower()]
    return Comparator(meaning) if meaning in _OR_EQUAL else _DIRECTED.get((meaning, direction))


def split_comparison(plain: str, direction: str) -> Compared | None:
    """Take ”inte över 10”, ”5 % eller lägre” or ”NKI 75” apart. None when its two ends contradict each other, or
    ”bättre” can't be known.
    """
    negation = _NOT_PATTERN.match(plain)
    rest = plain[negation.end() :] if negation else plain
    match = _SIGN_PATTERN.match(rest)
    sign = match["sign"].lower() if match else ""
    comparator = _resolve(_SIGNS[sign], direction) if sign else None
    if negation:
        comparator = _OPPOSITE.get(comparator) if comparator else None
    if comparator is None and (sign or negation):
        return None
    rest = _replace_spelled_number(rest[match.end() :] if match else rest)
    suffix = _SUFFIX_PATTERN.fullmatch(rest)
    if suffix is None:
        return Compared(comparator, rest, sign in _OPEN_SIGNS)
    end = _resolve(_SUFFIXES[suffix["suffix"].lower()], direction)
    found = _OR_EQUAL[end] if end else None
    if found is None or comparator not in (None, found):
        return None
    return Compared(found, suffix["before"], may_be_year=True)


def begins_like_target(plain: str) -> bool:
    """Does the text begin as a target with a number, ”minst 2020 …”, whatever follows? ”Under 2020 ska …” does not."""
    rest = strip_lead(plain)
    negation = _NOT_PATTERN.match(rest)
    rest = rest[negation.end() :] if negation else rest
    if _CHANGE_IN_YEAR_PATTERN.fullmatch(rest):
        return True
    match = None if _TIME_CLAUSE_PATTERN.match(rest) else _SIGN_PATTERN.match(rest)
    return match is not None and rest[match.end() :][:1].isdigit()


def is_rest_idle(rest: str) -> bool:
    """May the rest of a text be left out, and the part that is a target still mean the same?"""
    plain = YEAR_PATTERN.sub("", rest)
    return not (_CARRYING_PATTERN.search(plain) or TARGET_LIKE_PATTERN.search(plain))


def _replace_spelled_number(text: str) -> str:
    """”tre dagar” as ”3 dagar”."""
    first, _, rest = text.partition(" ")
    number = _SPELLED_NUMBERS.get(first.lower())
    return f"{number} {rest}".strip() if number else text


def _resolve(meaning: str, direction: str) -> Comparator | None:
    return _DIRECTED.get((meaning, direction)) if meaning in (BETTER, WORSE) else Comparator(meaning)


def strip_label(text: str) -> tuple[str, bool]:
    """The number without ”NKI” or ”betyg” before or after it, and whether one stood there."""
    plain = _LABEL_AFTER_PATTERN.sub("", _LABEL_BEFORE_PATTERN.sub("", text, count=1), count=1)
    return plain, plain != text


def find_years(text: str) -> set[int]:
    """The plausible years that a target's text names."""
    return {year for one in YEAR_PATTERN.findall(text) if (year := parse_plain_year(one))}


def move_year(text: str, before: int, after: int) -> str:
    """The text with another year in the place of one that it names."""
    return YEAR_PATTERN.sub(lambda one: str(after) if one[0] == str(before) else one[0], text)


def parse_plain_year(text: str) -> int | None:
    """A plausible year in four digits without a space, else None."""
    return int(text) if re.fullmatch(r"\d{4}", text) and FIRST_YEAR <= int(text) <= LAST_YEAR else None
