"""Does an SIE file agree with itself? Months and results, balances and vouchers, tell the same money."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from apps.imports.ledgers.amounts import format_kronor
from apps.imports.ledgers.reading import FileQuestion
from apps.imports.ledgers.sie.book import BALANCE, VOUCHER_ROW
from apps.imports.ledgers.sie.dimensions import WHOLE_FILE, DimensionChoice
from apps.imports.ledgers.sie.years import SieYear

_SMALL = Decimal("0.5")
_MAX_NAMED = 3
_NAMES = {BALANCE: "månadssaldon (#PSALDO)", VOUCHER_ROW: "verifikat (#TRANS)"}


def iter_disagreements(year: SieYear, label: str) -> Iterator[str]:
    """A sentence for each two ways to tell the same money that give different sums."""
    if label not in _NAMES:
        return
    months = _sum_accounts(year, label)
    if year.results:
        yield from _compare(_NAMES[label], months, "årets resultat (#RES)", year.results)
    other = VOUCHER_ROW if label == BALANCE else BALANCE
    if year.entries.get(other):
        yield from _compare(_NAMES[label], months, _NAMES[other], _sum_accounts(year, other))


def find_accumulated_question(year: SieYear, label: str) -> FileQuestion | None:
    """Months that hold what has accumulated, where SIE wants each month's own: the last month equals the result."""
    if label != BALANCE or not year.results:
        return None
    by_account: dict[str, dict[int, Decimal]] = defaultdict(dict)
    whole = year.place(BALANCE, DimensionChoice(WHOLE_FILE))
    for (account, month), amount in whole.sum_by_month(year.get_sums(BALANCE)).items():
        if month and amount:
            by_account[account][month] = amount
    fits_sum = fits_last = 0
    for account, months in by_account.items():
        if len(months) > 1 and account in year.results:
            fits_sum += year.results[account] == sum(months.values())
            fits_last += year.results[account] == months[max(months)]
    if fits_last <= fits_sum:
        return None
    return FileQuestion(
        f"accumulated:{fits_last}",
        "Filens månadssaldon ser ut att vara ackumulerade: sista månaden är lika med årets resultat (#RES). De läses"
        " som varje månads egna. Ett ja betyder att de är det.",
    )


def _sum_accounts(year: SieYear, label: str) -> dict[str, Decimal]:
    sums = year.get_sums(label)
    found: dict[str, Decimal] = defaultdict(Decimal)
    for key in year.place(label, DimensionChoice(WHOLE_FILE)).codes:
        found[key[0]] += sums[key]
    return found


def _compare(name: str, sums: Mapping[str, Decimal], other_name: str, others: Mapping[str, Decimal]) -> Iterator[str]:
    nothing = Decimal(0)
    different = [
        (account, sums.get(account, nothing), others.get(account, nothing))
        for account in sorted(sums.keys() | others.keys())
        if abs(sums.get(account, nothing) - others.get(account, nothing)) > _SMALL
    ]
    if not different:
        return
    different.sort(key=lambda one: -abs(one[1] - one[2]))
    named = "; ".join(
        f"konto {account} {format_kronor(own)} mot {format_kronor(other)}"
        for account, own, other in different[:_MAX_NAMED]
    )
    rest = len(different) - _MAX_NAMED
    more = f"; och {rest} konton till" if rest > 0 else ""
    yield f"Filens {name} och {other_name} säger olika: {named}{more}. De förra läses in."
