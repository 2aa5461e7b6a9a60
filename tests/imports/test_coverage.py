"""Every figure that the four reports print is in the product, and ``docs/coverage.md`` says so."""

from pathlib import Path

import pytest
from django.urls import resolve

from apps.imports.demo_reports.coverage import (
    ReportCoverage,
    count_coverage,
    get_round,
    list_report_folders,
    render_coverage_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "coverage.md"


@pytest.fixture
def reports() -> list[ReportCoverage]:
    return [count_coverage(get_round(folder)) for folder in list_report_folders()]


def test_every_printed_figure_is_loaded_or_explained(reports: list[ReportCoverage]) -> None:
    assert len(reports) == 4
    unexplained = [
        (report.title, table.code, table.published, table.loaded)
        for report in reports
        for table in report.tables
        if table.published != table.loaded and not table.note
    ]
    assert unexplained == []


def test_what_is_loaded_is_shown_somewhere(reports: list[ReportCoverage]) -> None:
    assert all(table.pages for report in reports for table in report.tables if table.loaded)
    pages = {page for report in reports for table in report.tables for page in table.pages}
    assert {resolve(page).url_name for page in pages} == {"indicators", "economy", "internal_control"}
    assert {resolve(report.address).url_name for report in reports} == {"board"}


def test_the_page_agrees_with_the_database(reports: list[ReportCoverage]) -> None:
    assert PAGE.read_text(encoding="utf-8") == render_coverage_page(reports), "Kör manage.py coverage."
