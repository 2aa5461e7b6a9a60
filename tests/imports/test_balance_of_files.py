"""Generated files of every shape, sent in, read and applied: what the preview says and what is saved is all of it.

The sums that are expected are made from what the files were made from, without any of the readers.
"""

import io
from collections import defaultdict
from decimal import Decimal
from typing import Any, NamedTuple

import openpyxl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.budget.models import OperatingLine
from apps.core.swedish import round_half_up
from apps.imports.ledgers.balance import READ_IN
from apps.imports.models import ImportJob, JobState
from apps.imports.services import apply_file, read_to_preview, save_ledger_mapping, start_applying, store_file
from tests.file_questions import list_question_keys
from tests.small_board import SmallBoard

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SLOW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
AREAS = {"100": "hemtjanst", "200": "ifo"}  # 300 is not counted, 999 nobody has spoken of
KINDS = {"3": "revenue", "5": "staff", "6": "other"}  # 7 is not counted, 9 nobody has spoken of
RULES = {
    "areas": ["100 hemtjanst", "200 ifo", "300 -"],
    "accounts": ["3000-3999 intäkter", "5000-5999 personal", "6000-6999 övrigt", "7000-7999 -"],
}
LAST_MONTH = 8


class Row(NamedTuple):
    """A row of a file, before it is written in any way."""

    account: str
    unit: str
    year: int
    month: int
    amount: Decimal


AMOUNTS = st.decimals(-(10**7), 10**7, places=2, allow_nan=False)
ROWS = st.lists(
    st.builds(
        Row,
        st.sampled_from(["3010", "3020", "5011", "5020", "6100", "7901", "9999"]),
        st.sampled_from(["100", "200", "300", "999"]),
        st.sampled_from([2024, 2024, 2024, 2023]),
        st.integers(1, 13),
        AMOUNTS,
    ),
    min_size=1,
    max_size=15,
).map(lambda rows: [Row("5011", "100", 2024, 1, Decimal("10.25")), *rows])


