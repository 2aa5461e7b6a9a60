"""The boards of a municipality as a table to take along, and what the workbook says that it is."""

from collections.abc import Iterable

from apps.core.swedish import format_day
from apps.documents.blocks import DocumentCell, DocumentColumn, DocumentRow, TableBlock
from apps.documents.cells import build_number_cell, build_text_cell, build_tkr_cell
from apps.documents.cover import DocumentCover
from apps.report.measures import LightCounts
from apps.web.lights import LightSummary
from apps.web.municipality.presenter import MunicipalityBoard, MunicipalityPage

TITLE = "Nämnder"
_LIGHTS = {"met": "uppnått", "on_track": "på väg", "not_met": "ej uppnått", "unknown": "kan ej bedömas"}
_MONEY = {"budget": "Budget", "forecast": "Prognos", "actual": "Utfall", "variance": "Avvikelse"}


def build_board_block(boards: Iterable[MunicipalityBoard]) -> TableBlock:
    """A row for each board, with a column for each light and each amount."""
    columns = (
        DocumentColumn(label="Nämnd", weight=3),
        DocumentColumn(label="Rapport", weight=2),
        *(
            DocumentColumn(label=f"{what}: {label}", is_number=True)
            for what in ("Mål", "Indikatorer")
            for label in _LIGHTS.values()
        ),
        *(DocumentColumn(label=label, unit="tkr", is_number=True, weight=2) for label in _MONEY.values()),
        DocumentColumn(label="Inte publicerat än", weight=4),
    )
    return TableBlock(title=TITLE, columns=columns, rows=tuple(_build_row(one) for one in boards))


def _build_row(board: MunicipalityBoard) -> DocumentRow:
    card = board.card
    amounts = (
        build_tkr_cell(getattr(card.money, field, None), exact=bool(card.money and card.money.exact))
        for field in _MONEY
    )
    return DocumentRow(
        cells=(
            build_text_cell(card.name),
            build_text_cell(card.document),
            *_build_light_cells(card.goals),
            *_build_light_cells(card.indicators),
            *amounts,
            build_text_cell(" ".join(one.sentence for one in board.overdue)),
        )
    )


def _build_light_cells(lights: LightSummary | None) -> Iterable[DocumentCell]:
    counts = lights.counts if lights else LightCounts()
    return (build_number_cell(getattr(counts, field) if lights else None) for field in _LIGHTS)


def build_municipality_cover(page: MunicipalityPage) -> DocumentCover:
    """What the file is of: the boards' latest published reports, as they are on a day."""
    return DocumentCover(
        municipality=page.name,
        board="Nämnderna",
        title="Nämndernas senaste publicerade rapporter",
        period=format_day(page.day),
        case_number="",
        status="Publicerat",
        version=1,
        note=f"{page.name} är en påhittad kommun. Siffrorna är exempel." if page.is_made_up else "",
    )
