"""What the report's texts say is what its figures say, and no text says against itself or another.

The reading is ``checks.texts``; here it is decided what is a finding. Where the words leave a doubt there is none.
"""

import dataclasses
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from msgspec.structs import replace

from apps.budget.rules import is_revenue
from apps.checks.base import (
    COLUMN_NOUNS,
    SEVERITY_LABELS,
    StatedRow,
    build_figure_finding,
    build_money_finding,
    compute_fingerprint,
    judge_severity,
)
from apps.checks.texts.amounts import find_amounts
from apps.checks.texts.figures import ReportFigures
from apps.checks.texts.indicator_claims import IndicatorClaim, iter_indicator_claims
from apps.checks.texts.inner_claims import read_small_results
from apps.checks.texts.money_claims import MONEY_TOPICS, MoneyClaim, MoneyFigure, iter_money_claims
from apps.checks.texts.places import ReportText, iter_texts
from apps.checks.texts.quotes import build_quote, get_quoted_text
from apps.checks.texts.sentences import normalise_signs
from apps.core.swedish import format_number, format_tkr
from apps.report import board_report

_THOUSAND = Decimal(1_000)
MOST_TIMES_OFF = 4
_NUMBER_PATTERN = re.compile(r"\d")
_LOOSE_NOUNS = frozenset({"", "andel", "andelen", "antal", "antalet", "det", "den", "detta", "siffran", "talet"})


@dataclass(frozen=True, slots=True)
class TextClaims:
    """Everything that the texts of a report claim, read once for all checks. ``numbered`` are those with a number."""

    figures: ReportFigures
    numbered: tuple[ReportText, ...]
    money: tuple[MoneyClaim, ...]
    indicators: tuple[IndicatorClaim, ...]


def read_text_claims(report: board_report.BoardReport) -> TextClaims:
    """Read the texts of a report."""
    figures = ReportFigures(report)
    texts = tuple(iter_texts(report))
    return TextClaims(
        figures,
        tuple(text for text in texts if _NUMBER_PATTERN.search(text.text)),
        tuple(claim for text in texts for claim in iter_money_claims(text, figures)),
        tuple(claim for text in texts for claim in iter_indicator_claims(text, figures)),
    )


def check_words(claims: TextClaims) -> Iterator[board_report.Finding]:
    """An amount or a value in a text against the figure."""
    yield from _make_unique(_iter_wrong_amounts(claims))


def _iter_wrong_amounts(claims: TextClaims) -> Iterator[tuple[ReportText, board_report.Finding]]:
    for claim in _list_wrong_money(claims):
        if claim.amount is not None and not _find_unit(claim):
            yield claim.source, _build_money(claims, "words", claim)
    for one in _list_wrong_values(claims):
        if one.amount is not None:
            yield one.source, _build_value("words", one)


def check_directions(claims: TextClaims) -> Iterator[board_report.Finding]:
    """Higher or lower, more or less, in a text against the figures that are compared."""
    yield from _make_unique(_iter_directions(claims))


def _iter_directions(claims: TextClaims) -> Iterator[tuple[ReportText, board_report.Finding]]:
    for claim in _list_wrong_money(claims):
        if claim.amount is None:
            yield claim.source, _build_direction(claims, claim)
    for one in _list_wrong_values(claims):
        if one.amount is None:
            yield one.source, _build_value("text_direction", one)


def check_units(claims: TextClaims) -> Iterator[board_report.Finding]:
    """Kronor where thousands are meant, or thousands where millions are."""
    yield from _make_unique(_iter_units(claims))


def _iter_units(claims: TextClaims) -> Iterator[tuple[ReportText, board_report.Finding]]:
    seen = []
    for claim in _list_wrong_money(claims):
        if claim.amount is not None and _find_unit(claim):
            seen.append((claim.source.key, claim.statement.start, claim.statement.end))
            yield claim.source, _build_money(claims, "text_unit", claim)
    for text in claims.numbered:
        if not _is_written_in_thousands(claims, text):
            continue
        for amount, start, end in read_small_results(text.text):
            if not any(key == text.key and first < end and start < last for key, first, last in seen):
                digits = format_number(amount.value)
                yield text, build_text_finding(
                    claims, "text_unit", text, (start, end), "fast rapportens belopp är i tkr eller mnkr.",
                    f"{digits} tkr", f"{digits} {amount.unit}",
                )  # fmt: skip


# Which claims are wrong


def _list_wrong_money(claims: TextClaims) -> list[MoneyClaim]:
    """The claims that no figure agrees with, but for those that may be about something else.

    A text that somewhere says what the table says may speak of a part elsewhere, where it names nothing; and an amount
    that is one of a part's may be that part's.
    """
    agreeing = {(one.source.key, one.figures[0].area, one.kind) for one in claims.money if one.agrees and one.amount}
    wrong = []
    for claim in claims.money:
        if claim.agrees or (claim.amount is None and not _is_clear_direction(claim)):
            continue
        if _is_far_from_row(claim):
            continue
        kind = "variance" if claim.kind == "result_direction" else claim.kind
        is_other = (claim.source.key, claim.figures[0].area, kind) in agreeing or _is_of_part(claims, claim)
        if claim.is_named or not is_other:
            wrong.append(claim)
    return wrong


