"""Saving without script: the page's form holds every cell, and what the reader saw when it was sent out.

Only cells where something else was typed than was seen are written. ``seen`` is one hidden field, so that a sheet of
400 rows does not need thousands of them.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from apps.followup.entry.shapes import AnswerStatus, CellAnswer, CellInput
from apps.web.reporting.sheet import CellView
from apps.web.reporting.wire import BadRequestError

CHOICE = "choice:"  # and the cell's name: "mine" or "theirs", for a cell where two wrote
NOT_TAKEN = frozenset({AnswerStatus.INVALID, AnswerStatus.STALE, AnswerStatus.LOCKED})


@dataclass(frozen=True, slots=True)
class Seen:
    """A cell as it was sent out. ``theirs`` is what another wrote, where that is still to be chosen."""

    version: int
    text: str
    theirs: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a form: how many were saved, and the answers that say something is wrong."""

    saved: int
    refused: tuple[CellAnswer, ...]


def seen_text(cells: Iterable[CellView]) -> str:
    """Version and text of every cell that can be written, for the hidden field."""
    shown = {cell.name: _shown(cell) for cell in cells if cell.editable}
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def read_seen(text: str) -> dict[str, Seen]:
    """The hidden field, back again."""
    try:
        return {str(name): Seen(int(shown[0]), *map(str, shown[1:3])) for name, shown in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        raise BadRequestError from error


def changed_cells(posted: QueryDict, seen: dict[str, Seen]) -> list[CellInput]:
    """The writes of a form. A check box that is not ticked is not sent, and counts as empty."""
    writes = []
    for name, shown in seen.items():
        raw = _typed(posted, name, shown)
        if raw is not None:
            key, _, field = name.rpartition("|")
            writes.append(CellInput(key=key, field=field, raw=raw, version=shown.version))
    return writes


def _typed(posted: QueryDict, name: str, shown: Seen) -> str | None:
    """What is to be written in the cell; None when the reader changed nothing."""
    raw = posted.get(name, "").replace("\r\n", "\n")
    chosen = posted.get(CHOICE + name) if shown.theirs is not None else None
    if raw != shown.text.replace("\r\n", "\n") or chosen == "mine":
        return raw
    return shown.theirs if chosen == "theirs" else None


def _shown(cell: CellView) -> list[int | str]:
    stale = [cell.theirs_text] if cell.state == "stale" else []
    return [cell.version, cell.text, *stale]


def result_of(answers: Iterable[CellAnswer]) -> Result:
    """Sum up the answers."""
    listed = list(answers)
    return Result(
        saved=sum(1 for answer in listed if answer.status is AnswerStatus.SAVED),
        refused=tuple(answer for answer in listed if answer.status in NOT_TAKEN),
    )


def sentence(result: Result) -> str:
    """What is told at the head of the page after saving."""
    if result.saved == 0:
        return "" if result.refused else "Inget var ändrat."
    return "1 svar är sparat." if result.saved == 1 else f"{result.saved} svar är sparade."
