"""Word documents: real headings, contents, repeated heads; and templates that are checked before they are used."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from docx import Document
from docx.oxml.ns import qn

from apps.documents.arms import find_arms_problem
from apps.documents.arrangement import DocumentChapter
from apps.documents.blocks import (
    DocumentCell,
    DocumentColumn,
    DocumentRow,
    DrawingBlock,
    HeadingBlock,
    ListBlock,
    ListItem,
    ParagraphBlock,
    TableBlock,
    TextRun,
)
from apps.documents.cover import DocumentCover
from apps.documents.docx.default_template import build_default_template
from apps.documents.docx.report_docx import build_report_docx
from apps.documents.docx.template_check import find_template_problems

MADE_AT = datetime(2026, 1, 2, tzinfo=UTC)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="20" height="10" fill="#0a5c6b"/></svg>'
CHAPTERS = [
    DocumentChapter(
        (
            HeadingBlock("Mål", 1, "1"),
            HeadingBlock("Trygghet", 2, "1.1"),
            ParagraphBlock((TextRun("Läget är gott."),)),
            ListBlock((ListItem(((TextRun("ett"),),)), ListItem(((TextRun("två"),),)))),
            TableBlock(
                title="Indikatorer",
                columns=(DocumentColumn(label="Indikator"), DocumentColumn(label="Utfall", unit="%", is_number=True)),
                rows=(DocumentRow(cells=(DocumentCell(text="Svar i tid"), DocumentCell(text="7,5"))),),
            ),
            DrawingBlock(svg=SVG, title="Svar i tid", alt="Andelen har ökat."),
        )
    )
]


def make_cover(version: int | None = 1) -> DocumentCover:
    return DocumentCover(
        municipality="Sagoby",
        board="Socialnämnden",
        title="Delårsrapport 2025",
        period="januari–augusti 2025",
        case_number="SN 2025/12",
        status="Fastställd",
        version=version,
        note="",
    )


def make_template(*texts: str, header: str = "") -> bytes:
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    document.sections[0].header.paragraphs[0].text = header
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def add_part(template: bytes, name: str, body: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(target, "w") as new:
        for one in old.infolist():
            if one.filename != name:
                new.writestr(one, old.read(one))
        new.writestr(name, body)
    return target.getvalue()


def test_document_needs_nothing_done_by_hand() -> None:
    document = Document(io.BytesIO(build_report_docx(CHAPTERS, make_cover(), MADE_AT)))
    headings = [one.text for one in document.paragraphs if one.style.name in {"Heading 1", "Heading 2"}]
    assert headings == ["1 Mål", "1.1 Trygghet"]
    body = document.element.body
    assert any("TOC" in (one.text or "") for one in body.iter(qn("w:instrText")))
    assert list(body.iter(qn("w:hyperlink")))
    table = document.tables[0]
    assert table._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None
    assert table._tbl.tblPr.find(qn("w:tblDescription")) is not None
    assert [cell.text for cell in table.rows[0].cells] == ["Indikator", "Utfall, %"]
    assert [one.get("descr") for one in body.iter(qn("wp:docPr"))] == ["Andelen har ökat."]
    assert document.core_properties.language == "sv-SE"
    assert next(document.styles.element.iter(qn("w:lang"))).get(qn("w:val")) == "sv-SE"
    assert "SN 2025/12" in document.sections[0].header.paragraphs[0].text
    assert "UTKAST" not in document.sections[0].header._element.xml


def test_each_numbered_list_begins_at_one() -> None:
    numbered = ListBlock((ListItem(((TextRun("ett"),),)), ListItem(((TextRun("två"),),))), ordered=True)
    chapters = [DocumentChapter((HeadingBlock("Mål", 1, "1"), numbered, numbered))]
    document = Document(io.BytesIO(build_report_docx(chapters, make_cover(), MADE_AT)))
    ids = [int(one.get(qn("w:val"))) for one in document.element.body.iter(qn("w:numId"))]
    assert ids[0] == ids[1] != ids[2] == ids[3]
    numbering = document.part.numbering_part.element
    assert all(numbering.num_having_numId(one).lvlOverride_lst[0].startOverride.val == 1 for one in set(ids))


def test_arms_and_links_are_in_their_place() -> None:
    link = ParagraphBlock((TextRun("här", link='https://x.example/a"b'),))
    chapters = [DocumentChapter((HeadingBlock("Mål", 1, "1"), link))]
    body = Document(io.BytesIO(build_report_docx(chapters, replace(make_cover(), arms=SVG), MADE_AT))).element.body
    assert [one.get("descr") for one in body.iter(qn("wp:docPr"))] == ["Sagobys vapen"]
    instructions = [one.get(qn("w:instr")) for one in body.iter(qn("w:fldSimple"))]
    assert instructions == [' HYPERLINK "https://x.example/a%22b" ']


def test_draft_says_so_in_every_header() -> None:
    document = Document(io.BytesIO(build_report_docx(CHAPTERS, make_cover(None), MADE_AT)))
    section = document.sections[0]
    for header in (section.header, section.first_page_header):
        assert header.paragraphs[0].text == "UTKAST"


def test_boards_own_template_is_filled() -> None:
    template = make_template("Till {{ namnd }} i {{kommun}}", "{{ rapporten }}", "Slut", header="{{ diarienummer }}")
    assert find_template_problems(template) == []
    document = Document(io.BytesIO(build_report_docx(CHAPTERS, make_cover(), MADE_AT, template)))
    texts = [one.text for one in document.paragraphs]
    assert texts[0] == "Till Socialnämnden i Sagoby"
    assert texts.index("1 Mål") < texts.index("Slut")
    assert document.sections[0].header.paragraphs[0].text == "SN 2025/12"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ nammd }}", "Fältet {{ nammd }} finns inte. Menas {{ namnd }}?"),
        ("{{ namnd", "”{{ namnd”"),
        ("{{ namnd.__class__ }}", "{{ namnd.__class__ }} går inte att använda"),
        ("{% for x in namnd %}{{ x }}{% endfor %}", "går inte att använda"),
        ("{{ 7*7 }}", "{{ 7*7 }} går inte att använda"),
        ("Bara text", "saknar fältet {{ rapporten }}"),
    ],
)
def test_broken_template_says_which_field_is_wrong(text: str, said: str) -> None:
    texts = [text] if text == "Bara text" else ["{{ rapporten }}", text]
    assert said in " ".join(find_template_problems(make_template(*texts)))


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("word/vbaProject.bin", "x", "makron"),
        ("word/embeddings/oleObject1.bin", "x", "inbäddade"),
        ("word/extra.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "inget Word-dokument"),
        (
            "word/_rels/settings.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            'Type="http://x/attachedTemplate" Target="http://x.example/mall.dotm" TargetMode="External"/>'
            "</Relationships>",
            "utifrån: http://x.example/mall.dotm",
        ),
        (
            "word/comments.xml",
            '<w:c xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:instrText>'
            ' INCLUDETEXT "c:/x"</w:instrText></w:c>',
            "INCLUDETEXT",
        ),
    ],
)
def test_template_that_does_more_than_a_template_is_refused(name: str, body: str, said: str) -> None:
    assert said in " ".join(find_template_problems(add_part(build_default_template(), name, body)))


def test_what_is_no_template_is_refused() -> None:
    assert find_template_problems(build_default_template()) == []
    assert "inget Word-dokument" in find_template_problems(b"PK\x03\x04 not really")[0]
    assert "inget Word-dokument" in find_template_problems(b"%PDF-1.7")[0]
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 60_000_000)
    assert "större uppackad" in find_template_problems(bomb.getvalue())[0]


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ('<path d="M0 0L1 1"/><use href="#a"/>', ""),
        ("<script>alert(1)</script>", "<script>"),
        ('<rect onclick="x()"/>', "skript"),
        ('<use href="http://x.example/a.svg#b"/>', "utifrån"),
        ('<image href="data:image/png;base64,xx"/>', "<image>"),
        ('<rect style="fill:url(http://x.example/)"/>', "utifrån"),
        ("<style>@import 'x.css';</style>", "utifrån"),
        ("<foreignObject/>", "<foreignObject>"),
    ],
)
def test_arms_only_draw(inside: str, said: str) -> None:
    problem = find_arms_problem(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode())
    assert said in problem
    assert bool(said) == bool(problem)


def test_arms_are_svg_without_entities() -> None:
    assert "entiteter" in find_arms_problem(
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>'
    )
    assert "ingen SVG" in find_arms_problem(b"\x89PNG\r\n")
    assert "ingen SVG" in find_arms_problem(b"<html/>")
    assert "för stor" in find_arms_problem(b" " * 600_000)
