"""Reads published records: a query becomes one SQL statement, and the stored documents are passed on unchanged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection, transaction

from apps.core.prepared_queries import fetch_prepared
from apps.publishing.records.record_counts import count_by_board, count_by_order, list_grouped_names
from apps.publishing.records.record_selection import (
    AFTER_ALL,
    BOARD_FILTERS,
    REPEATED_RESOURCES,
    BoardSpan,
    RecordSelection,
    build_after_condition,
    build_from_clause,
    build_order_by,
    build_parameters,
)

STREAM_CHUNK_SIZE = 2000
# What an index has the records in the order of, so that a list begins and ends there without more.
_INDEXED_SORTS = frozenset({"changed_at", "key"})
# The filter that finds the records with one value of what a list is sorted on, where it is not called the same.
_SORTED_FILTERS = {"service_area": "service_area_only"}


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of documents. ``last`` are the last row's sorted columns, ``more`` is true when others follow."""

    documents: list[str]
    last: tuple[Any, ...]
    more: bool


def find_series_filter(code: str) -> dict[str, Any]:
    """The filter that finds an indicator's outcomes by its code or its id in Kolada: by one column where it can.

    Where either may be meant, the database reads every record.
    """
    found = fetch_prepared(_SERIES_QUERY, {"code": code})[0]
    if all(found):
        return {"series": code}
    return {"kolada_id" if found[1] else "indicator": [code]}


_SERIES_QUERY = """
SELECT EXISTS (SELECT FROM publishing_publishedrecord WHERE resource = 'outcomes' AND indicator = %(code)s),
    EXISTS (SELECT FROM publishing_publishedrecord WHERE resource = 'outcomes' AND kolada = %(code)s AND kolada <> '')
"""


def load_page(selection: RecordSelection, *, limit: int, number: int, total: int) -> RecordPage:
    """The page of that number, from 1. How many records have each value, and each board, tells where it begins."""
    offset = (number - 1) * limit
    count = max(0, min(limit, total - offset))
    if not count:
        return RecordPage([], (), False)
    from_end = total - offset - count
    return _build_page(_load_numbered_rows(selection, offset, count, from_end), more=from_end > 0)


def _load_numbered_rows(selection: RecordSelection, offset: int, count: int, from_end: int) -> list[tuple[Any, ...]]:
    """``count`` rows after ``offset`` others, with ``from_end`` after them."""
    if selection.resource in REPEATED_RESOURCES:
        return _load_rows(selection, limit=count, offset=offset)
    if not selection.order:
        at_start = not offset and not selection.filters.keys() - BOARD_FILTERS
        return _load_rows(selection, limit=count) if at_start else _load_counted_rows(selection, offset, count)
    if (offset and from_end) or selection.order[0].name not in _INDEXED_SORTS:
        return _load_parts(selection, _find_parts(selection, offset, count))
    backwards = offset > 0
    rows = _load_rows(selection, limit=count, backwards=backwards)
    return rows[::-1] if backwards else rows


def _load_counted_rows(selection: RecordSelection, offset: int, count: int) -> list[tuple[Any, ...]]:
    span = _find_board_span(selection, offset, count)
    return _load_rows(selection, limit=count, offset=span.skipped, span=span)


def _find_board_span(selection: RecordSelection, offset: int, count: int) -> BoardSpan:
    """Where ``count`` records from ``offset`` on are, by how many records each board has."""
    found: list[tuple[int, str]] = []
    before, skipped = 0, 0
    for (board, place), records in count_by_board(selection):
        if before + records > offset and before < offset + count:
            skipped = skipped if found else offset - before
            found.append((board, place))
        before += records
    if not found:
        return BoardSpan([], "", "", 0)
    return BoardSpan([board for board, _ in found], found[0][1], found[-1][1] + AFTER_ALL, skipped)


class _SortedPart(NamedTuple):
    """The records of a sorted list that have the same ``values`` in what is sorted on, and which of them are wanted.

    ``offset`` is counted in the list's own direction among the ``total`` of them.
    """

    values: tuple[Any, ...]
    total: int
    offset: int
    size: int

    @property
    def is_whole(self) -> bool:
        """Are all of them wanted?"""
        return self.size == self.total


def _find_parts(selection: RecordSelection, offset: int, count: int) -> list[_SortedPart]:
    """The parts of a sorted list that hold the page."""
    parts, before = [], 0
    for values, total in count_by_order(selection):
        first, last = max(offset, before), min(offset + count, before + total)
        if first < last:
            parts.append(_SortedPart(values, total, first - before, last - first))
        before += total
    return parts


