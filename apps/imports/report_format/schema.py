"""Every sheet of a report, column by column, as ``docs/import-format.md`` tells it."""

from apps.budget.models import (
    BASE_COST_TYPES,
    BudgetChange,
    BudgetChangeKind,
    Flow,
    InvestmentProject,
    OperatingLine,
    OwnCostType,
)
from apps.core.choices import Accumulation, Direction, Gender, LightChoice, MissingReason, SignConvention, Trend
from apps.goals.models import (
    Assessment,
    FocusArea,
    Goal,
    GoalLevel,
    Indicator,
    KeyFigureKind,
    Outcome,
    Target,
)
from apps.imports.report_format import columns as read
from apps.imports.report_format.columns import ColumnSchema, SheetSchema
from apps.imports.report_format.marked_texts import MARK_COLUMNS
from apps.imports.report_format.own_table_sheets import OWN_TABLE_SHEETS
from apps.organisation.models import AreaKind, Board, Municipality, ServiceArea
from apps.risks.models import ControlActivity, ControlStatus, ControlVerdict, Risk
from apps.rounds.models import COMMENT_TOPICS, AmountUnit, Comment, Round, SourceTable, VarianceSign
from apps.texts.models import MAX_LEVEL, Chapter, ChapterWriter, ReportPartCode

FULL_YEAR = 3
MAX_PIECES = 50  # rows of a text that is longer than a cell


AREA_COLUMN = ColumnSchema("verksamhet", "area", read.build_code_reader(ServiceArea))
TABLE_COLUMN = ColumnSchema("tabell", "table", read.build_code_reader(SourceTable))
YEAR_COLUMN = ColumnSchema("år", "year", read.parse_year, required=True)
TERTIAL_COLUMN = ColumnSchema("tertial", "tertial", read.build_integer_reader(1, 3), empty=FULL_YEAR)
GENDER_COLUMN = ColumnSchema(
    "kön", "gender", read.ChoiceReader({g: g for g in Gender.values}), empty=Gender.TOTAL.value
)
FOOTNOTE_COLUMN = ColumnSchema("fotnot", "footnote", read.parse_text, empty="")
UNIT_COLUMN = ColumnSchema("enhet", "unit", read.build_label_reader(AmountUnit))
SIGN_COLUMN = ColumnSchema("tecken", "sign", read.build_label_reader(SignConvention))
VARIANCE_SIGN_COLUMN = ColumnSchema("avvikelse", "variance_sign", read.build_label_reader(VarianceSign))
VALIDITY_COLUMNS = (
    ColumnSchema("från år", "valid_from", read.parse_year),
    ColumnSchema("till år", "valid_to", read.parse_year),
)
AMOUNT_COLUMNS = (
    ColumnSchema("budget", "budget", read.parse_cell_amount),
    ColumnSchema("utfall", "actual", read.parse_cell_amount),
    ColumnSchema("prognos", "forecast", read.parse_cell_amount),
    ColumnSchema("avvikelse utfall", "stated_variance", read.parse_cell_amount),
    ColumnSchema("avvikelse prognos", "stated_forecast_variance", read.parse_cell_amount),
)

PERIOD_BUDGET_COLUMN = ColumnSchema("periodbudget", "period_budget", read.parse_cell_amount)

_read_topic = read.ChoiceReader({topic.label: topic.value for topic in COMMENT_TOPICS})

