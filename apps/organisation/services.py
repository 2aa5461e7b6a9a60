"""All writes of municipalities, boards and service areas."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from apps.audit.services import record
from apps.core.upsert import Saved, levels, upsert
from apps.organisation.models import Board, Municipality, ServiceArea


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
        record(by=by, action="municipality.created", target=municipality, after={"code": code, "name": name})
        return municipality, True
    return municipality, _change(by=by, target=municipality, values={"name": name}, board_id=None)


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

    What is not given stays as it is. The address is made from the name, without the municipality's.
    """
    settings: dict[str, Any] = {
        "administration": administration or None,
        "tolerance_percent": tolerance_percent,
        "small_number_threshold": small_number_threshold,
    }
    values = {key: value for key, value in settings.items() if value is not None}
    slug = board_slug(name)
    board = Board.objects.filter(municipality=municipality, slug=slug).first()
    if board is None:
        board = Board.objects.create(municipality=municipality, name=name, slug=slug, **values)
        record(by=by, action="board.created", target=board, board_id=board.pk, after={"name": name, **_plain(values)})
        return board, True
    return board, _change(by=by, target=board, values={"name": name, **values}, board_id=board.pk)


@transaction.atomic
def save_areas(*, by: Any, board: Board, rows: Sequence[AreaRow]) -> Saved:
    """Save the board's tree, in the order given. Areas that are not among the rows stay as they are.

    ``ValueError`` when the rows are no tree.
    """
    position = {row.code: place for place, row in enumerate(rows)}
    ids: dict[str, int] = {}
    saved = Saved()
    for level in levels(rows, lambda row: row.code, lambda row: row.parent):
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
            upsert(ServiceArea.objects.filter(board=board), areas, key=["board_id", "code"], values=values)
        )
        ids.update({area.code: area.pk for area in areas})
    if saved.wrote:
        record(by=by, action="servicearea.saved", target=ServiceArea(), board_id=board.pk, after=saved._asdict())
    return saved


def board_slug(name: str) -> str:
    """The board's part of an address: ``namnden-for-individ-familjeomsorg``."""
    return slugify(name)[:80].strip("-")


def area_ids(board: Board) -> dict[str, int]:
    """The primary keys of the board's areas by code."""
    return dict(ServiceArea.objects.filter(board=board).values_list("code", "pk"))


def _change(*, by: Any, target: Municipality | Board, values: dict[str, Any], board_id: int | None) -> bool:
    before = {key: getattr(target, key) for key in values if getattr(target, key) != values[key]}
    if not before:
        return False
    after = {key: values[key] for key in before}
    for key, value in after.items():
        setattr(target, key, value)
    target.save(update_fields=list(after))
    record(
        by=by,
        action=f"{target._meta.model_name}.changed",
        target=target,
        board_id=board_id,
        before=_plain(before),
        after=_plain(after),
    )
    return True


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """The values as JSON can hold them."""
    return {key: str(value) if isinstance(value, Decimal) else value for key, value in values.items()}
