"""A hand-made report with everything that makes a page hard: every light, gaps with reasons, small numbers, long names.

The figures are Kalmar's of 2020; what did not happen there is made up, so that each case has an example.
"""

from decimal import Decimal
from typing import Any

from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.report import board_report

NOW = Tertial(2020, 3)
ROOT = "sn"
LONG = "Möjliggöra för kvinnor och män med funktionsnedsättning att leva som andra"


def verdict(light: str = "met", **changes: Any) -> board_report.Verdict:
    """A computed light, unless people judged otherwise."""
    fields: dict[str, Any] = {
        "light": Light(light),
        "computed": Light(light),
        "by_people": False,
        "sentence": "Därför.",
    }
    return board_report.Verdict(**fields | changes)


def point(value: str | None, year: int = 2020, **changes: Any) -> board_report.Point:
    """A yearly outcome of the whole board; without a value it is not measured."""
    fields: dict[str, Any] = {
        "year": year,
        "tertial": 3,
        "area": ROOT,
        "area_name": "Socialnämnden",
        "gender": "T",
        "value": None if value is None else Decimal(value),
        "numerator": None,
        "denominator": None,
        "forecast": None,
        "missing": "" if value is not None else "not_measured",
        "missing_label": "" if value is not None else "ej mätt",
        "stated_text": "",
        "stated_change": None,
        "preliminary": False,
        "suppressed": False,
        "footnote": "",
    }
    return board_report.Point(**fields | changes)


def target(line: str | None, year: int = 2020, **changes: Any) -> board_report.Target:
    """At least so much, for the whole board."""
    fields: dict[str, Any] = {
        "year": year,
        "area": ROOT,
        "gender": "T",
        "comparator": "ge",
        "value": None if line is None else Decimal(line),
        "upper": None,
        "base_year": None,
        "line": None if line is None else Decimal(line),
        "text": f"{line}",
        "words": f"minst {line}",
        "decision": "",
        "footnote": "",
    }
    return board_report.Target(**fields | changes)


def reading(
    outcome: board_report.Point, aim: board_report.Target | None = None, light: str = "met", **changes: Any
) -> board_report.Reading:
    """An outcome held against its target."""
    fields: dict[str, Any] = {"point": outcome, "target": aim, "verdict": verdict(light), "last_year": None}
    return board_report.Reading(**fields | changes)


def indicator(code: str, **changes: Any) -> board_report.Indicator:
    """A percentage of the goal ``trygg``, higher is better."""
    fields: dict[str, Any] = {
        "code": code,
        "name": code.capitalize(),
        "goal": "trygg",
        "kind": "",
        "kind_label": "",
        "heading": "",
        "unit": "%",
        "decimals": 0,
        "direction": "higher",
        "direction_label": "högre är bättre",
        "accumulation": "yearly",
        "accumulation_label": "mäts en gång om året",
        "by_gender": False,
        "counts_persons": False,
        "reference_for": None,
        "references": (),
        "definition": "",
        "source": "",
        "kolada_id": None,
        "has_target": True,
        "verdict": verdict(),
        "readings": (),
        "series": (),
        "targets": (),
        "assessments": (),
    }
    return board_report.Indicator(**fields | changes)


def goal(code: str, **changes: Any) -> board_report.Goal:
    """A board goal without focus area."""
    fields: dict[str, Any] = {
        "code": code,
        "name": code.capitalize(),
        "level": "board",
        "level_label": "nämndmål",
        "description": "",
        "parent": None,
        "depth": 0,
        "children": (),
        "focus_areas": (),
        "areas": (),
        "verdict": verdict(),
        "indicator_lights": board_report.LightCounts(),
        "indicators": (),
        "assessments": (),
    }
    return board_report.Goal(**fields | changes)


def assessment(**changes: Any) -> board_report.Assessment:
    """What the whole board wrote."""
    fields: dict[str, Any] = {
        "area": ROOT,
        "area_name": "Socialnämnden",
        "whole_board": True,
        "verdict": None,
        "trend": "",
        "summary": "Det går framåt.",
        "cause": "Pandemin.",
        "action": "Utbilda fler.",
        "gender_reflection": "",
    }
    return board_report.Assessment(**fields | changes)


