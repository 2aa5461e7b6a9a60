"""Puts the report's chapters together: their numbers, and the texts of each in tree order."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from apps.own_tables.models import TableKind
from apps.report.area_tree import AreaTree
from apps.report.chapters.chapter_types import Chapter, ChapterText
from apps.report.source_types import SectionSourceRow, SourceData


def build_chapters(rows: SourceData, tree: AreaTree) -> tuple[Chapter, ...]:
    """The chapters of the round's tertial, with what is written in them.

    One for tables of the board's own is left out, and leaves its number, where the board has none of them that year.
    """
    written: dict[str, list[SectionSourceRow]] = defaultdict(list)
    for section in rows.sections:
        written[section.chapter].append(section)
    numbers = number_levels([chapter.level for chapter in rows.chapters])
    return tuple(
        Chapter(
            number=number,
            code=chapter.code,
            heading=chapter.heading,
            level=number.count(".") + 1,
            kind=chapter.kind,
            part=chapter.part,
            texts=_build_texts(written[chapter.code], tree),
        )
        for chapter, number in zip(rows.chapters, numbers, strict=True)
        if chapter.part not in _TABLE_PARTS or chapter.part in _find_table_parts(rows)
    )


_TABLE_PARTS = frozenset({"result_table", "own_tables"})


def _find_table_parts(rows: SourceData) -> set[str]:
    """The parts that the round has tables for. A table without a row or a column is none yet."""
    tables = (one for one in rows.own_tables if one.rows and one.columns)
    return {"result_table" if one.kind == TableKind.RESULT else "own_tables" for one in tables}


def _build_texts(sections: Sequence[SectionSourceRow], tree: AreaTree) -> tuple[ChapterText, ...]:
    found = [(area, section.text) for section in sections if (area := tree.by_id.get(section.service_area_id))]
    found.sort(key=lambda one: tree.order[one[0].code])
    return tuple(
        ChapterText(area=area.code, area_name=area.name, whole_board=tree.is_root(area), text=text)
        for area, text in found
        if text.blocks
    )


def number_levels(levels: Sequence[int]) -> Iterator[str]:
    """The numbers of headings by their levels: 1, 1.1, 1.2, 2. A level that is jumped over is not counted."""
    open_levels: list[tuple[int, int]] = []  # each level above, and its number so far
    for level in levels:
        number = 1
        while open_levels and open_levels[-1][0] >= level:
            number = open_levels.pop()[1] + 1
        open_levels.append((level, number))
        yield ".".join(str(one) for _, one in open_levels)
