"""Goals, indicators and key figures, with their outcomes, targets, lights, and what was written of them."""

from collections.abc import Iterable, Sequence

from django.utils.text import capfirst

from apps.core.swedish import format_name_with_unit
from apps.core.tertials import Tertial
from apps.documents.blocks import (
    DocumentBlock,
    DocumentCell,
    DocumentColumn,
    DocumentRow,
    HeadingBlock,
    ParagraphBlock,
    TableBlock,
    TextRun,
    build_paragraphs,
)
from apps.documents.cells import build_light_cell, build_number_cell, build_text_cell
from apps.documents.parts.finding_notes import list_finding_notes
from apps.documents.rich_text_blocks import build_labelled_text
from apps.report.board_report import BoardReport
from apps.report.course.figure_formats import format_with_unit
from apps.report.course.outcome_values import GENDER_LABELS, build_outcome_view, format_gap, format_outcome
from apps.report.definition_changes import format_definition_change
from apps.report.measures import Assessment, Goal, Indicator, Point, Reading, Verdict
from apps.report.plan.target_changes import describe_target

OUTCOME_COLUMNS = (
    DocumentColumn(label="Indikator", weight=5),
    DocumentColumn(label="Utfall", is_number=True, weight=3),
    DocumentColumn(label="Målvärde", weight=3),
    DocumentColumn(label="Samma tid förra året", is_number=True, weight=2),
    DocumentColumn(label="Läge", weight=3),
)
_TEXT_LABELS = {
    "summary": "Samlad bedömning",
    "cause": "Orsak",
    "action": "Åtgärd",
    "gender_reflection": "Jämställdhetsreflektion",
}


def build_goals(report: BoardReport) -> list[DocumentBlock]:
    """Each goal with its light and why, its indicators, and what was written of them."""
    by_code = {one.code: one for one in report.indicators}
    focus = {one.code: one.name for one in report.focus_areas}
    blocks: list[DocumentBlock] = []
    for goal in report.goals:
        own = [by_code[code] for code in goal.indicators if code in by_code]
        blocks += [HeadingBlock(goal.name, min(goal.depth, 2) + 2), *_build_goal_texts(goal, focus)]
        blocks += build_outcome_tables(report, own, "Indikatorer")
    return blocks


def _build_goal_texts(goal: Goal, focus: dict[str, str]) -> list[DocumentBlock]:
    blocks: list[DocumentBlock] = [ParagraphBlock((TextRun("Läge: "), TextRun("", light=goal.verdict.light)))]
    blocks += build_paragraphs(_format_verdict(goal.verdict))
    names = ", ".join(focus[code] for code in goal.focus_areas if code in focus)
    about = ". ".join(filter(None, (capfirst(goal.level_label), f"Fokusområde: {names}" if names else "")))
    blocks += build_paragraphs(about, "note")
    blocks += build_paragraphs(goal.description)
    return blocks + build_assessments(goal.assessments)


def _format_verdict(verdict: Verdict) -> str:
    """Why the light is what it is, and where people judged otherwise, why."""
    stated = f"Nämndens ord: {verdict.stated}." if verdict.stated else ""
    return " ".join(filter(None, (verdict.sentence, stated, verdict.override_reason)))


def build_assessments(assessments: Iterable[Assessment]) -> list[DocumentBlock]:
    """What was written, for the whole board first as the report has it, then by service area."""
    blocks: list[DocumentBlock] = []
    for one in assessments:
        suffix = "" if one.whole_board else f", {one.area_name}"
        for field, label in _TEXT_LABELS.items():
            blocks += build_labelled_text(f"{label}{suffix}", one, field)
    return blocks


def build_indicators(report: BoardReport) -> list[DocumentBlock]:
    """The key figures, and the indicators of no goal, kind by kind and under their headings."""
    goals = {goal.code for goal in report.goals}
    free = [one for one in report.indicators if one.goal not in goals]
    blocks: list[DocumentBlock] = []
    for kind in dict.fromkeys(one.kind for one in free):
        of_kind = [one for one in free if one.kind == kind]
        blocks.append(HeadingBlock(capfirst(of_kind[0].kind_label or "Indikatorer"), 2))
        for heading in dict.fromkeys(one.heading for one in of_kind):
            own = [one for one in of_kind if one.heading == heading]
            blocks += build_outcome_tables(report, own, heading)
    return blocks


def build_outcome_tables(report: BoardReport, indicators: Sequence[Indicator], title: str) -> list[DocumentBlock]:
    """The table of this tertial's outcomes, then what was written of each indicator."""
    if not indicators:
        return []
    root = report.areas[0].code
    rows = [row for one in indicators for row in _build_rows(one, root, report.period)]
    notes = [note for one in indicators for note in _list_notes(one, report.period)]
    notes += list_finding_notes(report, "indicator", {one.code for one in indicators})
    table = TableBlock(title=title, columns=OUTCOME_COLUMNS, rows=tuple(rows), notes=tuple(dict.fromkeys(notes)))
    blocks: list[DocumentBlock] = [table.drop_empty_columns()]
    for one in indicators:
        texts = build_assessments(one.assessments)
        if texts:
            blocks += [ParagraphBlock((TextRun(one.name, bold=True),), "label"), *texts]
    return blocks


def build_area_outcomes(report: BoardReport, area: str) -> list[DocumentBlock]:
    """This tertial's outcomes of one service area alone."""
    rows = [
        _build_reading_row(reading, one, area, format_name_with_unit(one.name, one.unit), is_first=True)
        for one in report.indicators
        for reading in one.readings
        if reading.point.area == area
    ]
    if not rows:
        return []
    return [TableBlock(title="Indikatorer", columns=OUTCOME_COLUMNS, rows=tuple(rows)).drop_empty_columns()]


