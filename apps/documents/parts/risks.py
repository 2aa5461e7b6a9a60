"""Internal control: the risks, and their controls with the year's results."""

from collections.abc import Iterable

from apps.documents.blocks import DocumentBlock, DocumentColumn, DocumentRow, HeadingBlock, TableBlock
from apps.documents.cells import build_number_cell, build_text_cell
from apps.documents.parts.finding_notes import list_finding_notes
from apps.report.board_report import BoardReport, Risk

_RISK_COLUMNS = (
    DocumentColumn(label="Risk", weight=5),
    DocumentColumn(label="Process", weight=3),
    DocumentColumn(label="Ansvarig", weight=2),
    DocumentColumn(label="Sannolikhet", is_number=True),
    DocumentColumn(label="Konsekvens", is_number=True),
    DocumentColumn(label="Riskvärde", is_number=True),
    DocumentColumn(label="Nivå", weight=2),
)
_CONTROL_COLUMNS = (
    DocumentColumn(label="Kontroll", weight=4),
    DocumentColumn(label="Risk", weight=3),
    DocumentColumn(label="Period"),
    DocumentColumn(label="Status", weight=2),
    DocumentColumn(label="Bedömning", weight=2),
    DocumentColumn(label="Kommentar", weight=4),
)


def build_risks(report: BoardReport) -> list[DocumentBlock]:
    """The risks by group of processes, each group with its controls."""
    groups = list(dict.fromkeys(risk.process_group for risk in report.risks))
    blocks: list[DocumentBlock] = []
    for group in groups:
        risks = [risk for risk in report.risks if risk.process_group == group]
        title = group or ("Risker" if len(groups) == 1 else "Övriga risker")
        rows = tuple(_build_risk_row(risk) for risk in risks)
        notes = list_finding_notes(report, "risk", {risk.code for risk in risks})
        table = TableBlock(title=f"Risker: {title}", columns=_RISK_COLUMNS, rows=rows, notes=notes)
        blocks += [HeadingBlock(title, 2), table]
        controls = tuple(row for risk in risks for row in _build_control_rows(risk, report.period.year))
        if controls:
            blocks.append(
                TableBlock(title=f"Kontroller: {title}", columns=_CONTROL_COLUMNS, rows=controls).drop_empty_columns()
            )
    return blocks


def _build_risk_row(risk: Risk) -> DocumentRow:
    process = ", ".join(filter(None, (risk.process, risk.category, risk.area_name)))
    return DocumentRow(
        cells=(
            build_text_cell(risk.name),
            build_text_cell(process),
            build_text_cell(risk.owner_role),
            build_number_cell(risk.probability),
            build_number_cell(risk.consequence),
            build_number_cell(risk.value),
            build_text_cell(risk.level_label),
        )
    )


def _build_control_rows(risk: Risk, year: int) -> Iterable[DocumentRow]:
    for control in risk.controls:
        name = f"{control.name}. {control.description}" if control.description else control.name
        if not control.results:
            yield _build_text_row(name, risk.name, "", "inget resultat", "", "")
        for result in control.results:
            when = f"T{result.tertial} {year}"
            yield _build_text_row(name, risk.name, when, result.status_label, result.verdict_label, result.comment)


def _build_text_row(*texts: str) -> DocumentRow:
    return DocumentRow(cells=tuple(build_text_cell(text) for text in texts))
