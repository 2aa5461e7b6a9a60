"""What must be answered before a file from an economy system is applied, besides what its reader asks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from apps.core.swedish import format_number
from apps.core.tertials import Tertial
from apps.imports.ledgers.budgets import find_last_month, format_early_end
from apps.imports.ledgers.extract import LedgerRow
from apps.imports.ledgers.reading import FileQuestion


def iter_end_questions(rows: Sequence[LedgerRow], period: Tertial) -> Iterator[FileQuestion]:
    """Where the file's months end before the report does."""
    text = format_early_end(rows, period)
    if text:
        key = f"ends:{period.year}{find_last_month(rows, period):02}:{period.end:%Y%m}"
        yield FileQuestion(key, f"{text} Ett ja betyder att inget saknas efter det.")


def iter_sign_questions(totals: Mapping[str, Decimal], sign: str) -> Iterator[FileQuestion]:
    """Where the chosen sign makes the costs or the revenue negative as a whole; ``totals`` are kronor by their name."""
    for name, kronor in totals.items():
        if kronor < 0:
            yield FileQuestion(
                f"sign:{sign}:{name}",
                f"Med det valda tecknet blir {name} {format_number(kronor, 0)} kr, alltså minus. Ett ja betyder att det"
                " stämmer; annars ändrar du Tecken i kopplingen.",
            )


def iter_unclear_questions(unclear: Iterable[tuple[int, str, Decimal]], decimal: str) -> Iterator[FileQuestion]:
    """Cells as 1.234, which can be read in two ways: row, text and amount as read."""
    for row, cell, amount in unclear:
        yield FileQuestion(
            f"amount:{decimal}:{row}:{cell}",
            f"”{cell}” på rad {row} kan läsas på två sätt. Ett ja betyder att det är {format_number(amount)}; annars"
            " ändrar du Decimaltecken i kopplingen.",
        )
