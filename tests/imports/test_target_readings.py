"""Targets in a file: what the sender is answered says how each was read, on the page and by API."""

import io
from pathlib import Path

import msgspec
import pytest
from django.core.management import call_command
from django.test import Client

from apps.accounts.models import Membership
from apps.api.files.shapes import build_file
from apps.goals.models import Outcome, Target
from apps.imports.models import ImportJob, JobState
from tests.builders import write_report
from tests.imports.test_one_door import apply, login, page_of, upload
from tests.small_board import SmallBoard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]
TARGETS = "indikator;år;kön;verksamhet;målvärde;basår;beslut\n"


@pytest.fixture
def administrator(small: SmallBoard) -> Client:
    Membership.objects.create(user=small["administrator"], board=small.board, role="controller")
    return login(small, "administrator")


def send_target(client: Client, small: SmallBoard, text: str, base_year: str = "") -> ImportJob:
    row = f"nojdhet;2024;;namnden;{text};{base_year};SN § 1\n"
    return upload(client, small, TARGETS + row, "målvärden.csv")


@pytest.mark.parametrize(
    ("text", "base_year", "reading", "stored"),
    [
        ("högre än 2022", "", "öka från 2022", ("increase", None, 2022)),
        ("öka", "2021", "öka från 2021", ("increase", None, 2021)),
        ("som mest 20", "", "högst 20\u00a0%", ("le", 20, None)),
        ("öka 5 procentenheter", "2022", "öka med 5\u00a0procentenheter från 2022", ("increase_by", 5, 2022)),
        ("bibehålla", "", "ett mål i ord, som inte bedöms mot ett tal", ("qualitative", None, None)),
    ],
)
def test_the_preview_says_how_a_target_is_read(
    administrator: Client, small: SmallBoard, text: str, base_year: str, reading: str, stored: tuple[object, ...]
) -> None:
    job = send_target(administrator, small, text, base_year)
    assert job.state == JobState.PREVIEW, job.result
    assert f"Vi läser det som: {reading}.".replace("\u00a0", " ") in page_of(administrator, small, job)
    answer = msgspec.to_builtins(build_file(job))
    (row,) = next(one for one in answer["sheets"] if one["name"] == "målvärden")["rows"]
    assert row["reading"] == f"Vi läser det som: {reading}."
    assert apply(administrator, small, job).state == JobState.APPLIED
    target = Target.objects.get(board=small.board, year=2024, indicator__code="nojdhet")
    assert (target.text, target.comparator, target.value, target.base_year) == (text, *stored)


def test_a_target_that_can_be_two_things_gets_a_question_in_a_file_too(
    administrator: Client, small: SmallBoard
) -> None:
    job = send_target(administrator, small, "mer än 2022")
    assert job.state == JobState.REFUSED
    (error,) = job.result["errors"]
    assert error.startswith("målvärden.csv, rad 2, kolumn målvärde: ”mer än 2022” kan betyda två saker")
    assert "Skriv ”öka från 2022” om du menar året" in error


def test_stored_outcomes_tell_what_a_number_is(administrator: Client, small: SmallBoard) -> None:
    """Where the board's own outcomes are of a year's size, the number may be meant."""
    Outcome.objects.filter(board=small.board, indicator__code="nojdhet").update(value=2000)
    job = send_target(administrator, small, "högre än 2022")
    assert job.state == JobState.REFUSED
    assert send_target(administrator, small, "mer än 2022").state == JobState.PREVIEW


def test_the_command_says_how_targets_are_read(db: None, tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("load_report", write_report(tmp_path, {("målvärden", 2, "målvärde"): "högre än 2021"}), stdout=out)
    assert "Målvärdet ”högre än 2021” (1 st). Vi läser det som: öka från 2021." in out.getvalue()
