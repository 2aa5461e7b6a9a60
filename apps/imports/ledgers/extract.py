"""An extract from an economy system: rows of account, responsibility, activity, period and amount, as CSV or Excel.

Nothing is known of it beforehand: which column is which, how numbers are written and what a minus means is said in a
``Mapping``, which has a guess for every question.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any, NamedTuple

from apps.core.swedish import tidy_text
from apps.imports.report_format.errors import CellError, ErrorLog
from apps.imports.report_format.raw_sheets import RawLine, RawSheet
from apps.imports.table_files.table_sheets import rank_sheets, read_table_sheets

MAX_LEDGER_ROWS = 150_000
LEDGER_COLUMN_LABELS = {
    "account": "konto",
    "unit": "ansvar",
    "activity": "verksamhet",
    "period": "period",
    "amount": "belopp",
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
_PERIOD_PATTERN = re.compile(r"(?P<year>\d{4})[-/. ]?(?P<month>\d{2})(?:[-/. ]?\d{2})?(?:[ T].*)?")
_MONEY_PATTERN = re.compile(r"[+-]?\d+(?:\.\d+)?")
_MAX_AMOUNT = Decimal(10) ** 15


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

    ``headers`` are the headings of those columns, by which they are found in the next file. ``dimension`` is the level
    of an SIE file; None for the usual one. ``budget`` says if the budget is the year's or by month; empty to guess.
    """

    columns: dict[str, int] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    decimal: str = ","
    scale: str = "kr"
    sign: str = "cost_positive"
    by: str = "unit"
    dimension: str | None = None
    budget: str = ""
    accounts: tuple[str, ...] = DEFAULT_ACCOUNTS
    areas: tuple[str, ...] = ()

    @classmethod
    def of(cls, stored: dict[str, Any] | None) -> "LedgerFileMapping":
        """From what was stored; unknown keys are passed over."""
        known = {key: value for key, value in (stored or {}).items() if key in cls.__dataclass_fields__}
        for key in ("accounts", "areas"):
            if key in known:
                known[key] = tuple(known[key])
        return cls(**known)

    def as_json(self) -> dict[str, Any]:
        """For storing."""
        return {**asdict(self), "accounts": list(self.accounts), "areas": list(self.areas)}


def read_ledger_table(content: bytes, name: str, log: ErrorLog) -> RawSheet | None:
    """The rows of a text file, or of the workbook's sheet that looks most like a table; hidden ones last."""
    return next(iter(rank_sheets(read_table_sheets(content, name, log, MAX_LEDGER_ROWS))), None)


def decode_text(content: bytes) -> str:
    """UTF-8 where it is, else Windows' own table; a byte that is no letter in either becomes a replacement sign."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def add_headers(mapping: LedgerFileMapping, headers: Sequence[str]) -> LedgerFileMapping:
    """The mapping that remembers what its columns are called."""
    named = {key: _normalise_header(headers[place]) for key, place in mapping.columns.items() if place < len(headers)}
    return replace(mapping, headers=named)


def fit_mapping(mapping: LedgerFileMapping, sheet: RawSheet) -> LedgerFileMapping:
    """A mapping made for another file: its columns are where their headings are now, else where they are guessed."""
    if not mapping.headers:
        return mapping
    headers = [_normalise_header(cell) for cell in sheet.lines[0].cells]
    found = {key: headers.index(heading) for key, heading in mapping.headers.items() if heading in headers}
    missing = mapping.headers.keys() - found
    guessed = guess_mapping(sheet).columns if missing else {}
    found |= {key: guessed[key] for key in missing & guessed.keys() if guessed[key] not in found.values()}
    return replace(mapping, columns=found)


def _normalise_header(cell: str) -> str:
    return tidy_text(cell).casefold()


def guess_mapping(sheet: RawSheet) -> LedgerFileMapping:
    """The columns by their headers, and how decimals are written by the first hundred rows."""
    columns = _guess_columns([_normalise_header(cell) for cell in sheet.lines[0].cells])
    amount = columns.get("amount")
    cells = [line.cells[amount] for line in sheet.lines[1:101] if amount is not None and amount < len(line.cells)]
    dots = sum(bool(re.search(r"\.\d{1,2}$", cell.strip("- "))) for cell in cells)
    commas = sum("," in cell for cell in cells)
    return LedgerFileMapping(columns=columns, decimal="." if dots > commas else ",")


def _guess_columns(headers: Sequence[str]) -> dict[str, int]:
    """For each column that is known by its usual headers, the first place that no other has taken."""
    columns: dict[str, int] = {}
    for key, prefixes in _USUAL_HEADERS.items():
        for place, header in enumerate(headers):
            fits = any(header == prefix or header.startswith(prefix) for prefix in prefixes)
            if fits and place not in columns.values():
                columns.setdefault(key, place)
    return columns


def iter_ledger_rows(sheet: RawSheet, mapping: LedgerFileMapping, log: ErrorLog) -> Iterator[LedgerRow]:
    """The rows of the file under its headers. A cell that can't be read is an error of its own."""
    for key in ("account", "amount"):
        if key not in mapping.columns:
            log.file(sheet.file, f"Välj vilken kolumn som är {LEDGER_COLUMN_LABELS[key]}.")
    if log.errors:
        return
    for line in sheet.lines[1:]:
        row = _parse_row(line, sheet, mapping, log)
        if row is not None:
            yield row


