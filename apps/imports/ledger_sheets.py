"""From a foreign file to the sheet ``drift``: codes become areas and cost types, months what has accumulated."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from apps.budget.kronor import KRONOR_PER_UNIT
from apps.budget.models import CostType
from apps.core.swedish import format_number, round_half_up
from apps.core.tertials import Tertial
from apps.imports.columns import Choice, labels_of
from apps.imports.errors import ErrorLog
from apps.imports.export import OWN, sheet_of
from apps.imports.ledger import LedgerRow, Mapping, read_table, rows_of
from apps.imports.models import FileKind, ImportJob
from apps.imports.preview import Origin
from apps.imports.progress import STAGES, Progress
from apps.imports.schema import BY_NAME
from apps.imports.sheets import Sheet
from apps.imports.sie import chosen_level, ledger_rows, level_names, outside, read_sie
from apps.imports.signs import as_written
from apps.imports.validate import KEYS
from apps.organisation.models import ServiceArea

WORDS: Choice = labels_of(CostType)
NOT_COUNTED = "-"
MOST_UNKNOWN = 50
LONGEST_CODE = 40
STEP = 5000


class Rule(NamedTuple):
    """Codes from ``low`` to ``high`` mean ``target``; compared as text of the same length, so that 0100 is not 100."""

    low: str
    high: str
    target: str

    def holds(self, code: str) -> bool:
        """Does the rule speak of the code? Longer codes belong to the range of their beginning."""
        head = code[: len(self.low)]
        return len(code) >= len(self.low) and self.low <= head <= self.high


@dataclass
class Sum:
    """The money of one area and cost type, in kronor with the file's sign."""

    actual: Decimal | None = None
    budget: Decimal | None = None
    first: int = 0
    rows: int = 0

    def add(self, row: LedgerRow) -> None:
        """One row more."""
        if row.amount is not None:
            self.actual = (self.actual or Decimal(0)) + row.amount
        if row.budget is not None:
            self.budget = (self.budget or Decimal(0)) + row.budget
        self.first = self.first or row.number
        self.rows += 1


@dataclass
class Found:
    """The sheets that the file gives, where their rows came from, and what the preview tells of it."""

    sheets: list[Sheet]
    origins: dict[tuple[str, str], Origin]
    told: dict[str, Any]


@dataclass
class Grouped:
    """All rows of a file, by what they mean. ``unknown`` counts the codes that no rule speaks of."""

    sums: dict[tuple[str, str], Sum] = field(default_factory=dict)
    unknown: dict[tuple[str, str], Sum] = field(default_factory=dict)
    left_out: Sum = field(default_factory=Sum)
    other_periods: int = 0
    rows: int = 0


def rules_of(lines: Iterable[str], targets: dict[str, str], what: str, log: ErrorLog) -> list[Rule]:
    """Rules as people write them: ``3000-3999 intäkter``, ``4711 hemtjanst``, ``9999 -`` for what is not counted."""
    rules = []
    for line in lines:
        codes, _, target = " ".join(line.split()).partition(" ")
        if not codes:
            continue
        low, _, high = codes.partition("-")
        named = targets.get(target.strip().casefold(), NOT_COUNTED if target.strip() == NOT_COUNTED else "")
        if not named or len(low) > LONGEST_CODE or (high and (len(high) != len(low) or high < low)):
            log.file("koppling", f"Raden går inte att förstå: kod eller intervall, blanksteg, {what}.", line[:60])
            continue
        rules.append(Rule(low, high or low, named))
    # The narrowest rule first: 4711 before 4000-4999.
    return sorted(rules, key=lambda rule: (rule.low != rule.high, -len(rule.low)))


def area_rules(mapping: Mapping, codes: Iterable[str], log: ErrorLog) -> list[Rule]:
    """Which of the board's areas, named by their ``codes``, the codes in the file mean."""
    return rules_of(mapping.areas, {code.casefold(): code for code in codes}, "verksamhetens kod", log)


def account_rules(mapping: Mapping, log: ErrorLog) -> list[Rule]:
    """Which cost types the accounts in the file mean."""
    return rules_of(mapping.accounts, {word: WORDS(word) for word in WORDS.words}, "kostnadsslag", log)


def target_of(rules: Sequence[Rule], code: str, seen: dict[str, str]) -> str:
    """What a code means; empty when no rule speaks of it."""
    if code not in seen:
        seen[code] = next((rule.target for rule in rules if rule.holds(code)), "")
    return seen[code]


def ledger_sheets(job: ImportJob, progress: Progress) -> Found:
    """Read a job's foreign file by its mapping. ``ReportErrors`` when it can't be."""
    log = ErrorLog()
    mapping = Mapping.of(job.mapping)
    rows, told = _rows(job, mapping, log, progress)
    log.stop_if_any()
    rules = area_rules(mapping, _area_codes(job), log), account_rules(mapping, log)
    log.stop_if_any()
    period = Tertial(job.round.year, job.round.tertial)
    grouped = _group(rows, mapping, rules, period, progress)
    if not grouped.sums:
        log.file(job.file.name, "Ingen rad i filen hör till rapporten. Se över kopplingen och perioden.")
        if grouped.unknown:
            some = ", ".join(f"{what} {code}" for what, code in list(grouped.unknown)[:10])
            log.file(job.file.name, f"Koder utan koppling: {some}.")
        log.stop_if_any()
    has_budget = any(row.budget for row in rows)
    sheet, origins = _sheet(job, grouped, mapping, period, has_budget=has_budget)
    zeros = not has_budget and any(row.budget is not None for row in rows)
    return Found([sheet], origins, {"ledger": {**told, **_told(grouped), "only_zero_budgets": zeros}})


