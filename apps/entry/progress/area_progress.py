"""How far a round has come, area by area: cells that are expected, and reported."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from apps.core.choices import Accumulation
from apps.entry.keys import BadKeyError, EntryKind, parse_key
from apps.entry.shapes import AreaProgress, EntrySheet, SheetRow
from apps.entry.sheets.explained_warnings import iter_unexplained_ratings
from apps.entry.sheets.money import AMOUNT_FIELDS, build_money_sheet
from apps.entry.sheets.outcomes import build_outcome_sheet
from apps.entry.sheets.parts import EntryReader
from apps.report.source import load_source
from apps.report.source_types import AreaSourceRow, SourceData
from apps.rounds.access import build_access
from apps.rounds.models import AreaSubmission, CellDraft, FilledCell, Round, RoundState

ENTERED_TABLES = ("targets", "outcomes", "operating")
_NO_READER = EntryReader(build_access(RoundState.OPEN, [], [], {}), {})
_YEARLY_OR_RARER = (Accumulation.YEARLY, Accumulation.BIENNIAL)


@dataclass(slots=True)
class EntryCount:
    """Of an area: the cells that are expected, reported, could not be saved or confirmed by nobody, and what is odd."""

    expected: int = 0
    reported: int = 0
    warned: int = 0
    unread: int = 0
    unconfirmed: int = 0

    def add(self, other: "EntryCount") -> None:
        self.expected += other.expected
        self.reported += other.reported
        self.warned += other.warned
        self.unread += other.unread
        self.unconfirmed += other.unconfirmed


def load_area_progress(round_: Round) -> list[AreaProgress]:
    """Each service area that has something to report, in tree order.

    An area's numbers include those of the areas below it; the whole board comes first. An area that
    is handed in is listed even when nothing is expected of it.
    """
    rows = load_source(round_, ENTERED_TABLES)
    drafts, unconfirmed, submitted = _load_round_state(round_)
    counts = count_by_area(rows, drafts, unconfirmed)
    by_id = {area.id: area for area in rows.areas}
    totals: dict[str, EntryCount] = defaultdict(EntryCount)
    depth: dict[str, int] = {}
    for area in rows.areas:
        chain = list(_iter_ancestors(area, by_id))
        depth[area.code] = len(chain) - 1
        for above in chain:
            totals[above.code].add(counts[area.code])
    found = []
    for area in rows.areas:
        total, submission = totals[area.code], submitted.get(area.id)
        if not (total.expected or total.unread or submission or area.parent_id is None):
            continue
        found.append(_build_area_progress(area, depth[area.code], total, submission))
    return found


def _build_area_progress(
    area: AreaSourceRow, depth: int, total: EntryCount, submission: "_Submission | None"
) -> AreaProgress:
    return AreaProgress(
        area_id=area.id,
        area=area.code,
        area_name=area.name,
        depth=depth,
        expected=total.expected,
        reported=total.reported,
        missing=total.expected - total.reported,
        unread=total.unread,
        warned=total.warned,
        unconfirmed=total.unconfirmed,
        submitted=submission is not None,
        submitted_by=submission.by if submission else "",
        submitted_at=submission.at if submission else None,
    )


def _iter_ancestors(area: AreaSourceRow, by_id: Mapping[int, AreaSourceRow]) -> Iterable[AreaSourceRow]:
    """The area, then each area above it, up to the whole board."""
    current: AreaSourceRow | None = area
    while current is not None:
        yield current
        current = by_id.get(current.parent_id or 0)


@dataclass(frozen=True, slots=True)
class ExpectedFigures:
    """What a round expects to be filled in: its rows of outcomes and of money.

    ``amounts`` are the fields of money that are expected; ``yearly_indicators`` the indicators that
    are not expected now, since they are measured once a year or more seldom.
    """

    outcome_sheet: EntrySheet
    money_sheet: EntrySheet
    amounts: tuple[str, ...]
    yearly_indicators: frozenset[str]

    @property
    def outcome_rows(self) -> tuple[SheetRow, ...]:
        """The rows of outcomes."""
        return tuple(_iter_rows(self.outcome_sheet))

    @property
    def money_rows(self) -> tuple[SheetRow, ...]:
        """The rows of money that are typed."""
        return tuple(row for row in _iter_rows(self.money_sheet) if not row.is_total)

    def is_expected(self, row: SheetRow) -> bool:
        """Is the row of outcomes expected in this round? One that is reported anyway counts as
        expected.
        """
        return is_outcome_reported(row) or parse_key(row.key).first not in self.yearly_indicators

    def count_expected(self, row: SheetRow) -> tuple[int, int]:
        """How many values a row expects, and how many of them are reported."""
        if parse_key(row.key).kind == EntryKind.OUTCOME:
            return int(self.is_expected(row)), int(is_outcome_reported(row))
        if not row.is_expected:
            return 0, 0
        reported = sum(cell.has_content for cell in row.cells if cell.field in self.amounts)
        return len(self.amounts), reported


def is_outcome_reported(row: SheetRow) -> bool:
    """Does a row of outcomes hold a value, or the reason that there is none?"""
    return any(cell.text for cell in row.cells if cell.field in ("value", "missing"))


def build_expected_figures(rows: SourceData, reader: EntryReader = _NO_READER) -> ExpectedFigures:
    """What a round expects, of what the reader may see.

    A forecast is not expected in the final accounts of the year (T3), which are the outcome itself;
    there the indicators that are measured once a year are expected too.
    """
    final = rows.round.period.is_final_accounts
    money_sheet = build_money_sheet(rows, reader)
    not_expected = {"forecast", "period_budget"} if final else set()
    if not _has_period_budgets(money_sheet):
        not_expected.add("period_budget")
    return ExpectedFigures(
        outcome_sheet=build_outcome_sheet(rows, reader),
        money_sheet=money_sheet,
        amounts=tuple(name for name in AMOUNT_FIELDS if name not in not_expected),
        yearly_indicators=frozenset(
            i.code for i in rows.indicators if i.accumulation in _YEARLY_OR_RARER and not final
        ),
    )


def _has_period_budgets(sheet: EntrySheet) -> bool:
    """Does the board follow period budgets: is there one now, last tertial or last year? Many boards have none."""
    name = "period_budget"
    return any(
        row.last_tertial.get(name)
        or row.same_last_year.get(name)
        or any(cell.field == name and cell.text and not row.is_total for cell in row.cells)
        for row in _iter_rows(sheet)
    )


def count_by_area(rows: SourceData, drafts: Iterable[str], unconfirmed: Iterable[str] = ()) -> dict[str, EntryCount]:
    """The counts of each area by code, without areas below it.

    ``drafts`` and ``unconfirmed`` are keys of drafts and of filled cells that nobody has confirmed.
    """
    expected_figures = build_expected_figures(rows)
    counts: dict[str, EntryCount] = defaultdict(EntryCount)
    for row in (*expected_figures.outcome_rows, *expected_figures.money_rows):
        expected, reported = expected_figures.count_expected(row)
        counts[row.area].add(EntryCount(expected, reported, int(row.is_unexplained)))
    for area in iter_unexplained_ratings(rows):
        counts[area].warned += 1
    for key in drafts:
        counts[find_draft_area(key, rows)].unread += 1
    for key in unconfirmed:
        counts[find_draft_area(key, rows)].unconfirmed += 1
    return counts


class _Submission(NamedTuple):
    by: str
    at: datetime


def _load_round_state(round_: Round) -> tuple[list[str], list[str], dict[int, _Submission]]:
    """The keys of the round's drafts and of its unconfirmed cells, and the areas that are handed in: one query."""
    mine = {"round": OuterRef("pk")}
    columns = JSONObject(area="service_area_id", name="by__name", email="by__email", at="at")
    found = Round.objects.values(
        draft_keys=ArraySubquery(CellDraft.objects.filter(**mine).values("key")),
        unconfirmed_keys=ArraySubquery(FilledCell.objects.filter(**mine, confirmed_at=None).values("key")),
        handed_in=ArraySubquery(AreaSubmission.objects.filter(**mine).values(json=columns)),
    ).get(pk=round_.pk)
    submitted = {
        one["area"]: _Submission(one["name"] or one["email"] or "", datetime.fromisoformat(one["at"]))
        for one in found["handed_in"]
    }
    return found["draft_keys"], found["unconfirmed_keys"], submitted


def _iter_rows(sheet: EntrySheet) -> Iterable[SheetRow]:
    return (row for section in sheet.sections for row in section.rows)


def find_draft_area(key: str, rows: SourceData) -> str:
    """The code of a draft's area; the whole board's where its key doesn't say."""
    try:
        area = parse_key(key).area
    except BadKeyError:
        area = ""
    root = next(area.code for area in rows.areas if area.parent_id is None)
    return area or root
