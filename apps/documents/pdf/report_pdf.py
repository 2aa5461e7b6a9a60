"""A report as PDF: accessible (PDF/UA-1) and made to be kept (PDF/A), set by typst from data.

Typst gets the report as JSON and the drawings as files. Nothing is fetched, and the fonts are packages of our own.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import typst
from django.utils.text import capfirst

from apps.charts.markup import clean_text
from apps.core.lights import Light
from apps.core.picture_file import PictureFile
from apps.documents.arrangement import DocumentChapter
from apps.documents.blocks import (
    DocumentBlock,
    DocumentRow,
    DrawingBlock,
    HeadingBlock,
    ListBlock,
    ParagraphBlock,
    PictureBlock,
    TableBlock,
    TextRun,
)
from apps.documents.cover import DocumentCover
from apps.documents.pdf.characters import load_fonts, replace_missing_characters

TEMPLATE = Path(__file__).with_name("report.typ")
ARCHIVE_STANDARDS, DRAFT_STANDARDS = ("ua-1", "a-3a"), ("ua-1", "a-2a")
"""PDF/A-3 may have files attached: a publication's numbers. A draft has none."""

LONG_CELL = 700  # characters, which even in a narrow column are well under a page


class AttachedFile(NamedTuple):
    """A file inside a PDF, with what it is in words."""

    name: str
    media_type: str
    description: str
    body: bytes


def build_report_pdf(
    chapters: Sequence[DocumentChapter],
    cover: DocumentCover,
    made_at: datetime,
    attachments: Sequence[AttachedFile] = (),
) -> bytes:
    """The PDF's bytes. The same report made at the same moment gives the same bytes."""
    files: Any = {"main.typ": TEMPLATE.read_bytes()}
    files |= {file.name: file.body for file in attachments}
    blocks = [_convert_block(block, files) for chapter in chapters for block in chapter.blocks]
    if cover.arms:
        files["arms.svg"] = cover.arms.encode()
    data = {
        "cover": _convert_cover(cover),
        "blocks": blocks,
        "attachments": [file._asdict() | {"body": None} for file in attachments],
    }
    standards: Any = list(ARCHIVE_STANDARDS if attachments else DRAFT_STANDARDS)
    files["report.json"] = json.dumps(_clean_texts(data), ensure_ascii=False).encode()
    return typst.compile(
        files,
        format="pdf",
        font_paths=load_fonts(),
        ignore_system_fonts=True,
        pdf_standards=standards,
        timestamp=int(made_at.timestamp()),
    )


def _convert_cover(cover: DocumentCover) -> dict[str, Any]:
    return {
        "municipality": cover.municipality,
        "board": cover.board,
        "author": f"{cover.board}, {cover.municipality}",
        "title": cover.title,
        "full_title": cover.full_title,
        "period": capfirst(cover.period),
        "case_label": f"Diarienummer {cover.case_number}" if cover.case_number else "",
        "status": cover.status,
        "note": cover.note,
        "is_draft": cover.is_draft,
        "arms_file": "arms.svg" if cover.arms else "",
    }


def _convert_block(block: DocumentBlock, files: Any) -> dict[str, Any]:
    """A block as the template reads it; a drawing becomes a file."""
    match block:
        case HeadingBlock():
            return {"type": "heading", "level": block.level, "number": block.number, "text": block.text}
        case ParagraphBlock():
            return {"type": "paragraph", "kind": block.kind, "runs": _convert_runs(block.runs)}
        case ListBlock():
            return _convert_list(block)
        case TableBlock():
            return _convert_table(block)
        case PictureBlock():
            name = f"picture-{len(files)}.svg"
            files[name] = _wrap_picture(block.file)
            return {"type": "picture", "file": name, "alt": block.alt, "width_cm": block.width_cm}
        case DrawingBlock():
            name = f"drawing-{len(files)}.svg"
            files[name] = choose_fonts(block.svg).encode()
            return {"type": "drawing", "file": name, "title": block.title, "alt": block.alt, "is_wide": block.is_wide}


def _wrap_picture(file: PictureFile) -> bytes:
    """The picture inside an SVG: the compiler takes its files as text. Its bytes go into the PDF as they are."""
    size = f'width="{file.width}" height="{file.height}"'
    data = f"data:{file.media_type};base64,{b64encode(file.body).decode()}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="{data}"/></svg>'.encode()


def _convert_list(block: ListBlock) -> dict[str, Any]:
    items = [
        [_convert_list(part) if isinstance(part, ListBlock) else _convert_runs(part) for part in item.parts]
        for item in block.items
    ]
    return {"type": "list", "ordered": block.ordered, "items": items}


def _convert_table(table: TableBlock) -> dict[str, Any]:
    return {
        "type": "table",
        "title": table.title,
        "has_head": table.has_head,
        "columns": [
            {"head": column.head, "is_number": column.is_number, "weight": column.weight} for column in table.columns
        ],
        "rows": [_convert_row(row) for row in table.rows],
        "notes": list(table.notes),
    }


def _convert_row(row: DocumentRow) -> dict[str, Any]:
    cells = [
        {"text": cell.text, "light": _convert_light(cell.light), "runs": _convert_runs(cell.runs)} for cell in row.cells
    ]
    is_long = any(len(cell.text) > LONG_CELL for cell in row.cells)
    return {"depth": row.depth, "is_sum": row.is_sum, "is_long": is_long, "cells": cells}


def _convert_runs(runs: Iterable[TextRun]) -> list[dict[str, Any]]:
    return [
        {
            "text": run.text,
            "bold": run.bold,
            "italic": run.italic,
            "link": run.link,
            "light": _convert_light(run.light),
        }
        for run in runs
    ]


def _convert_light(light: Light | None) -> dict[str, str] | None:
    return {"kind": light.value, "label": light.label} if light else None


def choose_fonts(svg: str) -> str:
    """The drawing in the document's font, which is the same design under its earlier name, with what it can show."""
    return replace_missing_characters(svg.replace("Source Sans 3 Variable", "Source Sans Pro"))


def _clean_texts(data: Any) -> Any:
    """Without the characters that no document may have, and a mark for those that no font of ours has."""
    if isinstance(data, str):
        return replace_missing_characters(clean_text(data))
    if isinstance(data, Mapping):
        return {key: _clean_texts(value) for key, value in data.items()}
    return [_clean_texts(value) for value in data] if isinstance(data, list) else data
