"""Where a row's figures came from: file, sheet, row and column, as they were applied."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.entry.keys import BadKeyError, EntryKey, EntryKind, parse_key
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.imports.models import AppliedFigure, FileKind
from apps.imports.report_format.row_origins import format_row_numbers
from apps.imports.report_format.schema import SCHEMAS_BY_NAME, SheetSchema
from apps.imports.report_format.validation import ROW_KEYS_BY_SHEET
from apps.rounds.models import Round


@dataclass(frozen=True, slots=True)
class FigureSource:
    """One applied figure: the entry's field with its header, the text as applied, the file and the place in it."""

    field: str
    column: str
    value: str
    file: str
    place: str
    job: UUID


_SHEETS_BY_KIND = {
    EntryKind.OUTCOME: "utfall",
    EntryKind.OPERATING: "drift",
    EntryKind.INVESTMENT: "investeringar",
    EntryKind.CONTROL: "kontrollresultat",
    EntryKind.GOAL: "bedömningar",
    EntryKind.INDICATOR: "bedömningar",
    EntryKind.COMMENT: "kommentarer",
    EntryKind.OWN_VALUE: "tabellvärden",
}
_KEY_CELLS_BY_KIND: Mapping[EntryKind, Callable[[EntryKey], dict[str, Any]]] = {
    EntryKind.OUTCOME: lambda key: {"indicator": key.first, "area": key.second, "gender": key.third},
    EntryKind.OPERATING: lambda key: {"area": key.first, "cost_type": key.second},
    EntryKind.INVESTMENT: lambda key: {"project": key.first, "flow": key.second},
    EntryKind.CONTROL: lambda key: {"control": key.second},
    EntryKind.GOAL: lambda key: {"goal": key.first, "area": key.second},
    EntryKind.INDICATOR: lambda key: {"indicator": key.first, "area": key.second},
    EntryKind.COMMENT: lambda key: {"topic": key.first, "area": key.second},
    EntryKind.OWN_VALUE: lambda key: {"own_table": key.first, "own_row": key.second, "own_column": key.third},
}
# A value in an own table is one field on the screen, and a column for each unit in a file.
_FIELDS_BY_COLUMN = {"amount": "value", "number": "value", "text": "value", "missing": "reason"}


def build_key_cells(key: EntryKey, round_: Round) -> tuple[str, dict[str, Any]]:
    """The sheet of the format that holds the row, and the cells that find it there, by the sheet's keys."""
    when = {} if key.kind == EntryKind.COMMENT else {"year": round_.year, "tertial": round_.tertial}
    return _SHEETS_BY_KIND[key.kind], {**_KEY_CELLS_BY_KIND[key.kind](key), **when}


def list_figure_sources(round_: Round, key: str) -> list[FigureSource]:
    """The files that figures of a row came from, latest first. Scope the round first."""
    try:
        parsed = parse_key(key)
    except BadKeyError:
        return []
    name, cells = build_key_cells(parsed, round_)
    schema = SCHEMAS_BY_NAME[name]
    fields = ROW_DEFINITIONS[parsed.kind].fields
    named = _FIELDS_BY_COLUMN if parsed.kind == EntryKind.OWN_VALUE else {}
    keys = {column.name: named.get(column.key, column.key) for column in schema.columns}
    keys = {name: field for name, field in keys.items() if field in fields}
    figures = (
        AppliedFigure.objects.filter(
            board=round_.board_id, job__round=round_, sheet=name, **_build_key_filter(schema, cells)
        )
        .select_related("job__file")
        .defer("job__file__content", "job__result", "job__mapping")
        .order_by("-pk")
    )
    return [
        FigureSource(keys[one.column], one.column, one.new, one.job.file.name, _format_place(one), one.job.public_id)
        for one in figures
        if one.column in keys
    ]


def _build_key_filter(schema: SheetSchema, cells: Mapping[str, Any]) -> dict[str, str]:
    """How the row's key reads. The table that stated an amount ends the key: any table will do."""
    keys = ROW_KEYS_BY_SHEET[schema.key]
    text = " · ".join(str(cells.get(key) or "") for key in keys)
    return {"key__startswith" if keys[-1] == "table" else "key": text}


def _format_place(figure: AppliedFigure) -> str:
    """``rapport.xlsx, blad drift, rad 2, kolumn utfall``; of a ledger the first of the rows that were added up."""
    parts = [figure.source]
    if figure.row is not None:
        parts.append(format_row_numbers(figure.row, figure.rows))
    if figure.job.file.kind == FileKind.REPORT:
        parts.append(f"kolumn {figure.column}")
    return ", ".join(parts)
