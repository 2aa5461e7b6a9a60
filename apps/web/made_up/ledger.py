"""The economy system's extract of the open tertial: sent in, read and applied as the controller does it."""

from collections.abc import Iterator, Mapping

from apps.accounts.models import User
from apps.core.tertials import Tertial
from apps.imports import services
from apps.imports.ledgers.extract import LedgerFileMapping
from apps.imports.models import ImportJob, JobState
from apps.rounds.models import Round
from apps.web.made_up.figures import compute_rows
from apps.web.made_up.plan import BoardPlan

ACCOUNTS: Mapping[str, int] = {"revenue": 3001, "staff": 5011, "premises": 6001, "other": 6401}
ACCOUNT_RULES = ("3000-3999 intäkter", "5000-5999 personal", "6000-6099 lokaler", "6100-7899 övrigt")
HEADERS = ("Konto", "Ansvar", "Belopp", "Årsbudget", "Periodbudget")
COLUMNS = ("account", "unit", "amount", "budget", "period_budget")
FIRST_UNIT = 1_100  # the first area's number in the economy system


def apply_ledger(*, plan: BoardPlan, round_: Round, place: int, by: User) -> ImportJob:
    """Send in the extract, say how it is read, and apply it."""
    name = f"Ekonomisystemet {round_.period.label}.csv"
    job = services.store_file(by=by, round_=round_, name=name, content=build_extract(plan, round_.period, place))
    mapping = LedgerFileMapping(
        columns={name: number for number, name in enumerate(COLUMNS)},
        headers=dict(zip(COLUMNS, HEADERS, strict=True)),
        accounts=(*ACCOUNT_RULES, *(f"{one.account} {one.name.casefold()}" for one in plan.cost_types)),
        areas=tuple(f"{unit} {code}" for code, unit in _number_units(plan, place).items()),
    )
    services.save_ledger_mapping(by=by, job=job, mapping=mapping.as_json())
    services.read_to_preview(job.pk)
    services.start_applying(by=by, job=job)
    services.apply_file(job.pk)
    job.refresh_from_db()
    if job.state != JobState.APPLIED:
        raise ValueError(f"The made-up extract was not applied: {job.result}")
    return job


def build_extract(plan: BoardPlan, period: Tertial, place: int) -> bytes:
    """The file: revenue is negative, as in a ledger."""
    return "\n".join(";".join(line) for line in _iter_lines(plan, period, place)).encode()


def _iter_lines(plan: BoardPlan, period: Tertial, place: int) -> Iterator[tuple[str, ...]]:
    yield HEADERS
    accounts = {**ACCOUNTS, **{one.code: one.account for one in plan.cost_types}}
    units = _number_units(plan, place)
    for area in plan.list_areas(place):
        for kind, one in compute_rows(plan, area, period, place).items() if area.budget else ():
            sign = -1 if kind == "revenue" else 1
            amounts = (one.actual, one.budget, one.period_budget)
            texts = ["" if kronor is None else str(sign * kronor) for kronor in amounts]
            yield (str(accounts[kind]), str(units[area.code]), *texts)


def _number_units(plan: BoardPlan, place: int) -> dict[str, int]:
    areas = enumerate(plan.list_areas(place))
    return {area.code: FIRST_UNIT + 100 * number for number, area in areas if area.budget}
