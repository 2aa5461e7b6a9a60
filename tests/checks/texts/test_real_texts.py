"""The whole texts of the four real reports: of the eleven contradictions that a person finds there eight are found, and
nothing else.

The texts are not part of the project; where they are missing the tests are skipped. docs/findings.md tells what the
eleven are. Two of them are between a table and a text whose figures our data have as outcomes of their own; those are
left out.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from apps.report.board_report import BoardReport, Comment
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
    lines = (SHARED / TEXTS[name]).read_text(encoding="utf-8").split("\n")
    report = reports[name]
    comments = tuple(iter_comments(report, lines))
    assert len(comments) > 100
    indicators = tuple(one for one in report.indicators if one.code not in FROM_TEXTS)
    found = find_in_texts(replace(report, comments=comments, indicators=indicators))
    assert Counter(one.check for one in found) == FOUND[name], [one.message for one in found]
