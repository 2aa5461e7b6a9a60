"""The sheets of a board's own tables: the tables, their rows and columns, and the values of a report."""

from apps.core.choices import MissingReason
from apps.imports.report_format import columns as read
from apps.imports.report_format.columns import ColumnSchema, SheetSchema
from apps.organisation.models import ServiceArea
from apps.own_tables.models import (
    MAX_YEARS_AWAY,
    LineRelation,
    OwnColumn,
    OwnRow,
    OwnTable,
    TableKind,
    ValueKind,
)

_TABLE_COLUMN = ColumnSchema("egen tabell", "own_table", read.build_code_reader(OwnTable), required=True)
_VALIDITY_COLUMNS = (
    ColumnSchema("från år", "valid_from", read.parse_year),
    ColumnSchema("till år", "valid_to", read.parse_year),
)
_RELATION_COLUMN = ColumnSchema("samband", "relation", read.build_label_reader(LineRelation), empty="")

OWN_TABLE_SHEETS = (
    SheetSchema(
        "nämndtabeller",
        "own_tables",
        (
            ColumnSchema("kod", "code", read.build_code_reader(OwnTable), required=True),
            ColumnSchema("namn", "name", read.build_text_reader(OwnTable, "name"), required=True),
            ColumnSchema("slag", "kind", read.build_label_reader(TableKind), empty=TableKind.FREE.value),
            ColumnSchema("verksamhet", "area", read.build_code_reader(ServiceArea)),
            ColumnSchema("anvisning", "note", read.parse_text, empty=""),
            *_VALIDITY_COLUMNS,
        ),
    ),
    SheetSchema(
        "tabellrader",
        "own_rows",
        (
            _TABLE_COLUMN,
            ColumnSchema("kod", "code", read.build_code_reader(OwnRow), required=True),
            ColumnSchema("namn", "name", read.build_text_reader(OwnRow, "name"), required=True),
            ColumnSchema("rubrik", "heading", read.build_text_reader(OwnRow, "heading"), empty=""),
            _RELATION_COLUMN,
            ColumnSchema("delar", "parts", read.build_codes_reader(OwnRow), empty=()),
            *_VALIDITY_COLUMNS,
        ),
    ),
    SheetSchema(
        "tabellkolumner",
        "own_columns",
        (
            _TABLE_COLUMN,
            ColumnSchema("kod", "code", read.build_code_reader(OwnColumn), required=True),
            ColumnSchema("namn", "name", read.build_text_reader(OwnColumn, "name"), required=True),
            ColumnSchema("enhet", "kind", read.build_label_reader(ValueKind), required=True),
            ColumnSchema("gäller år", "about_year", read.parse_year),
            ColumnSchema("år framåt", "years_ahead", read.build_integer_reader(-MAX_YEARS_AWAY, MAX_YEARS_AWAY)),
            ColumnSchema("personer", "counts_persons", read.parse_yes_no),
            _RELATION_COLUMN,
            ColumnSchema("delar", "parts", read.build_codes_reader(OwnColumn), empty=()),
            *_VALIDITY_COLUMNS,
        ),
    ),
    SheetSchema(
        "tabellvärden",
        "own_values",
        (
            _TABLE_COLUMN,
            ColumnSchema("rad", "own_row", read.build_code_reader(OwnRow), required=True),
            ColumnSchema("kolumn", "own_column", read.build_code_reader(OwnColumn), required=True),
            ColumnSchema("år", "year", read.parse_year, required=True),
            ColumnSchema("tertial", "tertial", read.build_integer_reader(1, 3), empty=3),
            ColumnSchema("belopp", "amount", read.parse_cell_amount),
            ColumnSchema("tal", "number", read.parse_cell_quantity),
            ColumnSchema("text", "text", read.parse_text, empty=""),
            ColumnSchema("saknas", "missing", read.build_label_reader(MissingReason), empty=""),
        ),
    ),
)
