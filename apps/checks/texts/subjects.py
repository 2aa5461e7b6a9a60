"""Whom or what a clause speaks of, as far as its words tell.

A clause about the thing that its text belongs to, or about something it names, has a subject. Where an unknown word may
be the subject, or narrows the clause to a part, there is none, and nothing is claimed.
"""

import re
from dataclasses import dataclass

from apps.checks.texts.lexicon import (
    ADVERBIAL_STARTS,
    AREA_NOUNS,
    BOARD_NOUNS,
    COST_TYPES,
    FINITE_VERBS,
    INDICATOR_NOUNS,
    LAST_YEAR_PATTERN,
    MONTHS,
    NEUTRAL_TERMS,
    PLAIN_PHRASES,
    RESULT_NOUNS,
    SCOPE_PREPOSITIONS,
)
from apps.checks.texts.masked_clauses import AMOUNT, FIRST_COST_TYPE, MOST_SIGNS, NAME, OWN_COST_TYPE

_TOKEN_PATTERN = re.compile(rf"[^\W\d_][\w-]*|{AMOUNT}|{NAME}|\d{{4}}|[(),:]")
_VERBS = frozenset(FINITE_VERBS.split())
_ADVERBIAL = rf"^\s*(?:{'|'.join(ADVERBIAL_STARTS.split())})\b[^\ue000-\uf0ff]*?"
_ADVERBIAL_PATTERN = re.compile(rf"{_ADVERBIAL}(?=\b(?:{'|'.join(sorted(_VERBS))})\b)")
_WHOLE_ADVERBIAL_PATTERN = re.compile(rf"{_ADVERBIAL}$")
_NAMED_RELATIVE_PATTERN = re.compile(rf"{NAME},? som\b[^,]*$")
# How a verb ends that is not listed; behind a subject that is no genitive such a word is no noun.
_VERB_ENDINGS = (
    "ar",
    "er",
    "år",
    "ade",
    "rde",
    "gde",
    "lde",
    "kte",
    "pte",
    "ste",
    "tte",
    "de",
    "its",
    "ats",
    "as",
    "es",
)
_PAST_ENDINGS = ("ade", "ats", "its")
_COUNTING_NOUNS = frozenset({"antal", "antalet", "andel", "andelen"})
_PLAIN_PHRASE_PATTERN = re.compile(
    r"\b(?:"
    + "|".join(re.escape(phrase) for phrase in sorted(PLAIN_PHRASES, key=len, reverse=True))
    + r"|(?:under|för|i|per|vid|till och med|t\.o\.m\.?|år|den|sista|siste|utgången av|slutet av|mars|\s|\d\d?)*"
    + rf"(?:\b(?:19|20)\d\d\b|\b(?:{'|'.join(MONTHS)})\b)(?: månads| års?)?(?: utgång)?)"
    + r"(?!\w)"
)
_SEGMENT_PATTERN = re.compile(
    r"\b(?:att|så att)\b|\boch\b(?=\s+(?:" + "|".join((*sorted(COST_TYPES), OWN_COST_TYPE)) + r")\b)"
)
_COMPARISON_PATTERN = re.compile(rf"\b(?:jämfört med|än|sedan|mot|i jämförelse med)\s+{LAST_YEAR_PATTERN}")
_OWN_SIGNS = frozenset(chr(FIRST_COST_TYPE + place) for place in range(MOST_SIGNS))
_TYPE_TERMS = frozenset(word for term in COST_TYPES for word in term.split()) | _OWN_SIGNS
_PARTITIVE_TERMS = frozenset("annat främst mest dels delar del delen delvis varav".split())  # noqa: SIM905
_MOST_UNKNOWN = 4
_SUBJECT_NOUNS = AREA_NOUNS | BOARD_NOUNS | RESULT_NOUNS | INDICATOR_NOUNS
_KNOWN = NEUTRAL_TERMS | _VERBS | _SUBJECT_NOUNS | _TYPE_TERMS | frozenset(SCOPE_PREPOSITIONS)
_SCOPE_NAME_PATTERN = re.compile(
    rf"^\s*(?:[^,(]*?\b)?(?:inom|för|i|på|hos)\s+(?:(?:{'|'.join(sorted(AREA_NOUNS))})\s+)?({NAME})"
)
_WOMEN = frozenset("kvinnor kvinnorna kvinnornas kvinnors kvinna flickor flickorna".split())  # noqa: SIM905
_MEN = frozenset("män männen männens mäns man pojkar pojkarna".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Subject:
    """``name`` is the name that the clause speaks of, empty for what the text belongs to; ``noun`` the general word
    for it (”verksamheten”), empty where there is none. ``described`` are further words that say what it is, where that
    was allowed: they have to be of its name.
    """

    name: str = ""
    noun: str = ""
    described: tuple[str, ...] = ()


def strip_plain_phrases(text: str) -> str:
    """The text without phrases that narrow nothing, and without times, which are read elsewhere."""
    return _PLAIN_PHRASE_PATTERN.sub(" ", text)


def find_subject(
    before: str,
    gap: str,
    after: str,
    names: tuple[str, ...],
    *,
    has_own_noun: bool,
    begins_with_verb: bool = False,
    may_describe: bool = False,
) -> Subject | None:
    """The subject of a statement with the words before it, within it and after it; None where there is doubt.

    ``has_own_noun`` tells that the statement itself has the noun that says what it is (”överskottet”), and
    ``begins_with_verb`` that its subject may follow the verb: ”efter mätningen är värdet …”. With ``may_describe``
    unknown words are given back for the caller to know.
    """
    if before.count("(") > before.count(")") or _is_narrowed(after) or (_is_narrowed(gap) and not may_describe):
        return None
    plain = _ADVERBIAL_PATTERN.sub(" ", before)
    if begins_with_verb:
        plain = _WHOLE_ADVERBIAL_PATTERN.sub(" ", plain)
    segment = _choose_segment(strip_plain_phrases(plain), has_own_noun=has_own_noun)
    tokens = _TOKEN_PATTERN.findall(f"{segment} {strip_plain_phrases(gap)}")
    subject = _read_subject(tokens, names, has_own_noun=has_own_noun, may_describe=may_describe)
    if subject is None:
        return None
    others = {_get_name(sign, names) for sign in _find_scope_names(after)}
    if subject.name:
        others.add(subject.name)
    if len(others) > 1:
        return None
    return Subject(others.pop(), subject.noun, subject.described) if others else subject


def has_unknown(text: str) -> bool:
    """Does the text have words that may name anything?"""
    return any(map(_is_unknown, _TOKEN_PATTERN.findall(strip_plain_phrases(text))))


def _get_name(sign: str, names: tuple[str, ...]) -> str:
    return names[ord(sign) - ord(NAME[1])]


def _choose_segment(before: str, *, has_own_noun: bool) -> str:
    """The last part of the words before that has a subject of its own; else all of them."""
    relative = _NAMED_RELATIVE_PATTERN.search(before)
    if relative:
        return relative.group()
    parts = _SEGMENT_PATTERN.split(before)
    for place, part in enumerate(reversed(parts[1:])):
        tokens = _TOKEN_PATTERN.findall(part)
        if any(token in _SUBJECT_NOUNS or token in _TYPE_TERMS or NAME[1] <= token <= NAME[-2] for token in tokens):
            return part
        if place == 0 and has_own_noun and not any(map(_is_unknown, tokens)):
            return part
    return before


def _read_subject(
    tokens: list[str], names: tuple[str, ...], *, has_own_noun: bool, may_describe: bool
) -> Subject | None:
    found = {_get_name(token, names) for token in tokens if NAME[1] <= token <= NAME[-2]}
    nouns = [token for token in tokens if token in _SUBJECT_NOUNS]
    if len(found) > 1 or _PARTITIVE_TERMS.intersection(tokens):
        return None
    unknown = [place for place, token in enumerate(tokens) if _is_unknown(token)]
    is_known = bool(found or nouns or (has_own_noun and not unknown))
    described: tuple[str, ...] = ()
    if unknown and not _is_all_harmless(unknown, tokens, is_known=is_known):
        if not may_describe:
            return None
        described = tuple(tokens[place] for place in unknown)
    areas = [noun for noun in nouns if noun in AREA_NOUNS or noun in BOARD_NOUNS]
    return Subject(found.pop() if found else "", (areas or nouns or [""])[-1], described)


def _is_unknown(token: str) -> bool:
    return token[0].isalpha() and token not in _KNOWN and token not in _WOMEN and token not in _MEN


def _is_all_harmless(unknown: list[int], tokens: list[str], *, is_known: bool) -> bool:
    """Unknown words do no harm behind a known subject, unless they follow it at once or narrow it."""
    if not is_known or unknown[0] == 0 or len(unknown) > _MOST_UNKNOWN:
        return False
    return all(_is_harmless(tokens[place], tokens[place - 1]) for place in unknown)


def _is_harmless(word: str, before: str) -> bool:
    if before in SCOPE_PREPOSITIONS or before in {"och", "samt", ","}:
        return False
    if before in _COUNTING_NOUNS:  # ”antal ansökningar” is no verb, though it ends as one
        return word.endswith(_PAST_ENDINGS) and before not in {"antal", "andel"}
    if before in _SUBJECT_NOUNS or before in _TYPE_TERMS or NAME[1] <= before <= NAME[-2]:
        return word.endswith(_VERB_ENDINGS) and not before.endswith("s")
    return True


def _is_narrowed(after: str) -> bool:
    """Do the words right after narrow the statement to a part, or compare with another time?"""
    if _COMPARISON_PATTERN.search(after):
        return True
    tokens = _TOKEN_PATTERN.findall(strip_plain_phrases(after))
    for place, token in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else ""
        if token in _PARTITIVE_TERMS or token in {"exklusive", "utan", "inklusive"}:
            return True
        if token in SCOPE_PREPOSITIONS and _may_name(following):
            return True
        if token in SCOPE_PREPOSITIONS and following in AREA_NOUNS and _may_name((*tokens, "", "")[place + 2]):
            return True  # ”inom processen stöd till barn”: which one, the words after tell
        if token in {"(", ",", ":"} or (_may_name(token) and token not in SCOPE_PREPOSITIONS):
            return False
    return False


def _may_name(token: str) -> bool:
    return bool(token) and token[0].isalpha() and token not in _KNOWN and token not in _WOMEN | _MEN


def _find_scope_names(after: str) -> list[str]:
    """The names right after a preposition, ”inom hemtjänsten”, ”inom enheten Hemtjänst”, before any other words."""
    return _SCOPE_NAME_PATTERN.findall(after)


def find_genders(text: str) -> frozenset[str]:
    """The genders that the words name: K, M."""
    words = set(re.findall(r"\w+", text))
    return frozenset(gender for gender, terms in (("K", _WOMEN), ("M", _MEN)) if words & terms)
