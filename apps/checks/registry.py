"""Where a report does not agree with itself. Pure functions on a ``BoardReport``; nothing is repaired or blocked.

Published tables are rounded: a sum of n rounded figures may differ by half a unit a term, and such differences are no
findings. The checks of a subject stand in a module of their own; all findings are made in ``checks_base``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from apps.checks import (
    comments,
    earlier_reports,
    indicators,
    investments,
    operating_budget,
    parts_of_totals,
    printed_tables,
)
from apps.checks.base import SEVERITY_LABELS, StatedMoney, build_stated_money
from apps.report import board_report

MoneyCheck = Callable[[StatedMoney], Iterator[board_report.Finding]]
ReportCheck = Callable[[board_report.BoardReport], Iterator[board_report.Finding]]

MONEY_CHECKS: tuple[MoneyCheck, ...] = (
    printed_tables.check_tables,
    operating_budget.check_children,
    operating_budget.check_cost_types,
    operating_budget.check_net,
    operating_budget.check_variance,
)
CHECKS: tuple[ReportCheck, ...] = (
    operating_budget.check_accumulated,
    operating_budget.check_outliers,
    comments.check_comments,
    investments.check_sums,
    investments.check_flows,
    investments.check_budgets,
    investments.check_variance,
    investments.check_tables,
    indicators.check_fractions,
    indicators.check_genders,
    indicators.check_shares,
    indicators.check_changes,
    indicators.check_accumulated,
    indicators.check_outliers,
    parts_of_totals.check_of_which,
    parts_of_totals.check_totals,
    indicators.check_risks,
)


def collect_findings(
    view: board_report.BoardReport,
    earlier: Sequence[board_report.BoardReport] = (),
    answers: Mapping[str, board_report.FindingAnswer] | None = None,
    answered_sizes: Mapping[str, object] | None = None,
) -> tuple[board_report.Finding, ...]:
    """Run every check on the report, largest findings first.

    ``earlier`` are the board's earlier published reports, that this one is held against. ``answers`` are those given to
    findings, by fingerprint, and ``answered_sizes`` the differences that they were given to.
    """
    money = build_stated_money(view)
    found = [finding for check in MONEY_CHECKS for finding in check(money)]
    found += [finding for check in CHECKS for finding in check(view)]
    found += earlier_reports.check_earlier(view, money, earlier)
    unique = list({(one.fingerprint, one.expected, one.found): one for one in found}.values())
    order = {severity: place for place, severity in enumerate(SEVERITY_LABELS)}
    ranked = sorted(unique, key=lambda one: order[one.severity])
    return tuple(_apply_answer(one, answers or {}, answered_sizes or {}) for one in ranked)


def _apply_answer(
    finding: board_report.Finding, answers: Mapping[str, board_report.FindingAnswer], sizes: Mapping[str, object]
) -> board_report.Finding:
    answer = answers.get(finding.fingerprint)
    if answer is None:
        return finding
    outdated = answer.outdated or sizes.get(finding.fingerprint, finding.size) != finding.size
    return replace(finding, answer=replace(answer, outdated=outdated))
