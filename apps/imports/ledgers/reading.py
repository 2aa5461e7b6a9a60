"""What a reader of files from economy systems gives: the rows that count, those that don't and why, and questions.

Every krona of a file is in one of the three: a row that goes on, an ``OmittedRows``, or an error at its row.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from apps.imports.ledgers.extract import LedgerRow


class OmittedRows(NamedTuple):
    """Rows of a file that are not counted, and why, as a Swedish clause: ”balanskonton”, ”summarader”.

    Amounts are in the file's unit and sign, as the rows state them.
    """

    reason: str
    rows: int
    actual: Decimal = Decimal(0)
    budget: Decimal = Decimal(0)
    period_budget: Decimal = Decimal(0)


class FileQuestion(NamedTuple):
    """What a person must say yes to before the file may be applied.

    ``key`` is stored with the yes, and changes when the facts do; ``text`` is Swedish and ends in what a yes means.
    """

    key: str
    text: str


@dataclass
class LedgerReading:
    """A file's rows by one mapping. ``remarks`` are Swedish sentences for the preview, ``notes`` facts for it."""

    rows: list[LedgerRow] = field(default_factory=list)
    omitted: list[OmittedRows] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    questions: list[FileQuestion] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)
