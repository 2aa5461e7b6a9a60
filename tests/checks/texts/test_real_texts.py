"""The whole texts of the four real reports: of the eleven contradictions that a person finds there eight are found, and
nothing else. Put where they don't belong they raise few false alarms.

The texts are not part of the project; where they are missing the tests are skipped. docs/findings.md tells what the
eleven are. Two of them are between a table and a text whose figures our data have as outcomes of their own; those are
left out.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from apps.report.board_report import Assessment, BoardReport, Comment
from tests.checks.texts.statements import find_in_texts

SHARED = Path(__file__).resolve().parents[4] / "shared" / "reports"
TEXTS = {
    "harryda-2023-t2": "harryda-2023-delar-augusti.txt",
    "herrljunga-2021-t3": "herrljunga-2021-verksamhetsberattelse.txt",
    "kalmar-2020-t3": "kalmar-2020-arsrapport.txt",
    "kungsbacka-2021-t3": "kungsbacka-2021-arsredovisning.txt",
}
FOUND: dict[str, dict[str, int]] = {
    "harryda-2023-t2": {},
    "herrljunga-2021-t3": {"text_unit": 1, "text_list": 1, "two_texts": 2},
    "kalmar-2020-t3": {"words": 2, "text_share": 1},
    "kungsbacka-2021-t3": {"text_parts": 1},
}
# Each paragraph for itself: as a judgement of the indicator whose name is the heading above it, or above that; and as a
# comment on the whole board, where two sentences about a part or about investments are taken for the board's own.
AS_JUDGEMENTS = {"text_share": 1, "text_parts": 1}
AS_COMMENTS_ON_THE_BOARD = {
    "text_share": 1, "text_parts": 1, "text_unit": 1, "text_list": 1, "words": 1, "text_direction": 1
}  # fmt: skip
FROM_TEXTS = frozenset({"pers-sjukfranvaro-november", "pers-sex-sjuktillfallen-andel"})
LEAST_LENGTH = 25

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SHARED.is_dir(), reason="The real texts are not part of the project."),
]


def iter_comments(report: BoardReport, lines: list[str]) -> Iterator[Comment]:
    """Each paragraph as a comment on the area whose name is the heading above it, else on a part of the board."""
    names = {area.name.lower(): area for area in report.areas}
    root, topic = report.areas[0], "operating" if report.period.is_final_accounts else "forecast"
    area, heading = None, ""
    for number, line in enumerate(lines, 1):
        text = line.strip(" *")
        if not text or "\t" in line:
            continue
        if len(text) < 80:
            area, heading = names.get(text.lower()), f"rad {number} {text}"
        if len(text) >= LEAST_LENGTH:
            yield Comment(
                topic=topic, topic_label="", area=(area or root).code, area_name=(area or root).name,
                whole_board=area is not None, heading="" if area else heading, text=text, cause="", action="",
            )  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_what_a_person_finds_is_found_and_nothing_else(reports: dict[str, BoardReport], name: str) -> None:
    report = reports[name]
    comments = tuple(iter_comments(report, read_lines(name)))
    assert len(comments) > 100
    indicators = tuple(one for one in report.indicators if one.code not in FROM_TEXTS)
    found = find_in_texts(replace(report, comments=comments, indicators=indicators))
    assert Counter(one.check for one in found) == FOUND[name], [one.message for one in found]


def read_lines(name: str) -> list[str]:
    return (SHARED / TEXTS[name]).read_text(encoding="utf-8").split("\n")


def iter_judgements(report: BoardReport, lines: list[str]) -> Iterator[BoardReport]:
    """The report with one paragraph at a time as a judgement of the indicator whose name stands above it."""
    codes = {one.name.casefold(): one.code for one in report.indicators}
    empty = replace(
        report,
        summary="",
        comments=(),
        goals=(),
        indicators=tuple(replace(one, assessments=()) for one in report.indicators),
    )
    root, code = report.areas[0], ""
    for line in lines:
        text = line.strip(" *\t")
        code = codes.get(text.casefold(), code)
        if code and "\t" not in line and len(text) >= LEAST_LENGTH:
            judgement = Assessment(
                area=root.code, area_name=root.name, whole_board=True, verdict=None, trend="", summary=text, cause="",
                action="", gender_reflection="",
            )  # fmt: skip
            indicators = (
                replace(one, assessments=(judgement,)) if one.code == code else one for one in empty.indicators
            )
            yield replace(empty, indicators=tuple(indicators))


def iter_comments_on_the_board(report: BoardReport, lines: list[str]) -> Iterator[BoardReport]:
    """The report with one paragraph at a time as the board's own comment."""
    root, topic = report.areas[0], "operating" if report.period.is_final_accounts else "forecast"
    empty = replace(
        report,
        summary="",
        goals=(),
        indicators=tuple(replace(one, assessments=()) for one in report.indicators),
    )
    for line in lines:
        text = line.strip(" *\t")
        if "\t" not in line and len(text) >= LEAST_LENGTH:
            comment = Comment(
                topic=topic, topic_label="", area=root.code, area_name=root.name, whole_board=True, heading="",
                text=text, cause="", action="",
            )  # fmt: skip
            yield replace(empty, comments=(comment,))


@pytest.mark.parametrize(
    ("write", "most"), [(iter_judgements, AS_JUDGEMENTS), (iter_comments_on_the_board, AS_COMMENTS_ON_THE_BOARD)]
)
def test_what_stands_in_another_place_is_seldom_taken_for_a_contradiction(
    reports: dict[str, BoardReport],
    write: Callable[[BoardReport, list[str]], Iterator[BoardReport]],
    most: dict[str, int],
) -> None:
    found = {
        (one.check, one.found, one.quote.text if one.quote else "")
        for name in TEXTS
        for report in write(reports[name], read_lines(name))
        for one in find_in_texts(report)
    }
    assert Counter(check for check, *_ in found) == most, found
