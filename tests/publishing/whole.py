"""A made-up report that has something of everything, for tests that look at each leaf of a report."""

from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from apps.core.lights import Light
from apps.core.rich_text.tree import Paragraph, Picture, RichText, Text
from apps.core.tertials import Tertial
from apps.report import board_report
from tests.publishing import examples

NOW = examples.PERIOD
BEFORE = Tertial(2023, 3)
ROOT, NORTH, SOUTH = examples.BOARD, "norr", "soder"


def _verdict(light: Light = Light.ON_TRACK) -> board_report.Verdict:
    return board_report.Verdict(
        light=light, computed=Light.NOT_MET, by_people=True, sentence="Därför.", stated="gul", override_reason="Nära."
    )


def _amounts(period: Tertial = NOW, budget: int = 10_000) -> board_report.Amounts:
    return board_report.Amounts(
        period=period, budget=budget, actual=9_000, forecast=9_500, variance=700, computed_variance=500,
        basis="forecast", variance_percent=Decimal(7), exact=True, table="drift", period_budget=8_500,
        variance_so_far=-400, computed_variance_so_far=-500, used_percent=Decimal(90),
    )  # fmt: skip


def _row(area: str, cost_type: str) -> board_report.MoneyRow:
    return board_report.MoneyRow(
        area=area, cost_type=cost_type, cost_type_label=cost_type, label="Netto", now=_amounts(),
        past=(_amounts(BEFORE),), table="drift", summed=False, footnote="Not.",
        belongs_to="other" if cost_type == "bidrag" else "",
    )  # fmt: skip


def _rich(field: str, words: str) -> board_report.RichField:
    return board_report.RichField(field=field, text=RichText((Paragraph((Text(words, strong=True),)),)))


def _assessment(area: str) -> board_report.Assessment:
    return examples.assessment(
        area,
        verdict=_verdict(),
        trend="upp",
        summary="Bra.",
        cause="Flit.",
        action="Mer.",
        gender_reflection="Lika.",
        rich=(_rich("cause", "Flit."),),
    )


def _point(gender: str = "T", period: Tertial = NOW) -> board_report.Point:
    return examples.point(
        20, year=period.year, tertial=period.number, gender=gender, numerator=Decimal(1), denominator=Decimal(5),
        forecast=Decimal(21), missing="x", missing_label="ej mätt", stated_text="cirka 20",
        stated_change=Decimal(2), footnote="Not.",
    )  # fmt: skip


def _indicator(code: str) -> board_report.Indicator:
    before = board_report.EarlierTarget(words="minst 80", text="80", decision="KF § 1", until=BEFORE)
    target = examples.target(
        reason="Omprövat.",
        earlier=(before,),
        changed="Målvärdet ändrades.",
        upper=Decimal(12),
        base_year=2020,
        decision="§ 4",
        footnote="Not.",
        text="10",
        words="minst 10",
    )
    now = _point()
    reading = board_report.Reading(point=now, target=target, verdict=_verdict(Light.MET), last_year=Decimal(19))
    return board_report.Indicator(
        code=code, name=code.upper(), goal="trygg", kind="volume", kind_label="volymer", heading="Rubrik", unit="%",
        decimals=1, direction="higher", direction_label="högre är bättre", accumulation="flow",
        accumulation_label="summeras", by_gender=True, counts_persons=True, reference_for="b" if code == "a" else "a",
        references=("b",), definition="Så här.", source="Egen", kolada_id="N1",
        tolerance_percent=Decimal(2),
        definition_changes=(board_report.DefinitionChange(period=BEFORE, note="Räknas om."),),
        reorganised=("Till 2023: Gammal.",), areas=(NORTH,),
        has_target=True, verdict=_verdict(),
        readings=(reading,), series=(_point(period=BEFORE), now, _point("K")), targets=(target,),
        assessments=(_assessment(ROOT),),
    )  # fmt: skip


def _goal(code: str, parent: str | None) -> board_report.Goal:
    return board_report.Goal(
        code=code, name=code.upper(), level="board", level_label="nämndmål", description="Om.", parent=parent, depth=0,
        children=("lugn",), focus_areas=("fokus",), areas=(NORTH,), verdict=_verdict(),
        indicator_lights=board_report.LightCounts(met=1, on_track=1, not_met=1, unknown=1), indicators=("a",),
        assessments=(_assessment(ROOT), _assessment(NORTH)),
    )  # fmt: skip


