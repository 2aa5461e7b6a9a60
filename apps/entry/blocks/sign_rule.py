"""The sign rule of a board, proposed for a pasted block: applied where the block is written so, and always said.

A block may as well be copied from the sheet itself, where costs are positive: its own amounts decide what is proposed,
and the writer has the last word.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from apps.budget.signs import is_amount_reversed
from apps.core.choices import SignConvention
from apps.core.swedish import parse_quantity
from apps.entry.keys import EntryKind, parse_key

AMOUNT_KINDS = frozenset({EntryKind.OPERATING, EntryKind.INVESTMENT})
BY_RULE, UNTURNED = "rule", "plain"
RULE_SENTENCES: dict[str, str] = {
    SignConvention.REVENUE_NEGATIVE: "kostnader med plus, intäkter med minus",
    SignConvention.COST_NEGATIVE: "kostnader med minus, intäkter med plus",
    SignConvention.BOTH_POSITIVE: "både kostnader och intäkter med plus",
}
"""How a board writes, in words that follow ”Nämnden skriver”."""


class BlockSigns(NamedTuple):
    """How the signs of a block were read: whether by the rule, and the sentence that says so."""

    by_rule: bool
    sentence: str


def is_reversed_in(key: str, sign: str) -> bool:
    """Would the rule turn an amount of this row?"""
    parsed = parse_key(key)
    return bool(sign) and parsed.kind in AMOUNT_KINDS and is_amount_reversed(parsed.second, sign)


def matches_rule(texts: Iterable[str]) -> bool:
    """Are amounts that the rule would turn written with minus, all in all? Those that can't be read say nothing."""
    total = Decimal(0)
    for text in texts:
        try:
            total += parse_quantity(text, is_amount=True).value
        except ValueError:
            continue
    return total < 0


def build_block_signs(sign: str, *, by_rule: bool, turned: int) -> BlockSigns:
    """What is said of a block with amounts that the rule would turn; ``turned`` is how many it has."""
    rule = f"Nämnden skriver {RULE_SENTENCES[sign]}"
    if not by_rule:
        return BlockSigns(False, f"{rule}. Beloppen här lästes ändå som de står.")
    count = "1 belopp har bytt tecken" if turned == 1 else f"{turned} belopp har bytt tecken"
    return BlockSigns(True, f"{rule}, och blocket lästes så: {count}.")
