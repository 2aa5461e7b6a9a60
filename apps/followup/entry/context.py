"""What a save needs to know, in one query: who may write where, and each row as it stands with what is beside it.

Written in SQL, since the same made by the ORM costs more to compile than to run, and prepared, since it costs more to
plan than to run. Read after the rounds are locked, so
what it says holds until the transaction ends.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Any

from apps.core.prepared import from_json, prepared_rows
from apps.core.tertials import Tertial
from apps.followup.access import Access, build_access
from apps.followup.entry.frozen_context import take_frozen
from apps.followup.entry.keys import Key, Kind
from apps.followup.entry.subjects import SUBJECTS
from apps.followup.entry.values import About
from apps.followup.frozen_source import load_frozen
from apps.followup.plan_history import needs_history, rewrite_for_period
from apps.followup.row_types import OUTCOME_COLUMNS, TARGET_COLUMNS
from apps.followup.rows import AREAS
from apps.goals.models import Indicator
from apps.rounds.models import Round, RoundState


@dataclass(frozen=True, slots=True)
class Standing:
    """A row as it stands: ``natural`` finds it, ``values`` are its columns.

    ``version`` is 0 and ``pk`` None when it does not exist. Of money the values may then come from a table that the
    report prints: the board's own row will be made from them.
    """

    key: Key
    area_id: int
    natural: dict[str, Any]
    values: dict[str, Any]
    version: int
    about: About
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """One round as one writer meets it. ``found`` is what the database said, by the names in ``_PARTS``."""

    round: Round
    access: Access
    rows: dict[Key, Standing]
    drafts: frozenset[tuple[str, str]]
    found: dict[str, Any]

    @property
    def period(self) -> Tertial:
        """The round's period."""
        return self.round.period


_FRAME = {
    "memberships": """
        SELECT m.role, array(SELECT servicearea_id FROM accounts_membership_service_areas a
                             WHERE a.membership_id = m.id) AS areas
        FROM accounts_membership m WHERE m.board_id = %(board)s AND m.user_id = %(user)s""",
    "areas": AREAS.format(board="%(board)s", year="%(year)s"),
    "submissions": "SELECT service_area_id FROM rounds_areasubmission WHERE round_id = %(round)s",
    "drafts": "SELECT key, field FROM rounds_celldraft WHERE round_id = %(round)s AND by_id = %(user)s",
}
# Codes come as one text: a list is taken apart value by value on its way to the database.
_ANY = "ANY(string_to_array(%({})s, ':'))"
# Only the constants below are put together; every value goes as a parameter.
# ruff: noqa: S608
_INDICATOR = f"FROM goals_indicator WHERE board_id = %(board)s AND code = {_ANY.format('indicators')}"
_INDICATORS = f"ANY(ARRAY(SELECT id {_INDICATOR}))"  # as arrays, which cost less to plan than joins
_AREAS = f"""ANY(ARRAY(SELECT id FROM organisation_servicearea
                       WHERE board_id = %(board)s AND code = {_ANY.format("codes")}))"""
_LINES = """
    SELECT l.*, t.position AS table_position, t.code AS table_code, t.unit AS table_unit, t.round_id AS table_round
    FROM {table} l LEFT JOIN rounds_sourcetable t ON t.id = l.table_id
    WHERE l.board_id = %(board)s AND l.year = %(year)s AND l.tertial <= %(tertial)s
      AND (l.table_id IS NULL OR t.round_id = %(round)s OR l.tertial <> %(tertial)s)"""
