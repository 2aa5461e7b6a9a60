"""An SIE file as rows of a ledger: what counts in a dimension, what doesn't and why, and what must be answered first.

Every amount of the file ends in one of three places: a row, an omission with its reason, or an error at its line.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from apps.core.tertials import Tertial
from apps.imports.ledgers.amounts import format_kronor
from apps.imports.ledgers.extract import LedgerRow
from apps.imports.ledgers.reading import FileQuestion, LedgerReading
from apps.imports.ledgers.sie.agreement import find_accumulated_question, iter_disagreements
from apps.imports.ledgers.sie.book import BALANCE, BUDGET, RESULT, SieBook, SieEntry
from apps.imports.ledgers.sie.dimensions import (
    ADD_UP,
    COUNT_ONCE,
    WHOLE_FILE,
    DimensionChoice,
    format_dimension,
    has_dimension,
    list_dimensions,
    list_pairs,
    parse_dimension_choice,
    split_dimensions,
)
from apps.imports.ledgers.sie.omissions import list_omissions
from apps.imports.ledgers.sie.parser import read_sie_book
from apps.imports.ledgers.sie.reach import describe_reach, find_reach_problem, iter_reach_questions
from apps.imports.ledgers.sie.remarks import iter_dimension_remarks, iter_text_remarks
from apps.imports.ledgers.sie.years import SieYear
from apps.imports.report_format.errors import ErrorLog


class DimensionOption(NamedTuple):
    """A dimension to choose: ``key`` is stored in a mapping, ``rows`` and the amounts are what it tells of the year.

    Amounts are written out, as actual of costs less revenue, and the year's budget.
    """

    key: str
    label: str
    rows: int
    actual: str
    budget: str


def read_sie_ledger(content: bytes, name: str, dimension: str | None, period: Tertial, log: ErrorLog) -> LedgerReading:
    """Read a file in a dimension, None for the one with most of the money. What can't be read is in ``log``."""
    return build_sie_reading(read_sie_book(content, name, log), name, dimension, period, log)


def build_sie_reading(book: SieBook, name: str, dimension: str | None, period: Tertial, log: ErrorLog) -> LedgerReading:
    """The reading of a file whose lines have been read."""
    if log.errors and not book.entries:
        return LedgerReading()
    year = SieYear(book, period.year)
    choice = choose_dimension(year, dimension)
    label = year.find_actual_label(choice)
    problem = find_reach_problem(year, label, period) or _find_emptiness(year)
    if problem:
        log.file(name, problem)
    omitted = list_omissions(year, choice, label)
    return LedgerReading(
        rows=list(_iter_rows(year, choice, label)),
        omitted=omitted,
        remarks=[
            describe_reach(year, label),
            *iter_text_remarks(book, period.year),
            *iter_dimension_remarks(year, choice, label, dimension),
            *iter_disagreements(year, label),
        ],
        questions=list(_iter_questions(year, choice, label, period)),
        notes={
            "encoding": book.encoding,
            "level": format_dimension(book, choice.dimension),
        },
    )


def choose_dimension(year: SieYear, stored: str | None) -> DimensionChoice:
    """What a mapping says where the file has that dimension, else the one that tells most of the money."""
    choice = parse_dimension_choice(stored) if stored is not None else None
    if not year.has_months() and not year.entries.get(BUDGET) and year.entries.get(RESULT):
        return DimensionChoice(WHOLE_FILE)  # a year's results have no objects
    if choice and has_dimension(year.book, choice.dimension):
        return choice
    return year.find_default_choice()


def list_dimension_options(book: SieBook, period_year: int) -> list[DimensionOption]:
    """The dimensions that a person may choose between; where the file shows no other way, also how levels are read."""
    year = SieYear(book, period_year)
    options = []
    for number in [*list_dimensions(book), *list_pairs(book), WHOLE_FILE]:
        choice = DimensionChoice(number)
        options.append(_build_option(year, choice))
        if any(not year.place(label, choice).is_sure for label in (BALANCE, BUDGET)):
            options += [_build_option(year, choice._replace(levels=levels)) for levels in (ADD_UP, COUNT_ONCE)]
    return options


def find_object_names(book: SieBook, dimension: str) -> list[dict[str, str]]:
    """What the objects of a dimension are called in the file, by code; of two dimensions each for itself."""
    return [
        {code: name for (number, code), name in book.objects.items() if number == part}
        for part in split_dimensions(dimension)
    ]


_LEVEL_LABELS = {
    ADD_UP: ", rader med flera objekt läggs till de andra",
    COUNT_ONCE: ", rader med flera objekt är en del av de andra",
}


