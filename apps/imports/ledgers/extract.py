"""An extract from an economy system: rows of account, responsibility, activity, period and amount, as CSV or Excel.

Nothing is known of it beforehand: which column is which, how numbers are written and what a minus means is said in a
``Mapping``, which has a guess for every question.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any, NamedTuple

from apps.core.swedish import tidy_text
from apps.core.tertials import Tertial
from apps.imports.ledgers.amounts import DecimalEvidence, collect_evidence, parse_ledger_amount
from apps.imports.ledgers.heading_periods import find_last_month, find_other_period, is_moved
from apps.imports.ledgers.periods import parse_ledger_period
from apps.imports.report_format.errors import CellError, ErrorLog
from apps.imports.report_format.raw_sheets import RawLine, RawSheet
from apps.imports.table_files.table_sheets import choose_table, find_sheet, rank_sheets, read_table_sheets

MAX_LEDGER_ROWS = 400_000
LEDGER_COLUMN_LABELS = {
    "account": "konto",
    "unit": "ansvar",
    "activity": "verksamhet",
    "period": "period",
    "amount": "belopp",
    "debit": "debet, om det står för sig",
    "credit": "kredit, om det står för sig",
    "budget": "budget, hela året",
    "period_budget": "budget, januari till och med perioden",
}
_USUAL_HEADERS = {
    "account": ("konto", "kontonr", "kto", "account"),
    "unit": ("ansvar", "enhet", "kostnadsställe", "kst", "resultatenhet"),
    "activity": ("verksamhet", "vht", "verks", "aktivitet"),
    "period_budget": (
        *("periodbudget", "periodens budget", "period budget", "ackumulerad budget", "ack budget", "ack. budget"),
        *("budget period", "budget ack", "budget jan", "budget t.o.m", "budget tom", "budget t o m", "budget hittills"),
    ),
    "period": ("period", "månad", "datum", "bokföringsdatum", "verifikationsdatum"),
    "debit": ("debet", "debit"),
    "credit": ("kredit", "credit"),
    "amount": ("belopp", "utfall", "saldo", "summa", "redovisat"),
    "budget": ("budget", "årsbudget", "plan"),
}
ACCOUNT_HEADERS = frozenset(_USUAL_HEADERS["account"])
DEFAULT_ACCOUNTS = (
    "3000-3999 intäkter",
    "4000-4999 övrigt",
    "5000-5999 personal",
    "6000-6099 lokaler",
    "6100-7899 övrigt",
    "7900-7999 kapital",
    "8400-8599 kapital",
)
"""Kommun-Bas by class; a municipality's own plan may differ, and the lines can be changed."""
_RANGE_PATTERN = re.compile(r"(?P<low>\d+) ?- ?(?P<high>\d+)(?: .*)?|\d+[xX*]+(?: .*)?", re.ASCII)
_SUM_PATTERN = re.compile(r"(?:del)?summa\b|s:a\b|total|resultat\b|netto", re.IGNORECASE)
NAMED_SUM_PATTERN = re.compile(r" *(?:(?:del)?summa\b|s:a\b|total(?:t|summa|er|ed)?\b)", re.IGNORECASE)
"""A row that has an account and yet is called a sum; account names may begin with ”netto” and ”resultat”."""
_AMOUNT_COLUMNS = ("amount", "debit", "credit", "budget", "period_budget")
SUM_ROWS, HEADING_ROWS, ROWS_WITHOUT_ACCOUNT = "summarader", "upprepade rubrikrader", "rader utan konto och belopp"
MAX_LINES_ABOVE_HEADINGS = 60
DECEMBER = 12


