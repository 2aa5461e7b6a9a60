"""A board's own cost types as sentences name them: each becomes one sign of a clause, which rules read as a cost type.

”Kostnaderna för köpta platser”, ”de köpta platserna” and ”utbetalt försörjningsstöd” are the type's, however the words
are inflected. A short or plain name, ”Bidrag”, may mean anything, so that type is only meant where its cost is named.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from apps.budget.rules import is_revenue
from apps.checks.texts.lexicon import COST_TYPES
from apps.checks.texts.masked_clauses import FIRST_COST_TYPE, MOST_SIGNS, PLAIN_NAMES, MaskedClause

_PLAIN_TYPE_NAMES = PLAIN_NAMES | {"avgifter", "ersättningar", "material", "tjänster", "försäljning"}
_SHORTEST_PLAIN_NAME = 8
_ABOUT = r"(?:för|från|av|avseende|gällande|på|till)"
_REVENUE = rf"(?:intäkt(?:er|erna|en)?|inkomst(?:er|erna)?) {_ABOUT}"
_COST = rf"(?:(?:kostnad|utgift|utbetalning)(?:en|er|erna|ar|arna)? {_ABOUT}|utbetal(?:t|at|ade|da|d))"
_OTHERS = r"(?<!övriga )(?<!andra )(?<!vissa )"  # ”övriga kostnader för försörjningsstöd” are another type
_ENDING = r"(?:arna|erna|orna|ns|ens|ets|en|et|na|an|s|n|t|a|e)?"
_LEAD_IN_NAME = re.compile(rf"(?:{_REVENUE}|{_COST})\s+|(?:kostnader|intäkter)\s+")
_TERM = re.compile(r"\w+")


class OwnCostTypeNames:
    """The names of a board's own cost types. Its signs stand for ``codes``, in their order."""

    def __init__(self, types: Iterable[tuple[str, str]]) -> None:
        named = [(code, " ".join(name.lower().split())) for code, name in types]
        found = sorted((one for one in named if one[1] not in COST_TYPES), key=lambda one: len(one[1]), reverse=True)
        self.codes = tuple(code for code, _ in found[:MOST_SIGNS])
        patterns = [f"({_build_pattern(code, name)})" for code, name in found[:MOST_SIGNS]]
        self._pattern = re.compile(rf"\b(?:{'|'.join(patterns)})(?!\w)") if patterns else None

    def mask(self, clause: MaskedClause) -> MaskedClause:
        """The clause with a sign for each mention of an own cost type."""
        if self._pattern is None:
            return clause
        text: list[str] = []
        origins: list[int] = []
        reached = 0
        for match in self._pattern.finditer(clause.text):
            text.append(clause.text[reached : match.start()] + chr(FIRST_COST_TYPE + (match.lastindex or 1) - 1))
            origins += clause.origins[reached : match.start() + 1]
            reached = match.end()
        text.append(clause.text[reached:])
        origins += clause.origins[reached:]
        return replace(clause, text="".join(text), origins=tuple(origins), cost_types=self.codes)


@lru_cache(maxsize=64)
def build_own_names(types: tuple[tuple[str, str], ...]) -> OwnCostTypeNames:
    """The names of these types, code and name of each; the same object each time, so that texts are not read twice."""
    return OwnCostTypeNames(types)


def _build_pattern(code: str, name: str) -> str:
    """How a sentence in lower case may name the type."""
    core = _LEAD_IN_NAME.sub("", name, count=1) if _LEAD_IN_NAME.match(name) else name
    words = _TERM.findall(core)
    inflected = r"\W+".join(map(_build_inflected, words))
    lead = _REVENUE if is_revenue(code) else _COST
    patterns = [rf"{_OTHERS}{lead} (?:(?:de|den|det|köp av) )?{inflected}"]
    if len(words) == 1 and not core.endswith("kostnader"):
        noun = "intäkt" if is_revenue(code) else "kostnad"
        patterns.append(rf"{re.escape(core)}s?{noun}(?:en|er|erna)?")
    if core == name and not _is_plain(words):
        patterns.append(rf"(?:(?:de|den|det) )?{inflected}")
    return "|".join(patterns)


def _build_inflected(word: str) -> str:
    """The word with any ending: ”köpt” is ”köpta”, ”ekonomiskt” is ”ekonomiska”, ”kostnader” is ”kostnaden”."""
    if word.endswith(("kostnader", "intäkter")):
        return rf"{re.escape(word[:-2])}(?:en|er|erna)?"
    if word.endswith("t"):
        return rf"{re.escape(word[:-1])}(?:a|t{_ENDING})"
    return re.escape(word) + _ENDING


def _is_plain(words: list[str]) -> bool:
    return len(words) == 1 and (words[0] in _PLAIN_TYPE_NAMES or len(words[0]) < _SHORTEST_PLAIN_NAME)
