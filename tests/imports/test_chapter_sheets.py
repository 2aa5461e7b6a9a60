"""The sheets ``disposition`` and ``texter``: the report's text in and out, by folder, workbook, upload and template."""

import io
from functools import reduce
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from hypothesis import given, settings

from apps.accounts.models import SYSTEM_DOMAIN, Membership, User
from apps.api.models import TokenScope
from apps.api.services import create_account
from apps.core.rich_text.markdown import format_markdown, parse_markdown
from apps.core.rich_text.normal_form import normalise_text
from apps.core.rich_text.tree import RichText
from apps.documents.report_files import build_csv, write_folder, write_workbook
from apps.imports.merge.cell_decisions import ConflictReason
from apps.imports.models import JobState
from apps.imports.report_format.errors import ReportErrors
from apps.imports.report_format.long_texts import join_markdown, normalise_markdown, split_markdown
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.report_format.round_sheets import build_round_sheets
from apps.imports.report_format.source_files import read_source, read_upload
from apps.imports.report_loader import load_report
from apps.rounds.models import Round
from apps.texts.models import Chapter, Disposition, Section
from tests.api.test_files import send as send_by_api
from tests.api.test_writing import system
from tests.core.rich_text.trees import rich_texts
from tests.imports.test_load_command import load
from tests.imports.test_one_door import apply, login, upload
from tests.imports.test_template import template
from tests.small_board import SmallBoard
from tests.texts.written import give_disposition, write_section

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs_at_once")]
TEXT = """# Läget

Kostnaden är [](<siffra:money/hemtjanst/actual////mnkr/1>), **högre** än i fjol.

- första
- andra

| Bidrag | Sökt |
| --- | --- |
| Habilitering | 2 400 |"""


@pytest.fixture
def client(small: SmallBoard) -> Client:
    give_disposition(small)
    return login(small, "controller")


def read_text(chapter: str, area: str = "namnden") -> str:
    section = Section.objects.filter(chapter__code=chapter, service_area__code=area).first()
    return format_markdown(section.rich_text) if section else ""


def csv(*rows: tuple[str, ...]) -> bytes:
    return build_csv([("kapitel", "verksamhet", "text"), *rows])


def get_lines(sheets: list[RawSheet], name: str) -> list[list[str]]:
    return next([line.cells for line in sheet.lines] for sheet in sheets if sheet.name == name)


def move_to_new_board(sheets: list[RawSheet]) -> list[RawSheet]:
    """The report as another board's, which has nothing yet."""
    for sheet in sheets:
        for line in sheet.lines if sheet.name == "rapport" else ():
            line.cells[:] = [{"9901": "9902", "Lillköping": "Nyköping"}.get(cell, cell) for cell in line.cells]
    return sheets


@pytest.mark.parametrize("form", ["folder", "workbook"])
def test_what_goes_out_comes_in_on_a_new_board(small: SmallBoard, tmp_path: Path, form: str) -> None:
    give_disposition(small)
    write_section(small, "ekonomi", TEXT)
    write_section(small, "handelser", "- en sak\n- en till", area="ifo")
    Section.objects.filter(chapter__code="ekonomi").update(is_ready=True)
    out = build_round_sheets(small.round)
    if form == "folder":
        write_folder(out, tmp_path)
        again = read_source(tmp_path)
    else:
        stream = io.BytesIO()
        write_workbook(out, stream)
        again = read_upload(stream, "rapport.xlsx")
    round_ = load_report(source=move_to_new_board(again), by=None)
    assert round_.board_id != small.board.pk
    new = build_round_sheets(Round.objects.select_related("board__municipality").get(pk=round_.pk))
    for name in ("disposition", "texter"):
        assert get_lines(new, name) == get_lines(out, name), name
    assert get_lines(out, "texter")[1:] == [
        ["handelser", "ifo", "", "- en sak\n- en till", ""],
        ["ekonomi", "namnden", "", TEXT, "ja"],
    ]
    # And once more: nothing changes.
    versions = list(Section.objects.order_by("pk").values_list("version", flat=True))
    load_report(source=move_to_new_board(again), by=None)
    assert list(Section.objects.order_by("pk").values_list("version", flat=True)) == versions
    assert Disposition.objects.count() == 2


