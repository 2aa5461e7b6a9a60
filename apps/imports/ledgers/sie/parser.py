"""From the lines of an SIE file to its contents. A line that can't be read is an error of its own."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from apps.imports.ledgers.sie.amounts import SieLineError
from apps.imports.ledgers.sie.book import (
    RESULT,
    Dimensions,
    SieBook,
    SieEntry,
)
from apps.imports.ledgers.sie.encodings import decode_sie
from apps.imports.ledgers.sie.tokens import Field, split_lines, split_tokens
from apps.imports.ledgers.sie.vouchers import VoucherReader
from apps.imports.report_format.errors import CellError, ErrorLog

MAX_LINES = 400_000
_FIRST_LINES = 100
_FIRST_LABELS = ("#FLAGGA", "#SIETYP")
_DATE_PATTERN = re.compile(r"(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})", re.ASCII)
_PERIOD_PATTERN = re.compile(r"(?P<year>\d{4})-?(?P<month>\d{2})(?:-?\d{2})?", re.ASCII)
_YEAR_NUMBER_PATTERN = re.compile(r"[+-]?\d{1,3}", re.ASCII)
_LAST_MONTH, _LAST_CLOSING_PERIOD = 12, 16
_UNREADABLE = "Raden går inte att läsa."


def read_sie_book(content: bytes, name: str, log: ErrorLog) -> SieBook:
    """Read a file. Lines that can't be read are errors; labels that tell no money of the result are passed over."""
    text, encoding = decode_sie(content)
    book = SieBook(encoding=encoding)
    lines = split_lines(text)
    if len(lines) > MAX_LINES:
        log.file(name, f"Filen får ha högst {MAX_LINES} rader.")
        return book
    if not any(line.lstrip("\ufeff \t").upper().startswith(_FIRST_LABELS) for line in lines[:_FIRST_LINES]):
        log.file(name, "Filen är ingen SIE-fil: den börjar inte med #FLAGGA.")
        return book
    reader = _LineReader(book)
    for number, line in enumerate(lines, start=1):
        try:
            reader.read(number, line.strip())
        except (SieLineError, IndexError) as error:
            message = str(error) if isinstance(error, SieLineError) else _UNREADABLE
            log.add(CellError(name, number, None, line.strip()[:60], message))
    reader.end()
    for number, amount in book.amounts.list_doubtful():
        message = (
            f"”{amount}” kan betyda två saker: punkten är före decimaler i SIE, men här står tre siffror efter den."
        )
        log.add(CellError(name, number, None, amount, message))
    return book


