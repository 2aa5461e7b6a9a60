"""Typed sums whose reason the board has written beside them: that answers the finding, and nobody is asked again.

Only sums that the board itself has entered in the report's own period: what a printed table's footnote says was
written before the board answered anything here.
"""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from apps.checks.base import format_period_key
from apps.checks.indicators import is_gender_sum
from apps.checks.listed_findings import WRITTEN_REASON
from apps.checks.relations import CHECK_CODE as RELATION_CODE
from apps.core.choices import Gender, RelationKind
from apps.core.written_texts import has_body_text
from apps.report.board_report import BoardReport, Finding, FindingAnswer

_MONEY_CHECKS = frozenset({"children", "cost_types", "own_cost_types", "net"})
_REASON_LABEL = "förklarat vid siffran"


def explain_sums(report: BoardReport, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, where those of typed sums that nobody has answered have the reason written in the report."""
    period = format_period_key(report.period)
    for one in findings:
        can_explain = not one.answer and not one.table and one.period == period
        reason = _find_reason(report, one) if can_explain else ""
        if has_body_text(reason):
            yield replace(one, answer=FindingAnswer(reason=WRITTEN_REASON, reason_label=_REASON_LABEL, text=reason))
        else:
            yield one


def _find_reason(report: BoardReport, finding: Finding) -> str:
    """The footnote of the sum that the finding is about, or what a row of an own table says in words."""
    if finding.check in _MONEY_CHECKS:
        areas = (area for area in report.economy.areas if area.area == finding.key)
        rows = (row for area in areas for row in (area.net, *area.cost_types) if row)
        return next((row.footnote for row in rows if row.cost_type == finding.part), "")
    if finding.check == "own_table":
        tables = (table for table in report.own_tables if table.code == finding.key)
        rows_of_table = (row for table in tables for row in table.rows if row.code == finding.part)
        return " ".join(cell.text for row in rows_of_table for cell in row.cells)
    return _find_outcome_reason(report, finding) if finding.check in ("genders", RELATION_CODE) else ""


def _find_outcome_reason(report: BoardReport, finding: Finding) -> str:
    indicator = next(one for one in report.indicators if one.code == finding.key)
    if finding.check == RELATION_CODE:
        sums = {(one.total, frozenset(one.parts)) for one in report.relations if one.kind == RelationKind.TOTAL}
        is_sum, gender = (finding.key, frozenset(finding.also)) in sums, finding.part
    else:
        counts_persons = indicator.counts_persons
        is_sum = is_gender_sum(indicator.unit, indicator.accumulation, counts_persons=counts_persons)
        gender = Gender.TOTAL
    when = (report.period.year, report.period.number)
    points = (one for one in indicator.series if (one.year, one.tertial) == when and one.gender == gender)
    return next((one.footnote for one in points if is_sum and one.area == finding.area), "")
