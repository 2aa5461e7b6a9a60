"""A round's report as a draft shows it, without the board's earlier publications."""

from collections.abc import Sequence

from apps.checks.checked_report import build_checked_report
from apps.report.board_report import BoardReport
from apps.report.source import load_source
from apps.rounds.models import Round


def build_report(round_: Round, earlier: Sequence[BoardReport] = ()) -> BoardReport:
    """The report as the tables stand now. The round's board and municipality should be fetched with it."""
    return build_checked_report(load_source(round_), [], earlier)
