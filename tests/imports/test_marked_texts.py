"""Marks in comments and assessments out of one board and into another; a file that says nothing of them leaves them."""

import io
from pathlib import Path

import pytest
from django.test import Client

from apps.core.rich_text.contents import list_figures
from apps.core.rich_text.html import render_html
from apps.documents.report_files import build_csv, write_folder, write_workbook
from apps.entry.services import save_cell
from apps.goals.models import Assessment, Goal
from apps.imports.models import JobState
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.report_format.round_sheets import build_round_sheets
from apps.imports.report_format.source_files import read_source, read_upload
from apps.imports.report_loader import load_report
from apps.publishing.services import build_draft_report
from apps.report.chapters.written_texts import find_rich_text
from apps.rounds.models import Comment, Round
from tests.imports.test_chapter_sheets import get_lines, move_to_new_board
from tests.imports.test_one_door import apply, login, upload
from tests.small_board import SmallBoard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs_at_once")]
MARKED = "**Dyrt** med [siffra](<siffra:money/namnden/actual/////>).\n\n- ett\n- [två](https://example.se/två)"
PLAIN = "5 * 3 * 2 och # 1"
COMMENT_KEY = "c:operating:namnden"
HEADERS = ("ämne", "verksamhet", "text", "orsak", "markdown")


@pytest.fixture
def client(small: SmallBoard) -> Client:
    return login(small, "controller")


def write(small: SmallBoard, key: str, field: str, text: str) -> None:
    version = Comment.objects.filter(round=small.round).values_list("version", flat=True).first() or 0
    result = save_cell(round_=small.round, key=key, field=field, raw=text, version=version, by=small["controller"])
    assert result.status == "saved", result


def read_comment(small: SmallBoard) -> tuple[str, bool]:
    return Comment.objects.filter(round=small.round).values_list("text", "text_is_rich").get()


@pytest.mark.parametrize("form", ["folder", "workbook"])
def test_marks_go_out_and_come_in_on_a_new_board(small: SmallBoard, tmp_path: Path, form: str) -> None:
    goal = Goal.objects.get(board=small.board)
    write(small, COMMENT_KEY, "text", MARKED)
    Comment.objects.filter(round=small.round).update(cause=PLAIN)
    Assessment.objects.create(
        municipality_id=small.board.municipality_id, board=small.board, round=small.round, goal=goal,
        service_area_id=small.areas["namnden"], summary=PLAIN, action=MARKED, action_is_rich=True,
    )  # fmt: skip
    out = build_round_sheets(small.round)
    if form == "folder":
        write_folder(out, tmp_path)
        again = read_source(tmp_path)
    else:
        stream = io.BytesIO()
        write_workbook(out, stream)
        again = read_upload(stream, "rapport.xlsx")
    loaded = load_report(source=move_to_new_board(again), by=None)
    round_ = Round.objects.select_related("board__municipality").get(pk=loaded.pk)
    new = build_round_sheets(round_)
    for name, marks in (("kommentarer", "text"), ("bedömningar", "åtgärd")):
        assert get_lines(new, name) == get_lines(out, name)
        assert _read_marks(out, name) == [marks]
    report = build_draft_report(round_)
    [comment] = report.comments
    text = find_rich_text(comment, "text")
    assert text is not None
    markup = render_html(text)
    assert "<strong>Dyrt</strong>" in markup
    assert markup.count("<li>") == 2
    assert 'href="https://example.se/två"' in markup
    assert [one.key for one in list_figures(text)] == ["namnden"]
    assert find_rich_text(comment, "cause") is None
    assert comment.cause == PLAIN


def _read_marks(sheets: list[RawSheet], name: str) -> list[str]:
    headers, *rows = get_lines(sheets, name)
    return [row[headers.index("markdown")] for row in rows]


def csv(*rows: tuple[str, ...], headers: tuple[str, ...] = HEADERS) -> bytes:
    return build_csv([headers, *rows])


def test_a_file_without_the_column_means_what_it_did(client: Client, small: SmallBoard) -> None:
    old = HEADERS[:-1]
    apply(client, small, upload(client, small, csv(("drift", "", MARKED, ""), headers=old), "kommentarer.csv"))
    assert read_comment(small) == (MARKED, False)
    Comment.objects.filter(round=small.round).update(text_is_rich=True)
    apply(client, small, upload(client, small, csv(("drift", "", "**Ny**", ""), headers=old), "kommentarer.csv"))
    assert read_comment(small) == ("**Ny**", True)


def test_a_file_with_the_column_says_which_texts_are_markdown(client: Client, small: SmallBoard) -> None:
    content = csv(("drift", "", MARKED.replace("[siffra]", "[12 tkr]"), PLAIN, "text"))
    job = upload(client, small, content, "kommentarer.csv")
    apply(client, small, job)
    assert read_comment(small) == (MARKED, True)
    again = upload(client, small, content, "kommentarer.csv")
    assert not any(sheet["rows"] for sheet in again.result["sheets"])  # type: ignore[index]
    apply(client, small, upload(client, small, csv(("drift", "", MARKED, PLAIN, "")), "kommentarer.csv"))
    assert read_comment(small) == (MARKED, False)
    job = upload(client, small, csv(("drift", "", MARKED, PLAIN, "Text, orsak")), "kommentarer.csv")
    [row] = next(sheet["rows"] for sheet in job.result["sheets"] if sheet["rows"])  # type: ignore[index]
    assert ["markdown", "", "text"] in row["cells"]  # the cause has no marks
    apply(client, small, job)
    assert read_comment(small) == (MARKED, True)


def test_a_text_without_marks_is_plain_however_it_is_named(client: Client, small: SmallBoard) -> None:
    apply(client, small, upload(client, small, csv(("drift", "", "Bara ord.", "", "text")), "kommentarer.csv"))
    assert read_comment(small) == ("Bara ord.", False)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("drift", "", "**Ord**", "", "texten"), "Menade du ”text”?"),
        (("drift", "", "![](bild:karta)", "", "text"), "En bild behöver en beskrivning i ord"),
    ],
)
def test_what_can_not_be_read_is_refused_at_its_row(
    client: Client, small: SmallBoard, row: tuple[str, ...], said: str
) -> None:
    job = upload(client, small, csv(row), "kommentarer.csv")
    assert job.state == JobState.REFUSED
    [error] = job.result["errors"]  # type: ignore[index]
    assert said in error
    assert "kommentarer.csv, rad 2" in error


def test_a_figure_that_the_report_lacks_is_remarked_on(client: Client, small: SmallBoard) -> None:
    text = "Se [siffra](<siffra:money/skola/actual/////>)."
    job = upload(client, small, csv(("drift", "", text, "", "text")), "kommentarer.csv")
    assert job.state == JobState.PREVIEW, job.result
    assert "pekar på ”skola”" in str(job.result)
