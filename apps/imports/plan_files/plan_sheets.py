"""The sheets of a plan's workbook, column by column: a column is a line here, and stands in every workbook after that.

Columns are read as in a report's files (``imports.report_format``), with three things more: other headings that people
use (``also``), cells that point at another sheet by code or by name (``points_at``), and the column that ends a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from apps.budget.models import InvestmentProject, OwnCostType
from apps.budget.rules import REVENUE_PREFIX
from apps.core.choices import Gender, RelationKind
from apps.goals.models import FocusArea, Goal, GoalLevel, Indicator, Target
from apps.imports.report_format import columns as read
from apps.imports.report_format.columns import ColumnSchema
from apps.imports.report_format.schema import PROFILE_FIELDS, SCHEMAS_BY_NAME
from apps.organisation.models import AreaKind, Board, ServiceArea
from apps.risks.models import ControlActivity, Risk

FIELD_HEADER, VALUE_HEADER = "fält", "värde"
SETTINGS_SHEET = "inställningar"
GUIDE_SHEET = "läs först"
BUDGET_UNIT = "tkr"
CODE_NOTE = "Gemener a–z, siffror och bindestreck. Tomt för en ny rad: koden görs av namnet. En kod ändras aldrig."
LAST_YEAR_NOTE = (
    "Sista året, till exempel 2026. Tomt betyder att den fortsätter. En rad som saknas i filen ändras inte."
)
ENDS_NOTE = "ja tar bort raden ur årets plan. En rad som saknas i filen ändras inte."


@dataclass(frozen=True, slots=True)
class PlanColumn(ColumnSchema):
    """A column of the plan. ``note`` says what to write, ``also`` what else people call it.

    ``points_at`` is the key of the sheet whose codes or names stand in it; several where it ``is_list``.
    """

    note: str = ""
    also: tuple[str, ...] = ()
    points_at: str = ""
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A sheet: its name, its key in the code, its columns, and the keys of those that name a row.

    ``many`` is what its rows are called, ``also`` what else people call the sheet, and ``examples`` rows by heading
    for the workbook to begin with.
    """

    name: str
    key: str
    many: str
    row_key: tuple[str, ...]
    columns: tuple[PlanColumn, ...]
    also: tuple[str, ...] = ()
    examples: tuple[Mapping[str, str], ...] = ()

    @property
    def by_key(self) -> dict[str, PlanColumn]:
        """The columns by their keys."""
        return {column.key: column for column in self.columns}


def _take(sheet: str, name: str, *, note: str = "", also: tuple[str, ...] = ()) -> PlanColumn:
    """A column as a report's files have it."""
    known = next(one for one in SCHEMAS_BY_NAME[sheet].columns if one.name == name)
    return PlanColumn(known.name, known.key, known.read, known.required, known.empty, note, also)


def _take_field(name: str, *, note: str = "", also: tuple[str, ...] = ()) -> PlanColumn:
    known = next(one for one in PROFILE_FIELDS if one.name == name)
    return PlanColumn(known.name, known.key, known.read, False, known.empty, note, also)


def _link(name: str, key: str, at: str, *, note: str = "", required: bool = False, is_list: bool = False,
           also: tuple[str, ...] = ()) -> PlanColumn:  # fmt: skip
    return PlanColumn(
        name, key, read.parse_text, required, () if is_list else None, note, also, points_at=at, is_list=is_list
    )


_LAST_YEAR = PlanColumn(
    "avslutas", "valid_to", read.parse_year, note=LAST_YEAR_NOTE, also=("till år", "sista år", "slutar", "upphör")
)
_ENDS = PlanColumn("avslutas", "ends", read.parse_yes_no, empty=False, note=ENDS_NOTE, also=("tas bort", "utgår"))
_FIRST_YEAR = PlanColumn("från år", "valid_from", read.parse_year, also=("startår", "första år", "gäller från år"))
_NAME_ALSO = ("benämning", "rubrik", "titel")

