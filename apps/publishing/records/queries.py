"""Reads published records: a query becomes one SQL statement, and the stored documents are passed on unchanged.

Nothing but published rows is within reach, and of boards that are not public only those that the reader is a member of.
Names of columns come from the tables below and never from the reader.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from apps.core.prepared_queries import fetch_prepared
from apps.publishing.records.counted_facets import (
    PERIOD_FILTERS,
    SEPARATOR,
    find_facet,
    get_filter,
    list_facet_values,
)

STREAM_CHUNK_SIZE = 2000

_IN_LIST_CONDITION = "r.{} = ANY(%({})s)"
FILTER_CONDITIONS: dict[str, str] = {
    "municipality": "b.municipality_id IN (SELECT id FROM organisation_municipality"
    " WHERE code = ANY(%(municipality)s) OR slug = ANY(%(municipality)s))",
    # A board is found by the addresses it has left too.
    "board": "(b.slug = ANY(%(board)s)"
    " OR b.id IN (SELECT board_id FROM organisation_formeraddress WHERE slug = ANY(%(board)s)))",
    "year_from": "r.year >= %(year_from)s",
    "year_to": "r.year <= %(year_to)s",
    "service_area": "r.areas && %(service_area)s::varchar[]",
    "service_area_only": "r.area = ANY(%(service_area_only)s)",
    "series": "(r.indicator = %(series)s OR r.kolada = %(series)s)",
    "changed_since": "r.changed_at >= %(changed_since)s",
    **{
        name: _IN_LIST_CONDITION.format(column, name)
        for name, column in {
            "key": "key",
            "year": "year",
            "tertial": "tertial",
            "goal": "goal",
            "indicator": "indicator",
            "kolada_id": "kolada",
            "kind": "kind",
            "status": "status",
            "gender": "gender",
            "light": "light",
        }.items()
    },
}
# What a list can be sorted on -> the column and its type.
SORT_COLUMNS: dict[str, tuple[str, type]] = {
    "place": ("place", str),
    "key": ("key", str),
    "year": ("year", int),
    "tertial": ("tertial", int),
    "service_area": ("area", str),
    "goal": ("goal", str),
    "indicator": ("indicator", str),
    "kind": ("kind", str),
    "gender": ("gender", str),
    "light": ("light", str),
    "changed_at": ("changed_at", datetime),
}
_FINAL_SORT_COLUMNS: tuple[tuple[str, type], ...] = (("place", str), ("id", int))
# Each board of a municipality has a record of it.
_REPEATED_RESOURCES = {"municipalities"}
_BOARD_FILTERS = frozenset({"municipality", "board"})
# What most records have of a column, and its index therefore leaves out.
_COMMON_VALUES = {"status": "value", "light": ""}
_AFTER_ALL = "\U0010ffff"  # sorts after every key
_BOARD_SUBQUERY = "r.board_id = ANY(ARRAY(SELECT b.id FROM organisation_board AS b WHERE "


@dataclass(frozen=True, slots=True)
class SortOrder:
    """A name in ``SORTS``, upwards or downwards."""

    name: str
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSelection:
    """Which records, in which order. ``filters`` are names in ``FILTERS`` with values, ``boards`` the reader's own."""

    resource: str
    filters: Mapping[str, Any] = field(default_factory=dict)
    order: tuple[SortOrder, ...] = ()
    boards: tuple[int, ...] = ()

    @property
    def columns(self) -> list[tuple[str, type]]:
        """The columns that are sorted on; the last ones make the order total."""
        return [*(SORT_COLUMNS[order.name] for order in self.order), *_FINAL_SORT_COLUMNS]

    @property
    def one_way(self) -> bool:
        """Do all the columns run the same way? Only then can a list be continued from a row."""
        return len({order.descending for order in self.order}) <= 1

    @property
    def descending(self) -> bool:
        """The direction of the columns that make the order total: that of the last column in the query."""
        return bool(self.order) and self.order[-1].descending


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


def count_records(selection: RecordSelection) -> int:
    """How many records there are: the sums made at publication, where the filters allow it."""
    known = find_known_count(selection)
    if known is not None:
        return known
    return int(_load_single_row(f"SELECT count(*) {_build_from_clause(selection)}", selection)[0])


def find_known_count(selection: RecordSelection) -> int | None:
    """How many records there are, where the sums made at publication tell; else None."""
    if not _has_counts(selection):
        return None
    return int(_load_single_row(f"SELECT coalesce(sum(r.records), 0) {_build_from_counts(selection)}", selection)[0])


def _find_facet(selection: RecordSelection) -> str | None:
    """What of ``PublishedCount`` counts the records; None where nothing does."""
    return None if selection.resource in _REPEATED_RESOURCES else find_facet(selection.filters.keys() - _BOARD_FILTERS)


def _has_counts(selection: RecordSelection) -> bool:
    return _find_facet(selection) is not None