def sum_kept(rows: list[Row]) -> dict[tuple[str, str], int]:
    """What should be saved, by area and cost type: revenue and cost both positive, whole kronor."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        area, kind = AREAS.get(row.unit), KINDS.get(row.account[0])
        if area and kind and row.year == 2024 and row.month <= LAST_MONTH:
            sums[area, kind] += -row.amount if kind == "revenue" else row.amount
    return {key: int(round_half_up(amount)) for key, amount in sums.items()}


def write_amount(amount: Decimal, form: str) -> str:
    text = f"{abs(amount):,.2f}".replace(",", "\u00a0" if form == "hard" else " ").replace(".", ",")
    if amount >= 0:
        return text
    return {"(": f"({text})", "after": f"{text}-", "sign": f"\u2212{text}"}.get(form, f"-{text}")


def check_file(small: SmallBoard, name: str, content: bytes, mapping: dict[str, Any], rows: list[Row]) -> ImportJob:
    """Read it and apply it. The whole of ``rows`` is in the preview, and what counts of them is saved."""
    job = store_file(by=small["controller"], round_=small.round, name=name, content=content)
    save_ledger_mapping(by=small["controller"], job=job, mapping={**RULES, **mapping})
    read_to_preview(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.PREVIEW, job.result
    *parts, whole = job.result["ledger"]["balance"]  # type: ignore[index]
    for name in ("rows", "actual", "budget", "period_budget"):
        assert sum(Decimal(part[name]) for part in parts) == Decimal(whole[name])
    assert Decimal(next(part["actual"] for part in parts if part["label"] == READ_IN)) == sum(
        (row.amount for row in rows if is_kept(row)), Decimal(0)
    )
    start_applying(by=small["controller"], job=job, confirmed=list_question_keys(job))
    apply_file(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.APPLIED, job.result
    saved = OperatingLine.objects.filter(board=small.board, year=2024, tertial=2, table=None, actual__isnull=False)
    found = {(line.service_area.code, line.cost_type): line.actual for line in saved.select_related("service_area")}
    assert found == sum_kept(rows)
    return job


def is_kept(row: Row) -> bool:
    return row.unit in AREAS and row.account[0] in KINDS and row.year == 2024 and row.month <= LAST_MONTH


@SLOW
@given(ROWS, st.sampled_from(["plain", "hard", "(", "after", "sign"]), st.booleans(), st.booleans())
def test_a_generated_extract(small: SmallBoard, rows: list[Row], form: str, is_split: bool, has_sums: bool) -> None:
    """Amounts as a column or as debit and credit, with sums and repeated headings among the rows."""
    head = "Konto;Ansvar;Period;" + ("Debet;Kredit" if is_split else "Belopp")
    lines, omitted = [head], Decimal(0)
    for row in rows:
        amounts = [write_amount(row.amount, form)]
        if is_split:
            pair = (row.amount, Decimal(0)) if row.amount >= 0 else (Decimal(0), -row.amount)
            amounts = [write_amount(amount, form) if amount else "" for amount in pair]
        lines.append(";".join([row.account, row.unit, f"{row.year}{row.month:02}", *amounts]))
    total = sum((row.amount for row in rows), Decimal(0))
    if has_sums:
        amounts = [write_amount(total, form)] if not is_split else [write_amount(total, form), ""]
        lines += [head, ";".join(["Summa", "", "", *amounts])]
        omitted = total
    places = ["account", "unit", "period", *(["debit", "credit"] if is_split else ["amount"])]
    mapping = {"columns": {name: place for place, name in enumerate(places)}}
    with transaction.atomic():
        job = check_file(small, "utdrag.csv", "\n".join(lines).encode(), mapping, rows)
        whole = job.result["ledger"]["balance"][-1]  # type: ignore[index]
        assert Decimal(whole["actual"]) == total + omitted
        assert whole["rows"] == len(lines) - 1
        transaction.set_rollback(True)


@SLOW
@given(ROWS, st.data())
def test_a_generated_workbook(small: SmallBoard, rows: list[Row], data: st.DataObject) -> None:
    """Numbers in cells, accounts merged over their rows, and hidden rows, which count."""
    rows = sorted(rows)
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Konto", "Ansvar", "Period", "Belopp"])
    for number, row in enumerate(rows, start=2):
        is_more = rows[number - 3].account == row.account if number > 2 else False
        page.append([None if is_more else row.account, row.unit, f"{row.year}{row.month:02}", row.amount])
        page.row_dimensions[number].hidden = data.draw(st.booleans())
    first = 2
    for number in range(3, len(rows) + 3):
        if number == len(rows) + 2 or page.cell(number, 1).value is not None:
            if number - first > 1:
                page.merge_cells(start_row=first, end_row=number - 1, start_column=1, end_column=1)
            first = number
    stream = io.BytesIO()
    book.save(stream)
    mapping = {"columns": {"account": 0, "unit": 1, "period": 2, "amount": 3}}
    with transaction.atomic():
        job = check_file(small, "utdrag.xlsx", stream.getvalue(), mapping, rows)
        whole = job.result["ledger"]["balance"][-1]  # type: ignore[index]
        assert Decimal(whole["actual"]) == sum(row.amount for row in rows)
        transaction.set_rollback(True)


@SLOW
@given(ROWS, st.booleans(), st.lists(AMOUNTS, max_size=3))
def test_a_generated_sie_file(small: SmallBoard, rows: list[Row], has_pairs: bool, budgets: list[Decimal]) -> None:
    """Months by object or by pairs of objects, earlier years, balance accounts, and budgets by account alone."""
    lines = ["#FLAGGA 0", "#SIETYP 3", "#RAR 0 20240101 20241231", "#RAR -1 20230101 20231231", '#DIM 1 "Ansvar"']
    for place, row in enumerate(rows):
        pair = f' 6 "P{place % 3}"' if has_pairs else ""
        index = row.year - 2024
        lines.append(f'#PSALDO {index} {row.year}{row.month:02} {row.account} {{1 "{row.unit}"{pair}}} {row.amount}')
        lines.append(f"#PSALDO {index} {row.year}{row.month:02} 1930 {{}} {-row.amount}")
    lines += [f"#PBUDGET 0 202401 5011 {{}} {amount}" for amount in budgets]
    with transaction.atomic():
        job = check_file(small, "bok.se", "\n".join(lines).encode(), {"dimension": "1"}, rows)
        whole = job.result["ledger"]["balance"][-1]  # type: ignore[index]
        assert Decimal(whole["budget"]) == sum(budgets, Decimal(0))
        transaction.set_rollback(True)