PROFILE_FIELDS = (
    ColumnSchema("kommunkod", "municipality_code", read.parse_municipality_code, required=True),
    ColumnSchema("kommun", "municipality", read.build_text_reader(Municipality, "name"), required=True),
    ColumnSchema("nämnd", "board", read.build_text_reader(Board, "name"), required=True),
    ColumnSchema("förvaltning", "administration", read.build_text_reader(Board, "administration"), empty=""),
    YEAR_COLUMN,
    ColumnSchema("tertial", "tertial", read.build_integer_reader(1, 3), required=True),
    ColumnSchema("enhet", "unit", read.build_label_reader(AmountUnit), required=True),
    ColumnSchema("tecken", "sign", read.build_label_reader(SignConvention), required=True),
    ColumnSchema("avvikelse", "variance_sign", read.build_label_reader(VarianceSign), required=True),
    ColumnSchema("tolerans", "tolerance", read.parse_percent_up_to_100),
    ColumnSchema("småtalsgräns", "threshold", read.build_integer_reader(0, 1000)),
    ColumnSchema("beslutsdatum", "decision_date", read.parse_date),
    ColumnSchema("paragraf", "decision_paragraph", read.parse_paragraph, empty=""),
    ColumnSchema("ärendenummer", "case_number", read.build_text_reader(Round, "case_number"), empty=""),
    ColumnSchema("källa", "source_title", read.build_text_reader(Round, "source_title"), empty=""),
    ColumnSchema("sammanfattning", "summary", read.parse_text, empty=""),
    MARK_COLUMNS["profile"],
    ColumnSchema("sammanfattade texter", "texts_are_summaries", read.parse_yes_no, empty=False),
)
"""The fields of the sheet ``rapport``, which has a row for each."""

