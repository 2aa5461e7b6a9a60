"""From a foreign file to the sheet ``drift``: codes become areas and cost types, months what has accumulated."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from apps.budget.kronor import KRONOR_PER_UNIT
from apps.budget.rules import is_revenue
from apps.core.swedish import format_number, round_half_up
from apps.core.tertials import Tertial
from apps.imports.job_progress import JOB_STAGES, JobProgress
from apps.imports.ledgers.amounts import format_amount
from apps.imports.ledgers.balance import (
    EXCLUDED,
    LATER_MONTHS,
    OTHER_YEARS,
    READ_IN,
    UNKNOWN,
    Balance,
    count_contents,
)
from apps.imports.ledgers.budgets import BudgetReading, decide_budget_reading
from apps.imports.ledgers.closing_periods import format_closing_periods
from apps.imports.ledgers.code_rules import (
    EXCLUDED_TARGET,
    CodeRule,
    find_target,
    get_row_code,
    list_cost_type_targets,
    parse_account_rules,
    parse_area_rules,
)
from apps.imports.ledgers.column_periods import check_column_periods
from apps.imports.ledgers.extract import (
    LedgerFileMapping,
    LedgerRow,
    OmittedSum,
    iter_ledger_rows,
    list_unclear_amounts,
    read_ledger_table,
)
from apps.imports.ledgers.questions import iter_end_questions, iter_sign_questions, iter_unclear_questions
from apps.imports.ledgers.reading import LedgerReading, OmittedRows
from apps.imports.ledgers.sie.dimensions import parse_dimension_choice
from apps.imports.ledgers.sie.ledger import read_sie_ledger
from apps.imports.ledgers.sum_rows import iter_sum_questions, split_sum_rows
from apps.imports.models import FileKind, ImportJob
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.report_format.round_sheets import BOARD_CONVENTION, build_sheet
from apps.imports.report_format.row_origins import RowOrigin
from apps.imports.report_format.schema import SCHEMAS_BY_NAME
from apps.imports.report_format.signs import convert_to_printed
from apps.imports.report_format.validation import ROW_KEYS_BY_SHEET
from apps.organisation.models import ServiceArea

MAX_UNKNOWN_CODES = 50
ROWS_PER_PROGRESS_REPORT = 5000


@dataclass
class LedgerSum:
    """The money of one area and cost type, in kronor with the file's sign."""

    actual: Decimal | None = None
    budget: Decimal | None = None
    period_budget: Decimal | None = None
    first: int = 0
    rows: int = 0

    def add(self, row: LedgerRow) -> None:
        """One row more."""
        if row.amount is not None:
            self.actual = (self.actual or Decimal(0)) + row.amount
        if row.budget is not None:
            self.budget = (self.budget or Decimal(0)) + row.budget
        if row.period_budget is not None:
            self.period_budget = (self.period_budget or Decimal(0)) + row.period_budget
        self.first = self.first or row.number
        self.rows += 1


@dataclass
class LedgerSheets:
    """The sheets that the file gives, where their rows came from, and notes for the preview."""

    sheets: list[RawSheet]
    origins: dict[tuple[str, str], RowOrigin]
    notes: dict[str, Any]


@dataclass
class GroupedLedger:
    """All rows of a file, by what they mean. ``unknown`` counts the codes that no rule speaks of."""

    sums: dict[tuple[str, str], LedgerSum] = field(default_factory=dict)
    unknown: dict[tuple[str, str], LedgerSum] = field(default_factory=dict)
    balance: Balance = field(default_factory=Balance)
    other_periods: int = 0
    rows: int = 0


def read_ledger_sheets(job: ImportJob, progress: JobProgress) -> LedgerSheets:
    """Read a job's foreign file by its mapping. ``ReportErrors`` when it can't be."""
    log = ErrorLog()
    mapping = LedgerFileMapping.of(job.mapping)
    found = _read_rows(job, mapping, log, progress)
    rows = found.rows
    log.stop_if_any()
    if job.file.kind == FileKind.SIE:
        mapping = replace(mapping, by="unit")  # its dimension says what areas go by, and pairs are its objects
    rules = (
        parse_area_rules(mapping, _list_area_codes(job), log),
        parse_account_rules(mapping, list_cost_type_targets(job.board_id), log),
    )
    log.stop_if_any()
    period = Tertial(job.round.year, job.round.tertial)
    reading = decide_budget_reading(rows, period, mapping.budget)
    counted = _iter_with_progress(rows, len(rows), 2, "Räknar ihop raderna", progress)
    grouped = group_rows(counted, mapping, rules, period, reading, found.omitted)
    if not grouped.sums:
        log.file(job.file.name, "Ingen rad i filen hör till rapporten. Se över kopplingen och perioden.")
        if grouped.unknown:
            some = ", ".join(f"{what} {code}" for what, code in list(grouped.unknown)[:10])
            log.file(job.file.name, f"Koder utan koppling: {some}.")
        log.stop_if_any()
    if grouped.balance.sum_up() != count_contents(rows, found.omitted, grouped.balance.scale):
        log.file(job.file.name, "Det som läses in och det som utelämnas ger inte hela filen. Skicka filen till oss.")
        log.stop_if_any()
    has_budget = any(row.budget for row in rows)
    sheet, origins = _build_operating_sheet(job, grouped, mapping, period)
    notes = {
        **found.notes,
        **_summarise_ledger(grouped),
        "only_zero_budgets": not has_budget and any(row.budget is not None for row in rows),
        "remarks": [text for text in (reading.note, *found.remarks) if text],
    }
    questions = [*found.questions, *iter_sign_questions(_sum_by_sign(grouped, mapping.sign), mapping.sign)]
    return LedgerSheets([sheet], origins, {"ledger": notes, "questions": [one.as_json() for one in questions]})


