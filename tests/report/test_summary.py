"""The report's summary: written as any text, with marks and figures, of the whole board, and read wherever it was."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from apps.core.rich_text.html import render_html
from apps.documents.parts.summary import build_summary
from apps.entry.services import save_cell
from apps.entry.shapes import SaveStatus
from apps.entry.sheets.texts import load_text_forms
from apps.imports.report_format.round_sheets import build_round_sheets
from apps.imports.report_loader import load_report
from apps.publishing.services import build_draft_report
from apps.report.board_report import BoardReport
from apps.report.chapters.written_texts import find_rich_text
from apps.rounds.models import Comment, Round, Topic
from tests.imports.test_chapter_sheets import get_lines, move_to_new_board
from tests.small_board import SmallBoard

pytestmark = pytest.mark.django_db
KEY = "c:summary:namnden"
TEXT = "**Ett gott år** som kostade [siffra](<siffra:money/namnden/budget/////>).\n\n- mer\n- bättre"


def write(small: SmallBoard, text: str, key: str = KEY, field: str = "text") -> SaveStatus:
    return save_cell(round_=small.round, key=key, field=field, raw=text, version=0, by=small["controller"]).status


def build_report(round_: Round) -> BoardReport:
    return build_draft_report(Round.objects.select_related("board__municipality").get(pk=round_.pk))


def test_it_is_written_with_marks_and_figures(small: SmallBoard) -> None:
    assert write(small, TEXT) == SaveStatus.SAVED
    report = build_report(small.round)
    assert report.comments == ()
    assert report.summary.startswith("Ett gott år som kostade ")
    assert report.summary.split("kostade ")[1].split(".")[0].endswith("tkr")
    text = find_rich_text(report, "summary")
    assert text is not None
    assert "<strong>Ett gott år</strong>" in render_html(text)
    assert len(build_summary(report)) > len(report.overview)


def test_it_is_shown_with_its_marks_on_the_boards_page(client: Client, small: SmallBoard) -> None:
    write(small, TEXT)
    client.force_login(small["controller"])
    page = client.get("/lillkoping/socialnamnden/2024/t2/utkast/").content.decode()
    assert "<strong>Ett gott år</strong>" in page


@pytest.mark.parametrize(("key", "field"), [("c:summary:hemtjanst", "text"), (KEY, "cause"), (KEY, "action")])
def test_it_is_one_text_of_the_whole_board(small: SmallBoard, key: str, field: str) -> None:
    assert write(small, "Ord.", key, field) == SaveStatus.INVALID
    assert not Comment.objects.filter(round=small.round).exists()
    row = {"round": small.round, "board": small.board, "municipality_id": small.board.municipality_id}
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.create(
            **row, service_area_id=small.areas["namnden"], topic=Topic.SUMMARY, text="Ord.", cause="Därför."
        )


def test_it_has_a_form_that_nobody_has_to_fill_in(small: SmallBoard) -> None:
    forms = load_text_forms(small.round, small["controller"])
    section = forms.sections[-1]
    assert (section.title, [form.key for form in section.forms]) == ("Sammanfattning", [KEY])
    [form] = section.forms
    assert [(cell.label, cell.editable) for cell in form.cells] == [("Sammanfattning", True)]
    assert not form.is_expected
    own = load_text_forms(small.round, small["reporter"])
    assert all(form.key != KEY or not form.cells[0].editable for one in own.sections for form in one.forms)


def test_it_goes_out_and_in_with_its_marks(small: SmallBoard) -> None:
    write(small, TEXT)
    out = build_round_sheets(small.round)
    assert ["sammanfattning", TEXT] in get_lines(out, "rapport")
    assert ["markdown", "sammanfattning"] in get_lines(out, "rapport")
    assert get_lines(out, "kommentarer")[1:] == []
    round_ = load_report(source=move_to_new_board(out), by=None)
    assert find_rich_text(build_report(round_), "summary") == find_rich_text(build_report(small.round), "summary")
