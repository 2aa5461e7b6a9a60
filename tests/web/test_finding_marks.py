"""A finding's mark stands at the very figure that it is about, and its kind shows without colour."""

from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string

from apps.core.tertials import Tertial
from apps.report.board_report import Finding
from apps.report.course.outcome_values import build_outcome_view
from apps.web.board.findings.marks import KIND_SIGNS, FindingMarks
from apps.web.board.indicators.series_table import build_series_table
from tests.web.sample import ROOT, indicator, point, sample


def make_finding(**changes: Any) -> Finding:
    about = {"where": "indicator", "key": "x", "period": "2020-t3", "part": "T", "area": ROOT, "column": "value"}
    fields = {
        "check": "fraction",
        "name": "X",
        "expected": "",
        "found": "",
        "fingerprint": "abc",
        "kind": "contradiction",
    }
    return Finding(**{**about, **fields, "message": "Andelen stämmer inte.", **changes})


def draw(marks: FindingMarks, **where: Any) -> str:
    one = indicator(code="x")
    return render_to_string(
        "components/value.html", {"value": build_outcome_view(point("49", **where), one), "marks": marks}
    )


def test_the_mark_stands_at_the_very_period_area_and_gender() -> None:
    marks = FindingMarks(sample(findings=(make_finding(part="K"),)))
    assert "iakttagelser/#iakttagelse-abc" in draw(marks, gender="K")
    assert "Säger emot sig självt: Andelen stämmer inte." in draw(marks, gender="K")
    for elsewhere in ({"gender": "M"}, {"gender": "K", "year": 2019}, {"gender": "K", "area": "hemtjanst"}):
        assert "mark" not in draw(marks, **elsewhere)


@pytest.mark.parametrize("kind", KIND_SIGNS)
def test_each_kind_has_a_sign_and_a_word_of_its_own(kind: str) -> None:
    shown = draw(FindingMarks(sample(findings=(make_finding(kind=kind),))))
    assert f'<span aria-hidden="true">{KIND_SIGNS[kind]}</span>' in shown
    assert len({FindingMarks(sample(findings=(make_finding(kind=one),))).find_outcome(("x", ROOT, "T", "2020-t3")).text  # type: ignore[union-attr]
                for one in KIND_SIGNS}) == len(KIND_SIGNS)  # fmt: skip


def test_the_worst_of_two_findings_marks_the_figure() -> None:
    two = make_finding(), make_finding(kind="oddity", fingerprint="def")
    found = FindingMarks(sample(findings=two)).find_outcome(("x", ROOT, "T", "2020-t3"))
    assert found is not None
    assert found.kind == "contradiction"


def test_the_series_has_the_mark_in_its_period() -> None:
    one = indicator(code="x", series=(point("49"), point("48", 2019)))
    report = sample(indicators=(one,), findings=(make_finding(period="2019-t3"),))
    table = build_series_table(report, one, [])
    html = render_to_string(
        "components/series_table.html", {"table": table, "caption": "X", "marks": FindingMarks(report)}
    )
    cells = html.split('data-period="')[1:]
    assert ["mark" in cell.partition("</td>")[0] for cell in cells] == [cell.startswith("2019") for cell in cells]


def test_a_finding_from_before_findings_had_an_area_marks_where_there_is_only_one() -> None:
    old = make_finding(area="")
    lone = indicator(code="x", series=(point("49"),))
    several = indicator(code="x", series=(point("49"), point("48", area="hemtjanst")))
    assert FindingMarks(sample(indicators=(lone,), findings=(old,))).find_outcome(("x", ROOT, "T", "2020-t3"))
    assert not FindingMarks(sample(indicators=(several,), findings=(old,))).find_outcome(("x", ROOT, "T", "2020-t3"))


def test_amounts_and_risks_are_marked_too() -> None:
    money = make_finding(where="area", key="sn", part="net", column="variance", size=Decimal(1))
    earlier = make_finding(where="area", key="sn", part="net", column="variance", period="2019-t3", message="I fjol.")
    risk = make_finding(where="risk", key="r1", part="", period="")
    marks = FindingMarks(sample(findings=(money, earlier, risk)))
    assert marks.find_amount(("sn", "net", "", "", "variance"))
    assert marks.find_net_amount("sn", None, "variance") == marks.find_subject("deficit", "sn")
    assert "I fjol." in marks.find_net_amount("sn", Tertial(2019, 3), "variance").text  # type: ignore[union-attr]
    assert marks.find_net_amount("sn", Tertial(2019, 3), "budget") is None
    assert marks.find_risk("r1")
    assert marks.find_risk("r2") is None