_LIGHTS = board_report.LightCounts(met=1, on_track=2, not_met=3, unknown=4)
_RISK = board_report.Risk(
    code="r", name="Risk", process_group="Grupp", process="Process", category="Slag", owner_role="Chef", area=NORTH,
    area_name="NORR", probability=3, consequence=4, value=12, stated_value=11, level="high", level_label="hög",
    controls=(
        board_report.Control(
            code="k", name="Kontroll", description="Om.",
            results=tuple(
                board_report.ControlResult(
                    tertial=number, status="s", status_label="Gjord", verdict="v", verdict_label="Bra", comment="Ok."
                )
                for number in (2, 3)
            ),
        ),
    ),
)  # fmt: skip
_FINDING = board_report.Finding(
    check="sum", where="area", key=ROOT, name="SN", message="Stämmer inte.", expected="1", found="2", difference="1",
    size=Decimal(1), severity_label="stor", period="2024-t3", column="actual", part="net", table="drift",
    also=(NORTH,), fingerprint="abc", kind="oddity", area=NORTH,
    answer=board_report.FindingAnswer(reason="other", reason_label="annat", text="Vet."),
    quote=board_report.FindingQuote(source="Kommentaren", before="Vi går ", text="3 mnkr plus", after="."),
)  # fmt: skip
_INVESTMENT = board_report.InvestmentRow(
    code="larm", name="Larm", parent="grupp", depth=1, is_sum=False, area=NORTH, area_name="NORR", flow="net",
    flow_label="netto", original_budget=1_000, supplementary_budget=2_000, now=_amounts(), past=(_amounts(BEFORE),),
    footnote="Not.",
)  # fmt: skip


def _path() -> board_report.BudgetPath:
    start = board_report.BudgetChange(
        date=date(NOW.year - 1, 11, 1), tertial=2, kind="original", kind_label="ursprunglig budget", amount=9_000,
        decision="KF § 1", note="Not.",
    )  # fmt: skip
    step = replace(start, date=date(NOW.year, 2, 1), kind="other", kind_label="övrigt", amount=1_000)
    return board_report.BudgetPath(
        original=9_000, original_step=start, changes=(step,), total=10_000, budget=11_000, difference=1_000,
        agrees=True, summed=True,
    )  # fmt: skip


def _economy() -> board_report.Economy:
    other = board_report.OtherStatement(
        area=NORTH, area_name="NORR", cost_type="net", cost_type_label="netto", label="Netto", amounts=_amounts(),
        table="resultat", table_title="Resultat", differs=True,
    )  # fmt: skip
    area = board_report.AreaEconomy(
        area=ROOT, name="SN", kind="board", parent=None, depth=0, has_children=True, net=_row(ROOT, "net"),
        cost_types=(_row(ROOT, "staff"), _row(ROOT, "bidrag")), budget_path=_path(),
        budget_shift=board_report.BudgetShift(
            period=Tertial(NOW.year, 1), before=9_000, now=10_000, changes=1_000, is_explained=True
        ),
        forecasts=(
            board_report.ForecastPoint(
                date=date(NOW.year, 3, 1), kind="interim", label="Prognos", amount=5_000, note="Not.", summed=True
            ),
        ),
        reorganised=("Till 2023: Gammal.",),
        former=(board_report.FormerSeries(code="gammal", name="Gammal", until=2023, amounts=(_amounts(BEFORE),)),),
    )  # fmt: skip
    accuracy = board_report.ForecastAccuracy(period=BEFORE, variance=3_000, is_final=False, off_by=2_000)
    return board_report.Economy(
        areas=(area, replace(area, area=NORTH, name="NORR", parent=ROOT)),
        other_statements=(other,),
        forecast_accuracy=(accuracy,),
    )


def _chapter(code: str, kind: str) -> board_report.Chapter:
    words = (Text("Vi ser"), Text("mer", True, True, "https://exempel.se"))
    picture = Picture("9f86d081884c", "Karta", 60, 40)
    text = board_report.ChapterText(
        area=ROOT, area_name="SN", whole_board=True, text=RichText((Paragraph(words), picture))
    )
    return board_report.Chapter(number="1", code=code, heading=code, level=1, kind=kind, part="goals", texts=(text,))


