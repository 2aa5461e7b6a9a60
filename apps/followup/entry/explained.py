"""Which warnings somebody has written about: those are told, and no longer wait for anyone."""

from apps.followup.entry.keys import Kind, parse_key
from apps.followup.entry.shapes import Row
from apps.followup.rows import Rows
from apps.rounds.models import Topic

_OF_MONEY = frozenset({Topic.OPERATING.value, Topic.FORECAST.value})
_WRITTEN = ("summary", "cause", "action")


def odd_cells(row: Row) -> int:
    """How many cells of a row look odd."""
    return sum(1 for cell in row.cells if cell.warnings)


class Explained:
    """What has been written in a round about its figures, of what has been fetched."""

    def __init__(self, rows: Rows) -> None:
        codes = {area["id"]: area["code"] for area in rows.frame["areas"]}
        indicators = {indicator.pk: indicator.code for indicator in rows.indicators}
        self._indicators = {
            (indicators[one.indicator_id], codes[one.service_area_id])
            for one in rows.assessments
            if one.indicator_id in indicators
            and one.service_area_id in codes
            and any(getattr(one, field) for field in _WRITTEN)
        }
        self._money = {
            codes[one["service_area_id"]]
            for one in rows.frame["comments"]
            if one["topic"] in _OF_MONEY
            and one["service_area_id"] in codes
            and any(one[field] for field in ("text", "cause", "action"))
        }

    def row(self, row: Row) -> bool:
        """Has anybody written about it: in its footnote, of its indicator, or of its area's money?"""
        if any(cell.stored for cell in row.cells if cell.field == "footnote"):
            return True
        key = parse_key(row.key)
        if key.kind == Kind.OUTCOME:
            return (key.first, key.second) in self._indicators
        return row.area in self._money
