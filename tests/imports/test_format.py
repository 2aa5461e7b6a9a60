"""The schema and ``docs/import-format.md`` say the same thing."""

import re
from pathlib import Path

import pytest

from apps.imports.report_format.schema import PROFILE_FIELDS, PROFILE_SCHEMA, SHEET_SCHEMAS, SheetSchema

CONTRACT = (Path(__file__).resolve().parents[2] / "docs" / "import-format.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\w+)[^\n]*\n(.*?)(?=^## |\Z)", CONTRACT, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize(
    "sheet", [sheet for sheet in SHEET_SCHEMAS if sheet is not PROFILE_SCHEMA], ids=lambda sheet: sheet.name
)
def test_columns_are_those_of_the_contract(sheet: SheetSchema) -> None:
    line = next(line for line in SECTIONS[sheet.name].splitlines() if line.startswith("`") and ";" in line)
    written = line.strip("`").split(";")
    assert [column.name + ("*" if column.required else "") for column in sheet.columns] == written


def test_fields_are_those_of_the_contract() -> None:
    cells = [line.split("|")[1] for line in SECTIONS["rapport"].splitlines() if line.startswith("| `")]
    named = {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}
    assert {column.name for column in PROFILE_FIELDS} == named


def test_required_fields_are_marked() -> None:
    marked = set(re.findall(r"`([a-zåäö]+)`\\\*", SECTIONS["rapport"]))
    assert {column.name for column in PROFILE_FIELDS if column.required} == marked
