"""Word reports as people have them: read to the last word, and what has no place is listed."""
# ruff: noqa: E501 - markup is read more easily on one line

from contextlib import suppress
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.charts.markup import clean_text
from apps.core.rich_text.contents import format_plain, iter_inlines
from apps.core.rich_text.markdown import format_markdown
from apps.core.rich_text.normal_form import normalise_text
from apps.core.rich_text.tree import Paragraph, RichText, Text, TextList
from apps.documents.arrangement import DocumentChapter, prepare_headings
from apps.documents.blocks import HeadingBlock
from apps.documents.docx.report_docx import build_report_docx
from apps.documents.rich_text_blocks import build_text_blocks
from apps.imports.docx_files.block_builders import ListLine, build_lists
from apps.imports.docx_files.document_reader import DocxFileError, read_docx_report
from apps.imports.docx_files.docx_report import DocxReport
from apps.imports.docx_files.packed_docx import MAX_DOCX_BYTES
from tests.core.rich_text.trees import rich_texts
from tests.documents.read_back import squeeze
from tests.documents.test_chapters import MADE_AT
from tests.documents.test_docx import make_cover
from tests.imports.docx_files.made_docx import build_docx, cell, heading, make_paragraph, replace_part, run, table

OWN_STYLES = """
<w:style w:type="paragraph" w:styleId="Rubrik1"><w:name w:val="Rubrik 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Kapitel"><w:name w:val="Kommunens kapitel"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="KapitelX"><w:name w:val="Kapitel, blå"/><w:basedOn w:val="Kapitel"/></w:style>
<w:style w:type="paragraph" w:styleId="Rund"><w:name w:val="Rund"/><w:basedOn w:val="Rund"/></w:style>
"""


def read(*elements: Any, **more: Any) -> DocxReport:
    return read_docx_report(build_docx(*elements, **more))


def show(report: DocxReport) -> list[tuple[str, int, str]]:
    """Each piece: its heading, its level and its text as Markdown."""
    return [
        (
            piece.heading.title if piece.heading else "",
            piece.heading.level if piece.heading else 0,
            format_markdown(normalise_text(RichText(piece.blocks))),
        )
        for piece in report.pieces
    ]


def get_left(report: DocxReport) -> list[tuple[str, str, str]]:
    return [(one.what, one.where, one.text) for one in report.omissions]


def test_headings_by_built_in_localised_and_own_styles() -> None:
    report = read(
        make_paragraph(run("Årsrapport"), "Title"),
        make_paragraph(run("Ett"), "Rubrik1"),
        "Första stycket.",
        make_paragraph(run("3.1 Ekonomi"), "Kapitel"),
        make_paragraph(run("Blå"), "KapitelX"),
        make_paragraph(run("Rakt på"), "", '<w:outlineLvl w:val="2"/>'),
        make_paragraph(run("Rund text"), "Rund"),
        heading("Två", 1),
        make_paragraph("", "Heading1"),
        styles=OWN_STYLES,
    )
    assert show(report) == [
        ("", 0, "Årsrapport"),
        ("Ett", 1, "Första stycket."),
        ("3.1 Ekonomi", 2, ""),
        ("Blå", 2, ""),
        ("Rakt på", 3, "Rund text"),
        ("Två", 1, ""),
    ]
    assert [piece.heading.number for piece in report.pieces if piece.heading] == ["", "3.1", "", "", ""]


def test_words_keep_their_style_and_lose_what_is_hidden_in_them() -> None:
    link = '<w:hyperlink w:anchor="x">' + run("bokmärke") + "</w:hyperlink>"
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://x.example/" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("länk") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    report = read(
        heading("Läget"),
        make_paragraph(
            run("För")
            + "<w:r><w:t>sörj</w:t><w:softHyphen/><w:t>ning\u00ad en</w:t><w:noBreakHyphen/><w:t>två</w:t><w:tab/><w:t>3</w:t><w:br/><w:t>rad</w:t></w:r>"
            + run(" fet", "<w:b/>")
            + run(" inte", '<w:b w:val="0"/>')
            + run(" kursiv", "<w:i/>")
            + run(" gömd", "<w:vanish/>")
            + field
            + link
        ),
    )
    assert show(report) == [
        ("Läget", 1, "Försörjning en-två 3\\\nrad<b> fet</b> inte<i> kursiv</i>[länk](<https://x.example/>)bokmärke")
    ]
    assert get_left(report) == [("dold text", "Läget", " gömd")]


