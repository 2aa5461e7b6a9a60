"""Small reports to hide things in, built by hand without a database."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.publishing.suppression.headcounts import SumFormula
from apps.publishing.suppression.suppressed_report import find_units_to_hide, group_units_by_indicator, hide_units
from apps.report import board_report

BOARD = "sn"
PERIOD = Tertial(2024, 3)
LABELS = {"T": "totalt", "K": "kvinnor", "M": "män"}


def tree(parents: dict[str, str | None]) -> tuple[board_report.Area, ...]:
    """The areas of a board; parents stand before their children."""
    depths: dict[str | None, int] = {None: -1}
    areas = []
    for code, parent in parents.items():
        depths[code] = depths[parent] + 1
        kind = "area" if parent else "board"
        areas.append(board_report.Area(code=code, name=code.upper(), kind=kind, parent=parent, depth=depths[code]))
    return tuple(areas)


def point(
    value: int | str | None = None,
    *,
    year: int = 2024,
    tertial: int = 3,
    area: str = BOARD,
    gender: str = "T",
    **rest: Any,
) -> board_report.Point:
    """A count of persons, or a share ``12/40``."""
    given: dict[str, Any] = {
        "numerator": None,
        "denominator": None,
        "forecast": None,
        "missing": "",
        "missing_label": "",
        "stated_text": "",
        "stated_change": None,
        "preliminary": False,
        "suppressed": False,
        "footnote": "",
        **rest,
    }
    shown = None if value is None else Decimal(value) if isinstance(value, int) else None
    if isinstance(value, str):
        given["numerator"], given["denominator"] = (Decimal(part) for part in value.split("/"))
        shown = given["numerator"] / given["denominator"] * 100
    return board_report.Point(
        year=year, tertial=tertial, area=area, area_name=area.upper(), gender=gender, value=shown, **given
    )


def missing(reason: str = "not_reported", **where: Any) -> board_report.Point:
    """An outcome that is not there."""
    return point(None, missing=reason, missing_label="ej rapporterat", **where)


def verdict(light: Light = Light.UNKNOWN, sentence: str = "Målvärde saknas.", **rest: Any) -> board_report.Verdict:
    """What was computed, unless ``by_people`` says otherwise."""
    given = {"computed": light, "by_people": False, **rest}
    return board_report.Verdict(light=light, sentence=sentence, **given)


def target(**rest: Any) -> board_report.Target:
    """At least 10 this year, for the whole board."""
    given: dict[str, Any] = {
        "year": 2024,
        "area": BOARD,
        "gender": "T",
        "comparator": "ge",
        "value": Decimal(10),
        "upper": None,
        "base_year": None,
        "line": Decimal(10),
        "text": "10",
        "words": "minst 10",
        "decision": "",
        "footnote": "",
    }
    return board_report.Target(**(given | rest))


def assessment(area: str = BOARD, **rest: Any) -> board_report.Assessment:
    """What people wrote."""
    given: dict[str, Any] = {
        "verdict": None,
        "trend": "",
        "summary": "",
        "cause": "",
        "action": "",
        "gender_reflection": "",
    }
    return board_report.Assessment(area=area, area_name=area.upper(), whole_board=area == BOARD, **(given | rest))


def indicator(
    *points: board_report.Point, verdicts: dict[tuple[str, str], board_report.Verdict] | None = None, **rest: Any
) -> board_report.Indicator:
    """An indicator with its series; the readings are the points of the report's period."""
    now = [p for p in points if (p.year, p.tertial) == (PERIOD.year, PERIOD.number)]
    shown = {(p.area, p.gender): verdict() for p in now} | (verdicts or {})
    before = {(p.area, p.gender): p.value for p in points if (p.year, p.tertial) == (PERIOD.year - 1, PERIOD.number)}
    targets: tuple[board_report.Target, ...] = rest.pop("targets", ())
    aims = {(t.area, t.gender): t for t in targets if t.year == PERIOD.year}
    given: dict[str, Any] = {
        "code": "personer",
        "name": "Personer med insatsen",
        "goal": None,
        "kind": "volume",
        "kind_label": "volymer",
        "heading": "",
        "unit": "antal",
        "decimals": 0,
        "direction": "neither",
        "direction_label": "",
        "accumulation": "stock",
        "accumulation_label": "",
        "by_gender": True,
        "counts_persons": True,
        "reference_for": None,
        "references": (),
        "definition": "",
        "source": "",
        "kolada_id": None,
        "has_target": bool(targets),
        "verdict": next(iter(shown.values()), verdict()),
        "assessments": (),
    }
    readings = tuple(
        board_report.Reading(
            point=p,
            target=aims.get((p.area, p.gender)),
            verdict=shown[p.area, p.gender],
            last_year=before.get((p.area, p.gender)),
        )
        for p in now
    )
    return board_report.Indicator(readings=readings, series=points, targets=targets, **(given | rest))


def goal(code: str = "mal", *, indicators: tuple[str, ...] = (), **rest: Any) -> board_report.Goal:
    """A goal of the board."""
    given: dict[str, Any] = {
        "name": code,
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
        "assessments": (),
    }
    return board_report.Goal(code=code, indicators=indicators, **(given | rest))


def make_report(
    *indicators: board_report.Indicator,
    parents: dict[str, str | None] | None = None,
    threshold: int = 5,
    **rest: Any,
) -> board_report.BoardReport:
    """A report that says nothing but these indicators."""
    areas = tree(parents or {BOARD: None})
    nothing = board_report.AreaEconomy(
        area=BOARD, name="SN", kind="board", parent=None, depth=0, has_children=False, net=None, cost_types=()
    )
    given: dict[str, Any] = {
        "goals": (),
        "overview": (),
        "attention": (),
        "goal_lights": board_report.LightCounts(),
        "indicator_lights": board_report.LightCounts(),
        "history": (),
        "comments": (),
        "findings": (),
    }
    return board_report.BoardReport(
        schema=board_report.SCHEMA,
        municipality=board_report.MunicipalityRef(code="0001", name="Provköping", slug="provkoping"),
        board=board_report.BoardRef(
            name="Socialnämnden",
            slug="socialnamnden",
            administration="",
            tolerance_percent=Decimal(5),
            small_number_threshold=threshold,
        ),
        period=PERIOD,
        state="approved",
        state_label="godkänd",
        decision=None,
        source_title="",
        summary="",
        tables=(),
        areas=areas,
        focus_areas=(),
        indicators=indicators,
        economy=board_report.Economy(areas=(nothing,), other_statements=(), forecast_accuracy=()),
        investments=(),
        risks=(),
        **(given | rest),
    )


def with_threshold(view: board_report.BoardReport, threshold: int) -> board_report.BoardReport:
    """The same report of a board with another threshold."""
    return replace(view, board=replace(view.board, small_number_threshold=threshold))


def suppress(
    view: board_report.BoardReport,
    earlier: Sequence[board_report.BoardReport] = (),
    formulas: Sequence[SumFormula] = (),
) -> board_report.BoardReport:
    """One report by itself as it may be shown to anyone, by its own limit; ``joint`` minds other versions and reports.

    ``earlier`` are the reports that its findings are told from anew, ``formulas`` the sums between indicators.
    """
    counting = {indicator.code for indicator in view.indicators if indicator.counts_persons}
    hidden = find_units_to_hide([view], counting, view.board.small_number_threshold, formulas)
    return hide_units(view, group_units_by_indicator(view, hidden), earlier)
