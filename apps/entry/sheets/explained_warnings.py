"""Which warnings somebody has explained in writing: they are shown, but wait for nobody.

What waits is counted in one way on every page: a row, or a rating, is one thing to explain.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from apps.core.lights import Light
from apps.core.written_texts import has_body_text
from apps.entry.feedback.warnings import find_override_warnings
from apps.entry.keys import EntryKind, parse_key
from apps.entry.shapes import SheetRow
from apps.report import board_report
from apps.report.area_tree import build_area_tree
from apps.report.goals import build_goals
from apps.report.indicators import build_indicators
from apps.report.source_types import SourceData
from apps.rounds.models import Topic

_MONEY_TOPICS = frozenset({Topic.OPERATING.value, Topic.FORECAST.value})
_ASSESSMENT_FIELDS = ("summary", "cause", "action")
COMMENT_FIELDS = ("text", "cause", "action")


def is_anything_written(row: object, fields: Iterable[str] = COMMENT_FIELDS) -> bool:
    """Does one of the row's texts say more than a heading?"""
    return any(has_body_text(getattr(row, field)) for field in fields)


class ExplainedWarnings:
    """What has been written in a round about its figures."""

    def __init__(self, rows: SourceData) -> None:
        codes = {area.id: area.code for area in rows.areas}
        indicators = {indicator.id: indicator.code for indicator in rows.indicators}
        assessments = [one for one in rows.assessments if is_anything_written(one, _ASSESSMENT_FIELDS)]
        comments = [one for one in rows.comments if is_anything_written(one)]
        # A goal's assessment has no indicator: it becomes None, which no row's key is.
        self._indicators = {
            (indicators.get(one.indicator_id or 0), codes.get(one.service_area_id)) for one in assessments
        }
        self._money = {codes.get(one.service_area_id) for one in comments if one.topic in _MONEY_TOPICS}

    def mark_explained(self, row: SheetRow) -> SheetRow:
        """The row, as explained where anybody has written of it: a footnote, of its indicator or its area's money."""
        has_footnote = any(has_body_text(cell.stored) for cell in row.cells if cell.field == "footnote")
        is_elsewhere = self._is_explained_elsewhere(row)
        if not has_footnote and not is_elsewhere:
            return row
        return replace(row, is_explained=True, is_explained_elsewhere=is_elsewhere)

    def _is_explained_elsewhere(self, row: SheetRow) -> bool:
        key = parse_key(row.key)
        if key.kind == EntryKind.OUTCOME:
            return (key.first, key.second) in self._indicators
        return row.area in self._money


def map_indicator_verdicts(indicator: board_report.Indicator, root: str) -> Mapping[str, board_report.Verdict]:
    """What the figures give, by area: of the whole board the indicator's own light."""
    verdicts = {reading.point.area: reading.verdict for reading in reversed(indicator.readings)}
    return {**verdicts, root: indicator.verdict}


def iter_unexplained_ratings(rows: SourceData) -> Iterator[str]:
    """The area's code for each rating of the round that is another than the figures', and does not say why."""
    if not any(one.rating and not one.override_reason.strip() for one in rows.assessments):
        return
    tree = build_area_tree(rows)
    indicators = build_indicators(rows, tree)
    root = tree.root.code
    for goal in build_goals(rows, tree, indicators):
        yield from _iter_overridden_areas(goal.assessments, {root: goal.verdict})
    for indicator in indicators:
        if not indicator.reference_for:
            yield from _iter_overridden_areas(indicator.assessments, map_indicator_verdicts(indicator, root))


def _iter_overridden_areas(
    assessments: Iterable[board_report.Assessment], verdicts: Mapping[str, board_report.Verdict]
) -> Iterator[str]:
    for one in assessments:
        verdict = verdicts.get(one.area)
        if one.verdict and verdict and verdict.computed != Light.UNKNOWN:
            rating, reason = one.verdict.light.value, one.verdict.override_reason
            if find_override_warnings(rating, verdict.computed.value, reason):
                yield one.area
