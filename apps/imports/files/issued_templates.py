"""A downloaded template has an id in the workbook, and what it was made from is kept under that id.

So a cell that people have changed in the file can be told from one that has changed here since it was downloaded.
"""

import json
import re
import zlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.imports.models import IssuedTemplate
from apps.imports.report_format.raw_sheets import RawLine, RawSheet
from apps.imports.table_files.packed_files import read_small_part
from apps.rounds.models import Round, RoundState

TEMPLATE_ID_PROPERTY = "namndkollen-mall"
_CUSTOM_PROPERTIES_PART = "docProps/custom.xml"
_PROPERTY_PATTERN = re.compile(
    rb'<(?:\w+:)?property\b[^>]{0,400}\bname="' + TEMPLATE_ID_PROPERTY.encode() + rb'"[^>]{0,400}>(.{0,400}?)</', re.S
)
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

    The workbook must have passed ``workbook.read_workbook``.
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
    """The template's id in a workbook, if it has one."""
    found = _PROPERTY_PATTERN.search(read_small_part(content, _CUSTOM_PROPERTIES_PART))
    template_id = _UUID_PATTERN.search(found[1]) if found else None
    with suppress(ValueError):
        return UUID(template_id[0].decode()) if template_id else None
    return None


@transaction.atomic
def delete_old_templates(*, before: datetime) -> int:
    """Throw away what templates of adopted reports were made from, when they are old. How many."""
    old = IssuedTemplate.objects.filter(created_at__lt=before, round__state=RoundState.ADOPTED)
    return old.delete()[0]