EACH_AREA = "varje verksamhet närmast under nämnden"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("ekonomy", "", "x"), "Rapporten har inget kapitel med koden ”ekonomy”. Menade du ”ekonomi”?"),
        (("economy", "", "x"), "Kapitlet hämtas ur rapporten och skrivs inte."),
        (("ansvar", "", "x"), "Kapitlet är inte med i rapporter för T2."),
        (("ekonomi", "ifo", "x"), "Kapitlet har en text, för hela nämnden."),
        (("handelser", "", "x"), "Kapitlet har en text för varje verksamhet närmast under nämnden: hemtjanst, ifo."),
        (("ekonomi", "", "![](bild:karta)"), "En bild behöver en beskrivning i ord"),
    ],
)
def test_a_text_without_a_place_is_refused_at_its_row(
    client: Client, small: SmallBoard, row: tuple[str, ...], said: str
) -> None:
    job = upload(client, small, csv(("personal", "", "Riktig text."), row), "texter.csv")
    assert job.state == JobState.REFUSED
    [error] = job.result["errors"]  # type: ignore[index]
    assert said in error
    assert "texter.csv, rad 3" in error
    assert not Section.objects.exists()


def test_a_text_is_previewed_applied_and_not_ready_any_more(client: Client, small: SmallBoard) -> None:
    write_section(small, "ekonomi", "Gammal text.")
    Section.objects.update(is_ready=True)
    job = upload(client, small, csv(("ekonomi", "", TEXT), ("personal", "", "")), "texter.csv")
    assert job.state == JobState.PREVIEW, job.result
    assert read_text("ekonomi") == "Gammal text."
    apply(client, small, job)
    assert read_text("ekonomi") == TEXT
    assert not Section.objects.get().is_ready
    again = upload(client, small, csv(("ekonomi", "namnden", TEXT)), "texter.csv")
    assert not any(sheet["rows"] for sheet in again.result["sheets"])  # type: ignore[index]


def test_an_empty_cell_takes_a_text_away_only_where_that_is_chosen(client: Client, small: SmallBoard) -> None:
    write_section(small, "ekonomi", "Text.")
    content = csv(("ekonomi", "", ""))
    apply(client, small, upload(client, small, content, "texter.csv"))
    assert read_text("ekonomi") == "Text."
    job = apply(client, small, upload(client, small, content, "texter.csv"), empty="yes")
    assert job.state == JobState.APPLIED
    assert not Section.objects.exists()


def test_what_is_written_since_the_preview_is_a_choice(client: Client, small: SmallBoard) -> None:
    saved = write_section(small, "ekonomi", "Först.")
    assert saved.section
    job = upload(client, small, csv(("ekonomi", "", "Filens."), ("personal", "", "Också.")), "texter.csv")
    write_section(small, "ekonomi", "Någon annans.", version=saved.section.version)
    job = apply(client, small, job)
    assert job.state == JobState.PREVIEW
    [conflict] = job.result["conflicts"]  # type: ignore[index]
    assert (conflict["row"], conflict["now"], conflict["file"], conflict["why"]) == (
        "Ekonomi, Socialnämnden", "Någon annans.", "Filens.", ConflictReason.SEEN.label,
    )  # fmt: skip
    assert (read_text("ekonomi"), read_text("personal")) == ("Någon annans.", "")
    apply(client, small, job, **{f"cell-{conflict['id']}": "now"})
    assert (read_text("ekonomi"), read_text("personal")) == ("Någon annans.", "Också.")