def _read_rows(job: ImportJob, mapping: LedgerFileMapping, log: ErrorLog, progress: JobProgress) -> LedgerReading:
    content = job.file.read_content()
    period = Tertial(job.round.year, job.round.tertial)
    if job.file.kind == FileKind.SIE:
        dimension = mapping.dimension
        if dimension is not None:
            dimension = parse_dimension_choice(dimension, mapping.by).key
        return read_sie_ledger(content, job.file.name, dimension, period, log)
    sheet = read_ledger_table(content, job.file.name, log, mapping)
    del content  # the rows of a large file take the room
    if sheet is None:
        return LedgerReading()
    check_column_periods(sheet, mapping, period, log)
    omitted: dict[str, OmittedSum] = {}
    source = iter_ledger_rows(sheet, mapping, log, omitted)
    found = split_sum_rows(
        sheet, mapping, list(_iter_with_progress(source, len(sheet.lines), 1, "Läser raderna", progress))
    )
    found.add_to(omitted)
    return LedgerReading(
        rows=found.rows,
        omitted=[
            OmittedRows(reason, one.rows, one.actual, one.budget, one.period_budget) for reason, one in omitted.items()
        ],
        remarks=[*sheet.remarks, format_closing_periods(sheet, mapping, found.rows)],
        questions=[
            *iter_end_questions(found.rows, period),
            *iter_unclear_questions(list_unclear_amounts(sheet, mapping), mapping.decimal),
            *iter_sum_questions(found.by_arithmetic),
        ],
    )


def _sum_by_sign(grouped: "GroupedLedger", sign: str) -> dict[str, Decimal]:
    """The costs and the revenue of the file in kronor, as the chosen sign reads them."""
    totals = {"kostnaderna": Decimal(0), "intäkterna": Decimal(0)}
    for (_, kind), total in grouped.sums.items():
        name = "intäkterna" if is_revenue(kind) else "kostnaderna"
        totals[name] += _convert_to_kronor(total.actual or Decimal(0), kind, sign) or 0
    return totals


def _iter_with_progress(
    rows: Iterable[LedgerRow], total: int, stage: int, what: str, progress: JobProgress
) -> Iterator[LedgerRow]:
    """The rows, and now and then a word of how many have passed. ``stage`` is that of the job."""
    for number, row in enumerate(rows):
        if number % ROWS_PER_PROGRESS_REPORT == 0:
            message = f"{what}: {format_number(number)} av {format_number(total)}"
            progress.tell(stage * total + number, JOB_STAGES * total, message)
        yield row


def _list_area_codes(job: ImportJob) -> list[str]:
    return list(ServiceArea.objects.filter(board=job.board_id).values_list("code", flat=True))


def group_rows(
    rows: Iterable[LedgerRow],
    mapping: LedgerFileMapping,
    rules: tuple[list[CodeRule], list[CodeRule]],
    period: Tertial,
    reading: BudgetReading,
    omitted: Iterable[OmittedRows],
) -> GroupedLedger:
    """The rows by area and cost type, those without a rule by code, and the balance of them all."""
    scale = KRONOR_PER_UNIT[mapping.scale]  # type: ignore[index]
    found = GroupedLedger(balance=Balance(scale))
    found.balance.add(READ_IN)
    found.balance.add_omitted(omitted)
    areas: dict[str, str] = {}
    accounts: dict[str, str] = {}
    for row in rows:
        found.rows += 1
        limited = _limit_to_period(row, period, reading)
        if limited is None:
            found.other_periods += 1
            label = LATER_MONTHS if row.year in (None, period.year) else OTHER_YEARS
            found.balance.add_row(label, row, actual=True, budget=True, period_budget=True)
            continue
        scaled = (
            limited
            if scale == 1
            else limited._replace(
                amount=_scale_amount(limited.amount, scale),
                budget=_scale_amount(limited.budget, scale),
                period_budget=_scale_amount(limited.period_budget, scale),
            )
        )
        code = get_row_code(row, mapping.by)
        label = _add_to_group(
            found, scaled, code, find_target(rules[0], code, areas), find_target(rules[1], row.account, accounts)
        )
        by_month = reading.counts_in_period and limited.period_budget is not None
        found.balance.add_row(
            label,
            row,
            actual=limited.amount is not None,
            budget=limited.budget is not None or by_month,
            period_budget=limited.period_budget is not None and not by_month and not period.is_final_accounts,
        )
    return found