def _build_from_counts(selection: RecordSelection, counted: str = "") -> str:
    """``counted`` is a facet that is grouped by, where it is no filter."""
    facet = _find_facet(selection)
    more = selection.filters.keys() & (_BOARD_FILTERS | PERIOD_FILTERS)
    plain = replace(selection, filters={name: selection.filters[name] for name in selection.filters if name in more})
    condition = f"r.facet = '{facet or counted}'" + (" AND r.value = ANY(%(facet_values)s)" if facet else "")
    return _build_from_clause(plain, condition, table="publishing_publishedcount")


def load_page(selection: RecordSelection, *, limit: int, number: int, total: int) -> RecordPage:
    """The page of that number, from 1. How many records each board has tells where it begins.

    Where it isn't known how many they are, or the list is sorted, the later half of ``total`` is read from the end.
    """
    offset = (number - 1) * limit
    count = max(0, min(limit, total - offset))
    if not count:
        return RecordPage([], (), False)
    from_end = total - offset - count
    if offset and not selection.order and _has_counts(selection):
        return _build_page(_load_counted_rows(selection, offset, count), more=from_end > 0)
    if (parts := _find_parts(selection, offset, count)) is not None:
        return _build_page(_load_parts(selection, parts), more=from_end > 0)
    backwards = from_end < offset
    rows = _load_rows(selection, limit=count, offset=from_end if backwards else offset, backwards=backwards)
    return _build_page(rows[::-1] if backwards else rows, more=from_end > 0)


def _load_counted_rows(selection: RecordSelection, offset: int, count: int) -> list[tuple[Any, ...]]:
    span = _find_board_span(selection, offset, count)
    return _load_rows(selection, limit=count, offset=span.skipped, span=span)


class _SortedPart(NamedTuple):
    """The records of a sorted list that have the same ``values`` in what is sorted on, and which of them are wanted.

    ``offset`` is counted in the list's own direction among the ``total`` of them.
    """

    values: tuple[Any, ...]
    total: int
    offset: int
    size: int


def _find_parts(selection: RecordSelection, offset: int, count: int) -> list[_SortedPart] | None:
    """The parts of a sorted list that hold the page. None where the sums made at publication don't tell."""
    names = [get_filter(order.name) for order in selection.order]
    facet = find_facet({*names, *selection.filters} - _BOARD_FILTERS)
    if not names or facet is None or SEPARATOR in facet or not _has_counts(selection):
        return None
    columns = [f"r.{name}" if name in PERIOD_FILTERS else "r.value" for name in names]
    source = _build_from_counts(selection, facet)
    with connection.cursor() as cursor:
        statement = f"SELECT sum(r.records), {', '.join(columns)} {source} GROUP BY {', '.join(columns)}"
        cursor.execute(statement, _build_parameters(selection))
        groups = [(values, int(total)) for total, *values in cursor]
    if facet and sum(total for _, total in groups) != find_known_count(selection):
        return None  # some records have nothing in that column, which isn't counted
    for place, order in reversed(list(enumerate(selection.order))):
        groups.sort(key=lambda group, place=place: group[0][place], reverse=order.descending)  # type: ignore[misc]
    parts, before = [], 0
    for values, total in groups:
        first, last = max(offset, before), min(offset + count, before + total)
        if first < last:
            parts.append(_SortedPart(tuple(values), total, first - before, last - first))
        before += total
    return parts


def _load_parts(selection: RecordSelection, parts: Sequence[_SortedPart]) -> list[tuple[Any, ...]]:
    """The parts in order. Those that are wholly on the page are read at once: a code may have few records."""
    whole = [part for part in parts if part.size == part.total]
    if len(whole) < 2 or len(selection.order) > 1:
        return [row for part in parts for row in _load_part(selection, part)]
    values = {get_filter(selection.order[0].name): [part.values[0] for part in whole]}
    inner = replace(selection, filters={**selection.filters, **values})
    ends = [_load_part(selection, part) if part not in whole else [] for part in (parts[0], parts[-1])]
    return [*ends[0], *_load_rows(inner, limit=sum(part.total for part in whole)), *ends[1]]


def _load_part(selection: RecordSelection, part: _SortedPart) -> list[tuple[Any, ...]]:
    """Rows as ``_load_rows`` gives them: within a part the order is that of a list that is not sorted."""
    same = {get_filter(order.name): [value] for order, value in zip(selection.order, part.values, strict=True)}
    plain = replace(selection, filters={**selection.filters, **same}, order=())
    backwards = selection.descending
    offset = part.total - part.offset - part.size if backwards else part.offset
    rows = _load_counted_rows(plain, offset, part.size)
    return [(row[0], *part.values, *row[1:]) for row in (reversed(rows) if backwards else rows)]


class _BoardSpan(NamedTuple):
    """The boards that have the records of a page, the places between which all of theirs are, and how many to skip."""

    boards_of_span: list[int]
    first_place: str
    end_place: str
    skipped: int


_BOARD_COUNTS_QUERY = """
SELECT c.board_id, m.code || '/' || o.slug || '/' AS place, c.records
FROM (SELECT r.board_id, sum(r.records) AS records {} GROUP BY r.board_id) AS c
    JOIN organisation_board AS o ON o.id = c.board_id JOIN organisation_municipality AS m ON m.id = o.municipality_id
ORDER BY (m.code || '/' || o.slug || '/') COLLATE "C"
"""


