"""All writes of municipalities, boards and service areas."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.text import slugify

from apps.audit.services import record_event
from apps.core.row_values import write_values
from apps.core.tertials import Tertial
from apps.core.upsert import SaveCounts, group_tree_levels, upsert_rows
from apps.organisation.addresses import build_board_slug, find_board
from apps.organisation.models import (
    Board,
    FormerAddress,
    Municipality,
    Reorganisation,
    ReorganisationSide,
    ReorganisedArea,
    ServiceArea,
)

MAX_NAME_LENGTH = 150


class BoardNameError(ValueError):
    """A board can't be called so; the message says why in Swedish."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRow:
    """A service area as it should stand. ``parent`` is the code of another row, ``None`` for the whole board."""

    code: str
    name: str
    kind: str
    parent: str | None = None
    valid_from: int | None = None
    valid_to: int | None = None


@transaction.atomic
def save_municipality(*, by: Any, code: str, name: str) -> tuple[Municipality, bool]:
    """The municipality with SCB's code, made if it is new, and whether anything was written.

    The address is made from the name once and then stays. Where it is taken (Håbo and Habo) the code is added to it.
    """
    municipality = Municipality.objects.filter(code=code).first()
    if municipality is None:
        slug = slugify(name)
        if not slug or Municipality.objects.filter(slug=slug).exists():
            slug = f"{slug}-{code}".strip("-")
        municipality = Municipality.objects.create(code=code, name=name, slug=slug)
        record_event(by=by, action="municipality.created", target=municipality, after={"code": code, "name": name})
        return municipality, True
    return municipality, _apply_change(by=by, target=municipality, values={"name": name}, board_id=None)


@transaction.atomic
def mark_made_up(*, by: Any, municipality: Municipality) -> bool:
    """Say on every page and in every report that the municipality does not exist; whether anything was written."""
    return _apply_change(by=by, target=municipality, values={"is_made_up": True}, board_id=None)


@transaction.atomic
def save_board(
    *,
    by: Any,
    municipality: Municipality,
    name: str,
    administration: str = "",
    tolerance_percent: Decimal | None = None,
    small_number_threshold: int | None = None,
) -> tuple[Board, bool]:
    """The municipality's board of that name, made if it is new, and whether anything was written.

    A board that has had the name is the same board, and keeps the name it has now (``rename_board``). What is not
    given stays as it is. The address is made from the name, without the municipality's.
    """
    values = _filter_settings(administration, tolerance_percent, small_number_threshold)
    board = find_board(municipality, name)
    if board is None:
        board = Board.objects.create(municipality=municipality, name=name, slug=build_board_slug(name), **values)
        record_event(
            by=by,
            action="board.created",
            target=board,
            board_id=board.pk,
            after={"name": name, **_build_json_values(values)},
        )
        return board, True
    return board, _apply_change(by=by, target=board, values=values, board_id=board.pk)


@transaction.atomic
def save_settings(
    *,
    by: Any,
    board: Board,
    administration: str = "",
    tolerance_percent: Decimal | None = None,
    small_number_threshold: int | None = None,
) -> bool:
    """Change a board's settings; whether anything was written. What is not given stays as it is."""
    values = _filter_settings(administration, tolerance_percent, small_number_threshold)
    return _apply_change(by=by, target=board, values=values, board_id=board.pk)


@transaction.atomic
def save_board_values(*, by: Any, board: Board, values: dict[str, Any]) -> bool:
    """Change settings of a board by field; whether anything was written. What they mean the caller checks."""
    return _apply_change(by=by, target=board, values=values, board_id=board.pk)


@transaction.atomic
def save_explanation_rule(*, by: Any, board: Board, over_percent: Decimal | None, over_kronor: int | None) -> bool:
    """Say which variances are to be explained in words; whether anything was written. Two Nones: no rule."""
    values = {"explain_over_percent": over_percent, "explain_over_kronor": over_kronor}
    return _apply_change(by=by, target=board, values=values, board_id=board.pk)


@transaction.atomic
def save_amount_sign(*, by: Any, board: Board, sign: str) -> bool:
    """Say how the board signs its amounts; whether anything was written. Empty: nothing is said."""
    return _apply_change(by=by, target=board, values={"amount_sign": sign}, board_id=board.pk)


@transaction.atomic
def rename_board(
    *, by: Any, board: Board, name: str, new_address: bool = True, holds_from: Tertial | None = None, reason: str = ""
) -> Board:
    """Give a board another name, its root area too where that had the board's, and an address made from the name.

    ``holds_from`` is only logged here: the caller sees to it that earlier reports keep the old name. The addresses
    that the board has left lead on to it. Its kept pages are drawn anew. ``BadNameError`` when the name
    can't be an address, or another board has it or has had it.
    """
    board = Board.objects.select_for_update(of=("self",), no_key=True).select_related("municipality").get(pk=board.pk)
    before = {"name": board.name, "slug": board.slug}
    after = {"name": name, "slug": build_board_slug(name) if new_address else board.slug}
    if before == after:
        raise BoardNameError("Nämnden heter redan så.")
    _require_free_address(board, name)
    former_slugs = {board.slug, build_board_slug(board.name)} - {after["slug"]}
    try:
        with transaction.atomic():
            FormerAddress.objects.filter(board=board, slug=after["slug"]).delete()
            Board.objects.filter(pk=board.pk).update(**after, edition=F("edition") + 1)
            for slug in sorted(former_slugs):
                _save_former_address(board, slug)
    except IntegrityError as error:  # another board took the address in the same moment
        raise BoardNameError(_NAME_TAKEN_MESSAGE.format(name)) from error
    ServiceArea.objects.filter(board=board, parent=None, name=before["name"]).update(name=name)
    after_with_period = {**after, "holds_from": str(holds_from or "")}
    record_event(
        by=by,
        action="board.renamed",
        target=board,
        board_id=board.pk,
        before=before,
        after=after_with_period,
        reason=reason,
    )
    board.refresh_from_db(fields=["name", "slug", "edition"])
    return board


