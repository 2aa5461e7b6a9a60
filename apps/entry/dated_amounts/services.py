"""Adding, changing and removing a budget change or an interim forecast of an open round.

A row belongs to the report that tells of it first, so only that report's round can change it. As for a cell, what
somebody else has changed since the writer saw it is not written over.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError
from apps.audit.history import set_history_context
from apps.audit.services import record_event
from apps.budget.models import BudgetChange, BudgetChangeKind, InterimForecast
from apps.budget.services import delete_dated_amount, write_dated_amount
from apps.core.swedish import format_day, format_tkr
from apps.entry.dated_amounts.typed_amounts import (
    MODELS,
    DatedKind,
    TypedAmount,
    TypedAmountError,
    parse_typed_amount,
)
from apps.organisation.models import ServiceArea
from apps.rounds.access import RoundAccess, load_access
from apps.rounds.models import Round
from apps.rounds.services import lock_rounds, touch_rounds

STALE_MESSAGE = "Någon annan har ändrat raden sedan du såg den. Titta på vad som står nu innan du sparar igen."
GONE_MESSAGE = "Raden finns inte längre i den här rapporten."
REFUSED_MESSAGE = "Det gick inte att spara. Ladda om sidan och försök igen."
DatedRow = BudgetChange | InterimForecast


class StaleAmountError(ValueError):
    """Somebody else has changed or removed the row since the writer saw it; the message is Swedish."""


@transaction.atomic
def add_dated_amount(*, round_: Round, by: User, row_kind: DatedKind, typed: TypedAmount) -> DatedRow:
    """Add a row to the round's report. ``round_`` must come from a queryset that is scoped to the user.

    ``TypedAmountError`` when it can't be kept as typed, ``NotAllowedError`` when the user may not write for the area.
    """
    locked, access = _lock_round(round_, by)
    row = MODELS[row_kind](board_id=locked.board_id, municipality_id=locked.municipality_id)
    _fill(row, row_kind, typed, locked, access)
    return _write(row, locked, by, "added", before=None)


@transaction.atomic
def change_dated_amount(
    *, round_: Round, by: User, row_kind: DatedKind, pk: int, version: int, typed: TypedAmount
) -> DatedRow:
    """Change a row of the round's report, as ``add_dated_amount``.

    ``version`` is the row's when the writer saw it: ``StaleAmountError`` when it has another since, or is gone.
    """
    locked, access = _lock_round(round_, by)
    row = _find_row(locked, access, row_kind, pk, version)
    before = _describe(row)
    _fill(row, row_kind, typed, locked, access)
    return row if _describe(row) == before else _write(row, locked, by, "changed", before=before)


@transaction.atomic
def remove_dated_amount(*, round_: Round, by: User, row_kind: DatedKind, pk: int, version: int) -> None:
    """Remove a row from the round's report; as ``change_dated_amount``."""
    locked, access = _lock_round(round_, by)
    row = _find_row(locked, access, row_kind, pk, version)
    with set_history_context(by=by, reason=locked.correction_reason):
        _record(row, locked, by, "removed", before=_describe(row), after=None)
        delete_dated_amount(row)
    touch_rounds(board_id=locked.board_id, also=[locked.pk])


def _lock_round(round_: Round, by: User) -> tuple[Round, RoundAccess]:
    """The round, held until the transaction ends, and what the user may do in it as it now is."""
    held = lock_rounds(board_id=round_.board_id, also=[round_.pk])
    locked = next(found for found in held if found.pk == round_.pk)
    return locked, load_access(locked, by)


def _find_row(round_: Round, access: RoundAccess, row_kind: DatedKind, pk: int, version: int) -> DatedRow:
    found = MODELS[row_kind]._default_manager.select_related("service_area").filter(
        pk=pk, board_id=round_.board_id, year=round_.year, tertial=round_.tertial
    )  # fmt: skip
    row: DatedRow | None = found.first()
    if row is None:
        raise StaleAmountError(GONE_MESSAGE)
    _require_access(access, row.service_area_id)
    if row.version != version:
        raise StaleAmountError(STALE_MESSAGE)
    return row


