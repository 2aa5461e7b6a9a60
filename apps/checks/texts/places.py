"""Every text that a report carries, and what it belongs to."""

from collections.abc import Iterator
from typing import NamedTuple

from apps.core.rich_text.contents import format_prose
from apps.report import board_report

_PART_LABELS = {
    "summary": "samlad bedömning",
    "text": "text",
    "cause": "orsak",
    "action": "åtgärd",
    "gender_reflection": "jämställdhetsreflektion",
}
_MONEY_HEADINGS = ("ekonomi", "budget", "avvikelse", "prognos", "driftredovisning")
_ASSESSMENT_PARTS = ("summary", "cause", "action", "gender_reflection")
_COMMENT_PARTS = ("text", "cause", "action")
# What is planned and why is not what is: there only what a text says against itself is looked for.
_EXPLAINING_PARTS = frozenset({"cause", "action"})


class ReportText(NamedTuple):
    """A text with its place. ``key`` is the same in every build and ``label`` is for people.

    ``area`` is the area that it belongs to, empty where it is about a part that has no row of its own, and
    ``indicator`` the indicator's code. ``topic`` is the comment's, ``summary``, ``assessment`` or ``footnote``.
    ``explains`` tells that it gives a cause or an action.
    """

    key: str
    label: str
    text: str
    topic: str
    area: str = ""
    indicator: str = ""
    gender: str = "T"
    explains: bool = False


def iter_texts(report: board_report.BoardReport) -> Iterator[ReportText]:
    """The texts of a report that are not empty; each text once, though several lines may carry it."""
    seen: set[tuple[str, str, str]] = set()
    for one in _iter_all(report):
        same = one.text, one.area, one.indicator
        if one.text and same not in seen:
            seen.add(same)
            yield one


def _iter_all(report: board_report.BoardReport) -> Iterator[ReportText]:
    root = report.areas[0].code if report.areas else ""
    yield ReportText("summary", "Sammanfattningen", report.summary, "summary", root)
    for number, comment in enumerate(report.comments):
        yield from _iter_comment(comment, number, root)
    yield from _iter_chapters(report, root)
    for goal in report.goals:
        for one in goal.assessments:
            yield from _iter_assessment(one, f"goal:{goal.code}", f"Bedömningen av ”{goal.name}”", "", root)
    for indicator in report.indicators:
        for one in indicator.assessments:
            label = f"Bedömningen av ”{indicator.name}”"
            yield from _iter_assessment(one, f"indicator:{indicator.code}", label, indicator.code, root)
    yield from _iter_footnotes(report)
    for risk in report.risks:
        for control in risk.controls:
            for result in control.results:
                key = f"control:{risk.code}:{control.code}:{result.tertial}"
                yield ReportText(key, f"Kontrollen ”{control.name}”", result.comment, "control")


def _iter_chapters(report: board_report.BoardReport, root: str) -> Iterator[ReportText]:
    """What is written in the chapters, without its tables. What an area writes speaks of the area's own parts."""
    for chapter in report.chapters:
        for text in chapter.texts:
            label = f"Kapitlet ”{chapter.heading}”" + ("" if text.whole_board else f", {text.area_name}")
            topic = _find_chapter_topic(chapter, text)
            key = f"chapter:{chapter.code}:{text.area}"
            yield ReportText(key, label, format_prose(text.text), topic, text.area or root)


def _find_chapter_topic(chapter: board_report.Chapter, text: board_report.ChapterText) -> str:
    """A chapter's heading says whether an area writes of its money; the board's own texts speak of everything."""
    heading = chapter.heading.casefold()
    if "investering" in heading:
        return "investment"
    if text.whole_board:
        return "summary"
    return "operating" if any(term in heading for term in _MONEY_HEADINGS) else "event"


def _iter_comment(comment: board_report.Comment, number: int, root: str) -> Iterator[ReportText]:
    area = comment.area if is_about_area(comment) else ""
    is_investment = "investering" in comment.heading.lower()
    topic = "investment" if is_investment else comment.topic
    name = f"Kommentaren ”{comment.heading}”" if comment.heading else f"Kommentaren om {comment.area_name}"
    for part in _COMMENT_PARTS:
        text = getattr(comment, part)
        if not text:
            continue
        label = name if part == "text" else f"{name}, {_PART_LABELS[part]}"
        key = f"comment:{comment.topic}:{comment.area or root}:{comment.heading}:{part}"
        yield ReportText(key, label, text, topic, area, explains=part in _EXPLAINING_PARTS)


def is_about_area(comment: board_report.Comment) -> bool:
    """Is the comment about the area itself, and not about a part of it that has no row of its own?"""
    heading, name = comment.heading.casefold(), comment.area_name.casefold()
    return not heading or comment.whole_board or heading in name or name in heading


def _iter_assessment(
    one: board_report.Assessment, key: str, label: str, indicator: str, root: str
) -> Iterator[ReportText]:
    where = label if one.whole_board else f"{label}, {one.area_name}"
    for part in _ASSESSMENT_PARTS:
        text = getattr(one, part)
        if not text:
            continue
        yield ReportText(
            f"{key}:{one.area}:{part}",
            where if part == "summary" else f"{where}, {_PART_LABELS[part]}",
            text,
            "assessment",
            one.area or root,
            indicator,
            explains=part in _EXPLAINING_PARTS,
        )


def _iter_footnotes(report: board_report.BoardReport) -> Iterator[ReportText]:
    for table_ref in report.tables:
        yield ReportText(f"table:{table_ref.code}", f"Noten till ”{table_ref.title}”", table_ref.note, "table_note")
    for area in report.economy.areas:
        for row in (area.net, *area.cost_types):
            if row and row.footnote:
                yield ReportText(
                    f"row:{area.area}:{row.cost_type}", f"Noten till {area.name}", row.footnote, "footnote", area.area
                )
    yield from _iter_investment_notes(report)
    for indicator in report.indicators:
        yield from _iter_indicator_notes(indicator)


def _iter_investment_notes(report: board_report.BoardReport) -> Iterator[ReportText]:
    for table in report.investments:
        for line in table.rows:
            if line.footnote:
                yield ReportText(
                    f"investment:{line.code}", f"Noten till {line.name}", line.footnote, "investment_footnote"
                )


def _iter_indicator_notes(indicator: board_report.Indicator) -> Iterator[ReportText]:
    for target in (one for one in indicator.targets if one.footnote):
        yield ReportText(
            f"target:{indicator.code}:{target.year}", f"Noten till målvärdet för ”{indicator.name}”",
            target.footnote, "target_footnote",
        )  # fmt: skip
    for reading in indicator.readings:
        if reading.point.footnote:
            yield ReportText(
                f"point:{indicator.code}:{reading.point.area}:{reading.point.gender}",
                f"Noten till ”{indicator.name}”",
                reading.point.footnote,
                "point_footnote",
            )
