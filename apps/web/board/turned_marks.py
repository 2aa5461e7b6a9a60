"""The goals and indicators whose light is another than in the latest published report, as filters of their lists."""

from collections.abc import Mapping

from apps.report.board_report import BoardReport
from apps.report.over_time.period_changes import build_latest_changes

TURNED_LABELS = {"andrade": "Nytt läge", "nya": "Kan bedömas nu"}


def map_turned_marks(report: BoardReport, kind: str) -> Mapping[str, frozenset[str]]:
    """The codes of the goals or indicators (``kind``) by mark.

    ``andrade`` are those whose light has turned since the latest published report, ``nya`` could not be judged then.
    """
    changes = build_latest_changes(report)
    if changes is None:
        return dict.fromkeys(TURNED_LABELS, frozenset())
    return {"andrade": changes.list_turned(kind), "nya": changes.list_judged(kind)}
