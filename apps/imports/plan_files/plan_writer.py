"""What the rows of every sheet are written with: what is pointed at, what differs, and errors at their cells."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core.tertials import Tertial
from apps.imports.plan_files.plan_records import is_blank
from apps.imports.plan_files.plan_sheets import PlanColumn, PlanSheet
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.records import ParsedRecord
from apps.organisation.models import Board
from apps.planning import PlanningError

MUST_BE_FILLED = "Cellen är tom men måste fyllas i."
FORM_FIELDS = ("decision", "holds_from")
"""What the file doesn't say: a period and a decision, chosen where it is sent in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTerms:
    """How a file is read: from which period its changes hold, by which decision, and whether empty cells empty.

    ``holds_from`` None mends mistakes, in every report that is not adopted.
    """

    holds_from: Tertial | None
    decision: str = ""
    clears: bool = False


class PartIndex:
    """The parts of one kind, found by code or by a name that only one has."""

    def __init__(self, parts: Iterable[Any]) -> None:
        self.by_code: dict[str, Any] = {}
        self._by_name: dict[str, list[Any]] = {}
        for part in parts:
            self.add(part)

    def add(self, part: Any, *, also: str = "") -> None:
        """Note a part, that a file may also call by another code. One with a new name is found by both."""
        self.by_code[part.code] = part
        named = self._by_name.setdefault(part.name.casefold(), [])
        if part not in named:
            named.append(part)
        if also:
            self.by_code.setdefault(also, part)

    def find(self, text: str) -> Any:
        """The part with the code or the name; None where there is none, or more than one."""
        found = self._by_name.get(text.casefold(), [])
        return self.by_code.get(text) or (found[0] if len(found) == 1 else None)

    def find_by_name(self, name: str, *, matches: Callable[[Any], bool] = bool) -> Any:
        """The only part with the name that matches."""
        found = [one for one in self._by_name.get(name.casefold(), []) if matches(one)]
        return found[0] if len(found) == 1 else None

    def names(self) -> list[str]:
        """Every code and name, to suggest from."""
        return [*self.by_code, *(part.name for part in self.by_code.values())]


