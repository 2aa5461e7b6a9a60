"""A downloaded template has an id in the workbook, and what it was made from is kept under that id.

So a cell that people have changed in the file can be told from one that has changed here since it was downloaded.
"""

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.imports.models import IssuedTemplate
from apps.imports.report_format.raw_sheets import RawLine, RawSheet
from apps.imports.table_files.file_formats import TableFormat, detect_table_format
from apps.imports.table_files.packed_files import read_small_part
from apps.rounds.models import Round, RoundState

TEMPLATE_ID_PROPERTY = "namndkollen-mall"
_CUSTOM_PROPERTIES_PART = "docProps/custom.xml"
_PROPERTY_PATTERN = re.compile(
    rb'<(?:\w+:)?property\b[^>]{0,400}\bname="' + TEMPLATE_ID_PROPERTY.encode() + rb'"[^>]{0,400}>(.{0,400}?)</', re.S
)
_USER_DEFINED_PATTERN = re.compile(
    rb'<meta:user-defined\b[^>]{0,400}\bmeta:name="' + TEMPLATE_ID_PROPERTY.encode() + rb'"[^>]{0,400}>(.{0,400}?)</',
    re.S,
)
_XML_PROPERTY_PATTERN = re.compile(rb"<" + TEMPLATE_ID_PROPERTY.encode() + rb"\b[^>]{0,400}>(.{0,400}?)</", re.S)
FLAT_HEAD_BYTES = 100_000
NEAR_BYTES = 2_000
_UUID_PATTERN = re.compile(rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)


@transaction.atomic
def issue_template(*, by: User | None, round_: Round, sheets: Sequence[RawSheet]) -> IssuedTemplate:
    """Keep what a template is made from. Its id is to be written in the workbook."""
    rows = {sheet.name: [line.cells for line in sheet.lines] for sheet in sheets}
    packed = zlib.compress(json.dumps(rows, ensure_ascii=False).encode())
    owner = {"municipality_id": round_.municipality_id, "board_id": round_.board_id, "round": round_}
    return IssuedTemplate.objects.create(**owner, sheets=packed, created_by=by)


def find_template(round_: Round, content: bytes) -> list[RawSheet] | None:
    """The sheets that a workbook was made from; None where it is no template of the round, or its id is forgotten.

    The workbook must have been read: a packed one has then passed the guards.
    """
    public_id = read_template_id(content)
    if public_id is None:
        return None
    issued = IssuedTemplate.objects.filter(round=round_, public_id=public_id).first()
    if issued is None:
        return None
    rows = json.loads(zlib.decompress(bytes(issued.sheets)))
    return [
        RawSheet(name, name, [RawLine(number, cells) for number, cells in enumerate(lines, start=1)])
        for name, lines in rows.items()
    ]


def read_template_id(content: bytes) -> UUID | None:
    """The template's id in a workbook, if it has one: also after it was saved as another kind of workbook."""
    return _find_id(_iter_property_texts(content))


def _iter_property_texts(content: bytes) -> Iterator[bytes]:
    """Where the id may be: each kind of workbook keeps the properties that people give a file in its own way."""
    kind = detect_table_format(content)
    if kind in (TableFormat.XLSX, TableFormat.XLSB):
        found = _PROPERTY_PATTERN.search(read_small_part(content, _CUSTOM_PROPERTIES_PART))
    elif kind in (TableFormat.ODS, TableFormat.FLAT_ODS):
        meta = read_small_part(content, "meta.xml") if kind == TableFormat.ODS else content[:FLAT_HEAD_BYTES]
        found = _USER_DEFINED_PATTERN.search(meta)
    elif kind == TableFormat.XML_SPREADSHEET:
        found = _XML_PROPERTY_PATTERN.search(content[:FLAT_HEAD_BYTES])
    else:
        found = None
    if found:
        yield found[1]
    if kind == TableFormat.XLS:
        yield from _iter_old_property_texts(content)


def _iter_old_property_texts(content: bytes) -> Iterator[bytes]:
    """What stands near the property's name in an .xls, whose texts have one byte a sign, or two.

    The bytes are only looked through: what interprets the file's own structure does so in a process of its own.
    """
    for encoding in ("ascii", "utf-16-le"):
        place = content.find(TEMPLATE_ID_PROPERTY.encode(encoding))
        if place >= 0:
            near = content[max(0, place - NEAR_BYTES) : place + NEAR_BYTES]
            yield near
            yield near.replace(b"\x00", b"")


def _find_id(texts: Iterable[bytes]) -> UUID | None:
    template_id = next(filter(None, map(_UUID_PATTERN.search, texts)), None)
    with suppress(ValueError):
        return UUID(template_id[0].decode()) if template_id else None
    return None


@transaction.atomic
def delete_old_templates(*, before: datetime) -> int:
    """Throw away what templates of adopted reports were made from, when they are old. How many."""
    old = IssuedTemplate.objects.filter(created_at__lt=before, round__state=RoundState.ADOPTED)
    return old.delete()[0]
