"""A report with chapters of its own: every text is in PDF, Word and Excel, in the order of its disposition."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from docx import Document
from hypothesis import example, given, settings
from msgspec.structs import replace
from pypdf import PdfReader

from apps.charts.markup import clean_text
from apps.core.rich_text.contents import iter_inlines, list_pictures
from apps.core.rich_text.markdown import parse_markdown
from apps.core.rich_text.normal_form import normalise_text
from apps.core.rich_text.tree import Figure, Heading, Paragraph, Picture, RichText, Text
from apps.documents.arrangement import DocumentChapter, build_chapters, prepare_headings
from apps.documents.blocks import HeadingBlock
from apps.documents.cover import build_cover
from apps.documents.docx.report_docx import build_report_docx
from apps.documents.pdf.characters import replace_missing_characters
from apps.documents.pdf.report_pdf import build_report_pdf
from apps.documents.rich_text_blocks import build_text_blocks
from apps.imports.pictures.decoder import decode_picture
from apps.report.board_report import BoardReport, Chapter, ChapterText
from tests.core.rich_text.trees import rich_texts
from tests.documents.made_report import HOSTILE, PRINTED_HOSTILE
from tests.documents.read_back import read_docx_text, read_pdf_text, squeeze
from tests.documents.test_docx import make_cover
from tests.imports.picture_samples import draw_image, make_png, write_image

DRAWING = decode_picture(make_png())
MADE_AT = datetime(2026, 1, 2, tzinfo=UTC)
MARKDOWN = """## Barn och unga

Kostnaden **ökade** och *kön* är [längre](https://x.example/a).

- första
    1. inre ett
    2. inre två
- andra

| Bidrag | Sökt |
|---|---|
| Habilitering | 2 400 |
"""


def write_chapters(report: BoardReport) -> BoardReport:
    whole = {"area": "sn", "area_name": "Nämnden", "whole_board": True}
    figure = Figure(value="money", key="x", column="actual", shown="12,5 mnkr")
    rest = RichText(
        blocks=(
            Paragraph(content=(Text(text="Utfallet är "), figure)),
            Paragraph(content=(Text(text=HOSTILE),)),
            Picture(id="karta", alt="Karta över områdena"),
        )
    )
    chapters = (
        Chapter(
            number="1",
            code="inledning",
            heading="Inledning",
            level=1,
            kind="written",
            texts=(
                ChapterText(**whole, text=parse_markdown(MARKDOWN)),
                ChapterText(area="ifo", area_name="Individ och familj", whole_board=False, text=rest),
            ),
        ),
        Chapter(number="1.1", code="malen", heading="Våra mål", level=2, kind="part", part="goals"),
        Chapter(number="2", code="tomt", heading="Tomt", level=1, kind="written"),
    )
    return replace(report, chapters=chapters)


def test_own_chapters_are_drawn_in_their_order(reports: dict[str, BoardReport]) -> None:
    report = write_chapters(reports["harryda-2023-t2"])
    chapters, cover = build_chapters(report), build_cover(report, version=None)
    docx = build_report_docx(chapters, cover, MADE_AT)
    pdf = build_report_pdf(chapters, cover, MADE_AT)
    for read, hostile in ((read_docx_text(docx), HOSTILE), (read_pdf_text(pdf), PRINTED_HOSTILE)):
        text = squeeze(read)
        body = text[text.rindex("Perioden") :] if "Perioden" in text else text
        places = [
            body.index(squeeze(part)) for part in ("Barn och unga", "första", "inre två", "Sökt", "2 400", "12,5 mnkr")
        ]
        assert places == sorted(places)
        assert squeeze(hostile) in body
        assert squeeze("[Bild: Karta över områdena]") in body
        assert body.index("1.1Våramål") > places[-1]
    headings = [one.text for one in Document(io.BytesIO(docx)).paragraphs if one.style.name.startswith("Heading")]
    assert headings[:5] == ["Perioden i korthet", "1 Inledning", "Barn och unga", "Individ och familj", "1.1 Våra mål"]
    assert headings[-1] == "2 Tomt"


def test_pictures_are_drawn_with_what_they_show_in_words(reports: dict[str, BoardReport]) -> None:
    """One is small, one photo as tall as a tower; without its bytes a picture is told in words, as is one of nobody."""
    report = write_chapters(reports["harryda-2023-t2"])
    drawing, photo = decode_picture(make_png(300, 90)), decode_picture(write_image(draw_image(200, 1900), "JPEG"))
    text = RichText((Picture("a", HOSTILE), Picture("b", "Ett torn"), Picture("c", "Ingen har den")))
    own = ChapterText(area="sn", area_name="Nämnden", whole_board=True, text=text)
    report = replace(report, chapters=(replace(report.chapters[0], texts=(own,)),))
    chapters, cover = build_chapters(report, {"a": drawing, "b": photo}), build_cover(report, version=None)
    document = Document(io.BytesIO(build_report_docx(chapters, cover, MADE_AT)))
    placed = [(one._inline.docPr.get("descr"), round(one.width.cm, 1)) for one in document.inline_shapes]
    assert placed == [(clean_text(HOSTILE), 5.1), ("Ett torn", 1.9)]
    assert len({one._inline.docPr.get("id") for one in document.inline_shapes}) == 2
    assert "[Bild: Ingen har den]" in "\n".join(one.text for one in document.paragraphs)
    pdf = build_report_pdf(chapters, cover, MADE_AT)
    assert list_alternative_texts(pdf) == [replace_missing_characters(clean_text(HOSTILE)), "Ett torn"]
    assert squeeze("[Bild: Ingen har den]") in squeeze(read_pdf_text(pdf))


def list_alternative_texts(pdf: bytes) -> list[str]:
    """What the figures of a tagged PDF are said to show, in reading order."""

    def walk(node: Any) -> Iterator[str]:
        node = node.get_object()
        if isinstance(node, list):
            for one in node:
                yield from walk(one)
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure":
                yield str(node["/Alt"])
            if "/K" in node:
                yield from walk(node["/K"])

    return list(walk(PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]))


@settings(max_examples=10, deadline=None)
@example(RichText((Heading(1, (Figure("money", "ifo", "budget", shown="\x80"),)),)))
@given(rich_texts)
def test_any_text_is_drawn_and_no_piece_of_it_is_lost(text: RichText) -> None:
    whole = normalise_text(text)
    pictures = list_pictures(whole)
    blocks = build_text_blocks(whole, 1, {one.id: DRAWING for one in pictures})
    chapters = prepare_headings([DocumentChapter((HeadingBlock("Kapitel", 1, "1"), *blocks))])
    made = build_report_docx(chapters, make_cover(), MADE_AT)
    docx = squeeze(read_docx_text(made))
    shapes = Document(io.BytesIO(made)).inline_shapes
    assert [one._inline.docPr.get("descr") for one in shapes] == [clean_text(one.alt) for one in pictures]
    place = 0
    for one in iter_inlines(whole):
        piece = squeeze(clean_text(one.text)) if isinstance(one, Text) else ""
        place = docx.index(piece, place)
    assert build_report_pdf(chapters, make_cover(), MADE_AT).startswith(b"%PDF")
