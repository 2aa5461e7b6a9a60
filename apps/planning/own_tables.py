"""A board's own tables: the table, its rows and columns, and how they follow from each other."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core.tertials import FIRST_YEAR, LAST_YEAR, Tertial
from apps.organisation.models import Board, ServiceArea
from apps.own_tables.models import MAX_YEARS_AWAY, LineRelation, OwnColumn, OwnRow, OwnTable, OwnValue, ValueKind
from apps.own_tables.rules import Line, has_circle
from apps.own_tables.services import delete_own_part, write_own_part
from apps.own_tables.templates import TEMPLATES, TemplateLine
from apps.planning.change_periods import plan_change
from apps.planning.plan_parts import change_values, save_new_part
from apps.planning.requirements import (
    PlanningError,
    clean_name,
    log_act,
    require_administrator,
    require_same_board,
    require_years_in_order,
)

TABLE_FIELDS = frozenset({"name", "note", "service_area", "valid_from"})
ROW_FIELDS = frozenset({"name", "heading", "relation", "parts", "valid_from"})
COLUMN_FIELDS = frozenset({"name", "kind", "year", "years_ahead", "counts_persons", "relation", "parts", "valid_from"})
_FIELDS_BY_MODEL = {OwnRow: ROW_FIELDS, OwnColumn: COLUMN_FIELDS}


@transaction.atomic
def add_own_table(*, by: User, board: Board, name: str, service_area: ServiceArea, **values: Any) -> OwnTable:
    """Add a table without rows and columns; ``values`` are its other fields, of those in ``TABLE_FIELDS``."""
    require_administrator(by, board)
    require_same_board(board, service_area)
    _require_known(values, TABLE_FIELDS)
    named = {"name": clean_name(name), "service_area": service_area, **values}
    return save_new_part(by=by, board=board, model=OwnTable, values=named)


@transaction.atomic
def add_table_from_template(
    *, by: User, board: Board, kind: str, service_area: ServiceArea, valid_from: int | None = None
) -> OwnTable:
    """Add one of the ready-made tables (``own_tables.templates``), whole."""
    require_administrator(by, board)
    require_same_board(board, service_area)
    template = TEMPLATES[kind]
    named = {"name": template.name, "kind": kind, "note": template.note, "service_area": service_area}
    table = save_new_part(by=by, board=board, model=OwnTable, values={**named, "valid_from": valid_from})
    for model, lines in ((OwnRow, template.rows), (OwnColumn, template.columns)):
        codes: dict[str, str] = {}
        for line in lines:
            codes[line.name] = _add_template_line(by, table, model, line, codes)
    return table


def _add_template_line(
    by: User, table: OwnTable, model: type[OwnRow] | type[OwnColumn], line: TemplateLine, codes: Mapping[str, str]
) -> str:
    values: dict[str, Any] = {"relation": line.relation, "parts": [codes[part] for part in line.parts]}
    values |= {"heading": line.heading} if model is OwnRow else {"kind": line.kind, "years_ahead": line.years_ahead}
    return add_own_line(by=by, own_table=table, model=model, name=line.name, **values).code


@transaction.atomic
def change_own_table(
    *, by: User, own_table: OwnTable, holds_from: Tertial | None, decision: str, **values: Any
) -> OwnTable:
    """Change a table's name, instruction, service area or first year: ``values`` by field."""
    require_administrator(by, own_table.board)
    _require_known(values, TABLE_FIELDS)
    if "name" in values:
        values["name"] = clean_name(values["name"])
    if "service_area" in values:
        require_same_board(own_table.board, values["service_area"])
    require_years_in_order(values.get("valid_from", own_table.valid_from), own_table.valid_to)
    return change_values(by=by, item=own_table, act="changed", values=values, holds_from=holds_from, decision=decision)


@transaction.atomic
def add_own_line(
    *,
    by: User,
    own_table: OwnTable,
    model: type[OwnRow] | type[OwnColumn],
    name: str,
    before: OwnRow | OwnColumn | None = None,
    total: OwnRow | OwnColumn | None = None,
    **values: Any,
) -> OwnRow | OwnColumn:
    """Add a row or a column to a table; ``values`` are its other fields, of those that the model may have.

    It comes ``before`` another, else last, and is one of the parts of the ``total`` that is given.
    """
    require_administrator(by, own_table.board)
    _require_known(values, _FIELDS_BY_MODEL[model])
    named: dict[str, Any] = {"own_table": own_table, "name": clean_name(name), **values}
    _require_right(own_table, model, "", named)
    line: OwnRow | OwnColumn
    among = {"own_table": own_table}
    if model is OwnRow:
        line = save_new_part(by=by, board=own_table.board, model=OwnRow, values=named, among=among)
    else:
        line = save_new_part(by=by, board=own_table.board, model=OwnColumn, values=named, among=among)
    if total is not None:
        parts = {"parts": [*total.parts, line.code]}
        _require_right(own_table, model, total.code, {**_get_fields(total), **parts})
        _change_line(total, by=by, values=parts, holds_from=None, decision="")
    if before is not None:
        _place_before(line, before)
    return line


@transaction.atomic
def change_own_line(
    *, by: User, line: OwnRow | OwnColumn, holds_from: Tertial | None, decision: str, **values: Any
) -> OwnRow | OwnColumn:
    """Change a row or a column: ``values`` by field. A column that has values keeps its unit."""
    require_administrator(by, line.board)
    model = type(line)
    _require_known(values, _FIELDS_BY_MODEL[model])
    if "name" in values:
        values["name"] = clean_name(values["name"])
    now = _get_fields(line)
    _require_right(line.own_table, model, line.code, {**now, **values})
    if values.get("kind", now.get("kind")) != now.get("kind") and OwnValue.objects.filter(column_id=line.pk).exists():
        raise PlanningError(f"{line.name} har värden i sin enhet. Lägg till en ny kolumn i stället.", field="kind")
    require_years_in_order(values.get("valid_from", line.valid_from), line.valid_to)
    return _change_line(line, by=by, values=values, holds_from=holds_from, decision=decision)