def test_a_template_compares_three_ways(client: Client, small: SmallBoard) -> None:
    saved = write_section(small, "ekonomi", "Som den var.")
    assert saved.section
    book = template(client, small.round)
    page = book["texter"]
    rows = {row[0].value: row for row in page.iter_rows(min_row=2)}
    assert rows["ekonomi"][4].value == "Som den var."
    assert rows["personal"][4].value is None  # a row for each text that somebody is to write
    assert "Bemanning, sjukfrånvaro" in rows["personal"][0].comment.text
    rows["personal"][4].value = "Ur mallen."
    write_section(small, "ekonomi", "Skriven sedan.", version=saved.section.version)
    stream = io.BytesIO()
    book.save(stream)
    apply(client, small, upload(client, small, stream.getvalue(), "mall.xlsx"))
    assert (read_text("ekonomi"), read_text("personal")) == ("Skriven sedan.", "Ur mallen.")


def test_a_system_gives_way_to_what_a_person_wrote(client: Client, small: SmallBoard) -> None:
    system = User.objects.create_user(f"hr@{SYSTEM_DOMAIN}")
    Membership.objects.create(user=system, board=small.board, role="controller")
    write_section(small, "ekonomi", "En persons.")
    client.force_login(system)
    job = upload(client, small, csv(("ekonomi", "", "Systemets."), ("personal", "", "Systemets.")), "texter.csv")
    [conflict] = job.result["conflicts"]  # type: ignore[index]
    assert conflict["why"] == ConflictReason.PERSON.label
    apply(client, small, job)
    assert (read_text("ekonomi"), read_text("personal")) == ("En persons.", "Systemets.")


def test_the_command_and_the_api_take_texts_as_the_page_does(client: Client, small: SmallBoard, tmp_path: Path) -> None:
    assert "är uppdaterad ur texter.csv" in load(small, csv(("ekonomi", "", TEXT)), "texter.csv", tmp_path)
    assert read_text("ekonomi") == TEXT
    assert "texter.csv, rad 2" in load(small, csv(("hittepa", "", TEXT)), "texter.csv", tmp_path)
    account = create_account(by=small["administrator"], board=small.board, name="Beslutsstödet")
    sender = system(small, account, TokenScope.FILES)
    sent = send_by_api(sender, csv(("personal", "", "Från ett system.")), "texter.csv")
    there = sent.headers["Location"]
    sheet = next(one for one in sender.get(there).json()["sheets"] if one["name"] == "texter")
    assert (sheet["new"], sheet["rows"][0]["where"]) == (1, "texter.csv, rad 2")
    assert sender.post(f"{there}/apply").json()["state"] == "applied"
    assert read_text("personal") == "Från ett system."


def test_the_disposition_is_the_administrators(client: Client, small: SmallBoard) -> None:
    rows = [("kod", "rubrik", "nivå", "tertial", "skrivs av", "rapportdel"),
            ("ekonomi", "Nämndens ekonomi", "", "", "nämndens controller", ""),
            ("bilaga", "Bilaga", "2", "T2, 3", "", "")]  # fmt: skip
    job = upload(client, small, build_csv(rows), "disposition.csv")
    assert job.result["plan"] == [["disposition", 2]]  # type: ignore[index]
    assert Chapter.objects.get(code="ekonomi").heading == "Ekonomi"
    Membership.objects.create(user=small["controller"], board=small.board, role="administrator")
    order = list(Chapter.objects.order_by("position").values_list("code", flat=True))
    job = apply(client, small, upload(client, small, build_csv(rows), "disposition.csv"))
    assert job.state == JobState.APPLIED, job.result
    assert Chapter.objects.get(code="ekonomi").heading == "Nämndens ekonomi"
    new = Chapter.objects.get(code="bilaga")
    assert (new.level, new.in_t1, new.in_t2, new.in_t3, new.writer) == (2, False, True, True, "board")
    at = order.index("ekonomi") + 1
    assert list(Chapter.objects.order_by("position").values_list("code", flat=True)) == [
        *order[:at], "bilaga", *order[at:],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("ekonomi", "Ekonomi", "4", "", "", ""), "Skriv ett heltal från 1 till 3."),
        (("ekonomi", "Ekonomi", "", "4", "", ""), "Skriv tertialens nummer med komma mellan"),
        (("ekonomi", "Ekonomi", "", "", EACH_AREA, "mål"), "skrivs av någon eller är en rapportdel"),
        (("ekonomi", "Ekonomi", "", "", EACH_AREA, ""), "Det finns redan texter i kapitlet."),
    ],
)
def test_a_wrong_chapter_changes_nothing(client: Client, small: SmallBoard, row: tuple[str, ...], said: str) -> None:
    Membership.objects.create(user=small["controller"], board=small.board, role="administrator")
    write_section(small, "ekonomi", "Text.")
    content = build_csv([("kod", "rubrik", "nivå", "tertial", "skrivs av", "rapportdel"), row])
    job = upload(client, small, content, "disposition.csv")
    assert job.state == JobState.REFUSED
    assert said in job.result["errors"][0]  # type: ignore[index]
    assert "disposition.csv, rad 2" in job.result["errors"][0]  # type: ignore[index]