def _add_to_group(found: GroupedLedger, row: LedgerRow, code: str, area: str, kind: str) -> str:
    """A row belongs to an area and a cost type, or is left out on purpose, or has a code that nobody has spoken of.

    The part of the balance that it belongs to.
    """
    if EXCLUDED_TARGET in (area, kind):
        return EXCLUDED
    if not kind:
        found.unknown.setdefault(("konto", row.account), LedgerSum()).add(row)
        return UNKNOWN
    if not area:
        found.unknown.setdefault(("kod", code), LedgerSum()).add(row)
        return UNKNOWN
    found.sums.setdefault((area, kind), LedgerSum()).add(row)
    return READ_IN


def _scale_amount(amount: Decimal | None, scale: int) -> Decimal | None:
    return None if amount is None else amount * scale


def _limit_to_period(row: LedgerRow, period: Tertial, reading: BudgetReading) -> LedgerRow | None:
    """The row limited to January up to the tertial's end; None outside it. The year's budget is of every month."""
    if row.year is not None and row.year != period.year:
        return None
    budget, period_budget = reading.split(row, period)
    is_within = row.month is None or row.month <= period.end.month
    if not is_within and budget is None:
        return None
    return row._replace(amount=row.amount if is_within else None, budget=budget, period_budget=period_budget)


def _list_amounts(grouped: GroupedLedger, period: Tertial) -> tuple[str, ...]:
    """The columns that the file has. A budget of zero everywhere is a system without budgets."""
    names = ["actual"]
    if any(total.budget for total in grouped.sums.values()):
        names.append("budget")
    if not period.is_final_accounts and any(total.period_budget for total in grouped.sums.values()):
        names.append("period_budget")
    return tuple(names)


def _build_operating_sheet(
    job: ImportJob, grouped: GroupedLedger, mapping: LedgerFileMapping, period: Tertial
) -> tuple[RawSheet, dict[tuple[str, str], RowOrigin]]:
    """The sheet with the columns that the file has."""
    rows, origins = [], {}
    amounts = _list_amounts(grouped, period)
    columns = [
        column
        for column in SCHEMAS_BY_NAME["drift"].columns
        if column.key in (*ROW_KEYS_BY_SHEET["operating"], *amounts)
    ]
    for (area, kind), total in sorted(grouped.sums.items()):
        key = " · ".join([area, str(period.year), str(period.number), kind, ""])
        origins["drift", key] = RowOrigin(job.file.name, total.first, total.rows)
        rows.append(
            {
                "area": area,
                "year": period.year,
                "tertial": period.number,
                "cost_type": kind,
                **{
                    column: convert_to_printed(kronor, column=column, kind=kind, convention=BOARD_CONVENTION)
                    for column in amounts
                    if (kronor := _convert_to_kronor(getattr(total, column), kind, mapping.sign)) is not None
                },
            }
        )
    return build_sheet("drift", columns, rows), origins


def _convert_to_kronor(amount: Decimal | None, kind: str, sign: str) -> int | None:
    """Whole kronor as the product keeps them: revenue and cost both positive."""
    if amount is None:
        return None
    turned = (sign == "cost_positive") == is_revenue(kind) and sign != "both_positive"
    return int(round_half_up(-amount if turned else amount))


def _summarise_ledger(grouped: GroupedLedger) -> dict[str, Any]:
    """The file's totals for the preview: counted, left out, and the codes without a rule, largest first."""
    unknown = sorted(grouped.unknown.items(), key=lambda item: -abs(item[1].actual or item[1].budget or Decimal(0)))
    lines = [*grouped.balance.list_lines(), grouped.balance.sum_up()]
    return {
        "rows": grouped.rows,
        "other_periods": grouped.other_periods,
        "balance": [line.as_json() for line in lines],
        "unknown_count": len(unknown),
        "unknown": [
            {
                "what": what,
                "code": code,
                "rows": total.rows,
                "amount": format_amount(total.actual or total.budget or Decimal(0)),
            }
            for (what, code), total in unknown[:MAX_UNKNOWN_CODES]
        ],
    }