def _change_line(line: OwnRow | OwnColumn, **how: Any) -> OwnRow | OwnColumn:
    if isinstance(line, OwnRow):
        return change_values(item=line, act="changed", **how)
    return change_values(item=line, act="changed", **how)


@transaction.atomic
def move_own_line(*, by: User, line: OwnRow | OwnColumn, before: OwnRow | OwnColumn | None) -> None:
    """Another place in the order of its table, in every report that is not adopted: before another, or last."""
    require_administrator(by, line.board)
    with plan_change(by=by, board=line.board, changed=line, holds_from=None, decision=""):
        _place_before(line, before)
    log_act(by, f"{line._meta.model_name}.moved", line, after={"before": before.code if before else ""})


def _place_before(line: OwnRow | OwnColumn, before: OwnRow | OwnColumn | None) -> None:
    lines: Any = type(line)._default_manager
    others = [one for one in lines.filter(own_table=line.own_table_id) if one.pk != line.pk]
    place = next((at for at, one in enumerate(others) if before and one.pk == before.pk), len(others))
    for position, one in enumerate([*others[:place], line, *others[place:]]):
        if one.position != position:
            write_own_part(one, position=position)


def _get_fields(line: OwnRow | OwnColumn) -> dict[str, Any]:
    return {name: getattr(line, name) for name in _FIELDS_BY_MODEL[type(line)]}


@transaction.atomic
def remove_own_part(*, by: User, item: OwnTable | OwnRow | OwnColumn) -> None:
    """Take away a table, a row or a column that no report says anything in. What others follow from stays."""
    require_administrator(by, item.board)
    field = {OwnTable: "own_table", OwnRow: "row", OwnColumn: "column"}[type(item)]
    value = OwnValue.objects.filter(**{field: item}).order_by("year", "tertial").first()
    if value is not None:
        raise PlanningError(
            f"{item.name} har värden i T{value.tertial} {value.year} och står kvar. Ge den ett sista år i stället."
        )
    if not isinstance(item, OwnTable):
        _require_nothing_follows(item)
    log_act(by, f"{item._meta.model_name}.removed", item, before={"code": item.code, "name": item.name}, after={})
    with plan_change(by=by, board=item.board, changed=item, holds_from=None, decision=""):
        delete_own_part(item)


def _require_nothing_follows(line: OwnRow | OwnColumn) -> None:
    lines: Any = type(line)._default_manager
    other = lines.filter(own_table=line.own_table_id, parts__contains=[line.code]).first()
    if other is not None:
        raise PlanningError(f"{other.name} räknas ut av {line.name}. Ändra det sambandet först.")


def _require_right(
    table: OwnTable, model: type[OwnRow] | type[OwnColumn], code: str, values: Mapping[str, Any]
) -> None:
    """Raises ``PlanningError`` where a line can't be so among the others of its table. ``code`` is its own, if any."""
    lines: Any = model._default_manager
    others = {line.code: line for line in lines.filter(own_table=table).exclude(code=code)}
    relation, parts = values.get("relation", ""), list(values.get("parts") or [])
    _require_parts(relation, parts, others)
    if model is OwnColumn:
        _require_right_column(values, [others[part] for part in parts])
    known = [Line(line.code, line.relation, tuple(line.parts)) for line in others.values()]
    if has_circle([*known, Line(code or ".", relation, tuple(parts))]):
        raise PlanningError("Raderna eller kolumnerna skulle räknas ut av sig själva.", field="parts")


def _require_parts(relation: str, parts: Sequence[str], others: Mapping[str, Any]) -> None:
    if not relation and parts:
        raise PlanningError("Välj hur den räknas ut av delarna, eller ta bort dem.", field="relation")
    if relation and not parts:
        raise PlanningError("Välj vilka den räknas ut av.", field="parts")
    if relation in (LineRelation.DIFFERENCE, LineRelation.CLOSING) and len(parts) < 2:
        raise PlanningError("Välj minst två.", field="parts")
    if len(set(parts)) < len(parts) or not set(parts) <= others.keys():
        raise PlanningError("Välj bland tabellens andra rader eller kolumner, var och en en gång.", field="parts")


def _require_right_column(values: Mapping[str, Any], parts: Sequence[OwnColumn]) -> None:
    kind, year, ahead = values["kind"], values.get("year"), values.get("years_ahead")
    if year is not None and ahead is not None:
        raise PlanningError("Skriv antingen ett årtal eller antal år framåt, inte båda.", field="years_ahead")
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise PlanningError(f"Skriv ett årtal från {FIRST_YEAR} till {LAST_YEAR}.", field="year")
    if ahead is not None and abs(ahead) > MAX_YEARS_AWAY:
        raise PlanningError(f"Skriv högst {MAX_YEARS_AWAY} år framåt eller bakåt.", field="years_ahead")
    if values.get("counts_persons") and kind != ValueKind.NUMBER:
        raise PlanningError("Bara en kolumn med antal kan räkna personer.", field="counts_persons")
    if parts and (kind == ValueKind.TEXT or any(part.kind != kind for part in parts)):
        raise PlanningError("En kolumn räknas ut av kolumner i samma enhet, och aldrig av text.", field="parts")


def _require_known(values: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = set(values) - known
    if unknown:
        raise PlanningError(f"Egna tabeller har inga fält {', '.join(sorted(unknown))}.")
