"""Every figure and text of a report as a flat list, each with where it is: what versions are compared by.

Pure functions on ``BoardReport``. Places are made of codes, so that a thing with a new name is still the same thing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from apps.core.rich_text.changes import write_out_figures
from apps.core.rich_text.contents import list_figures
from apps.core.rich_text.markdown import format_markdown
from apps.core.swedish import format_number, format_tkr
from apps.report.board_report import BoardReport
from apps.report.chapters.written_texts import find_rich_text
from apps.report.measures import LightCounts, Verdict
from apps.report.money import Amounts

_AMOUNT_LABELS = {"budget": "budget", "period_budget": "periodbudget", "actual": "utfall", "forecast": "prognos"}
_SUM_COST_TYPES = frozenset({"net", "cost"})
HIDDEN_OUTCOME_TEXT = "undertryckt"
"""The text in place of an outcome that is hidden as a small number."""
GENDER_SUFFIXES = {"T": "", "K": ", kvinnor", "M": ", män"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure or text. ``part`` is the part of the report, ``name`` whose it is, ``what`` which one.

    ``place`` is the same in every version. ``kind`` and ``key`` tell the thing that it belongs to, as links know it.
    ``cells`` are the typed cells that it shows (``<row's key>|<field>``), ``derived`` tells that it follows from
    others. ``optional`` tells that a version without it did not know it: that is no difference.
    """

    place: tuple[str, ...]
    part: str
    name: str
    what: str
    text: str
    kind: str
    key: str
    cells: tuple[str, ...] = ()
    derived: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class FactSubject:
    """Something in the report that has facts: a goal, a row, a risk."""

    part: str
    name: str
    kind: str = ""
    key: str = ""

    def fact(self, what: str, text: object, *place: object, **more: Any) -> Fact:
        """One fact of the thing, found by ``what`` unless ``place`` says it in codes."""
        value = "" if text is None else "ja" if text is True else "" if text is False else str(text)
        found = (self.part, self.kind, self.key, *(str(one) for one in place or (what,)))
        return Fact(found, self.part, self.name, what, value, self.kind, self.key, **more)

    def facts(self, source: object, labels: dict[str, str], **more: Any) -> Iterator[Fact]:
        """The fields of a struct by their names, each with its word."""
        for field, label in labels.items():
            yield self.fact(label, getattr(source, field), field, **more)


@dataclass(frozen=True, slots=True)
class ReportNames:
    """What the codes of a report are called."""

    root: str
    areas: dict[str, str]
    goals: dict[str, str]
    indicators: dict[str, str]
    focus_areas: dict[str, str]

    @classmethod
    def of(cls, report: BoardReport) -> Self:
        """All of a report's."""
        return cls(
            root=report.areas[0].code,
            areas={one.code: one.name for one in report.areas},
            goals={one.code: one.name for one in report.goals},
            indicators={one.code: one.name for one in report.indicators},
            focus_areas={one.code: one.name for one in report.focus_areas},
        )

    def where(self, area: str, gender: str = "T") -> str:
        """The area and gender after a word; nothing for the whole board."""
        place = "" if area == self.root else f", {self.areas.get(area, area)}"
        return place + GENDER_SUFFIXES.get(gender, gender)


def format_names(codes: Iterable[str | None], names: dict[str, str]) -> str:
    """The names of codes."""
    return ", ".join(names.get(code, code) for code in codes if code)


def format_optional_number(value: Decimal | int | None) -> str:
    """A number as it is read; nothing for None."""
    return "" if value is None else format_number(Decimal(value))


def format_exact_tkr(kronor: int | None) -> str:
    """An amount as it is read; nothing for None."""
    return "" if kronor is None else f"{format_tkr(kronor, exact=True)}\u00a0tkr"


def format_light_counts(counts: LightCounts | None) -> str:
    """How many of each light."""
    if counts is None:
        return ""
    met = f"uppnådda ({counts.met_note})" if counts.met_note else "uppnådda"
    lights = (counts.met, met), (counts.on_track, "på väg"), (counts.not_met, "ej uppnådda")
    return ", ".join(f"{count} {noun}" for count, noun in (*lights, (counts.unknown, "kan ej bedömas")))


