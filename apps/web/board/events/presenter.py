"""What ``…/handelser/`` shows: what has happened in the period, the quality of the work, and the staff."""

from apps.report.board_report import BoardReport
from apps.web.board.economy.presenter import CommentGroup, group_comments

TOPICS = ("event", "quality", "staff")


def build_event_groups(report: BoardReport) -> tuple[CommentGroup, ...]:
    """What people wrote of anything but money, goals and risks, topic by topic."""
    return group_comments(report, TOPICS)
