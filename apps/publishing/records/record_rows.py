"""The rows of ``PublishedRecord``: how a statement becomes one, and how rows are read, written and counted."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import msgspec
from django.db import connection

from apps.core.tertials import Tertial
from apps.publishing.models import PublishedRecord
from apps.publishing.records import shapes
from apps.publishing.records.count_cubes import build_cube_rows, list_code_cubes
from apps.publishing.records.extraction import ExtractedRecord
from apps.publishing.records.merged_records import RecordName, RecordVersion
from apps.publishing.records.serialization import list_columns, render_csv_line, render_document
from apps.publishing.records.statement_digests import StatementDigest, compute_content_digest

BATCH_SIZE = 2000
# Column -> the fields of a record that fill it; the first that the record has.
COLUMN_SOURCES = {
    "year": ("year",),
    "tertial": ("tertial",),
    "area": ("service_area",),
    "goal": ("goal",),
    "indicator": ("indicator",),
    "kolada": ("kolada_id",),
    "kind": ("indicator_kind", "kind", "cost_type", "flow", "level", "resource"),
    "status": ("status", "subject", "statement"),
    "gender": ("gender",),
    "light": ("light",),
}
_EMPTY_COLUMN_VALUES = {"year": 0, "tertial": 0}
UPDATED_COLUMNS = ("publication", *COLUMN_SOURCES, "areas", "changed_at", "place", "document", "line")
# How many records each board has, in every cube, see ``count_cubes``.
COUNT_QUERY = f"""
INSERT INTO publishing_publishedcount
    (municipality_id, board_id, resource, cube, code, year, tertial, gender, kind, status, light, records)
SELECT r.municipality_id, r.board_id, r.resource, c.cube, c.code, c.year, c.tertial, c.gender, c.kind, c.status,
    c.light, count(*)
FROM publishing_publishedrecord AS r
    CROSS JOIN LATERAL ({build_cube_rows()}) AS c (cube, code, year, tertial, gender, kind, status, light)
{{}}
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
"""  # noqa: S608 - of our own texts alone
_STATEMENTS_QUERY = """
SELECT p.resource, p.key, p.place, p.areas, p.document, p.publication_id, p.changed_at
FROM publishing_publishedrecord AS p JOIN unnest(%s::text[], %s::text[]) AS n (resource, key)
    ON p.resource = n.resource AND p.key = n.key
WHERE p.board_id = %s
"""


class PublishedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it stands in the table, but for its id."""

    municipality_id: int
    board_id: int
    publication_id: int
    resource: str
    key: str
    year: int
    tertial: int
    area: str
    areas: list[str]
    goal: str
    indicator: str
    kolada: str
    kind: str
    status: str
    gender: str
    light: str
    changed_at: datetime
    place: str
    document: str
    line: str

    @property
    def name(self) -> RecordName:
        """The resource and key, which no other row of the board has."""
        return self.resource, self.key


_ROWS_QUERY = """
SELECT {}
FROM publishing_publishedrecord AS p JOIN unnest(%s::text[], %s::text[]) AS n (resource, key)
    ON p.resource = n.resource AND p.key = n.key
WHERE p.board_id = %s
""".format(", ".join(f"p.{column}" for column in PublishedRow.__struct_fields__))


def load_digests(board_id: int, names: Collection[RecordName]) -> Iterator[tuple[RecordName, StatementDigest]]:
    """What is stated by the rows that are stored under some names.

    ``msgspec.ValidationError`` where a row is not what this release would write.
    """
    if not names:
        return
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENTS_QUERY, [*map(list, zip(*names, strict=True)), board_id])
        for resource, key, place, areas, document, publication, at in cursor:
            content = compute_content_digest(_read_statement(resource, place, areas, document))
            origin = msgspec.json.decode(document, type=shapes.RecordOrigin)
            period = Tertial(origin.report_year, origin.report_tertial)
            yield (resource, key), StatementDigest(publication, at, period, content)


def _read_statement(resource: str, place: str, areas: Iterable[str], document: str) -> ExtractedRecord:
    position = place.split("/")[2]
    return ExtractedRecord(
        resource=resource,
        record=msgspec.json.decode(document, type=shapes.RECORD_SHAPES[resource]),
        areas=frozenset(areas),
        position=int(position) if position.isdigit() else 0,
    )


