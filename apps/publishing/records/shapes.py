"""The documents that other systems read. A field's description and example stand here and nowhere else.

The fields are in the order of the columns in CSV and Excel. Every field is always there; null is null.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated as A
from typing import Literal

from apps.publishing.records.dated_amount_shapes import BudgetChange, InterimForecast
from apps.publishing.records.own_table_shapes import TableValue
from apps.publishing.records.risk_shapes import Control, Risk
from apps.publishing.records.shape_bases import (
    AmountFields,
    BoardFields,
    DecisionFields,
    LightCode,
    LightFields,
    MunicipalityFields,
    PeriodFields,
    RecordOrigin,
    ReorganisedFields,
    SoFarFields,
    describe_field,
)

__all__ = ["BudgetChange", "Control", "InterimForecast", "MunicipalityFields", "RecordOrigin", "Risk", "TableValue"]

GenderCode = Literal["T", "K", "M"]
TrendCode = Literal["up", "unchanged", "down", ""]


@dataclass(frozen=True, kw_only=True)
class Municipality(MunicipalityFields):
    """En kommun som har publicerat minst en rapport."""

    is_made_up: A[
        bool, describe_field("Finns kommunen bara för att prova med? Då är siffror och texter exempel.", False)
    ]


@dataclass(frozen=True, kw_only=True)
class Board(BoardFields):
    """En nämnd som har publicerat minst en rapport, så som den senaste rapporten beskriver den."""

    administration: A[str, describe_field("Förvaltningen under nämnden.", "Socialförvaltningen")]
    tolerance_percent: A[
        Decimal, describe_field("Så långt från målvärdet, i procent av det, räknas som på väg.", Decimal("5"))
    ]
    small_number_threshold: A[int, describe_field("Färre personer än så döljs. 0 betyder att inget döljs.", 5)]


@dataclass(frozen=True, kw_only=True)
class ServiceArea(ReorganisedFields, BoardFields):
    """En verksamhet i nämndens träd. Den översta står för hela nämnden."""

    service_area: A[str, describe_field("Verksamhetens kod.", "vux-psykisk")]
    service_area_name: A[str, describe_field("Verksamhetens namn.", "Vuxna psykisk funktionsnedsättning")]
    kind: A[
        str,
        describe_field("Vad verksamheten kallas: board, management, area, process, activity, unit, reserve.", "area"),
    ]
    parent: A[str | None, describe_field("Den överordnade verksamhetens kod; null för hela nämnden.", "sn")]
    depth: A[int, describe_field("Hur djupt i trädet, 0 för hela nämnden.", 1)]


@dataclass(frozen=True, kw_only=True)
class FocusArea(BoardFields):
    """Ett fokusområde."""

    focus_area: A[str, describe_field("Fokusområdets kod.", "ett-gronare-kalmar")]
    focus_area_name: A[str, describe_field("Fokusområdets namn.", "Ett grönare Kalmar")]
    description: A[str, describe_field("Vad fokusområdet innebär.", "")]


@dataclass(frozen=True, kw_only=True)
class GoalFields(BoardFields):
    """What names the row."""

    goal: A[str, describe_field("Målets kod.", "saker")]
    goal_name: A[str, describe_field("Målet.", "Invånarna känner sig säkra.")]
    level: A[
        str, describe_field("council (fullmäktigemål), board (nämndmål) eller directive (direktiv, uppdrag).", "board")
    ]
    level_label: A[str, describe_field("Nivån på svenska.", "nämndmål")]


@dataclass(frozen=True, kw_only=True)
class Goal(LightFields, GoalFields):
    """Ett mål, med ljuset i den senaste rapporten."""

    description: A[str, describe_field("Vad målet innebär.", "")]
    parent: A[str | None, describe_field("Det överordnade målets kod.", None)]
    focus_areas: A[list[str], describe_field("Fokusområdenas koder.", ["trygghet"])]
    service_areas: A[
        list[str], describe_field("Verksamheternas koder; tomt när målet gäller hela nämnden.", ["vux-psykisk"])
    ]
    indicators: A[list[str], describe_field("Indikatorernas koder.", ["beslut-i-domstol"])]


@dataclass(frozen=True, kw_only=True)
class IndicatorFields(BoardFields):
    """What names the row."""

    indicator: A[str, describe_field("Indikatorns kod.", "beslut-i-domstol")]
    indicator_name: A[str, describe_field("Indikatorn.", "Andel beslut som ändras i domstol")]
    goal: A[str | None, describe_field("Målet som indikatorn hör till; null för ett nyckeltal.", "saker")]
    indicator_kind: A[
        str,
        describe_field("Nyckeltalets slag: resource, performance, effect, volume, staff. Tomt för en indikator.", ""),
    ]
    heading: A[str, describe_field("Rubriken i rapporten.", "")]
    unit: A[str, describe_field("Enhet.", "%")]
    decimals: A[int, describe_field("Så många decimaler visas.", 1)]
    direction: A[str, describe_field("Vilket håll som är bättre: higher, lower eller neither.", "lower")]
    accumulation: A[
        str, describe_field("Hur årets siffror hör ihop: stock, flow, rate, yearly eller biennial.", "yearly")
    ]


@dataclass(frozen=True, kw_only=True)
class Indicator(ReorganisedFields, LightFields, IndicatorFields):
    """En indikator eller ett nyckeltal, med ljuset i den senaste rapporten."""

    by_gender: A[bool, describe_field("Delas siffrorna upp på kvinnor och män?", False)]
    counts_persons: A[bool, describe_field("Räknar siffrorna personer? Då kan små tal vara dolda.", False)]
    service_areas: A[
        list[str],
        describe_field(
            "Indikatorns egna verksamheter, där den följs också utan målvärde. Tomt: där den har målvärden eller "
            "utfall, annars målets verksamheter eller hela nämnden.",
            [],
        ),
    ]
    reference_for: A[str | None, describe_field("Indikatorn som denna är jämförelse för.", None)]
    definition: A[str, describe_field("Vad som mäts.", "")]
    source: A[str, describe_field("Källan.", "Kolada")]
    kolada_id: A[str | None, describe_field("Måttets id i Kolada.", "U31402")]
    has_target: A[bool, describe_field("Finns det ett målvärde att hålla utfallet mot?", True)]
    tolerance_percent: A[
        Decimal | None,
        describe_field("Indikatorns egen tolerans för läget på väg, i procent. null: nämndens gäller.", None),
    ]
    definition_changes: A[
        list[str],
        describe_field("Perioder där en ny definition börjar gälla. Utfall före och efter går inte att jämföra.", []),
    ]


@dataclass(frozen=True, kw_only=True)
class Target(BoardFields):
    """Ett målvärde för ett år."""

    indicator: A[str, describe_field("Indikatorns kod.", "beslut-i-domstol")]
    indicator_name: A[str, describe_field("Indikatorn.", "Andel beslut som ändras i domstol")]
    indicator_kind: A[str, describe_field("Nyckeltalets slag; tomt för en indikator.", "")]
    unit: A[str, describe_field("Enhet.", "%")]
    kolada_id: A[str | None, describe_field("Måttets id i Kolada.", None)]
    year: A[int, describe_field("Året som målvärdet gäller.", 2020)]
    service_area: A[str, describe_field("Verksamhetens kod.", "sn")]
    service_area_name: A[str, describe_field("Verksamhetens namn.", "Socialnämnden")]
    gender: A[GenderCode, describe_field("T totalt, K kvinnor, M män.", "T")]
    comparator: A[
        str,
        describe_field(
            "ge, gt, le, lt, eq, between, increase, decrease, increase_percent, decrease_percent, increase_by, "
            "decrease_by, qualitative eller not_set.",
            "le",
        ),
    ]
    value: A[Decimal | None, describe_field("Målvärdet.", Decimal("7"))]
    upper: A[Decimal | None, describe_field("Övre gränsen när målvärdet är ett spann.", None)]
    base_year: A[int | None, describe_field("Året som en ökning eller minskning räknas från.", None)]
    level: A[Decimal | None, describe_field("Nivån som målvärdet innebär, uträknad ur basåret.", Decimal("7"))]
    text: A[str, describe_field("Målvärdet som det står i rapporten.", "högst 7 %")]
    words: A[str, describe_field("Målvärdet på vanlig svenska.", "högst 7")]
    decision: A[str, describe_field("Beslutet som satte målvärdet.", "")]
    changed: A[
        str,
        describe_field("Om målvärdet ändrats under året: från vad, när, genom vilka beslut och varför.", ""),
    ]
    footnote: A[str, describe_field("Fotnot.", "")]


@dataclass(frozen=True, kw_only=True)
class Outcome(PeriodFields):
    """Ett utfall av en indikator. ``status`` säger om det finns ett tal, om det saknas eller om det är dolt."""

    indicator: A[str, describe_field("Indikatorns kod.", "beslut-i-domstol")]
    indicator_name: A[str, describe_field("Indikatorn.", "Andel beslut som ändras i domstol")]
    indicator_kind: A[str, describe_field("Nyckeltalets slag; tomt för en indikator.", "")]
    kolada_id: A[str | None, describe_field("Måttets id i Kolada.", None)]
    unit: A[str, describe_field("Enhet.", "%")]
    service_area: A[str, describe_field("Verksamhetens kod.", "sn")]
    service_area_name: A[str, describe_field("Verksamhetens namn.", "Socialnämnden")]
    gender: A[GenderCode, describe_field("T totalt, K kvinnor, M män.", "T")]
    status: A[
        Literal["value", "missing", "suppressed"],
        describe_field(
            "value: ett tal finns. missing: tal saknas, se missing. suppressed: dolt för att skydda enskilda.", "value"
        ),
    ]
    value: A[
        Decimal | None,
        describe_field("Utfallet. null när det saknas eller är dolt; det betyder aldrig noll.", Decimal("7.3")),
    ]
    numerator: A[Decimal | None, describe_field("Täljaren i en andel.", None)]
    denominator: A[Decimal | None, describe_field("Nämnaren i en andel.", None)]
    forecast: A[Decimal | None, describe_field("Prognos för hela året.", None)]
    missing: A[
        str,
        describe_field(
            "Varför tal saknas: not_reported, not_applicable, not_measured, not_published, confidential, not_a_number. "
            "Tomt när talet finns eller är dolt.",
            "",
        ),
    ]
    missing_label: A[str, describe_field("Samma skäl på svenska.", "")]
    stated_text: A[str, describe_field("Utfallet i ord, när rapporten skriver det så.", "")]
    stated_change: A[Decimal | None, describe_field("Förändringen som rapporten skriver ut.", None)]
    preliminary: A[bool, describe_field("Är utfallet preliminärt?", False)]
    footnote: A[str, describe_field("Fotnot.", "")]
    target: A[str | None, describe_field("Målvärdet som utfallet hölls mot, på vanlig svenska.", "högst 7")]
    light: A[
        LightCode | None, describe_field("Trafikljuset i tertialets egen rapport; null för äldre siffror.", "on_track")
    ]
    computed_light: A[LightCode | None, describe_field("Trafikljuset som det beräknas ur siffrorna.", "on_track")]
    sentence: A[str, describe_field("Varför det beräknade ljuset är som det är.", "")]


@dataclass(frozen=True, kw_only=True)
class AssessmentFields(PeriodFields):
    """What names the row."""

    subject: A[Literal["goal", "indicator"], describe_field("Vad som bedöms.", "goal")]
    code: A[str, describe_field("Målets eller indikatorns kod.", "saker")]
    name: A[str, describe_field("Målets eller indikatorns namn.", "Invånarna känner sig säkra.")]
    goal: A[str | None, describe_field("Målet, eller målet som indikatorn hör till.", "saker")]
    indicator: A[str | None, describe_field("Indikatorn, när det är en indikator som bedöms.", None)]
    indicator_kind: A[str, describe_field("Nyckeltalets slag; annars tomt.", "")]
    service_area: A[str, describe_field("Verksamhetens kod.", "sn")]
    service_area_name: A[str, describe_field("Verksamhetens namn.", "Socialnämnden")]


@dataclass(frozen=True, kw_only=True)
class Assessment(LightFields, AssessmentFields):
    """Hur ett mål eller en indikator bedöms i en rapport: ljuset, det beräknade bredvid, och vad som skrivits."""

    stated_rating: A[str, describe_field("Betyget som rapporten skriver det.", "Målet är uppnått")]
    override_reason: A[str, describe_field("Varför bedömningen avviker från det beräknade.", "")]
    trend: A[TrendCode, describe_field("Trend: up, unchanged eller down. Tomt när den inte är angiven.", "up")]
    summary: A[str, describe_field("Samlad bedömning.", "Fler har fått stöd i tid.")]
    cause: A[str, describe_field("Orsak.", "")]
    action: A[str, describe_field("Åtgärd.", "")]
    gender_reflection: A[str, describe_field("Jämställdhetsreflektion.", "")]


@dataclass(frozen=True, kw_only=True)
class OperatingLineFields(PeriodFields):
    """What names the row."""

    service_area: A[str, describe_field("Verksamhetens kod.", "sn")]
    service_area_name: A[str, describe_field("Verksamhetens namn.", "Socialnämnden")]
    cost_type: A[str, describe_field("revenue, staff, premises, capital, other, cost, net, eller en egen kod.", "net")]
    cost_type_label: A[str, describe_field("Kostnadsslaget på svenska.", "netto")]
    cost_type_belongs_to: A[str, describe_field("Det gemensamma slag som nämndens eget hör till, annars tomt.", "")]
    label: A[str, describe_field("Radens namn i rapporten.", "Nettokostnad")]


@dataclass(frozen=True, kw_only=True)
class OperatingLine(SoFarFields, AmountFields, OperatingLineFields):
    """En rad i driftbudgeten. Flera tabeller kan ha samma belopp: status=main tar med varje belopp en gång."""

    statement: A[
        Literal["main", "other"],
        describe_field("main: rapportens främsta uppgift. other: vad en annan tabell i samma rapport säger.", "main"),
    ]
    summed: A[bool, describe_field("Är raden en summa av raderna under den, som ingen tabell skriver ut?", False)]


@dataclass(frozen=True, kw_only=True)
class InvestmentFields(PeriodFields):
    """What names the row."""

    investment: A[str, describe_field("Investeringens kod.", "nettoinvesteringar")]
    investment_name: A[str, describe_field("Investeringens namn.", "Nettoinvesteringar")]
    parent: A[str | None, describe_field("Summaraden som investeringen hör till.", None)]
    is_sum: A[bool, describe_field("Är raden en summa av andra?", False)]
    service_area: A[str, describe_field("Verksamhetens kod.", "sn")]
    service_area_name: A[str, describe_field("Verksamhetens namn.", "Socialnämnden")]
    flow: A[str, describe_field("expense (utgift), income (inkomst) eller net.", "net")]
    flow_label: A[str, describe_field("Flödet på svenska.", "netto")]


@dataclass(frozen=True, kw_only=True)
class Investment(AmountFields, InvestmentFields):
    """En investering eller en summarad."""

    original_budget: A[int | None, describe_field("Ursprunglig budget, hela kronor.", None)]
    supplementary_budget: A[int | None, describe_field("Tilläggsbudget, hela kronor.", None)]


@dataclass(frozen=True, kw_only=True)
class Round(DecisionFields, PeriodFields):
    """Ett uppföljningstillfälle som nämnden har fastställt, med huvudsiffrorna."""

    source_title: A[str, describe_field("Källan.", "Verksamhetsberättelse 2020")]
    summary: A[str, describe_field("Sammanfattning.", "")]
    goals_met: A[int, describe_field("Mål som är uppnådda.", 4)]
    goals_on_track: A[int, describe_field("Mål som är på väg.", 1)]
    goals_not_met: A[int, describe_field("Mål som inte är uppnådda.", 0)]
    goals_unknown: A[int, describe_field("Mål som inte kan bedömas.", 2)]
    indicators_met: A[int, describe_field("Indikatorer som når målvärdet.", 40)]
    indicators_met_without_figure: A[
        int, describe_field("Så många av dem som når målvärdet saknar siffra och bedöms av människor.", 10)
    ]
    indicators_on_track: A[int, describe_field("Indikatorer som är på väg.", 12)]
    indicators_not_met: A[int, describe_field("Indikatorer som inte når målvärdet.", 9)]
    indicators_unknown: A[int, describe_field("Indikatorer som inte kan bedömas.", 3)]
    budget: A[int | None, describe_field("Hela nämndens nettobudget, hela kronor.", 853_776_000)]
    actual: A[int | None, describe_field("Hela nämndens nettoutfall från januari, hela kronor.", 828_599_000)]
    forecast: A[int | None, describe_field("Hela nämndens nettoprognos för året, hela kronor.", None)]
    variance: A[int | None, describe_field("Hela nämndens avvikelse, hela kronor. Plus är överskott.", 25_177_000)]
    period_budget: A[
        int | None,
        describe_field("Hela nämndens nettobudget från januari till och med perioden. null vid årets slut.", None),
    ]
    variance_so_far: A[
        int | None, describe_field("Hela nämndens avvikelse hittills, hela kronor. null vid årets slut.", None)
    ]


@dataclass(frozen=True, kw_only=True)
class Publication(DecisionFields, PeriodFields):
    """En version av en fastställd rapport. Den ges ut igen bara om fler uppgifter måste döljas för enskildas skull."""

    reason: A[str, describe_field("Skälet till rättelsen; tomt för version 1.", "")]
    is_latest: A[bool, describe_field("Är detta den gällande versionen?", True)]
    reissued_at: A[
        datetime | None,
        describe_field(
            "När versionen gavs ut igen med fler uppgifter dolda, i UTC; annars null.", None, format="date-time"
        ),
    ]
    reissue_reason: A[str, describe_field("Varför den gavs ut igen; annars tomt.", "")]
    hidden: A[int, describe_field("Så många uppgifter har dolts sedan versionen publicerades.", 0)]


@dataclass(frozen=True, kw_only=True)
class Removal(BoardFields):
    """En rad som en rättelse tog bort och som ingen rapport längre säger. Kommer den tillbaka försvinner den här."""

    resource: A[str, describe_field("Listan som raden stod i.", "outcomes")]
    removed_key: A[str, describe_field("Radens key där.", "beslut-i-domstol~2020-t3~sn~k")]
    reason: A[str, describe_field("Skälet till rättelsen.", "Fel i underlaget från verksamhetssystemet.")]


RECORD_SHAPES: dict[str, type[MunicipalityFields]] = {
    "municipalities": Municipality,
    "boards": Board,
    "service-areas": ServiceArea,
    "focus-areas": FocusArea,
    "goals": Goal,
    "indicators": Indicator,
    "targets": Target,
    "outcomes": Outcome,
    "assessments": Assessment,
    "operating-lines": OperatingLine,
    "investments": Investment,
    "budget-changes": BudgetChange,
    "interim-forecasts": InterimForecast,
    "table-values": TableValue,
    "risks": Risk,
    "rounds": Round,
    "publications": Publication,
    "removals": Removal,
}
