"""The codes of a file from an accounting system, as lists to choose from what each means."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from apps.core.swedish import format_number
from apps.imports.ledgers.code_rules import BY_PAIR, EXCLUDED_TARGET, PAIR_SIGN, CodeRule, find_target
from apps.imports.ledgers.code_sums import CodeSum

MOST_CODES = 200
"""Codes of one kind without a rule that a form shows; Django takes a thousand fields."""
MOST_CHOSEN_CODES = 240
MOST_PAIRS_BY_RULE = 60
EXCLUDED_LABEL = "räknas inte"


class CodeChoice(NamedTuple):
    """A code of the file with what was chosen for it, empty for nothing. ``rows`` is none where the file lacks it.

    ``by_rule`` is what a rule says of it, named; empty where none does.
    """

    code: str
    name: str
    rows: int
    amount: str
    chosen: str
    by_rule: str = ""

    @property
    def label(self) -> str:
        """The code as it is shown: an empty one has a word."""
        return PAIR_SIGN.join(part or "(tom)" for part in self.code.split(PAIR_SIGN))


class CodeGroup(NamedTuple):
    """Codes under one heading. ``key`` sets their fields apart from other groups'; ``hidden`` are not shown."""

    key: str
    title: str
    rows: list[CodeChoice]
    is_open: bool = False
    hidden: int = 0


class CodeList(NamedTuple):
    """The codes of a kind: ``field`` begins the names of its choices, ``choices`` are targets with their names."""

    field: str
    choices: list[tuple[str, str]]
    groups: list[CodeGroup]


class CodeKind(NamedTuple):
    """What decides how the codes of a kind are listed. ``name`` gives a code's name in the file."""

    field: str
    heading: str
    targets: list[tuple[str, str]]
    rules: list[CodeRule]
    chosen: Mapping[str, str]
    name: Callable[[str], str]


def build_code_list(kind: CodeKind, sums: Sequence[CodeSum], by: str, likely_sums: Sequence[CodeSum] = ()) -> CodeList:
    """Codes without a rule, largest first; those that were chosen; pairs that a rule of one code speaks of; sums."""
    seen: dict[str, str] = {}
    labels = {**dict(kind.targets), EXCLUDED_TARGET: EXCLUDED_LABEL}
    unknown = [one for one in sums if not find_target(kind.rules, one.code, seen)]
    unknown_codes, known = {one.code for one in unknown}, {one.code: one for one in sums}
    chosen = [known.get(code, CodeSum(code)) for code in kind.chosen if code not in unknown_codes]
    by_rule = [one for one in sums if by == BY_PAIR and one.code not in {*unknown_codes, *kind.chosen}]

    def build(codes: Sequence[CodeSum], most: int) -> list[CodeChoice]:
        return [
            _build_choice(one, kind, labels.get(seen.get(one.code, ""), "") if one.code not in kind.chosen else "")
            for one in codes[:most]
        ]

    return CodeList(
        kind.field,
        [*kind.targets, (EXCLUDED_TARGET, EXCLUDED_LABEL)],
        [
            CodeGroup(
                "ny", f"{kind.heading} utan koppling", build(unknown, MOST_CODES), True, len(unknown[MOST_CODES:])
            ),
            CodeGroup("summa", f"{kind.heading} som ser ut som summor och inte räknas", build(likely_sums, MOST_CODES)),
            CodeGroup("regel", f"{kind.heading} som en rad kopplar", build(by_rule, MOST_PAIRS_BY_RULE)),
            CodeGroup("vald", f"{kind.heading} som har kopplats en och en", build(chosen, MOST_CHOSEN_CODES)),
        ],
    )


def _build_choice(one: CodeSum, kind: CodeKind, by_rule: str) -> CodeChoice:
    return CodeChoice(
        one.code, kind.name(one.code), one.rows, format_whole(one.amount), kind.chosen.get(one.code, ""), by_rule
    )


def format_whole(amount: Decimal) -> str:
    """An amount of the file without decimals, to compare by eye."""
    return format_number(amount, 0)
