"""A board that has been renamed reads its files on, whichever of its names they say, and no file renames it."""

import io
from pathlib import Path

import openpyxl
import pytest
from django.test import Client

from apps.goals.models import Outcome
from apps.imports.models import ImportJob, JobState
from apps.imports.report_format.source_files import read_source
from apps.imports.report_loader import load_report
from apps.organisation.models import Board, Municipality
from apps.publishing.board_rename import rename_published_board
from apps.rounds.models import Round
from tests.builders import write_report
from tests.imports.test_uploads import address, send
from tests.small_board import SmallBoard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]
UTFALL = "verksamhet;indikator;år;tertial;värde\nnamnden;arenden;2024;2;12\n".encode()


@pytest.fixture
def controller(small: SmallBoard) -> Client:
    client = Client()
    client.force_login(small["controller"])
    return client


def rename(small: SmallBoard, name: str, *, new_address: bool) -> Round:
    rename_published_board(
        by=small["administrator"], board=Board.objects.get(pk=small.board.pk), name=name, holds_from=None, decision="",
        new_address=new_address,
    )  # fmt: skip
    return Round.objects.select_related("board__municipality").get(pk=small.round.pk)


def template(controller: Client, round_: Round) -> bytes:
    content: bytes = controller.get(f"{address(round_)}mall.xlsx").content
    return content


def named(content: bytes, name: str) -> bytes:
    """A workbook that says the board is called so."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cell = next(row[1] for row in book["rapport"].iter_rows() if row[0].value == "nämnd")
    cell.value = name
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("new_address", [True, False])
def test_files_from_before_and_after_are_read(small: SmallBoard, controller: Client, new_address: bool) -> None:
    before = template(controller, small.round)
    round_ = rename(small, "Välfärdsnämnden", new_address=new_address)
    after = template(controller, round_)
    third = rename(small, "Omsorgsnämnden", new_address=new_address)
    for content, name in ((UTFALL, "utfall.csv"), (before, "mall.xlsx"), (after, "mall.xlsx")):
        send(controller, third, content, name)
        job = ImportJob.objects.latest("pk")
        assert job.state == JobState.PREVIEW, (name, job.result)
        controller.post(f"{address(third)}{job.public_id}/", {"act": "apply"})
        job.refresh_from_db()
        assert job.state == JobState.APPLIED, job.result
    board = Board.objects.get(pk=small.board.pk)
    assert (board.name, board.slug) == ("Omsorgsnämnden", third.board.slug)
    assert Board.objects.filter(municipality=board.municipality).count() == 1
    assert Outcome.objects.filter(board=board, indicator__code="arenden", year=2024, tertial=2, value=12).exists()


def test_a_file_of_another_board_is_refused_in_words(small: SmallBoard, controller: Client) -> None:
    content = template(controller, small.round)
    round_ = rename(small, "Välfärdsnämnden", new_address=True)
    send(controller, round_, named(content, "Byggnadsnämnden"), "mall.xlsx")
    job = ImportJob.objects.latest("pk")
    assert job.state == JobState.REFUSED
    assert "Rapporten ska vara för Välfärdsnämnden. Det står ”Byggnadsnämnden”." in str(job.result)


def test_the_system_itself_finds_a_board_by_its_old_name(tmp_path: Path) -> None:
    folder = write_report(tmp_path / "r", {})
    first = load_report(source=read_source(folder), by=None)
    from apps.organisation import services as organisation

    organisation.rename_board(by=None, board=first.board, name="Välfärdsnämnden")
    again = load_report(source=read_source(folder), by=None)
    assert again.pk == first.pk
    assert Board.objects.get(pk=first.board_id).name == "Välfärdsnämnden"
    assert Municipality.objects.filter(code=first.board.municipality.code).count() == 1
