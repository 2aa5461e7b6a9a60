"""The goals in the presenting mode: one a screen, those not met first, then those on the way."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from apps.core.lights import Light
from apps.report.attention import explain_goal
from apps.report.board_report import Attention, BoardReport
from apps.report.goals import filter_counted_goals
from apps.report.measures import Goal, Indicator
from apps.web.board.indicators.rows import build_indicator_row, sort_worst_first
from apps.web.board.overview.goal_lines import list_past_lights
from apps.web.board.presentation.slides import MoreLink, Slide, SlideLine, list_texts
from apps.web.lights import rank_worst_first
from apps.web.links import ReportAddress

MOST_GOALS = 8  # with a screen of their own
MOST_NAMED = 6  # lines on a screen of names
MOST_INDICATORS = 3  # of a goal
SHOWN_LIGHTS = (Light.NOT_MET, Light.ON_TRACK)


def build_goal_slides(report: BoardReport) -> tuple[Slide, ...]:
    """A screen for each goal that is not met or on the way; where they are many, the last ones by name on one."""
    goals = [goal for goal in filter_counted_goals(report.goals) if goal.verdict.light in SHOWN_LIGHTS]
    goals.sort(key=lambda goal: rank_worst_first(goal.verdict.light))
    shown = len(goals) if len(goals) <= MOST_GOALS + 1 else MOST_GOALS
    items = {item.key: item for item in report.attention if item.kind == "goal"}
    slides = tuple(_build_slide(goal, report, items.get(goal.code)) for goal in goals[:shown])
    slides = _drop_repeated_sentences(slides)
    return (*slides, _build_names_slide(goals[shown:], report)) if goals[shown:] else slides


def _drop_repeated_sentences(slides: Iterable[Slide]) -> tuple[Slide, ...]:
    """The screens without what an earlier one has said in the same words, as a board's own name for a light."""
    known: set[str] = set()
    shown = []
    for slide in slides:
        is_repeated = "”" in slide.sentence and slide.sentence in known
        shown.append(replace(slide, sentence="") if is_repeated else slide)
        known.add(slide.sentence)
    return tuple(shown)


def _build_slide(goal: Goal, report: BoardReport, item: Attention | None) -> Slide:
    """Its cause and action are those of the attention list; of a goal on the way what was written of it."""
    url = ReportAddress.for_report(report).url("goal", code=goal.code)
    own = sort_worst_first([one for one in report.indicators if one.goal == goal.code and not one.reference_for])
    missed = [one for one in own if one.verdict.light in SHOWN_LIGHTS and one.has_target]
    shown = len(missed) if len(missed) == MOST_INDICATORS + 1 else MOST_INDICATORS
    cause, action = explain_goal(goal, [one for one in missed if one.verdict.light == Light.NOT_MET])
    return Slide(
        id=f"mal-{goal.code}",
        kind="Mål",
        heading=goal.name,
        url=url,
        change=item.change_label if item else "",
        verdict=goal.verdict,
        sentence=_format_reason(goal),
        lines=tuple(_build_indicator_line(one, report) for one in missed[:shown]),
        more=MoreLink(len(missed[shown:]), "till", url) if missed[shown:] else None,
        texts=list_texts(cause=cause, action=action),
        past_lights=list_past_lights(report, goal.code),
    )


def _format_reason(goal: Goal) -> str:
    """Why it has its light: what people wrote, their own words where no figure says anything, else the rule."""
    verdict = goal.verdict
    if verdict.by_people and verdict.computed == Light.UNKNOWN and not verdict.override_reason:
        return f"Nämndens bedömning: ”{verdict.stated}”" if verdict.stated else "Bedömt av nämnden."
    return verdict.override_reason or verdict.sentence


def _build_indicator_line(indicator: Indicator, report: BoardReport) -> SlideLine:
    """An indicator with its figure beside its target, as the goal page's list has them."""
    row = build_indicator_row(indicator, report)
    reading = next(iter(row.missed), None)
    parts = []
    if reading is not None:
        where = f"{reading.area}: " if reading.area else ""
        parts = [f"{where}{reading.value.text}", f"mål: {reading.target}" if reading.target else ""]
    return SlideLine(
        name=indicator.name,
        url=row.url,
        light=indicator.verdict.light,
        note=", ".join(part for part in parts if part),
        spark=row.spark,
    )


def _build_names_slide(goals: Sequence[Goal], report: BoardReport) -> Slide:
    place = ReportAddress.for_report(report)
    shown = len(goals) if len(goals) <= MOST_NAMED + 1 else MOST_NAMED
    return Slide(
        id="fler-mal",
        kind="Mål",
        heading=f"{len(goals)} mål till",
        url=place.url("goals"),
        lines=tuple(
            SlideLine(name=goal.name, url=place.url("goal", code=goal.code), light=goal.verdict.light)
            for goal in goals[:shown]
        ),
        more=MoreLink(len(goals) - shown, "till", place.url("goals")) if len(goals) > shown else None,
    )


def build_indicator_slide(report: BoardReport) -> Slide | None:
    """The indicators that miss their target without a goal on the screens before that names them; None for none."""
    place = ReportAddress.for_report(report)
    items = [item for item in report.attention if item.kind == "indicator"]
    by_code = {one.code: one for one in report.indicators}
    goals = {goal.code for goal in filter_counted_goals(report.goals) if goal.verdict.light in SHOWN_LIGHTS}
    items = [item for item in items if by_code[item.key].goal not in goals]
    if not items:
        return None
    shown = len(items) if len(items) == MOST_NAMED + 1 else MOST_NAMED
    return Slide(
        id="indikatorer",
        kind="Indikatorer",
        heading="Indikatorer som inte når målvärdet" if len(items) > 1 else "En indikator når inte målvärdet",
        lines=tuple(_build_indicator_line(by_code[item.key], report) for item in items[:shown]),
        more=MoreLink(len(items) - shown, "till", place.url("indicators")) if len(items) > shown else None,
    )