def _parse_row(line: RawLine, sheet: RawSheet, mapping: LedgerFileMapping, log: ErrorLog) -> LedgerRow | None:
    def cell(key: str) -> str:
        place = mapping.columns.get(key)
        return line.cells[place].strip() if place is not None and place < len(line.cells) else ""

    account = cell("account")
    for key in ("amount", "budget", "period_budget"):
        merged = sheet.filled_down.get((line.number, mapping.columns.get(key, -1) + 1))
        if merged:
            message = f"Beloppet i {merged} är sammanslaget för flera rader. Dela cellen och skriv varje rads belopp."
            log.add(CellError(sheet.file, line.number, None, cell(key), message))
            return None
    if not account or not account[0].isdigit():
        return None  # a sum row or a heading between the rows
    try:
        amount, budget, period_budget = (
            parse_ledger_amount(cell(key), mapping.decimal) for key in ("amount", "budget", "period_budget")
        )
        year, month = parse_ledger_period(cell("period"))
    except ValueError as error:
        log.add(CellError(sheet.file, line.number, None, "", str(error)))
        return None
    return LedgerRow(line.number, account, cell("unit"), cell("activity"), year, month, amount, budget, period_budget)


def parse_ledger_amount(cell: str, decimal: str) -> Decimal | None:
    """``1 234,50``, ``-1.234,50``, ``1,234.50-``: a number by the decimal sign said. ``ValueError`` in Swedish.

    A lone dash is how systems print that there is nothing.
    """
    text = tidy_text(cell).replace(" ", "").replace("'", "")
    if not text.strip("-"):
        return None
    if text.endswith("-"):
        text = "-" + text[:-1]
    thousand = "." if decimal == "," else ","
    text = text.replace(thousand, "").replace(decimal, ".")
    if not _MONEY_PATTERN.fullmatch(text):
        raise ValueError(f"”{cell[:40]}” är inget belopp.")
    found = Decimal(text)
    if abs(found) >= _MAX_AMOUNT:
        raise ValueError(f"Beloppet ”{cell[:40]}” är orimligt stort.")
    return found


def parse_ledger_period(cell: str) -> tuple[int | None, int | None]:
    """Year and month of ``202104``, ``2021-04``, ``2021-04-30`` or ``4``. ``ValueError`` in Swedish."""
    text = tidy_text(cell)
    if not text:
        return None, None
    if text.isascii() and text.isdigit() and len(text) <= 2 and 1 <= int(text) <= 12:
        return None, int(text)
    found = _PERIOD_PATTERN.fullmatch(text)
    if not found or not 1 <= int(found["month"]) <= 12:
        raise ValueError(f"”{cell[:40]}” är ingen period. Skriv till exempel 202104.")
    return int(found["year"]), int(found["month"])


def count_ledger_codes(rows: Sequence[LedgerRow]) -> dict[str, dict[str, int]]:
    """The codes in the file with how many rows each has, by what they are."""
    found: dict[str, dict[str, int]] = {"account": {}, "unit": {}, "activity": {}}
    for row in rows:
        for key, counts in found.items():
            code = getattr(row, key)
            counts[code] = counts.get(code, 0) + 1
    return found
