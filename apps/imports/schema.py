"""Every sheet of a report, column by column, as ``docs/import-format.md`` tells it."""

from dataclasses import dataclass

from apps.budget.models import CostType, Flow, InvestmentProject, OperatingLine
from apps.core.choices import Accumulation, Direction, Gender, LightChoice
from apps.goals.models import (
    Assessment,
    FocusArea,
    Goal,
    GoalLevel,
    Indicator,
    KeyFigureKind,
    MissingReason,
    Outcome,
    Target,
    Trend,
)
from apps.imports import columns as read
from apps.imports.columns import Column
from apps.organisation.models import AreaKind, Board, Municipality, ServiceArea
from apps.risks.models import ControlActivity, ControlStatus, ControlVerdict, Risk
from apps.rounds.models import Comment, Round, SignConvention, SourceTable, Topic, Unit, VarianceSign

FULL_YEAR = 3


@dataclass(frozen=True, slots=True)
class SheetSchema:
    """A sheet: its Swedish name, its key in the code, and its columns. A needed sheet must be there."""

    name: str
    key: str
    columns: tuple[Column, ...]
    needed: bool = False


AREA = Column("verksamhet", "area", read.code_for(ServiceArea))
TABLE = Column("tabell", "table", read.code_for(SourceTable))
YEAR = Column("år", "year", read.year, required=True)
TERTIAL = Column("tertial", "tertial", read.whole(1, 3), empty=FULL_YEAR)
GENDER = Column("kön", "gender", read.Choice({g: g for g in Gender.values}), empty=Gender.TOTAL.value)
FOOTNOTE = Column("fotnot", "footnote", read.text, empty="")
UNIT = Column("enhet", "unit", read.labels_of(Unit))
SIGN = Column("tecken", "sign", read.labels_of(SignConvention))
VARIANCE = Column("avvikelse", "variance_sign", read.labels_of(VarianceSign))
VALID = (Column("från år", "valid_from", read.year), Column("till år", "valid_to", read.year))
AMOUNTS = (
    Column("budget", "budget", read.parse_cell_number),
    Column("utfall", "actual", read.parse_cell_number),
    Column("prognos", "forecast", read.parse_cell_number),
    Column("avvikelse utfall", "stated_variance", read.parse_cell_number),
    Column("avvikelse prognos", "stated_forecast_variance", read.parse_cell_number),
)

FIELDS = (
    Column("kommunkod", "municipality_code", read.municipality_code, required=True),
    Column("kommun", "municipality", read.text_for(Municipality, "name"), required=True),
    Column("nämnd", "board", read.text_for(Board, "name"), required=True),
    Column("förvaltning", "administration", read.text_for(Board, "administration"), empty=""),
    YEAR,
    Column("tertial", "tertial", read.whole(1, 3), required=True),
    Column("enhet", "unit", read.labels_of(Unit), required=True),
    Column("tecken", "sign", read.labels_of(SignConvention), required=True),
    Column("avvikelse", "variance_sign", read.labels_of(VarianceSign), required=True),
    Column("tolerans", "tolerance", read.percent_up_to_100),
    Column("småtalsgräns", "threshold", read.whole(0, 1000)),
    Column("beslutsdatum", "decision_date", read.day),
    Column("paragraf", "decision_paragraph", read.paragraph, empty=""),
    Column("ärendenummer", "case_number", read.text_for(Round, "case_number"), empty=""),
    Column("källa", "source_title", read.text_for(Round, "source_title"), empty=""),
    Column("sammanfattning", "summary", read.text, empty=""),
)
"""The fields of the sheet ``rapport``, which has a row for each."""

PROFILE = SheetSchema(
    "rapport",
    "profile",
    (Column("fält", "field", read.text, required=True), Column("värde", "value", read.text, empty="")),
    needed=True,
)

_KINDS = {
    "resurs": KeyFigureKind.RESOURCE.value,
    "prestation": KeyFigureKind.PERFORMANCE.value,
    "effekt": KeyFigureKind.EFFECT.value,
    "volym": KeyFigureKind.VOLUME.value,
    "personal": KeyFigureKind.STAFF.value,
}
_DIRECTIONS = {
    "högre": Direction.HIGHER.value,
    "lägre": Direction.LOWER.value,
    "ingen": Direction.NEITHER.value,
}
_ACCUMULATIONS = {
    "nivå": Accumulation.STOCK.value,
    "flöde": Accumulation.FLOW.value,
    "tertialvis": Accumulation.RATE.value,
    "årlig": Accumulation.YEARLY.value,
    "vartannat år": Accumulation.BIENNIAL.value,
}