def _is_far_from_row(claim: MoneyClaim) -> bool:
    """Is ”kostnaderna” in the middle of a text so much less or more than the row that it is of something else?

    A thousand times is a unit, which is asked about.
    """
    amount, figure = claim.amount, abs(claim.figures[0].kronor)
    if amount is None or claim.is_named or claim.kind not in {"level", "budget"} or _find_unit(claim):
        return False
    return not figure / MOST_TIMES_OFF <= amount.value <= figure * MOST_TIMES_OFF


def _is_clear_direction(claim: MoneyClaim) -> bool:
    """Is the change so large that nobody calls it the other way?"""
    figure = claim.figures[0]
    return abs(figure.kronor) > 5 * _THOUSAND


def _is_of_part(claims: TextClaims, claim: MoneyClaim) -> bool:
    if claim.amount is None or claim.kind != "variance":
        return False
    found = False
    for child in claims.figures.children.get(claim.figures[0].area, ()):
        amounts = claims.figures.get_amounts(child, "net", claims.figures.period.year)
        if amounts and amounts.variance is not None:
            kronor = Decimal(amounts.variance)
            found = found or claim.agrees_with(dataclasses.replace(claim.figures[0], kronor=kronor))
    return found


def _list_wrong_values(claims: TextClaims) -> list[IndicatorClaim]:
    agreeing = {_get_claim_key(one) for one in claims.indicators if one.agrees and one.amount}
    return [
        one
        for one in claims.indicators
        if not one.agrees
        and not one.may_mean_another
        and (one.amount is None or (_get_claim_key(one) not in agreeing and not _is_of_another_thing(one)))
    ]


def _is_of_another_thing(claim: IndicatorClaim) -> bool:
    """Has the text just spoken of figures that are not the indicator's, so that ”andelen” may be of those?"""
    if claim.is_named or claim.amount is None or claim.statement.subject.noun not in _LOOSE_NOUNS:
        return False
    before = find_amounts(normalise_signs(claim.source.text[: claim.statement.start]))
    return any(one.kind == claim.amount.kind and not claim.may_be_own(one) for one in before)


def _get_claim_key(claim: IndicatorClaim) -> tuple[str, str, int, str, bool]:
    return claim.source.key, claim.indicator.code, claim.point.year, claim.point.gender, claim.is_change


def _find_unit(claim: MoneyClaim) -> bool:
    """Would the amount be right in another unit, a thousand times larger or smaller?"""
    amount = claim.amount
    if amount is None or amount.value == 0:
        return False
    for scale in (_THOUSAND, 1 / _THOUSAND):
        scaled = _scale(claim, scale)
        if any(scaled.agrees_with(figure) and figure.kronor for figure in claim.figures):
            return True
    return False


def _scale(claim: MoneyClaim, scale: Decimal) -> MoneyClaim:
    amount = claim.amount
    if amount is None:
        return claim
    numbers = {name: getattr(amount, name) * scale for name in ("value", "step", "low", "high")}
    return dataclasses.replace(claim, amount=dataclasses.replace(amount, **numbers))


def _is_written_in_thousands(claims: TextClaims, text: ReportText) -> bool:
    """Is the text about money, in a report whose tables are in tkr or mnkr?"""
    return text.topic in MONEY_TOPICS and all(table.unit != "kr" for table in claims.figures.report.tables)


# The findings


def _build_money(claims: TextClaims, check: str, claim: MoneyClaim) -> board_report.Finding:
    figure, amount = claim.figures[0], claim.amount
    row = claims.figures.rows[figure.area, figure.cost_type]
    amounts = claims.figures.get_amounts(figure.area, figure.cost_type, int(figure.period[:4])) or row.now
    stated_row = StatedRow(
        figure.table,
        figure.area,
        claims.figures.area_names[figure.area],
        figure.cost_type,
        row.cost_type_label,
        amounts,
    )
    found = 0 if amount is None else int(amount.value) * (claim.way or (-1 if figure.kronor < 0 else 1))
    words = get_quoted_text(claim.source, (claim.statement.start, claim.statement.end))
    message = f"{claim.source.label} säger «{words}», men {_describe_figure(claim, figure)}."
    finding = build_money_finding(
        check, stated_row, figure.column, message, int(figure.kronor), found,
        unit=int(amount.step) or 1 if amount else 1,
    )  # fmt: skip
    return replace(finding, quote=build_quote(claim.source, (claim.statement.start, claim.statement.end)))


def _describe_figure(claim: MoneyClaim, figure: MoneyFigure) -> str:
    amount = f"{format_tkr(int(figure.kronor), exact=True)} tkr"
    if claim.kind == "change":
        return f"skillnaden mot året som texten jämför med är {amount}"
    if claim.kind == "forecast_gain":
        return f"skillnaden mot prognosen är {amount}"
    return f"{COLUMN_NOUNS[figure.column]} i tabellen är {amount}"


