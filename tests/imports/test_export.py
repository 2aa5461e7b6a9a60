"""What the product writes, it reads: a round as a workbook gives the same ``BoardReport`` on an empty board."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.apps import apps
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from apps.budget.models import CostType
from apps.core.choices import SignConvention
from apps.core.swedish import parse_number
from apps.documents.template_rows import ReportTemplate
from apps.documents.template_workbook import write_template
from apps.imports.report_format.cell_text import format_plain_number
from apps.imports.report_format.columns import ChoiceReader
from apps.imports.report_format.round_sheets import build_round_sheets
from apps.imports.report_format.schema import SHEET_SCHEMAS
from apps.imports.report_format.signs import AmountConvention, convert_printed_to_kronor, convert_to_printed
from apps.imports.report_format.source_files import read_upload
from apps.imports.report_loader import load_report
from apps.publishing.services import build_draft_report
from apps.report.board_report import BoardReport
from apps.rounds.models import AmountUnit, Round, VarianceSign

pytestmark = pytest.mark.slow

FOLDERS = ("harryda", "herrljunga", "kalmar", "kungsbacka")


def workbook(round_: Round) -> io.BytesIO:
    stream = io.BytesIO()
    write_template(ReportTemplate(build_round_sheets(round_)), stream)
    stream.seek(0)
    return stream


def empty_the_database() -> None:
    """All of the product's own tables, within the test's transaction."""
    models = [model for model in apps.get_models() if model.__module__.startswith("apps.") and model._meta.managed]
    ours = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(ours)} CASCADE")


@pytest.mark.parametrize("municipality", FOLDERS)
def test_a_report_goes_out_and_in_to_the_digit(reports: dict[str, BoardReport], municipality: str) -> None:
    round_ = Round.objects.select_related("board__municipality").get(board__municipality__slug=municipality)
    Round.objects.filter(pk=round_.pk).update(state="open")
    round_.refresh_from_db()
    before, stream = build_draft_report(round_), workbook(round_)
    empty_the_database()
    again = load_report(source=read_upload(stream, "rapport.xlsx"), by=None)
    after = build_draft_report(Round.objects.select_related("board__municipality").get(pk=again.pk))
    assert after == before


@pytest.fixture
def template(reports: dict[str, BoardReport]) -> openpyxl.Workbook:
    round_ = Round.objects.select_related("board__municipality").get(board__municipality__slug="kalmar")
    return openpyxl.load_workbook(workbook(round_))


def test_the_template_has_every_sheet_with_locked_headers_and_open_cells(template: openpyxl.Workbook) -> None:
    assert template.sheetnames == [schema.name for schema in SHEET_SCHEMAS]
    for page, schema in zip(template, SHEET_SCHEMAS, strict=True):
        read = [cell.value for cell in page[1] if not cell.value.startswith("(")]
        assert read == [column.name for column in schema.columns]
        assert page.protection.sheet
        assert all(cell.protection.locked for cell in page[1])
        assert not any(cell.protection.locked for row in page.iter_rows(min_row=2) for cell in row)
        assert page.freeze_panes == "A2"


def test_words_and_codes_are_chosen_from_lists(template: openpyxl.Workbook) -> None:
    for schema in SHEET_SCHEMAS:
        rules = {
            str(area.coord).split(":")[0]: rule.formula1
            for rule in template[schema.name].data_validations.dataValidation
            for area in rule.sqref.ranges
        }
        letters = {cell.value: cell.column_letter for cell in template[schema.name][1]}
        for column in schema.columns:
            if isinstance(column.read, ChoiceReader):
                assert rules[f"{letters[column.name]}2"] == f'"{",".join(column.read.names)}"'
    money = template["drift"].data_validations.dataValidation
    assert "='verksamheter'!$A$2:$A$2001".lstrip("=") in {rule.formula1 for rule in money}


def test_headers_carry_notes(template: openpyxl.Workbook) -> None:
    notes = {cell.value: cell.comment.text for cell in template["utfall"][1] if cell.comment}
    assert "162/327" in notes["värde"]
    assert notes["indikator"].startswith("Måste fyllas i.")


decimals = st.decimals(min_value=-(10**12), max_value=10**12, places=6, allow_nan=False)


@given(decimals)
def test_any_number_reads_back_equal(value: Decimal) -> None:
    assert parse_number(format_plain_number(value)) == value


@given(
    st.integers(-(10**14), 10**14),
    st.sampled_from(["budget", "actual", "stated_variance", "stated_forecast_variance"]),
    st.sampled_from(CostType.values),
    st.builds(
        AmountConvention,
        st.sampled_from(AmountUnit.values),
        st.sampled_from(SignConvention.values),
        st.sampled_from(VarianceSign.values),
    ),
)
def test_any_amount_reads_back_equal(kronor: int, column: str, kind: str, convention: AmountConvention) -> None:
    written = format_plain_number(convert_to_printed(kronor, column=column, kind=kind, convention=convention))
    assert convert_printed_to_kronor(parse_number(written), column=column, kind=kind, convention=convention) == kronor
