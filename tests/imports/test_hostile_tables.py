"""Hostile and broken workbooks of every foreign kind get an answer in Swedish, soon; nothing of them is applied."""

import io
import struct
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlsxwriter
from django.test import Client

from apps.imports.models import JobState
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.table_files import isolated_reader
from apps.imports.table_files.isolated_reader import STOPPED_MESSAGE
from apps.imports.table_files.table_sheets import read_table_sheets
from tests.imports.test_one_door import login, page_of, upload
from tests.imports.test_uploads import address, facts
from tests.small_board import SmallBoard

pytestmark = pytest.mark.slow
FILES = Path(__file__).parent / "files"
MOST_SECONDS = 30  # of a machine that others use too; each takes a second or two
SS = 'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
LAUGHS = "<!DOCTYPE x [" + '<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 10)
) + "]>"  # fmt: skip


@pytest.fixture(autouse=True)
def _answers_soon() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < MOST_SECONDS


def read(content: bytes) -> tuple[list[RawSheet], str]:
    log = ErrorLog()
    sheets = read_table_sheets(content, "fil", log)
    return sheets, "\n".join(error.expected for error in log.errors)


def list_cells(sheets: list[RawSheet]) -> list[str]:
    return [cell for sheet in sheets for line in sheet.lines for cell in line.cells]


