"""What a comment or the summary says of a surplus or deficit is what the table says."""

import re
from collections.abc import Iterator
from decimal import Decimal

from apps.checks.base import StatedRow, build_money_finding
from apps.core.swedish import NotANumberError, parse_number
from apps.report import board_report

# ”Underskott 1,5 mnkr”, ”överskottet blev 50 tkr”; not ”… utan …”, which tells what it would have been otherwise.
_STATED_VARIANCE = re.compile(
    r"(?P<sign>över|under)skott(?:et)?(?: blev| på| om)? (?P<number>\d[\d\u00a0 ]*(?:,\d+)?)"
    r" (?P<unit>tkr|mnkr|miljoner(?: kronor)?)(?![^.;]*\butan\b)",
    re.IGNORECASE,
)
_KRONOR_BY_PREFIX = {"t": 1_000, "m": 1_000_000}


def check_comments(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """A comment on the operating budget that opens with the area's surplus or deficit, and the report's summary."""
    rows = {area.area: (area, area.net) for area in report.economy.areas if area.net}
    for comment in report.comments:
        if comment.area not in rows or comment.topic != "operating" or not _is_about_area(comment):
            continue
        match = _STATED_VARIANCE.match(comment.text.strip())
        if match:
            yield from _compare_with_table(*rows[comment.area], match, f"Kommentaren ”{comment.heading}”")
    root = report.economy.areas[0] if report.economy.areas else None
    if root and root.net:
        yield from _check_summary(root, root.net, report.summary)


def _check_summary(
    root: board_report.AreaEconomy, row: board_report.MoneyRow, summary: str
) -> Iterator[board_report.Finding]:
    """The amounts of the summary against the whole board's row. One that agrees is enough: others are other years'."""
    findings = [
        list(_compare_with_table(root, row, match, "Sammanfattningen")) for match in _STATED_VARIANCE.finditer(summary)
    ]
    if findings and all(findings):
        yield from findings[0]


def _is_about_area(comment: board_report.Comment) -> bool:
    """Is the comment about the area itself, and not about a part of it that has no row of its own?"""
    heading, name = comment.heading.casefold(), comment.area_name.casefold()
    return not heading or comment.whole_board or heading in name or name in heading


def _compare_with_table(
    area: board_report.AreaEconomy, row: board_report.MoneyRow, match: re.Match[str], source: str
) -> Iterator[board_report.Finding]:
    stated = row.now.variance
    if stated is None:
        return
    try:
        number = parse_number(match["number"])
    except NotANumberError:
        return
    kronor = _KRONOR_BY_PREFIX[match["unit"][0].lower()]
    amount = int(number * kronor) * (1 if match["sign"].lower() == "över" else -1)
    decimals = max(0, -int(number.as_tuple().exponent))
    step = Decimal(kronor).scaleb(-decimals)
    if abs(amount - stated) <= step:  # rounded or cut off at its own last place
        return
    direction = "överskott" if amount > 0 else "underskott"
    message = f"{source} säger {direction} på {match['number'].strip()} {match['unit']}, men tabellen något annat."
    row_in_text = StatedRow(row.now.table, area.area, area.name, "net", row.cost_type_label, row.now)
    yield build_money_finding("words", row_in_text, "variance", message, stated, amount, unit=int(step) or 1)
