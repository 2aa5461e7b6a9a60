"""Saving without scripts: the page's form holds every cell, and what the reader saw in each.

Only cells where the text differs from what was seen are written, so that two people with the same page open don't
overwrite each other. ``seen`` is one hidden field with a line for each row that holds something:
``<key> <version> <field>:<mark> …``, where the mark stands for the text without repeating it. A cell that is
not listed was empty.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2s
from itertools import groupby

from django.http import QueryDict

from apps.entry.filled_cells.services import SeenRow
from apps.entry.shapes import CellInput, SaveResult, SaveStatus
from apps.web.reporting.cells.cell_payloads import BadRequestError
from apps.web.reporting.cells.cell_view import CellView

REOPEN_NAME = "reopen"  # and the key of a row where the reader takes their own yes back
CHOICE_PREFIX = "choice:"  # and the cell's name: "mine" or "theirs", for a cell where two wrote
CONFIRM_NAME = "confirm"  # and the keys of rows that are confirmed as they were seen, with blanks between
REFUSED_STATUSES = frozenset({SaveStatus.INVALID, SaveStatus.STALE, SaveStatus.LOCKED})


@dataclass(frozen=True, slots=True)
class SentCell:
    """A cell as the page showed it: the version of its row, and the mark of its text."""

    version: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class PostedForm:
    """What to do with a posted form: cells to write, and drafts (key and field) to drop for what is stored."""

    writes: list[CellInput]
    dropped: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SaveSummary:
    """What became of a form: how many were saved, and the answers that say something is wrong."""

    saved: int
    refused: tuple[SaveResult, ...]


def format_sent_cells(cells: Iterable[CellView]) -> str:
    """Version and text of every cell that can be written, for the hidden field."""
    lines = []
    for key, row in groupby((cell for cell in cells if cell.editable), key=lambda cell: cell.key):
        listed = list(row)
        marks = [f"{cell.column}:{compute_mark(cell.text)}" for cell in listed if cell.text]
        if marks or listed[0].version:
            lines.append(" ".join([key, str(listed[0].version), *marks]))
    return "\n".join(lines)


def parse_sent_cells(text: str | None) -> dict[str, SentCell]:
    """The hidden field, back again: the cells by name, and each row's version under its key and a bar."""
    if text is None:
        raise BadRequestError
    seen: dict[str, SentCell] = {}
    try:
        for line in text.splitlines():
            key, version, *marks = line.split(" ")
            seen[f"{key}|"] = SentCell(_parse_version(version))
            for one in marks:
                field, mark = one.split(":")
                seen[f"{key}|{field}"] = SentCell(_parse_version(version), mark)
    except ValueError as error:
        raise BadRequestError from error
    return seen


def _parse_version(text: str) -> int:
    if not 0 <= (version := int(text)) < 2**63:
        raise ValueError(text)
    return version


def parse_confirmed_rows(posted: QueryDict, seen: dict[str, SentCell], name: str = CONFIRM_NAME) -> list[SeenRow]:
    """The rows that the button is for, each with its version as the page showed it."""
    keys = dict.fromkeys(key for keys in posted.getlist(name) for key in keys.split())
    return [SeenRow(key, seen[f"{key}|"].version) for key in keys if f"{key}|" in seen]


def parse_form(posted: QueryDict, seen: dict[str, SentCell]) -> PostedForm:
    """What a form asks for. A check box that is not ticked is not sent, and counts as empty."""
    form = PostedForm([], [])
    names = dict.fromkeys([*(name for name in posted if "|" in name and not name.startswith(CHOICE_PREFIX)), *seen])
    for name in names:
        key, _, field = name.rpartition("|")
        if not field:
            continue
        shown = seen.get(name) or SentCell(seen.get(f"{key}|", SentCell()).version)
        raw, chosen = posted.get(name, "").replace("\r\n", "\n"), posted.get(CHOICE_PREFIX + name)
        if compute_mark(raw) != shown.mark or chosen == "mine":
            form.writes.append(CellInput(key=key, field=field, raw=raw, version=shown.version))
        elif chosen == "theirs":
            form.dropped.append((key, field))
    return form


def compute_mark(text: str) -> str:
    """A short digest of a text, by which two texts are told apart; empty for an empty text."""
    plain = text.replace("\r\n", "\n")
    return blake2s(plain.encode(errors="replace"), digest_size=6).hexdigest() if plain else ""


def summarize_answers(answers: Iterable[SaveResult]) -> SaveSummary:
    """Sum up the answers."""
    listed = list(answers)
    return SaveSummary(
        saved=sum(1 for answer in listed if answer.status is SaveStatus.SAVED),
        refused=tuple(answer for answer in listed if answer.status in REFUSED_STATUSES),
    )


def format_summary(result: SaveSummary) -> str:
    """The message at the top of the page after a save."""
    if result.saved == 0:
        return "" if result.refused else "Inget var ändrat."
    return "1 svar är sparat." if result.saved == 1 else f"{result.saved} svar är sparade."