def _own_table() -> board_report.OwnTable:
    """With a column for each kind of value, and a cell that says everything at once, as no table does."""
    cell = board_report.OwnCell(
        column="b", amount=1_000, value=Decimal(12), text="Bra.", missing="confidential", missing_label="sekretess",
        computed=True,
    )  # fmt: skip
    cells = tuple(replace(cell, column=code) for code in "bntph")
    column = board_report.OwnColumn(code="b", heading="Budget", kind="amount", kind_label="belopp", year=2024)
    names = (("n", "number", "antal"), ("t", "text", "text"), ("p", "percent", "procent"), ("h", "number", "antal"))
    others = [replace(column, code=code, heading=code, kind=kind, kind_label=label) for code, kind, label in names]
    others[0] = replace(others[0], counts_persons=True, relation="total", parts=("h",))
    row = board_report.OwnRow(
        code="r", name="Resultat", heading="Rubrik", relation="total", relation_label="summa av delar", parts=("r2",),
        cells=cells,
    )  # fmt: skip
    return board_report.OwnTable(
        code="resultat", name="Resultattabell", kind="result", kind_label="resultattabell", area=ROOT, area_name="SN",
        columns=(column, *others), rows=(row, replace(row, code="r2", relation="", relation_label="", parts=())),
    )  # fmt: skip


WHOLE: board_report.BoardReport = board_report.BoardReport(
    schema=board_report.SCHEMA,
    municipality=board_report.MunicipalityRef(code="0001", name="Provköping", slug="provkoping", is_made_up=True),
    board=board_report.BoardRef(
        name="Socialnämnden",
        slug="socialnamnden",
        administration="Socialförvaltningen",
        tolerance_percent=Decimal(5),
        small_number_threshold=0,
    ),
    period=NOW,
    state="adopted",
    state_label="fastställd",
    decision=board_report.Decision(date=date(2025, 2, 1), paragraph="5", case_number="SN 2025/1"),
    source_title="Årsrapport",
    summary="Ett gott år.",
    rich=(_rich("summary", "Ett gott år."),),
    overview=("Det går bra.", "Budgeten håller."),
    attention=(
        board_report.Attention(
            kind="goal",
            key="trygg",
            light=Light.NOT_MET,
            headline="Mål",
            why="Därför.",
            action="Mer.",
            parts=(board_report.AttentionPart(kind="indicator", key="a", text="A: 4 (mål minst 5)", why="Vakanser."),),
            change="new",
            change_label="ny sedan T1 2024",
        ),
    ),
    tables=(board_report.SourceTableRef(code="drift", title="Drift", note="Not.", unit="tkr"),),
    areas=examples.tree({ROOT: None, NORTH: ROOT, SOUTH: ROOT}),
    focus_areas=(board_report.FocusAreaRef(code="fokus", name="Fokus", description="Om."),),
    goals=(_goal("trygg", "lugn"), _goal("lugn", None)),
    goal_lights=_LIGHTS,
    indicator_lights=_LIGHTS,
    indicators=(_indicator("a"), _indicator("b")),
    economy=_economy(),
    investments=(board_report.InvestmentTable(code="inv", title="Investeringar", rows=(_INVESTMENT,)),),
    risks=(_RISK,),
    comments=(
        board_report.Comment(
            topic="staff",
            topic_label="personal",
            area=ROOT,
            area_name="SN",
            whole_board=True,
            heading="Rubrik",
            text="Text.",
            cause="Orsak.",
            action="Åtgärd.",
            rich=(_rich("text", "Text."),),
        ),
    ),
    findings=(_FINDING,),
    chapters=(_chapter("ekonomi", "written"), _chapter("goals", "part")),
    reorganisations=(
        board_report.Reorganisation(
            subject="area",
            kind="joined",
            period=NOW,
            before=(board_report.FormerPart(code="gammal", name="Gammal"),),
            after=(board_report.FormerPart(code=NORTH, name="NORR"),),
            text="Till 2023: Gammal.",
            decision="SN § 7",
        ),
    ),
    own_tables=(_own_table(),),
    relations=(board_report.Relation(kind="total", total="nojda", parts=("a", "b")),),
    history=(
        board_report.History(
            period=BEFORE,
            published=True,
            goal_lights=_LIGHTS,
            indicator_lights=_LIGHTS,
            amounts=_amounts(BEFORE),
            goals={"lugn": Light.MET},
            indicators={"a": Light.NOT_MET, "b": Light.MET},
            areas={ROOT: board_report.PastVariance(so_far=1_000, full_year=-2_000, exact=True)},
        ),
    ),
)