SETTINGS = PlanSheet(
    SETTINGS_SHEET,
    "settings",
    "inställningar",
    ("field",),
    (
        PlanColumn(FIELD_HEADER, "field", read.parse_text, required=True, also=("inställning", "uppgift")),
        PlanColumn(VALUE_HEADER, "value", read.parse_text, empty="", also=("svar",)),
    ),
    also=("nämnden", "regler", "år och regler"),
)
SETTING_FIELDS: tuple[PlanColumn, ...] = (
    _take_field("år", note="Planens år. Målvärden, budget, risker och sista dagar gäller det."),
    PlanColumn("nämnd", "board", read.build_text_reader(Board, "name"), empty="", note="Läses inte in. Namnet byts för "
               "sig."),
    _take_field("förvaltning"),
    _take_field("tolerans", note="Så många procent från målvärdet räknas som på väg.", also=("tolerans i procent",)),
    _take_field("småtalsgräns", note="Antal personer under gränsen döljs i publika rapporter. 0 = av."),
    PlanColumn("fråga om ändrad prognos, procent", "forecast_warning_percent", read.parse_percent_up_to_100,
               also=("gräns för ändrad prognos, procent",)),
    PlanColumn("förklara avvikelser över, procent", "explain_over_percent", read.parse_percent_up_to_100,
               note="Tomt i båda: alla texter efterfrågas."),
    PlanColumn("förklara avvikelser över, tkr", "explain_over_tkr", read.build_integer_reader(0, 999_999_999)),
    PlanColumn("sista dag t1", "deadline_1", read.parse_date, note="åååå-mm-dd", also=("sista dag tertial 1",)),
    PlanColumn("sista dag t2", "deadline_2", read.parse_date, note="åååå-mm-dd", also=("sista dag tertial 2",)),
    PlanColumn("sista dag t3", "deadline_3", read.parse_date, note="åååå-mm-dd", also=("sista dag tertial 3",)),
)  # fmt: skip
"""The fields of the sheet ``inställningar``, which has a row for each."""