def _build_option(year: SieYear, choice: DimensionChoice) -> DimensionOption:
    label = year.find_actual_label(choice)
    rows, amounts = 0, []
    for each in (label, BUDGET):
        sums, placement = year.get_sums(each), year.place(each, choice)
        rows += sum((entry.account, entry.month, entry.dims) in placement.codes for entry in year.entries.get(each, ()))
        amounts.append(format_kronor(sum((sums[key] for key in placement.codes), Decimal(0))))
    name = format_dimension(year.book, choice.dimension) + _LEVEL_LABELS.get(choice.levels, "")
    return DimensionOption(choice.key, name, rows, *amounts)


def _iter_rows(year: SieYear, choice: DimensionChoice, label: str) -> Iterator[LedgerRow]:
    for each in (label, BUDGET):
        codes = year.place(each, choice).codes
        is_budget = each == BUDGET
        for entry in year.entries.get(each, ()):
            code = codes.get((entry.account, entry.month, entry.dims))
            if code is not None:
                yield _build_row(entry, code, is_budget=is_budget)


def _build_row(entry: SieEntry, code: str, *, is_budget: bool) -> LedgerRow:
    """The object is both the unit and the activity: the chosen dimension is the one that areas go by."""
    amounts = (None, entry.amount) if is_budget else (entry.amount, None)
    return LedgerRow(entry.line, entry.account, code, code, entry.year, entry.month, *amounts)


def _find_emptiness(year: SieYear) -> str:
    """Why there is nothing to read in the report's year, or empty."""
    if year.has_months() or year.entries.get(RESULT) or year.entries.get(BUDGET):
        return ""
    others = sorted({entry.year for entry in year.book.iter_result_entries() if entry.year})
    if others:
        return f"Filen säger inget om {year.year}: den gäller {', '.join(str(other) for other in others)}."
    return "Filen har inga belopp på resultatkonton."


def _iter_questions(year: SieYear, choice: DimensionChoice, label: str, period: Tertial) -> Iterator[FileQuestion]:
    yield from iter_reach_questions(year, label, period)
    if accumulated := find_accumulated_question(year, label):
        yield accumulated
    if year.book.currency not in ("", "SEK"):
        text = f"Filens belopp är i {year.book.currency[:10]}. Ett ja betyder att de läses som kronor."
        yield FileQuestion(f"currency:{year.book.currency[:10]}", text)
    for each in (label, BUDGET):
        placement = year.place(each, choice)
        if not placement.is_sure:
            yield _build_levels_question(year, choice, each)
    if choice.is_pair:
        yield from _iter_pair_questions(year, choice, label)
    elif rare := _find_rare_question(year, choice, label):
        yield rare


def _build_levels_question(year: SieYear, choice: DimensionChoice, label: str) -> FileQuestion:
    placement = year.place(label, choice)
    name, what = format_dimension(year.book, choice.dimension), "budget" if label == BUDGET else "utfall"
    money = format_kronor(placement.difference)
    reading = "läggs till de andra" if placement.is_adding else "räknas som en del av de andra"
    return FileQuestion(
        f"levels:{label}:{choice.key}:{placement.is_adding}:{placement.difference}",
        f"Filens {what} står för samma objekt i {name} både för sig och tillsammans med andra objekt, {money}, och"
        f" inget i filen visar om det är samma pengar. Raderna med flera objekt {reading}; det andra kan väljas i"
        " kopplingen. Ett ja betyder att det är rätt.",
    )


def _find_rare_question(year: SieYear, choice: DimensionChoice, label: str) -> FileQuestion | None:
    """A dimension that tells less than half of the money is hardly the one that was meant."""
    if label == RESULT or choice.dimension == WHOLE_FILE:
        return None
    placed = year.measure(label, choice)
    outside = sum((abs(amount) for amount in year.sum_without_object(label, choice).values()), Decimal(0))
    if outside <= placed:
        return None
    name = format_dimension(year.book, choice.dimension)
    text = (
        f"Bara {format_kronor(placed)} av filens utfall har {name}; {format_kronor(outside)} saknar det och läses inte"
        " in. Ett ja betyder att det är rätt."
    )
    return FileQuestion(f"rare:{choice.dimension}:{outside}", text)


def _iter_pair_questions(year: SieYear, choice: DimensionChoice, label: str) -> Iterator[FileQuestion]:
    """Money with an object of one of two dimensions, or of none, belongs to no pair."""
    name = format_dimension(year.book, choice.dimension)
    for each in (label, BUDGET):
        outside = [amount for amount in year.sum_without_object(each, choice).values() if amount]
        if outside and year.measure(each, choice):
            what, money = "budget" if each == BUDGET else "utfall", format_kronor(sum(outside, Decimal(0)))
            text = (
                f"{money} av filens {what} har inte båda i {name}, utan bara en av dem eller ingen, och läses inte in."
                " Ett ja betyder att det är rätt; annars väljer du en av dem i kopplingen."
            )
            yield FileQuestion(f"pair:{each}:{choice.dimension}:{sum(map(abs, outside), Decimal(0))}", text)