def _require_access(access: RoundAccess, area_id: int | None) -> None:
    lock = access.find_lock(area_id)
    if lock:
        raise NotAllowedError(str(lock))


def _fill(row: DatedRow, row_kind: DatedKind, typed: TypedAmount, round_: Round, access: RoundAccess) -> None:
    """Put what was typed into the row, if it can be kept."""
    _require_access(access, None)
    year = round_.year
    areas = ServiceArea.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=year), Q(valid_to__isnull=True) | Q(valid_to__gte=year)
    )
    area = areas.filter(board=round_.board_id, code=typed.area).first()
    errors: dict[str, str] = {} if area else {"area": "Välj en verksamhet."}
    values: dict[str, Any] = {}
    try:
        values = parse_typed_amount(row_kind, typed, round_.period)
    except TypedAmountError as error:
        errors |= error.errors
    if area:
        _require_access(access, area.pk)
        errors |= {} if errors else _find_collision(row, row_kind, area, values)
    if errors or area is None:
        raise TypedAmountError(errors)
    for name, value in values.items():
        setattr(row, name, value)
    row.service_area = area


def _find_collision(row: DatedRow, row_kind: DatedKind, area: ServiceArea, values: dict[str, Any]) -> dict[str, str]:
    """What another row of the area says already, by the field to change."""
    others: Any = MODELS[row_kind]._default_manager.filter(service_area=area).exclude(pk=row.pk)
    day = values["date"]
    if row_kind == DatedKind.FORECAST:
        taken = others.filter(date=day).exists()
        message = f"{area.name} har redan en prognos från {format_day(day)}. Ändra den i stället."
        return {"date": message} if taken else {}
    if values["kind"] == BudgetChangeKind.ORIGINAL:
        known = others.filter(year=values["year"], kind=BudgetChangeKind.ORIGINAL).first()
        if known is None:
            return {}
        amount = f"{format_tkr(known.amount, exact=True)} tkr, står i rapporten för T{known.tertial}"
        return {
            "kind": f"{area.name} har redan en ursprunglig budget för {known.year} ({amount}). Ändra den i stället."
        }
    if not others.filter(year=values["year"], date=day, kind=values["kind"], decision=values["decision"]).exists():
        return {}
    message = f"{area.name} har redan en ändring med samma datum, slag och beslut."
    return {"decision": f"{message} Ändra den, eller skriv vad som skiljer besluten åt."}


def _write(row: DatedRow, round_: Round, by: User, act: str, *, before: dict[str, Any] | None) -> DatedRow:
    names = [field.attname for field in row._meta.concrete_fields if field.attname not in ("id", "version")]
    with set_history_context(by=by, reason=round_.correction_reason):
        try:
            with transaction.atomic():
                write_dated_amount(row, {name: getattr(row, name) for name in names})
        except IntegrityError as error:  # a writer outside the product, between our look and our write
            raise TypedAmountError({"": REFUSED_MESSAGE}) from error
        _record(row, round_, by, act, before=before, after=_describe(row))
    touch_rounds(board_id=round_.board_id, also=[round_.pk])
    row.refresh_from_db()
    return row


def _record(
    row: DatedRow, round_: Round, by: User, act: str, *, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    record_event(
        by=by,
        action=f"{row._meta.model_name}.{act}",
        target=row,
        board_id=round_.board_id,
        before=before,
        after=after,
        reason=round_.correction_reason,
    )


def _describe(row: DatedRow) -> dict[str, Any]:
    """The row as the log has it."""
    passed_over = ("id", "version", "board_id", "municipality_id")
    names = [field.attname for field in row._meta.concrete_fields if field.attname not in passed_over]
    return {
        name: value.isoformat() if name == "date" else value
        for name in names
        if (value := getattr(row, name)) is not None
    }
