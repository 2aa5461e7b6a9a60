"""What an indicator list can be narrowed to besides lights and kinds: changed, new, by gender, compared with others."""

from collections.abc import Mapping

from apps.core.choices import Gender
from apps.report.board_report import BoardReport
from apps.web.board.turned_marks import TURNED_LABELS, map_turned_marks

MARK_LABELS = {**TURNED_LABELS, "kon": "Kvinnor och män", "jamforelser": "Jämförs med andra"}


def map_marks(report: BoardReport) -> Mapping[str, frozenset[str]]:
    """The codes of the indicators by mark, as ``MARK_LABELS`` has them."""
    return {
        **map_turned_marks(report, "indicator"),
        "kon": frozenset(
            one.code for one in report.indicators if any(r.point.gender != Gender.TOTAL for r in one.readings)
        ),
        "jamforelser": frozenset(one.code for one in report.indicators if one.references),
    }
