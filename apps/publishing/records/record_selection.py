"""Which published records, in which order, as the parts of an SQL statement.

Nothing but published rows is within reach, and of boards that are not public only those that the reader is a member of.
Names of columns come from the tables below and never from the reader.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from apps.publishing.records.count_cubes import KEY_START, get_counted_column

_IN_LIST_CONDITION = "r.{} = ANY(%({})s)"
_KEY_START = KEY_START.format("r.", "r.")
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
    # What parts of a sorted list are found by; no query says so.
    "changed_at": "r.changed_at = ANY(%(changed_at)s)",
    "key_start": f"r.key >= %(first_key)s AND r.key < %(end_key)s AND {_KEY_START} = ANY(%(key_start)s)",
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
FINAL_SORT_COLUMNS: tuple[tuple[str, type], ...] = (("place", str), ("id", int))
# Each board of a municipality has a record of it.
REPEATED_RESOURCES = {"municipalities"}
BOARD_FILTERS = frozenset({"municipality", "board"})
# What most records have of a column, and its index therefore leaves out.
_COMMON_VALUES = {"status": "value", "light": ""}
AFTER_ALL = "\U0010ffff"  # sorts after every key
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
        return [*(SORT_COLUMNS[order.name] for order in self.order), *FINAL_SORT_COLUMNS]

    @property
    def one_way(self) -> bool:
        """Do all the columns run the same way? Only then can a list be continued from a row."""
        return len({order.descending for order in self.order}) <= 1

    @property
    def descending(self) -> bool:
        """The direction of the columns that make the order total: that of the last column in the query."""
        return bool(self.order) and self.order[-1].descending


class BoardSpan(NamedTuple):
    """The boards that have the records of a page, the places between which all of theirs are, and how many to skip."""

    boards_of_span: list[int]
    first_place: str
    end_place: str
    skipped: int


def build_from_clause(selection: RecordSelection, condition: str = "", *, span: BoardSpan | None = None) -> str:
    """FROM and WHERE of the records. ``span`` is where those that are wanted are, if that is known."""
    conditions = ["r.resource = %(resource)s", *_list_conditions(selection)]
    if span and selection.filters.keys() <= BOARD_FILTERS:  # with others the boards' rows are better found by them
        conditions += ["r.place >= %(first_place)s", "r.place < %(end_place)s"]
    conditions += [f"r.{n} <> '{v}'" for n, v in _COMMON_VALUES.items() if v not in selection.filters.get(n, (v,))]
    source = _build_source(selection, "publishing_publishedrecord", conditions, in_span=span is not None)
    if selection.resource not in REPEATED_RESOURCES:
        return f"FROM {source}" + (f" AND {condition}" if condition else "")
    latest = f"SELECT DISTINCT ON (r.key) r.* FROM {source} ORDER BY r.key, r.changed_at DESC"  # noqa: S608
    return f"FROM ({latest}) AS r" + (f" WHERE {condition}" if condition else "")


def build_counts_clause(selection: RecordSelection, cube: str) -> str:
    """FROM and WHERE of the counts of a cube that has all that the selection is filtered on."""
    conditions = ["r.resource = %(resource)s", f"r.cube = '{cube}'"]
    for name in selection.filters.keys() - BOARD_FILTERS:
        column = get_counted_column(name)
        conditions.append(_IN_LIST_CONDITION.format(column, name) if column == "code" else FILTER_CONDITIONS[name])
    return f"FROM {_build_source(selection, 'publishing_publishedcount', conditions)}"


def _list_conditions(selection: RecordSelection) -> list[str]:
    return [FILTER_CONDITIONS[name] for name in selection.filters if name not in BOARD_FILTERS]


def _build_source(selection: RecordSelection, table: str, conditions: Sequence[str], *, in_span: bool = False) -> str:
    """The boards are looked up on the way, so that a closed board is closed at once.

    A few boards are found first and their rows by them; a list of the whole nation walks along its order instead.
    """
    seen = ["(b.is_public OR b.id = ANY(%(boards)s))"]
    of_boards = [FILTER_CONDITIONS[name] for name in selection.filters if name in BOARD_FILTERS]
    if of_boards and not in_span:
        chosen = _BOARD_SUBQUERY + " AND ".join([*seen, *of_boards]) + "))"
        return f"{table} AS r WHERE {' AND '.join([*conditions, chosen])}"
    within = ["r.board_id = ANY(%(boards_of_span)s)"] if in_span else []
    joined = f"{table} AS r JOIN organisation_board AS b ON b.id = r.board_id"
    return f"{joined} WHERE {' AND '.join([*conditions, *within, *seen])}"


def build_order_by(selection: RecordSelection, *, backwards: bool = False) -> str:
    """ORDER BY, the other way round where it is read from its end."""
    ways = [order.descending for order in selection.order] + [selection.descending] * len(FINAL_SORT_COLUMNS)
    columns = zip(selection.columns, ways, strict=True)
    return "ORDER BY " + ", ".join(f"r.{name}{' DESC' if down != backwards else ''}" for (name, _), down in columns)


def build_after_condition(selection: RecordSelection) -> str:
    """That a record comes after the one whose sorted columns are given."""
    names = ", ".join(f"r.{name}" for name, _ in selection.columns)
    values = ", ".join(f"%(after_{n})s" for n in range(len(selection.columns)))
    return f"({names}) {'<' if selection.descending else '>'} ({values})"


def build_parameters(selection: RecordSelection, after: Sequence[Any] = ()) -> dict[str, Any]:
    """The values of the statement."""
    continued = {f"after_{n}": value for n, value in enumerate(after)}
    keys = selection.filters.get("key_start")
    between = {"first_key": min(keys), "end_key": max(keys) + AFTER_ALL} if keys else {}
    plain = {"resource": selection.resource, "boards": list(selection.boards)}
    return {**plain, **selection.filters, **between, **continued}
