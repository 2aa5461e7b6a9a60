"""Folders and workbooks: what is read, and what is refused before anyone parses it."""

import csv
import io
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from apps.documents.report_files import write_workbook
from apps.imports.report_format import raw_sheets as limits
from apps.imports.report_format.cell_text import format_excel_number
from apps.imports.report_format.errors import ErrorLog, ReportErrors
from apps.imports.report_format.source_files import read_source, read_upload
from apps.imports.report_format.workbook import read_workbook
from tests.builders import write_report


def errors_of(source: Path) -> str:
    with pytest.raises(ReportErrors) as caught:
        read_source(source)
    return "\n".join(caught.value.lines())


def workbook_of(path: Path, rows: list[list[object]], sheet: str = "utfall") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def repacked(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The workbook with its parts changed, as an attacker would."""
    with zipfile.ZipFile(path) as parcel:
        parts = {name: parcel.read(name) for name in parcel.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, data in parts.items():
            parcel.writestr(name, data)
    return path


# Folders


def test_a_folder_gives_its_sheets_with_row_numbers(tmp_path: Path) -> None:
    (tmp_path / "utfall.csv").write_text('\ufeffa;b\r\n\r\n1;"två\r\nrader"\r\n3;;\r\n', encoding="utf-8")
    (sheet,) = read_source(tmp_path)
    assert (sheet.name, sheet.file) == ("utfall", "utfall.csv")
    assert sheet.lines == [(1, ["a", "b"]), (3, ["1", "två\r\nrader"]), (5, ["3"])]


def test_parts_come_in_order(tmp_path: Path) -> None:
    for name in ("utfall-b", "mål", "utfall-a", "utfall"):
        (tmp_path / f"{name}.csv").write_text(f"{name}\n", encoding="utf-8")
    sheets = read_source(tmp_path)
    assert [(sheet.name, sheet.file) for sheet in sheets] == [
        ("mål", "mål.csv"),
        ("utfall", "utfall.csv"),
        ("utfall", "utfall-a.csv"),
        ("utfall", "utfall-b.csv"),
    ]


def test_names_from_a_mac_are_the_same_names(tmp_path: Path) -> None:
    (tmp_path / (unicodedata.normalize("NFD", "målvärden") + ".csv")).write_text("a\n", encoding="utf-8")
    assert [sheet.name for sheet in read_source(tmp_path)] == ["målvärden"]


def test_hidden_files_and_notes_are_passed_over(tmp_path: Path) -> None:
    for name in (".DS_Store", "läsmig.md"):
        (tmp_path / name).write_bytes(b"\xff\x00")
    assert read_source(tmp_path) == []


@pytest.mark.parametrize(
    ("data", "place", "said"),
    [
        (b"a;b\n1;\x00\n", "utfall.csv", "UTF-8"),
        (b'a;b\n1;2\n3;"4\n5;6\n', "utfall.csv, rad 3", "Citattecknen"),
        (b'a;b\n"1"x;2\n', "utfall.csv, rad 2", "Citattecknen"),
        (b"a;b\n" + b"x;" * 70 + b"y\n", "utfall.csv, rad 2", "kolumner"),
        (b"a;b\n1;" + b"x" * 10_001 + b"\n", "utfall.csv, rad 2, kolumn 2", "10000 tecken"),
        (b"a\n" + b"1\n" * 20_001, "utfall.csv", "20000 rader"),
        (b"x" * 40_000_001, "utfall.csv", "40 MB"),
    ],
    ids=["nul", "open quote", "text after quote", "columns", "long cell", "rows", "size"],
)
def test_bad_csv_files_are_named(tmp_path: Path, data: bytes, place: str, said: str) -> None:
    (tmp_path / "utfall.csv").write_bytes(data)
    said_of = errors_of(tmp_path)
    assert said_of.startswith(place + ":")
    assert said in said_of


def test_csv_as_windows_writes_it(tmp_path: Path) -> None:
    """Excel's plain "CSV" and LibreOffice's Windows-1252 in Swedish: semicolons, decimal commas, a dash and quotes."""
    (tmp_path / "utfall.csv").write_bytes("år;värde\n2021;7,5\n2022;”å – ö”\n".encode("cp1252"))
    assert [line.cells for line in read_source(tmp_path)[0].lines] == [
        ["år", "värde"],
        ["2021", "7,5"],
        ["2022", "”å – ö”"],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp437", "mac-roman"])
@pytest.mark.parametrize("sign", [";", "\t", ","])
def test_the_same_sheet_however_excel_has_saved_it(tmp_path: Path, encoding: str, sign: str) -> None:
    """”CSV”, ”CSV UTF-8”, ”Unicode-text”, and a comma where Windows is set to English: what is in a cell is quoted."""
    rows = [["indikator", "år", "värde", "fotnot"], ["nojdhet", "2024", "7,5", 'Så; blev\tdet, "året"\nåter']]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=sign).writerows(rows)
    (tmp_path / "utfall.csv").write_bytes(text.getvalue().encode(encoding))
    (sheet,) = read_source(tmp_path)
    assert [line.cells for line in sheet.lines] == rows
    assert bool(sheet.remarks) == (encoding in {"cp437", "mac-roman"}), "an older table is told of"


def test_the_line_that_names_the_delimiter_is_no_row(tmp_path: Path) -> None:
    (tmp_path / "utfall.csv").write_bytes("\ufeffsep=,\r\nindikator,värde\r\na,1\r\n".encode())
    (sheet,) = read_source(tmp_path)
    assert sheet.lines == [(2, ["indikator", "värde"]), (3, ["a", "1"])]


def test_other_files_and_too_many_are_refused(tmp_path: Path) -> None:
    (tmp_path / "utfall.xlsx").write_bytes(b"")
    assert "utfall.xlsx: Mappen ska bara ha CSV-filer" in errors_of(tmp_path)
    for number in range(limits.MAX_FILES):
        (tmp_path / f"{number}.csv").write_text("a\n")
    assert "högst 60 filer" in errors_of(tmp_path)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    assert "finns inte" in errors_of(tmp_path / "saknas.xlsx")


# Workbooks


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1234.5, "General", "1234,5"),
        (-96526, "# ##0", "-96526"),
        (0.1, "0.0", "0,1"),
        (1.234, "General", "1,2340"),
        (0.5, "0%", "50 %"),
        (0.07, "0.0 %", "7 %"),
        (0.285, "0.0%", "28,5 %"),
        (1, "0%", "100 %"),
        (5, '0" % av alla"', "5"),
        (880, "0000", "0880"),
        (880, "0", "880"),
        (1e15, "General", "1000000000000000"),
        (1e-7, "General", "0,0000001"),
        (7.0, "0.00", "7"),
    ],
)
def test_numbers_become_the_text_of_a_csv_file(value: float, number_format: str, text: str) -> None:
    assert format_excel_number(value, number_format) == text


def test_cells_of_every_kind(tmp_path: Path) -> None:
    row: list[object] = ["text", 1.5, date(2022, 3, 1), datetime(2022, 3, 1), True, None, "=A1+1", "=2", "é"]
    path = workbook_of(tmp_path / "r.xlsx", [["h"], row])
    (sheet,) = read_source(path)
    assert sheet.file == "r.xlsx, blad utfall"
    assert sheet.lines[1] == (2, ["text", "1,5", "2022-03-01", "2022-03-01", "ja", "", "=A1+1", "=2", "é"])


def test_gaps_between_rows_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Utfall ")
        page.write_string(0, 0, "h")
        page.write_string(9, 0, "tio")
    (sheet,) = read_source(path)
    assert sheet.name == "utfall"
    assert sheet.lines == [(1, ["h"]), (10, ["tio"])]


@pytest.mark.parametrize(("row", "column", "said"), [(1_048_575, 0, "20000 rader"), (0, 16_383, "60 kolumner")])
def test_a_far_cell_is_refused_at_once(tmp_path: Path, row: int, column: int, said: str) -> None:
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("utfall").write_string(row, column, "långt bort")
    assert said in errors_of(path)


@pytest.mark.parametrize(("most", "told"), [(3, ""), (2, "högst 2 rader")])
def test_a_sheet_has_as_many_rows_as_its_reader_takes(tmp_path: Path, most: int, told: str) -> None:
    """A ledger may be longer than our own sheets."""
    log = ErrorLog()
    content = workbook_of(tmp_path / "bok.xlsx", [["a"], ["b"], ["c"]]).read_bytes()
    sheets = read_workbook(content, "bok.xlsx", log, most)
    assert (len(sheets) == 1, bool(log.errors)) == (not told, bool(told))
    assert all(told in error.expected for error in log.errors)


@pytest.mark.slow
def test_cells_that_only_have_a_look_cost_little(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page, grey = book.add_worksheet("utfall"), book.add_format({"bg_color": "gray"})
        for row in range(1000):
            page.write_string(row, 0, "a")
            page.write_blank(row, 16_383, None, grey)
    (sheet,) = read_source(path)
    assert [line.cells for line in sheet.lines] == [["a"]] * 1000


def test_too_many_sheets(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for _ in range(31):
            book.add_worksheet()
    assert "högst 30 blad" in errors_of(path)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ingen Excel-arbetsbok"),
        (b"indikator;v\xc3\xa4rde\n", "ingen Excel-arbetsbok"),
        (b"", "ingen Excel-arbetsbok"),
        (b"PK\x03\x04" + b"\x00" * 50, "skadad"),
    ],
)
def test_renamed_files_are_recognised(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "rapport.xlsx"
    path.write_bytes(data)
    assert errors_of(path).startswith("rapport.xlsx: ")
    assert said in errors_of(path)


def test_a_word_document_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    with zipfile.ZipFile(path, "w") as parcel:
        parcel.writestr("[Content_Types].xml", "<Types/>")
        parcel.writestr("word/document.xml", "<a/>")
    assert "ingen Excel-arbetsbok" in errors_of(path)


def test_a_truncated_workbook(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_workbook(read_source(write_report(tmp_path / "mapp")), path)
    whole = path.read_bytes()
    for length in (len(whole) // 2, len(whole) - 30, 100):
        path.write_bytes(whole[:length])
        assert "skadad" in errors_of(path)


def test_a_part_with_a_wrong_checksum(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "r.xlsx", [["a", "b"]])
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as parcel:
        part = parcel.getinfo("xl/worksheets/sheet1.xml")
    data[part.header_offset + 60] ^= 0xFF
    path.write_bytes(bytes(data))
    assert "skadad" in errors_of(path)


def test_a_zip_bomb_is_never_unpacked(tmp_path: Path) -> None:
    def blow_up(parts: dict[str, bytes]) -> None:
        parts["xl/worksheets/sheet1.xml"] = b"<x>" + b" " * 15_000_000 + b"</x>"

    path = repacked(workbook_of(tmp_path / "r.xlsx", [["a"]]), blow_up)
    assert path.stat().st_size < 100_000
    assert "hårt packad" in errors_of(path)


def test_many_large_parts_are_counted_together(tmp_path: Path) -> None:
    def blow_up(parts: dict[str, bytes]) -> None:
        parts.update({f"xl/media/{number}": b"\x00" * 4_000_000 for number in range(8)})

    assert "för stor uppackad" in errors_of(repacked(workbook_of(tmp_path / "r.xlsx", [["a"]]), blow_up))


@pytest.mark.parametrize(
    "prolog",
    [
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
    ],
    ids=["xxe", "billion laughs"],
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_entities_are_refused_in_every_part(tmp_path: Path, prolog: str, part: str, encoding: str) -> None:
    def poison(parts: dict[str, bytes]) -> None:
        body = parts[part].decode().split("?>", 1)[-1]
        parts[part] = (prolog + body).encode(encoding)

    said = errors_of(repacked(workbook_of(tmp_path / "r.xlsx", [["a"]]), poison))
    assert "läses inte in" in said or "skadad" in said
    assert "root:" not in said


def test_macros_are_refused(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "r.xlsx", [["a"]])
    repacked(path, lambda parts: parts.update({"xl/vbaProject.bin": b"x"}))
    assert "makron" in errors_of(path)


def test_an_upload_is_read_from_its_stream(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "r.xlsx", [["a"]])
    (sheet,) = read_upload(io.BytesIO(path.read_bytes()), "uppladdad.xlsx")
    assert sheet.file == "uppladdad.xlsx, blad utfall"