def _build_direction(claims: TextClaims, claim: MoneyClaim) -> board_report.Finding:
    figure = claim.figures[0]
    row = claims.figures.rows[figure.area, figure.cost_type]
    amount, explanation = _describe_direction(claim, figure)
    span = claim.statement.start, claim.statement.end
    words = get_quoted_text(claim.source, span)
    reference = row.now.budget or row.now.actual or 0
    severity = judge_severity(figure.kronor, Decimal(reference or 1))
    return board_report.Finding(
        check="text_direction",
        where="area",
        key=figure.area,
        name=claims.figures.area_names[figure.area],
        message=f"{claim.source.label} säger «{words}», men {explanation}.",
        expected=amount,
        found=f"«{words}»",
        severity=severity,
        severity_label=SEVERITY_LABELS[severity],
        period=figure.period,
        column=figure.column,
        part=figure.cost_type,
        table=figure.table,
        fingerprint=compute_fingerprint(
            "text_direction", figure.area, figure.cost_type, figure.table, figure.period, figure.column, claim.kind
        ),
        quote=build_quote(claim.source, span),
    )


def _describe_direction(claim: MoneyClaim, figure: MoneyFigure) -> tuple[str, str]:
    """What the table says of a direction: its amount in words, and the words of a message."""
    if claim.kind == "result_direction":
        amount = f"{format_tkr(int(figure.kronor), exact=True)} tkr"
        return amount, _describe_figure(claim, figure)
    to_budget = claim.kind == "budget_direction"
    is_more = (figure.kronor > 0) == (not to_budget or is_revenue(figure.cost_type))
    against = "budget" if to_budget else "det år som texten jämför med"
    amount = f"{format_tkr(abs(int(figure.kronor)), exact=True)} tkr {'högre' if is_more else 'lägre'}"
    return amount, f"tabellens belopp är {amount} än {against}"


def _build_value(check: str, claim: IndicatorClaim) -> board_report.Finding:
    span = claim.statement.start, claim.statement.end
    words = get_quoted_text(claim.source, span)
    point = claim.point
    noun = "förändringen" if claim.amount is None or claim.is_change else "utfallet"
    stated = claim.amount.value if claim.amount else abs(claim.figure)
    if claim.is_change:
        stated *= claim.way or 1
    message = f"{claim.source.label} säger «{words}», men {noun} är {format_number(claim.figure)}."
    column = "value" if not claim.is_change else "stated_change"
    finding = build_figure_finding(
        check, claim.indicator, point, message, claim.figure, stated, column=column,
        severity=judge_severity(stated - claim.figure, max(abs(claim.figure), abs(stated), Decimal("0.01"))),
    )  # fmt: skip
    if claim.amount is None:
        finding = replace(finding, found=f"«{words}»", size=None, difference="")
    return replace(finding, quote=build_quote(claim.source, span))


def build_text_finding(
    claims: TextClaims, check: str, text: ReportText, span: tuple[int, int], after: str, expected: str, found: str,
    size: Decimal | None = None, reference: Decimal = Decimal(0),
) -> board_report.Finding:  # fmt: skip
    """A finding that is within the texts, where no figure of a table is wrong.

    ``span`` is the place of the words in the text, ``after`` ends the message, and ``size`` is the difference in the
    unit of ``reference``, None where it can't be told.
    """
    words = get_quoted_text(text, span)
    where, key, name = _find_place(claims, text)
    severity = "medium" if size is None else judge_severity(size, reference)
    return board_report.Finding(
        check=check,
        where=where,
        key=key,
        name=name,
        message=f"{text.label} säger «{words}», {after}",
        expected=expected,
        found=found,
        severity=severity,
        severity_label=SEVERITY_LABELS[severity],
        period=f"{claims.figures.period.year}-{claims.figures.period.slug}",
        column="text",
        fingerprint=compute_fingerprint(check, text.key, expected, found),
        quote=build_quote(text, span),
    )


def _find_place(claims: TextClaims, text: ReportText) -> tuple[str, str, str]:
    """What the finding points at: the indicator or area that the text belongs to, else the summary."""
    if text.indicator:
        return "indicator", text.indicator, claims.figures.indicators[text.indicator].name
    if text.area in claims.figures.area_names:
        return "area", text.area, claims.figures.area_names[text.area]
    return "summary", "", text.label


def _make_unique(
    found: Iterable[tuple[ReportText, board_report.Finding]],
) -> Iterator[board_report.Finding]:
    """Two texts that say the same thing wrong are two findings: the second has its text in its fingerprint."""
    seen: set[str] = set()
    for text, one in found:
        finding = one
        if finding.fingerprint in seen:
            finding = replace(one, fingerprint=compute_fingerprint(one.fingerprint, text.key, one.found))
        if finding.fingerprint not in seen:
            seen.add(finding.fingerprint)
            yield finding