PROFILE_SCHEMA = SheetSchema(
    "rapport",
    "profile",
    (
        ColumnSchema("fält", "field", read.parse_text, required=True),
        ColumnSchema("värde", "value", read.parse_text, empty=""),
    ),
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

_BASE_COST_TYPES = {str(one.label): one.value for one in BASE_COST_TYPES}

SHEET_SCHEMAS = (
    PROFILE_SCHEMA,
    SheetSchema(
        "tabeller",
        "tables",
        (
            ColumnSchema("tabell", "code", read.build_code_reader(SourceTable), required=True),
            ColumnSchema("rubrik", "title", read.build_text_reader(SourceTable, "title"), required=True),
            UNIT_COLUMN,
            SIGN_COLUMN,
            VARIANCE_SIGN_COLUMN,
            ColumnSchema("celler", "published_cells", read.build_integer_reader(0, 100_000)),
            ColumnSchema("anmärkning", "note", read.parse_text, empty=""),
        ),
    ),
    SheetSchema(
        "verksamheter",
        "areas",
        (
            ColumnSchema("kod", "code", read.build_code_reader(ServiceArea), required=True),
            ColumnSchema("namn", "name", read.build_text_reader(ServiceArea, "name"), required=True),
            ColumnSchema("överordnad", "parent", read.build_code_reader(ServiceArea)),
            ColumnSchema("slag", "kind", read.build_label_reader(AreaKind), required=True),
            *VALIDITY_COLUMNS,
        ),
        needed=True,
    ),
    SheetSchema(
        "fokusområden",
        "focus_areas",
        (
            ColumnSchema("kod", "code", read.build_code_reader(FocusArea), required=True),
            ColumnSchema("namn", "name", read.build_text_reader(FocusArea, "name"), required=True),
            ColumnSchema("beskrivning", "description", read.parse_text, empty=""),
        ),
    ),
    SheetSchema(
        "mål",
        "goals",
        (
            ColumnSchema("kod", "code", read.build_code_reader(Goal), required=True),
            ColumnSchema("nivå", "level", read.build_label_reader(GoalLevel), required=True),
            ColumnSchema("namn", "name", read.build_text_reader(Goal, "name"), required=True),
            ColumnSchema("beskrivning", "description", read.parse_text, empty=""),
            ColumnSchema("överordnat mål", "parent", read.build_code_reader(Goal)),
            ColumnSchema("fokusområden", "focus_areas", read.build_codes_reader(FocusArea), empty=()),
            ColumnSchema("verksamheter", "areas", read.build_codes_reader(ServiceArea), empty=()),
            *VALIDITY_COLUMNS,
        ),
    ),
    SheetSchema(
        "indikatorer",
        "indicators",
        (
            ColumnSchema("kod", "code", read.build_code_reader(Indicator), required=True),
            ColumnSchema("namn", "name", read.build_text_reader(Indicator, "name"), required=True),
            ColumnSchema("mål", "goal", read.build_code_reader(Goal)),
            ColumnSchema("slag", "kind", read.ChoiceReader(_KINDS), empty=""),
            ColumnSchema("rubrik", "heading", read.build_text_reader(Indicator, "heading"), empty=""),
            ColumnSchema("enhet", "unit", read.build_text_reader(Indicator, "unit"), required=True),
            ColumnSchema("decimaler", "decimals", read.build_integer_reader(0, 6), required=True),
            ColumnSchema("riktning", "direction", read.ChoiceReader(_DIRECTIONS), required=True),
            ColumnSchema("ackumulering", "accumulation", read.ChoiceReader(_ACCUMULATIONS), required=True),
            ColumnSchema("könsuppdelad", "by_gender", read.parse_yes_no, empty=False),
            ColumnSchema("personer", "counts_persons", read.parse_yes_no, empty=False),
            ColumnSchema("jämförelse för", "reference_for", read.build_code_reader(Indicator)),
            ColumnSchema("definition", "definition", read.parse_text, empty=""),
            ColumnSchema("källa", "source", read.build_text_reader(Indicator, "source"), empty=""),
            ColumnSchema("kolada", "kolada_id", read.parse_kolada_id),
            ColumnSchema("tolerans", "tolerance_percent", read.parse_percent_up_to_100),
        ),
    ),
    SheetSchema(
        "målvärden",
        "targets",
        (
            ColumnSchema("indikator", "indicator", read.build_code_reader(Indicator), required=True),
            YEAR_COLUMN,
            GENDER_COLUMN,
            AREA_COLUMN,
            ColumnSchema("målvärde", "text", read.build_text_reader(Target, "text"), required=True),
            ColumnSchema("basår", "base_year", read.parse_year),
            ColumnSchema("beslut", "decision", read.build_text_reader(Target, "decision"), empty=""),
            ColumnSchema("skäl", "reason", read.build_text_reader(Target, "reason"), empty=""),
            FOOTNOTE_COLUMN,
            TABLE_COLUMN,
        ),
    ),
    SheetSchema(
        "utfall",
        "outcomes",
        (
            ColumnSchema("indikator", "indicator", read.build_code_reader(Indicator), required=True),
            YEAR_COLUMN,
            TERTIAL_COLUMN,
            GENDER_COLUMN,
            AREA_COLUMN,
            ColumnSchema("värde", "value", read.parse_text, empty=""),
            ColumnSchema("prognos", "forecast", read.parse_cell_quantity),
            ColumnSchema("förändring", "stated_change", read.parse_cell_quantity),
            ColumnSchema("publicerat", "stated_text", read.build_text_reader(Outcome, "stated_text"), empty=""),
            ColumnSchema("saknas", "missing", read.build_label_reader(MissingReason), empty=""),
            ColumnSchema("preliminär", "preliminary", read.parse_yes_no, empty=False),
            FOOTNOTE_COLUMN,
            TABLE_COLUMN,
        ),
    ),
    SheetSchema(
        "bedömningar",
        "assessments",
        (
            ColumnSchema("mål", "goal", read.build_code_reader(Goal)),
            ColumnSchema("indikator", "indicator", read.build_code_reader(Indicator)),
            AREA_COLUMN,
            ColumnSchema("år", "year", read.parse_year),
            ColumnSchema("tertial", "tertial", read.build_integer_reader(1, 3)),
            ColumnSchema("betyg", "rating", read.build_label_reader(LightChoice), empty=""),
            ColumnSchema(
                "betyg i rapporten", "stated_rating", read.build_text_reader(Assessment, "stated_rating"), empty=""
            ),
            ColumnSchema("trend", "trend", read.build_label_reader(Trend), empty=""),
            ColumnSchema("samlad bedömning", "summary", read.parse_text, empty=""),
            ColumnSchema("orsak", "cause", read.parse_text, empty=""),
            ColumnSchema("åtgärd", "action", read.parse_text, empty=""),
            ColumnSchema("jämställdhetsreflektion", "gender_reflection", read.parse_text, empty=""),
            MARK_COLUMNS["assessments"],
            TABLE_COLUMN,
        ),
    ),
    SheetSchema(
        "kostnadsslag",
        "cost_types",
        (
            ColumnSchema("kod", "code", read.build_code_reader(OwnCostType), required=True),
            ColumnSchema("namn", "name", read.build_text_reader(OwnCostType, "name"), required=True),
            ColumnSchema("hör till", "belongs_to", read.ChoiceReader(_BASE_COST_TYPES), required=True),
            *VALIDITY_COLUMNS,
        ),
    ),
    SheetSchema(
        "drift",
        "operating",
        (
            ColumnSchema("verksamhet", "area", read.build_code_reader(ServiceArea), required=True),
            YEAR_COLUMN,
            TERTIAL_COLUMN,
            ColumnSchema("kostnadsslag", "cost_type", read.CostTypeReader(), required=True),
            AMOUNT_COLUMNS[0],
            PERIOD_BUDGET_COLUMN,
            *AMOUNT_COLUMNS[1:],
            ColumnSchema("rad", "label", read.build_text_reader(OperatingLine, "label"), empty=""),
            FOOTNOTE_COLUMN,
            TABLE_COLUMN,
        ),
    ),
    SheetSchema(
        "investeringar",
        "investments",
        (
            ColumnSchema("projekt", "project", read.build_code_reader(InvestmentProject), required=True),
            ColumnSchema("namn", "name", read.build_text_reader(InvestmentProject, "name"), required=True),
            ColumnSchema("överordnad", "parent", read.build_code_reader(InvestmentProject)),
            AREA_COLUMN,
            YEAR_COLUMN,
            TERTIAL_COLUMN,
            ColumnSchema("flöde", "flow", read.build_label_reader(Flow), required=True),
            ColumnSchema("ursprunglig budget", "original_budget", read.parse_cell_amount),
            ColumnSchema("tilläggsbudget", "supplementary_budget", read.parse_cell_amount),
            *AMOUNT_COLUMNS,
            FOOTNOTE_COLUMN,
            TABLE_COLUMN,
        ),
    ),
    SheetSchema(
        "budgetändringar",
        "budget_changes",
        (
            ColumnSchema("verksamhet", "area", read.build_code_reader(ServiceArea), required=True),
            YEAR_COLUMN,
            ColumnSchema("tertial", "tertial", read.build_integer_reader(1, 3), required=True),
            ColumnSchema("datum", "date", read.parse_date, required=True),
            ColumnSchema("slag", "kind", read.build_label_reader(BudgetChangeKind), required=True),
            ColumnSchema("belopp", "amount", read.parse_cell_amount),
            ColumnSchema("beslut", "decision", read.build_text_reader(BudgetChange, "decision"), empty=""),
            ColumnSchema("anmärkning", "note", read.parse_text, empty=""),
        ),
    ),
    SheetSchema(
        "prognoser",
        "interim_forecasts",
        (
            ColumnSchema("verksamhet", "area", read.build_code_reader(ServiceArea), required=True),
            ColumnSchema("datum", "date", read.parse_date, required=True),
            ColumnSchema("prognos", "forecast", read.parse_cell_amount),
            ColumnSchema("anmärkning", "note", read.parse_text, empty=""),
        ),
    ),
    *OWN_TABLE_SHEETS,
    SheetSchema(
        "risker",
        "risks",
        (
            ColumnSchema("kod", "code", read.build_code_reader(Risk), required=True),
            ColumnSchema("process", "process", read.build_text_reader(Risk, "process"), empty=""),
            ColumnSchema("processgrupp", "process_group", read.build_text_reader(Risk, "process_group"), empty=""),
            ColumnSchema("namn", "name", read.build_text_reader(Risk, "name"), required=True),
            ColumnSchema("kategori", "category", read.build_text_reader(Risk, "category"), empty=""),
            ColumnSchema("roll", "owner_role", read.build_text_reader(Risk, "owner_role"), empty=""),
            AREA_COLUMN,
            ColumnSchema("sannolikhet", "probability", read.build_integer_reader(1, 4), required=True),
            ColumnSchema("konsekvens", "consequence", read.build_integer_reader(1, 4), required=True),
            ColumnSchema("riskvärde", "stated_value", read.build_integer_reader(0, 1000)),
            YEAR_COLUMN,
            TABLE_COLUMN,
        ),
    ),
    SheetSchema(
        "kontroller",
        "controls",
        (
            ColumnSchema("risk", "risk", read.build_code_reader(Risk), required=True),
            ColumnSchema("kod", "code", read.build_code_reader(ControlActivity), required=True),
            ColumnSchema("namn", "name", read.build_text_reader(ControlActivity, "name"), required=True),
            ColumnSchema("beskrivning", "description", read.parse_text, empty=""),
        ),
    ),
    SheetSchema(
        "kontrollresultat",
        "results",
        (
            ColumnSchema("kontroll", "control", read.build_code_reader(ControlActivity), required=True),
            YEAR_COLUMN,
            ColumnSchema("tertial", "tertial", read.build_integer_reader(1, 3), required=True),
            ColumnSchema("status", "status", read.build_label_reader(ControlStatus), empty=""),
            ColumnSchema("bedömning", "verdict", read.build_label_reader(ControlVerdict), empty=""),
            ColumnSchema("kommentar", "comment", read.parse_text, empty=""),
            TABLE_COLUMN,
        ),
    ),
    SheetSchema(
        "kommentarer",
        "comments",
        (
            ColumnSchema("ämne", "topic", _read_topic, required=True),
            AREA_COLUMN,
            ColumnSchema("rubrik", "heading", read.build_text_reader(Comment, "heading"), empty=""),
            ColumnSchema("text", "text", read.parse_text, empty=""),
            ColumnSchema("orsak", "cause", read.parse_text, empty=""),
            ColumnSchema("åtgärd", "action", read.parse_text, empty=""),
            MARK_COLUMNS["comments"],
        ),
    ),
    SheetSchema(
        "disposition",
        "chapters",
        (
            ColumnSchema("kod", "code", read.build_code_reader(Chapter), required=True),
            ColumnSchema("rubrik", "heading", read.build_text_reader(Chapter, "heading"), required=True),
            ColumnSchema("nivå", "level", read.build_integer_reader(1, MAX_LEVEL), empty=1),
            ColumnSchema("tertial", "tertials", read.parse_tertials, empty=read.ALL_TERTIALS),
            ColumnSchema("skrivs av", "writer", read.build_label_reader(ChapterWriter), empty=""),
            ColumnSchema("rapportdel", "part", read.build_label_reader(ReportPartCode), empty=""),
            ColumnSchema("anvisning", "instruction", read.parse_text, empty=""),
        ),
    ),
    SheetSchema(
        "texter",
        "texts",
        (
            ColumnSchema("kapitel", "chapter", read.build_code_reader(Chapter), required=True),
            AREA_COLUMN,
            ColumnSchema("del", "piece", read.build_integer_reader(1, MAX_PIECES), empty=1),
            ColumnSchema("text", "text", read.parse_text, empty=""),
            ColumnSchema("klar", "is_ready", read.parse_yes_no, empty=False),
        ),
    ),
)
SCHEMAS_BY_NAME = {sheet.name: sheet for sheet in SHEET_SCHEMAS}
