"""What every grid is made of: the reader's access and drafts, and a cell out of a row's columns."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.core.tertials import Tertial
from apps.followup import report
from apps.followup.access import Access
from apps.followup.entry.context import read_context
from apps.followup.entry.drafts import drafts_of
from apps.followup.entry.events import theirs_of
from apps.followup.entry.keys import Key, Kind, parse_key
from apps.followup.entry.shapes import Cell, CellLight, CellStatus, Column, Inherited, InputKind, Theirs, Warning
from apps.followup.entry.subjects import SUBJECTS
from apps.followup.entry.values import About, show
from apps.followup.frame import Tree
from apps.rounds.models import CellDraft, Round, Unit


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at a grid: what they may write, and what they have typed that was not taken."""

    access: Access
    drafts: Mapping[tuple[str, str], CellDraft]
    theirs: Mapping[tuple[str, str], Theirs] = field(default_factory=dict)

    @property
    def read_only(self) -> str:
        """Why nothing can be written at all; empty when something can."""
        lock = self.access.lock(None)
        return str(lock) if lock else ""

    def shows(self, area_id: int) -> bool:
        """A reporter is shown the areas that they write for; everyone else is shown everything."""
        return not self.access.only_own or self.access.is_own(area_id)


@dataclass(frozen=True, slots=True)
class Standing:
    """A row of a grid as it stands."""

    key: Key
    area_id: int
    values: Mapping[str, Any]
    version: int
    about: About


def reader_of(round_: Round, user: Any, kinds: Collection[Kind], unit: str = Unit.TKR) -> Reader:
    """Read who looks at a grid of such rows: two queries.

    One more for each table where something they typed waits for a choice between two answers.
    """
    drafts = drafts_of(round_, user)
    refused = ((parse_key(draft.key), draft.field) for draft in drafts.values() if draft.status == CellStatus.STALE)
    stale = [(key, name) for key, name in refused if key.kind in kinds]
    context = read_context(round_, user, {key for key, _ in stale}, unit)
    found = theirs_of([(context.rows[key], name) for key, name in stale if key in context.rows])
    return Reader(context.access, drafts, {(key.text, name): theirs for (key, name), theirs in found.items()})


def columns_of(kind: Any, *, extra: Iterable[Column] = ()) -> tuple[Column, ...]:
    """The fields of a kind of row as columns, then ``extra``."""
    fields = SUBJECTS[kind].fields.items()
    return (*(Column(name, field.label, field.kind) for name, field in fields), *extra)


def cell_of(
    reader: Reader,
    row: Standing,
    name: str,
    *,
    warnings: Iterable[Warning] = (),
    light: CellLight | None = None,
    computed: str = "",
    inherited: Inherited | None = None,
) -> Cell:
    """One cell, with the reader's own draft in it if there is one, and what stands instead of it if it is stale."""
    asked = SUBJECTS[row.key.kind].fields[name]
    stored = show(row.key.kind, name, row.values, row.about)
    key, lock = row.key.text, reader.access.lock(row.area_id)
    draft = None if lock else reader.drafts.get((key, name))
    warned = tuple(warnings)
    return Cell(
        key=key,
        field=name,
        label=asked.label,
        kind=asked.kind,
        text=draft.raw if draft else stored,
        stored=stored,
        version=row.version,
        status=_status(locked=bool(lock), draft=draft, text=stored, warned=bool(warned)),
        editable=lock is None,
        message=draft.message if draft else "",
        why_locked=str(lock) if lock else "",
        warnings=warned,
        light=light,
        choices=asked.choices,
        theirs=reader.theirs.get((key, name)) if draft else None,
        computed="" if stored or inherited else computed,
        inherited=None if stored else inherited,
    )


def computed_cell(key: Key, name: str, label: str, text: str) -> Cell:
    """A cell that is worked out from others and never typed in."""
    return Cell(
        key=key.text,
        field=name,
        label=label,
        kind=InputKind.NUMBER,
        text=text,
        stored=text,
        version=0,
        status=CellStatus.OK if text else CellStatus.EMPTY,
        editable=False,
        why_locked="Räknas ut.",
    )


def _status(*, locked: bool, draft: CellDraft | None, text: str, warned: bool) -> CellStatus:
    if locked:
        return CellStatus.LOCKED
    if draft:
        return CellStatus(draft.status)
    if not text:
        return CellStatus.EMPTY
    return CellStatus.WARNED if warned else CellStatus.OK


def area_ids_of(tree: Tree) -> dict[str, int]:
    """The ids of the tree's areas by code."""
    return {area.code: pk for pk, area in tree.by_id.items()}


def found_at(amounts: Iterable[report.Amounts], when: Tertial) -> report.Amounts | None:
    """The amounts of a period."""
    return next((one for one in amounts if one.period == when), None)