def amounts(budget: int | None, actual: int | None, period: Tertial = NOW, **changes: Any) -> board_report.Amounts:
    """Kronor; the variance is computed."""
    variance = None if budget is None or actual is None else budget - actual
    fields: dict[str, Any] = {
        "period": period,
        "budget": budget,
        "actual": actual,
        "forecast": None,
        "variance": variance,
        "computed_variance": variance,
        "basis": "actual" if variance is not None else "",
        "variance_percent": None,
        "exact": True,
    }
    return board_report.Amounts(**fields | changes)


def money(area: str, now: board_report.Amounts, cost_type: str = "net", **changes: Any) -> board_report.MoneyRow:
    """A row of the operating budget."""
    labels = {"net": "netto", "revenue": "intäkter", "cost": "kostnader", "staff": "personal"}
    fields: dict[str, Any] = {
        "area": area,
        "cost_type": cost_type,
        "cost_type_label": labels[cost_type],
        "label": "",
        "now": now,
        "past": (),
        "table": "drift",
        "summed": False,
        "footnote": "",
    }
    return board_report.MoneyRow(**fields | changes)


def make_area_economy(
    area: board_report.Area, net: board_report.MoneyRow | None, *parts: board_report.MoneyRow
) -> board_report.AreaEconomy:
    """An area with its money."""
    return board_report.AreaEconomy(
        area=area.code,
        name=area.name,
        kind=area.kind,
        parent=area.parent,
        depth=area.depth,
        has_children=area.depth < 2,
        net=net,
        cost_types=parts,
    )


AREAS = (
    board_report.Area(code=ROOT, name="Socialnämnden", kind="board", parent=None, depth=0),
    board_report.Area(code="ledning", name="Lednings- och stödfunktioner", kind="area", parent=ROOT, depth=1),
    board_report.Area(code="fsv", name="Funktionsstöd vuxen", kind="area", parent=ROOT, depth=1),
    board_report.Area(code="leva", name=LONG, kind="process", parent="fsv", depth=2),
    board_report.Area(code="tom", name="Utan siffror", kind="area", parent=ROOT, depth=1),
)

INDICATORS = (
    indicator(
        "nojdhet",
        by_gender=True,
        references=("riket",),
        readings=(
            reading(
                point("92.5", numerator=Decimal(162), denominator=Decimal(175)), target("90"), last_year=Decimal(88)
            ),
            reading(point(None, gender="K", suppressed=True, missing="", missing_label=""), light="unknown"),
            reading(point("90", gender="M", preliminary=True), target("90")),
        ),
        series=(
            point("88", 2018),
            point(None, 2019, footnote="Ingen enkät 2019."),
            point("92.5", numerator=Decimal(162), denominator=Decimal(175)),
            point(None, gender="K", suppressed=True, missing="", missing_label=""),
            point("90", gender="M", preliminary=True),
        ),
        targets=(target("85", 2018), target("90")),
        assessments=(assessment(),),
        definition="Andelen nöjda.",
    ),
    indicator("riket", reference_for="nojdhet", has_target=False, series=(point("85", 2018), point("86"))),
    indicator("vantetid", verdict=verdict("on_track"), unit="dagar", readings=(reading(point("41"), target("40")),)),
    indicator("planer", verdict=verdict("not_met"), readings=(reading(point("36"), target("100"), "not_met"),)),
    indicator("enkat", verdict=verdict("unknown"), readings=(reading(point(None), target(None, words="öka")),)),
    indicator(
        "placeringar",
        goal=None,
        kind="volume",
        kind_label="volymer",
        heading="Institutionsvård",
        unit="antal",
        has_target=False,
        verdict=verdict("unknown"),
        readings=(reading(point("12", area="fsv", area_name="Funktionsstöd vuxen")),),
        series=(point("12", area="fsv", area_name="Funktionsstöd vuxen"),),
    ),
)

GOALS = (
    goal("vision", level="council", level_label="fullmäktigemål", children=("trygg",), focus_areas=("valfard",)),
    goal(
        "trygg",
        name="Trygg och <säker> vård & omsorg",
        parent="vision",
        depth=1,
        focus_areas=("valfard",),
        indicators=("nojdhet", "vantetid", "planer", "enkat"),
        indicator_lights=board_report.LightCounts(met=1, on_track=1, not_met=1, unknown=1),
        verdict=verdict("not_met", computed=Light.ON_TRACK, by_people=True, stated="bedöms ej uppfyllt"),
        assessments=(
            assessment(),
            assessment(area="fsv", area_name="Funktionsstöd vuxen", whole_board=False, verdict=verdict("on_track")),
        ),
    ),
    goal("larande", parent="vision", depth=1, focus_areas=("valfard", "miljo"), verdict=verdict("on_track")),
    goal("ensam", verdict=verdict("unknown")),
)