_NAME_TAKEN_MESSAGE = "En annan nämnd i kommunen heter eller har hetat ”{}”. Välj ett annat namn."


def _require_free_address(board: Board, name: str) -> None:
    if not build_board_slug(name) or len(name) > MAX_NAME_LENGTH:
        raise BoardNameError(f"Skriv ett namn med bokstäver, högst {MAX_NAME_LENGTH} tecken.")
    other = find_board(board.municipality, name)
    if other is not None and other.pk != board.pk:
        raise BoardNameError(_NAME_TAKEN_MESSAGE.format(name))


def _save_former_address(board: Board, slug: str) -> None:
    """Let an address lead to the board. What is made from a name only, and is another board's, is left to that."""
    others = Board.objects.filter(municipality=board.municipality, slug=slug).exclude(pk=board.pk)
    if not others.exists():
        FormerAddress.objects.get_or_create(
            municipality=board.municipality, slug=slug, defaults={"board": board, "name": board.name}
        )


@transaction.atomic
def save_areas(*, by: Any, board: Board, rows: Sequence[AreaRow]) -> SaveCounts:
    """Save the board's tree, in the order given. Areas that are not among the rows stay as they are.

    ``ValueError`` when the rows are no tree.
    """
    position = {row.code: place for place, row in enumerate(rows)}
    ids: dict[str, int] = {}
    saved = SaveCounts()
    for level in group_tree_levels(rows, lambda row: row.code, lambda row: row.parent):
        areas = [
            ServiceArea(
                municipality_id=board.municipality_id,
                board=board,
                code=row.code,
                name=row.name,
                kind=row.kind,
                parent_id=ids[row.parent] if row.parent else None,
                position=position[row.code],
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            )
            for row in level
        ]
        values = ["name", "kind", "parent_id", "position", "valid_from", "valid_to"]
        saved = saved.plus(
            upsert_rows(ServiceArea.objects.filter(board=board), areas, key=["board_id", "code"], values=values)
        )
        ids.update({area.code: area.pk for area in areas})
    if saved.wrote:
        record_event(by=by, action="servicearea.saved", target=ServiceArea(), board_id=board.pk, after=saved._asdict())
    return saved


def find_area_ids(board: Board) -> dict[str, int]:
    """The primary keys of the board's areas by code."""
    return dict(ServiceArea.objects.filter(board=board).values_list("code", "pk"))


def _filter_settings(administration: str, tolerance: Decimal | None, threshold: int | None) -> dict[str, Any]:
    """What is given of a board's settings."""
    values: dict[str, Any] = {
        "administration": administration or None,
        "tolerance_percent": tolerance,
        "small_number_threshold": threshold,
    }
    return {key: value for key, value in values.items() if value is not None}


def _apply_change(*, by: Any, target: Municipality | Board, values: dict[str, Any], board_id: int | None) -> bool:
    before = {key: getattr(target, key) for key in values if getattr(target, key) != values[key]}
    if not before:
        return False
    after = {key: values[key] for key in before}
    for key, value in after.items():
        setattr(target, key, value)
    target.save(update_fields=list(after))
    record_event(
        by=by,
        action=f"{target._meta.model_name}.changed",
        target=target,
        board_id=board_id,
        before=_build_json_values(before),
        after=_build_json_values(after),
    )
    return True


def _build_json_values(values: dict[str, Any]) -> dict[str, Any]:
    """The values as JSON can hold them."""
    return {key: str(value) if isinstance(value, Decimal) else value for key, value in values.items()}


def write_board(board: Board, **values: Any) -> None:
    """Write settings of a board. What they mean and who may change them, the caller checks and records."""
    write_values(board, values)


def raise_edition(board_id: int) -> None:
    """Every page of the board that was made before is old: something was published, or published anew."""
    Board.objects.filter(pk=board_id).update(edition=F("edition") + 1)


def write_area(area: ServiceArea, **values: Any) -> None:
    """Write values of a service area, or the whole of a new one. The caller checks and records."""
    write_values(area, values)


def add_reorganisation(
    *,
    board: Board,
    year: int,
    decision: str,
    before: Sequence[ServiceArea],
    after: Sequence[ServiceArea],
    sums_persons: bool = True,
) -> Reorganisation:
    """From the year on the areas ``after`` do what ``before`` did. What that demands the caller checks and records."""
    owner = {"board_id": board.pk, "municipality_id": board.municipality_id}
    found = Reorganisation.objects.create(**owner, year=year, decision=decision, sums_persons=sums_persons)
    sides = ((ReorganisationSide.BEFORE, before), (ReorganisationSide.AFTER, after))
    ReorganisedArea.objects.bulk_create(
        ReorganisedArea(**owner, reorganisation=found, service_area=area, side=side)
        for side, areas in sides
        for area in areas
    )
    return found


def delete_reorganisation(reorganisation: Reorganisation) -> None:
    """Take a mapping away. The areas stay as they are."""
    reorganisation.delete()


def write_area_order(areas: Sequence[ServiceArea]) -> None:
    """Write the positions of several areas."""
    ServiceArea.objects.bulk_update(areas, ["position"])
