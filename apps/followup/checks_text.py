"""What the words say of an area's surplus or deficit is what its table says."""

import re
from collections.abc import Iterator
from decimal import Decimal

from apps.core.swedish import NotANumberError, parse_number
from apps.followup import report
from apps.followup.checks_base import Stated, money_finding

_SAYS = re.compile(
    r"(?P<sign>över|under)skott(?:et)?(?: blev| på| om)? (?P<number>\d[\d\u00a0 ]*(?:,\d+)?)"
    r" (?P<unit>tkr|mnkr|miljoner(?: kronor)?)(?![^.;]*\butan\b)",
    re.IGNORECASE,
)
_KRONOR = {"t": 1_000, "m": 1_000_000}


def check_words(view: report.BoardReport) -> Iterator[report.Finding]:
    """A comment on the operating budget that opens with the area's surplus or deficit, and the report's summary."""
    nets = {area.area: area for area in view.economy.areas if area.net}
    for comment in view.comments:
        area = nets.get(comment.area)
        if area is None or comment.topic != "operating" or not _is_of_the_area(comment):
            continue
        said = _SAYS.match(comment.text.strip())
        if said and area.net:
            yield from _compare(area, area.net, said, f"Kommentaren ”{comment.heading}”")
    root = view.economy.areas[0] if view.economy.areas else None
    if root and root.net:
        told = [list(_compare(root, root.net, said, "Sammanfattningen")) for said in _SAYS.finditer(view.summary)]
        if all(told):  # one amount that agrees is enough: the others are of other years
            yield from (finding for found in told[:1] for finding in found)


def _is_of_the_area(comment: report.Comment) -> bool:
    """Is the comment about the area itself, and not about a part of it that has no row of its own?"""
    heading, name = comment.heading.casefold(), comment.area_name.casefold()
    return not heading or comment.whole_board or heading in name or name in heading


def _compare(
    area: report.AreaEconomy, row: report.MoneyRow, said: re.Match[str], source: str
) -> Iterator[report.Finding]:
    stated = row.now.variance
    if stated is None:
        return
    try:
        number = parse_number(said["number"])
    except NotANumberError:
        return
    kronor = _KRONOR[said["unit"][0].lower()]
    amount = int(number * kronor) * (1 if said["sign"].lower() == "över" else -1)
    decimals = max(0, -int(number.as_tuple().exponent))
    step = Decimal(kronor).scaleb(-decimals)
    if abs(amount - stated) <= step:
        return
    word = "överskott" if amount > 0 else "underskott"
    message = f"{source} säger {word} på {said['number'].strip()} {said['unit']}, men tabellen något annat."
    told = Stated(row.now.table, area.area, area.name, "net", row.cost_type_label, row.now)
    yield money_finding("words", told, "variance", message, stated, amount, unit=int(step) or 1)