def list_verdict_facts(thing: FactSubject, verdict: Verdict, where: str = "", *place: str) -> Iterator[Fact]:
    """A light and why; all of it follows from figures and from what people wrote."""
    computed = verdict.computed.label if verdict.by_people else ""
    for field, what, text in (
        ("light", "läge", verdict.light.label),
        ("sentence", "förklaring till läget", verdict.sentence),
        ("computed", "beräknat läge", computed),
        ("by_people", "läget är satt av nämnden", verdict.by_people),
        ("stated", "läget med rapportens ord", verdict.stated),
        ("override_reason", "varför läget avviker från det beräknade", verdict.override_reason),
    ):
        yield thing.fact(f"{what}{where}", text, "verdict", field, *place, derived=True)


def list_amount_facts(
    thing: FactSubject,
    label: str,
    amounts: Amounts,
    *place: str,
    row: str = "",
    derived: bool = False,
    optional: bool = False,
) -> Iterator[Fact]:
    """The money of a row in one period. ``row`` is the key of the typed row that it shows, if it can be typed."""
    when = f"{label} {amounts.period.label}".strip()
    at = ("amounts", *place, amounts.period.label)
    for field, noun in _AMOUNT_LABELS.items():
        cells = (f"{row}|{field}",) if row else ()
        text = format_exact_tkr(getattr(amounts, field))
        yield thing.fact(f"{noun}, {when}", text, *at, field, cells=cells, derived=derived, optional=optional)
    follows = derived or amounts.variance == amounts.computed_variance
    text = format_exact_tkr(amounts.variance)
    yield thing.fact(f"avvikelse, {when}", text, *at, "variance", derived=follows, optional=optional)
    follows = derived or amounts.variance_so_far == amounts.computed_variance_so_far
    text = format_exact_tkr(amounts.variance_so_far)
    yield thing.fact(f"avvikelse hittills, {when}", text, *at, "variance_so_far", derived=follows, optional=optional)
    own = "" if amounts.computed_variance == amounts.variance else format_exact_tkr(amounts.computed_variance)
    own_so_far = (
        ""
        if amounts.computed_variance_so_far == amounts.variance_so_far
        else format_exact_tkr(amounts.computed_variance_so_far)
    )
    basis = {"forecast": "mot prognosen", "actual": "mot utfallet"}.get(amounts.basis, amounts.basis)
    shown = ", ".join(filter(None, (basis, "med tabellens decimaler" if amounts.exact else "", amounts.table)))
    for field, noun, text in (
        ("computed_variance", "beräknad avvikelse", own),
        ("variance_percent", "avvikelse i procent av budgeten", _format_percent(amounts.variance_percent)),
        ("computed_variance_so_far", "beräknad avvikelse hittills", own_so_far),
        ("used_percent", "använt i procent av årets budget", _format_percent(amounts.used_percent)),
        ("shown", "hur beloppen visas", shown),
    ):
        yield thing.fact(f"{noun}, {when}", text, *at, field, derived=True, optional=optional)


def _format_percent(value: Decimal | None) -> str:
    return "" if value is None else f"{format_optional_number(value)}\u00a0%"


def is_derived_sum(cost_type: str, amounts: Amounts, *, summed: bool) -> bool:
    """Are the amounts, or those of them that nobody typed, the sums of others?"""
    return summed or (cost_type in _SUM_COST_TYPES and not amounts.exact)


def has_figure(part: Any, field: str) -> bool:
    """Has the text of a comment or an assessment a figure in it, so that it may differ because the figure does?"""
    text = find_rich_text(part, field)
    return text is not None and bool(list_figures(text))


def list_rich_facts(thing: FactSubject, part: Any, field: str, what: str, *place: object) -> Iterator[Fact]:
    """How a text that has marks is written, so that emphasis that comes or goes is a difference too."""
    if (text := find_rich_text(part, field)) is not None:
        written = format_markdown(write_out_figures(text))
        yield thing.fact(f"{what}, med formatering", written, *place, field, "rich", derived=True)
