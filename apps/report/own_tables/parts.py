"""The parts of a report that are the board's own tables."""

from decimal import Decimal

from apps.report.measures import ReportPart


class OwnCell(ReportPart, frozen=True, kw_only=True):
    """What stands where a row and a column meet: an ``amount`` in kronor, a ``value``, a ``text``, or none of them.

    ``missing_label`` says why there is nothing. ``computed`` tells that nobody has typed it: it follows from others.
    ``suppressed`` is hidden so that few persons can't be singled out.
    """

    column: str
    amount: int | None = None
    value: Decimal | None = None
    text: str = ""
    missing: str = ""
    missing_label: str = ""
    computed: bool = False
    suppressed: bool = False


class OwnColumn(ReportPart, frozen=True, kw_only=True):
    """A column; ``heading`` is its name with its year where that is another than the report's.

    ``kind``: ``amount``, ``number``, ``percent`` or ``text``. With a ``relation`` (``total``, ``difference``,
    ``closing``) it follows from the columns ``parts``.
    """

    code: str
    heading: str
    kind: str
    kind_label: str
    year: int
    counts_persons: bool = False
    relation: str = ""
    parts: tuple[str, ...] = ()


class OwnRow(ReportPart, frozen=True, kw_only=True):
    """A row with a cell for each column; ``heading`` is what it stands under. ``relation`` as of a column."""

    code: str
    name: str
    heading: str
    relation: str
    relation_label: str
    parts: tuple[str, ...]
    cells: tuple[OwnCell, ...]


class OwnTable(ReportPart, frozen=True, kw_only=True):
    """A table of the board's own. ``kind``: ``result``, ``grants``, ``fund`` or ``free``."""

    code: str
    name: str
    kind: str
    kind_label: str
    area: str
    area_name: str
    columns: tuple[OwnColumn, ...]
    rows: tuple[OwnRow, ...]
