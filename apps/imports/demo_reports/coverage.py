"""Is every printed figure in the product? Counted from the database, table by table, against the report itself.

A printed cell is a figure, or a sign in place of one. The reports' tables state how many they have (``celler``); where
the count differs, the table's note says why.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Model

from apps.budget.models import InvestmentLine, OperatingLine
from apps.goals.models import Outcome, Target
from apps.imports.report_format.interpretation import INVESTMENT_AMOUNT_KEYS, OPERATING_AMOUNT_KEYS
from apps.imports.report_format.source_files import read_source
from apps.imports.report_loader import read_report
from apps.organisation.addresses import build_board_slug
from apps.risks.models import Risk
from apps.rounds.models import Round, SourceTable

REPORTS_FOLDER = Path(__file__).resolve().parents[1] / "reports"
_RISK_KEYS = ("probability", "consequence", "stated_value")
_OUTCOME_KEYS = ("value", "numerator", "stated_text", "forecast", "stated_change")


@dataclass(frozen=True, slots=True)
class TableCoverage:
    """A printed table: its printed cells, those in the database, and the pages that show them."""

    code: str
    title: str
    published: int
    loaded: int
    pages: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ReportCoverage:
    """A report with its tables in printed order. ``address`` is where the product shows it."""

    title: str
    source_title: str
    address: str
    tables: tuple[TableCoverage, ...]

    @property
    def published(self) -> int:
        """All printed cells."""
        return sum(table.published for table in self.tables)

    @property
    def loaded(self) -> int:
        """Those of them in the database."""
        return sum(table.loaded for table in self.tables)


def list_report_folders() -> list[Path]:
    """The folders of the reports that come with the product, in a fixed order."""
    return sorted(path for path in REPORTS_FOLDER.iterdir() if path.is_dir())


def get_round(folder: Path) -> Round:
    """The loaded round of a report folder. ``Round.DoesNotExist`` when it is not loaded."""
    profile = read_report(read_source(folder)).profile
    return Round.objects.select_related("board__municipality").get(
        municipality__code=profile["municipality_code"],
        board__slug=build_board_slug(profile["board"]),
        year=profile["year"],
        tertial=profile["tertial"],
    )


def count_coverage(round_: Round) -> ReportCoverage:
    """Count a loaded report's cells."""
    board = round_.board
    address = f"/{board.municipality.slug}/{board.slug}/{round_.year}/{round_.period.slug}/"
    loaded: dict[int, int] = defaultdict(int)
    pages: dict[int, set[str]] = defaultdict(set)
    for table_id, cells, page in _iter_loaded_cells(round_):
        loaded[table_id] += cells
        pages[table_id].add(address + page)
    tables = [
        TableCoverage(
            code=table.code,
            title=table.title,
            published=table.published_cells or 0,
            loaded=loaded[table.pk],
            pages=tuple(sorted(pages[table.pk])),
            note=table.note,
        )
        for table in SourceTable.objects.filter(round=round_)
    ]
    title = f"{board.municipality.name}, {board.name}, {round_.period.label}"
    return ReportCoverage(title, round_.source_title, address, tuple(tables))


def render_coverage_page(reports: Iterable[ReportCoverage]) -> str:
    """The whole account as Markdown, in Swedish."""
    return "\n".join([*_INTRODUCTION, *(line for report in reports for line in _iter_section_lines(report))]) + "\n"


def _iter_loaded_cells(round_: Round) -> Iterator[tuple[int, int, str]]:
    """Table, number of cells and page for every row of facts that the report's tables hold."""
    for table_id, *values in _load_rows(Outcome, round_, _OUTCOME_KEYS):
        yield table_id, _count_outcome_cells(values), "indikator/"
    for table_id, *_ in _load_rows(Target, round_, ()):
        yield table_id, 1, "indikator/"
    for table_id, *values in _load_rows(OperatingLine, round_, OPERATING_AMOUNT_KEYS):
        yield table_id, _count_filled(values), "ekonomi/"
    for table_id, *values in _load_rows(InvestmentLine, round_, INVESTMENT_AMOUNT_KEYS):
        yield table_id, _count_filled(values), "ekonomi/"
    for table_id, *values in _load_rows(Risk, round_, _RISK_KEYS):
        yield table_id, _count_filled(values), "intern-kontroll/"


def _load_rows(model: type[Model], round_: Round, keys: tuple[str, ...]) -> Iterable[tuple[Any, ...]]:
    return model._default_manager.filter(table__round=round_).values_list("table_id", *keys)


def _count_outcome_cells(values: list[object]) -> int:
    """A value, fraction, text or missing sign is one cell, a forecast and a stated change one each.

    Where only a forecast or a change is printed, the reason why the outcome is missing is nobody's printed sign.
    """
    value, numerator, text, forecast, change = values
    has_figure = value is not None or numerator is not None or bool(text)
    return max(1, has_figure + _count_filled([forecast, change]))


def _count_filled(values: Iterable[object]) -> int:
    return sum(value is not None for value in values)


_INTRODUCTION = (
    "# Täckning: varje tryckt siffra",
    "",
    "Görs av `manage.py coverage` ur den inlästa databasen. *Tryckta* är antalet siffror, eller tecken i stället för en"
    " siffra, som tabellen har i rapporten. *Inlästa* är de som finns i databasen. Skiljer de sig åt säger anmärkningen"
    " varför. Varje indikator har dessutom en egen sida under `indikator/`.",
)


def _iter_section_lines(report: ReportCoverage) -> Iterator[str]:
    yield from ("", f"## {report.title}", "", f"{report.source_title}. Visas på `{report.address}`.", "")
    yield "| tabell | tryckta | inlästa | visas på | anmärkning |"
    yield "|---|--:|--:|---|---|"
    for table in report.tables:
        pages = "<br>".join(f"`{page.removeprefix(report.address)}`" for page in table.pages)
        title, note = _escape_cell(table.title), _escape_cell(table.note)
        yield f"| {title} | {table.published} | {table.loaded} | {pages} | {note} |"
    yield f"| **Summa** | **{report.published}** | **{report.loaded}** | | |"


def _escape_cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
