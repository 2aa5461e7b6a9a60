"""The rows of a file sorted before they are read: those that say something, those nobody filled in, those untouched."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from apps.budget.models import InvestmentProject
from apps.imports.merge.cell_values import PROJECT_KEYS, RowKey
from apps.imports.merge.changes import drop_blank_rows
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.report_format.records import ParsedRecord
from apps.imports.report_format.schema import PROFILE_SCHEMA, SCHEMAS_BY_NAME
from apps.imports.report_format.validation import ROW_KEYS_BY_SHEET
from apps.rounds.models import Round

INVESTMENTS_SHEET = "investeringar"


class SortedRows:
    """The sheets of a file, without the rows that are word for word as in ``reference``: those need no reading.

    ``told`` have rows that say something, ``blank`` rows where only what they are about stands. ``moved`` are the
    sheets whose rows stand in another order than the reference's. Sheets in ``whole`` are kept as they are.
    ``unfilled`` counts the untouched rows that nobody has filled in.
    """

    def __init__(self, sheets: Sequence[RawSheet], reference: Sequence[RawSheet], whole: Collection[str] = ()) -> None:
        known = {sheet.name: sheet for sheet in reference}
        self.names = {schema.key: name for name, schema in SCHEMAS_BY_NAME.items()}
        self.filled: list[RawSheet] = []
        self.blank: list[RawSheet] = []
        self.moved: list[str] = []
        self.unfilled = 0
        for sheet in sheets:
            schema = SCHEMAS_BY_NAME.get(sheet.name)
            if schema is None or schema is PROFILE_SCHEMA or not sheet.lines:
                self.filled.append(sheet)
            else:
                self._sort(sheet, known.get(sheet.name), keeps_all=schema.key in whole)

    def _sort(self, sheet: RawSheet, reference: RawSheet | None, *, keeps_all: bool) -> None:
        rest = sheet if keeps_all or reference is None else _drop_untouched_rows(sheet, reference)
        if reference is not None and _is_reordered(sheet, reference):
            self.moved.append(SCHEMAS_BY_NAME[sheet.name].key)
        # An investment's row without amounts says something: what the project is, and others may lie under it.
        filled = rest if sheet.name == INVESTMENTS_SHEET else drop_blank_rows(rest)
        numbers = {line.number for line in filled.lines}
        blank = [line for line in rest.lines[1:] if line.number not in numbers]
        self.unfilled += (
            len(sheet.lines) - len(drop_blank_rows(sheet).lines) - (len(rest.lines) - len(drop_blank_rows(rest).lines))
        )
        self.filled.append(filled)
        self.blank.append(RawSheet(sheet.name, sheet.file, [sheet.lines[0], *blank]))


def _normalise_headers(sheet: RawSheet) -> list[str]:
    return [cell.strip().lower() for cell in sheet.lines[0].cells]


def _key_rows(sheet: RawSheet) -> list[tuple[tuple[str, ...], dict[str, str]]] | None:
    """Each row's cells by header, with the cells that name it; None where a column that names rows is missing."""
    schema, headers = SCHEMAS_BY_NAME[sheet.name], _normalise_headers(sheet)
    names = {column.key: column.name for column in schema.columns}
    keys = [names[key] for key in ROW_KEYS_BY_SHEET[schema.key]]
    if not set(keys) <= set(headers):
        return None
    columns = set(names.values())
    rows = []
    for line in sheet.lines[1:]:
        cells = dict.fromkeys(headers, "") | dict(zip(headers, line.cells, strict=False))
        filled = {header: cell.strip() for header, cell in cells.items() if header in columns}
        rows.append((tuple(filled[key] for key in keys), filled))
    return rows


def _drop_untouched_rows(sheet: RawSheet, reference: RawSheet) -> RawSheet:
    rows, known = _key_rows(sheet), dict(_key_rows(reference) or ())
    if rows is None:
        return sheet
    times = Counter(key for key, _ in rows)
    lines = [
        line
        for line, (key, cells) in zip(sheet.lines[1:], rows, strict=True)
        if times[key] > 1
        or key not in known
        or any(known[key].get(header, "") != cell for header, cell in cells.items())
    ]
    return RawSheet(sheet.name, sheet.file, [sheet.lines[0], *lines])


def _is_reordered(sheet: RawSheet, reference: RawSheet) -> bool:
    rows, known = ([key for key, _ in _key_rows(one) or ()] for one in (sheet, reference))
    both = set(rows) & set(known)
    return [key for key in rows if key in both] != [key for key in known if key in both]


def insert_row_after(
    rows: Mapping[RowKey, ParsedRecord], after: RowKey | None, key: RowKey, record: ParsedRecord
) -> dict[RowKey, ParsedRecord]:
    """The rows with one of them replaced, or a new one put where it stands in the file."""
    if key in rows or after not in rows:
        return {**rows, key: record}
    found: dict[RowKey, ParsedRecord] = {}
    for other, row in rows.items():
        found[other] = row
        if other == after:
            found[key] = record
    return found


def load_project_descriptions(round_: Round) -> dict[str, dict[str, str | None]]:
    """What each of the board's investments is called, and where it belongs, by code."""
    found = InvestmentProject.objects.filter(board=round_.board_id)
    return {
        code: {"name": name, "parent": parent, "area": area}
        for code, name, parent, area in found.values_list("code", "name", "parent__code", "service_area__code")
    }


def build_project_row(
    record: ParsedRecord, about: ParsedRecord | Mapping[str, str | None] | None
) -> ParsedRecord | None:
    """A row of an investment without amounts: an investment is known before any money is."""
    if about is None:
        return None
    values = {key: column.empty for key, column in record.columns.items()}
    filled = {key: about[key] for key in PROJECT_KEYS}
    found = {key: value or "" for key, value in filled.items()}
    return ParsedRecord(record.file, record.row, record.columns, {**values, **filled}, found)
