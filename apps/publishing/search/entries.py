"""What of a published report can be searched for: its names, its texts, and what does not agree in it.

Only what anyone may read is here, since only what ``PublicVersion`` holds is taken apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.publishing.models import SearchKind
from apps.report.board_report import BoardReport
from apps.report.measures import Assessment, Goal, Indicator


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundText:
    """Something to find. ``key`` is its code; ``page`` the URL name of where it is read.

    A text or a finding is found once in each report; what else there is once, in the latest report that has it.
    """

    kind: SearchKind
    key: str
    title: str
    text: str = ""
    page: str = "board"
    code: str = ""


def iter_report_texts(report: BoardReport) -> Iterator[FoundText]:
    """Everything of a report that can be searched for."""
    names = _join(report.municipality.name, report.board.administration)
    yield FoundText(kind=SearchKind.BOARD, key="", title=report.board.name, text=names)
    for area in report.areas[1:]:
        yield FoundText(kind=SearchKind.AREA, key=area.code, title=area.name, page="area", code=area.code)
    for goal in report.goals:
        yield FoundText(
            kind=SearchKind.GOAL, key=goal.code, title=goal.name, text=goal.description, page="goal", code=goal.code
        )
    for one in report.indicators:
        yield FoundText(
            kind=SearchKind.INDICATOR,
            key=one.code,
            title=one.name,
            text=_join(one.heading, one.definition, one.source),
            page="indicator",
            code=one.code,
        )
    yield from _iter_texts(report)
    for place, finding in enumerate(report.findings):
        key = finding.fingerprint or str(place)
        yield FoundText(kind=SearchKind.FINDING, key=key, title=finding.name, text=finding.message, page="findings")


def _iter_texts(report: BoardReport) -> Iterator[FoundText]:
    summary = _join(report.summary, *report.overview)
    if summary:
        yield FoundText(kind=SearchKind.TEXT, key="summary", title="Året i korthet", text=summary)
    for place, comment in enumerate(report.comments):
        page = "economy" if comment.topic in _MONEY_TOPICS else "events"
        title = comment.heading or f"{comment.topic_label}: {comment.area_name}"
        text = _join(comment.text, comment.cause, comment.action)
        yield FoundText(kind=SearchKind.TEXT, key=f"comment-{place}", title=title, text=text, page=page)
    subjects: tuple[tuple[str, tuple[Goal | Indicator, ...]], ...] = (
        ("goal", report.goals),
        ("indicator", report.indicators),
    )
    for page, found in subjects:
        for one in found:
            text = _join(*(_join_assessment(each) for each in one.assessments))
            if text:
                yield FoundText(
                    kind=SearchKind.TEXT, key=f"{page}-{one.code}", title=one.name, text=text, page=page, code=one.code
                )
    for table in report.own_tables:
        texts = [cell.text for row in table.rows for cell in row.cells]
        text = _join(*(row.name for row in table.rows), *texts)
        key = f"own-table-{table.code}"
        yield FoundText(kind=SearchKind.TEXT, key=key, title=table.name, text=text, page="economy")
    for risk in report.risks:
        controls = [_join(one.name, one.description, *(each.comment for each in one.results)) for one in risk.controls]
        yield FoundText(
            kind=SearchKind.TEXT,
            key=f"risk-{risk.code}",
            title=risk.name,
            text=_join(risk.process, *controls),
            page="internal_control",
        )


_MONEY_TOPICS = frozenset({"operating", "forecast", "investment"})


def _join_assessment(one: Assessment) -> str:
    return _join(one.summary, one.cause, one.action, one.gender_reflection)


def _join(*texts: str) -> str:
    return "\n".join(filter(None, texts))
