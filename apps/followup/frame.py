"""The report's frame: the tree of service areas in reading order, and the small lists."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.followup import report
from apps.followup.models import AnswerReason
from apps.followup.row_types import Rows
from apps.organisation.naming import placed
from apps.rounds.models import Topic

UNPLACED = 10_000


@dataclass(frozen=True, slots=True)
class Tree:
    """The board's service areas: in reading order, and by database id."""

    areas: tuple[report.Area, ...]
    by_id: dict[int, report.Area]
    order: dict[str, int]
    root: report.Area

    def is_root(self, area: report.Area) -> bool:
        """Is it the whole board?"""
        return area.code == self.root.code

    def names(self) -> dict[str, str]:
        """What each area is called by its code: its name, and where several have the same also what it lies under."""
        by_code = {area.code: area for area in self.areas}
        shared = Counter(area.name for area in self.areas)
        found = {}
        for area in self.areas:
            above = by_code.get(area.parent or "", self.root)
            inside = shared[area.name] > 1 and not self.is_root(above)
            found[area.code] = placed(area.name, above.name if inside else "")
        return found


def tree_of(rows: Rows) -> Tree:
    """Walk the tree from the root, children in their order. ``ValueError`` without exactly one root."""
    children: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for area in rows.frame["areas"]:
        children[area["parent_id"]].append(area)
    if len(children[None]) != 1:
        raise ValueError("Nämnden måste ha precis en rad överst i sin organisation.")
    by_id: dict[int, report.Area] = {}

    def walk(area: dict[str, Any], parent: str | None, depth: int) -> None:
        by_id[area["id"]] = report.Area(
            code=area["code"], name=area["name"], kind=area["kind"], parent=parent, depth=depth
        )
        for child in children[area["id"]]:
            walk(child, area["code"], depth + 1)

    walk(children[None][0], None, 0)
    areas = tuple(by_id.values())
    return Tree(areas=areas, by_id=by_id, order={area.code: n for n, area in enumerate(areas)}, root=areas[0])


def comments_of(rows: Rows, tree: Tree) -> tuple[report.Comment, ...]:
    """The comments of the round, in their order."""
    return tuple(
        report.Comment(
            topic=row["topic"],
            topic_label=Topic(row["topic"]).label,
            area=area.code,
            area_name=area.name,
            whole_board=tree.is_root(area),
            heading=row["heading"],
            text=row["text"],
            cause=row["cause"],
            action=row["action"],
        )
        for row in rows.frame["comments"]
        if (area := tree.by_id.get(row["service_area_id"]))
    )


def tables_of(rows: Rows) -> tuple[report.SourceTableRef, ...]:
    """The printed tables of this round's own report."""
    return tuple(
        report.SourceTableRef(code=row["code"], title=row["title"], note=row["note"], unit=row["unit"])
        for row in rows.frame["tables"]
        if row["round_id"] == rows.round.pk
    )


def answers_of(rows: Rows) -> tuple[dict[str, report.FindingAnswer], dict[str, Decimal | None]]:
    """The board's answers to findings, and the differences that were answered, by fingerprint."""
    labels = {choice.value: choice.label for choice in AnswerReason}
    answers, sizes = {}, {}
    for row in rows.frame["answers"]:
        answers[row["fingerprint"]] = report.FindingAnswer(
            reason=row["reason"], reason_label=labels[row["reason"]], text=row["text"]
        )
        sizes[row["fingerprint"]] = None if row["size"] is None else Decimal(str(row["size"]))
    return answers, sizes