def _find_board_span(selection: RecordSelection, offset: int, count: int) -> _BoardSpan:
    """Where ``count`` records from ``offset`` on are, by how many records each board has."""
    found: list[tuple[int, str]] = []
    before, skipped = 0, 0
    with connection.cursor() as cursor:
        cursor.execute(_BOARD_COUNTS_QUERY.format(_build_from_counts(selection)), _build_parameters(selection))
        for board, place, records in cursor:
            if before + records > offset and before < offset + count:
                skipped = skipped if found else offset - before
                found.append((board, place))
            before += int(records)
    if not found:
        return _BoardSpan([], "", "", 0)
    return _BoardSpan([board for board, _ in found], found[0][1], found[-1][1] + _AFTER_ALL, skipped)


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
    span: _BoardSpan | None = None,
) -> list[tuple[Any, ...]]:
    """The documents with their sorted columns; ``span`` is where they are, if that is known."""
    condition = _build_after_condition(selection) if after else ""
    parts = [
        "SELECT r.document,",
        ", ".join(f"r.{name}" for name, _ in selection.columns),
        _build_from_clause(selection, condition, in_span=span is not None),
        _build_order_by(selection, backwards=backwards),
        "LIMIT %(limit)s OFFSET %(offset)s",
    ]
    more: dict[str, Any] = {"limit": limit, "offset": offset, **(span._asdict() if span else {})}
    with connection.cursor() as cursor:
        cursor.execute(" ".join(parts), {**_build_parameters(selection, after), **more})
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
    source = _build_from_clause(selection, _build_after_condition(selection) if after else "")
    parts = [f"SELECT r.{column}", source, _build_order_by(selection), "LIMIT %(limit)s OFFSET %(offset)s"]
    parameters = {**_build_parameters(selection, after), "limit": limit, "offset": offset}
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(" ".join(parts), parameters)
        while rows := cursor.fetchmany(STREAM_CHUNK_SIZE):
            yield [row[0] for row in rows]


def _load_single_row(statement: str, selection: RecordSelection) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, _build_parameters(selection))
        return cursor.fetchone()


def _build_from_clause(
    selection: RecordSelection, condition: str = "", *, table: str = "publishing_publishedrecord", in_span: bool = False
) -> str:
    """FROM and WHERE. The boards are looked up on the way, so that a closed board is closed at once.

    A few boards are found first and their rows by them; a list of the whole nation walks along its order instead.
    """
    seen = [
        "(b.is_public OR b.id = ANY(%(boards)s))",
        *(FILTER_CONDITIONS[n] for n in selection.filters if n in _BOARD_FILTERS),
        *(["b.id = ANY(%(boards_of_span)s)"] if in_span else []),
    ]
    conditions = [
        "r.resource = %(resource)s",
        *(FILTER_CONDITIONS[n] for n in selection.filters if n not in _BOARD_FILTERS),
    ]
    conditions += ["r.place >= %(first_place)s", "r.place < %(end_place)s"] if in_span else []
    conditions += [f"r.{n} <> '{v}'" for n, v in _COMMON_VALUES.items() if v not in selection.filters.get(n, (v,))]
    joined = f"{table} AS r"
    if _BOARD_FILTERS.isdisjoint(selection.filters) and not in_span:
        joined += " JOIN organisation_board AS b ON b.id = r.board_id"
        conditions += seen
    else:
        conditions.append(_BOARD_SUBQUERY + " AND ".join(seen) + "))")
    where = " AND ".join(conditions)
    if selection.resource not in _REPEATED_RESOURCES:
        return f"FROM {joined} WHERE {where}" + (f" AND {condition}" if condition else "")
    latest = f"SELECT DISTINCT ON (r.key) r.* FROM {joined} WHERE {where} ORDER BY r.key, r.changed_at DESC"  # noqa: S608
    return f"FROM ({latest}) AS r" + (f" WHERE {condition}" if condition else "")


def _build_order_by(selection: RecordSelection, *, backwards: bool = False) -> str:
    ways = [order.descending for order in selection.order] + [selection.descending] * len(_FINAL_SORT_COLUMNS)
    columns = zip(selection.columns, ways, strict=True)
    return "ORDER BY " + ", ".join(f"r.{name}{' DESC' if down != backwards else ''}" for (name, _), down in columns)


def _build_after_condition(selection: RecordSelection) -> str:
    names = ", ".join(f"r.{name}" for name, _ in selection.columns)
    values = ", ".join(f"%(after_{n})s" for n in range(len(selection.columns)))
    return f"({names}) {'<' if selection.descending else '>'} ({values})"


def _build_parameters(selection: RecordSelection, after: Sequence[Any] = ()) -> dict[str, Any]:
    continued = {f"after_{n}": value for n, value in enumerate(after)}
    facet = _find_facet(selection)
    counted = {"facet_values": list_facet_values(facet, selection.filters)} if facet else {}
    plain = {"resource": selection.resource, "boards": list(selection.boards)}
    return {**plain, **selection.filters, **counted, **continued}