def _load_parts(selection: RecordSelection, parts: Sequence[_SortedPart]) -> list[tuple[Any, ...]]:
    """The parts in order. Those beside each other that are wholly on the page are read at once: many have few rows."""
    rows: list[tuple[Any, ...]] = []
    for (whole, _), run in groupby(parts, lambda part: (part.is_whole, part.values[:-1])):
        together = list(run)
        if whole and len(together) > 1:
            rows += _load_whole_parts(selection, together)
        else:
            rows += [row for part in together for row in _load_part(selection, part)]
    return rows


def _load_whole_parts(selection: RecordSelection, parts: Sequence[_SortedPart]) -> list[tuple[Any, ...]]:
    """Parts that differ in the last value alone."""
    names, same = list_grouped_names(selection), parts[0].values[:-1]
    filters = _build_part_filters(names, [*([value] for value in same), [part.values[-1] for part in parts]])
    inner = replace(selection, filters={**selection.filters, **filters}, order=selection.order[len(same) :])
    return [(row[0], *same, *row[1:]) for row in _load_rows(inner, limit=sum(part.total for part in parts))]


def _load_part(selection: RecordSelection, part: _SortedPart) -> list[tuple[Any, ...]]:
    """Rows as ``_load_rows`` gives them: within a part the order is that of a list that is not sorted, or by key."""
    names = list_grouped_names(selection)
    filters = {**selection.filters, **_build_part_filters(names, [[value] for value in part.values])}
    from_end = part.total - part.offset - part.size
    if names[-1] == "key_start":
        same = part.values[:-1]
        inner = replace(selection, filters=filters, order=selection.order[len(same) :])
        backwards = from_end < part.offset
        rows = _load_rows(inner, limit=part.size, offset=min(from_end, part.offset), backwards=backwards)
    else:
        same, backwards = part.values, selection.descending
        inner = replace(selection, filters=filters, order=())
        rows = _load_counted_rows(inner, from_end if backwards else part.offset, part.size)
    return [(row[0], *same, *row[1:]) for row in (reversed(rows) if backwards else rows)]


def _build_part_filters(names: Sequence[str], values: Sequence[list[Any]]) -> dict[str, list[Any]]:
    return {_SORTED_FILTERS.get(name, name): wanted for name, wanted in zip(names, values, strict=True)}


def load_page_after(selection: RecordSelection, *, limit: int, after: Sequence[Any]) -> RecordPage:
    """Up to ``limit`` documents after a row's sorted columns."""
    rows = _load_rows(selection, limit=limit + 1, after=after)
    return _build_page(rows[:limit], more=len(rows) > limit)


def _build_page(rows: Sequence[tuple[Any, ...]], *, more: bool) -> RecordPage:
    return RecordPage([row[0] for row in rows], tuple(rows[-1][1:]) if rows else (), more and bool(rows))


def _load_rows(
    selection: RecordSelection,
    *,
    limit: int,
    offset: int = 0,
    after: Sequence[Any] = (),
    backwards: bool = False,
    span: BoardSpan | None = None,
) -> list[tuple[Any, ...]]:
    """The documents with their sorted columns; ``span`` is where they are, if that is known."""
    condition = build_after_condition(selection) if after else ""
    parts = [
        "SELECT r.document,",
        ", ".join(f"r.{name}" for name, _ in selection.columns),
        build_from_clause(selection, condition, span=span),
        build_order_by(selection, backwards=backwards),
        "LIMIT %(limit)s OFFSET %(offset)s",
    ]
    more: dict[str, Any] = {"limit": limit, "offset": offset, **(span._asdict() if span else {})}
    with connection.cursor() as cursor:
        cursor.execute(" ".join(parts), {**build_parameters(selection, after), **more})
        return list(cursor.fetchall())


def find_document(selection: RecordSelection) -> str | None:
    """The document of the only record that is asked for."""
    found = _load_rows(selection, limit=1)
    return found[0][0] if found else None


def stream_documents(
    selection: RecordSelection, column: str, *, limit: int | None = None, offset: int = 0, after: Sequence[Any] = ()
) -> Iterator[list[str]]:
    """``document`` or ``line`` of every record, some at a time, read through a cursor in the server.

    The order is that of one moment: what is published meanwhile is not seen.
    """
    assert column in ("document", "line")
    source = build_from_clause(selection, build_after_condition(selection) if after else "")
    parts = [f"SELECT r.{column}", source, build_order_by(selection), "LIMIT %(limit)s OFFSET %(offset)s"]
    parameters = {**build_parameters(selection, after), "limit": limit, "offset": offset}
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(" ".join(parts), parameters)
        while rows := cursor.fetchmany(STREAM_CHUNK_SIZE):
            yield [row[0] for row in rows]


def _load_single_row(statement: str, selection: RecordSelection) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, build_parameters(selection))
        return cursor.fetchone()
