"""Fields that many documents share, and how a field is described."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated as A
from typing import Any, Literal

from msgspec import Meta

LightWord = Literal["met", "on_track", "not_met", "unknown"]


def about(description: str, example: Any, **more: Any) -> Meta:
    """What a field means, with an example from a real report. ``more`` goes into its JSON schema."""
    return Meta(description=description, examples=[example], extra_json_schema=more or None)


@dataclass(frozen=True, kw_only=True)
class InMunicipality:
    """What every row begins with."""

    key: A[str, about("Radens namn inom resursen, kommunen och nämnden. Sista ledet i radens adress.", "0880")]
    municipality_code: A[str, about("SCB:s kommunkod, fyra siffror.", "0880")]
    municipality: A[str, about("Kommunens namn i adresser.", "kalmar")]
    municipality_name: A[str, about("Kommunens namn.", "Kalmar")]


@dataclass(frozen=True, kw_only=True)
class InBoard(InMunicipality):
    """What every row of a board begins with."""

    board: A[str, about("Nämndens namn i adresser.", "socialnamnden")]
    board_name: A[str, about("Nämndens namn.", "Socialnämnden")]


@dataclass(frozen=True, kw_only=True)
class Said:
    """Where a row comes from: what every row ends with."""

    report_year: A[int, about("År för den rapport som säger detta.", 2020)]
    report_tertial: A[int, about("Tertial för den rapport som säger detta: 1, 2 eller 3.", 3)]
    report_version: A[int, about("Rapportens version. 1 är den fastställda, högre är rättelser.", 1)]
    changed_at: A[
        datetime,
        about("När raden fick sitt nuvarande innehåll, i UTC.", "2026-11-22T08:20:00.000000Z", format="date-time"),
    ]


@dataclass(frozen=True, kw_only=True)
class OfPeriod(InBoard):
    """A row that tells of one tertial."""

    year: A[int, about("Året.", 2020)]
    tertial: A[int, about("Tertialet: 1 är januari–april, 2 januari–augusti, 3 hela året.", 3)]


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A traffic light with its reasons."""

    light: A[LightWord, about("Trafikljuset som visas: det bedömda, annars det beräknade.", "met")]
    computed_light: A[LightWord, about("Trafikljuset som det beräknas ur siffrorna.", "met")]
    by_people: A[bool, about("Har människor bedömt ljuset?", False)]
    sentence: A[str, about("Varför det beräknade ljuset är som det är.", "Utfallet 7 når målvärdet minst 5.")]


@dataclass(frozen=True, kw_only=True)
class Money:
    """The amounts of one row in one period."""

    budget: A[int | None, about("Budget för hela året, hela kronor.", 853_776_000)]
    actual: A[int | None, about("Utfall från januari, hela kronor.", 828_599_000)]
    forecast: A[int | None, about("Prognos för hela året, hela kronor.", None)]
    variance: A[int | None, about("Avvikelse, hela kronor. Plus är överskott.", 25_177_000)]
    computed_variance: A[int | None, about("Avvikelsen uträknad ur raden. Kan skilja från den tryckta.", 25_177_000)]
    basis: A[str, about("Vad avvikelsen hålls mot: actual, forecast eller tomt.", "actual")]
    variance_percent: A[Decimal | None, about("Avvikelsen i procent av budgeten.", Decimal("2.9"))]
    table: A[str, about("Tabellen i rapporten som säger detta; tomt för nämndens egen inmatning.", "driftredovisning")]
    footnote: A[str, about("Fotnot.", "")]


@dataclass(frozen=True, kw_only=True)
class Decided:
    """The board's decision, and the version that it is about."""

    version: A[int, about("Version. 1 är den fastställda, högre är rättelser.", 1)]
    sha256: A[
        str, about("SHA-256 av rapportens JSON.", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
    ]
    published_at: A[
        datetime, about("När versionen publicerades, i UTC.", "2026-11-22T08:20:00.000000Z", format="date-time")
    ]
    decision_date: A[date | None, about("Dagen då nämnden fastställde rapporten.", "2021-02-24")]
    decision_paragraph: A[str, about("Paragrafen i protokollet.", "§ 12")]
    case_number: A[str, about("Ärendenummer.", "SN 2021/0012")]