class LedgerRow(NamedTuple):
    """A row of the file: ``number`` is its row in the file; a month of None counts in every period."""

    number: int
    account: str
    unit: str
    activity: str
    year: int | None
    month: int | None
    amount: Decimal | None
    budget: Decimal | None
    period_budget: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFileMapping:
    """How to read a file. ``columns`` are places from 0, ``areas`` and ``accounts`` lines as people write them.

    ``headers`` are the headings of those columns, by which they are found in the next file, and ``unused`` those that
    were chosen for nothing. ``sheet`` is a workbook's title and ``heading`` the headings' row in the file, 0 where it
    has none; empty and None to guess. ``delimiter`` is one of ``DELIMITERS``, empty to guess. ``by`` is what decides
    the area: ``unit``, ``activity``, or ``both`` for pairs of them. ``account_codes`` and ``area_codes`` say what
    single codes mean, and go before the lines. ``dimension`` is that of an SIE file, or two of them; None for the usual
    one. ``budget`` says if the budget is the year's or by month; empty to guess.
    """

    columns: dict[str, int] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    sheet: str = ""
    heading: int | None = None
    delimiter: str = ""
    decimal: str = ","
    scale: str = "kr"
    sign: str = "cost_positive"
    by: str = "unit"
    dimension: str | None = None
    budget: str = ""
    accounts: tuple[str, ...] = DEFAULT_ACCOUNTS
    areas: tuple[str, ...] = ()
    account_codes: dict[str, str] = field(default_factory=dict)
    area_codes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: dict[str, Any] | None) -> "LedgerFileMapping":
        """From what was stored; unknown keys are passed over."""
        known = {key: value for key, value in (stored or {}).items() if key in cls.__dataclass_fields__}
        for key in ("accounts", "areas", "unused"):
            if key in known:
                known[key] = tuple(known[key])
        return cls(**known)

    def as_json(self) -> dict[str, Any]:
        """For storing."""
        return {**asdict(self), "accounts": list(self.accounts), "areas": list(self.areas), "unused": list(self.unused)}


_NO_MAPPING = LedgerFileMapping()


def read_ledger_table(
    content: bytes, name: str, log: ErrorLog, mapping: LedgerFileMapping = _NO_MAPPING
) -> RawSheet | None:
    """The table that a mapping chooses in a text file or workbook, its first line the headings; else the likeliest."""
    sheets = list_ledger_sheets(content, name, log, mapping.delimiter)
    return choose_ledger_table(sheets, mapping) if sheets else None


def list_ledger_sheets(content: bytes, name: str, log: ErrorLog, delimiter: str = "") -> list[RawSheet]:
    """All sheets of a file whole, the one that looks most like an extract first; hidden ones last."""
    sheets = rank_sheets(read_table_sheets(content, name, log, MAX_LEDGER_ROWS, delimiter))
    return sorted(sheets, key=lambda one: (one.hidden, -_find_heading_line(one.lines)[1]))


def choose_ledger_table(sheets: Sequence[RawSheet], mapping: LedgerFileMapping = _NO_MAPPING) -> RawSheet:
    """The chosen sheet from its headings on: what is above is passed over. Columns get numbers where it has none."""
    return choose_table(sheets, mapping.sheet, mapping.heading, lambda lines: _find_heading_line(lines)[0])


def _find_heading_line(lines: Sequence[RawLine]) -> tuple[int, int]:
    """The place of the line with most of the usual headings, and how many; where none has two, the first with cells."""
    heads = [[_normalise_header(cell) for cell in line.cells] for line in lines[:MAX_LINES_ABOVE_HEADINGS]]
    counts = [len(_guess_columns(head)) for head in heads]
    best = max(counts, default=0)
    if best >= 2:
        return counts.index(best), best
    return next((place for place, head in enumerate(heads) if sum(map(bool, head)) > 1), 0), best


def fit_mapping_to_file(mapping: LedgerFileMapping, sheets: Sequence[RawSheet], period: Tertial) -> LedgerFileMapping:
    """A mapping made for another file, for this: the heading row is where the known headings are now."""
    if mapping.heading:
        lines = find_sheet(sheets, mapping.sheet).lines[:MAX_LINES_ABOVE_HEADINGS]
        known = set(mapping.headers.values())
        rows = [line.number for line in lines if known <= {_normalise_header(cell) for cell in line.cells}]
        mapping = replace(mapping, heading=rows[0] if known and rows else None)
    return fit_mapping(mapping, choose_ledger_table(sheets, mapping), period)


def add_headers(mapping: LedgerFileMapping, headers: Sequence[str]) -> LedgerFileMapping:
    """The mapping that remembers what its columns are called."""
    named = {key: _normalise_header(headers[place]) for key, place in mapping.columns.items() if place < len(headers)}
    unused = {_normalise_header(header) for header in headers} - {*named.values(), ""}
    return replace(mapping, headers=named, unused=tuple(sorted(unused)))


def fit_mapping(mapping: LedgerFileMapping, sheet: RawSheet, period: Tertial) -> LedgerFileMapping:
    """A mapping made for another file: its columns are where their headings are now, else where they are guessed.

    A heading that says its period is the same where it says the report's now, and nothing else differs. What was chosen
    for nothing in that file is not guessed to be something.
    """
    if not mapping.headers:
        return mapping
    headers = [_normalise_header(cell) for cell in sheet.lines[0].cells]
    found = _find_headings(mapping.headers, headers, period)
    pair = {"debit", "credit"}
    for key, place in guess_mapping(sheet).columns.items():
        is_other_way = (key == "amount" and found.keys() & pair) or (key in pair and "amount" in found)
        if key not in found and place not in found.values() and headers[place] not in mapping.unused:
            found |= {} if is_other_way else {key: place}
    return replace(mapping, columns=found)


