"""Files of any kind become the same sheets: what they hold, what is hidden in them, and what is told of it."""

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.table_files.file_formats import TableFormat
from apps.imports.table_files.isolated_reader import SLOW_MESSAGE, read_isolated_sheets
from apps.imports.table_files.table_sheets import rank_sheets, read_table_sheets

FILES = Path(__file__).parent / "files"
TABLE = [["Konto", "Belopp"], ["5011", "1234,5"], ["4652", "50 %"]]
XML = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/>
</Style></Styles><Worksheet ss:Name="Blad"><Table><Row><Cell><Data ss:Type="String">Konto</Data></Cell>
<Cell><Data ss:Type="String">Belopp</Data></Cell></Row><Row><Cell><Data ss:Type="Number">5011</Data></Cell>
<Cell><Data ss:Type="Number">1234.5</Data></Cell></Row><Row><Cell><Data ss:Type="Number">4652</Data></Cell>
<Cell ss:StyleID="p"><Data ss:Type="Number">0.5</Data></Cell></Row></Table></Worksheet></Workbook>"""
HTML = """<html><body><table><tr><th>Konto<th>Belopp</tr><tr><td>5011<td>1234,5</tr>
<tr><td>4652<td x:num="0.5">50 %</tr></table></body></html>"""
BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def read(content: bytes) -> tuple[list[RawSheet], str]:
    log = ErrorLog()
    sheets = read_table_sheets(content, "fil", log)
    return sheets, "\n".join(map(str, log.errors))


def save(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        XML.encode(),
        HTML.encode(),
        "Konto;Belopp\n5011;1234,5\n4652;50 %\n".encode("utf-16"),
        b"sep=;\nKonto;Belopp\n5011;1234,5\n4652;50 %\n",
        b"Konto\tBelopp\n5011\t1234,5\n4652\t50 %\n",
    ],
    ids=["xml 2003", "html", "utf-16", "sep", "tab"],
)
def test_the_same_table_from_every_kind(content: bytes) -> None:
    (sheet,), errors = read(content)
    assert not errors
    assert [line.cells for line in sheet.lines] == TABLE


@pytest.mark.parametrize("name", ["kinds.xls", "kinds.ods", "kinds.xlsb"])
def test_binary_workbooks_tell_what_is_hidden_merged_and_wrong(name: str) -> None:
    sheets, errors = read((FILES / name).read_bytes())
    assert not errors
    best = rank_sheets(sheets)
    assert [(sheet.name, sheet.hidden) for sheet in best] == [("utdrag", False), ("omslag", False), ("gömt", True)]
    rows = [line.cells for line in best[0].lines]
    assert rows[1][:6] == ["5011", "310", "202101", "100000,5", "12,5 %", "2021-03-01"]
    assert rows[2][:5] == ["5011", "310", "202102", "5,8", "7 %"]
    told = " ".join(best[0].remarks)
    for part in ("rad 6", "Dold kolumn lästes med: C", "A2:A3", "B5"):
        assert part in told


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('<td sdval="44256" sdnum="1053;0;ÅÅÅÅ-MM-DD">2021-03-01</td>', "2021-03-01"),
        ('<td sdval="44256.5" sdnum="1053;0;YYYY-MM-DD HH:MM">2021-03-01 12:00</td>', "2021-03-01T12:00:00"),
        ('<td class=xl65 x:num="44256">mar-21</td>', "2021-03-01"),
        ('<td style="mso-number-format:&quot;dd\\/mm\\/yyyy&quot;" x:num="44256">01/03/2021</td>', "2021-03-01"),
        ('<td sdval="44256" sdnum="1053;0;# ##0">44 256</td>', "44256"),
        ('<td sdval="44256" sdnum="1053;">44256</td>', "44256"),
        ('<td class=xl66 sdval="0.5" sdnum="1053;0;0 %">50 %</td>', "50 %"),
        ('<td sdval="-5" sdnum="1053;0;YYYY-MM-DD">1899-12-25</td>', "1899-12-25"),
        ('<td sdval="9e99" sdnum="1053;0;YYYY-MM-DD">okänt</td>', "#VALUE!"),
        ('<td sdval="NaN" sdnum="1053;0;YYYY-MM-DD">okänt</td>', "okänt"),
        ('<td data-value="fem" sdnum="1053;0;YYYY-MM-DD">5</td>', "5"),
    ],
)
def test_a_number_on_a_page_is_a_date_where_its_format_says_so(cell: str, said: str) -> None:
    style = '.xl65 {mso-style-parent:style0; mso-number-format:"Short Date";} .xl66 {color:red; mso-number-format:0%}'
    (sheet,), errors = read(f"<html><style>{style}</style><table><tr><td>Datum{cell}</tr></table></html>".encode())
    assert not errors
    assert sheet.lines[0].cells == ["Datum", said]


def test_formulas_give_their_results_and_those_without_are_refused_later() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet("utfall")
        page.write_formula(0, 0, "=10+2.5", None, 12.5)
        page.write_formula(1, 0, "=1/0", None, "#DIV/0!")
    (sheet,), _ = read(stream.getvalue())
    assert [line.cells for line in sheet.lines] == [["12,5"], ["#DIV/0!"]]
    assert any("A2 (#DIV/0!)" in remark for remark in sheet.remarks)
    lone = openpyxl.Workbook()
    lone.active["A1"] = "=A2"
    assert read(save(lone))[0][0].lines[0].cells == ["=A2"]


@given(
    st.decimals(min_value=-(10**14), max_value=10**14, allow_nan=False, places=4).filter(
        lambda number: len(number.normalize().as_tuple().digits) <= 15
    )
)
def test_a_number_of_fifteen_digits_comes_back_as_itself(number: Decimal) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet()
        page.write_number(0, 0, number)
    (sheet,), _ = read(stream.getvalue())
    assert Decimal(sheet.lines[0].cells[0].replace(",", ".")) == number


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (XML.replace('<?xml version="1.0"?>', '<?xml version="1.0"?>' + BOMB).encode(), "gick inte att läsa"),
        (b"<html><body>" + b"<td>x</td>" * 100 + b"</body></html>", "utan tabell"),
        (b"<table><tr>" + b"<td>x</td>" * 10_000 + b"</tr></table>", "högst 60 kolumner"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + b"\x00" * 600, "gick inte att läsa"),
        (b'Konto;Belopp\n5011;"oparat\n4652;1\n', "Citattecknen"),
        (b"", "inga rader"),
    ],
    ids=["entities", "no table", "columns", "broken xls", "quote", "empty"],
)
def test_hostile_and_broken_files_get_an_answer(content: bytes, said: str) -> None:
    sheets, errors = read(content)
    assert not sheets
    assert said in errors


def test_a_reader_that_takes_too_long_is_ended_and_reported() -> None:
    log = ErrorLog()
    assert read_isolated_sheets(HTML.encode(), "fil", TableFormat.HTML, log, 100, seconds=0.001) == []
    assert [error.expected for error in log.errors] == [SLOW_MESSAGE]
