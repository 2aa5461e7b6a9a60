"""Every check of a report: its code, its title, what it holds against what, and the function that
runs it.

A new check is a generator of ``Finding`` in the module of its subject and a row in ``CHECKS``
below; pages take its title and its labels from the row. Checks never repair or block: they show
where a report does not agree with itself.

Published tables are rounded, so a sum of n rounded figures may be off by half a unit a term. Such
differences are no findings (``base.TableRounding``).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from msgspec.structs import replace

from apps.checks import (
    budget_paths,
    earlier_reports,
    indicators,
    inner_texts,
    investments,
    operating_budget,
    own_table_openings,
    own_tables,
    parts_of_totals,
    printed_tables,
    relations,
    report_texts,
    risks,
)
from apps.checks.base import (
    COMPUTED_LABEL,
    CONTRADICTION,
    ODDITY,
    ROUNDING,
    SEVERITY_LABELS,
    STATED_LABEL,
    build_stated_money,
)
from apps.checks.explained_sums import explain_sums
from apps.checks.indicator_histories import collect_histories
from apps.checks.listed_findings import apply_answer, choose_one_question
from apps.checks.slips import indicators as indicator_slips
from apps.checks.slips import money as money_slips
from apps.checks.slips.columns import list_money_columns
from apps.report import board_report

MAIN_TABLE_LABEL, OTHER_TABLE_LABEL = "I huvudtabellen", "I den andra tabellen"
USUAL_LABEL = "Jämförs med"
SCALE_TITLE, COPIED_TITLE = "Kan vara skrivet i fel enhet", "Kan vara en annan periods siffror"
SHIFTED_TITLE, PART_OF_YEAR_TITLE = "Kan stå på fel rad", "Kan vara en del av perioden"
KIND_ORDER = (CONTRADICTION, ODDITY, ROUNDING)
UNKNOWN_CHECK_TITLE = "Stämmer inte"  # for old publications with a finding of a check that is gone since


class CheckInput(Enum):
    """What a check's function takes."""

    REPORT = "report"  # the BoardReport
    MONEY = "money"  # the stated rows of its operating budget, which are collected once for all checks
    SERIES = "series"  # the report, and what each indicator's values are held against
    COLUMNS = "columns"  # the operating budget's columns, each figure with what it can be compared with
    TEXTS = "texts"  # what the report's texts claim, which are read once for all checks
    EARLIER = "earlier"  # the report, the stated rows, and the board's earlier published reports


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One row of the registry.

    ``code`` is what its findings carry as ``check``. It is published and part of every fingerprint:
    never change it. ``title`` is the Swedish heading of its findings, and ``against`` what the two
    figures of a finding are called: first ``expected``, then ``found``. ``run`` takes what
    ``reads`` says. ``kind`` tells whether both figures can't be true, or are just unusual. Two
    functions may share a code where a reader sees one and the same fault in money and in
    indicators; then their titles and labels agree.
    """

    code: str
    title: str
    run: Callable[..., Iterator[board_report.Finding]]
    reads: CheckInput = CheckInput.REPORT
    kind: str = CONTRADICTION
    against: tuple[str, str] = (COMPUTED_LABEL, STATED_LABEL)


class UnregisteredCheckError(LookupError):
    """A finding carries a code that its check's row in the registry does not have.

    The message says what to do.
    """


# Findings of the same severity are shown in this order.
CHECKS: tuple[Check, ...] = (
    Check(
        code="tables",
        title="Två tabeller säger olika",
        run=printed_tables.check_tables,
        reads=CheckInput.MONEY,
        against=(MAIN_TABLE_LABEL, OTHER_TABLE_LABEL),
    ),
    Check(
        code="children",
        title="Delarna ger inte summan",
        run=operating_budget.check_children,
        reads=CheckInput.MONEY,
    ),
    Check(
        code="cost_types",
        title="Kostnadsslagen ger inte summan",
        run=operating_budget.check_cost_types,
        reads=CheckInput.MONEY,
    ),
    Check(
        code="own_cost_types",
        title="Nämndens egna kostnadsslag ger inte summan",
        run=operating_budget.check_own_cost_types,
        reads=CheckInput.MONEY,
    ),
    Check(
        code="net",
        title="Intäkter och kostnader ger inte nettot",
        run=operating_budget.check_net,
        reads=CheckInput.MONEY,
    ),
    Check(
        code="variance",
        title="Avvikelsen går inte att räkna fram",
        run=operating_budget.check_variance,
        reads=CheckInput.MONEY,
    ),
    # Slips come before the checks that see the same odd figure and can say less of it.
    *(
        Check(
            code=code,
            title=title,
            run=run,
            reads=CheckInput.COLUMNS,
            kind=ODDITY,
            against=(USUAL_LABEL, STATED_LABEL),
        )
        for code, title, run in (
            ("scale", SCALE_TITLE, money_slips.check_scales),
            ("sign", "Kan ha fel tecken", money_slips.check_signs),
            ("copied", COPIED_TITLE, money_slips.check_copies),
            ("shifted", SHIFTED_TITLE, money_slips.check_shifts),
            ("part_of_year", PART_OF_YEAR_TITLE, money_slips.check_parts_of_year),
            ("spending", "Förbrukningen är svår att förklara", money_slips.check_spending),
        )
    ),
    *(
        Check(
            code=code,
            title=title,
            run=run,
            reads=CheckInput.SERIES,
            kind=ODDITY,
            against=(USUAL_LABEL, STATED_LABEL),
        )
        for code, title, run in (
            ("scale", SCALE_TITLE, indicator_slips.check_scales),
            ("share_of_one", SCALE_TITLE, indicator_slips.check_shares_of_one),
            ("limit", "Utanför det möjliga", indicator_slips.check_limits),
            ("swapped", "Kvinnor och män kan ha bytt plats", indicator_slips.check_swapped_genders),
            ("copied", COPIED_TITLE, indicator_slips.check_copied_values),
            ("shifted", SHIFTED_TITLE, indicator_slips.check_shifted_values),
            ("part_of_year", PART_OF_YEAR_TITLE, indicator_slips.check_parts_of_year),
        )
    ),
    Check(
        code="period_budget",
        kind=ODDITY,
        title="Periodbudgeten är större än årets budget",
        run=operating_budget.check_period_budgets,
        reads=CheckInput.MONEY,
        against=("Hela årets budget", "Periodbudgeten"),
    ),
    Check(
        code="accumulated",
        kind=ODDITY,
        title="Ett ackumulerat värde minskar",
        run=operating_budget.check_accumulated,
        against=("Perioden före", STATED_LABEL),
    ),
    Check(
        code="outlier",
        kind=ODDITY,
        title="Avviker kraftigt från tidigare",
        run=operating_budget.check_outliers,
        against=("Det vanliga", STATED_LABEL),
    ),
    Check(
        code="budget_path",
        title="Budgetens ändringar ger inte budgeten",
        run=budget_paths.check_budget_paths,
    ),
    Check(
        code="reallocation",
        title="En omfördelning går inte jämnt upp",
        run=budget_paths.check_reallocations,
        against=("Tas från verksamheter", "Ges till verksamheter"),
    ),
    Check(
        code="budget_shift",
        kind=ODDITY,
        title="Budgeten har ändrats under året",
        run=budget_paths.check_budget_shifts,
        against=("Väntat", "Budget nu"),
    ),
    Check(
        code="words",
        title="Texten säger något annat än tabellen",
        run=report_texts.check_words,
        reads=CheckInput.TEXTS,
        against=("I tabellen", "I texten"),
    ),
    Check(
        code="text_direction",
        title="Texten går åt ett annat håll än tabellen",
        run=report_texts.check_directions,
        reads=CheckInput.TEXTS,
        against=("I tabellen", "I texten"),
    ),
    Check(
        code="text_unit",
        title="Beloppet i texten har fel enhet",
        run=report_texts.check_units,
        reads=CheckInput.TEXTS,
        against=("Väntat", "I texten"),
    ),
    Check(
        code="text_share",
        title="Andelen i texten stämmer inte med antalen",
        run=inner_texts.check_shares,
        reads=CheckInput.TEXTS,
        against=("Vi räknar till", "I texten"),
    ),
    Check(
        code="text_parts",
        title="Delarna i texten ger inte summan",
        run=inner_texts.check_parts,
        reads=CheckInput.TEXTS,
        against=("Delarna blir", "I texten"),
    ),
    Check(
        code="text_list",
        kind=ODDITY,
        title="Det som räknas upp ger nästan summan",
        run=inner_texts.check_lists,
        reads=CheckInput.TEXTS,
        against=("Delarna blir", "I texten"),
    ),
    Check(
        code="two_texts",
        title="Två texter säger olika",
        run=inner_texts.check_two_texts,
        reads=CheckInput.TEXTS,
        against=("I den ena texten", "I den andra texten"),
    ),
    Check(code="investment_sum", title="Investeringarna ger inte summan", run=investments.check_sums),
    Check(code="investment_net", title="Utgifter och inkomster ger inte nettot", run=investments.check_flows),
    Check(code="investment_budget", title="Budgetens delar ger inte budgeten", run=investments.check_budgets),
    Check(code="investment_variance", title="Avvikelsen går inte att räkna fram", run=investments.check_variance),
    Check(
        code="investment_tables",
        title="Två tabeller säger olika",
        run=investments.check_tables,
        against=(MAIN_TABLE_LABEL, OTHER_TABLE_LABEL),
    ),
    Check(code="own_table", title="En egen tabell går inte ihop", run=own_tables.check_own_tables),
    Check(
        code="own_table_opening",
        title="Ingående belopp är inte förra årets utgående",
        run=own_table_openings.check_own_table_openings,
        reads=CheckInput.EARLIER,
        against=("Utgående året före", "Ingående"),
    ),
    Check(code="fraction", title="Andelen stämmer inte med täljare och nämnare", run=indicators.check_fractions),
    Check(code="genders", title="Kvinnor och män ger inte totalen", run=indicators.check_genders),
    Check(
        code="shares",
        title="Andelarna ger inte 100 procent",
        run=indicators.check_shares,
        against=("Ska bli", "Blir"),
    ),
    Check(code="change", title="Förändringen går inte att räkna fram", run=indicators.check_changes),
    Check(
        code="accumulated",
        kind=ODDITY,
        title="Ett ackumulerat värde minskar",
        run=indicators.check_accumulated,
        against=("Perioden före", STATED_LABEL),
    ),
    Check(
        code="outlier",
        kind=ODDITY,
        title="Avviker kraftigt från tidigare",
        run=indicators.check_outliers,
        reads=CheckInput.SERIES,
        against=("Det vanliga", STATED_LABEL),
    ),
    Check(
        code="of_which",
        title="En del är större än det hela",
        run=parts_of_totals.check_of_which,
        against=("Det hela", "Delen"),
    ),
    Check(code="totals", title="Delarna ger inte totalen", run=parts_of_totals.check_totals),
    Check(
        code="relations",
        title="Ett samband mellan indikatorer stämmer inte",
        run=relations.check_relations,
        against=("Enligt sambandet", STATED_LABEL),
    ),
    Check(code="risk", title="Riskvärdet går inte att räkna fram", run=risks.check_risks),
    Check(
        code="earlier",
        title="En annan siffra än i en tidigare rapport",
        run=earlier_reports.check_earlier,
        reads=CheckInput.EARLIER,
        against=("I den tidigare rapporten", "I den här rapporten"),
    ),
)
_CHECK_BY_CODE = {check.code: check for check in CHECKS}


def get_check_title(code: str) -> str:
    """The Swedish heading of a finding by its check's code."""
    check = _CHECK_BY_CODE.get(code)
    return check.title if check else UNKNOWN_CHECK_TITLE