AREAS = PlanSheet(
    "verksamheter",
    "areas",
    "verksamheter",
    ("code",),
    (
        PlanColumn("kod", "code", read.build_code_reader(ServiceArea), note=CODE_NOTE),
        PlanColumn("namn", "name", read.build_text_reader(ServiceArea, "name"), required=True,
                   also=("verksamhet", *_NAME_ALSO)),
        _link("överordnad", "parent", "areas", note="Kod eller namn. Tomt betyder direkt under nämnden.",
               also=("under", "hör till", "överordnad verksamhet")),
        PlanColumn("slag", "kind", read.build_label_reader(AreaKind), required=True, also=("typ", "nivå")),
        _FIRST_YEAR,
        _LAST_YEAR,
    ),
    also=("organisation", "verksamhet", "enheter"),
    examples=(
        {"namn": "Äldreomsorg", "slag": "område"},
        {"namn": "Hemtjänst", "överordnad": "Äldreomsorg", "slag": "verksamhet"},
    ),
)  # fmt: skip
FOCUS_AREAS = PlanSheet(
    "fokusområden",
    "focus_areas",
    "fokusområden",
    ("code",),
    (
        PlanColumn("kod", "code", read.build_code_reader(FocusArea), note=CODE_NOTE),
        PlanColumn("namn", "name", read.build_text_reader(FocusArea, "name"), required=True, also=_NAME_ALSO),
        PlanColumn("beskrivning", "description", read.parse_text, empty=""),
    ),
    also=("fokus", "fokusområde", "målområden"),
    examples=({"namn": "Trygghet", "beskrivning": "Alla ska kunna lita på att stödet finns när det behövs."},),
)
GOALS = PlanSheet(
    "mål",
    "goals",
    "mål",
    ("code",),
    (
        PlanColumn("kod", "code", read.build_code_reader(Goal), note=CODE_NOTE),
        PlanColumn("nivå", "level", read.build_label_reader(GoalLevel), required=True, also=("slag", "typ")),
        PlanColumn("namn", "name", read.build_text_reader(Goal, "name"), required=True, also=("mål", *_NAME_ALSO)),
        PlanColumn("beskrivning", "description", read.parse_text, empty=""),
        _link("överordnat mål", "parent", "goals", note="Kod eller namn.", also=("under målet", "överordnad")),
        _link("fokusområden", "focus_areas", "focus_areas", is_list=True, also=("fokusområde",),
               note="Koder eller namn med komma mellan."),
        _link("verksamheter", "areas", "areas", is_list=True, also=("verksamhet", "gäller"),
               note="Bara när målet gäller vissa. Koder eller namn med komma mellan."),
        _FIRST_YEAR,
        _LAST_YEAR,
    ),
    also=("nämndmål",),
    examples=({"nivå": "nämndmål", "namn": "Äldre är nöjda med sin omsorg", "fokusområden": "Trygghet"},),
)  # fmt: skip
INDICATORS = PlanSheet(
    "indikatorer",
    "indicators",
    "indikatorer",
    ("code",),
    (
        PlanColumn("kod", "code", read.build_code_reader(Indicator), note=CODE_NOTE),
        PlanColumn("namn", "name", read.build_text_reader(Indicator, "name"), required=True,
                   also=("indikator", "nyckeltal", "mått", "benämning")),
        _link("mål", "goal", "goals", note="Kod eller namn. Antingen mål eller slag.", also=("nämndmål",)),
        _take("indikatorer", "slag", note="För ett nyckeltal utan mål.", also=("slag av nyckeltal", "typ")),
        _take("indikatorer", "rubrik", note="Rubriken som indikatorn står under.", also=("grupp",)),
        _take("indikatorer", "enhet", note="%, antal, dagar, kr, index …", also=("måttenhet",)),
        _take("indikatorer", "decimaler", also=("antal decimaler",)),
        _take("indikatorer", "riktning", note="Vad som är bättre.", also=("önskad riktning",)),
        _take("indikatorer", "ackumulering", also=("hur årets siffror hör ihop", "mäts")),
        _take("indikatorer", "könsuppdelad", also=("redovisas för kvinnor och män",)),
        _take("indikatorer", "personer", note="ja om talet räknar enskilda personer.", also=("räknar personer",)),
        _link("jämförelse för", "reference_for", "indicators", note="Kod eller namn på den som jämförs."),
        _link("verksamheter", "areas", "areas", is_list=True, also=("verksamhet", "följs i"),
               note="Där indikatorn följs också utan målvärde. Koder eller namn med komma mellan. Tomt: där den har "
                    "målvärden, annars målets verksamheter eller hela nämnden."),
        _take("indikatorer", "definition"),
        _take("indikatorer", "källa"),
        _take("indikatorer", "kolada"),
        _take("indikatorer", "tolerans", note="Tomt: nämndens."),
        _FIRST_YEAR,
        _LAST_YEAR,
    ),
    also=("indikator", "nyckeltal", "mått"),
    examples=(
        {"namn": "Andel som är nöjda med sin hemtjänst", "mål": "Äldre är nöjda med sin omsorg", "enhet": "%",
         "decimaler": "0", "riktning": "högre", "ackumulering": "årlig", "könsuppdelad": "ja", "personer": "nej"},
        {"namn": "Antal årsarbetare", "slag": "personal", "enhet": "antal", "decimaler": "0", "riktning": "ingen",
         "ackumulering": "nivå", "verksamheter": "Hemtjänst"},
    ),
)  # fmt: skip
TARGETS = PlanSheet(
    "målvärden",
    "targets",
    "målvärden",
    ("indicator", "area", "gender"),
    (
        _link("indikator", "indicator", "indicators", required=True, note="Kod eller namn."),
        _link("verksamhet", "area", "areas", note="Kod eller namn. Tomt betyder hela nämnden."),
        PlanColumn("kön", "gender", read.ChoiceReader({one: one for one in Gender.values}), empty=Gender.TOTAL.value,
                   note="T totalt, K kvinnor, M män. Tomt betyder T."),
        PlanColumn("målvärde", "text", read.build_text_reader(Target, "text"), required=True,
                   note="Så som det är beslutat: minst 90 %, högst 5, öka, mellan 10 och 12.", also=("mål",)),
        PlanColumn("beslut", "decision", read.build_text_reader(Target, "decision"), empty="",
                   note="Tomt: det beslut som skrivs när filen läses in."),
        PlanColumn("skäl", "reason", read.build_text_reader(Target, "reason"), empty="",
                   note="Varför målvärdet ändras under året."),
        _ENDS,
    ),
    also=("målvärde", "mål för året"),
    examples=({"indikator": "Andel som är nöjda med sin hemtjänst", "verksamhet": "Hemtjänst",
               "målvärde": "minst 88 %", "beslut": "SN 2026-12-09 § 148"},),
)  # fmt: skip
RELATIONS = PlanSheet(
    "samband",
    "relations",
    "samband",
    ("kind", "total", "parts"),
    (
        PlanColumn("slag", "kind", read.build_label_reader(RelationKind), required=True,
                   also=("samband", "typ", "slag av samband")),
        _link("indikator", "total", "indicators", required=True, note="Kod eller namn på den som följer av delarna: "
              "summan, kvoten, helheten.", also=("helhet", "summa", "total")),
        _link("delar", "parts", "indicators", is_list=True, also=("del", "följer av"),
              note="Koder eller namn med komma mellan, eller semikolon om ett namn har komma. Täljaren före nämnaren."),
        PlanColumn("avslutas", "ends", read.parse_yes_no, empty=False, also=("tas bort", "utgår"),
                   note="ja: sambandet kontrolleras inte längre. En rad som saknas i filen ändras inte."),
    ),
    also=("relationer", "relation", "sambanden", "samband mellan indikatorer"),
    examples=({"slag": "summa av delar", "indikator": "Antal årsarbetare",
               "delar": "Årsarbetare i hemtjänst; Årsarbetare i särskilt boende"},),
)  # fmt: skip
COST_TYPES = PlanSheet(
    "kostnadsslag",
    "cost_types",
    "kostnadsslag",
    ("code",),
    (
        PlanColumn("kod", "code", read.build_code_reader(OwnCostType), note=f"{CODE_NOTE} För ett slag av intäkter "
                   f"börjar den med {REVENUE_PREFIX}"),
        PlanColumn("namn", "name", read.build_text_reader(OwnCostType, "name"), required=True,
                   also=("kostnadsslag", *_NAME_ALSO)),
        _take("kostnadsslag", "hör till", note="Det av de gemensamma kostnadsslagen som det är en del av. Ändras inte "
              "när det finns belopp.", also=("del av", "under")),
        _FIRST_YEAR,
        _LAST_YEAR,
    ),
    also=("egna kostnadsslag", "kostnadsslagen"),
    examples=({"namn": "Försörjningsstöd", "hör till": "övrigt"},),
)  # fmt: skip
BUDGETS = PlanSheet(
    "budget",
    "budgets",
    "budgetrader",
    ("area", "cost_type"),
    (
        _link("verksamhet", "area", "areas", required=True, note="Kod eller namn."),
        PlanColumn("kostnadsslag", "cost_type", read.CostTypeReader(takes_names=True), required=True, also=("slag",)),
        PlanColumn("budget tkr", "budget", read.parse_cell_amount, required=True, also=("budget", "belopp"),
                   note="Hela året i tkr. Intäkter och kostnader skrivs båda utan minus; netto är kostnader minus "
                        "intäkter."),
    ),
    also=("årsbudget", "driftbudget", "drift"),
    examples=({"verksamhet": "Hemtjänst", "kostnadsslag": "personal", "budget tkr": "84 500"},),
)  # fmt: skip
PROJECTS = PlanSheet(
    "investeringar",
    "projects",
    "investeringar",
    ("code",),
    (
        PlanColumn("kod", "code", read.build_code_reader(InvestmentProject), note=CODE_NOTE, also=("projekt",)),
        PlanColumn("namn", "name", read.build_text_reader(InvestmentProject, "name"), required=True, also=_NAME_ALSO),
        _link("överordnad", "parent", "projects", note="Summarad som den hör till.", also=("under", "summarad")),
        _link("verksamhet", "area", "areas", note="Kod eller namn. Tomt betyder hela nämnden."),
        _FIRST_YEAR,
        _LAST_YEAR,
    ),
    also=("investering", "projekt"),
    examples=({"namn": "Nytt trygghetslarm", "verksamhet": "Hemtjänst"},),
)
RISKS = PlanSheet(
    "risker",
    "risks",
    "risker",
    ("code",),
    (
        PlanColumn("kod", "code", read.build_code_reader(Risk), note=CODE_NOTE),
        _take("risker", "process"),
        _take("risker", "processgrupp"),
        PlanColumn("namn", "name", read.build_text_reader(Risk, "name"), required=True, also=("risk", *_NAME_ALSO)),
        _take("risker", "kategori"),
        _take("risker", "roll", note="En funktion, aldrig ett personnamn.", also=("ansvarig", "ansvarig roll")),
        _link("verksamhet", "area", "areas", note="Kod eller namn. Tomt betyder hela nämnden."),
        _take("risker", "sannolikhet", note="1–4"),
        _take("risker", "konsekvens", note="1–4"),
        _ENDS,
    ),
    also=("intern kontroll", "internkontroll", "risk"),
    examples=({"process": "Utbetalningar", "namn": "Att bistånd betalas ut fel", "roll": "enhetschef",
               "sannolikhet": "3", "konsekvens": "3"},),
)  # fmt: skip
CONTROLS = PlanSheet(
    "kontroller",
    "controls",
    "kontroller",
    ("risk", "code"),
    (
        _link("risk", "risk", "risks", required=True, note="Kod eller namn."),
        PlanColumn("kod", "code", read.build_code_reader(ControlActivity), note=CODE_NOTE),
        PlanColumn("namn", "name", read.build_text_reader(ControlActivity, "name"), required=True,
                   also=("kontroll", "kontrollmoment", *_NAME_ALSO)),
        _take("kontroller", "beskrivning"),
        _ENDS,
    ),
    also=("kontroll", "kontrollmoment"),
    examples=({"risk": "Att bistånd betalas ut fel", "namn": "Stickprov av tjugo utbetalningar"},),
)  # fmt: skip
CHAPTERS = PlanSheet(
    "disposition",
    "chapters",
    "kapitel",
    ("code",),
    tuple(_take("disposition", one.name) for one in SCHEMAS_BY_NAME["disposition"].columns),
    also=("kapitel",),
)
PLAN_SHEETS = (
    SETTINGS, AREAS, FOCUS_AREAS, GOALS, INDICATORS, TARGETS, RELATIONS, COST_TYPES, BUDGETS, PROJECTS, RISKS, CONTROLS,
    CHAPTERS,
)  # fmt: skip
"""Every sheet, in the order of the workbook; what a sheet points at stands before it."""
PLAN_SHEETS_BY_KEY = {sheet.key: sheet for sheet in PLAN_SHEETS}


def format_headings(sheet: PlanSheet) -> str:
    """A first line to type rows under: the headings that a new row uses, without code and end."""
    names = [one.name for one in sheet.columns if one.required or one.key not in ("code", "ends", "valid_to")]
    return ";".join(names) + "\n"
