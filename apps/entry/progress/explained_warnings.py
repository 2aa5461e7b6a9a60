"""Which warnings somebody has explained in writing: they are shown, but wait for nobody."""

from apps.entry.keys import EntryKind, parse_key
from apps.entry.shapes import SheetRow
from apps.report.source_types import SourceData
from apps.rounds.models import Topic

_MONEY_TOPICS = frozenset({Topic.OPERATING.value, Topic.FORECAST.value})
_ASSESSMENT_TEXTS = ("summary", "cause", "action")
_COMMENT_TEXTS = ("text", "cause", "action")


def count_warned_cells(row: SheetRow) -> int:
    """How many cells of a row look odd."""
    return sum(1 for cell in row.cells if cell.warnings)


class ExplainedWarnings:
    """What has been written in a round about its figures."""

    def __init__(self, rows: SourceData) -> None:
        codes = {area.id: area.code for area in rows.areas}
        self._indicators = _collect_explained_indicators(rows, codes)
        self._money = _collect_explained_areas(rows, codes)

    def is_explained(self, row: SheetRow) -> bool:
        """Has anybody written about the row: in its footnote, about its indicator, or its area's
        money?
        """
        if any(cell.stored for cell in row.cells if cell.field == "footnote"):
            return True
        key = parse_key(row.key)
        if key.kind == EntryKind.OUTCOME:
            return (key.first, key.second) in self._indicators
        return row.area in self._money


def _collect_explained_indicators(rows: SourceData, codes: dict[int, str]) -> set[tuple[str, str]]:
    """The (indicator, area) codes of assessments where something is written. A rating alone explains nothing."""
    indicators = {indicator.id: indicator.code for indicator in rows.indicators}
    return {
        (indicators[one.indicator_id], codes[one.service_area_id])
        for one in rows.assessments
        if one.indicator_id in indicators
        and one.service_area_id in codes
        and any(getattr(one, field) for field in _ASSESSMENT_TEXTS)
    }


def _collect_explained_areas(rows: SourceData, codes: dict[int, str]) -> set[str]:
    """The codes of the areas with a comment on their money."""
    return {
        codes[one.service_area_id]
        for one in rows.comments
        if one.topic in _MONEY_TOPICS
        and one.service_area_id in codes
        and any(getattr(one, field) for field in _COMMENT_TEXTS)
    }
