"""The document of a value in a board's own table; see ``shapes``."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated as A
from typing import Literal

from apps.publishing.records.shape_bases import PeriodFields, describe_field

ValueStatus = Literal["value", "missing", "suppressed"]


@dataclass(frozen=True, kw_only=True)
class TableValue(PeriodFields):
    """En uppgift i en av nämndens egna tabeller: resultattabell, statsbidrag, projektmedel över flera år och andra."""

    table: A[str, describe_field("Tabellens kod.", "resultattabell")]
    table_name: A[str, describe_field("Tabellens namn.", "Resultattabell")]
    kind: A[str, describe_field("result, grants, fund eller free.", "result")]
    service_area: A[str, describe_field("Kod för den verksamhet som fyller i tabellen.", "sn")]
    service_area_name: A[str, describe_field("Verksamhetens namn.", "Socialnämnden")]
    heading: A[str, describe_field("Rubriken som raden står under, till exempel vem som betalar ett bidrag.", "")]
    row: A[str, describe_field("Radens kod.", "arets-resultat")]
    row_name: A[str, describe_field("Radens namn.", "Årets resultat")]
    column: A[str, describe_field("Kolumnens kod.", "utfall")]
    column_name: A[str, describe_field("Kolumnens namn, med år om det inte är rapportens.", "Utfall")]
    about_year: A[int, describe_field("Det år som uppgiften gäller. Det kan vara ett annat än rapportens.", 2024)]
    unit: A[str, describe_field("amount (hela kronor), number, percent eller text.", "amount")]
    status: A[
        ValueStatus,
        describe_field(
            "value när uppgiften finns, missing när den saknas, suppressed när den är dold för få personer.", "value"
        ),
    ]
    amount: A[int | None, describe_field("Beloppet i hela kronor.", -1_500_000)]
    value: A[Decimal | None, describe_field("Antalet eller procenttalet.", None)]
    text: A[str, describe_field("Texten.", "")]
    missing: A[str, describe_field("Varför uppgiften saknas, som kod.", "")]
    missing_label: A[str, describe_field("Varför uppgiften saknas, på svenska.", "")]
    computed: A[bool, describe_field("Är uppgiften uträknad ur andra i tabellen?", True)]