def test_a_figure_that_points_at_nothing_is_reported(client: Client, small: SmallBoard) -> None:
    job = upload(client, small, csv(("ekonomi", "", "[](<siffra:money/finns-inte/actual////mnkr/1>)")), "texter.csv")
    assert job.state == JobState.PREVIEW
    assert "pekar på ”finns-inte”" in job.result["warnings"][0]["message"]  # type: ignore[index]


def test_a_text_longer_than_a_cell_stands_in_pieces(client: Client, small: SmallBoard) -> None:
    paragraph = "Ett stycke med tio ord som fyller sin plats här. " * 40
    long = "\n\n".join(f"{number} {paragraph.strip()}" for number in range(40))
    assert len(long) > 2 * 32_767
    write_section(small, "ekonomi", long)
    out = build_round_sheets(small.round)
    rows = get_lines(out, "texter")[1:]
    assert [row[2] for row in rows] == ["", "2", "3"]
    stream = io.BytesIO()
    write_workbook(out, stream)
    Section.objects.all().delete()
    job = upload(client, small, stream.getvalue(), "rapport.xlsx")
    apply(client, small, job)
    assert read_text("ekonomi") == long
    # A piece changed is a change of the whole, and nothing of the rest is lost.
    book = openpyxl.load_workbook(stream)
    cell = book["texter"]["D3"]
    cell.value = cell.value.replace("Ett stycke", "ETT STYCKE", 1)
    changed = io.BytesIO()
    book.save(changed)
    apply(client, small, upload(client, small, changed.getvalue(), "rapport.xlsx"))
    assert read_text("ekonomi").count("ETT STYCKE") == 1
    assert len(read_text("ekonomi")) == len(long)


def test_pieces_out_of_order_are_refused(small: SmallBoard) -> None:
    give_disposition(small)
    sheets = build_round_sheets(small.round)
    texts = next(sheet for sheet in sheets if sheet.name == "texter")
    texts.lines += [texts.lines[0]._replace(number=2, cells=["ekonomi", "", "2", "x", ""])]
    with pytest.raises(ReportErrors, match="Del 2 ska stå efter del 1"):
        load_report(source=sheets, by=None)


@settings(max_examples=40, deadline=None)
@given(rich_texts)
def test_any_text_survives_being_divided(text: RichText) -> None:
    whole = normalise_markdown(format_markdown(normalise_text(text)))
    for most in (120, 400):
        pieces = split_markdown(whole, most)
        assert all(len(piece) <= most for piece in pieces)
        joined = reduce(join_markdown, pieces)
        if "  " not in whole and all(len(block) <= most for block in whole.split("\n\n")):
            assert parse_markdown(joined) == parse_markdown(whole)
