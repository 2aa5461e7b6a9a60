"""A board's own rule of what is to be explained: what is asked for, in which order, beside which figures."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.roles import NotAllowedError
from apps.budget.rules import is_to_be_explained
from apps.entry.progress.remaining_work import EntryPart, find_remaining_work
from apps.entry.services import save_cells
from apps.entry.shapes import CellInput, TextForm
from apps.entry.sheets import text_figures
from apps.entry.sheets.parts import load_reader
from apps.entry.sheets.texts import TEXT_KINDS, load_text_forms
from apps.goals.models import Outcome, Target
from apps.planning import PlanningError, change_explanation_rule
from apps.publishing.services import build_draft_report
from apps.report.chapters.figures import FigureValues, format_figure
from apps.rounds.models import Round
from tests.small_board import SmallBoard


@pytest.mark.parametrize(
    ("variance", "budget", "percent", "kronor", "expected"),
    [
        (-600_000, 100_000_000, None, 500_000, True),
        (600_000, 100_000_000, None, 500_000, True),
        (-500_000, 100_000_000, None, 500_000, False),
        (-51_000, 1_000_000, Decimal(5), None, True),
        (-50_000, 1_000_000, Decimal(5), None, False),
        (-51_000, 1_000_000, Decimal(5), 500_000, True),
        (-1, 0, Decimal(5), None, False),
        (-1, -100, Decimal(5), None, False),
        (-1, None, Decimal(5), None, False),
        (None, 100, Decimal(0), 0, False),
        (0, 100, Decimal(0), 0, False),
        (1, 100, Decimal(0), None, True),
        (-(10**9), 10**9, None, None, False),
    ],
)
def test_either_limit_asks(variance: Any, budget: Any, percent: Any, kronor: Any, expected: bool) -> None:
    assert is_to_be_explained(variance, budget, over_percent=percent, over_kronor=kronor) is expected


@given(st.integers(-(10**10), 10**10), st.integers(1, 10**10), st.decimals(0, 100, places=2), st.integers(0, 10**9))
def test_a_larger_variance_never_asks_for_less(variance: int, budget: int, percent: Decimal, kronor: int) -> None:
    limits = {"over_percent": percent, "over_kronor": kronor}
    if is_to_be_explained(variance, budget, **limits):
        assert is_to_be_explained(variance * 2, budget, **limits)
        assert is_to_be_explained(-variance, budget, **limits)


def fill_in(small: SmallBoard) -> None:
    """One area far over its budget, one a little under it."""
    amounts = {
        "d:ifo:staff": ("1 000", "1 200"),
        "d:ifo:revenue": ("0", "0"),
        "d:hemtjanst-norr:staff": ("9 000", "8 990"),
        "d:hemtjanst-norr:revenue": ("0", "0"),
    }
    cells = [
        CellInput(key, field, raw, 0)
        for key, raws in amounts.items()
        for field, raw in zip(("budget", "forecast"), raws, strict=True)
    ]
    answers = save_cells(round_=small.round, cells=cells, by=small["controller"])
    assert {one.status for one in answers} == {"saved"}


def read_forms(small: SmallBoard) -> list[TextForm]:
    round_ = Round.objects.select_related("board__municipality").get(pk=small.round.pk)
    sections = load_text_forms(round_, small["controller"]).sections
    return [form for section in sections if section.code != "sammanfattning" for form in section.forms]


def set_rule(small: SmallBoard, percent: str | None, kronor: int | None) -> None:
    over_percent = None if percent is None else Decimal(percent)
    change_explanation_rule(by=small["administrator"], board=small.board, over_percent=over_percent, over_kronor=kronor)


def test_figures_stand_at_the_comment(small: SmallBoard) -> None:
    fill_in(small)
    forms = {form.key: form for form in read_forms(small)}
    shown = [(one.label, one.text.replace("\u00a0", " ")) for one in forms["c:operating:ifo"].figures]
    assert shown == [
        ("Budget", "1 000 tkr"), ("Prognos", "1 200 tkr"), ("Avvikelse mot prognosen", "-200 tkr (-20,0 %)"),
    ]  # fmt: skip
    assert forms["c:staff:ifo"].figures == ()


def test_target_and_outcomes_stand_at_the_indicator(small: SmallBoard) -> None:
    save_cells(round_=small.round, cells=[CellInput("u:nojdhet:namnden:T", "value", "85", 0)], by=small["controller"])
    forms = {form.key: form for form in read_forms(small)}
    shown = [(one.label, one.text.replace("\u00a0", " ")) for one in forms["b:i:nojdhet:namnden"].figures]
    assert shown == [("Mål", "minst 90 %"), ("Utfall", "85 %"), ("T1 2024", "86 %"), ("T2 2023", "88 %")]


def list_shown_figures(small: SmallBoard, key: str) -> list[tuple[str, str]]:
    (form,) = [form for form in read_forms(small) if form.key == key]
    return [(one.label, one.text.replace("\u00a0", " ")) for one in form.figures]


def measure_in(small: SmallBoard, *areas: str) -> None:
    """Contentment is measured in these areas, and nothing is known of the whole board; the first misses its target."""
    Outcome.objects.filter(indicator__code="nojdhet").delete()
    Target.objects.filter(indicator__code="nojdhet").update(service_area=small.areas[areas[0]])
    cells = [CellInput(f"u:nojdhet:{area}:T", "value", str(80 + place), 0) for place, area in enumerate(areas)]
    saved = save_cells(round_=small.round, cells=cells, by=small["controller"])
    assert {one.status for one in saved} == {"saved"}


def test_what_is_measured_in_one_area_stands_by_its_name_at_the_whole_boards_text(small: SmallBoard) -> None:
    measure_in(small, "ifo")
    shown = [("Mäts i", "Individ och familj"), ("Mål", "minst 90 %"), ("Utfall", "80 %")]
    assert list_shown_figures(small, "b:i:nojdhet:namnden") == shown
    assert list_shown_figures(small, "b:i:nojdhet:ifo") == shown[1:]
    (form,) = [form for form in read_forms(small) if form.key == "b:i:nojdhet:namnden"]
    assert [(one.caption, one.figure and one.figure.area) for one in form.figures][1:] == [
        ("Individ och familj, mål", None), ("Individ och familj, utfall", "ifo"),
    ]  # fmt: skip


def test_of_several_areas_the_worst_stand_first_at_the_whole_boards_text(
    small: SmallBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure_in(small, "ifo", "hemtjanst", "hemtjanst-norr")
    shown = [
        ("Individ och familj", "80 % (mål minst 90 %)"), ("Hemtjänst", "81 %"), ("Hemtjänst norr", "82 %"),
    ]  # fmt: skip
    assert list_shown_figures(small, "b:i:nojdhet:namnden") == shown
    monkeypatch.setattr(text_figures, "_MOST_AREAS", 1)
    assert list_shown_figures(small, "b:i:nojdhet:namnden") == [shown[0], ("Mäts också i", "2 till")]
    save_cells(round_=small.round, cells=[CellInput("u:nojdhet:namnden:T", "value", "85", 0)], by=small["controller"])
    assert list_shown_figures(small, "b:i:nojdhet:namnden") == [("Utfall", "85 %")]


def test_the_figures_at_a_text_read_as_they_do_in_a_sentence(small: SmallBoard) -> None:
    fill_in(small)
    save_cells(round_=small.round, cells=[CellInput("u:nojdhet:namnden:T", "value", "85", 0)], by=small["controller"])
    round_ = Round.objects.select_related("board__municipality").get(pk=small.round.pk)
    values = FigureValues.of(build_draft_report(round_))
    placed = [one.figure for form in read_forms(small) for one in form.figures if one.figure]
    assert {(one.value, one.period) for one in placed} >= {("money", ""), ("indicator", ""), ("indicator", "2023-t2")}
    assert [format_figure(one, values) for one in placed] == [one.shown for one in placed]


def test_a_process_below_the_top_writes_of_its_own_money_and_is_waited_for_by_the_rule(small: SmallBoard) -> None:
    fill_in(small)
    forms = {form.key: form for form in read_forms(small)}
    assert [one.label for one in forms["c:operating:hemtjanst-norr"].figures][:1] == ["Budget"]
    assert not forms["c:operating:hemtjanst-norr"].is_expected
    assert "c:staff:hemtjanst-norr" not in forms
    set_rule(small, None, 5_000)
    asked = [form.key for form in read_forms(small) if form.must_explain and form.key.startswith("c:")]
    assert asked[0] == "c:operating:ifo"
    assert "c:operating:hemtjanst-norr" in asked
    assert "c:operating:hemtjanst-norr" in count_missing_texts(small)


def test_with_a_rule_what_is_over_it_comes_first_and_the_rest_is_not_waited_for(small: SmallBoard) -> None:
    fill_in(small)
    assert not any(form.must_explain for form in read_forms(small))
    before = count_missing_texts(small)
    set_rule(small, "5", 500_000)
    forms = read_forms(small)
    assert [form.key for form in forms if form.must_explain] == ["c:operating:ifo"]
    comments = [form.key for form in forms if form.key.startswith("c:")]
    assert comments[0] == "c:operating:ifo"
    missing = count_missing_texts(small)
    assert "c:operating:ifo" in missing
    assert missing < before
    assert {key for key in before - missing if key.endswith(":namnden")} == set()
    set_rule(small, None, 100_000_000)
    assert "c:operating:ifo" not in count_missing_texts(small)
    set_rule(small, None, None)
    assert count_missing_texts(small) == before


def count_missing_texts(small: SmallBoard) -> set[str]:
    round_ = Round.objects.select_related("board__municipality").get(pk=small.round.pk)
    found = find_remaining_work(round_, load_reader(round_, small["controller"], TEXT_KINDS).access)
    assert found
    texts = (EntryPart.GOALS, EntryPart.INDICATORS, EntryPart.COMMENTS)
    return {row.key for row in found.missing if row.part in texts}


def test_who_may_set_it_and_what(small: SmallBoard) -> None:
    with pytest.raises(NotAllowedError):
        change_explanation_rule(by=small["controller"], board=small.board, over_percent=Decimal(5), over_kronor=None)
    for percent, kronor in ((Decimal(101), None), (Decimal(-1), None), (None, -1), (None, None)):
        with pytest.raises(PlanningError):
            change_explanation_rule(
                by=small["administrator"], board=small.board, over_percent=percent, over_kronor=kronor
            )