BEFORE = amounts(830_000_000, 832_000_000, Tertial(2019, 3))
ECONOMY = board_report.Economy(
    areas=(
        make_area_economy(
            AREAS[0],
            money(ROOT, amounts(853_776_000, 828_599_000, variance_percent=Decimal("2.9")), past=(BEFORE,)),
            money(ROOT, amounts(87_434_000, 96_526_000, variance=9_092_000), "revenue"),
            money(ROOT, amounts(941_210_000, 925_125_000), "cost"),
        ),
        make_area_economy(AREAS[1], money("ledning", amounts(74_600_000, 56_852_000), footnote="Delad not.")),
        make_area_economy(
            AREAS[2],
            money("fsv", amounts(350_835_000, 352_366_000), footnote="Delad not."),
            money("fsv", amounts(16_490_000, 21_850_000, variance=5_360_000), "revenue"),
        ),
        make_area_economy(
            AREAS[3], money("leva", amounts(334_205_500, 330_501_000), summed=True, footnote="Egen not.")
        ),
        make_area_economy(AREAS[4], None),
    ),
    other_statements=(
        board_report.OtherStatement(
            area=ROOT,
            area_name="Socialnämnden",
            cost_type="net",
            cost_type_label="netto",
            label="Totalsumma",
            amounts=amounts(None, 277_388_000, Tertial(2019, 3)),
            table="bilaga-1",
            table_title="Bilaga 1",
            differs=True,
        ),
    ),
    forecast_accuracy=(
        board_report.ForecastAccuracy(period=Tertial(2020, 1), variance=-8_550_000, is_final=False, off_by=33_727_000),
        board_report.ForecastAccuracy(period=NOW, variance=25_177_000, is_final=True, off_by=None),
    ),
)

RISKS = (
    board_report.Risk(
        code="ledtid",
        name="Lång ledtid",
        process_group="Huvudprocesser",
        process="Handläggning",
        category="Verksamhetsrisk",
        owner_role="verksamhetschef",
        area=ROOT,
        area_name="Socialnämnden",
        probability=4,
        consequence=3,
        value=12,
        stated_value=16,
        level="severe",
        level_label="mycket hög",
        controls=(
            board_report.Control(
                code="kontroll",
                name="Följer ledtiden",
                description="",
                results=(
                    board_report.ControlResult(
                        tertial=1,
                        status="done",
                        status_label="utförd",
                        verdict="deficient",
                        verdict_label="brist",
                        comment="För lång.",
                    ),
                ),
            ),
        ),
    ),
)


def sample(**changes: Any) -> board_report.BoardReport:
    """The whole report."""
    fields: dict[str, Any] = {
        "schema": board_report.SCHEMA,
        "municipality": board_report.MunicipalityRef(code="0880", name="Kalmar", slug="kalmar"),
        "board": board_report.BoardRef(
            name="Socialnämnden",
            slug="socialnamnden",
            administration="Socialförvaltningen",
            tolerance_percent=Decimal(5),
            small_number_threshold=5,
        ),
        "period": NOW,
        "state": "adopted",
        "state_label": "fastställd",
        "decision": None,
        "source_title": "Årsrapport 2020",
        "summary": "",
        "overview": ("Nämnden redovisar ett överskott.",),
        "attention": (),
        "tables": (board_report.SourceTableRef(code="drift", title="Driftredovisning", note=""),),
        "areas": AREAS,
        "focus_areas": (
            board_report.FocusAreaRef(code="valfard", name="Hög kvalitet i välfärden", description=""),
            board_report.FocusAreaRef(code="miljo", name="Ett grönare Kalmar", description=""),
        ),
        "goals": GOALS,
        "goal_lights": board_report.LightCounts(met=0, on_track=1, not_met=1, unknown=1),
        "indicator_lights": board_report.LightCounts(met=1, on_track=1, not_met=1, unknown=1),
        "indicators": INDICATORS,
        "economy": ECONOMY,
        "investments": (),
        "risks": RISKS,
        "comments": (),
        "findings": (),
        "history": (),
    }
    return board_report.BoardReport(**fields | changes)


def attention(kind: str, key: str) -> board_report.Attention:
    """Something to look at first."""
    return board_report.Attention(kind=kind, key=key, light=Light.NOT_MET, headline=key, why="Därför.", action="")