def load_rows(board_id: int, names: Collection[RecordName]) -> dict[RecordName, PublishedRow]:
    """The rows that are stored under some names."""
    if not names:
        return {}
    columns = PublishedRow.__struct_fields__
    with connection.cursor() as cursor:
        cursor.execute(_ROWS_QUERY, [*map(list, zip(*names, strict=True)), board_id])
        rows = [PublishedRow(**dict(zip(columns, row, strict=True))) for row in cursor]
    return {row.name: row for row in rows}


def load_row_digests(board_id: int) -> Iterator[tuple[RecordName, tuple[int, str]]]:
    """The id and digest of every row of the board by its name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT resource, key, id, md5(document || place || array_to_string(areas, ',')) "
            "FROM publishing_publishedrecord WHERE board_id = %s",
            [board_id],
        )
        for resource, key, pk, digest in cursor:
            yield (resource, key), (pk, digest)


def compute_row_digest(row: PublishedRow) -> str:
    """The same of a row that is not stored."""
    text = row.document + row.place + ",".join(row.areas)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@cache
def compute_shape_digest() -> str:
    """Of the fields that rows have in this release."""
    columns = {resource: list_columns(resource) for resource in shapes.RECORD_SHAPES}
    return hashlib.sha256(msgspec.json.encode(columns, order="sorted")).hexdigest()


def write_rows(rows: Iterable[PublishedRow]) -> None:
    """Write the rows, in the place of those that have their names."""
    PublishedRecord.objects.bulk_create(
        (PublishedRecord(**msgspec.structs.asdict(row)) for row in rows),
        batch_size=BATCH_SIZE,
        update_conflicts=True,
        unique_fields=["board", "resource", "key"],
        update_fields=list(UPDATED_COLUMNS),
    )


def delete_rows(board_id: int, names: Collection[RecordName]) -> None:
    """Take away the rows that have these names, if there are any."""
    if not names:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM publishing_publishedrecord WHERE board_id = %s"
            " AND (resource, key) IN (SELECT * FROM unnest(%s::text[], %s::text[]))",
            [board_id, *map(list, zip(*names, strict=True))],
        )


def count_all(board_id: int) -> None:
    """How many rows there are, for lists that would take long to count."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM publishing_publishedcount WHERE board_id = %s", [board_id])
        cursor.execute(COUNT_QUERY.format("WHERE r.board_id = %s"), [board_id])


def count_again(board_id: int, touched: Collection[tuple[str, int]]) -> None:
    """The same, where rows of only some resources and years have changed."""
    resources, years = [resource for resource, _ in touched], [year for _, year in touched]
    condition = (
        "{0}.board_id = %s AND {0}.resource = ANY(%s) AND ({1}.cube = ANY(%s)"
        " OR ({0}.resource, {0}.year) IN (SELECT * FROM unnest(%s::text[], %s::int[])))"
    )
    values: list[Any] = [board_id, resources, list_code_cubes(), resources, years]
    with connection.cursor() as cursor:
        stored = condition.format("c", "c")
        cursor.execute(f"DELETE FROM publishing_publishedcount AS c WHERE {stored}", values)  # noqa: S608
        cursor.execute(COUNT_QUERY.format(f"WHERE {condition.format('r', 'c')}"), values)


def build_row(version: RecordVersion) -> PublishedRow:
    """The row that says what the version states."""
    statement, by, at = version.statement, version.by, version.at
    origin = shapes.RecordOrigin(
        report_year=by.round.year,
        report_tertial=by.round.tertial,
        report_version=by.version,
        changed_at=at.astimezone(UTC),
        texts_are_summaries=by.round.texts_are_summaries,
    )
    return PublishedRow(
        municipality_id=by.municipality_id,
        board_id=by.board_id,
        publication_id=by.pk,
        resource=statement.resource,
        key=statement.record.key,
        areas=sorted(statement.areas),
        changed_at=at,
        place=build_sort_place(statement),
        document=render_document(statement.record, origin),
        line=render_csv_line(statement.record, origin),
        **_build_columns(vars(statement.record)),
    )


def build_sort_place(statement: ExtractedRecord) -> str:
    """Municipality, board, then the report's order; what has a period goes by its key, so that a series holds."""
    record = statement.record
    board = getattr(record, "board", "")
    order: Iterable[str] = (record.key,) if statement.dated else (f"{statement.position:05}", record.key)
    return "/".join((record.municipality_code, board, *order))


def _build_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is filtered and sorted on."""
    return {
        column: next((values[name] for name in names if values.get(name) is not None), None)
        or _EMPTY_COLUMN_VALUES.get(column, "")
        for column, names in COLUMN_SOURCES.items()
    }
