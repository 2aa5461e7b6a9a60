"""All one's rounds in one table, for who has many boards: who is late, what is left, whose turn it is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from apps.core.swedish import build_swedish_sort_key
from apps.web.filter_chips import FilterChip, build_mark_chips, parse_mark
from apps.web.reporting.progress import RoundCard

FEWEST_ROUNDS = 7
"""So many rounds are seen at a glance as cards; from here on they are a table."""
MARK_LABELS = {"sena": "Försenade", "min-tur": "Din tur", "andras": "Hos någon annan", "kommande": "Kommande"}
_ORDERS: dict[str, tuple[str, Callable[[RoundCard], Any]]] = {
    "": ("Sista dag", lambda card: card.status.deadline or date.max),
    "namnd": ("Nämnd", lambda card: build_swedish_sort_key(card.status.board_name)),
    "kvar": ("Kvar att fylla i", lambda card: card.status.reported - card.status.expected),
    "forklara": ("Att förklara", lambda card: -card.status.warned),
}


@dataclass(frozen=True, slots=True)
class OrderLink:
    """An order of the rows; the one that holds has no address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTable:
    """The rows in the chosen order, the filters with their counts, and the other orders. ``total`` is of all rows."""

    cards: tuple[RoundCard, ...]
    chips: tuple[FilterChip, ...]
    orders: tuple[OrderLink, ...]
    total: int


def build_round_table(cards: Iterable[RoundCard], query: Mapping[str, str]) -> RoundTable:
    """The table as the address asks for it: ``?visa=`` a mark, ``?ordna=`` an order. An unknown one is no one."""
    found = list(cards)
    mark, order = parse_mark(query, MARK_LABELS), query.get("ordna", "")
    order = order if order in _ORDERS else ""
    marked = {one: {card.url for card in found if _has_mark(card, one)} for one in MARK_LABELS}
    shown = [card for card in found if not mark or card.url in marked[mark]]
    by_name = sorted(shown, key=_ORDERS["namnd"][1])
    return RoundTable(
        cards=tuple(sorted(by_name, key=_ORDERS[order][1])),
        chips=build_mark_chips(MARK_LABELS, marked, mark, lambda one: _build_url(one, order)),
        orders=tuple(
            OrderLink(label, "" if one == order else _build_url(mark, one)) for one, (label, _) in _ORDERS.items()
        ),
        total=len(found),
    )


def _has_mark(card: RoundCard, mark: str) -> bool:
    status = card.status
    is_others = not (status.is_own_turn or status.is_upcoming)
    return {
        "sena": card.late,
        "min-tur": status.is_own_turn,
        "andras": is_others,
        "kommande": status.is_upcoming,
    }[mark]


def _build_url(mark: str, order: str) -> str:
    chosen = {name: value for name, value in (("visa", mark), ("ordna", order)) if value}
    return reverse("reporting") + (f"?{urlencode(chosen)}" if chosen else "")