@dataclass(slots=True)
class PlanWriter:
    """The board, the year and the terms of one reading; what has been found and made; and what went wrong.

    ``rows`` tell where in the file each part of the plan stood, by the sheet's key and what names the row.
    ``form_errors`` are of the terms, by the field. ``emptied`` counts cells that are empty in the file only.
    """

    by: User
    board: Board
    year: int
    terms: PlanTerms
    log: ErrorLog
    indexes: dict[str, PartIndex] = field(default_factory=dict)
    rows: dict[tuple[str, tuple[str, ...]], ParsedRecord] = field(default_factory=dict)
    form_errors: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    emptied: int = 0
    counting: dict[str, bool] = field(default_factory=dict)

    @property
    def when(self) -> dict[str, Any]:
        """The arguments that every change of the plan takes."""
        return {"by": self.by, "holds_from": self.terms.holds_from, "decision": self.terms.decision}

    @property
    def when_in_year(self) -> dict[str, Any]:
        """As ``when``, for what belongs to the plan's year: it holds from the year's first period at the earliest."""
        holds_from = self.terms.holds_from
        first = Tertial(self.year, 1)
        return {**self.when, "holds_from": max(holds_from, first) if holds_from else None}

    def note(self, sheet: PlanSheet, record: ParsedRecord, *key: str) -> None:
        """Remember where in the file a part of the plan stands."""
        self.rows[sheet.key, key] = record

    @contextmanager
    def guard(self, record: ParsedRecord, fallback: str, fields: Mapping[str, str] | None = None) -> Iterator[None]:
        """Do what is inside, or note why it can't be done: at the cell that ``fields`` name, else at ``fallback``."""
        try:
            with transaction.atomic():
                yield
        except PlanningError as error:
            self.add_error(record, (fields or {}).get(error.field, error.field), fallback, str(error), error.field)
        except ValidationError as error:
            self.add_error(record, "", fallback, " ".join(error.messages))
        except IntegrityError as error:
            self.add_error(record, "", fallback, _format_database_refusal(error))

    def add_error(self, record: ParsedRecord, key: str, fallback: str, message: str, argument: str = "") -> None:
        """An error at a cell of the row. What is wrong with the terms is said once, where they are chosen."""
        is_of_terms = argument in FORM_FIELDS and key not in record.columns
        if is_of_terms or (argument == "decision" and not self.terms.decision):
            self.form_errors.setdefault(argument, message)
        else:
            self.log.add(record.error(key if key in record.columns else fallback, message))

    def point(self, record: ParsedRecord, column: PlanColumn) -> tuple[bool, Any]:
        """What a cell points at, and whether that was found. An empty cell points at nothing."""
        index, text = self.indexes[column.points_at], record[column.key]
        if not text:
            return True, () if column.is_list else None
        mark = ";" if ";" in text else ","
        parts = [text] if not column.is_list or index.find(text) else text.split(mark)
        names = [part.strip() for part in parts if part.strip()]
        found = [index.find(name) for name in names]
        for name, part in zip(names, found, strict=True):
            if part is None:
                hint = self.log.suggest(name, index.names())
                self.log.add(record.error(column.key, f"”{name}” finns inte, eller är flera.{hint}"))
        return None not in found, tuple(found) if column.is_list else found[0]

    def read_row(
        self, record: ParsedRecord, sheet: PlanSheet, item: Any, names: Mapping[str, str] | None = None
    ) -> dict[str, Any] | None:
        """What the row says that ``item`` is not yet, by the keys of the columns; of a new one (None) all it says.

        ``names`` are the fields by key where they are called something else. None where a cell can't be read.
        """
        found: dict[str, Any] = {}
        is_whole = record.unread.isdisjoint(record.given)
        for column in sheet.columns:
            if column.key in ("code", *sheet.row_key) or (item is not None and column.key not in record.given):
                continue
            is_known, value = self._read_cell(record, column, item, names or {})
            is_whole = is_whole and is_known
            if is_known and value is not _SAME:
                found[column.key] = value
        return found if is_whole else None

    def _read_cell(
        self, record: ParsedRecord, column: PlanColumn, item: Any, names: Mapping[str, str]
    ) -> tuple[bool, Any]:
        before = _get_value(item, names.get(column.key, column.key), column) if item is not None else None
        if is_blank(record, column.key):
            if item is None:
                return self._read_blank(record, column)
            if before in (None, "", (), False):
                return True, _SAME
            self.emptied += not self.terms.clears
            if not self.terms.clears:
                return True, _SAME
            return self._read_blank(record, column)
        is_known, value = self.point(record, column) if column.points_at else (True, record[column.key])
        return is_known, _SAME if item is not None and _is_same(value, before) else value

    def _read_blank(self, record: ParsedRecord, column: PlanColumn) -> tuple[bool, Any]:
        if column.required:
            self.log.add(record.error(column.key, MUST_BE_FILLED))
        return not column.required, column.empty


_SAME = object()


def sort_by_parent(records: Sequence[ParsedRecord], key: str, index: PartIndex) -> Iterator[ParsedRecord]:
    """The records, each after the one of the same sheet that it points at by ``key``. A circle comes last as it is.

    The caller adds each to ``index`` before it takes the next.
    """
    waiting = list(records)
    mine = {text for record in waiting for text in (record["code"], record["name"]) if text}
    while waiting:
        rest = []
        for record in waiting:
            above = record[key]
            is_ready = not above or index.find(above) is not None or above not in mine
            if is_ready:
                yield record
            else:
                rest.append(record)
        if len(rest) == len(waiting):
            yield from rest
            return
        waiting = rest


def _get_value(item: Any, name: str, column: PlanColumn) -> Any:
    value = getattr(item, name)
    return tuple(value.all()) if column.is_list else value


def _is_same(value: Any, before: Any) -> bool:
    if isinstance(value, tuple) and isinstance(before, tuple) and value and hasattr(value[0], "pk"):
        return {one.pk for one in value} == {one.pk for one in before}
    return bool(value == before)


def _format_database_refusal(error: IntegrityError) -> str:
    """What the database says where its own rule speaks Swedish; else that the row doesn't fit."""
    text = str(error).splitlines()[0]
    if "senare period" in text:
        return text
    return "Raden går inte ihop med det som finns. Står något likadant redan på en annan rad?"