def _build_rows(indicator: Indicator, root: str, period: Tertial) -> Iterable[DocumentRow]:
    name = format_name_with_unit(indicator.name, indicator.unit)
    if not indicator.readings:
        gap = build_text_cell(format_gap(indicator.accumulation, period))
        light = build_light_cell(indicator.verdict.light if indicator.has_target else None)
        yield DocumentRow(cells=(build_text_cell(name), gap, build_text_cell(""), build_text_cell(""), light))
    for place, reading in enumerate(indicator.readings):
        yield _build_reading_row(reading, indicator, root, name, is_first=place == 0)


def _build_reading_row(reading: Reading, indicator: Indicator, root: str, name: str, *, is_first: bool) -> DocumentRow:
    point = reading.point
    where = [] if point.area == root else [point.area_name]
    where += [] if point.gender == "T" else [GENDER_LABELS[point.gender].lower()]
    label = ", ".join([name, *where]) if is_first or not where else capfirst(", ".join(where))
    judged = (reading.target is not None and indicator.has_target) or reading.verdict.by_people
    last_year = "" if reading.last_year is None else format_with_unit(reading.last_year, indicator)
    return DocumentRow(
        cells=(
            build_text_cell(label),
            build_outcome_cell(point, indicator),
            build_text_cell(describe_target(reading.target)),
            build_number_cell(reading.last_year, last_year),
            build_light_cell(reading.verdict.light if judged else None),
        ),
        depth=0 if is_first else 1,
    )


def build_outcome_cell(point: Point, indicator: Indicator) -> DocumentCell:
    """An outcome as pages write it, with its numerator and denominator, and that it is preliminary."""
    view = build_outcome_view(point, indicator)
    details = ", ".join(filter(None, (view.fraction, "preliminärt" if view.preliminary else "")))
    text = f"{view.text} ({details})" if details else view.text
    return build_number_cell(point.value, text)


def _list_notes(indicator: Indicator, period: Tertial) -> Iterable[str]:
    for reading in indicator.readings:
        if reading.point.footnote:
            yield f"{indicator.name}: {reading.point.footnote}"
        if reading.target and reading.target.footnote:
            yield f"{indicator.name}, målvärde: {reading.target.footnote}"
        if reading.target and reading.target.changed:
            yield f"{indicator.name}: {reading.target.changed}"
    for change in indicator.definition_changes:
        if change.period.year == period.year:
            yield f"{indicator.name}: {format_definition_change(change)}"
    for text in indicator.reorganised:
        yield f"{indicator.name}: {text}"


def build_gender_gaps(report: BoardReport) -> list[DocumentBlock]:
    """The outcomes that are told of women and men, beside each other."""
    rows = [row for one in report.indicators for row in _build_gender_rows(one, report.areas[0].code)]
    if not rows:
        return []
    columns = (
        DocumentColumn(label="Indikator", weight=5),
        *(DocumentColumn(label=capfirst(GENDER_LABELS[gender]), is_number=True, weight=2) for gender in "KMT"),
    )
    return [TableBlock(title="Kvinnor och män", columns=columns, rows=tuple(rows)).drop_empty_columns()]


def _build_gender_rows(indicator: Indicator, root: str) -> Iterable[DocumentRow]:
    by_area: dict[str, dict[str, Point]] = {}
    for reading in indicator.readings:
        by_area.setdefault(reading.point.area, {})[reading.point.gender] = reading.point
    for area, points in by_area.items():
        if not {"K", "M"} & points.keys():
            continue
        name = format_name_with_unit(indicator.name, indicator.unit)
        where = "" if area == root else f", {next(iter(points.values())).area_name}"
        cells = (
            build_outcome_cell(points[gender], indicator) if gender in points else build_text_cell("")
            for gender in "KMT"
        )
        yield DocumentRow(cells=(build_text_cell(name + where), *cells))


def build_series(report: BoardReport) -> list[DocumentBlock]:
    """Every outcome of every period that the report has, for spreadsheets."""
    return build_series_table(report.indicators)


def build_series_table(indicators: Iterable[Indicator]) -> list[DocumentBlock]:
    """Every outcome of every period of some indicators; none where they have no outcome."""
    columns = (
        DocumentColumn(label="Indikator", weight=5),
        DocumentColumn(label="Period"),
        DocumentColumn(label="Verksamhet", weight=2),
        DocumentColumn(label="Kön"),
        DocumentColumn(label="Utfall", is_number=True, weight=2),
        DocumentColumn(label="Täljare", is_number=True),
        DocumentColumn(label="Nämnare", is_number=True),
        DocumentColumn(label="Prognos", is_number=True),
        DocumentColumn(label="Fotnot", weight=3),
    )
    rows = tuple(_build_series_row(one, point) for one in indicators for point in one.series)
    return [TableBlock(title="Utfall period för period", columns=columns, rows=rows)] if rows else []


def _build_series_row(indicator: Indicator, point: Point) -> DocumentRow:
    name = format_name_with_unit(indicator.name, indicator.unit)
    texts = (name, Tertial(point.year, point.tertial).label, point.area_name, GENDER_LABELS[point.gender])
    return DocumentRow(
        cells=(
            *(build_text_cell(text) for text in texts),
            build_number_cell(point.value, format_outcome(point, indicator)),
            build_number_cell(point.numerator),
            build_number_cell(point.denominator),
            build_number_cell(point.forecast),
            build_text_cell(point.footnote),
        )
    )
