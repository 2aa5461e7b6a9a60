"""Which chapters a document has, in which order, and the numbers of its headings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from apps.charts.markup import clean_text
from apps.documents.blocks import DocumentBlock, HeadingBlock, ParagraphBlock, TextRun
from apps.documents.parts.registry import PARTS
from apps.documents.rich_text_blocks import NO_PICTURES, Pictures, build_text_blocks
from apps.report.board_report import BoardReport, Chapter

DEEPEST_HEADING = 3
_DEFAULT_CHAPTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Perioden i korthet", ("summary", "attention")),
    ("Mål", ("goals",)),
    ("Nyckeltal", ("indicators",)),
    (
        "Ekonomi",
        ("economy", "result_table", "cost_types", "budget_changes", "investments", "own_tables", "forecast_record"),
    ),
    ("Händelser och kommentarer", ("comments",)),
    ("Intern kontroll", ("risks",)),
    ("Kvinnor och män", ("gender_gaps",)),
    ("Över tid", ("over_time",)),
    ("Diagram", ("charts",)),
    ("Iakttagelser", ("findings",)),
)


@dataclass(frozen=True, slots=True)
class DocumentChapter:
    """A chapter: its heading first, of level 1, and what is under it."""

    blocks: tuple[DocumentBlock, ...]


def build_chapters(report: BoardReport, pictures: Pictures = NO_PICTURES) -> tuple[DocumentChapter, ...]:
    """The report's own chapters where it has any, else those that it has anything for, in an order of ours."""
    if report.chapters:
        return _arrange_own_chapters(report, pictures)
    chosen = (_build_default_chapter(report, title, codes) for title, codes in _DEFAULT_CHAPTERS)
    return number_headings([chapter for chapter in chosen if len(chapter.blocks) > 1])


def _arrange_own_chapters(report: BoardReport, pictures: Pictures) -> tuple[DocumentChapter, ...]:
    """The chapters of the board's disposition under its own numbers; headings in them have none.

    What the report says in short comes first, as no chapter draws it.
    """
    summary = PARTS["summary"]
    first = (HeadingBlock(summary.title, 1), *summary.build(report))
    return prepare_headings(
        [DocumentChapter(first), *(_build_own_chapter(report, one, pictures) for one in report.chapters)]
    )


def prepare_headings(chapters: Iterable[DocumentChapter]) -> tuple[DocumentChapter, ...]:
    """The chapters as an accessible PDF may have them: no level is leapt over and no heading is without words.

    The deepest headings become bold lines.
    """
    above, found = 0, []
    for chapter in chapters:
        blocks: list[DocumentBlock] = []
        for block in map(_convert_deep_heading, chapter.blocks):
            if isinstance(block, HeadingBlock):
                if not clean_text(block.text).strip():
                    continue
                above = min(block.level, above + 1)
                block = replace(block, level=above)
            blocks.append(block)
        found.append(DocumentChapter(tuple(blocks)))
    return tuple(found)


def _build_own_chapter(report: BoardReport, chapter: Chapter, pictures: Pictures) -> DocumentChapter:
    blocks: list[DocumentBlock] = []
    if chapter.part in PARTS:
        own = PARTS[chapter.part].build(report)
        blocks += [
            replace(one, level=one.level + chapter.level - 1) if isinstance(one, HeadingBlock) else one for one in own
        ]
    for text in chapter.texts:
        level = chapter.level if text.whole_board else chapter.level + 1
        blocks += [] if text.whole_board else [HeadingBlock(text.area_name, level)]
        blocks += build_text_blocks(text.text, level, pictures)
    heading = HeadingBlock(chapter.heading, min(chapter.level, DEEPEST_HEADING), chapter.number)
    return DocumentChapter((heading, *blocks))


def _convert_deep_heading(block: DocumentBlock) -> DocumentBlock:
    """A heading that is too deep to be one in a document becomes a bold line."""
    if isinstance(block, HeadingBlock) and block.level > DEEPEST_HEADING:
        return ParagraphBlock((TextRun(block.text, bold=True),), "label")
    return block


def _build_default_chapter(report: BoardReport, title: str, codes: Sequence[str]) -> DocumentChapter:
    """A chapter of one part has the part's own headings; one of several has a heading for each."""
    blocks: list[DocumentBlock] = [HeadingBlock(title, 1)]
    for code in codes:
        own = PARTS[code].build(report)
        if own and len(codes) > 1 and code != codes[0]:
            blocks.append(HeadingBlock(PARTS[code].title, 2))
            own = [replace(one, level=one.level + 1) if isinstance(one, HeadingBlock) else one for one in own]
        blocks += own
    return DocumentChapter(tuple(blocks))


def number_headings(chapters: Iterable[DocumentChapter]) -> tuple[DocumentChapter, ...]:
    """The chapters with the headings of their three first levels numbered: 2, 2.1, 2.1.3. No level is leapt over."""
    counts: list[int] = []
    found = []
    for chapter in chapters:
        blocks = [
            _number_heading(block, counts) if isinstance(block, HeadingBlock) else block for block in chapter.blocks
        ]
        found.append(DocumentChapter(tuple(blocks)))
    return tuple(found)


def _number_heading(heading: HeadingBlock, counts: list[int]) -> DocumentBlock:
    level = min(heading.level, len(counts) + 1)
    if heading.level > DEEPEST_HEADING:
        return _convert_deep_heading(heading)
    del counts[level:]
    if len(counts) < level:
        counts.append(0)
    counts[level - 1] += 1
    return replace(heading, level=level, number=".".join(map(str, counts)))