def _rows(
    job: ImportJob, mapping: Mapping, log: ErrorLog, progress: Progress
) -> tuple[list[LedgerRow], dict[str, Any]]:
    content = bytes(job.file.content)
    if job.file.kind == FileKind.SIE:
        found = read_sie(content, job.file.name, log)
        level = chosen_level(found, mapping.dimension)
        told = {
            "encoding": found.encoding,
            "level": ", ".join(level_names(found, level)) or "konton utan objekt",
            "outside": _kr(outside(found, level)),
        }
        return list(ledger_rows(found, level)), told
    sheet = read_table(content, job.file.name, log)
    if sheet is None:
        return [], {}
    return list(_counted(rows_of(sheet, mapping, log), len(sheet.lines), 1, "Läser raderna", progress)), {}


def _counted(rows: Iterable[LedgerRow], total: int, stage: int, what: str, progress: Progress) -> Iterator[LedgerRow]:
    """The rows, and now and then a word of how many have passed. ``stage`` is that of the job."""
    for number, row in enumerate(rows):
        if number % STEP == 0:
            told = f"{what}: {format_number(number)} av {format_number(total)}"
            progress.tell(stage * total + number, STAGES * total, told)
        yield row


def _area_codes(job: ImportJob) -> list[str]:
    return list(ServiceArea.objects.filter(board=job.board_id).values_list("code", flat=True))


def _group(
    rows: Sequence[LedgerRow],
    mapping: Mapping,
    rules: tuple[list[Rule], list[Rule]],
    period: Tertial,
    progress: Progress,
) -> Grouped:
    found = Grouped()
    areas: dict[str, str] = {}
    accounts: dict[str, str] = {}
    scale = KRONOR_PER_UNIT[mapping.scale]  # type: ignore[index]
    for row in _counted(rows, len(rows), 2, "Räknar ihop raderna", progress):
        found.rows += 1
        told = _of_period(row, period)
        if told is None:
            found.other_periods += 1
            continue
        scaled = told._replace(amount=_times(told.amount, scale), budget=_times(told.budget, scale))
        code = row.activity if mapping.by == "activity" else row.unit
        _place(found, scaled, code, target_of(rules[0], code, areas), target_of(rules[1], row.account, accounts))
    return found


def _place(found: Grouped, row: LedgerRow, code: str, area: str, kind: str) -> None:
    """A row belongs to an area and a cost type, or is left out on purpose, or has a code that nobody has spoken of."""
    if NOT_COUNTED in (area, kind):
        found.left_out.add(row)
    elif not kind:
        found.unknown.setdefault(("konto", row.account), Sum()).add(row)
    elif not area:
        found.unknown.setdefault(("kod", code), Sum()).add(row)
    else:
        found.sums.setdefault((area, kind), Sum()).add(row)


def _times(amount: Decimal | None, scale: int) -> Decimal | None:
    return None if amount is None else amount * scale


def _of_period(row: LedgerRow, period: Tertial) -> LedgerRow | None:
    """What the row tells of the months from January to the end of the tertial. A budget is always the whole year's."""
    if row.year is not None and row.year != period.year:
        return None
    if row.month is None or row.month <= period.end.month:
        return row
    return None if row.budget is None else row._replace(amount=None)


def _sheet(
    job: ImportJob, grouped: Grouped, mapping: Mapping, period: Tertial, *, has_budget: bool
) -> tuple[Sheet, dict[tuple[str, str], Origin]]:
    """The sheet with the columns that the file has. A budget of zero everywhere is a system without budgets."""
    rows, origins = [], {}
    amounts = ("budget", "actual") if has_budget else ("actual",)
    columns = [column for column in BY_NAME["drift"].columns if column.key in (*KEYS["operating"], *amounts)]
    for (area, kind), total in sorted(grouped.sums.items()):
        key = " · ".join([area, str(period.year), str(period.number), kind, ""])
        origins["drift", key] = Origin(job.file.name, total.first, total.rows)
        rows.append(
            {
                "area": area,
                "year": period.year,
                "tertial": period.number,
                "cost_type": kind,
                **{
                    column: as_written(kronor, column=column, kind=kind, convention=OWN)
                    for column in amounts
                    if (kronor := _inside(getattr(total, column), kind, mapping.sign)) is not None
                },
            }
        )
    return sheet_of("drift", columns, rows), origins


def _inside(amount: Decimal | None, kind: str, sign: str) -> int | None:
    """Whole kronor as the product keeps them: revenue and cost both positive."""
    if amount is None:
        return None
    turned = (sign == "cost_positive") == (kind == CostType.REVENUE) and sign != "both_positive"
    return int(round_half_up(-amount if turned else amount))


def _told(grouped: Grouped) -> dict[str, Any]:
    """The file's totals for the preview: counted, left out, and the codes without a rule, largest first."""
    unknown = sorted(grouped.unknown.items(), key=lambda item: -abs(item[1].actual or item[1].budget or Decimal(0)))
    counted = [total.actual for total in grouped.sums.values() if total.actual is not None]
    return {
        "rows": grouped.rows,
        "other_periods": grouped.other_periods,
        "counted": _kr(sum(counted, Decimal(0))),
        "left_out": _kr(grouped.left_out.actual),
        "left_out_rows": grouped.left_out.rows,
        "unknown_count": len(unknown),
        "unknown": [
            {"what": what, "code": code, "rows": total.rows, "amount": _kr(total.actual or total.budget)}
            for (what, code), total in unknown[:MOST_UNKNOWN]
        ],
    }


def _kr(amount: Decimal | None) -> str:
    return format_number(amount or Decimal(0), 0)