_PARTS: dict[Kind, dict[str, str]] = {
    Kind.OUTCOME: {
        "indicators": f"SELECT * {_INDICATOR}",
        # The series of the genders that are typed, and this tertial's others, which those should agree with.
        "outcomes": f"""SELECT json_build_array({", ".join(OUTCOME_COLUMNS)}, id) AS x
                        FROM goals_outcome WHERE indicator_id = {_INDICATORS} AND service_area_id = {_AREAS}
                        AND (year, tertial) <= (%(year)s, %(tertial)s)
                        AND (gender = {_ANY.format("genders")} OR year = %(year)s AND tertial = %(tertial)s)
                        ORDER BY year, tertial, gender""",
        "targets": f"""SELECT {", ".join(TARGET_COLUMNS)} FROM goals_target WHERE indicator_id = {_INDICATORS}
                       AND service_area_id = {_AREAS} AND year = %(year)s ORDER BY gender""",
    },
    Kind.OPERATING: {
        "operating": _LINES.format(table="budget_operatingline"),
        # The rows that are known from before: a sum waits for those of its parts that are still to be told.
        "known": """SELECT json_build_array(service_area_id, cost_type) AS x FROM budget_operatingline
                    WHERE board_id = %(board)s AND (year, tertial) < (%(year)s, %(tertial)s)
                    GROUP BY service_area_id, cost_type""",
    },
    Kind.INVESTMENT: {
        "projects": "SELECT id, code, service_area_id FROM budget_investmentproject WHERE board_id = %(board)s",
        "investments": _LINES.format(table="budget_investmentline"),
    },
    Kind.CONTROL: {
        "controls": """SELECT c.id, c.code, r.code AS risk, r.service_area_id FROM risks_controlactivity c
                       JOIN risks_risk r ON r.id = c.risk_id WHERE r.board_id = %(board)s AND r.year = %(year)s""",
        "results": """SELECT * FROM risks_controlresult WHERE board_id = %(board)s AND year = %(year)s
                      AND tertial = %(tertial)s""",
    },
    Kind.GOAL: {
        "goals": f"SELECT id, code FROM goals_goal WHERE board_id = %(board)s AND code = {_ANY.format('goals')}",
        "assessments": "SELECT * FROM goals_assessment WHERE round_id = %(round)s",
    },
    Kind.INDICATOR: {
        "indicators": f"SELECT * {_INDICATOR}",
        "assessments": "SELECT * FROM goals_assessment WHERE round_id = %(round)s",
    },
    Kind.COMMENT: {"comments": "SELECT * FROM rounds_comment WHERE round_id = %(round)s AND heading = ''"},
}


def read_context(round_: Round, user: Any, keys: Iterable[Key], unit: str) -> Context:
    """Read what is known of the rows; money is typed in ``unit``. A key that names nothing here has no row."""
    keys = list(keys)
    found = _find(round_, user, keys)
    parents = {area["id"]: area["parent_id"] for area in found["areas"]}
    access = build_access(
        round_.stage,
        [(row["role"], row["areas"]) for row in found["memberships"]],
        [row["service_area_id"] for row in found["submissions"]],
        parents,
        everything=user.is_superuser,
    )
    areas = {area["code"]: area["id"] for area in found["areas"]}
    stored = _by_natural(keys, found, round_.period)
    rows = {key: row for key in keys if (row := _standing(key, round_, unit, areas, found, stored))}
    drafts = frozenset((row["key"], row["field"]) for row in found["drafts"])
    return Context(round_, access, rows, drafts, found)


def _joined(codes: Iterable[str]) -> str:
    return ":".join(codes)  # the sign that no code holds, as it parts those of a key


def _find(round_: Round, user: Any, keys: list[Key]) -> dict[str, Any]:
    params = {
        "board": round_.board_id,
        "round": round_.pk,
        "user": user.pk,
        "year": round_.year,
        "tertial": round_.tertial,
        "indicators": _joined({key.first for key in keys if key.kind in (Kind.OUTCOME, Kind.INDICATOR)}),
        "goals": _joined({key.first for key in keys if key.kind == Kind.GOAL}),
        "codes": _joined({key.area for key in keys}),
        "genders": _joined({key.third for key in keys if key.kind == Kind.OUTCOME}),
    }
    statement = _statement(frozenset(key.kind for key in keys))
    if needs_history(round_):
        statement = rewrite_for_period(statement, "%(board)s", "%(year)s * 10 + %(tertial)s")
    ((text,),) = prepared_rows(statement, params)
    found: dict[str, Any] = from_json(text)
    frozen = load_frozen(round_) if round_.state == RoundState.ADOPTED else None
    return take_frozen(found, frozen.rows, {key.area for key in keys}) if frozen else found


@cache
def _statement(kinds: frozenset[Kind]) -> str:
    """A row becomes an object by its columns; what a query itself has made and calls x stays as it is."""
    parts = dict(_FRAME)
    for kind in kinds:
        parts.update(_PARTS[kind])
    lists = ", ".join(
        f"'{name}', coalesce((SELECT json_agg(x) FROM ({query}) x), '[]'::json)" for name, query in parts.items()
    )
    return f"SELECT json_build_object({lists})::text"