def replace_part(name: str, part: str, content: bytes) -> bytes:
    """A workbook of ours with other contents in one of its parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(FILES / name) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for one in source.namelist():
            target.writestr(one, content if one == part else source.read(one))
        if part not in source.namelist():
            target.writestr(part, content)
    return stream.getvalue()


def write_open_document(rows: str, start: str = "") -> bytes:
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    page = f'<office:body><office:spreadsheet><table:table table:name="b">{rows}</table:table>'
    text = (
        f"{start}<office:document-content {spaces}>{page}</office:spreadsheet></office:body></office:document-content>"
    )
    return replace_part("kinds.ods", "content.xml", text.encode())


def write_excel_binary(row: int, column: int, text: str) -> bytes:
    """A sheet with one cell, as the binary format has it; row and column from 0."""
    cell = struct.pack("<III", column, 0, len(text)) + text.encode("utf-16-le")
    part = b"\x00\x04" + struct.pack("<I", row) + bytes([6, len(cell)]) + cell
    return replace_part("kinds.xlsb", "xl/worksheets/sheet2.bin", part)


def write_excel_97(row: int, column: int) -> bytes:
    """Ours with one of its amounts moved there; row and column from 0."""
    content = (FILES / "kinds.xls").read_bytes()
    amount = content.index(struct.pack("<d", 5.800_000_000_000_001))
    assert content[amount - 10 : amount - 6] == b"\x03\x02\x0e\x00"  # a number's record
    return content[: amount - 6] + struct.pack("<HH", row, column) + content[amount - 2 :]


def write_excel(row: int, column: int, text: str) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet().write(row, column, text)
    return stream.getvalue()


def write_xml(rows: str, start: str = "") -> bytes:
    page = f'<Worksheet ss:Name="b"><Table>{rows}</Table></Worksheet>'
    return f'<?xml version="1.0"?>{start}<Workbook xmlns="{SS.split(chr(34))[1]}" {SS}>{page}</Workbook>'.encode()


BIG = b" " * 30_000_000  # packed in the test: each process that looks for its tests reads this file
ODS_CELL = "<table:table-cell{}><text:p>x</text:p></table:table-cell>"
ODS_ROW = "<table:table-row{}>{}</table:table-row>"
XML_CELL = '<Cell{}><Data ss:Type="String">x</Data></Cell>'


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: replace_part("kinds.ods", "content.xml", BIG), "orimligt hårt packad"),
        (lambda: replace_part("kinds.ods", "Pictures/a.png", BIG), "orimligt hårt packad"),
        (lambda: replace_part("kinds.xlsb", "xl/sharedStrings.bin", BIG), "orimligt hårt packad"),
        (lambda: replace_part("kinds.xlsb", "xl/worksheets/sheet2.bin", BIG * 4), "för stor uppackad"),
        (
            lambda: write_open_document(
                ODS_ROW.format(
                    ' table:number-rows-repeated="2000000"',
                    ODS_CELL.format(' table:number-columns-repeated="2000000"'),
                )
            ),
            "högst",
        ),
    ],
    ids=["ods", "ods picture", "xlsb", "xlsb large", "ods repeated"],
)
def test_a_bomb_is_refused(make: Callable[[], bytes], said: str) -> None:
    sheets, errors = read(make())
    assert not sheets
    assert said in errors


FAR_ROWS = {
    "xlsx": write_excel(1_048_575, 0, "x"),
    "xls": write_excel_97(65_535, 0),
    "xlsb": write_excel_binary(1_048_575, 0, "x"),
    "ods": write_open_document(
        ODS_ROW.format(' table:number-rows-repeated="1048575"', "<table:table-cell/>")
        + ODS_ROW.format("", ODS_CELL.format(""))
    ),
    "xml": write_xml(f'<Row ss:Index="1048576">{XML_CELL.format("")}</Row>'),
    "html": b"<table>" + b"<tr></tr>" * 60_000 + b"<tr><td>x</td></tr></table>",
}
FAR_COLUMNS = {
    "xlsx": write_excel(0, 16_383, "x"),
    "xls": write_excel_97(0, 255),
    "xlsb": write_excel_binary(0, 16_383, "x"),
    "ods": write_open_document(
        ODS_ROW.format("", '<table:table-cell table:number-columns-repeated="16383"/>' + ODS_CELL.format(""))
    ),
    "xml": write_xml(f"<Row>{XML_CELL.format(' ss:Index=' + chr(34) + '16384' + chr(34))}</Row>"),
    "html": b'<table><tr><td colspan="16383"></td><td>x</td></tr></table>',
}


@pytest.mark.parametrize("kind", FAR_ROWS)
def test_a_cell_far_down_is_refused(kind: str) -> None:
    sheets, errors = read(FAR_ROWS[kind])
    assert "x" not in list_cells(sheets)
    assert "rader" in errors


@pytest.mark.parametrize("kind", FAR_COLUMNS)
def test_a_cell_far_to_the_right_is_refused(kind: str) -> None:
    sheets, errors = read(FAR_COLUMNS[kind])
    assert "x" not in list_cells(sheets)
    assert "högst 60 kolumner" in errors


def test_the_least_workbooks_of_these_tests_are_read() -> None:
    """Those above are refused for where their cell is, and for nothing else."""
    for content in (write_excel_97(9, 2), write_excel_binary(1, 2, "x"), write_excel(1, 2, "x")):
        sheets, errors = read(content)
        assert not errors
        assert {"x", "5,8"} & set(list_cells(sheets))


@pytest.mark.parametrize("kind", ["ods", "xml", "html"])
@pytest.mark.parametrize("is_file", [True, False], ids=["file", "laughs"])
def test_entities_are_neither_fetched_nor_multiplied(kind: str, is_file: bool, tmp_path: Path) -> None:
    secret = tmp_path / "hemligt.txt"
    secret.write_text("lösenordet")
    start = f'<!DOCTYPE x [<!ENTITY a9 SYSTEM "{secret.as_uri()}">]>' if is_file else LAUGHS
    content = {
        "ods": write_open_document(ODS_ROW.format("", ODS_CELL.format("").replace("x<", "&a9;<")), start),
        "xml": write_xml(f"<Row>{XML_CELL.format('').replace('x<', '&a9;<')}</Row>", start),
        "html": f"{start}<html><table><tr><td>Konto<td>&a9;</table></html>".encode(),
    }[kind]
    sheets, errors = read(content)
    shown = "".join(list_cells(sheets))
    assert "lösenordet" not in shown + errors
    assert len(shown) < 100
    assert errors.endswith(".") if kind != "html" else shown.startswith("Konto")


def test_a_reader_that_the_system_kills_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """The processor time of the file's own process ends before the file does."""
    monkeypatch.setattr(isolated_reader, "CPU_SECONDS", 1)
    log = ErrorLog()
    content = b"<table>" + b"<tr><td><b>1</b><td>2</tr>" * 330_000 + b"</table>"
    # Every row is asked for: a reader that may end at the first 20 000 can be done within the second.
    assert read_table_sheets(content, "fil", log, 400_000) == []
    assert [error.expected for error in log.errors] == [STOPPED_MESSAGE]


@pytest.mark.django_db
@pytest.mark.usefixtures("jobs_at_once")
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: (FILES / "kinds.xls").read_bytes().replace(b"\xfc\x00", b"\xff\xff"), "gick inte att läsa"),
        (lambda: write_xml("<Row><Cell>"), "gick inte att läsa"),
        (lambda: replace_part("kinds.ods", "content.xml", BIG), "orimligt hårt packad"),
    ],
    ids=["spoilt xls", "xml", "bomb"],
)
def test_a_broken_workbook_is_refused_in_its_job(small: SmallBoard, make: Callable[[], bytes], said: str) -> None:
    client: Client = login(small, "controller")
    before = facts()
    job = upload(client, small, make(), "rapport.xls")
    assert job.state == JobState.REFUSED
    page = page_of(client, small, job)
    assert said in page
    assert client.post(f"{address(small.round)}{job.public_id}/", {"act": "apply"}).status_code == 422
    assert facts() == before