SHEETS = (
    PROFILE,
    SheetSchema(
        "tabeller",
        "tables",
        (
            Column("tabell", "code", read.code_for(SourceTable), required=True),
            Column("rubrik", "title", read.text_for(SourceTable, "title"), required=True),
            UNIT,
            SIGN,
            VARIANCE,
            Column("celler", "published_cells", read.whole(0, 100_000)),
            Column("anmärkning", "note", read.text, empty=""),
        ),
    ),
    SheetSchema(
        "verksamheter",
        "areas",
        (
            Column("kod", "code", read.code_for(ServiceArea), required=True),
            Column("namn", "name", read.text_for(ServiceArea, "name"), required=True),
            Column("överordnad", "parent", read.code_for(ServiceArea)),
            Column("slag", "kind", read.labels_of(AreaKind), required=True),
            *VALID,
        ),
        needed=True,
    ),
    SheetSchema(
        "fokusområden",
        "focus_areas",
        (
            Column("kod", "code", read.code_for(FocusArea), required=True),
            Column("namn", "name", read.text_for(FocusArea, "name"), required=True),
            Column("beskrivning", "description", read.text, empty=""),
        ),
    ),
    SheetSchema(
        "mål",
        "goals",
        (
            Column("kod", "code", read.code_for(Goal), required=True),
            Column("nivå", "level", read.labels_of(GoalLevel), required=True),
            Column("namn", "name", read.text_for(Goal, "name"), required=True),
            Column("beskrivning", "description", read.text, empty=""),
            Column("överordnat mål", "parent", read.code_for(Goal)),
            Column("fokusområden", "focus_areas", read.codes_for(FocusArea), empty=()),
            Column("verksamheter", "areas", read.codes_for(ServiceArea), empty=()),
            *VALID,
        ),
    ),
    SheetSchema(
        "indikatorer",
        "indicators",
        (
            Column("kod", "code", read.code_for(Indicator), required=True),
            Column("namn", "name", read.text_for(Indicator, "name"), required=True),
            Column("mål", "goal", read.code_for(Goal)),
            Column("slag", "kind", read.Choice(_KINDS), empty=""),
            Column("rubrik", "heading", read.text_for(Indicator, "heading"), empty=""),
            Column("enhet", "unit", read.text_for(Indicator, "unit"), required=True),
            Column("decimaler", "decimals", read.whole(0, 6), required=True),
            Column("riktning", "direction", read.Choice(_DIRECTIONS), required=True),
            Column("ackumulering", "accumulation", read.Choice(_ACCUMULATIONS), required=True),
            Column("könsuppdelad", "by_gender", read.yes_no, empty=False),
            Column("personer", "counts_persons", read.yes_no, empty=False),
            Column("jämförelse för", "reference_for", read.code_for(Indicator)),
            Column("definition", "definition", read.text, empty=""),
            Column("källa", "source", read.text_for(Indicator, "source"), empty=""),
            Column("kolada", "kolada_id", read.kolada_id),
        ),
    ),
    SheetSchema(
        "målvärden",
        "targets",
        (
            Column("indikator", "indicator", read.code_for(Indicator), required=True),
            YEAR,
            GENDER,
            AREA,
            Column("målvärde", "text", read.text_for(Target, "text"), required=True),
            Column("basår", "base_year", read.year),
            Column("beslut", "decision", read.text_for(Target, "decision"), empty=""),
            FOOTNOTE,
            TABLE,
        ),
    ),
    SheetSchema(
        "utfall",
        "outcomes",
        (
            Column("indikator", "indicator", read.code_for(Indicator), required=True),
            YEAR,
            TERTIAL,
            GENDER,
            AREA,
            Column("värde", "value", read.text, empty=""),
            Column("prognos", "forecast", read.parse_cell_quantity),
            Column("förändring", "stated_change", read.parse_cell_quantity),
            Column("publicerat", "stated_text", read.text_for(Outcome, "stated_text"), empty=""),
            Column("saknas", "missing", read.labels_of(MissingReason), empty=""),
            Column("preliminär", "preliminary", read.yes_no, empty=False),
            FOOTNOTE,
            TABLE,
        ),
    ),
    SheetSchema(
        "bedömningar",
        "assessments",
        (
            Column("mål", "goal", read.code_for(Goal)),
            Column("indikator", "indicator", read.code_for(Indicator)),
            AREA,
            Column("år", "year", read.year),
            Column("tertial", "tertial", read.whole(1, 3)),
            Column("betyg", "rating", read.labels_of(LightChoice), empty=""),
            Column("betyg i rapporten", "stated_rating", read.text_for(Assessment, "stated_rating"), empty=""),
            Column("trend", "trend", read.labels_of(Trend), empty=""),
            Column("samlad bedömning", "summary", read.text, empty=""),
            Column("orsak", "cause", read.text, empty=""),
            Column("åtgärd", "action", read.text, empty=""),
            Column("jämställdhetsreflektion", "gender_reflection", read.text, empty=""),
            TABLE,
        ),
    ),
    SheetSchema(
        "drift",
        "operating",
        (
            Column("verksamhet", "area", read.code_for(ServiceArea), required=True),
            YEAR,
            TERTIAL,
            Column("kostnadsslag", "cost_type", read.labels_of(CostType), required=True),
            *AMOUNTS,
            Column("rad", "label", read.text_for(OperatingLine, "label"), empty=""),
            FOOTNOTE,
            TABLE,
        ),
    ),
    SheetSchema(
        "investeringar",
        "investments",
        (
            Column("projekt", "project", read.code_for(InvestmentProject), required=True),
            Column("namn", "name", read.text_for(InvestmentProject, "name"), required=True),
            Column("överordnad", "parent", read.code_for(InvestmentProject)),
            AREA,
            YEAR,
            TERTIAL,
            Column("flöde", "flow", read.labels_of(Flow), required=True),
            Column("ursprunglig budget", "original_budget", read.parse_cell_number),
            Column("tilläggsbudget", "supplementary_budget", read.parse_cell_number),
            *AMOUNTS,
            FOOTNOTE,
            TABLE,
        ),
    ),
    SheetSchema(
        "risker",
        "risks",
        (
            Column("kod", "code", read.code_for(Risk), required=True),
            Column("process", "process", read.text_for(Risk, "process"), empty=""),
            Column("processgrupp", "process_group", read.text_for(Risk, "process_group"), empty=""),
            Column("namn", "name", read.text_for(Risk, "name"), required=True),
            Column("kategori", "category", read.text_for(Risk, "category"), empty=""),
            Column("roll", "owner_role", read.text_for(Risk, "owner_role"), empty=""),
            AREA,
            Column("sannolikhet", "probability", read.whole(1, 4), required=True),
            Column("konsekvens", "consequence", read.whole(1, 4), required=True),
            Column("riskvärde", "stated_value", read.whole(0, 1000)),
            YEAR,
            TABLE,
        ),
    ),
    SheetSchema(
        "kontroller",
        "controls",
        (
            Column("risk", "risk", read.code_for(Risk), required=True),
            Column("kod", "code", read.code_for(ControlActivity), required=True),
            Column("namn", "name", read.text_for(ControlActivity, "name"), required=True),
            Column("beskrivning", "description", read.text, empty=""),
        ),
    ),
    SheetSchema(
        "kontrollresultat",
        "results",
        (
            Column("kontroll", "control", read.code_for(ControlActivity), required=True),
            YEAR,
            Column("tertial", "tertial", read.whole(1, 3), required=True),
            Column("status", "status", read.labels_of(ControlStatus), empty=""),
            Column("bedömning", "verdict", read.labels_of(ControlVerdict), empty=""),
            Column("kommentar", "comment", read.text, empty=""),
            TABLE,
        ),
    ),
    SheetSchema(
        "kommentarer",
        "comments",
        (
            Column("ämne", "topic", read.labels_of(Topic), required=True),
            AREA,
            Column("rubrik", "heading", read.text_for(Comment, "heading"), empty=""),
            Column("text", "text", read.text, empty=""),
            Column("orsak", "cause", read.text, empty=""),
            Column("åtgärd", "action", read.text, empty=""),
        ),
    ),
)
BY_NAME = {sheet.name: sheet for sheet in SHEETS}
