"""What a save needs to know, in one query: who may write where, and each row with what concerns it.

In SQL, since the same query made by Django takes longer to compile than to run, and prepared,
since it takes longer to plan than to run (docs/decisions/0017).
Read after the rounds are locked, so that it holds until the transaction ends.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Any

import msgspec

from apps.core.prepared_queries import fetch_prepared, parse_json
from apps.core.tertials import Tertial
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.entry.stored.frozen_context import apply_frozen_plan
from apps.report.frozen_source import load_frozen
from apps.report.plan_history import needs_history, rewrite_for_period
from apps.report.source import AREA_QUERY
from apps.report.source_types import OUTCOME_COLUMNS, TARGET_COLUMNS, IndicatorSourceRow
from apps.rounds.access import RoundAccess, build_access
from apps.rounds.models import Round, RoundState


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row in the database: ``natural_key`` identifies it, ``values`` are its columns by name.

    ``version`` is 0 and ``pk`` None for a row that does not exist. The values of money may then be
    those of a printed table, which the board's own row is made from. ``unit`` is what its numbers
    are in.
    """

    key: EntryKey
    area_id: int
    natural_key: dict[str, Any]
    values: dict[str, Any]
    version: int
    unit: str
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class SaveContext:
    """One round for one writer. ``tables`` holds the loaded rows, by the names in
    ``_QUERIES_BY_KIND``.

    ``drafts`` are the writer's own, by key and field.
    """

    round: Round
    access: RoundAccess
    rows: dict[EntryKey, StoredRow]
    drafts: frozenset[tuple[str, str]]
    tables: dict[str, Any]

    @property
    def period(self) -> Tertial:
        """The round's period."""
        return self.round.period


_COMMON_QUERIES = {
    "memberships": """
        SELECT m.role, array(SELECT servicearea_id FROM accounts_membership_service_areas a
                             WHERE a.membership_id = m.id) AS areas
        FROM accounts_membership m WHERE m.board_id = %(board)s AND m.user_id = %(user)s""",
    "areas": AREA_QUERY.format(board="%(board)s", year="%(year)s"),
    "submissions": "SELECT service_area_id FROM rounds_areasubmission WHERE round_id = %(round)s",
    "drafts": "SELECT key, field FROM rounds_celldraft WHERE round_id = %(round)s AND by_id = %(user)s",
}
# Codes come as one text: a list is taken apart value by value on its way to the database.
_ANY_CODE = "ANY(string_to_array(%({})s, ':'))"
# Only the constants below are put together; every value goes as a parameter.
# ruff: noqa: S608
_FROM_INDICATORS = f"FROM goals_indicator WHERE board_id = %(board)s AND code = {_ANY_CODE.format('indicators')}"
_INDICATOR_IDS = f"ANY(ARRAY(SELECT id {_FROM_INDICATORS}))"  # as arrays, which cost less to plan than joins
_AREA_IDS = f"""ANY(ARRAY(SELECT id FROM organisation_servicearea
                       WHERE board_id = %(board)s AND code = {_ANY_CODE.format("codes")}))"""
_LINES_QUERY = """
    SELECT l.*, t.position AS table_position, t.code AS table_code, t.unit AS table_unit, t.round_id AS table_round
    FROM {table} l LEFT JOIN rounds_sourcetable t ON t.id = l.table_id
    WHERE l.board_id = %(board)s AND l.year = %(year)s AND l.tertial <= %(tertial)s
      AND (l.table_id IS NULL OR t.round_id = %(round)s OR l.tertial <> %(tertial)s)"""
_QUERIES_BY_KIND: dict[EntryKind, dict[str, str]] = {
    EntryKind.OUTCOME: {
        "indicators": f"SELECT * {_FROM_INDICATORS}",
        # The series of the genders that are typed, and this tertial's others, which those should agree with.
        "outcomes": f"""SELECT json_build_array({", ".join(OUTCOME_COLUMNS)}, id) AS x
                        FROM goals_outcome WHERE indicator_id = {_INDICATOR_IDS} AND service_area_id = {_AREA_IDS}
                        AND (year, tertial) <= (%(year)s, %(tertial)s)
                        AND (gender = {_ANY_CODE.format("genders")} OR year = %(year)s AND tertial = %(tertial)s)
                        ORDER BY year, tertial, gender""",
        "targets": f"""SELECT {", ".join(TARGET_COLUMNS)} FROM goals_target WHERE indicator_id = {_INDICATOR_IDS}
                       AND service_area_id = {_AREA_IDS} AND year = %(year)s ORDER BY gender""",
    },
    EntryKind.OPERATING: {
        "operating": _LINES_QUERY.format(table="budget_operatingline"),
        # The rows that are known from before: a sum waits for those of its parts that are still to be told.
        "known": """SELECT json_build_array(service_area_id, cost_type) AS x FROM budget_operatingline
                    WHERE board_id = %(board)s AND (year, tertial) < (%(year)s, %(tertial)s)
                    GROUP BY service_area_id, cost_type""",
    },
    EntryKind.INVESTMENT: {
        "projects": "SELECT id, code, service_area_id FROM budget_investmentproject WHERE board_id = %(board)s",
        "investments": _LINES_QUERY.format(table="budget_investmentline"),
    },
    EntryKind.CONTROL: {
        "controls": """SELECT c.id, c.code, r.code AS risk, r.service_area_id FROM risks_controlactivity c
                       JOIN risks_risk r ON r.id = c.risk_id WHERE r.board_id = %(board)s AND r.year = %(year)s""",
        "results": """SELECT * FROM risks_controlresult WHERE board_id = %(board)s AND year = %(year)s
                      AND tertial = %(tertial)s""",
    },
    EntryKind.GOAL: {
        "goals": f"SELECT id, code FROM goals_goal WHERE board_id = %(board)s AND code = {_ANY_CODE.format('goals')}",
        "assessments": "SELECT * FROM goals_assessment WHERE round_id = %(round)s",
    },
    EntryKind.INDICATOR: {
        "indicators": f"SELECT * {_FROM_INDICATORS}",
        "assessments": "SELECT * FROM goals_assessment WHERE round_id = %(round)s",
    },
    EntryKind.COMMENT: {"comments": "SELECT * FROM rounds_comment WHERE round_id = %(round)s AND heading = ''"},
}


