"""What a save needs to know, in one query: who may write where, and each row with what concerns it.

In SQL, since the same query made by Django takes longer to compile than to run, and prepared,
since it takes longer to plan than to run (docs/decisions/0017).
Read after the rounds are locked, so that it holds until the transaction ends.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import takewhile
from typing import Any

import msgspec

from apps.budget.models import CostType
from apps.core.prepared_queries import fetch_prepared, parse_json
from apps.core.tertials import Tertial
from apps.entry.filled_cells.shapes import FillNote, FillNotes
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.entry.stored.frozen_context import apply_frozen_plan
from apps.entry.stored.own_columns import find_own_columns
from apps.report.frozen_source import load_frozen
from apps.report.own_tables.rows import build_own_tables_query
from apps.report.plan.history import needs_history, rewrite_for_period
from apps.report.source import AREA_QUERY
from apps.report.source_types import OUTCOME_COLUMNS, TARGET_COLUMNS, BudgetChangeSourceRow, IndicatorSourceRow
from apps.rounds.access import RoundAccess, build_access
from apps.rounds.models import Round, RoundState, Topic


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

    ``drafts`` are the writer's own, by key and field. ``fills`` are what sources have filled in of the rows.
    """

    round: Round
    access: RoundAccess
    rows: dict[EntryKey, StoredRow]
    drafts: frozenset[tuple[str, str]]
    tables: dict[str, Any]
    fills: FillNotes

    @property
    def period(self) -> Tertial:
        """The round's period."""
        return self.round.period


