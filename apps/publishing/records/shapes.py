"""The documents that other systems read. A field's description and example stand here and nowhere else.

The order of the fields is the order of the columns in CSV and Excel. Descriptions are Swedish: they are what the
documentation shows. Money is whole kronor, a variance's plus is a surplus. Every field is always there; null is null.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated as A
from typing import Literal

from apps.publishing.records.shape_parts import (
    Decided,
    InBoard,
    InMunicipality,
    Judged,
    LightWord,
    Money,
    OfPeriod,
    Said,
    about,
)

__all__ = ["InMunicipality", "Said"]

GenderCode = Literal["T", "K", "M"]
TrendWord = Literal["up", "unchanged", "down", ""]


@dataclass(frozen=True, kw_only=True)
class Municipality(InMunicipality):
    """En kommun som har publicerat minst en rapport."""


@dataclass(frozen=True, kw_only=True)
class Board(InBoard):
    """En nämnd som har publicerat minst en rapport, så som den senaste rapporten beskriver den."""

    administration: A[str, about("Förvaltningen under nämnden.", "Socialförvaltningen")]
    tolerance_percent: A[Decimal, about("Så långt från målvärdet, i procent av det, räknas som på väg.", Decimal("5"))]
    small_number_threshold: A[int, about("Färre personer än så döljs. 0 betyder att inget döljs.", 5)]


@dataclass(frozen=True, kw_only=True)
class ServiceArea(InBoard):
    """En verksamhet i nämndens träd. Den översta står för hela nämnden."""

    service_area: A[str, about("Verksamhetens kod.", "vux-psykisk")]
    service_area_name: A[str, about("Verksamhetens namn.", "Vuxna psykisk funktionsnedsättning")]
    kind: A[str, about("Vad verksamheten kallas: board, management, area, process, activity, unit, reserve.", "area")]
    parent: A[str | None, about("Den överordnade verksamhetens kod; null för hela nämnden.", "sn")]
    depth: A[int, about("Hur djupt i trädet, 0 för hela nämnden.", 1)]


@dataclass(frozen=True, kw_only=True)
class FocusArea(InBoard):
    """Ett fokusområde."""

    focus_area: A[str, about("Fokusområdets kod.", "ett-gronare-kalmar")]
    focus_area_name: A[str, about("Fokusområdets namn.", "Ett grönare Kalmar")]
    description: A[str, about("Vad fokusområdet innebär.", "")]


@dataclass(frozen=True, kw_only=True)
class OneGoal(InBoard):
    """What names the row."""

    goal: A[str, about("Målets kod.", "saker")]
    goal_name: A[str, about("Målet.", "Invånarna känner sig säkra.")]
    level: A[str, about("council (fullmäktigemål), board (nämndmål) eller directive (direktiv, uppdrag).", "board")]
    level_label: A[str, about("Nivån på svenska.", "nämndmål")]


@dataclass(frozen=True, kw_only=True)
class Goal(Judged, OneGoal):
    """Ett mål, med ljuset i den senaste rapporten."""

    description: A[str, about("Vad målet innebär.", "")]
    parent: A[str | None, about("Det överordnade målets kod.", None)]
    focus_areas: A[list[str], about("Fokusområdenas koder.", ["trygghet"])]
    service_areas: A[list[str], about("Verksamheternas koder; tomt när målet gäller hela nämnden.", ["vux-psykisk"])]
    indicators: A[list[str], about("Indikatorernas koder.", ["beslut-i-domstol"])]


@dataclass(frozen=True, kw_only=True)
class OneIndicator(InBoard):
    """What names the row."""

    indicator: A[str, about("Indikatorns kod.", "beslut-i-domstol")]
    indicator_name: A[str, about("Indikatorn.", "Andel beslut som ändras i domstol")]
    goal: A[str | None, about("Målet som indikatorn hör till; null för ett nyckeltal.", "saker")]
    indicator_kind: A[
        str, about("Nyckeltalets slag: resource, performance, effect, volume, staff. Tomt för en indikator.", "")
    ]
    heading: A[str, about("Rubriken i rapporten.", "")]
    unit: A[str, about("Enhet.", "%")]
    decimals: A[int, about("Så många decimaler visas.", 1)]
    direction: A[str, about("Vilket håll som är bättre: higher, lower eller neither.", "lower")]
    accumulation: A[str, about("Hur årets siffror hör ihop: stock, flow, rate, yearly eller biennial.", "yearly")]


@dataclass(frozen=True, kw_only=True)
class Indicator(Judged, OneIndicator):
    """En indikator eller ett nyckeltal, med ljuset i den senaste rapporten."""

    by_gender: A[bool, about("Delas siffrorna upp på kvinnor och män?", False)]
    counts_persons: A[bool, about("Räknar siffrorna personer? Då kan små tal vara dolda.", False)]
    reference_for: A[str | None, about("Indikatorn som denna är jämförelse för.", None)]
    definition: A[str, about("Vad som mäts.", "")]
    source: A[str, about("Källan.", "Kolada")]
    kolada_id: A[str | None, about("Måttets id i Kolada.", "U31402")]
    has_target: A[bool, about("Finns det ett målvärde att hålla utfallet mot?", True)]


@dataclass(frozen=True, kw_only=True)
class Target(InBoard):
    """Ett målvärde för ett år."""

    indicator: A[str, about("Indikatorns kod.", "beslut-i-domstol")]
    indicator_name: A[str, about("Indikatorn.", "Andel beslut som ändras i domstol")]
    indicator_kind: A[str, about("Nyckeltalets slag; tomt för en indikator.", "")]
    unit: A[str, about("Enhet.", "%")]
    kolada_id: A[str | None, about("Måttets id i Kolada.", None)]
    year: A[int, about("Året som målvärdet gäller.", 2020)]
    service_area: A[str, about("Verksamhetens kod.", "sn")]
    service_area_name: A[str, about("Verksamhetens namn.", "Socialnämnden")]
    gender: A[GenderCode, about("T totalt, K kvinnor, M män.", "T")]
    comparator: A[
        str,
        about(
            "ge, gt, le, lt, eq, between, increase, decrease, increase_percent, decrease_percent, increase_by, "
            "decrease_by, qualitative eller not_set.",
            "le",
        ),
    ]
    value: A[Decimal | None, about("Målvärdet.", Decimal("7"))]
    upper: A[Decimal | None, about("Övre gränsen när målvärdet är ett spann.", None)]
    base_year: A[int | None, about("Året som en ökning eller minskning räknas från.", None)]
    level: A[Decimal | None, about("Nivån som målvärdet innebär, uträknad ur basåret.", Decimal("7"))]
    text: A[str, about("Målvärdet som det står i rapporten.", "högst 7 %")]
    words: A[str, about("Målvärdet på vanlig svenska.", "högst 7")]
    decision: A[str, about("Beslutet som satte målvärdet.", "")]
    footnote: A[str, about("Fotnot.", "")]


@dataclass(frozen=True, kw_only=True)
class Outcome(OfPeriod):
    """Ett utfall av en indikator. ``status`` säger om det finns ett tal, om det saknas eller om det är dolt."""

    indicator: A[str, about("Indikatorns kod.", "beslut-i-domstol")]
    indicator_name: A[str, about("Indikatorn.", "Andel beslut som ändras i domstol")]
    indicator_kind: A[str, about("Nyckeltalets slag; tomt för en indikator.", "")]
    kolada_id: A[str | None, about("Måttets id i Kolada.", None)]
    unit: A[str, about("Enhet.", "%")]
    service_area: A[str, about("Verksamhetens kod.", "sn")]
    service_area_name: A[str, about("Verksamhetens namn.", "Socialnämnden")]
    gender: A[GenderCode, about("T totalt, K kvinnor, M män.", "T")]
    status: A[
        Literal["value", "missing", "suppressed"],
        about(
            "value: ett tal finns. missing: tal saknas, se missing. suppressed: dolt för att skydda enskilda.", "value"
        ),
    ]
    value: A[
        Decimal | None, about("Utfallet. null när det saknas eller är dolt; det betyder aldrig noll.", Decimal("7.3"))
    ]
    numerator: A[Decimal | None, about("Täljaren i en andel.", None)]
    denominator: A[Decimal | None, about("Nämnaren i en andel.", None)]
    forecast: A[Decimal | None, about("Prognos för hela året.", None)]
    missing: A[
        str,
        about(
            "Varför tal saknas: not_reported, not_applicable, not_measured, not_published, confidential, not_a_number. "
            "Tomt när talet finns eller är dolt.",
            "",
        ),
    ]
    missing_label: A[str, about("Samma skäl på svenska.", "")]
    stated_text: A[str, about("Utfallet i ord, när rapporten skriver det så.", "")]
    stated_change: A[Decimal | None, about("Förändringen som rapporten skriver ut.", None)]
    preliminary: A[bool, about("Är utfallet preliminärt?", False)]
    footnote: A[str, about("Fotnot.", "")]
    target: A[str | None, about("Målvärdet som utfallet hölls mot, på vanlig svenska.", "högst 7")]
    light: A[LightWord | None, about("Trafikljuset i tertialets egen rapport; null för äldre siffror.", "on_track")]
    computed_light: A[LightWord | None, about("Trafikljuset som det beräknas ur siffrorna.", "on_track")]
    sentence: A[str, about("Varför det beräknade ljuset är som det är.", "")]


@dataclass(frozen=True, kw_only=True)
class OneAssessment(OfPeriod):
    """What names the row."""

    subject: A[Literal["goal", "indicator"], about("Vad som bedöms.", "goal")]
    code: A[str, about("Målets eller indikatorns kod.", "saker")]
    name: A[str, about("Målets eller indikatorns namn.", "Invånarna känner sig säkra.")]
    goal: A[str | None, about("Målet, eller målet som indikatorn hör till.", "saker")]
    indicator: A[str | None, about("Indikatorn, när det är en indikator som bedöms.", None)]
    indicator_kind: A[str, about("Nyckeltalets slag; annars tomt.", "")]
    service_area: A[str, about("Verksamhetens kod.", "sn")]
    service_area_name: A[str, about("Verksamhetens namn.", "Socialnämnden")]


@dataclass(frozen=True, kw_only=True)
class Assessment(Judged, OneAssessment):
    """Hur ett mål eller en indikator bedöms i en rapport: ljuset, det beräknade bredvid, och vad som skrivits."""

    stated_rating: A[str, about("Betyget som rapporten skriver det.", "Målet är uppnått")]
    override_reason: A[str, about("Varför bedömningen avviker från det beräknade.", "")]
    trend: A[TrendWord, about("Trend: up, unchanged eller down. Tomt när den inte är angiven.", "up")]
    summary: A[str, about("Samlad bedömning.", "Fler har fått stöd i tid.")]
    cause: A[str, about("Orsak.", "")]
    action: A[str, about("Åtgärd.", "")]
    gender_reflection: A[str, about("Jämställdhetsreflektion.", "")]


@dataclass(frozen=True, kw_only=True)
class OneLine(OfPeriod):
    """What names the row."""

    service_area: A[str, about("Verksamhetens kod.", "sn")]
    service_area_name: A[str, about("Verksamhetens namn.", "Socialnämnden")]
    cost_type: A[str, about("revenue, staff, premises, capital, other, cost eller net.", "net")]
    cost_type_label: A[str, about("Kostnadsslaget på svenska.", "netto")]
    label: A[str, about("Radens namn i rapporten.", "Nettokostnad")]


@dataclass(frozen=True, kw_only=True)
class OperatingLine(Money, OneLine):
    """En rad i driftbudgeten. Flera tabeller kan ha samma belopp: status=main tar med varje belopp en gång."""

    statement: A[
        Literal["main", "other"],
        about("main: rapportens främsta uppgift. other: vad en annan tabell i samma rapport säger.", "main"),
    ]
    summed: A[bool, about("Är raden en summa av raderna under den, som ingen tabell skriver ut?", False)]


@dataclass(frozen=True, kw_only=True)
class OneInvestment(OfPeriod):
    """What names the row."""

    investment: A[str, about("Investeringens kod.", "nettoinvesteringar")]
    investment_name: A[str, about("Investeringens namn.", "Nettoinvesteringar")]
    parent: A[str | None, about("Summaraden som investeringen hör till.", None)]
    is_sum: A[bool, about("Är raden en summa av andra?", False)]
    service_area: A[str, about("Verksamhetens kod.", "sn")]
    service_area_name: A[str, about("Verksamhetens namn.", "Socialnämnden")]
    flow: A[str, about("expense (utgift), income (inkomst) eller net.", "net")]
    flow_label: A[str, about("Flödet på svenska.", "netto")]


@dataclass(frozen=True, kw_only=True)
class Investment(Money, OneInvestment):
    """En investering eller en summarad."""

    original_budget: A[int | None, about("Ursprunglig budget, hela kronor.", None)]
    supplementary_budget: A[int | None, about("Tilläggsbudget, hela kronor.", None)]


@dataclass(frozen=True, kw_only=True)
class Control:
    """Ett kontrollmoment och vad det visade i ett tertial."""

    control: A[str, about("Kontrollmomentets kod.", "stickprov")]
    control_name: A[str, about("Kontrollmomentet.", "Stickprov av beslut")]
    description: A[str, about("Vad som kontrolleras.", "")]
    status: A[str, about("done, ongoing, not_done eller tomt.", "done")]
    verdict: A[str, about("clean, some, deficient eller tomt.", "clean")]
    comment: A[str, about("Kommentar.", "")]


@dataclass(frozen=True, kw_only=True)
class Risk(OfPeriod):
    """En risk i årets plan för intern kontroll, med kontrollerna i en rapport."""

    risk: A[str, about("Riskens kod.", "brist-i-dokumentation")]
    risk_name: A[str, about("Risken.", "Brist i dokumentationen")]
    process_group: A[str, about("Processgrupp.", "")]
    process: A[str, about("Process.", "Dokumentation")]
    category: A[str, about("Kategori.", "")]
    owner_role: A[str, about("Ansvarig roll.", "")]
    service_area: A[str, about("Verksamhetens kod.", "sn")]
    service_area_name: A[str, about("Verksamhetens namn.", "Socialnämnden")]
    probability: A[int, about("Sannolikhet, 1–4.", 3)]
    consequence: A[int, about("Konsekvens, 1–4.", 3)]
    value: A[int, about("Riskvärde: sannolikhet gånger konsekvens.", 9)]
    stated_value: A[int | None, about("Riskvärdet som rapporten skriver det.", 9)]
    level: A[str, about("low, medium, high eller severe.", "high")]
    controls: A[list[Control], about("Kontrollmomenten. I CSV och Excel som JSON i en cell.", [])]


@dataclass(frozen=True, kw_only=True)
class Round(Decided, OfPeriod):
    """Ett uppföljningstillfälle som nämnden har fastställt, med huvudsiffrorna."""

    source_title: A[str, about("Källan.", "Verksamhetsberättelse 2020")]
    summary: A[str, about("Sammanfattning.", "")]
    goals_met: A[int, about("Mål som är uppnådda.", 4)]
    goals_on_track: A[int, about("Mål som är på väg.", 1)]
    goals_not_met: A[int, about("Mål som inte är uppnådda.", 0)]
    goals_unknown: A[int, about("Mål som inte kan bedömas.", 2)]
    indicators_met: A[int, about("Indikatorer som når målvärdet.", 40)]
    indicators_on_track: A[int, about("Indikatorer som är på väg.", 12)]
    indicators_not_met: A[int, about("Indikatorer som inte når målvärdet.", 9)]
    indicators_unknown: A[int, about("Indikatorer som inte kan bedömas.", 3)]
    budget: A[int | None, about("Hela nämndens nettobudget, hela kronor.", 853_776_000)]
    actual: A[int | None, about("Hela nämndens nettoutfall från januari, hela kronor.", 828_599_000)]
    forecast: A[int | None, about("Hela nämndens nettoprognos för året, hela kronor.", None)]
    variance: A[int | None, about("Hela nämndens avvikelse, hela kronor. Plus är överskott.", 25_177_000)]


@dataclass(frozen=True, kw_only=True)
class Publication(Decided, OfPeriod):
    """En version av en fastställd rapport. Den ges ut igen bara om fler uppgifter måste döljas för enskildas skull."""

    reason: A[str, about("Skälet till rättelsen; tomt för version 1.", "")]
    is_latest: A[bool, about("Är detta den gällande versionen?", True)]
    reissued_at: A[
        datetime | None,
        about("När versionen gavs ut igen med fler uppgifter dolda, i UTC; annars null.", None, format="date-time"),
    ]
    reissue_reason: A[str, about("Varför den gavs ut igen; annars tomt.", "")]
    hidden: A[int, about("Så många uppgifter har dolts sedan versionen publicerades.", 0)]


@dataclass(frozen=True, kw_only=True)
class Removal(InBoard):
    """En rad som en rättelse tog bort och som ingen rapport längre säger. Kommer den tillbaka försvinner den här."""

    resource: A[str, about("Listan som raden stod i.", "outcomes")]
    removed_key: A[str, about("Radens key där.", "beslut-i-domstol~2020-t3~sn~k")]
    reason: A[str, about("Skälet till rättelsen.", "Fel i underlaget från verksamhetssystemet.")]


RECORDS: dict[str, type[InMunicipality]] = {
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
    "risks": Risk,
    "rounds": Round,
    "publications": Publication,
    "removals": Removal,
}
