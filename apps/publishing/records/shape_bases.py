"""Fields that many documents share, and how a field is described."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated as A
from typing import Any, Literal

from msgspec import Meta

LightCode = Literal["met", "on_track", "not_met", "unknown"]


def describe_field(description: str, example: Any, **more: Any) -> Meta:
    """What a field means, with an example from a real report. ``more`` goes into its JSON schema."""
    return Meta(description=description, examples=[example], extra_json_schema=more or None)


@dataclass(frozen=True, kw_only=True)
class MunicipalityFields:
    """What every row begins with."""

    key: A[str, describe_field("Radens namn inom resursen, kommunen och nämnden. Sista ledet i radens adress.", "0880")]
    municipality_code: A[str, describe_field("SCB:s kommunkod, fyra siffror.", "0880")]
    municipality: A[str, describe_field("Kommunens namn i adresser.", "kalmar")]
    municipality_name: A[str, describe_field("Kommunens namn.", "Kalmar")]


@dataclass(frozen=True, kw_only=True)
class BoardFields(MunicipalityFields):
    """What every row of a board begins with."""

    board: A[str, describe_field("Nämndens namn i adresser.", "socialnamnden")]
    board_name: A[str, describe_field("Nämndens namn.", "Socialnämnden")]


@dataclass(frozen=True, kw_only=True)
class RecordOrigin:
    """Where a row comes from: what every row ends with."""

    report_year: A[int, describe_field("År för den rapport som säger detta.", 2020)]
    report_tertial: A[int, describe_field("Tertial för den rapport som säger detta: 1, 2 eller 3.", 3)]
    report_version: A[int, describe_field("Rapportens version. 1 är den fastställda, högre är rättelser.", 1)]
    changed_at: A[
        datetime,
        describe_field(
            "När raden fick sitt nuvarande innehåll, i UTC.", "2026-11-22T08:20:00.000000Z", format="date-time"
        ),
    ]
    texts_are_summaries: A[
        bool,
        describe_field(
            "Är radens beskrivningar, bedömningar, kommentarer och fotnoter sammanfattade av oss? Då står rapportens "
            "egna ord i källan, och nämndens beslut gäller inte de här texterna.",
            False,
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class PeriodFields(BoardFields):
    """A row that tells of one tertial."""

    year: A[int, describe_field("Året.", 2020)]
    tertial: A[int, describe_field("Tertialet: 1 är januari–april, 2 januari–augusti, 3 hela året.", 3)]


@dataclass(frozen=True, kw_only=True)
class LightFields:
    """A traffic light with its reasons."""

    light: A[LightCode, describe_field("Trafikljuset som visas: det bedömda, annars det beräknade.", "met")]
    computed_light: A[LightCode, describe_field("Trafikljuset som det beräknas ur siffrorna.", "met")]
    by_people: A[bool, describe_field("Har människor bedömt ljuset?", False)]
    sentence: A[str, describe_field("Varför det beräknade ljuset är som det är.", "Utfallet 7 når målvärdet minst 5.")]


@dataclass(frozen=True, kw_only=True)
class ReorganisedFields:
    """What an area or an indicator was earlier."""

    predecessors: A[list[str], describe_field("Koder för det som gick upp i den vid en omorganisation.", [])]
    reorganised: A[str, describe_field("Vad den var tidigare och vad serien är lagd ihop av, i ord.", "")]


@dataclass(frozen=True, kw_only=True)
class AmountFields:
    """The amounts of one row in one period."""

    budget: A[int | None, describe_field("Budget för hela året, hela kronor.", 853_776_000)]
    actual: A[int | None, describe_field("Utfall från januari, hela kronor.", 828_599_000)]
    forecast: A[int | None, describe_field("Prognos för hela året, hela kronor.", None)]
    variance: A[int | None, describe_field("Avvikelse, hela kronor. Plus är överskott.", 25_177_000)]
    computed_variance: A[
        int | None, describe_field("Avvikelsen uträknad ur raden. Kan skilja från den tryckta.", 25_177_000)
    ]
    basis: A[str, describe_field("Vad avvikelsen hålls mot: actual, forecast eller tomt.", "actual")]
    variance_percent: A[
        Decimal | None,
        describe_field(
            "Avvikelsen i procent av budgeten. null där budgeten är noll eller negativ, eller mindre än avvikelsen.",
            Decimal("2.9"),
        ),
    ]
    table: A[
        str,
        describe_field("Tabellen i rapporten som säger detta; tomt för nämndens egen inmatning.", "driftredovisning"),
    ]
    footnote: A[str, describe_field("Fotnot.", "")]


@dataclass(frozen=True, kw_only=True)
class SoFarFields:
    """What an operating row says of the year so far."""

    period_budget: A[
        int | None,
        describe_field("Budget från januari till och med perioden, hela kronor. null vid årets slut.", 284_592_000),
    ]
    variance_so_far: A[
        int | None,
        describe_field(
            "Avvikelse hittills: periodbudget minus utfall, hela kronor. Plus är överskott. null vid årets slut.",
            1_250_000,
        ),
    ]
    used_percent: A[
        Decimal | None,
        describe_field(
            "Utfallet i procent av årets budget, för rapportens egen period. null vid årets slut, och där budgeten är "
            "noll eller negativ.",
            Decimal("33.1"),
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class DecisionFields:
    """The board's decision, and the version that it is about."""

    version: A[int, describe_field("Version. 1 är den fastställda, högre är rättelser.", 1)]
    sha256: A[
        str,
        describe_field(
            "SHA-256 av rapportens JSON.", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        ),
    ]
    published_at: A[
        datetime,
        describe_field("När versionen publicerades, i UTC.", "2026-11-22T08:20:00.000000Z", format="date-time"),
    ]
    decision_date: A[date | None, describe_field("Dagen då nämnden fastställde rapporten.", "2021-02-24")]
    decision_paragraph: A[str, describe_field("Paragrafen i protokollet.", "§ 12")]
    case_number: A[str, describe_field("Ärendenummer.", "SN 2021/0012")]
