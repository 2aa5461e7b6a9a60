"""Which warnings somebody has explained in writing: they are shown, but wait for nobody."""

from collections.abc import Iterable

from apps.entry.keys import EntryKind, parse_key
from apps.entry.shapes import SheetRow
from apps.report.source_types import SourceData
from apps.rounds.models import Topic

_MONEY_TOPICS = frozenset({Topic.OPERATING.value, Topic.FORECAST.value})
_ASSESSMENT_FIELDS = ("summary", "cause", "action")
_COMMENT_FIELDS = ("text", "cause", "action")


def count_warned_cells(row: SheetRow) -> int:
    """How many cells of a row look odd."""
    return sum(1 for cell in row.cells if cell.warnings)


def _has_text(row: object, fields: Iterable[str]) -> bool:
    return any(getattr(row, field) for field in fields)


class ExplainedWarnings:
    """What has been written in a round about its figures."""

    def __init__(self, rows: SourceData) -> None:
        codes = {area.id: area.code for area in rows.areas}
        indicators = {indicator.id: indicator.code for indicator in rows.indicators}
        assessments = [one for one in rows.assessments if _has_text(one, _ASSESSMENT_FIELDS)]
        comments = [one for one in rows.comments if _has_text(one, _COMMENT_FIELDS)]
        # A goal's assessment has no indicator: it becomes None, which no row's key is.
        self._indicators = {
            (indicators.get(one.indicator_id or 0), codes.get(one.service_area_id)) for one in assessments
        }
        self._money = {codes.get(one.service_area_id) for one in comments if one.topic in _MONEY_TOPICS}

    def is_explained(self, row: SheetRow) -> bool:
        """Has anybody written of the row: in a footnote, of its indicator, or its area's money?"""
        if any(cell.stored for cell in row.cells if cell.field == "footnote"):
            return True
        key = parse_key(row.key)
        if key.kind == EntryKind.OUTCOME:
            return (key.first, key.second) in self._indicators
        return row.area in self._money
