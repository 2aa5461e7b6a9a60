"""What the board wrote of events, quality, staff and money, and every action in one table."""

from django.utils.text import capfirst

from apps.documents.blocks import (
    DocumentBlock,
    DocumentColumn,
    DocumentRow,
    HeadingBlock,
    TableBlock,
)
from apps.documents.cells import build_text_cell
from apps.documents.rich_text_blocks import build_labelled_text, build_written_text
from apps.report.board_report import BoardReport, Comment

_ACTION_COLUMNS = (DocumentColumn(label="Gäller", weight=3), DocumentColumn(label="Åtgärd", weight=6))


def build_comments(report: BoardReport) -> list[DocumentBlock]:
    """The comments topic by topic, in the report's order."""
    blocks: list[DocumentBlock] = []
    for topic in dict.fromkeys(one.topic for one in report.comments):
        found = [one for one in report.comments if one.topic == topic]
        blocks.append(HeadingBlock(capfirst(found[0].topic_label), 2))
        for one in found:
            blocks += _build_comment(one)
    return blocks


def _build_comment(one: Comment) -> list[DocumentBlock]:
    heading = ": ".join(filter(None, ("" if one.whole_board else one.area_name, one.heading)))
    blocks: list[DocumentBlock] = [HeadingBlock(heading, 3)] if heading else []
    blocks += build_written_text(one, "text")
    return [*blocks, *build_labelled_text("Orsak", one, "cause"), *build_labelled_text("Åtgärd", one, "action")]


def build_actions(report: BoardReport) -> list[DocumentBlock]:
    """What is done, by what it is about."""
    found = [(one.name, each.action) for one in report.goals for each in one.assessments]
    found += [(one.name, each.action) for one in report.indicators for each in one.assessments]
    found += [(one.heading or one.area_name, one.action) for one in report.comments]
    rows = tuple(
        DocumentRow(cells=(build_text_cell(about), build_text_cell(action))) for about, action in found if action
    )
    return [TableBlock(title="Åtgärder", columns=_ACTION_COLUMNS, rows=rows)] if rows else []
