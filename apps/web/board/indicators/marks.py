"""What an indicator list can be narrowed to besides lights and kinds: changed, new, by gender, compared with others."""

from collections.abc import Mapping

from apps.core.choices import Gender
from apps.report.board_report import BoardReport
from apps.report.over_time.period_changes import build_period_changes, list_comparable_periods

MARK_LABELS = {
    "andrade": "Nytt läge",
    "nya": "Kan bedömas nu",
    "kon": "Kvinnor och män",
    "jamforelser": "Jämförs med andra",
}


def map_marks(report: BoardReport) -> Mapping[str, frozenset[str]]:
    """The codes of the indicators by mark, as ``MARK_LABELS`` has them.

    ``andrade`` are those whose light has turned since the latest published report, ``nya`` could not be judged then.
    """
    since = list_comparable_periods(report)[:1]
    changes = build_period_changes(report, since[0]) if since else None
    turned = (*changes.worse, *changes.better) if changes else ()
    judged = changes.judged if changes else ()
    return {
        "andrade": frozenset(one.key for one in turned if one.kind == "indicator"),
        "nya": frozenset(one.key for one in judged if one.kind == "indicator"),
        "kon": frozenset(
            one.code for one in report.indicators if any(r.point.gender != Gender.TOTAL for r in one.readings)
        ),
        "jamforelser": frozenset(one.code for one in report.indicators if one.references),
    }
