"""Which findings are typed sums whose reason the board has written beside them, so that nobody has to answer them too.

Only sums that the board itself has entered in the report's own period: what a printed table's footnote says was
written before the board answered anything here.
"""

from apps.checks.base import format_period_key
from apps.checks.finding_counts import FindingCounts, count_findings, is_answered
from apps.checks.indicators import is_gender_sum
from apps.checks.relations import CHECK_CODE as RELATION_CODE
from apps.core.choices import Gender, RelationKind
from apps.core.written_texts import has_body_text
from apps.report.board_report import BoardReport, Finding

_MONEY_CHECKS = frozenset({"children", "cost_types", "own_cost_types", "net"})


def count_open_findings(report: BoardReport) -> FindingCounts:
    """The report's findings, where a sum that is explained counts as answered."""
    return count_findings(report.findings, list_explained_sums(report))


def list_unanswered(report: BoardReport) -> list[Finding]:
    """The findings that still ask, in their order."""
    explained = list_explained_sums(report)
    return [one for one in report.findings if not is_answered(one) and one.fingerprint not in explained]


def list_explained_sums(report: BoardReport) -> frozenset[str]:
    """The fingerprints of the typed sums whose reason is written."""
    period = format_period_key(report.period)
    unanswered = [one for one in report.findings if not one.answer and not one.table and one.period == period]
    return frozenset(one.fingerprint for one in unanswered if has_body_text(_find_reason(report, one)))


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
