"""The four real reports with their whole text: in by the sheets disposition and texter, out as page, PDF and Word.

At most one word in a hundred is lost, no digit is another, and the order is kept. The texts are not part of the
project; where they are missing the tests are skipped. Their chapters are made here of short lines that stand alone.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.test import Client
from django.utils.text import slugify
from lxml import html

from apps.core.rich_text.contents import format_plain
from apps.core.rich_text.markdown import format_markdown
from apps.core.rich_text.normal_form import normalise_text
from apps.core.rich_text.tree import Block, Heading, Paragraph, RichText, Table, Text, TextList
from apps.documents.arrangement import build_chapters
from apps.documents.cover import build_cover
from apps.documents.docx.report_docx import build_report_docx
from apps.documents.pdf.report_pdf import build_report_pdf
from apps.documents.report_files import write_folder
from apps.imports.docx_files.document_reader import read_docx_report
from apps.imports.report_format.long_texts import split_markdown
from apps.imports.report_format.raw_sheets import RawLine, RawSheet
from apps.imports.report_format.round_sheets import build_round_sheets
from apps.imports.report_format.source_files import read_source
from apps.imports.report_loader import load_report
from apps.publishing.services import build_draft_report
from apps.rounds.models import Round
from tests.checks.texts.test_real_texts import SHARED, TEXTS
from tests.documents.read_back import read_docx_text, squeeze
from tests.documents.test_chapters import MADE_AT
from tests.small_board import SmallBoard

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SHARED.is_dir(), reason="The real texts are not part of the project."),
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="Debian's poppler-utils reads the PDF."),
]
PAGE = "/lillkoping/socialnamnden/2024/t2/utkast/hela/"
LEAST_CHAPTER = 450  # words, so that a long report keeps within the chapters that a disposition may have
MAX_HEADING = 90
WINDOW = 4_000  # signs to look further on in, past page heads and what a table repeats
MAX_LOST_PERCENT = 1
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2060-\u2069\ufeff\ue000-\uf8ff\ufff9-\ufffd]")

Chapter = tuple[str, list[Block]]


def iter_blocks(lines: Sequence[str]) -> Iterator[Block]:
    """The lines as headings, lists, tables and paragraphs, as a person would paste them."""
    place = 0
    while place < len(lines):
        line = lines[place]
        if "\t" in line:
            end = next((at for at in range(place, len(lines)) if "\t" not in lines[at]), len(lines))
            rows = [
                tuple((Text(cell.strip()),) if cell.strip() else () for cell in one.split("\t"))
                for one in lines[place:end]
            ]
            yield Table(tuple(rows), int(len(rows) > 1))
            place = end
            continue
        if line.startswith("- "):
            yield TextList(False, ((Paragraph((Text(line[2:]),)),),))
        elif is_heading(lines, place):
            yield Heading(1, (Text(line.strip()),))
        elif line.strip():
            yield Paragraph((Text(line.strip()),))
        place += 1


def is_heading(lines: Sequence[str], place: int) -> bool:
    line = lines[place].strip()
    alone = not lines[place - 1].strip() and (place + 1 == len(lines) or not lines[place + 1].strip())
    return place > 0 and alone and 0 < len(line) <= MAX_HEADING and line[-1] not in ".:;,!?" and line[0].isalpha()


def split_chapters(text: str) -> list[Chapter]:
    """The report in chapters, each from a heading on until it is long enough."""
    chapters: list[Chapter] = [("Rapporten", [])]
    words = 0
    for block in iter_blocks(text.splitlines()):
        if isinstance(block, Heading) and words >= LEAST_CHAPTER:
            chapters.append(("".join(one.text for one in block.content if isinstance(one, Text)), []))
            words = 0
            continue
        chapters[-1][1].append(block)
        words += len(write_markdown([block]).split())
    return chapters


def write_markdown(blocks: Sequence[Block]) -> str:
    return format_markdown(normalise_text(RichText(tuple(blocks))))


def build_sheets(small: SmallBoard, chapters: Sequence[Chapter]) -> list[RawSheet]:
    """The board's report with the chapters, as files of the format have them."""
    codes = [f"k{at}-{slugify(heading)[:60].strip('-')}".rstrip("-") for at, (heading, _) in enumerate(chapters, 1)]
    rows = {
        "disposition": [
            ["kod", "rubrik"],
            *[[code, heading] for code, (heading, _) in zip(codes, chapters, strict=True)],
        ],
        "texter": [
            ["kapitel", "del", "text"],
            *(
                [code, str(number), piece]
                for code, (_, blocks) in zip(codes, chapters, strict=True)
                for number, piece in enumerate(split_markdown(write_markdown(blocks)), 1)
            ),
        ],
    }
    made = [
        RawSheet(name, name, [RawLine(number, cells) for number, cells in enumerate(lines, 1)])
        for name, lines in rows.items()
    ]
    return [*(sheet for sheet in build_round_sheets(small.round) if sheet.name not in rows), *made]