def get_finding_kind(finding: board_report.Finding) -> str:
    """``contradiction``, ``oddity`` or ``rounding``; of a finding published before they had one, by its check."""
    check = _CHECK_BY_CODE.get(finding.check)
    return finding.kind or (check.kind if check else CONTRADICTION)


def get_compared_labels(code: str) -> tuple[str, str]:
    """What the two figures of a check's findings are called: the expected one, and the one that the
    report has.
    """
    check = _CHECK_BY_CODE.get(code)
    return check.against if check else (COMPUTED_LABEL, STATED_LABEL)


def collect_findings(
    report: board_report.BoardReport,
    earlier: Sequence[board_report.BoardReport] = (),
    answers: Mapping[str, board_report.FindingAnswer] | None = None,
    answered_sizes: Mapping[str, object] | None = None,
) -> tuple[board_report.Finding, ...]:
    """Run every check on the report, largest findings first.

    ``earlier`` are the board's earlier published reports, that this one is held against.
    ``answers`` are those given to findings, by fingerprint, and ``answered_sizes`` the differences
    that they were given to. A typed sum that has no answer has the reason written beside it.
    """
    money = build_stated_money(report)
    inputs: dict[CheckInput, tuple[Any, ...]] = {
        CheckInput.REPORT: (report,),
        CheckInput.MONEY: (money,),
        CheckInput.SERIES: (report, collect_histories(report)),
        CheckInput.COLUMNS: (list_money_columns(money),),
        CheckInput.TEXTS: (report_texts.read_text_claims(report),),
        CheckInput.EARLIER: (report, money, earlier),
    }
    findings = [finding for check in CHECKS for finding in _run_check(check, inputs[check.reads])]
    findings = relations.drop_answered_sums(report, findings)
    # One check may meet the same contradiction twice, table by table and across tables: it is
    # listed once.
    unique = choose_one_question({(one.fingerprint, one.expected, one.found): one for one in findings}.values())
    order = {severity: place for place, severity in enumerate(SEVERITY_LABELS)}
    ranked = sorted(unique, key=lambda one: (KIND_ORDER.index(one.kind), order[one.severity]))
    answered = (apply_answer(one, answers or {}, answered_sizes or {}) for one in ranked)
    return tuple(explain_sums(report, answered))


def _run_check(check: Check, arguments: tuple[Any, ...]) -> Iterator[board_report.Finding]:
    """The check's findings.

    A code that is not the row's own would be shown under no title, so it is refused.
    """
    for finding in check.run(*arguments):
        if finding.check != check.code:
            name = f"{check.run.__module__}.{check.run.__name__}"
            raise UnregisteredCheckError(
                f"{name} makes a finding with the code {finding.check!r}, but its row says {check.code!r}:"
                f" add a row in CHECKS in apps/checks/registry.py, or correct the code."
            )
        yield finding if check.kind == CONTRADICTION and finding.kind else replace(finding, kind=check.kind)
