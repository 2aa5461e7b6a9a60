"""Saving without script: the page's form holds every cell, and what the reader saw when it was sent out.

Only cells where something else was typed than was seen are written. ``seen`` is one hidden field with a line for each
row that says something: ``<key> <version> <field>:<mark> …``, where the mark tells one text from another. A cell that
is not among them was seen empty.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2s
from itertools import groupby

from django.http import QueryDict

from apps.followup.entry.shapes import AnswerStatus, CellAnswer, CellInput
from apps.web.reporting.cellview import CellView
from apps.web.reporting.wire import BadRequestError

CHOICE = "choice:"  # and the cell's name: "mine" or "theirs", for a cell where two wrote
NOT_TAKEN = frozenset({AnswerStatus.INVALID, AnswerStatus.STALE, AnswerStatus.LOCKED})


@dataclass(frozen=True, slots=True)
class Seen:
    """A cell as it was sent out: the version of its row, and the mark of its text."""

    version: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """What a form asks for: cells to write, and those (by key and field) where another's answer is to stand."""

    writes: list[CellInput]
    let_go: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a form: how many were saved, and the answers that say something is wrong."""

    saved: int
    refused: tuple[CellAnswer, ...]


def seen_text(cells: Iterable[CellView]) -> str:
    """Version and text of every cell that can be written, for the hidden field."""
    lines = []
    for key, row in groupby((cell for cell in cells if cell.editable), key=lambda cell: cell.key):
        listed = list(row)
        said = [f"{cell.column}:{mark_of(cell.text)}" for cell in listed if cell.text]
        if said or listed[0].version:
            lines.append(" ".join([key, str(listed[0].version), *said]))
    return "\n".join(lines)


def read_seen(text: str | None) -> dict[str, Seen]:
    """The hidden field, back again: the cells by name, and each row's version under its key and a bar."""
    if text is None:
        raise BadRequestError
    seen: dict[str, Seen] = {}
    try:
        for line in text.splitlines():
            key, version, *marks = line.split(" ")
            seen[f"{key}|"] = Seen(_version(version))
            for one in marks:
                field, mark = one.split(":")
                seen[f"{key}|{field}"] = Seen(_version(version), mark)
    except ValueError as error:
        raise BadRequestError from error
    return seen


def _version(text: str) -> int:
    if not 0 <= (version := int(text)) < 2**63:
        raise ValueError(text)
    return version


def read_form(posted: QueryDict, seen: dict[str, Seen]) -> Posted:
    """What a form asks for. A check box that is not ticked is not sent, and counts as empty."""
    form = Posted([], [])
    names = dict.fromkeys([*(name for name in posted if "|" in name and not name.startswith(CHOICE)), *seen])
    for name in names:
        key, _, field = name.rpartition("|")
        if not field:
            continue
        shown = seen.get(name) or Seen(seen.get(f"{key}|", Seen()).version)
        raw, chosen = posted.get(name, "").replace("\r\n", "\n"), posted.get(CHOICE + name)
        if mark_of(raw) != shown.mark or chosen == "mine":
            form.writes.append(CellInput(key=key, field=field, raw=raw, version=shown.version))
        elif chosen == "theirs":
            form.let_go.append((key, field))
    return form


def mark_of(text: str) -> str:
    """Tells one text from another; empty for none."""
    plain = text.replace("\r\n", "\n")
    return blake2s(plain.encode(errors="replace"), digest_size=6).hexdigest() if plain else ""


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