class _LineReader:
    """Takes one line after another, each by its label."""

    def __init__(self, book: SieBook) -> None:
        self.book = book
        self.vouchers = VoucherReader(book)
        self.results: list[tuple[int, SieEntry]] = []
        self._dims: dict[tuple[str, ...], Dimensions] = {}
        self._days: dict[str, date | None] = {}
        self._readers: dict[str, Callable[[int, str, list[Field]], None]] = {
            "#TRANS": self._read_voucher_row,
            "#RTRANS": self._read_voucher_row,
            "#BTRANS": self._read_voucher_row,
            "#VER": self._read_voucher,
            "#PSALDO": self._read_balance,
            "#PBUDGET": self._read_balance,
            "#RES": self._read_result,
            "#IB": self._note_balance,
            "#UB": self._note_balance,
            "#RAR": self._read_year,
            "#OMFATTN": self._read_coverage,
            "#VALUTA": self._read_currency,
            "#DIM": self._read_dimension,
            "#UNDERDIM": self._read_dimension,
            "#OBJEKT": self._read_object,
            "#KONTO": self._read_account,
            "#KTYP": self._read_account_type,
        }

    def read(self, number: int, line: str) -> None:
        """One line, with no space around it. ``SieLineError`` or ``IndexError`` when it is not as it should be."""
        line = line.lstrip("\ufeff{ \t")
        if line.startswith("}"):
            self.vouchers.end()
            line = line.lstrip("} \t")
        if not line.startswith("#"):
            return
        label = line.split(None, 1)[0].upper().partition("{")[0]
        reader = self._readers.get(label)
        if reader:
            reader(number, label[1:], split_tokens(line))

    def end(self) -> None:
        """The file is over: now all its years are known, by which the results are."""
        self.vouchers.end()
        years = self.book.years
        if 0 in years:
            years = {-1: (_move_back_a_year(years[0][0]), years[0][0] - timedelta(days=1)), **years}
        for index, entry in self.results:
            first_day = years[index][0] if index in years else None
            self.book.entries.append(entry._replace(year=first_day.year if first_day else None))

    def _read_voucher(self, number: int, label: str, fields: list[Field]) -> None:
        texts = [field for field in fields if isinstance(field, str)]
        day = self._parse_day(texts[3]) if len(texts) > 3 else None
        self.vouchers.begin(" ".join(text for text in texts[1:3] if text) or f"rad {number}", day)

    def _read_voucher_row(self, number: int, label: str, fields: list[Field]) -> None:
        group, rest = _split_group(fields, 2)
        if not rest or not _get_text(fields, 1):
            raise SieLineError("Beloppet saknas." if _get_text(fields, 1) else "Kontot saknas.")
        day = self._parse_day(rest[1]) if len(rest) > 1 else None
        if day is None and self.vouchers.day and self._parse_day(rest[0]) == self.vouchers.day:
            raise SieLineError("Beloppet saknas: där står ett datum.")
        amount = self.book.amounts.parse(number, rest[0])
        if day is None and self.vouchers.day is None:
            raise SieLineError("Raden har inget datum, och inget verifikat med datum.")
        self.vouchers.add(number, label, _get_text(fields, 1), self._parse_dims(group), day, amount)

    def _read_balance(self, number: int, label: str, fields: list[Field]) -> None:
        """``#PSALDO 0 202101 3000 {1 "100"} -1234.50``; the group may be left out."""
        group, rest = _split_group(fields, 4)
        if not rest:
            raise SieLineError("Beloppet saknas.")
        year, month = self._parse_period(_get_text(fields, 1), _get_text(fields, 2))
        account, dims = _get_text(fields, 3), self._parse_dims(group)
        amount = self.book.amounts.parse(number, rest[0])
        self.book.entries.append(SieEntry(number, label, account, dims, year, month, amount))

    def _read_result(self, number: int, label: str, fields: list[Field]) -> None:
        """``#RES 0 3000 -1234.50``: what the year became, or has become so far."""
        index = _parse_year_number(_get_text(fields, 1))
        _, rest = _split_group(fields, 3)
        if not rest:
            raise SieLineError("Beloppet saknas.")
        amount = self.book.amounts.parse(number, rest[0])
        self.book.has_balances = True
        self.results.append((index, SieEntry(number, RESULT, _get_text(fields, 2), (), None, None, amount)))

    def _note_balance(self, number: int, label: str, fields: list[Field]) -> None:
        self.book.has_balances = True

    def _read_year(self, number: int, label: str, fields: list[Field]) -> None:
        first, last = (_parse_date(_get_text(fields, place)) for place in (2, 3))
        if first is None or last is None or last < first:
            raise SieLineError("Räkenskapsårets första och sista dag skrivs 20210101 20211231.")
        self.book.years[_parse_year_number(_get_text(fields, 1))] = first, last

    def _read_coverage(self, number: int, label: str, fields: list[Field]) -> None:
        self.book.covers_until = _parse_date(_get_text(fields, 1))
        if self.book.covers_until is None:
            raise SieLineError("Datumet som filen räcker till skrivs 20210430.")

    def _read_currency(self, number: int, label: str, fields: list[Field]) -> None:
        self.book.currency = _get_text(fields, 1).upper()

    def _read_dimension(self, number: int, label: str, fields: list[Field]) -> None:
        dimension = _tidy_number(_get_text(fields, 1))
        self.book.dimensions[dimension] = _get_text(fields, 2) if len(fields) > 2 else ""
        if label == "UNDERDIM" and len(fields) > 3:
            self.book.parents[dimension] = _tidy_number(_get_text(fields, 3))

    def _read_object(self, number: int, label: str, fields: list[Field]) -> None:
        key = _tidy_number(_get_text(fields, 1)), _get_text(fields, 2).strip()
        self.book.objects[key] = _get_text(fields, 3) if len(fields) > 3 else ""

    def _read_account(self, number: int, label: str, fields: list[Field]) -> None:
        self.book.accounts[_get_text(fields, 1)] = _get_text(fields, 2) if len(fields) > 2 else ""

    def _read_account_type(self, number: int, label: str, fields: list[Field]) -> None:
        self.book.account_types[_get_text(fields, 1)] = _get_text(fields, 2).upper()

    def _parse_day(self, field: str) -> date | None:
        if field not in self._days:
            self._days[field] = _parse_date(field)
        return self._days[field]

    def _parse_dims(self, group: list[str]) -> Dimensions:
        key = tuple(group)
        if key not in self._dims:
            self._dims[key] = _pair_objects(group)
        return self._dims[key]

    def _parse_period(self, index: str, field: str) -> tuple[int, int]:
        """Year and month; a thirteenth period is the closing of the year, and counts as December."""
        text = field.strip()
        found = _PERIOD_PATTERN.fullmatch(text)
        if found:
            year, month = int(found["year"]), int(found["month"])
        elif text.isascii() and text.isdigit() and len(text) <= 2:
            years = self.book.years.get(_parse_year_number(index))
            if not years or years[0].month != 1:
                raise SieLineError(f"”{text}” är ingen period. Så skrivs en: 202104")
            year, month = years[0].year, int(text)
        else:
            raise SieLineError(f"”{text[:40]}” är ingen period. Så skrivs en: 202104")
        if month > _LAST_CLOSING_PERIOD or year == 0:
            raise SieLineError(f"”{text}” är ingen period. Så skrivs en: 202104")
        if month > _LAST_MONTH:
            self.book.facts.late_months += 1
        return year, min(month, _LAST_MONTH)