def load_save_context(round_: Round, user: Any, keys: Iterable[EntryKey], unit: str) -> SaveContext:
    """Load what is known of the rows. A key that no row of the board can have gets none.

    Money is in ``unit``, an outcome in its indicator's.
    """
    keys = list(keys)
    found = _load_found_rows(round_, user, keys)
    parents = {area["id"]: area["parent_id"] for area in found["areas"]}
    access = build_access(
        round_.stage,
        [(row["role"], row["areas"]) for row in found["memberships"]],
        [row["service_area_id"] for row in found["submissions"]],
        parents,
        is_superuser=user.is_superuser,
    )
    areas = {area["code"]: area["id"] for area in found["areas"]}
    stored = _group_by_natural_key(keys, found, round_.period)
    rows = {key: row for key in keys if (row := _build_stored_row(key, round_, unit, areas, found, stored))}
    drafts = frozenset((row["key"], row["field"]) for row in found["drafts"])
    return SaveContext(round_, access, rows, drafts, found)


def _join_codes(codes: Iterable[str]) -> str:
    return ":".join(codes)  # the sign that no code holds, as it parts those of a key


def _load_found_rows(round_: Round, user: Any, keys: list[EntryKey]) -> dict[str, Any]:
    params = {
        "board": round_.board_id,
        "round": round_.pk,
        "user": user.pk,
        "year": round_.year,
        "tertial": round_.tertial,
        **_collect_codes(keys),
    }
    statement = _build_statement(frozenset(key.kind for key in keys))
    if needs_history(round_):
        statement = rewrite_for_period(statement, "%(board)s", "%(year)s * 10 + %(tertial)s")
    ((text,),) = fetch_prepared(statement, params)
    found: dict[str, Any] = parse_json(text)
    frozen = load_frozen(round_) if round_.state == RoundState.ADOPTED else None
    return apply_frozen_plan(found, frozen.rows, {key.area for key in keys}) if frozen else found


def _collect_codes(keys: Iterable[EntryKey]) -> dict[str, str]:
    """The codes in the keys, as the queries want them: by the name of their parameter."""
    codes: dict[str, set[str]] = {"indicators": set(), "goals": set(), "codes": set(), "genders": set()}
    for key in keys:
        codes["codes"].add(key.area)
        if key.kind in (EntryKind.OUTCOME, EntryKind.INDICATOR):
            codes["indicators"].add(key.first)
        if key.kind == EntryKind.GOAL:
            codes["goals"].add(key.first)
        if key.kind == EntryKind.OUTCOME:
            codes["genders"].add(key.third)
    return {name: _join_codes(found) for name, found in codes.items()}


@cache
def _build_statement(kinds: frozenset[EntryKind]) -> str:
    """One statement that gives all the lists as one JSON text.

    A row becomes an object of its columns. Where a query names its result ``x`` it has built the
    JSON value itself, and that is kept as it is.
    """
    parts = dict(_COMMON_QUERIES)
    for kind in kinds:
        parts.update(_QUERIES_BY_KIND[kind])
    lists = ", ".join(
        f"'{name}', coalesce((SELECT json_agg(x) FROM ({query}) x), '[]'::json)" for name, query in parts.items()
    )
    return f"SELECT json_build_object({lists})::text"


_LIST_BY_KIND = {
    EntryKind.OPERATING: "operating",
    EntryKind.INVESTMENT: "investments",
    EntryKind.CONTROL: "results",
    EntryKind.GOAL: "assessments",
    EntryKind.INDICATOR: "assessments",
    EntryKind.COMMENT: "comments",
}

RowsByNaturalKey = Mapping[EntryKind, Mapping[tuple[Any, ...], Mapping[str, Any]]]


