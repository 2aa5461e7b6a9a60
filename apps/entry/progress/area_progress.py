"""How far a round has come, area by area, and whose turn it is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from apps.core.choices import Accumulation
from apps.entry.keys import BadKeyError, EntryKind, parse_key
from apps.entry.progress.explained_warnings import ExplainedWarnings, count_warned_cells
from apps.entry.shapes import AreaProgress, EntrySheet, SheetRow
from apps.entry.sheets.money import AMOUNT_FIELDS, build_money_sheet
from apps.entry.sheets.outcomes import build_outcome_sheet
from apps.entry.sheets.parts import EntryReader
from apps.report.source import load_source
from apps.report.source_types import SourceData
from apps.rounds.access import build_access
from apps.rounds.models import AreaSubmission, CellDraft, Round, RoundState

ENTERED_TABLES = ("targets", "outcomes", "operating")
_NO_READER = EntryReader(build_access(RoundState.OPEN, [], [], {}), {})
_YEARLY_OR_RARER = (Accumulation.YEARLY, Accumulation.BIENNIAL)


@dataclass(slots=True)
class EntryCount:
    expected: int = 0
    reported: int = 0
    warned: int = 0
    unread: int = 0

    def add(self, other: "EntryCount") -> None:
        self.expected += other.expected
        self.reported += other.reported
        self.warned += other.warned
        self.unread += other.unread


def load_area_progress(round_: Round) -> list[AreaProgress]:
    """Each service area that has something to report, in tree order; the whole board comes first and holds all."""
    rows = load_source(round_, ENTERED_TABLES)
    drafts, submitted = _load_drafts_and_submissions(round_)
    counts = count_by_area(rows, drafts)
    by_id = {area["id"]: area for area in rows.frame["areas"]}
    totals: dict[str, EntryCount] = defaultdict(EntryCount)
    depth: dict[str, int] = {}
    for area in rows.frame["areas"]:
        chain = list(_iter_ancestors(area, by_id))
        depth[area["code"]] = len(chain) - 1
        for above in chain:
            totals[above["code"]].add(counts[area["code"]])
    shown = []
    for area in rows.frame["areas"]:
        total, submission = totals[area["code"]], submitted.get(area["id"])
        if not (total.expected or total.unread or submission or area["parent_id"] is None):
            continue
        shown.append(
            AreaProgress(
                area_id=area["id"],
                area=area["code"],
                area_name=area["name"],
                depth=depth[area["code"]],
                expected=total.expected,
                reported=total.reported,
                missing=total.expected - total.reported,
                unread=total.unread,
                warned=total.warned,
                submitted=submission is not None,
                submitted_by=submission.by if submission else "",
                submitted_at=submission.at if submission else None,
            )
        )
    return shown


def _iter_ancestors(area: Mapping[str, Any], by_id: Mapping[int, Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    here: Mapping[str, Any] | None = area
    while here is not None:
        yield here
        here = by_id.get(here["parent_id"] or 0)


@dataclass(frozen=True, slots=True)
class ExpectedFigures:
    """What a round asks for: its rows of outcomes and of money, and which ``amounts`` of the latter.

    ``once`` are the indicators that are not waited for now, since they are measured once a year.
    """

    outcome_grid: EntrySheet
    money_grid: EntrySheet
    amounts: tuple[str, ...]
    once: frozenset[str]

    @property
    def outcomes(self) -> tuple[SheetRow, ...]:
        """The rows of outcomes."""
        return tuple(_iter_rows(self.outcome_grid))

    @property
    def money(self) -> tuple[SheetRow, ...]:
        """The rows of money that are typed."""
        return tuple(row for row in _iter_rows(self.money_grid) if not row.is_total)

    def is_expected(self, row: SheetRow) -> bool:
        """Is the row of outcomes to be reported in this round?"""
        return is_outcome_reported(row) or parse_key(row.key).first not in self.once

    def count_expected(self, row: SheetRow) -> tuple[int, int]:
        """How many answers a row asks for, and how many of them there are."""
        if parse_key(row.key).kind == EntryKind.OUTCOME:
            return int(self.is_expected(row)), int(is_outcome_reported(row))
        if not row.waited:
            return 0, 0
        reported = sum(cell.tells for cell in row.cells if cell.field in self.amounts)
        return len(self.amounts), reported


def is_outcome_reported(row: SheetRow) -> bool:
    """Does a row of outcomes say something: a value, or why there is none?"""
    return any(cell.text for cell in row.cells if cell.field in ("value", "missing"))


def build_expected_figures(rows: SourceData, reader: EntryReader = _NO_READER) -> ExpectedFigures:
    """What a round asks for, of what the reader is shown. Last year's columns decide which money."""
    final = rows.round.period.is_final_accounts
    return ExpectedFigures(
        outcome_grid=build_outcome_sheet(rows, reader),
        money_grid=build_money_sheet(rows, reader),
        amounts=tuple(name for name in AMOUNT_FIELDS if name != "forecast" or not final),
        once=frozenset(i.code for i in rows.indicators if i.accumulation in _YEARLY_OR_RARER and not final),
    )


def count_by_area(rows: SourceData, drafts: Iterable[str]) -> dict[str, EntryCount]:
    """What each area itself is to report."""
    expected_figures, explained = build_expected_figures(rows), ExplainedWarnings(rows)
    counts: dict[str, EntryCount] = defaultdict(EntryCount)
    for row in (*expected_figures.outcomes, *expected_figures.money):
        expected, reported = expected_figures.count_expected(row)
        counts[row.area].add(EntryCount(expected, reported, 0 if explained.row(row) else count_warned_cells(row)))
    for key in drafts:
        counts[find_draft_area(key, rows)].unread += 1
    return counts


class _Submission(NamedTuple):
    by: str
    at: datetime


def _load_drafts_and_submissions(round_: Round) -> tuple[list[str], dict[int, _Submission]]:
    """The keys of what was typed and not taken, and the areas that are handed in, by their ids: one query."""
    mine = {"round": OuterRef("pk")}
    columns = JSONObject(area="service_area_id", name="by__name", email="by__email", at="at")
    found = Round.objects.values(
        draft_keys=ArraySubquery(CellDraft.objects.filter(**mine).values("key")),
        handed_in=ArraySubquery(AreaSubmission.objects.filter(**mine).values(json=columns)),
    ).get(pk=round_.pk)
    submitted = {
        one["area"]: _Submission(one["name"] or one["email"] or "", datetime.fromisoformat(one["at"]))
        for one in found["handed_in"]
    }
    return found["draft_keys"], submitted


def _iter_rows(grid: EntrySheet) -> Iterable[SheetRow]:
    return (row for section in grid.sections for row in section.rows)


def find_draft_area(key: str, rows: SourceData) -> str:
    """The area that a draft belongs to; the whole board's where its key doesn't tell."""
    try:
        area = parse_key(key).area
    except BadKeyError:
        area = ""
    root = next(str(area["code"]) for area in rows.frame["areas"] if area["parent_id"] is None)
    return area or root