def test_tracked_changes_are_read_as_accepted_and_listed() -> None:
    report = read(
        heading("Läget"),
        make_paragraph(
            run("Kostnaden ")
            + '<w:del w:id="1" w:author="x"><w:r><w:delText>minskade</w:delText></w:r></w:del>'
            + f'<w:ins w:id="2" w:author="x">{run("ökade")}</w:ins>'
            + run(".")
        ),
        make_paragraph(run("Först "), "", '<w:rPr><w:del w:id="3" w:author="x"/></w:rPr>'),
        "och sist.",
    )
    assert show(report)[0][2] == "Kostnaden ökade.\n\nFörst och sist."
    assert "1 tillägg är med, och 1 borttagningar är inte med" in report.remarks[0]


def test_tables_with_merged_cells_tables_within_and_a_frame() -> None:
    inner = f"<w:tbl>{''.join(f'<w:tr>{cell(a)}{cell(b)}</w:tr>' for a, b in (('x', '1'), ('y', '2')))}</w:tbl>"
    whole = table(
        cell("Område") + cell("Budget", '<w:gridSpan w:val="2"/>'),
        cell("IFO", '<w:vMerge w:val="restart"/>') + cell("10") + cell("20"),
        cell("", "<w:vMerge/>") + f"<w:tc><w:tcPr/>{inner}<w:p/></w:tc>" + cell("30"),
        look='<w:tblLook w:val="04A0"/>',
    )
    frame = table(f"<w:tc><w:p>{run('Ett stycke')}</w:p><w:p>{run('Ett till')}</w:p></w:tc>")
    report = read(heading("Ekonomi"), whole, frame)
    assert show(report)[0][2] == (
        "| Område | Budget |  |\n| --- | --- | --- |\n| IFO | 10 | 20 |\n|  | x · 1<br>y · 2 | 30 |"
        "\n\nEtt stycke\n\nEtt till"
    )
    huge = table(*[cell("1") * 41])
    assert [one[:2] for one in get_left(read(heading("Ekonomi"), huge))] == [("tabell, som är för stor", "Ekonomi")]


def test_lists_of_word() -> None:
    def write(document: Any) -> None:
        document.add_heading("Listor", 1)
        document.add_paragraph("punkt", "List Bullet")
        for text in ("första", "andra"):
            document.add_paragraph(text, "List Number")
        document.add_paragraph("Emellan.")
        document.add_paragraph("tredje", "List Number")

    assert show(read(change=write))[0][2] == "- punkt\n\n1. första\n2. andra\n\nEmellan.\n\n3\\. tredje"


def test_a_list_in_a_list() -> None:
    lines = [
        ListLine(0, False, 1, (Text("ett"),)),
        ListLine(1, True, 1, (Text("inre"),)),
        ListLine(0, False, 2, (Text("två"),)),
    ]
    inner = TextList(True, ((Paragraph((Text("inre"),)),),))
    assert build_lists(lines) == [TextList(False, ((Paragraph((Text("ett"),)), inner), (Paragraph((Text("två"),)),)))]


def test_notes_stand_in_the_text_and_pictures_and_boxes_are_listed() -> None:
    drawing = (
        f'<w:r><w:drawing {nsdecls("wp")}><wp:inline><wp:docPr id="1" name="Bild 1" descr="Karta över områdena"/>'
        "</wp:inline></w:drawing></w:r>"
    )
    box = f"<w:r><w:pict><w:txbxContent><w:p>{run('I en ruta')}</w:p></w:txbxContent></w:pict></w:r>"
    note = f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p>{run("Utan statsbidrag.")}</w:p></w:footnote></w:footnotes>'
    content = build_docx(
        "Före.",
        heading("Läget"),
        make_paragraph(run("Svar") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + drawing + box),
    )
    content = replace_part(content, "word/footnotes.xml", lambda _: note.encode())
    relation = (
        b'<Relationship Id="rId99" Target="footnotes.xml" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
    )
    content = replace_part(
        content, "word/_rels/document.xml.rels", lambda old: old.replace(b"</Relationships>", relation)
    )
    report = read_docx_report(content)
    assert show(report) == [("", 0, "Före."), ("Läget", 1, "Svar (Fotnot: Utan statsbidrag.)")]
    assert get_left(report) == [("bild", "Läget", "Karta över områdena"), ("textruta", "Läget", "I en ruta")]


