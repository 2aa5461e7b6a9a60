"""A total follows its parts as they are typed: women and men, and a confirmed sum. What somebody meant stands."""

from decimal import Decimal

import pytest

from apps.core.choices import RelationKind
from apps.entry.services import save_cell, save_cells
from apps.entry.shapes import CellInput, CellWarning, SaveStatus
from apps.entry.sheets.outcomes import load_outcome_sheet
from apps.goals.models import Indicator, Outcome
from apps.goals.relation_rules import IndicatorRelation
from apps.planning.relations import confirm_relation
from tests.small_board import SmallBoard, make_small_board


@pytest.fixture
def small(db: None) -> SmallBoard:
    return make_small_board()


def save(small: SmallBoard, key: str, raw: str, version: int | None = None, field: str = "value"):  # type: ignore[no-untyped-def]
    cell = CellInput(key, field, raw, version)
    return save_cells(round_=small.round, cells=[cell], by=small["controller"])[0]


def find_value(small: SmallBoard, code: str = "arenden", gender: str = "T") -> Decimal | None:
    found = Outcome.objects.filter(board=small.board, indicator__code=code, year=2024, tertial=2, gender=gender)
    return found.values_list("value", flat=True).first()


WOMEN, MEN, TOTAL = (f"u:arenden:namnden:{gender}" for gender in "KMT")


def test_a_total_comes_with_its_second_part_and_follows(small: SmallBoard) -> None:
    assert save(small, WOMEN, "40").affected == ()
    assert find_value(small) is None
    (followed,) = save(small, MEN, "25").affected
    assert (followed.key, followed.text) == (TOTAL, "65")
    assert Outcome.objects.get(board=small.board, year=2024, tertial=2, gender="T").version == followed.version
    (followed,) = save(small, MEN, "=20+10").affected
    assert (followed.text, find_value(small)) == ("70", 70)
    (followed,) = save(small, WOMEN, "").affected
    assert (followed.text, find_value(small)) == ("", None)


def test_a_total_that_somebody_meant_stands_and_is_asked_about_until_it_is_taken_away(small: SmallBoard) -> None:
    for key, raw in ((WOMEN, "40"), (MEN, "25")):
        save(small, key, raw)
    answer = save(small, TOTAL, "66")
    told = "Delarna blir 65, här står 66."
    asked = f"{told} Skriv varför i fotnoten, eller töm rutan så kommer summan."
    assert {one.message for one in answer.warnings if one.code == "genders"} == {asked}
    noted = save(small, TOTAL, "En anmäldes av båda.", answer.version, "footnote")
    (affected,) = [one for one in noted.affected if one.field == "value"]
    explained = CellWarning("genders", f"{told} Varför står i fotnoten.", is_explained=True)
    assert explained in (affected.warnings or ())
    assert {(one.key, one.is_explained) for one in noted.related_warnings} == {(WOMEN, True), (MEN, True)}
    assert count_unexplained(small) == 0
    save(small, TOTAL, "", noted.version, "footnote")
    assert count_unexplained(small) == 3
    assert find_value(small) == 66
    assert save(small, MEN, "27").affected == ()
    assert find_value(small) == 66
    answer = save(small, TOTAL, "")
    assert (answer.status, answer.text, find_value(small)) == (SaveStatus.SAVED, "67", 67)
    assert "genders" not in {warning.code for warning in answer.warnings}


def count_unexplained(small: SmallBoard) -> int:
    sheet = load_outcome_sheet(small.round, small["controller"])
    rows = [row for section in sheet.sections for row in section.rows]
    assert any(warning.code == "genders" for row in rows for cell in row.cells for warning in cell.warnings)
    codes = [{one.code for cell in row.cells for one in cell.warnings} for row in rows if row.is_unexplained]
    return sum("genders" in one for one in codes)


def test_a_reason_that_is_chosen_stands(small: SmallBoard) -> None:
    save(small, TOTAL, "not_published", field="missing")
    for key, raw in ((WOMEN, "40"), (MEN, "25")):
        assert save(small, key, raw).affected == ()
    assert find_value(small) is None


def test_a_forecast_alone_waits_for_the_sum(small: SmallBoard) -> None:
    save(small, TOTAL, "300", field="forecast")
    for key, raw in ((WOMEN, "40"), (MEN, "25")):
        save(small, key, raw)
    assert find_value(small) == 65


def test_a_share_has_no_sum(small: SmallBoard) -> None:
    for gender in "KM":
        save(small, f"u:nojdhet:namnden:{gender}", "80")
    assert find_value(small, "nojdhet") is None


def test_a_block_with_its_total_is_taken_as_it_stands(small: SmallBoard) -> None:
    cells = [CellInput(key, "value", raw, None) for key, raw in ((TOTAL, "60"), (WOMEN, "40"), (MEN, "25"))]
    save_cells(round_=small.round, cells=cells, by=small["controller"])
    assert find_value(small) == 60


def test_systems_that_write_get_what_they_wrote(small: SmallBoard) -> None:
    cells = [CellInput(key, "value", raw, None) for key, raw in ((WOMEN, "40"), (MEN, "25"))]
    save_cells(round_=small.round, cells=cells, by=small["controller"], source="api")
    assert find_value(small) is None


def test_a_confirmed_sum_of_indicators_follows_too(small: SmallBoard) -> None:
    arenden = Indicator.objects.get(board=small.board, code="arenden")
    for code in ("arenden-nya", "arenden-gamla"):
        part = Indicator.objects.get(pk=arenden.pk)
        part.pk, part.code, part.name, part.position = None, code, code, 90
        part.save(force_insert=True)
    relation = IndicatorRelation(RelationKind.TOTAL, "arenden", ("arenden-nya", "arenden-gamla"))
    confirm_relation(by=small["administrator"], board=small.board, relation=relation)
    save(small, "u:arenden-nya:namnden:T", "30")
    (followed,) = save(small, "u:arenden-gamla:namnden:T", "12").affected
    assert (followed.key, followed.text, find_value(small)) == (TOTAL, "42", 42)
    typed = save_cell(
        round_=small.round, key=TOTAL, field="value", raw="50", version=followed.version or 0, by=small["controller"]
    )
    assert typed.status == SaveStatus.SAVED
    assert find_value(small) == 50
