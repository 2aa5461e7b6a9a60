"""The tree of service areas in reading order, and the report's small lists: its comments and its
printed tables.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from apps.organisation.names import format_area_in_parent
from apps.report import board_report
from apps.report.chapters.written_texts import COMMENT_FIELDS, read_written
from apps.report.measures import RichField
from apps.report.source_types import AreaSourceRow, SourceData
from apps.rounds.models import Topic

UNPLACED_ORDER = 10_000  # after every printed table, of which a report has tens


@dataclass(frozen=True, slots=True)
class AreaTree:
    """The board's service areas: in reading order, and by database id."""

    areas: tuple[board_report.Area, ...]
    by_id: dict[int, board_report.Area]
    order: dict[str, int]
    root: board_report.Area

    @property
    def codes(self) -> dict[int, str]:
        """The areas' codes by database id."""
        return {key: area.code for key, area in self.by_id.items()}

    def is_root(self, area: board_report.Area) -> bool:
        """Is it the whole board?"""
        return area.code == self.root.code

    def build_names(self) -> dict[str, str]:
        """The name of each area by its code; where several share a name, also that of the area it
        lies under.
        """
        by_code = {area.code: area for area in self.areas}
        shared = Counter(area.name for area in self.areas)
        names = {}
        for area in self.areas:
            above = by_code.get(area.parent or "", self.root)
            inside = shared[area.name] > 1 and not self.is_root(above)
            names[area.code] = format_area_in_parent(area.name, above.name if inside else "")
        return names


def build_area_tree(rows: SourceData) -> AreaTree:
    """Walk the tree from the root, children in their order.

    ``ValueError`` without exactly one root.
    """
    children: dict[int | None, list[AreaSourceRow]] = defaultdict(list)
    for area in rows.areas:
        children[area.parent_id].append(area)
    if len(children[None]) != 1:
        raise ValueError("Nämnden måste ha precis en rad överst i sin organisation.")
    by_id: dict[int, board_report.Area] = {}

    def add_with_children(area: AreaSourceRow, parent: str | None, depth: int) -> None:
        by_id[area.id] = board_report.Area(code=area.code, name=area.name, kind=area.kind, parent=parent, depth=depth)
        for child in children[area.id]:
            add_with_children(child, area.code, depth + 1)

    add_with_children(children[None][0], None, 0)
    areas = tuple(by_id.values())
    return AreaTree(areas=areas, by_id=by_id, order={area.code: n for n, area in enumerate(areas)}, root=areas[0])


def build_comments(rows: SourceData, tree: AreaTree) -> tuple[board_report.Comment, ...]:
    """The comments of the round, in their order, without the report's summary."""
    return tuple(
        board_report.Comment(
            topic=row.topic,
            topic_label=Topic(row.topic).label,
            area=area.code,
            area_name=area.name,
            whole_board=tree.is_root(area),
            heading=row.heading,
            **read_written(row, COMMENT_FIELDS),
        )
        for row in rows.comments
        if row.topic != Topic.SUMMARY and (area := tree.by_id.get(row.service_area_id))
    )


def read_summary(rows: SourceData) -> dict[str, Any]:
    """The report's summary, and ``rich`` with its marks."""
    found = next((row for row in rows.comments if row.topic == Topic.SUMMARY), None)
    if found is None:
        return {"summary": "", "rich": ()}
    written = read_written(found, ("text",))
    rich: tuple[RichField, ...] = written["rich"]
    return {"summary": written["text"], "rich": tuple(replace(one, field="summary") for one in rich)}


def build_source_tables(rows: SourceData) -> tuple[board_report.SourceTableRef, ...]:
    """The printed tables of this round's own report."""
    return tuple(
        board_report.SourceTableRef(code=table.code, title=table.title, note=table.note, unit=table.unit)
        for table in rows.tables
        if table.round_id == rows.round.pk
    )