def _find_headings(wanted: Mapping[str, str], headers: Sequence[str], period: Tertial) -> dict[str, int]:
    """The places of the known headings, or of the same ones with the report's period in place of the one they had."""
    found: dict[str, int] = {}
    for key, heading in wanted.items():
        is_accumulated = key != "budget"
        moved = [n for n, one in enumerate(headers) if is_moved(heading, one, period, is_accumulated=is_accumulated)]
        is_past = bool(find_other_period(heading, period, is_accumulated=is_accumulated)) and len(moved) == 1
        if heading in headers and not is_past:
            found[key] = headers.index(heading)
        elif len(moved) == 1:
            found[key] = moved[0]
    return found


def _normalise_header(cell: str) -> str:
    return tidy_text(cell).casefold()


def guess_mapping(sheet: RawSheet) -> LedgerFileMapping:
    """The columns by their headings, and the decimal sign by what all rows prove."""
    columns = _guess_columns([_normalise_header(cell) for cell in sheet.lines[0].cells])
    places = [columns[key] for key in _AMOUNT_COLUMNS if key in columns]
    cells = (line.cells[place] for line in sheet.lines[1:] for place in places if place < len(line.cells))
    return LedgerFileMapping(columns=columns, decimal=collect_evidence(cells).decimal)


def list_unclear_amounts(sheet: RawSheet, mapping: LedgerFileMapping) -> list[tuple[int, str, Decimal]]:
    """Cells as 1.234, which can be read in two ways, where no other cell shows how the sign is used.

    Each with its row, its text and how it is read.
    """
    found = DecimalEvidence()
    places = [mapping.columns[key] for key in _AMOUNT_COLUMNS if key in mapping.columns]
    for line in sheet.lines[1:]:
        for place in places:
            if place < len(line.cells):
                found.add(line.cells[place], line.number)
    return found.list_unclear(mapping.decimal)


def _guess_columns(headers: Sequence[str]) -> dict[str, int]:
    """For each column that is known by its usual headers, the first place that no other has taken."""
    columns: dict[str, int] = {}
    for key, prefixes in _USUAL_HEADERS.items():
        for place, header in enumerate(headers):
            if _is_usual_header(key, header, prefixes) and place not in columns.values():
                columns.setdefault(key, place)
    if "amount" in columns and {"debit", "credit"} <= columns.keys() and headers[columns["amount"]].startswith("saldo"):
        del columns["amount"]  # a running balance beside debit and credit
    if "amount" in columns or not {"debit", "credit"} <= columns.keys():
        columns.pop("debit", None)
        columns.pop("credit", None)
    return columns


def _is_usual_header(key: str, header: str, prefixes: Sequence[str]) -> bool:
    """Does a heading begin as the column's? A budget that names fewer months than a year's is the period's."""
    last = find_last_month(header) if header.startswith("budget") else None
    if last and key in ("budget", "period_budget"):
        return (key == "budget") == (last == DECEMBER)
    return header.startswith(tuple(prefixes))


@dataclass
class OmittedSum:
    """Rows that are not counted for one reason, and what they say."""

    rows: int = 0
    actual: Decimal = Decimal(0)
    budget: Decimal = Decimal(0)
    period_budget: Decimal = Decimal(0)

    def add(self, actual: Decimal | None, budget: Decimal | None, period_budget: Decimal | None) -> None:
        """One row more."""
        self.rows += 1
        self.actual += actual or Decimal(0)
        self.budget += budget or Decimal(0)
        self.period_budget += period_budget or Decimal(0)


def check_columns(mapping: LedgerFileMapping, file: str, log: ErrorLog) -> None:
    """Add an error where a mapping has not said which columns rows are read from."""
    columns = mapping.columns
    if "account" not in columns:
        log.file(file, f"Välj vilken kolumn som är {LEDGER_COLUMN_LABELS['account']}.")
    if ("amount" in columns) == ("debit" in columns or "credit" in columns):
        log.file(file, "Välj vilken kolumn som är belopp, eller vilka som är debet och kredit.")


