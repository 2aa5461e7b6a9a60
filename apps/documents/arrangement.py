"""Which chapters a document has, in which order, and the numbers of its headings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from apps.documents.blocks import DocumentBlock, HeadingBlock, ParagraphBlock, TextRun
from apps.documents.parts.registry import PARTS
from apps.report.board_report import BoardReport

_DEFAULT_CHAPTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Perioden i korthet", ("summary", "attention")),
    ("Mål", ("goals",)),
    ("Nyckeltal", ("indicators",)),
    ("Ekonomi", ("economy", "cost_types", "budget_changes", "investments", "forecast_record")),
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


def build_chapters(report: BoardReport) -> tuple[DocumentChapter, ...]:
    """The chapters that the report has anything for, with numbered headings."""
    chosen = (_build_default_chapter(report, title, codes) for title, codes in _DEFAULT_CHAPTERS)
    return number_headings([chapter for chapter in chosen if len(chapter.blocks) > 1])


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
    if heading.level > 3:
        return ParagraphBlock((TextRun(heading.text, bold=True),), "label")
    del counts[level:]
    if len(counts) < level:
        counts.append(0)
    counts[level - 1] += 1
    return replace(heading, level=level, number=".".join(map(str, counts)))
