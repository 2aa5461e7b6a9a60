"""The tables that a board gets ready-made: their rows, columns, and how they follow from each other.

Plain values without a database. A line's ``parts`` name other lines of the template.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from apps.own_tables.models import LineRelation, TableKind, ValueKind


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A row or a column of a template; ``kind`` and ``years_ahead`` are a column's."""

    name: str
    relation: str = ""
    parts: tuple[str, ...] = ()
    kind: str = ""
    heading: str = ""
    years_ahead: int | None = None


@dataclass(frozen=True, slots=True)
class TableTemplate:
    """A table to begin with."""

    name: str
    note: str
    rows: tuple[TemplateLine, ...]
    columns: tuple[TemplateLine, ...]


def _build_amount(
    name: str, relation: str = "", parts: tuple[str, ...] = (), years_ahead: int | None = None
) -> TemplateLine:
    return TemplateLine(name, relation, parts, ValueKind.AMOUNT, years_ahead=years_ahead)


_COMMENT = TemplateLine("Kommentar", kind=ValueKind.TEXT)

TEMPLATES: Mapping[str, TableTemplate] = {
    TableKind.RESULT: TableTemplate(
        "Resultattabell",
        "Intäkter och kostnader skrivs utan minustecken. Resultatet räknas ut.",
        (
            TemplateLine("Kommunbidrag"),
            TemplateLine("Övriga intäkter"),
            TemplateLine("Summa intäkter", LineRelation.TOTAL, ("Kommunbidrag", "Övriga intäkter")),
            TemplateLine("Kostnader"),
            TemplateLine("Årets resultat", LineRelation.DIFFERENCE, ("Summa intäkter", "Kostnader")),
            TemplateLine("Ingående ackumulerat resultat"),
            TemplateLine(
                "Utgående ackumulerat resultat",
                LineRelation.CLOSING,
                ("Ingående ackumulerat resultat", "Årets resultat"),
            ),
        ),
        (
            _build_amount("Budget"),
            _build_amount("Utfall"),
            _build_amount("Prognos"),
            _build_amount("Utfall året före", years_ahead=-1),
            _COMMENT,
        ),
    ),
    TableKind.GRANTS: TableTemplate(
        "Statsbidrag",
        "En rad för varje bidrag, under den som betalar ut det. Ändra raderna till nämndens egna bidrag.",
        (
            TemplateLine("Bidrag 1", heading="Utbetalare"),
            TemplateLine("Bidrag 2", heading="Utbetalare"),
            TemplateLine("Summa statsbidrag", LineRelation.TOTAL, ("Bidrag 1", "Bidrag 2")),
        ),
        (
            _build_amount("Sökt"),
            _build_amount("Beviljat"),
            _build_amount("Godkänt"),
            _build_amount("Beviljat nästa år", years_ahead=1),
            _COMMENT,
        ),
    ),
    TableKind.FUND: TableTemplate(
        "Projektmedel över år",
        "En rad för varje projekt. Kommande år är plan eller beslut.",
        (
            TemplateLine("Projekt 1"),
            TemplateLine("Projekt 2"),
            TemplateLine("Summa projektmedel", LineRelation.TOTAL, ("Projekt 1", "Projekt 2")),
        ),
        (
            _build_amount("Utfall året före", years_ahead=-1),
            _build_amount("Utfall"),
            _build_amount("Plan nästa år", years_ahead=1),
            _build_amount("Alla år", LineRelation.TOTAL, ("Utfall året före", "Utfall", "Plan nästa år")),
            _COMMENT,
        ),
    ),
}