_STORED = {
    Kind.OPERATING: "operating",
    Kind.INVESTMENT: "investments",
    Kind.CONTROL: "results",
    Kind.GOAL: "assessments",
    Kind.INDICATOR: "assessments",
    Kind.COMMENT: "comments",
}

Stored = Mapping[Kind, Mapping[tuple[Any, ...], Mapping[str, Any]]]


def _by_natural(keys: Iterable[Key], found: Mapping[str, Any], now: Tertial) -> Stored:
    """The rows of each kind by their natural key; of printed lines the first table's, under no table at all."""
    stored: dict[Kind, dict[tuple[Any, ...], Mapping[str, Any]]] = defaultdict(dict)
    for kind in {key.kind for key in keys}:
        columns = SUBJECTS[kind].key
        rows = _outcomes_of(found, now) if kind == Kind.OUTCOME else found[_STORED[kind]]
        for row in sorted(rows, key=_own_first):
            natural = tuple(None if column == "table_id" else row[column] for column in columns)
            stored[kind].setdefault(natural, row)
    return stored


def _outcomes_of(found: Mapping[str, Any], now: Tertial) -> list[dict[str, Any]]:
    """The period's outcomes by their columns; they come bare, as a series may hold decades of them."""
    rows = (dict(zip((*OUTCOME_COLUMNS, "id"), row, strict=True)) for row in reversed(found["outcomes"]))
    return list(takewhile(lambda row: (row["year"], row["tertial"]) == (now.year, now.number), rows))


def _own_first(row: Mapping[str, Any]) -> int:
    position = row.get("table_position")
    return -1 if position is None else int(position)


def _standing(
    key: Key, round_: Round, money_unit: str, areas: Mapping[str, int], found: Mapping[str, Any], stored: Stored
) -> Standing | None:
    placed = _place(key, areas, found)
    if placed is None:
        return None
    area_id, own, unit = placed
    subject = SUBJECTS[key.kind]
    everywhere = {"year": round_.year, "tertial": round_.tertial, "round_id": round_.pk, "service_area_id": area_id}
    natural = {column: {**everywhere, **subject.fixed, **own}.get(column) for column in subject.key}
    row = stored[key.kind].get(tuple(natural.values()))
    about = About(unit or money_unit)
    if row is None:
        return Standing(key, area_id, natural, subject.empty(), 0, about)
    names = dict.fromkeys([*subject.columns, *subject.says])
    values = {name: row[name] for name in names}
    if "table_id" in natural and row["table_id"] is not None:
        shown = {**subject.empty(), **{name: row[name] for name in subject.columns}}
        return Standing(key, area_id, natural, shown, 0, about)
    return Standing(key, area_id, natural, values, row["version"], about, row["id"])


def _place(key: Key, areas: Mapping[str, int], found: Mapping[str, Any]) -> tuple[int, dict[str, Any], str] | None:
    """The key's area, the columns that its codes stand for, and its unit. None when there is no such row."""
    area_id = areas.get(key.area)
    if key.kind == Kind.INVESTMENT:
        project = next((p for p in found["projects"] if p["code"] == key.first), None)
        own = {"project_id": project["id"], "flow": key.second} if project else {}
        return (project["service_area_id"], own, "") if project else None
    if key.kind == Kind.CONTROL:
        control = next((c for c in found["controls"] if (c["risk"], c["code"]) == (key.first, key.second)), None)
        return (control["service_area_id"], {"control_id": control["id"]}, "") if control else None
    if area_id is None:
        return None
    if key.kind == Kind.OPERATING:
        return area_id, {"cost_type": key.second}, ""
    if key.kind == Kind.COMMENT:
        return area_id, {"topic": key.first}, ""
    if key.kind == Kind.GOAL:
        goal = next((g for g in found["goals"] if g["code"] == key.first), None)
        return (area_id, {"goal_id": goal["id"], "indicator_id": None}, "") if goal else None
    indicator = next((i for i in found["indicators"] if i["code"] == key.first), None)
    if indicator is None:
        return None
    if key.kind == Kind.INDICATOR:
        return area_id, {"goal_id": None, "indicator_id": indicator["id"]}, indicator["unit"]
    return area_id, {"indicator_id": indicator["id"], "gender": key.third}, indicator["unit"]


def indicator_from(row: Mapping[str, Any]) -> Indicator:
    """An indicator out of the found JSON."""
    return Indicator(**row)
