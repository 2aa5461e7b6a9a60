"""Rules for what a file's codes mean: a code, an interval, or a pair of cost centre and activity.

A pair is written ``310 + 5120``. A rule of one code holds for every pair that has it, and one of a pair goes before it,
so that a cost centre can be an area of the board but for one of its activities.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from apps.budget.models import CostType, OwnCostType
from apps.imports.ledgers.extract import LedgerFileMapping, LedgerRow
from apps.imports.report_format.errors import ErrorLog

_SEVEN = {str(label).casefold(): str(value) for value, label in CostType.choices}
EXCLUDED_TARGET = "-"
MAX_CODE_LENGTH = 40
MAX_NAMED_PROBLEMS = 10
PAIR_SIGN = " + "
BY_PAIR = "both"
_LINE_PATTERN = re.compile(r"(?P<first>[^\s+]+)?(?: ?\+ ?(?P<second>[^\s+]+))? (?P<target>.+)")


class CodeRange(NamedTuple):
    """Codes from ``low`` to ``high``, compared as text of the same length, so that 0100 is not 100.

    An exact one is the code ``low`` and no other.
    """

    low: str
    high: str
    is_exact: bool = False

    def holds(self, code: str) -> bool:
        """Is the code in the range? Longer codes belong to the range of their beginning."""
        if self.is_exact:
            return code == self.low
        head = code[: len(self.low)]
        return len(code) >= len(self.low) and self.low <= head <= self.high

    @property
    def width(self) -> tuple[bool, bool, int]:
        """The narrowest first: a code of its own, then 4711 before 4000-4999."""
        return not self.is_exact, self.low != self.high, -len(self.low)


class CodeRule(NamedTuple):
    """Codes that mean ``target``: those in ``codes``, and of pairs those whose second is in ``second``.

    Without ``codes`` the second alone decides, without ``second`` the first.
    """

    codes: CodeRange | None
    target: str
    second: CodeRange | None = None

    def holds(self, code: str) -> bool:
        """Does the rule speak of the code?"""
        first, is_pair, second = code.partition(PAIR_SIGN)
        if self.second is None:
            return self.codes is not None and self.codes.holds(first)
        return bool(is_pair) and (self.codes is None or self.codes.holds(first)) and self.second.holds(second)

    @property
    def order(self) -> tuple[bool, list[tuple[bool, bool, int]]]:
        """Pairs before single codes, then the narrowest."""
        parts = [each.width for each in (self.codes, self.second) if each]
        return len(parts) < 2, sorted(parts)


def build_pair_code(first: str, second: str) -> str:
    """The code of a pair."""
    return f"{first}{PAIR_SIGN}{second}"


def get_row_code(row: LedgerRow, by: str) -> str:
    """What decides the area of a row: its cost centre, its activity or the pair of them; or its account."""
    if by == BY_PAIR:
        return build_pair_code(row.unit, row.activity)
    code: str = getattr(row, by)
    return code


def parse_rules(lines: Iterable[str], targets: dict[str, str], what: str, log: ErrorLog) -> list[CodeRule]:
    """Rules as people write them: ``3000-3999 intäkter``, ``310 + 5120 hemtjanst``, ``9999 -`` for what is not counted.

    ``+ 5120 hemtjanst`` is the second code with any first.
    """
    rules = []
    for line in lines:
        plain = " ".join(line.split())
        if not plain:
            continue
        rule = _parse_line(plain, targets)
        if rule is None:
            message = f"Raden går inte att förstå: kod eller intervall (eller ett par, 310 + 5120), blanksteg, {what}."
            log.file("koppling", message, line[:60])
            continue
        rules.append(rule)
    return sorted(rules, key=lambda rule: rule.order)


def _parse_line(line: str, targets: dict[str, str]) -> CodeRule | None:
    found = _LINE_PATTERN.fullmatch(line)
    if found is None or not (found["first"] or found["second"]):
        return None
    written = found["target"].strip()
    target = targets.get(written.casefold(), EXCLUDED_TARGET if written == EXCLUDED_TARGET else "")
    parts = [_parse_range(found[name]) if found[name] else None for name in ("first", "second")]
    is_wrong = any(found[name] and part is None for name, part in zip(("first", "second"), parts, strict=True))
    return None if is_wrong or not target else CodeRule(parts[0], target, parts[1])


def _parse_range(text: str) -> CodeRange | None:
    low, _, high = text.partition("-")
    if not low or len(low) > MAX_CODE_LENGTH or (high and (len(high) != len(low) or high < low)):
        return None
    return CodeRange(low, high or low)


def parse_area_rules(mapping: LedgerFileMapping, codes: Iterable[str], log: ErrorLog) -> list[CodeRule]:
    """Which of the board's areas, named by their ``codes``, the codes in the file mean."""
    targets = {code.casefold(): code for code in codes}
    lines = parse_rules(mapping.areas, targets, "verksamhetens kod", log)
    return sorted([*_list_exact_rules(mapping.area_codes, targets.values()), *lines], key=lambda rule: rule.order)


def list_cost_type_targets(board_id: int) -> dict[str, str]:
    """The codes of the cost types that accounts may mean by their names in lower case, the board's own too."""
    own = OwnCostType.objects.filter(board=board_id).values_list("name", "code")
    return {**_SEVEN, **{name.casefold(): code for name, code in own}}


def parse_account_rules(mapping: LedgerFileMapping, targets: dict[str, str], log: ErrorLog) -> list[CodeRule]:
    """Which cost types, ``list_cost_type_targets``, the accounts in the file mean."""
    lines = parse_rules(mapping.accounts, targets, "kostnadsslag", log)
    return [*_list_exact_rules(mapping.account_codes, targets.values()), *lines]


def _list_exact_rules(chosen: dict[str, str], targets: Iterable[str]) -> list[CodeRule]:
    """What single codes were chosen to mean; a target that is no longer there leaves its codes without any."""
    known = {*targets, EXCLUDED_TARGET}
    return [_build_exact_rule(code, target) for code, target in chosen.items() if target in known]


def _build_exact_rule(code: str, target: str) -> CodeRule:
    first, is_pair, second = code.partition(PAIR_SIGN)
    return CodeRule(CodeRange(first, first, True), target, CodeRange(second, second, True) if is_pair else None)


def find_target(rules: Sequence[CodeRule], code: str, seen: dict[str, str]) -> str:
    """What a code means; empty when no rule speaks of it."""
    if code not in seen:
        seen[code] = next((rule.target for rule in rules if rule.holds(code)), "")
    return seen[code]