def test_contents_and_margins_are_listed() -> None:
    contents = parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent><w:p>{run('Ekonomi 3')}</w:p></w:sdtContent></w:sdt>"
    )
    field = make_paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r>'
                           '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("Personal 4"))  # fmt: skip

    def add_head(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "SN 4/2022"
        document.sections[0].footer.paragraphs[0].text = "Sida 7 av 9"

    report = read(contents, field, heading("Ekonomi"), "Text.", change=add_head)
    assert show(report) == [("Ekonomi", 1, "Text.")]
    assert get_left(report) == [
        ("innehållsförteckning, som görs på nytt", "", "Ekonomi 3\nPersonal 4"),
        ("sidhuvud", "", "SN 4/2022"),
    ]


def test_a_file_without_headings() -> None:
    guessed = read(make_paragraph(run("Läget", "<w:b/>")), "Det gick bra.", "3.1 Ekonomi", "Vi köpte 3 bilar i år.")
    assert show(guessed) == [("Läget", 1, "Det gick bra."), ("3.1 Ekonomi", 2, "Vi köpte 3 bilar i år.")]
    assert "inga rubriker i Words mening" in guessed.remarks[0]
    none = read("Bara text.", "Och mer.")
    assert show(none) == [("", 0, "Bara text.\n\nOch mer.")]
    assert "Hela texten är en del" in none.remarks[0]


def test_numbers_that_word_writes_itself() -> None:
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    report = read(*[make_paragraph(run(text), f"Heading{level}", numbered) for text, level in
                    (("Ett", 1), ("Ett ett", 2), ("Ett två", 2), ("Två", 1), ("Två ett", 2))])  # fmt: skip
    assert [piece.heading.number for piece in report.pieces if piece.heading] == ["1", "1.1", "1.2", "2", "2.1"]


PLAIN = build_docx(heading("Ekonomi"), "Text.")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "tom"),
        (b"%PDF-1.7", "Filen är en PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "äldre format"),
        (b"{\\rtf1}", "inget Word-dokument"),
        (PLAIN[: len(PLAIN) // 2], "skadat"),
        (b"PK" + b"\0" * MAX_DOCX_BYTES, "för stor"),
        (replace_part(PLAIN, "word/vbaProject.bin", lambda _: b"x"), "makron"),
        (replace_part(PLAIN, "word/document.xml", lambda old: old.replace(b"<w:document", b"<!DOCTYPE x [<!ENTITY a 'b'>]><w:document", 1)), "DOCTYPE"),
        (replace_part(PLAIN, "word/document.xml", lambda _: b" " * 30_000_000), "för stort uppackat"),
        (replace_part(PLAIN, "word/media/a.bin", lambda _: b"0" * 30_000_000), "orimligt hårt packat"),
        (replace_part(PLAIN, "word/document.xml", lambda _: b"<a>" * 5_000 + b"</a>" * 5_000), "skadat"),
        (replace_part(PLAIN, "word/document.xml", lambda old: old[:900]), "skadat"),
        (replace_part(PLAIN, "[Content_Types].xml", lambda old: old.replace(b"wordprocessingml.document.main", b"spreadsheetml.sheet.main")), "inget Word-dokument"),
        (replace_part(PLAIN, "_rels/.rels", lambda old: old.replace(b"schemas.openxmlformats.org/officeDocument/2006", b"purl.oclc.org/ooxml/officeDocument")), "Strict"),
    ],
)  # fmt: skip
def test_what_is_hostile_or_broken_is_answered_in_words(content: bytes, said: str) -> None:
    with pytest.raises(DocxFileError, match=said):
        read_docx_report(content)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_damage_is_an_answer(data: st.DataObject) -> None:
    """Parts cut and bytes turned: the reader gives a report or says in words why not."""
    name = data.draw(
        st.sampled_from(["word/document.xml", "word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels"])
    )

    def damage(old: bytes) -> bytes:
        at = data.draw(st.integers(0, max(len(old) - 1, 0)))
        return old[:at] + data.draw(st.binary(max_size=3)) + old[at + data.draw(st.integers(0, 40)) :]

    with suppress(DocxFileError):
        assert read_docx_report(replace_part(PLAIN, name, damage)).pieces is not None


@settings(max_examples=15, deadline=None)
@given(rich_texts)
def test_the_products_own_docx_file_comes_back_to_the_word(text: RichText) -> None:
    """Written by the product, read by this reader: every word and digit is there, in order."""
    whole = normalise_text(text)
    chapters = prepare_headings([DocumentChapter((HeadingBlock("Kapitel", 1, "1"), *build_text_blocks(whole, 1)))])
    content = build_report_docx(chapters, make_cover(), MADE_AT)
    report = read_docx_report(content)
    lines = [format_plain(RichText(piece.blocks)) for piece in report.pieces]
    titles = [piece.heading.title if piece.heading else "" for piece in report.pieces]
    back = squeeze(" ".join(part for pair in zip(titles, lines, strict=True) for part in pair))
    place = 0
    for one in iter_inlines(whole):
        piece = squeeze(clean_text(one.text)) if isinstance(one, Text) else ""
        place = back.index(piece, place)
