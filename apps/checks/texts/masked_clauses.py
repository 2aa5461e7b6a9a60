"""A clause with its amounts and the names that it speaks of each as one sign, so that rules can be short.

An amount is a sign from U+E000 on and a name one from U+F000 on; the number of the sign is its place in the list. What
a rule finds in the masked clause is led back to the words of the text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from apps.checks.texts.amounts import TextAmount
from apps.checks.texts.lexicon import AREA_NOUNS, BOARD_NOUNS, COST_TYPES, INDICATOR_NOUNS, RESULT_NOUNS

AMOUNT, NAME = "[\ue000-\ue0ff]", "[\uf000-\uf0ff]"
# A cost type of the board's own: letters that no Swedish text has, so that the sign is a word as ”lokalkostnader” is.
OWN_COST_TYPE = "[\ua000-\ua0ff]"
AMOUNT_PATTERN, NAME_PATTERN = re.compile(AMOUNT), re.compile(NAME)
_FIRST_AMOUNT, _FIRST_NAME, FIRST_COST_TYPE, MOST_SIGNS = 0xE000, 0xF000, 0xA000, 255
_TERM_PATTERN = re.compile(r"[^\W\d_][\w&]*", re.UNICODE)
_ENDING_PATTERN = re.compile(r"(?:arna|erna|orna|ns|ens|ets|en|et|an|s|n|t|a|e)?(?!\w)", re.IGNORECASE)
# A name of one such word may mean anything.
PLAIN_NAMES = frozenset(
    [
        "gemensamt",
        "övrigt",
        "övriga",
        "nämnd",
        "nämnden",
        "ledning",
        "administration",
        "vuxen",
        "vuxna",
        "barn",
        "boende",
        "boenden",
        "personal",
        "verksamhet",
        "myndighet",
        "stöd",
        "insats",
        "antal",
        "andel",
        "totalt",
        "kostnad",
        "kostnader",
        "kvinnor",
        "män",
        "resultat",
        "intäkter",
        "ekonomi",
        "budget",
        "kvalitet",
        "utredning",
        "familj",
        "äldre",
        "utbildning",
        "resurser",
    ]
)
_PLAIN_NOUNS = AREA_NOUNS | BOARD_NOUNS | RESULT_NOUNS | INDICATOR_NOUNS | COST_TYPES.keys()
_SHORTEST_NAME = 5


class NameIndex:
    """The names that texts may speak of, found word by word."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[str, list[str]]]] = {}
        for name in sorted({one.strip().lower() for one in names}, key=len, reverse=True):
            pieces = _split_name(name)
            is_plain = name in PLAIN_NAMES or not _PLAIN_NOUNS.isdisjoint({name, f"{name}n", f"{name}en", f"{name}et"})
            if len(pieces) > 1 and len(name) >= _SHORTEST_NAME and not is_plain:
                self._by_first.setdefault(pieces[1][:_SHORTEST_NAME], []).append((name, pieces))

    def find_names(self, text: str) -> list[tuple[int, int, str]]:
        """Start, end and name of each name in a text in lower case, the longest where several begin alike.

        Each word of the name may be inflected: ”den ackumulerade sjukfrånvaron” is ”ackumulerad sjukfrånvaro”.
        """
        found: list[tuple[int, int, str]] = []
        reached = 0
        for word in _TERM_PATTERN.finditer(text):
            if word.start() < reached:
                continue
            for name, pieces in self._by_first.get(word.group()[:_SHORTEST_NAME], ()):
                end = _find_end(text, word.start(), pieces)
                if end:
                    found.append((word.start(), end, name))
                    reached = end
                    break
        return found


def _split_name(name: str) -> list[str]:
    """What is between the words of a name, and its words, in turn: an odd place has a word."""
    return re.split(rf"({_TERM_PATTERN.pattern})", name)


def _find_end(text: str, start: int, pieces: list[str]) -> int:
    """Where the name that begins in the text there ends; 0 where it is another."""
    place = start
    for number, piece in enumerate(pieces[1:], 1):
        if not text.startswith(piece, place):
            return 0
        place += len(piece)
        if number % 2:
            ending = _ENDING_PATTERN.match(text, place)
            if ending is None:
                return 0
            place = ending.end()
    return place


@dataclass(frozen=True, slots=True)
class MaskedClause:
    """A clause in lower case with signs for amounts and names. ``origins`` has each sign's place in the text.

    ``cost_types`` are the codes of the board's own that signs may be put for.
    """

    text: str
    origins: tuple[int, ...]
    amounts: tuple[TextAmount, ...]
    names: tuple[str, ...]
    cost_types: tuple[str, ...] = ()

    def get_cost_type(self, term: str) -> str:
        """The cost type that a word of the lexicon, or a sign, stands for."""
        return COST_TYPES[term] if term in COST_TYPES else self.cost_types[ord(term) - FIRST_COST_TYPE]

    def get_amount(self, sign: str) -> TextAmount:
        """The amount that a sign is put for."""
        return self.amounts[ord(sign) - _FIRST_AMOUNT]

    def get_name(self, sign: str) -> str:
        """The name that a sign is put for, in lower case."""
        return self.names[ord(sign) - _FIRST_NAME]

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text the signs from ``start`` to ``end`` stand."""
        return self.origins[start], self.origins[end]


def mask_clause(text: str, start: int, amounts: Iterable[TextAmount], index: NameIndex) -> MaskedClause:
    """The clause that begins at ``start`` of its text; ``amounts`` are those in it, placed in the clause."""
    lower = text.lower()
    inside = tuple(amounts)[:MOST_SIGNS]
    names = [one for one in index.find_names(lower) if not any(a.start < one[1] and one[0] < a.end for a in inside)]
    pieces = [(one.start, one.end, chr(_FIRST_AMOUNT + place)) for place, one in enumerate(inside)]
    pieces += [(one[0], one[1], chr(_FIRST_NAME + place)) for place, one in enumerate(names[:MOST_SIGNS])]
    masked: list[str] = []
    origins: list[int] = []
    reached = 0
    for piece_start, piece_end, sign in sorted(pieces):
        masked.append(lower[reached:piece_start] + sign)
        origins += range(start + reached, start + piece_start + 1)
        reached = piece_end
    masked.append(lower[reached:])
    origins += range(start + reached, start + len(lower) + 1)
    return MaskedClause("".join(masked), tuple(origins), inside, tuple(name for _, _, name in names))
