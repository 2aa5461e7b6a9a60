"""The JSON between the page's scripts and the server: cells to save, and the result for each (docs/sheet-contract.md).

What a browser sends is checked here, field by field; anything that doesn't fit is ``BadRequestError``.
"""

import json
from typing import Any

from django.http import HttpRequest

from apps.entry.blocks.shapes import BlockPreview
from apps.entry.filled_cells.services import ConfirmResult, SeenRow
from apps.entry.shapes import (
    AffectedCell,
    CellConflict,
    CellInput,
    CellLight,
    CellWarning,
    RelatedWarning,
    RowFill,
    SaveResult,
)
from apps.web.reporting.dates import format_moment

MOST_CELLS = 500
MOST_ROWS = 5_000
LONGEST_KEY = 400
LONGEST_TEXT = 50_000


class BadRequestError(Exception):
    """What was sent is not what our own pages send."""


def read_body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of the request."""
    try:
        body = json.loads(request.body)
    except ValueError as error:
        raise BadRequestError from error
    if not isinstance(body, dict):
        raise BadRequestError
    return body


def read_cells(body: dict[str, Any]) -> list[CellInput]:
    """The writes of a request, in order."""
    cells = body.get("cells")
    if not isinstance(cells, list) or len(cells) > MOST_CELLS:
        raise BadRequestError
    return [_read_cell(cell) for cell in cells]


def read_text(body: dict[str, Any], name: str, longest: int = LONGEST_KEY) -> str:
    """A text in the body; ``BadRequestError`` when it is missing, too long, or holds what no database stores.

    Half a sign, as a cut emoji leaves behind, becomes a question mark.
    """
    text = body.get(name)
    if not isinstance(text, str) or len(text) > longest or "\x00" in text:
        raise BadRequestError
    return text.encode(errors="replace").decode()


def read_keys(body: dict[str, Any], name: str) -> tuple[str, ...]:
    """A list of rows' keys in the body, in its order; empty when it is left out."""
    keys = body.get(name, [])
    if not isinstance(keys, list) or len(keys) > MOST_ROWS or not all(isinstance(key, str) for key in keys):
        raise BadRequestError
    return tuple(keys)


def read_chosen_rows(body: dict[str, Any]) -> dict[int, str]:
    """The rows' keys that the writer has said that lines of a block are, by the line; empty when it is left out."""
    chosen = body.get("chosen", {})
    if not isinstance(chosen, dict) or len(chosen) > MOST_ROWS:
        raise BadRequestError
    return {_parse_line(line): read_text(chosen, line) for line in chosen}


def _parse_line(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > len(str(LONGEST_TEXT)) + 1:
        raise BadRequestError
    return int(text)


def read_rows(body: dict[str, Any]) -> list[SeenRow]:
    """The rows that a request says yes to, in order, each with the version that was seen."""
    rows = body.get("rows")
    if not isinstance(rows, list) or len(rows) > MOST_ROWS or not all(isinstance(row, dict) for row in rows):
        raise BadRequestError
    return [SeenRow(read_text(row, "key"), _read_version(row)) for row in rows]


def build_confirm_payload(result: ConfirmResult, user_id: int) -> dict[str, Any]:
    """What became of a yes to a row. Where it has changed, its version and cells: the next yes is to those."""
    return {
        "key": result.key,
        "status": result.status.value,
        "message": result.message,
        "filled": result.fill and build_fill_payload(result.fill, user_id),
        "version": result.version,
        "texts": dict(result.texts),
    }


def build_fill_payload(fill: RowFill, user_id: int) -> dict[str, Any]:
    """What sources have filled in of a row; ``own`` where the user may take back a yes to it."""
    return {"fields": list(fill.unconfirmed), "note": fill.note, "own": fill.may_reopen(user_id)}


def build_answer_payload(answer: SaveResult, user_id: int) -> dict[str, Any]:
    """One answer for the page's script."""
    return {
        "key": answer.key,
        "field": answer.field,
        "status": answer.status.value,
        "raw": answer.raw,
        "text": answer.text,
        "version": answer.version,
        "message": answer.message,
        "warnings": [_build_warning(one) for one in answer.warnings],
        "light": answer.light and build_light_payload(answer.light),
        "computed": answer.computed,
        "inherited": answer.inherited and {"text": answer.inherited.text, "source": answer.inherited.source},
        "affected": [build_affected_payload(one) for one in answer.affected],
        "elsewhere": [{"key": one.key, "field": one.field, **_build_warning(one)} for one in answer.related_warnings],
        "filled": answer.fill and build_fill_payload(answer.fill, user_id),
        "theirs": answer.conflict and build_conflict_payload(answer.conflict),
    }


def build_affected_payload(affected: AffectedCell) -> dict[str, Any]:
    """Another cell that the save changed. Without ``warnings`` or ``version`` the page keeps those that it has."""
    payload: dict[str, Any] = {
        "key": affected.key,
        "field": affected.field,
        "text": affected.text,
        "computed": affected.computed,
    }
    if affected.version is not None:
        light = affected.light and build_light_payload(affected.light)
        payload |= {"version": affected.version, "light": light}
    if affected.warnings is None:
        return payload
    return {**payload, "warnings": [_build_warning(one) for one in affected.warnings]}


def _build_warning(warning: CellWarning | RelatedWarning) -> dict[str, Any]:
    return {"code": warning.code, "message": warning.message, "explained": warning.is_explained}


def build_light_payload(light: CellLight) -> dict[str, str]:
    """A light for the page's script."""
    return {"light": light.light, "sentence": light.sentence}


def build_conflict_payload(theirs: CellConflict) -> dict[str, str]:
    """What someone else has written in the cell meanwhile, when a write is stale."""
    return {
        "text": theirs.text,
        "words": theirs.display_text,
        "who": theirs.author or "Någon annan",
        "when": format_moment(theirs.at) if theirs.at else "",
    }


def build_preview_payload(preview: BlockPreview) -> dict[str, Any]:
    """A pasted block as it was read."""
    return {
        "skipped": preview.skipped,
        "signs": preview.signs and {"by_rule": preview.signs.by_rule, "text": preview.signs.sentence},
        "unplaced": [
            {
                "line": one.line,
                "text": one.text,
                "message": one.message,
                "choices": [{"key": choice.key, "name": choice.name} for choice in one.choices],
            }
            for one in preview.unplaced
        ],
        "cells": [
            {
                "key": cell.key,
                "field": cell.field,
                "label": cell.label,
                "raw": cell.raw,
                "pasted": cell.pasted or cell.raw,
                "status": cell.status,
                "reads_as": cell.display_text,
                "before": cell.before,
                "version": cell.version,
                "message": cell.message,
            }
            for cell in preview.cells
        ],
    }


def _read_cell(cell: Any) -> CellInput:
    if not isinstance(cell, dict):
        raise BadRequestError
    return CellInput(
        key=read_text(cell, "key"),
        field=read_text(cell, "field"),
        raw=read_text(cell, "raw", LONGEST_TEXT),
        version=_read_version(cell),
    )


def _read_version(body: dict[str, Any]) -> int:
    version = body.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or not 0 <= version < 2**31:
        raise BadRequestError
    return version