def read_pdf(data: bytes) -> str:
    """The words of a PDF by poppler, without the heads and feet of its pages."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        Path(file.name).write_bytes(data)
        text = subprocess.run(["pdftotext", "-raw", file.name, "-"], check=True, capture_output=True).stdout.decode()
    pages = [page.strip("\n").split("\n") for page in text.split("\f")]
    return "\n".join(
        "\n".join(line for line in page if not re.match(r"Sida \d+ av|.*, Lillköping$", line)) for page in pages
    )


def list_lost(source: str, target: str) -> list[str]:
    """The words of the source that are not in the target in their order."""
    words = [word for one in CONTROLS.sub("", source).split() if (word := squeeze(one))]
    whole, place, lost = squeeze(target), 0, []
    place = whole.index(words[0] + words[1])
    for at, word in enumerate(words):
        if whole.startswith(word, place):
            place += len(word)
            continue
        following = "".join(words[at : at + 3])
        found = whole.find(following, place, place + WINDOW)
        if found < 0 and len(word) > 6:
            found = whole.find(word, place, place + WINDOW)
        if found < 0:
            lost.append(word)
        else:
            place = found + len(word)
    return lost


@pytest.mark.parametrize("name", TEXTS)
def test_a_whole_report_goes_in_and_comes_out(small: SmallBoard, tmp_path: Path, name: str) -> None:
    source = (SHARED / TEXTS[name]).read_text(encoding="utf-8")
    chapters = split_chapters(source)
    write_folder(build_sheets(small, chapters), tmp_path)
    loaded = load_report(source=read_source(tmp_path), by=None)
    round_ = Round.objects.select_related("board__municipality").get(pk=loaded.pk)
    client = Client()
    client.force_login(small["controller"])
    page = html.fromstring(client.get(PAGE).content.decode())
    report = build_draft_report(round_)
    parts, cover = build_chapters(report), build_cover(report, version=1)
    docx = build_report_docx(parts, cover, MADE_AT)
    faces = {
        "page": "\n".join(one.strip() for one in page.xpath("//main//text()")),
        "pdf": read_pdf(build_report_pdf(parts, cover, MADE_AT)),
        "word": read_docx_text(docx),
    }
    words, wanted = len(source.split()), re.sub("^- ", "", source, flags=re.MULTILINE)
    for face, text in faces.items():
        lost = list_lost(wanted, text)
        assert [word for word in lost if any(sign.isdigit() for sign in word)] == [], face
        assert 100 * len(lost) <= MAX_LOST_PERCENT * words, (face, lost[:40])
    # And the product's own Word file, read as any Word report is.
    back = "\n".join(
        f"{piece.heading.title if piece.heading else ''}\n{format_plain(RichText(piece.blocks))}"
        for piece in read_docx_report(docx).pieces
    )
    lost = list_lost(wanted, back)
    assert [word for word in lost if any(sign.isdigit() for sign in word)] == []
    assert 100 * len(lost) <= MAX_LOST_PERCENT * words, lost[:40]
