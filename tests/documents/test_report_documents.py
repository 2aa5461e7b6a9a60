"""The faces of a report as files: every figure and text is the report's own, and no text runs as markup."""

import io
import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from apps.core.swedish import NotANumberError, parse_number
from apps.documents.arrangement import build_chapters
from apps.documents.blocks import HeadingBlock, TableBlock
from apps.documents.cover import build_cover
from apps.documents.docx.report_docx import build_report_docx
from apps.documents.pdf.report_pdf import AttachedFile, build_report_pdf
from apps.documents.report_workbook import write_report_workbook
from apps.publishing.comparison.facts import Fact
from apps.report.board_report import BoardReport
from tests.documents.made_report import HOSTILE, PRINTED_HOSTILE, write_hostile_report
from tests.documents.read_back import (
    has_text,
    join_texts,
    list_figure_facts,
    list_text_facts,
    read_docx_text,
    read_pdf_text,
    read_workbook_cells,
    squeeze,
)
from tests.fixtures_reports import FOLDERS

MADE_AT = datetime(2026, 1, 2, tzinfo=UTC)
SMALLEST = "harryda-2023-t2"
NUMBERS = AttachedFile("rapport.json", "application/json", "Rapportens uppgifter", b"{}")


def build_pdf(report: BoardReport, version: int | None = 1) -> bytes:
    attached = [NUMBERS] if version else []
    return build_report_pdf(build_chapters(report), build_cover(report, version=version), MADE_AT, attached)


def build_docx(report: BoardReport, version: int | None = 1, template: bytes | None = None) -> bytes:
    return build_report_docx(build_chapters(report), build_cover(report, version=version), MADE_AT, template)


def build_workbook(report: BoardReport) -> bytes:
    return write_report_workbook(report, build_cover(report, version=1), MADE_AT)


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS)
def test_workbook_pdf_and_word_hold_every_text_and_figure_of_the_report(
    folder: str, reports: dict[str, BoardReport]
) -> None:
    report = reports[folder]
    rows = read_workbook_cells(build_workbook(report))
    in_workbook, in_pdf = squeeze(join_texts(rows)), squeeze(read_pdf_text(build_pdf(report)))
    facts = list_text_facts(report)
    assert len(facts) > 50
    in_docx = squeeze(read_docx_text(build_docx(report)))
    for read in (in_workbook, in_pdf, in_docx):
        assert [fact for fact in facts if not has_text(fact, read)] == []
    figures = list_figure_facts(report)
    assert len(figures) > 50
    assert [fact for fact in figures if not _is_in_row(fact, report, rows)] == []
    printed = [
        row
        for chapter in build_chapters(report)
        for block in chapter.blocks
        if isinstance(block, TableBlock)
        for row in block.rows
    ]
    for read in (in_pdf, in_docx.translate(str.maketrans("", "", "●◐✕○"))):
        assert [row for row in printed if squeeze("".join(cell.text for cell in row.cells)) not in read] == []


def _is_in_row(fact: Fact, report: BoardReport, rows: list[list[object]]) -> bool:
    """Is there a row of the fact's name, or cost type, which has the figure, as a number where it is one?"""
    kind = fact.what.partition(", ")[2].removesuffix(report.period.label).strip().capitalize()
    mine = [row for row in rows if fact.name in str(row[0] or "") or (kind and str(row[0] or "") == kind)]
    first = re.split(r"[ \u00a0](?=[^\d\s])|%", fact.text.removesuffix("tkr").strip())[0]
    try:
        number = parse_number(first)
    except NotANumberError:
        return bool(mine)  # why there is no figure: pages say it in other words than facts do
    known = [Decimal(str(cell)) for row in mine for cell in row[1:] if isinstance(cell, int | float)]
    return any(abs(one - number) < Decimal("0.000001") for one in known)