def _split_group(fields: list[Field], place: int) -> tuple[list[str], list[str]]:
    """The objects at a place, where there are any, and the texts after it."""
    if place >= len(fields):
        return [], []
    group = fields[place]
    rest = fields[place + 1 :] if isinstance(group, list) else fields[place:]
    return (group if isinstance(group, list) else []), [field for field in rest if isinstance(field, str)]


def _get_text(fields: list[Field], place: int) -> str:
    field = fields[place]
    if isinstance(field, list):
        raise SieLineError(_UNREADABLE)
    return field


def _pair_objects(group: list[str]) -> Dimensions:
    if len(group) % 2:
        raise SieLineError("Objektlistan går inte ihop: den är par av dimension och objekt.")
    found: dict[str, str] = {}
    for number, code in zip(group[::2], group[1::2], strict=True):
        dimension, code = _tidy_number(number), code.strip()
        if found.get(dimension, code) != code:
            raise SieLineError("Objektlistan har två objekt i samma dimension.")
        if dimension and code:
            found[dimension] = code
    return tuple(sorted(found.items(), key=lambda pair: (len(pair[0]), pair)))


def _tidy_number(text: str) -> str:
    text = text.strip()
    return text.lstrip("0") or "0" if text.isdigit() else text


def _parse_year_number(text: str) -> int:
    if not _YEAR_NUMBER_PATTERN.fullmatch(text.strip()):
        raise SieLineError(f"”{text[:40]}” är inget årsnummer. Året heter 0, och året före -1.")
    return int(text)


def _move_back_a_year(day: date) -> date:
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else date(day.year - 1, 3, 1)


def _parse_date(text: str) -> date | None:
    found = _DATE_PATTERN.fullmatch(text.strip())
    if not found:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
