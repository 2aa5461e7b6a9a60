"""The balance of an extract: whatever the file and the mapping, its parts are the whole file, to the öre."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.tertials import Tertial
from apps.imports.ledgers.balance import READ_IN, UNKNOWN, count_contents
from apps.imports.ledgers.budgets import decide_budget_reading
from apps.imports.ledgers.code_rules import parse_account_rules, parse_rules
from apps.imports.ledgers.extract import LedgerFileMapping, LedgerRow
from apps.imports.ledgers.operating_sheet import group_rows
from apps.imports.ledgers.reading import OmittedRows
from apps.imports.models import ImportJob, JobState
from apps.imports.report_format.errors import ErrorLog
from tests.file_questions import list_question_keys
from tests.imports.test_uploads import as_controller, opened, send

AMOUNTS = st.none() | st.decimals(-(10**7), 10**7, places=2, allow_nan=False)
ROWS = st.lists(
    st.builds(
        LedgerRow,
        number=st.just(1),
        account=st.sampled_from(["3010", "5011", "7901", "9999", "1930"]),
        unit=st.sampled_from(["100", "200", "", "999"]),
        activity=st.sampled_from(["", "51", "52"]),
        year=st.sampled_from([None, 2023, 2024]),
        month=st.none() | st.integers(1, 12),
        amount=AMOUNTS,
        budget=AMOUNTS,
        period_budget=AMOUNTS,
    ),
    max_size=12,
)
KNOWN = st.decimals(-(10**7), 10**7, places=2, allow_nan=False)
REASONS = st.sampled_from(["summarader", "balanskonton"])
OMITTED = st.lists(st.builds(OmittedRows, REASONS, st.integers(1, 9), KNOWN, KNOWN, KNOWN), max_size=3)


@settings(max_examples=200, deadline=None)
@given(
    ROWS,
    OMITTED,
    st.integers(1, 3),
    st.sampled_from(["", "year", "month"]),
    st.sampled_from(["kr", "tkr"]),
    st.sampled_from(["unit", "activity", "both"]),
)
def test_the_parts_are_the_whole_file(
    rows: list[LedgerRow], omitted: list[OmittedRows], tertial: int, budget: str, scale: str, by: str
) -> None:
    period = Tertial(2024, tertial)
    accounts = ("3000-3999 intäkter", "5000-5999 personal", "7900-7999 -")
    mapping = LedgerFileMapping(scale=scale, accounts=accounts, by=by)
    lines = ["100 a", "200 -", "100 + 52 b", "+ 51 b"]
    rules = (
        parse_rules(lines, {"a": "a", "b": "b"}, "x", ErrorLog()),
        parse_account_rules(mapping, {"intäkter": "revenue", "personal": "staff"}, ErrorLog()),
    )
    grouped = group_rows(rows, mapping, rules, period, decide_budget_reading(rows, period, budget), omitted)
    whole = count_contents(rows, omitted, grouped.balance.scale)
    assert grouped.balance.sum_up() == whole
    assert whole.rows == len(rows) + sum(one.rows for one in omitted)
    parts = grouped.balance.parts
    read_in = sum((total.actual or Decimal(0) for total in grouped.sums.values()), Decimal(0))
    assert parts[READ_IN].actual == read_in
    unknown = sum((total.actual or Decimal(0) for total in grouped.unknown.values()), Decimal(0))
    assert (parts[UNKNOWN].actual if UNKNOWN in parts else 0) == unknown


EARLY = "Konto;Ansvar;Period;Belopp\n5010;100;202001;1.234\n5010;100;202002;77\n"


@pytest.mark.slow
@pytest.mark.usefixtures("jobs_at_once", "reports")
def test_a_file_is_not_applied_before_its_questions_are_answered(cast: Any) -> None:
    round_, client = opened(), as_controller(cast)
    there = send(client, round_, EARLY.encode(), "utdrag.csv").headers["Location"]
    form = {"accounts": "5000-5999 personal", "areas": "100 lednings-stod", "act": "read", "decimal": ","}
    there = client.post(there, form).headers["Location"]
    page = client.get(there).content.decode()
    job = ImportJob.objects.get()
    texts = [one["text"] for one in job.result["questions"]]  # type: ignore[index]
    assert [text.partition(" ")[0] for text in texts] == ["Filens", "”1.234”"]
    assert all(text in page.replace("&nbsp;", "\u00a0") for text in texts)
    keys = list_question_keys()
    for answered in ([], keys[:1], ["f" * 12]):
        refused = client.post(there, {"act": "apply", "confirm": answered})
        assert refused.status_code == 422
        assert "Svara först på det som frågas" in refused.content.decode()
        job.refresh_from_db()
        assert job.state == JobState.PREVIEW
    client.post(there, {"act": "apply", "confirm": keys})
    job.refresh_from_db()
    assert job.state == JobState.APPLIED
    assert "Läst ur filen" in client.get(there).content.decode()


@pytest.mark.slow
@pytest.mark.usefixtures("jobs_at_once", "reports")
def test_a_person_without_the_right_sees_no_question(cast: Any) -> None:
    round_ = opened()
    there = send(as_controller(cast), round_, EARLY.encode(), "utdrag.csv").headers["Location"]
    stranger = Client()
    stranger.force_login(cast["stranger"])
    assert stranger.post(there.removesuffix("koppling/"), {"act": "apply"}).status_code == 404