def test_pdf_is_accessible_and_made_to_be_kept(reports: dict[str, BoardReport]) -> None:
    data = build_pdf(reports[SMALLEST])
    reader = PdfReader(io.BytesIO(data))
    root = reader.trailer["/Root"]
    assert root["/Lang"].lower().startswith("sv")
    assert reader.metadata
    assert reader.metadata.title == "Delårsrapport 2023, Socialnämnden, Härryda"
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert root["/MarkInfo"]["/Marked"]
    assert reader.attachments["rapport.json"] == [b"{}"]
    headings = [block for chapter in build_chapters(reports[SMALLEST]) for block in chapter.blocks]
    chapters = [f"{one.number} {one.text}" for one in headings if isinstance(one, HeadingBlock) and one.level == 1]
    assert [re.sub(r"\s+", " ", one.title) for one in reader.outline if not isinstance(one, list)][
        -len(chapters) :
    ] == (chapters)
    types = {str(reader.get_object(n).get("/S")) for n in range(1, len(reader.xref[0])) if _is_element(reader, n)}
    assert {"/Table", "/TH", "/TD", "/Figure", "/H1", "/TOC"} <= types
    assert _count_figures_without_alt(reader) == 0
    fonts = {str(font["/BaseFont"]) for page in reader.pages for font in _list_fonts(page)}
    assert fonts
    assert all("+" in font for font in fonts), "every font is embedded"


def _is_element(reader: PdfReader, number: int) -> bool:
    found = reader.get_object(number)
    return isinstance(found, dict) and "/S" in found and "/P" in found


def _count_figures_without_alt(reader: PdfReader) -> int:
    elements = (reader.get_object(n) for n in range(1, len(reader.xref[0])) if _is_element(reader, n))
    return sum(1 for one in elements if one["/S"] == "/Figure" and not one.get("/Alt"))


def _list_fonts(page: object) -> list[dict[str, object]]:
    return [font.get_object() for font in page["/Resources"].get("/Font", {}).values()]  # type: ignore[index]


def test_draft_is_marked_on_every_page(reports: dict[str, BoardReport]) -> None:
    pages = PdfReader(io.BytesIO(build_pdf(reports[SMALLEST], version=None))).pages
    assert len(pages) > 5
    assert all("UTKAST" in page.extract_text() for page in pages)
    assert "UTKAST" not in read_pdf_text(build_pdf(reports[SMALLEST]))


def test_same_report_gives_the_same_bytes(reports: dict[str, BoardReport]) -> None:
    report = reports[SMALLEST]
    assert build_pdf(report) == build_pdf(report)
    assert build_workbook(report) == build_workbook(report)


def test_hostile_text_is_text(reports: dict[str, BoardReport]) -> None:
    report = write_hostile_report(reports[SMALLEST])
    assert read_pdf_text(build_pdf(report)).replace("\n", "").count("{{ 7*7 }}") > 3
    assert squeeze(PRINTED_HOSTILE) in squeeze(read_pdf_text(build_pdf(report)))
    assert squeeze(HOSTILE) in squeeze(read_docx_text(build_docx(report)))
    data = build_workbook(report)
    cells = [cell for sheet in load_workbook(io.BytesIO(data)) for row in sheet.iter_rows() for cell in row]
    assert any(HOSTILE in str(cell.value) for cell in cells)
    assert not [cell for cell in cells if cell.hyperlink]
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert all(re.fullmatch(r"=(SUM\([A-Z0-9,:]+\)|[A-Z]+\d+-[A-Z]+\d+)", formula) for formula in formulas)


def test_sums_of_the_workbook_are_live(reports: dict[str, BoardReport]) -> None:
    sheet = load_workbook(io.BytesIO(build_workbook(reports["kalmar-2020-t3"])))["Driftbudget"]
    formulas = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert any(formula.startswith("=SUM(") for formula in formulas)
    assert any("-" in formula for formula in formulas)
    assert sheet.freeze_panes == "B3"
    assert sheet.print_title_rows == "$2:$2"
    assert sheet.print_area


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_finding_is_marked_below_the_table_of_its_figure(reports: dict[str, BoardReport], folder: str) -> None:
    report = reports[folder]
    tables = [block for chapter in build_chapters(report) for block in chapter.blocks if isinstance(block, TableBlock)]
    notes = {note for table in tables for note in table.notes}
    marked = [one for one in report.findings if any(note.endswith(f"{one.name}: {one.message}") for note in notes)]
    of_figures = [one for one in report.findings if one.where in ("indicator", "area", "investment", "risk")]
    assert [one.message for one in of_figures if one not in marked] == []