def _group_by_natural_key(keys: Iterable[EntryKey], found: Mapping[str, Any], now: Tertial) -> RowsByNaturalKey:
    """The rows of each kind by their natural key.

    Of printed lines the first table's, with None for the table: the board's own row is found first.
    """
    stored: dict[EntryKind, dict[tuple[Any, ...], Mapping[str, Any]]] = defaultdict(dict)
    for kind in {key.kind for key in keys}:
        columns = ROW_DEFINITIONS[kind].natural_key
        rows = _list_period_outcomes(found, now) if kind == EntryKind.OUTCOME else found[_LIST_BY_KIND[kind]]
        for row in sorted(rows, key=_get_print_position):
            natural = tuple(None if column == "table_id" else row[column] for column in columns)
            stored[kind].setdefault(natural, row)
    return stored


def _list_period_outcomes(found: Mapping[str, Any], now: Tertial) -> list[dict[str, Any]]:
    """The period's outcomes by column name. They are loaded as lists, since a series may be
    decades.

    The statement sorts by period, so the round's own are last.
    """
    rows = (dict(zip((*OUTCOME_COLUMNS, "id"), row, strict=True)) for row in reversed(found["outcomes"]))
    return list(takewhile(lambda row: (row["year"], row["tertial"]) == (now.year, now.number), rows))


def _get_print_position(row: Mapping[str, Any]) -> int:
    position = row.get("table_position")
    return -1 if position is None else int(position)


def _build_stored_row(
    key: EntryKey,
    round_: Round,
    money_unit: str,
    areas: Mapping[str, int],
    found: Mapping[str, Any],
    stored: RowsByNaturalKey,
) -> StoredRow | None:
    placed = _find_natural_columns(key, areas, found)
    if placed is None:
        return None
    area_id, own, indicator_unit = placed
    definition = ROW_DEFINITIONS[key.kind]
    everywhere = {"year": round_.year, "tertial": round_.tertial, "round_id": round_.pk, "service_area_id": area_id}
    natural = {
        column: {**everywhere, **definition.fixed_values, **own}.get(column) for column in definition.natural_key
    }
    row = stored[key.kind].get(tuple(natural.values()))
    unit = indicator_unit or money_unit
    if row is None:
        return StoredRow(key, area_id, natural, definition.build_empty_row(), 0, unit)
    names = dict.fromkeys([*definition.columns, *definition.content_columns])
    values = {name: row[name] for name in names}
    if "table_id" in natural and row["table_id"] is not None:
        shown = {**definition.build_empty_row(), **{name: row[name] for name in definition.columns}}
        return StoredRow(key, area_id, natural, shown, 0, unit)
    return StoredRow(key, area_id, natural, values, row["version"], unit, row["id"])


def _find_natural_columns(
    key: EntryKey, areas: Mapping[str, int], found: Mapping[str, Any]
) -> tuple[int, dict[str, Any], str] | None:
    """The key's area, the columns of its codes, and its unit; None without such a row.

    Projects and controls have an area of their own in the plan; all other keys name theirs.
    """
    if key.kind == EntryKind.INVESTMENT:
        project = _find_by_code(found["projects"], key.first)
        return (project["service_area_id"], {"project_id": project["id"], "flow": key.second}, "") if project else None
    if key.kind == EntryKind.CONTROL:
        control = _find_by_code((one for one in found["controls"] if one["risk"] == key.first), key.second)
        return (control["service_area_id"], {"control_id": control["id"]}, "") if control else None
    area_id = areas.get(key.area)
    columns = None if area_id is None else _find_columns_in_area(key, found)
    return None if area_id is None or columns is None else (area_id, *columns)


def _find_columns_in_area(key: EntryKey, found: Mapping[str, Any]) -> tuple[dict[str, Any], str] | None:
    """The columns of the codes of a key that names its area, and its unit; None when the plan hasn't the code."""
    if key.kind == EntryKind.OPERATING:
        return {"cost_type": key.second}, ""
    if key.kind == EntryKind.COMMENT:
        return {"topic": key.first}, ""
    if key.kind == EntryKind.GOAL:
        goal = _find_by_code(found["goals"], key.first)
        return ({"goal_id": goal["id"], "indicator_id": None}, "") if goal else None
    indicator = _find_by_code(found["indicators"], key.first)
    if indicator is None:
        return None
    if key.kind == EntryKind.INDICATOR:
        return {"goal_id": None, "indicator_id": indicator["id"]}, indicator["unit"]
    return {"indicator_id": indicator["id"], "gender": key.third}, indicator["unit"]


def _find_by_code(rows: Iterable[Mapping[str, Any]], code: str) -> Mapping[str, Any] | None:
    return next((row for row in rows if row["code"] == code), None)


def build_indicator(row: Mapping[str, Any]) -> IndicatorSourceRow:
    """An indicator from the loaded JSON."""
    return msgspec.convert(row, IndicatorSourceRow)
