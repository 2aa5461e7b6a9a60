"""``load_report`` takes the same files as the upload, answers alike about them, and leaves the same figures."""

import io
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from apps.entry.services import save_cell
from apps.goals.models import Outcome
from apps.imports.files.issued_templates import TEMPLATE_ID_PROPERTY, read_template_id
from apps.imports.models import ImportJob, JobState
from tests.builders import SMALL_REPORT, write_report
from tests.imports.test_one_door import apply, login, upload
from tests.imports.test_uploads import address
from tests.small_board import SmallBoard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]
ADDRESS = "lillkoping/socialnamnden/2024/t2"
OUTCOMES = "indikator;år;tertial;värde\nnojdhet;2024;2;88 %\n"
OWN = ("utfall", OUTCOMES), ("Mina anteckningar", "Ring Anna\nI maj")


def load(small: SmallBoard, content: bytes, name: str, folder: Path, *options: str) -> str:
    """What the command says: its answer, or its errors."""
    path = folder / name
    path.write_bytes(content)
    out, errors = io.StringIO(), io.StringIO()
    try:
        options = ("--to", ADDRESS, "--by", small["controller"].email, *options)
        call_command("load_report", path, *options, stdout=out, stderr=errors)
    except CommandError as error:
        return f"{errors.getvalue()}\n{error}"
    return out.getvalue()


