"""Where a report does not agree with itself. Pure functions on a ``BoardReport``; nothing is repaired or blocked.

Published tables are rounded: a sum of n rounded figures may differ by half a unit a term, and such differences are no
findings. The checks of a subject stand in a module of their own; all findings are made in ``checks_base``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from apps.followup import (
    checks_earlier,
    checks_indicators,
    checks_investments,
    checks_money,
    checks_parts,
    checks_tables,
    checks_text,
    report,
)
from apps.followup.checks_base import SEVERITIES, Money, money_of

MoneyCheck = Callable[[Money], Iterator[report.Finding]]
Check = Callable[[report.BoardReport], Iterator[report.Finding]]

MONEY_CHECKS: tuple[MoneyCheck, ...] = (
    checks_tables.check_tables,
    checks_money.check_children,
    checks_money.check_cost_types,
    checks_money.check_net,
    checks_money.check_variance,
)
CHECKS: tuple[Check, ...] = (
    checks_money.check_accumulated,
    checks_money.check_outliers,
    checks_text.check_words,
    checks_investments.check_sums,
    checks_investments.check_flows,
    checks_investments.check_budgets,
    checks_investments.check_variance,
    checks_investments.check_tables,
    checks_indicators.check_fractions,
    checks_indicators.check_genders,
    checks_indicators.check_shares,
    checks_indicators.check_changes,
    checks_indicators.check_accumulated,
    checks_indicators.check_outliers,
    checks_parts.check_of_which,
    checks_parts.check_totals,
    checks_indicators.check_risks,
)


def findings_of(
    view: report.BoardReport,
    earlier: Sequence[report.BoardReport] = (),
    answers: Mapping[str, report.FindingAnswer] | None = None,
    answered_sizes: Mapping[str, object] | None = None,
) -> tuple[report.Finding, ...]:
    """Run every check on the report, largest findings first.

    ``earlier`` are the board's earlier published reports, that this one is held against. ``answers`` are those given to
    findings, by fingerprint, and ``answered_sizes`` the differences that they were given to.
    """
    money = money_of(view)
    found = [finding for check in MONEY_CHECKS for finding in check(money)]
    found += [finding for check in CHECKS for finding in check(view)]
    found += checks_earlier.check_earlier(view, money, earlier)
    unique = list({(one.fingerprint, one.expected, one.found): one for one in found}.values())
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    ranked = sorted(unique, key=lambda one: order[one.severity])
    return tuple(_answered(one, answers or {}, answered_sizes or {}) for one in ranked)


def _answered(
    finding: report.Finding, answers: Mapping[str, report.FindingAnswer], sizes: Mapping[str, object]
) -> report.Finding:
    answer = answers.get(finding.fingerprint)
    if answer is None:
        return finding
    outdated = answer.outdated or sizes.get(finding.fingerprint, finding.size) != finding.size
    return replace(finding, answer=replace(answer, outdated=outdated))
