"""A correction leaves the report's plan alone but for what is chosen, and the choice is gone when it has ended."""

from decimal import Decimal

import pytest

from apps.accounts.roles import NotAllowedError
from apps.goals.models import Goal, Indicator, Target
from apps.organisation.models import ServiceArea
from apps.publishing.adoption import adopt_round
from apps.publishing.models import Publication
from apps.publishing.report_json import decode_stored_report
from apps.publishing.services import build_draft_report
from apps.report.models import CorrectedPlanRow
from apps.report.source import find_plan_differences
from apps.rounds.models import Round
from apps.workflow import corrections
from apps.workflow.states import StateError
from tests.small_board import SmallBoard
from tests.workflow.test_handover import MEETING, adopt, put, to_approved


@pytest.fixture
def changed(small: SmallBoard) -> SmallBoard:
    """An adopted report whose plan has been changed in four ways since."""
    put(small, "78")
    adopt(small)
    Target.objects.filter(board=small.board).update(value=Decimal(70), text="minst 70 %")
    Indicator.objects.filter(board=small.board, code="nojdhet").update(definition="Ny enkät från maj.")
    Goal.objects.filter(board=small.board).update(name="Trygga brukare")
    ServiceArea.objects.filter(board=small.board, code="hemtjanst-norr").update(parent=small.areas["ifo"])
    return small


def fresh(small: SmallBoard) -> Round:
    return Round.objects.select_related("board__municipality").get(pk=small.round.pk)


def version(small: SmallBoard, number: int):
    publication = Publication.objects.get(round=small.round, version=number)
    return decode_stored_report(publication.sha256, bytes(publication.report))


def publish_correction(small: SmallBoard) -> None:
    to_approved(small)
    adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)


def test_what_differs_is_listed_in_words(changed: SmallBoard) -> None:
    found = [(one.name, one.changes) for one in find_plan_differences(fresh(changed))]
    assert found == [
        ("Hemtjänst norr", (("överordnad", "Hemtjänst", "Individ och familj"),)),
        ("Trygga brukare", (("namn", "Nöjda brukare", "Trygga brukare"),)),
        ("Nöjda", (("definition", "", "Ny enkät från maj."),)),
        ("Nöjda, målvärde 2024", (("målvärde", "minst 90 %", "minst 70 %"),)),
    ]


def test_only_what_is_chosen_comes_along(changed: SmallBoard) -> None:
    corrections.open_correction(round_=changed.round, by=changed["controller"], reason="Fel målvärde.")
    assert build_draft_report(fresh(changed)) == version(changed, 1), "an opened correction changes nothing by itself"
    target = next(one for one in find_plan_differences(fresh(changed)) if one.part == "target")
    corrections.choose_plan_rows(round_=changed.round, by=changed["controller"], chosen=[target.value])
    publish_correction(changed)
    view = version(changed, 2)
    assert (view.indicators[0].targets[0].text, view.indicators[0].verdict.light.value) == ("minst 70 %", "met")
    assert (view.indicators[0].definition, view.goals[0].name) == ("", "Nöjda brukare")
    assert view.areas == version(changed, 1).areas
    assert not CorrectedPlanRow.objects.exists()
    assert build_draft_report(fresh(changed)) == view


def test_a_withdrawn_correction_takes_the_choice_with_it(changed: SmallBoard) -> None:
    corrections.open_correction(round_=changed.round, by=changed["controller"], reason="Fel målvärde.")
    values = [one.value for one in find_plan_differences(fresh(changed))]
    assert corrections.choose_plan_rows(round_=changed.round, by=changed["controller"], chosen=values) == 4
    assert build_draft_report(fresh(changed)).goals[0].name == "Trygga brukare"
    corrections.withdraw_correction(round_=changed.round, by=changed["controller"], reason="Det var rätt.")
    assert build_draft_report(fresh(changed)) == version(changed, 1)


def test_who_and_when(changed: SmallBoard) -> None:
    with pytest.raises(StateError, match="öppen för rättelse"):
        corrections.choose_plan_rows(round_=changed.round, by=changed["controller"], chosen=[])
    corrections.open_correction(round_=changed.round, by=changed["controller"], reason="Fel målvärde.")
    for role in ("reporter", "head", "politician", "stranger"):
        with pytest.raises(NotAllowedError):
            corrections.choose_plan_rows(round_=changed.round, by=changed[role], chosen=[])
    assert corrections.choose_plan_rows(round_=changed.round, by=changed["controller"], chosen=["target-1-1", "x"]) == 0
