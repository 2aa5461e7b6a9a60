"""A made-up report for the reading of texts: two areas, kinds of cost, a few indicators; texts are put in by tests."""

from typing import Any

from msgspec.structs import replace

from apps.checks.texts.figures import ReportFigures
from apps.report.board_report import Assessment, BoardReport, Comment, Finding, Indicator
from tests.checks.texts.statements import find_in_texts


class SmallReport:
    """Texts about a report that is given; every call gives what is found in one text."""

    def __init__(self, report: BoardReport) -> None:
        self.report = replace(
            report,
            summary="",
            comments=(),
            goals=(),
            indicators=tuple(replace(one, assessments=()) for one in report.indicators),
        )
        self.figures = ReportFigures(self.report)
        self.names = {area.code: area for area in report.areas}

    def comment(self, area: str, text: str, *, topic: str = "operating", heading: str = "") -> Comment:
        is_board = area == self.report.areas[0].code
        return Comment(
            topic=topic, topic_label="", area=area, area_name=self.names[area].name, whole_board=is_board,
            heading=heading, text=text, cause="", action="",
        )  # fmt: skip

    def find(self, area: str, text: str, **more: Any) -> list[Finding]:
        """What is found in a comment."""
        return find_in_texts(replace(self.report, comments=(self.comment(area, text, **more),)))

    def find_in_summary(self, text: str) -> list[Finding]:
        """What is found in the summary."""
        return find_in_texts(replace(self.report, summary=text))

    def find_in_assessment(self, code: str, text: str, *, cause: str = "") -> list[Finding]:
        """What is found in the assessment of an indicator."""
        root = self.report.areas[0]
        assessment = Assessment(
            area=root.code, area_name=root.name, whole_board=True, verdict=None, trend="", summary=text, cause=cause,
            action="", gender_reflection="",
        )  # fmt: skip

        def write(one: Indicator) -> Indicator:
            return replace(one, assessments=(assessment,)) if one.code == code else one

        return find_in_texts(replace(self.report, indicators=tuple(map(write, self.report.indicators))))