def iter_ledger_rows(
    sheet: RawSheet, mapping: LedgerFileMapping, log: ErrorLog, omitted: dict[str, OmittedSum] | None = None
) -> Iterator[LedgerRow]:
    """The rows of the file under its headings. What can't be read is an error of its own; sums go to ``omitted``."""
    check_columns(mapping, sheet.file, log)
    if log.errors:
        return
    sums = {} if omitted is None else omitted
    headings = [_normalise_header(cell) for cell in sheet.lines[0].cells]
    for line in sheet.lines[1:]:
        row = _parse_row(line, headings, sheet, mapping, log, sums)
        if row is not None:
            yield row


def _parse_row(
    line: RawLine,
    headings: list[str],
    sheet: RawSheet,
    mapping: LedgerFileMapping,
    log: ErrorLog,
    omitted: dict[str, OmittedSum],
) -> LedgerRow | None:
    width = len(line.cells)
    texts = {key: line.cells[place].strip() if place < width else "" for key, place in mapping.columns.items()}
    problem = _find_row_problem(line, headings, sheet, mapping)
    if problem:
        log.add(CellError(sheet.file, line.number, None, "", problem))
        return None
    account = tidy_text(texts["account"])
    reason = _find_omission(line, headings, account, texts, mapping.columns["account"])
    amounts: dict[str, Decimal | None] = dict.fromkeys(_AMOUNT_COLUMNS)
    for key in (each for each in _AMOUNT_COLUMNS if each in texts):
        try:
            amounts[key] = parse_ledger_amount(texts[key], mapping.decimal, mapping.scale)
        except ValueError as error:
            if not reason:
                header = sheet.lines[0].cells[mapping.columns[key]]
                log.add(CellError(sheet.file, line.number, header or None, "", str(error)))
                return None
    amount = amounts["amount"]
    if amounts["debit"] is not None or amounts["credit"] is not None:
        amount = (amounts["debit"] or Decimal(0)) - (amounts["credit"] or Decimal(0))
    if reason:
        omitted.setdefault(reason, OmittedSum()).add(amount, amounts["budget"], amounts["period_budget"])
        return None
    if not any(sign.isdigit() for sign in account.split(" ")[0]):
        message = (
            "Raden har ett belopp men inget konto. Skriv kontot på varje rad, eller ta bort raden om den är en summa."
        )
        log.add(CellError(sheet.file, line.number, None, account, message))
        return None
    try:
        year, month = parse_ledger_period(texts.get("period", ""), closing=True)
    except ValueError as error:
        log.add(CellError(sheet.file, line.number, None, "", str(error)))
        return None
    return LedgerRow(
        line.number, account.split(" ")[0], texts.get("unit", ""), texts.get("activity", ""), year,
        min(month, 12) if month is not None else None, amount, amounts["budget"], amounts["period_budget"],
    )  # fmt: skip


def _find_row_problem(line: RawLine, headings: list[str], sheet: RawSheet, mapping: LedgerFileMapping) -> str:
    """Why the row's cells can't be trusted to be those of the headings, in Swedish; empty where they can."""
    if len(line.cells) > len(headings) and any(cell.strip() for cell in line.cells[len(headings) :]):
        return (
            "Raden har fler celler än rubrikraden, så beloppen kan stå i fel kolumn. Skriv belopp med decimalkomma"
            " inom citattecken, eller spara med ett annat skiljetecken."
        )
    for key in _AMOUNT_COLUMNS if sheet.filled_down else ():
        merged = sheet.filled_down.get((line.number, mapping.columns.get(key, -1) + 1))
        if merged:
            return f"Beloppet i {merged} är sammanslaget för flera rader. Dela cellen och skriv varje rads belopp."
    return ""


def _find_omission(line: RawLine, headings: list[str], account: str, texts: Mapping[str, str], place: int) -> str:
    """Why a row is not counted: it repeats the headings, or sums up others. Empty for a row that is."""
    if account.isdigit() and account != headings[place]:
        return ""
    if account and _normalise_header(account) == headings[place]:
        return HEADING_ROWS
    found = _RANGE_PATTERN.fullmatch(account)
    if found and (found["low"] is None or len(found["low"]) == len(found["high"])):
        return SUM_ROWS
    code, _, rest = account.partition(" ")
    if any(sign.isdigit() for sign in code):
        return SUM_ROWS if rest and NAMED_SUM_PATTERN.match(rest) else ""
    if not any(sign.isdigit() for key in _AMOUNT_COLUMNS for sign in texts.get(key, "")):
        return ROWS_WITHOUT_ACCOUNT
    return SUM_ROWS if any(_SUM_PATTERN.match(text.strip()) for text in line.cells) else ""
