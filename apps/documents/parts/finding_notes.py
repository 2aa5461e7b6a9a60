"""The findings about a table's rows, as notes below it: what is marked on a page is marked in a document too."""

from collections.abc import Collection

from apps.checks.base import FINDING_KIND_LABELS
from apps.checks.registry import get_finding_kind
from apps.report.board_report import BoardReport


def list_finding_notes(
    report: BoardReport, where: str, keys: Collection[str], parts: Collection[str] | None = None
) -> tuple[str, ...]:
    """One note for each finding about the rows; ``parts`` are the cost types or flows of the table, None for all."""
    return tuple(
        f"Iakttagelse ({FINDING_KIND_LABELS[get_finding_kind(one)]}). {one.name}: {one.message}"
        for one in report.findings
        if one.where == where and one.key in keys and (parts is None or one.part in parts)
    )
