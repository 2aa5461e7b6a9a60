"""What is reported of a round is counted once, and never read when anything has changed since."""

from decimal import Decimal
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.entry.progress.expected_figures import build_expected_figures, count_by_area
from apps.entry.progress.stored_counts import CountedArea, load_counted_areas
from apps.entry.services import save_cell
from apps.organisation.models import ServiceArea
from apps.planning import add_area
from apps.planning.boards import change_explanation_rule
from apps.planning.changes import retire
from apps.report.source import load_source
from apps.rounds.models import Round, StoredCounts
from tests.small_board import SmallBoard

pytestmark = pytest.mark.django_db
TEXTS = ("Orsak:", "Fler barn placerades.", "")
NUMBERS = ("value", "numerator", "denominator", "budget", "actual", "forecast", "period_budget")
OF_TEXTS = ("b:g:nojda:namnden|override_reason", "b:g:nojda:namnden|rating", "c:operating:ifo|cause")


def count_in_the_sheets(round_: Round) -> list[CountedArea]:
    rows = load_source(Round.objects.select_related("board__municipality").get(pk=round_.pk))
    counts = count_by_area(rows)
    return [
        CountedArea(a.id, a.code, a.name, a.parent_id, counts[a.code].expected, counts[a.code].reported,
                    counts[a.code].warned)
        for a in rows.areas
    ]  # fmt: skip


def list_cells(round_: Round) -> list[tuple[str, str]]:
    figures = build_expected_figures(load_source(round_))
    rows = (*figures.outcome_rows, *figures.money_rows)
    return [(row.key, cell.field) for row in rows for cell in row.cells]


@pytest.mark.parametrize("seed", range(3))
def test_the_counts_are_those_of_the_sheets(small: SmallBoard, seed: int) -> None:
    """However the round has come to be as it is."""
    random = Random(seed)
    cells = list_cells(small.round)
    for _ in range(12):
        if random.random() < 0.2:
            key, field = random.choice(OF_TEXTS).split("|")
        else:
            key, field = random.choice(cells)
        numbers = ("", "0", "7", "-1", "12345678", "x")
        raw = {"rating": "not_met"}.get(field) or random.choice(numbers if field in NUMBERS else TEXTS)
        save_cell(round_=small.round, key=key, field=field, raw=raw, version=None, by=small["controller"])
        assert load_counted_areas([small.round])[small.round.pk] == count_in_the_sheets(small.round)


def test_an_area_stands_below_the_one_it_lies_under_however_late_it_was_added(small: SmallBoard) -> None:
    above = ServiceArea.objects.get(board=small.board, code="hemtjanst")
    add_area(by=small["administrator"], board=small.board, name="Hemtjänst söder", kind="unit", parent=above)
    names = [area.name for area in load_counted_areas([small.round])[small.round.pk]]
    assert names == ["Socialnämnden", "Hemtjänst", "Hemtjänst norr", "Hemtjänst söder", "Individ och familj"]


def test_a_change_of_the_plan_is_counted(small: SmallBoard) -> None:
    load_counted_areas([small.round])
    change_explanation_rule(by=small["administrator"], board=small.board, over_percent=Decimal(1), over_kronor=None)
    assert load_counted_areas([small.round])[small.round.pk] == count_in_the_sheets(small.round)
    area = ServiceArea.objects.get(board=small.board, code="hemtjanst-norr")
    ServiceArea.objects.filter(pk=area.pk).update(name="Norr")
    retire(by=small["administrator"], item=area, last_year=2024)
    assert load_counted_areas([small.round])[small.round.pk] == count_in_the_sheets(small.round)


def test_nothing_is_counted_twice(small: SmallBoard) -> None:
    """One statement, which asks for what is stored."""
    first = load_counted_areas([small.round])
    with CaptureQueriesContext(connection) as queries:
        assert load_counted_areas([small.round]) == first
    assert len(queries) == 1


def test_another_release_counts_anew(small: SmallBoard) -> None:
    first = load_counted_areas([small.round])
    StoredCounts.objects.update(release="older", counts=[])
    assert load_counted_areas([small.round]) == first


def test_what_is_being_corrected_is_never_stored(small: SmallBoard) -> None:
    Round.objects.filter(pk=small.round.pk).update(state="adopted", correction_state="open", correction_reason="Fel.")
    load_counted_areas([Round.objects.get(pk=small.round.pk)])
    assert not StoredCounts.objects.exists()