def build_workbook(*sheets: tuple[str, str]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, text in sheets:
        page = book.create_sheet(name)
        for line in text.splitlines():
            page.append(line.split(";"))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def build_template(small: SmallBoard) -> bytes:
    content = login(small, "controller").get(f"{address(small.round)}mall.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book["utfall"]
    headers = [cell.value for cell in page[1]]
    row = next(row for row in page.iter_rows(min_row=2) if row[headers.index("indikator")].value == "nojdhet")
    row[headers.index("värde")].value = "88"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def list_outcomes() -> list[dict[str, object]]:
    return list(Outcome.objects.order_by("pk").values())


def get_value() -> object:
    found = Outcome.objects.filter(indicator__code="nojdhet", year=2024, tertial=2, gender="T")
    return found.get(service_area__code="namnden").value


FILES: list[tuple[str, Callable[[SmallBoard], bytes]]] = [
    ("utfall.csv", lambda _: OUTCOMES.encode()),
    ("Bok1.txt", lambda _: OUTCOMES.replace(";", "\t").encode("utf-16")),
    ("utfall.csv", lambda _: OUTCOMES.replace(";", ",").encode("cp1252")),
    ("mall.xlsx", build_template),
    ("rapport.xlsx", lambda _: build_workbook(*OWN)),
]


@pytest.mark.parametrize(("name", "build"), FILES, ids=["csv", "unicode text", "commas", "template", "own sheet"])
def test_the_command_leaves_the_figures_that_the_upload_does(
    small: SmallBoard, tmp_path: Path, name: str, build: Callable[[SmallBoard], bytes]
) -> None:
    content = build(small)
    said = load(small, content, name, tmp_path)
    assert "är uppdaterad" in said, said
    assert get_value() == 88
    loaded = list_outcomes()
    job = upload(login(small, "controller"), small, content, name)
    assert job.state == JobState.PREVIEW, job.result
    assert [one["name"] for one in job.result["sheets"] if one["new"] or one["changed"]] == []
    assert list_outcomes() == loaded


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("utfall.csv", OUTCOMES.replace("88 %", "många").encode()),
        ("utfall.csv", OUTCOMES.replace("2024;2", "2024;9").encode()),
        ("rapport.xlsx", build_workbook(("utfal", OUTCOMES), ("rapport", "fält;värde\nkommunkod;9901"))),
        ("rapport.xlsx", build_workbook(("Blad1", OUTCOMES), ("utfall", OUTCOMES))),
    ],
    ids=["no number", "no tertial", "near name", "our columns"],
)
def test_the_command_has_the_errors_that_the_upload_has(
    small: SmallBoard, tmp_path: Path, name: str, content: bytes
) -> None:
    before = list_outcomes()
    job = upload(login(small, "controller"), small, content, name)
    assert job.state == JobState.REFUSED
    said = load(small, content, name, tmp_path)
    assert all(error in said for error in job.result["errors"])
    assert "ingenting lästes in" in said
    assert list_outcomes() == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("rapport.zip", b"PK\x03\x04" + b"\x00" * 40, "Välj en Excel-arbetsbok"),
        ("tom.csv", b"", "Filen är tom."),
        ("verifikat.se", b"#FLAGGA 0\n", "utdrag ur ett annat system"),
    ],
)
def test_what_the_upload_does_not_take_the_command_does_not(
    small: SmallBoard, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    assert said in load(small, content, name, tmp_path)
    path = tmp_path / name
    errors = io.StringIO()
    with pytest.raises(CommandError):
        call_command("load_report", path, stderr=errors)
    assert said in errors.getvalue()


def test_a_sheet_alone_asks_which_report_it_is_for(db: None, tmp_path: Path) -> None:
    path = tmp_path / "utfall.csv"
    path.write_text(OUTCOMES)
    errors = io.StringIO()
    with pytest.raises(CommandError):
        call_command("load_report", path, stderr=errors)
    assert "Skriv rapportens adress med --to" in errors.getvalue()


@pytest.mark.parametrize(
    ("to", "role", "said"),
    [
        ("lillkoping/socialnamnden", "controller", "ingen adress"),
        (ADDRESS, "stranger", "ingen rapport att fylla i"),
        (ADDRESS, "reporter", "ingen rapport att fylla i"),
        ("lillkoping/socialnamnden/2031/t1", "controller", "ingen rapport att fylla i"),
    ],
)
def test_the_command_writes_only_for_those_who_may(
    small: SmallBoard, tmp_path: Path, to: str, role: str, said: str
) -> None:
    path = tmp_path / "utfall.csv"
    path.write_text(OUTCOMES)
    with pytest.raises(CommandError, match=said):
        call_command("load_report", path, "--to", to, "--by", small[role].email)
    assert not ImportJob.objects.exists()


def test_a_sheet_of_ones_own_is_left_out_and_named(small: SmallBoard, tmp_path: Path) -> None:
    """A pivot with too many columns too: it is not ours to refuse."""
    wide = ";".join(str(number) for number in range(80))
    content = build_workbook(
        ("utfall", OUTCOMES), ("Mina anteckningar", "Ring Anna\nI maj"), ("Pivot", f"{wide}\n{wide}")
    )
    job = upload(login(small, "controller"), small, content, "rapport.xlsx")
    assert job.state == JobState.PREVIEW, job.result
    told = {one["name"]: one["message"] for one in job.result["warnings"]}
    remark = "Bladet hör inte till filformatet och har inte lästs in."
    assert told["rapport.xlsx, blad Mina anteckningar"] == f"{remark} Det har 2 rader."
    assert told["rapport.xlsx, blad Pivot"] == remark
    assert apply(login(small, "controller"), small, job).state == JobState.APPLIED
    assert get_value() == 88
    assert f"blad Pivot: {remark}" in load(small, content, "igen.xlsx", tmp_path)


def test_a_whole_report_with_a_sheet_of_ones_own_is_loaded(db: None, tmp_path: Path) -> None:
    sheets = [(name, text) for name, text in SMALL_REPORT.items()]
    path = tmp_path / "rapport.xlsx"
    path.write_bytes(build_workbook(*sheets, ("Anteckningar", "Hej")))
    out = io.StringIO()
    call_command("load_report", path, stdout=out)
    assert "är inläst" in out.getvalue()
    assert "blad Anteckningar: Bladet hör inte till filformatet" in out.getvalue()
    assert write_report(tmp_path / "mapp")


def save_as_open_document(content: bytes) -> bytes:
    """As LibreOffice saves it: every cell as a text, and the file's own properties in ``meta.xml``."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    names = ["office", "table", "text", "meta"]
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    tables = ""
    for page in book.worksheets:
        rows = ""
        for row in page.iter_rows(values_only=True):
            cells = "".join(
                f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'
                if cell is not None
                else "<table:table-cell/>"
                for cell in row
            )
            rows += f"<table:table-row>{cells}</table:table-row>"
        tables += f'<table:table table:name="{escape(page.title)}">{rows}</table:table>'
    (own,) = [one for one in book.custom_doc_props.props if one.name == TEMPLATE_ID_PROPERTY]
    meta = f'<meta:user-defined meta:name="{own.name}" meta:value-type="string">{own.value}</meta:user-defined>'
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        parcel.writestr("META-INF/manifest.xml", "<manifest/>")
        parcel.writestr(
            "meta.xml", f"<office:document-meta {spaces}><office:meta>{meta}</office:meta></office:document-meta>"
        )
        parcel.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    return stream.getvalue()


def test_a_template_saved_as_another_kind_is_compared_three_ways(small: SmallBoard) -> None:
    """What somebody typed here since it was downloaded, and nobody touched in the file, stays as it is."""
    content = save_as_open_document(build_template(small))
    here = {"round_": small.round, "key": "u:arenden:namnden:T", "field": "value", "by": small["controller"]}
    assert save_cell(**here, raw="12", version=None).status == "saved"
    client = login(small, "controller")
    job = upload(client, small, content, "mall.ods")
    assert job.state == JobState.PREVIEW, job.result
    assert job.result["is_template"]
    assert job.result["conflicts"] == []
    assert apply(client, small, job).state == JobState.APPLIED
    assert get_value() == 88
    assert Outcome.objects.get(indicator__code="arenden", year=2024, tertial=2, gender="T").value == 12


ID = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize("encoding", ["ascii", "utf-16-le"])
def test_the_id_is_found_in_an_older_workbook(encoding: str) -> None:
    """Where Excel keeps it in an .xls: the property's name, and among other properties its value."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "Workbook".encode("utf-16-le") + b"\x00\x00"
    own = TEMPLATE_ID_PROPERTY.encode(encoding) + b"\x00" * 40 + ID.encode(encoding)
    assert read_template_id(head + own + b"\x00" * 500) == UUID(ID)
    assert read_template_id(head + ID.encode(encoding)) is None, "any other id in the file is not the template's"