_COMMON_QUERIES = {
    "memberships": """
        SELECT m.role, array(SELECT servicearea_id FROM accounts_membership_service_areas a
                             WHERE a.membership_id = m.membership_id) AS areas
        FROM accounts_heldrole m WHERE m.board_id = %(board)s AND m.user_id = %(user)s""",
    "areas": AREA_QUERY.format(board="%(board)s", year="%(year)s"),
    "submissions": "SELECT service_area_id FROM rounds_areasubmission WHERE round_id = %(round)s",
    "drafts": "SELECT key, field FROM rounds_celldraft WHERE round_id = %(round)s AND by_id = %(user)s",
    "fills": """SELECT key, field, id, source, values, filled_at, confirmed_at IS NOT NULL AS is_confirmed,
                confirmed_by_id AS confirmed_by FROM rounds_filledcell
                WHERE round_id = %(round)s AND key = ANY(string_to_array(%(keys)s, ' '))""",
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
# The confirmed relations that a typed indicator is in, and the indicators of those relations.
_PART_CODES = """ARRAY(SELECT i.code FROM goals_relationpart p JOIN goals_indicator i ON i.id = p.indicator_id
                        WHERE p.relation_id = r.id ORDER BY p.position)"""
_RELATIONS_QUERY = f"""
    SELECT {{}} FROM goals_relation r JOIN goals_indicator t ON t.id = r.total_id
    WHERE r.board_id = %(board)s AND r.answer = 'confirmed' AND (r.total_id = {_INDICATOR_IDS} OR EXISTS (
        SELECT FROM goals_relationpart p WHERE p.relation_id = r.id AND p.indicator_id = {_INDICATOR_IDS}))"""
_RELATION_IDS = f"ANY(ARRAY({_RELATIONS_QUERY.format('r.id')}))"
_IS_RELATED = f"""{{}} = ANY(ARRAY(
    SELECT total_id FROM goals_relation WHERE id = {_RELATION_IDS}
    UNION SELECT indicator_id FROM goals_relationpart WHERE relation_id = {_RELATION_IDS}))"""
_QUERIES_BY_KIND: dict[EntryKind, dict[str, str]] = {
    EntryKind.OUTCOME: {
        "indicators": f"SELECT * {_FROM_INDICATORS}",
        # The series of the genders that are typed, and this tertial's others, which those should agree with.
        "outcomes": f"""SELECT json_build_array({", ".join(OUTCOME_COLUMNS)}, id) AS x
                        FROM goals_outcome WHERE indicator_id = {_INDICATOR_IDS} AND service_area_id = {_AREA_IDS}
                        AND (year, tertial) <= (%(year)s, %(tertial)s)
                        AND (gender = {_ANY_CODE.format("genders")} OR year = %(year)s AND tertial = %(tertial)s)
                        ORDER BY year, tertial, gender""",
        "definition_changes": f"""SELECT indicator_id, year, tertial, note FROM goals_definitionchange
                                  WHERE indicator_id = {_INDICATOR_IDS}
                                  AND (year, tertial) <= (%(year)s, %(tertial)s) ORDER BY year, tertial""",
        # The other terms of confirmed relations, with their values of the period, of last year's end and a year ago.
        "relations": f"""{_RELATIONS_QUERY.format("r.kind, t.code AS total, " + _PART_CODES + " AS parts")}""",
        "related_indicators": f"SELECT * FROM goals_indicator WHERE {_IS_RELATED.format('id')}",
        "related_outcomes": f"""SELECT json_build_array({", ".join(OUTCOME_COLUMNS)}, id) AS x FROM goals_outcome
                                WHERE {_IS_RELATED.format("indicator_id")} AND ((year, tertial) =
                                (%(year)s, %(tertial)s) OR year = %(year)s - 1 AND tertial IN (3, %(tertial)s))""",
        "targets": f"""SELECT {", ".join(TARGET_COLUMNS)} FROM goals_target WHERE indicator_id = {_INDICATOR_IDS}
                       AND service_area_id = {_AREA_IDS} AND year = %(year)s ORDER BY gender""",
    },
    EntryKind.OPERATING: {
        "operating": _LINES_QUERY.format(table="budget_operatingline"),
        "cost_types": """SELECT code, name, belongs_to, valid_from, valid_to FROM budget_owncosttype
                         WHERE board_id = %(board)s ORDER BY position, id""",
        # The rows that are known from before: a sum waits for those of its parts that are still to be told.
        "known": """SELECT json_build_array(service_area_id, cost_type) AS x FROM budget_operatingline
                    WHERE board_id = %(board)s AND (year, tertial) < (%(year)s, %(tertial)s)
                    GROUP BY service_area_id, cost_type""",
        # What the amounts were a year ago, which shows when one is in another unit.
        "year_ago": """SELECT service_area_id, cost_type, budget, period_budget, actual, forecast
                       FROM budget_operatingline WHERE board_id = %(board)s
                       AND year = %(year)s - 1 AND tertial = %(tertial)s ORDER BY table_id NULLS FIRST""",
        # What explains that a budget is another than last tertial.
        "budget_changes": f"""SELECT {", ".join(BudgetChangeSourceRow.__struct_fields__)} FROM budget_budgetchange
                              WHERE board_id = %(board)s AND year = %(year)s AND tertial <= %(tertial)s""",
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
    # A whole table, since its sums follow from its other cells.
    EntryKind.OWN_VALUE: {
        "own_tables": build_own_tables_query(
            board="%(board)s", year="%(year)s", tertial="%(tertial)s", condition=f"code = {_ANY_CODE.format('tables')}"
        ),
        "own_values": """SELECT * FROM own_tables_ownvalue WHERE board_id = %(board)s AND year = %(year)s
                         AND tertial = %(tertial)s""",
    },
}


def load_save_context(round_: Round, user: Any, keys: Iterable[EntryKey], unit: str) -> SaveContext:
    """Load what is known of the rows. A key that no row of the board can have gets none.

    Money is in ``unit``, an outcome in its indicator's.
    """
    keys = list(keys)
    tables = _load_tables(round_, user, keys)
    parents = {area["id"]: area["parent_id"] for area in tables["areas"]}
    access = build_access(
        round_.stage,
        [(row["role"], row["areas"]) for row in tables["memberships"]],
        [row["service_area_id"] for row in tables["submissions"]],
        parents,
        is_superuser=user.is_superuser,
    )
    areas = {area["code"]: area["id"] for area in tables["areas"]}
    stored = _group_by_natural_key(keys, tables, round_.period)
    rows = {key: row for key in keys if (row := _build_stored_row(key, round_, unit, areas, tables, stored))}
    drafts = frozenset((row["key"], row["field"]) for row in tables["drafts"])
    return SaveContext(
        round_, access, rows, drafts, tables, {(one["key"], one["field"]): _build_note(one) for one in tables["fills"]}
    )


def _build_note(row: Mapping[str, Any]) -> FillNote:
    columns = {name: row[name] for name in FillNote._fields}
    return FillNote(**{**columns, "filled_at": datetime.fromisoformat(row["filled_at"])})


def _join_codes(codes: Iterable[str]) -> str:
    return ":".join(codes)  # keys are split at it, so no code holds it


def _load_tables(round_: Round, user: Any, keys: list[EntryKey]) -> dict[str, Any]:
    """The loaded lists by name; those of an adopted report with the plan that it was published with."""
    statement = _build_statement(frozenset(key.kind for key in keys))
    if needs_history(round_):
        statement = rewrite_for_period(statement, "%(board)s", "%(year)s * 10 + %(tertial)s")
    ((text,),) = fetch_prepared(statement, _build_parameters(round_, user, keys))
    tables: dict[str, Any] = parse_json(text)
    frozen = load_frozen(round_) if round_.state == RoundState.ADOPTED else None
    return apply_frozen_plan(tables, frozen.rows, {key.area for key in keys}) if frozen else tables


def _build_parameters(round_: Round, user: Any, keys: Sequence[EntryKey]) -> dict[str, Any]:
    """The statement's parameters: the codes in the keys, by what they are codes of."""
    codes: dict[str, set[str]] = {
        "indicators": set(),
        "goals": set(),
        "codes": set(),
        "genders": set(),
        "tables": set(),
    }
    for key in keys:
        codes["codes"].add(key.area)
        if key.kind in (EntryKind.OUTCOME, EntryKind.INDICATOR):
            codes["indicators"].add(key.first)
        if key.kind == EntryKind.GOAL:
            codes["goals"].add(key.first)
        if key.kind == EntryKind.OUTCOME:
            codes["genders"].add(key.third)
        if key.kind == EntryKind.OWN_VALUE:
            codes["tables"].add(key.first)
    return {
        "board": round_.board_id,
        "round": round_.pk,
        "user": user.pk,
        "year": round_.year,
        "tertial": round_.tertial,
        "keys": " ".join(key.text for key in keys),
        **{name: _join_codes(found) for name, found in codes.items()},
    }


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
    EntryKind.OWN_VALUE: "own_values",
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
    tables: Mapping[str, Any],
    stored: RowsByNaturalKey,
) -> StoredRow | None:
    key_columns = _find_natural_columns(key, areas, tables)
    if key_columns is None:
        return None
    area_id, own, indicator_unit = key_columns
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


# A row's area, the columns of its natural key that the codes of its key stand for, and its unit.
KeyColumns = tuple[int, dict[str, Any], str]


def _find_natural_columns(key: EntryKey, areas: Mapping[str, int], tables: Mapping[str, Any]) -> KeyColumns | None:
    """What the codes of the key stand for; None where the board has no such row."""
    if key.kind == EntryKind.INVESTMENT:
        return _find_investment_columns(key, tables)
    if key.kind == EntryKind.CONTROL:
        return _find_control_columns(key, tables)
    if key.kind == EntryKind.OWN_VALUE:
        return find_own_columns(key, tables["own_tables"])
    area_id = areas.get(key.area)
    if area_id is None:
        return None
    if key.kind == EntryKind.OPERATING:
        known = key.second in CostType.values or any(one["code"] == key.second for one in tables["cost_types"])
        return (area_id, {"cost_type": key.second}, "") if known else None
    if key.kind == EntryKind.COMMENT:
        return _find_comment_columns(key, area_id, tables)
    if key.kind == EntryKind.GOAL:
        return _find_goal_columns(key, area_id, tables)
    return _find_indicator_columns(key, area_id, tables)


def _find_comment_columns(key: EntryKey, area_id: int, tables: Mapping[str, Any]) -> KeyColumns | None:
    """Those of a comment; the summary is of the whole board only."""
    is_part = any(area["id"] == area_id and area["parent_id"] for area in tables["areas"])
    return None if key.first == Topic.SUMMARY and is_part else (area_id, {"topic": key.first}, "")


def _find_investment_columns(key: EntryKey, tables: Mapping[str, Any]) -> KeyColumns | None:
    project = next((one for one in tables["projects"] if one["code"] == key.first), None)
    if project is None:
        return None
    return project["service_area_id"], {"project_id": project["id"], "flow": key.second}, ""


def _find_control_columns(key: EntryKey, tables: Mapping[str, Any]) -> KeyColumns | None:
    codes = (key.first, key.second)
    control = next((one for one in tables["controls"] if (one["risk"], one["code"]) == codes), None)
    return (control["service_area_id"], {"control_id": control["id"]}, "") if control else None


def _find_goal_columns(key: EntryKey, area_id: int, tables: Mapping[str, Any]) -> KeyColumns | None:
    goal = next((one for one in tables["goals"] if one["code"] == key.first), None)
    return (area_id, {"goal_id": goal["id"], "indicator_id": None}, "") if goal else None


def _find_indicator_columns(key: EntryKey, area_id: int, tables: Mapping[str, Any]) -> KeyColumns | None:
    """Those of an outcome, or of an indicator's assessment."""
    indicator = next((one for one in tables["indicators"] if one["code"] == key.first), None)
    if indicator is None:
        return None
    if key.kind == EntryKind.INDICATOR:
        return area_id, {"goal_id": None, "indicator_id": indicator["id"]}, indicator["unit"]
    return area_id, {"indicator_id": indicator["id"], "gender": key.third}, indicator["unit"]


def build_indicator(row: Mapping[str, Any]) -> IndicatorSourceRow:
    """An indicator from the loaded JSON."""
    return msgspec.convert(row, IndicatorSourceRow)
