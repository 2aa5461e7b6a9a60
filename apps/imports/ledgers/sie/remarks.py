"""Sentences on an SIE file for the one who looks it through: what was read in which way, and what looks wrong."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from apps.core.swedish import format_number
from apps.imports.ledgers.amounts import format_kronor
from apps.imports.ledgers.sie.book import BALANCE, BUDGET, RESULT, VOUCHER_ROW, SieBook
from apps.imports.ledgers.sie.dimensions import (
    WHOLE_FILE,
    WHOLE_FILE_CODE,
    DimensionChoice,
    format_dimension,
    list_dimensions,
    parse_dimension_choice,
    split_dimensions,
)
from apps.imports.ledgers.sie.encodings import find_spoilt_text
from apps.imports.ledgers.sie.years import SieYear

_INTERNAL_CLASS = "9"
_LONGEST_NAME = 60


def iter_text_remarks(book: SieBook, year: int) -> Iterator[str]:
    """What is odd in how the file is written."""
    texts = chain(book.dimensions.values(), book.objects.values(), book.accounts.values())
    if spoilt := find_spoilt_text(texts):
        yield (
            f"Namnen i filen är förvanskade av ett annat program, först ”{spoilt[:_LONGEST_NAME]}”. Beloppen och"
            " koderna berörs inte. Exportera filen på nytt om namnen behövs."
        )
    if book.amounts.comma_count:
        yield (
            f"{_count(book.amounts.comma_count, 'belopp')} skrivs med komma, först ”{book.amounts.first_comma}”. SIE"
            " har punkt; kommat har lästs som decimaltecken."
        )
    facts = book.facts
    if facts.late_months:
        yield f"{_count(facts.late_months, 'rad', 'rader')} gäller period 13 eller senare och räknas till december."
    if facts.added_alone:
        yield f"{_count(facts.added_alone, 'tillagd rad', 'tillagda rader')} (#RTRANS) saknar sin #TRANS; de räknas."
    if facts.strange_dates:
        yield (
            f"{_count(facts.strange_dates, 'rad', 'rader')} i verifikat har ett datum utanför räkenskapsåret och räknas"
            " på verifikatets."
        )
    if facts.unbalanced:
        named = ", ".join(facts.unbalanced[:3])
        yield f"{_count(len(facts.unbalanced), 'verifikat')} går inte ihop, först {named}. Rader kan saknas i filen."
    yield from _iter_account_remarks(book, year)


def _iter_account_remarks(book: SieBook, year: int) -> Iterator[str]:
    """Accounts that the file and their number say different things of, and those of the internal class."""
    turned = Decimal(0)
    accounts = set()
    for entry in book.entries:
        if entry.account[:1] in tuple("345678") and book.is_balance_account(entry.account) and entry.year == year:
            accounts.add(entry.account)
            turned += entry.amount
    if accounts:
        number, named = _count(len(accounts), "konto", "konton"), ", ".join(sorted(accounts)[:3])
        yield (
            f"Filen säger att {number} i klass 3–8 är balanskonton (#KTYP), först {named}: {format_kronor(turned)}"
            " räknas inte."
        )
    internal = [
        entry
        for entry in book.iter_result_entries()
        if entry.account.startswith(_INTERNAL_CLASS)
        and entry.year == year
        and not book.account_types.get(entry.account)
    ]
    if internal:
        amount = format_kronor(sum((entry.amount for entry in internal), Decimal(0)))
        yield (
            f"{_count(len(internal), 'rad', 'rader')} på konton i klass 9 (intern redovisning), {amount}, räknas bara"
            " om kopplingen säger vad kontona är."
        )


def iter_dimension_remarks(year: SieYear, choice: DimensionChoice, label: str, stored: str | None) -> Iterator[str]:
    """Which dimension is read, how its levels are, and what it doesn't tell."""
    book, name = year.book, format_dimension(year.book, choice.dimension)
    yield from _iter_choice_remarks(year, choice, label, stored)
    for each in (label, BUDGET):
        placement = year.place(each, choice)
        if placement.difference and placement.is_sure:
            reading = (
                "läggs till de andra" if placement.is_adding else "är en del av de andra och räknas inte två gånger"
            )
            what = "budget" if each == BUDGET else "utfall"
            yield (
                f"Filens {what} har {name} på flera nivåer, {format_kronor(placement.difference)}: rader med flera"
                f" objekt {reading}."
            )
    if choice.dimension != WHOLE_FILE:
        yield from _iter_outside_remarks(year, choice, label)
    if label == VOUCHER_ROW and not book.has_balances and not year.entries.get(BALANCE):
        yield "Filen har bara verifikat och inga saldon: det går inte att se i den om alla verifikat är med."


def _iter_choice_remarks(year: SieYear, choice: DimensionChoice, label: str, stored: str | None) -> Iterator[str]:
    book, name = year.book, format_dimension(year.book, choice.dimension)
    wanted = parse_dimension_choice(stored).dimension if stored is not None else None
    if wanted is not None and wanted != choice.dimension:
        yield f"Filen har inte {format_dimension(book, wanted)}, som kopplingen säger, utan läses per {name}."
    parts = split_dimensions(choice.dimension)
    others = [format_dimension(book, number) for number in list_dimensions(book) if number not in parts]
    if wanted is None and others and choice.dimension != WHOLE_FILE:
        yield f"Filen läses per {name}, som säger mest av pengarna. Den har också {', '.join(others[:5])}."
    if choice.dimension == WHOLE_FILE:
        why = "Årets resultat (#RES) har inga objekt" if label == RESULT else "Filen läses utan objekt"
        yield f"{why}: allt har koden {WHOLE_FILE_CODE}, som kan kopplas till en verksamhet."


def _iter_outside_remarks(year: SieYear, choice: DimensionChoice, label: str) -> Iterator[str]:
    name = format_dimension(year.book, choice.dimension)
    for each in (label, BUDGET):
        outside = [amount for amount in year.sum_without_object(each, choice).values() if amount]
        if not outside:
            continue
        what = "budget" if each == BUDGET else "utfall"
        money = format_kronor(sum(outside, Decimal(0)))
        if year.measure(each, choice):
            yield f"{money} av filens {what} har ingen {name} och läses inte in."
        else:
            yield f"Filens {what} står inte per {name}: {money} läses inte in, och rapportens {what} står kvar."


def _count(number: int, one: str, many: str = "") -> str:
    return f"{format_number(number)} {one if number == 1 or not many else many}"
