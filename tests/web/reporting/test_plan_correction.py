"""The page where a controller says what of the plan a correction takes along."""

import pytest
from django.test import Client

from apps.goals.models import Target
from apps.publishing.drafts import find_draft_changes, load_draft_version
from apps.report.models import CorrectedPlanRow
from apps.rounds.models import Round
from apps.workflow import corrections
from tests.small_board import SmallBoard
from tests.workflow.test_handover import adopt, put

pytestmark = pytest.mark.slow

PAGE = "/rapportera/lillkoping/socialnamnden/2024/t2/overlamning/planen/"


@pytest.fixture
def corrected(small: SmallBoard) -> SmallBoard:
    put(small, "78")
    adopt(small)
    Target.objects.filter(board=small.board).update(value=70, text="minst 70 %")
    corrections.open_correction(round_=small.round, by=small["controller"], reason="Fel målvärde.")
    return small


def login(small: SmallBoard, role: str) -> Client:
    client = Client()
    client.force_login(small[role])
    return client


def test_what_differs_is_chosen_and_then_explains_what_changes(corrected: SmallBoard) -> None:
    client = login(corrected, "controller")
    assert "/overlamning/planen/" in client.get(PAGE.replace("planen/", "")).content.decode()
    page = client.get(PAGE).content.decode()
    assert "<del>minst 90 %</del>" in page
    assert "<ins>minst 70 %</ins>" in page
    target = Target.objects.get(board=corrected.board)
    value = f"target-{target.indicator_id}-{target.service_area_id}-2024-T"
    answer = client.post(PAGE, {"rad": [value]}, follow=True)
    assert "Rättelsen tar med en ändring av planen." in answer.content.decode()
    round_ = Round.objects.select_related("board__municipality").get(pk=corrected.round.pk)
    changes = find_draft_changes(round_, load_draft_version(round_))
    corrected_rows = [(one.what, one.before, one.after, cell.author) for one, cell in changes.corrected]
    assert ("målvärde 2024", "minst 90\u00a0%", "minst 70\u00a0%", "En controller") in corrected_rows
    assert {name for name, *_ in corrected_rows} == {"målvärde 2024", "målvärde som rapporten skriver det 2024"}
    assert changes.other == ()
    assert {one.what for one in changes.follows} >= {"läge"}
    assert "checked" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("role", "status"), [("controller", 200), ("head", 404), ("reporter", 404), ("politician", 404), ("stranger", 404)]
)
def test_it_is_the_controllers(corrected: SmallBoard, role: str, status: int) -> None:
    client = login(corrected, role)
    assert client.get(PAGE).status_code == status
    if status == 404:
        assert client.post(PAGE, {"rad": ["goal-1"]}).status_code == 404
        assert not CorrectedPlanRow.objects.exists()


def test_once_handed_in_the_choice_is_closed(corrected: SmallBoard) -> None:
    Round.objects.filter(pk=corrected.round.pk).update(correction_state="submitted")
    client = login(corrected, "controller")
    assert "disabled" in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"rad": []}).status_code == 422


def test_without_differences_it_says_what_to_do(small: SmallBoard) -> None:
    put(small, "78")
    adopt(small)
    corrections.open_correction(round_=small.round, by=small["controller"], reason="Fel.")
    assert "Planen är i dag densamma" in login(small, "controller").get(PAGE).content.decode()
