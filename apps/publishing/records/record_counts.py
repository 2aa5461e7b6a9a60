"""How many records a list has, by what it is sorted on and by board: its pages are found by that.

The cubes that a publication counts tell, or else the records are counted as they are. What was counted so is known for
as long as nothing is published: in each process, for the lists that were asked for last.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Lock
from typing import Any, NamedTuple

from django.db import connection

from apps.publishing.published_lists import NATION, compute_list_fingerprint
from apps.publishing.records.count_cubes import KEY_START, find_cube, get_counted_column
from apps.publishing.records.record_selection import (
    BOARD_FILTERS,
    REPEATED_RESOURCES,
    SORT_COLUMNS,
    RecordSelection,
    build_counts_clause,
    build_from_clause,
    build_parameters,
)

MOST_REMEMBERED = 200_000  # counts in all, some 40 MB
_WEIGHT_OF_LIST = 20  # counts that a list's own name weighs as much as

_BOARD_COUNTS_QUERY = """
SELECT c.board_id, m.code || '/' || o.slug || '/' AS place, c.records
FROM (SELECT r.board_id, {} AS records {} GROUP BY r.board_id) AS c
    JOIN organisation_board AS o ON o.id = c.board_id JOIN organisation_municipality AS m ON m.id = o.municipality_id
ORDER BY (m.code || '/' || o.slug || '/') COLLATE "C"
"""


class Count(NamedTuple):
    """How many records have the same ``values`` in what is counted by: what a list is sorted on, or board and place."""

    values: tuple[Any, ...]
    records: int


def count_records(selection: RecordSelection) -> int:
    """How many records there are."""
    known = find_known_count(selection)
    if known is not None:
        return known
    if selection.resource in REPEATED_RESOURCES:
        return _count(f"SELECT count(*) {build_from_clause(selection)}", selection)[0][0]
    counts = count_by_order(selection) if selection.order else count_by_board(selection)
    return sum(count.records for count in counts)


def find_known_count(selection: RecordSelection) -> int | None:
    """How many records there are, where a cube tells; else None."""
    cube = _find_cube(selection)
    if cube is None:
        return None
    return int(_count(f"SELECT coalesce(sum(r.records), 0) {build_counts_clause(selection, cube)}", selection)[0][0])


def count_by_board(selection: RecordSelection) -> Sequence[Count]:
    """By board, in the order of their places."""
    plain = replace(selection, order=())
    cube = _find_cube(plain)
    if cube is None:
        statement = _BOARD_COUNTS_QUERY.format("count(*)", build_from_clause(plain))
    else:
        statement = _BOARD_COUNTS_QUERY.format("sum(r.records)", build_counts_clause(plain, cube))

    def count() -> list[Count]:
        return [Count((board, place), int(records)) for board, place, records in _count(statement, plain)]

    return count() if cube is not None else _count_once(f"board {plain}", count)


def list_grouped_names(selection: RecordSelection) -> list[str]:
    """What a sorted list is grouped by: what it is sorted on, up to the key, of which only how it begins."""
    names = [order.name for order in selection.order]
    return [*names[: names.index("key")], "key_start"] if "key" in names else names


def count_by_order(selection: RecordSelection) -> Sequence[Count]:
    """By what the list is sorted on, in its order."""
    names = list_grouped_names(selection)
    cube = _find_cube(selection, names)
    if cube is None:
        columns = ", ".join(_get_column(name) for name in names)
        statement = f"SELECT {columns}, count(*) {build_from_clause(selection)} GROUP BY {columns}"
    else:
        columns = ", ".join(f"r.{get_counted_column(SORT_COLUMNS.get(name, (name,))[0])}" for name in names)
        statement = f"SELECT {columns}, sum(r.records) {build_counts_clause(selection, cube)} GROUP BY {columns}"

    def count() -> list[Count]:
        counts = [Count(tuple(values), int(records)) for *values, records in _count(statement, selection)]
        for place in reversed(range(len(names))):
            _sort(counts, place, descending=selection.order[place].descending)
        return counts

    return count() if cube is not None else _count_once(f"order {selection}", count)


def _sort(counts: list[Count], place: int, *, descending: bool) -> None:
    counts.sort(key=lambda one: one.values[place], reverse=descending)


def _get_column(name: str) -> str:
    return KEY_START.format("r.", "r.") if name == "key_start" else f"r.{SORT_COLUMNS[name][0]}"


def _find_cube(selection: RecordSelection, grouped: Sequence[str] = ()) -> str | None:
    if selection.resource in REPEATED_RESOURCES:
        return None
    filters = {name: values for name, values in selection.filters.items() if name not in BOARD_FILTERS}
    return find_cube(filters, [SORT_COLUMNS.get(name, (name,))[0] for name in grouped])


def _count(statement: str, selection: RecordSelection) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, build_parameters(selection))
        return list(cursor.fetchall())


_remembered: OrderedDict[str, Sequence[Count]] = OrderedDict()
_lock = Lock()


def _count_once(name: str, count: Callable[[], list[Count]]) -> Sequence[Count]:
    """What is counted, or what it came to when it was last counted, if nothing has been published since.

    How the boards are is read first: a count is never older than it is taken for.
    """
    whole_name = f"{compute_list_fingerprint(NATION)} {name}"
    with _lock:
        found = _remembered.get(whole_name)
        if found is not None:
            _remembered.move_to_end(whole_name)
            return found
    found = count()
    with _lock:
        _remembered[whole_name] = found
        while sum(len(counts) + _WEIGHT_OF_LIST for counts in _remembered.values()) > MOST_REMEMBERED:
            _remembered.popitem(last=False)
    return found
