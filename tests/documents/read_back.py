"""Documents read back as people would, to be held against the report's facts."""

import io
import re
from collections.abc import Iterable

from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from apps.publishing.comparison.differences import list_all_facts
from apps.publishing.comparison.facts import Fact
from apps.report.board_report import BoardReport

_TEXTS = {
    "Mål": ("namn", "beskrivning", "förklaring till läget", "samlad bedömning", "orsak", "åtgärd"),
    "Indikatorer": ("samlad bedömning", "orsak", "åtgärd", "jämställdhetsreflektion"),
    "Kommentarer": ("text", "orsak", "åtgärd"),
    "Rapporten": ("sammanfattning", "översikt"),
    "Att uppmärksamma": ("rubrik", "varför", "åtgärd"),
    "Intern kontroll": ("namn", "kontroll", "status", "bedömning", "kommentar", "riskvärde", "beskrivning"),
}
_SPACE = re.compile(r"[\s\u00ad\u2060-]+")  # what may be where a line breaks; a minus stands right before its digits


def squeeze(text: str) -> str:
    """The text without what a line break adds or takes away."""
    return _SPACE.sub("", text)


def list_text_facts(report: BoardReport) -> list[Fact]:
    """The texts and lights that every document prints in full."""
    return [
        fact
        for fact in list_all_facts(report)
        if fact.text and any(fact.what.split(",")[0].startswith(word) for word in _TEXTS.get(fact.part, ()))
    ]


def has_text(fact: Fact, squeezed: str) -> bool:
    """Is the fact's text, or each of its lines, in what was read?"""
    return all(squeeze(line) in squeezed for line in fact.text.split("\n"))


def list_figure_facts(report: BoardReport) -> list[Fact]:
    """The report's own period's outcomes and amounts."""
    when = report.period.label
    found = []
    for fact in list_all_facts(report):
        now = f" {when}" in fact.what or fact.what.endswith(when)
        if fact.text and now and fact.part == "Indikatorer" and fact.what.startswith("utfall"):
            found.append(fact)
        if fact.text.endswith("tkr") and now and fact.part in {"Driftbudget", "Investeringar"}:
            found.append(fact)
    return [one for one in found if "i tabellen" not in one.what and "beräknad" not in one.what]


def read_pdf_text(data: bytes) -> str:
    """All words of a PDF."""
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def read_docx_text(data: bytes) -> str:
    """All words of a Word document's body, paragraph by paragraph."""
    body = Document(io.BytesIO(data)).element.body
    return "\n".join("".join(text.text or "" for text in one.iter(qn("w:t"))) for one in body.iter(qn("w:p")))


def read_workbook_cells(data: bytes) -> list[list[object]]:
    """Every row of a workbook's sheets, with the values that its formulas are stored with."""
    book = load_workbook(io.BytesIO(data), data_only=True)
    return [list(row) for sheet in book for row in sheet.iter_rows(values_only=True)]


def join_texts(rows: Iterable[Iterable[object]]) -> str:
    """The texts of rows of cells."""
    return "\n".join(str(cell) for row in rows for cell in row if cell is not None)
