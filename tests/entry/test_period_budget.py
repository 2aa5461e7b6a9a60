"""The budget of January to the period's end: typed, filled in the template, in a ledger or an SIE file."""

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from apps.budget.models import OperatingLine
from apps.core.tertials import Tertial
from apps.entry.progress.area_progress import load_area_progress
from apps.entry.services import save_cell
from apps.entry.sheets.money import load_money_sheet
from apps.imports.ledgers.budgets import decide_budget_reading
from apps.imports.ledgers.extract import LedgerRow, guess_mapping
from apps.imports.models import ImportJob, JobState
from apps.imports.report_format.raw_sheets import RawLine, RawSheet
from apps.publishing.services import build_draft_report
from apps.rounds.models import Round, RoundState
from apps.rounds.services import save_round
from tests.file_questions import list_question_keys
from tests.small_board import SmallBoard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs_at_once")]
AREA = "hemtjanst-norr"
MONTHS = range(1, 13)
# 5011 is laid out month by month, 100 001 kronor in January and one more each month; the actual is 1 000 less.
BUDGET = {month: 100_000 + month for month in MONTHS}
UNTIL = {1: 4, 2: 8}
EXPECTED = {1: (400_010, 396_010), 2: (800_036, 792_036)}
YEAR = sum(BUDGET.values())


@pytest.fixture(params=[1, 2], ids=["T1", "T2"])
def round_(request: pytest.FixtureRequest, small: SmallBoard) -> Round:
    """An open round without any money in it, of T1 or T2 2024."""
    OperatingLine.objects.filter(board=small.board).delete()
    found, _ = save_round(by=None, board=small.board, year=2024, tertial=request.param, state=RoundState.OPEN)
    return Round.objects.select_related("board__municipality").get(pk=found.pk)


def find_staff(round_: Round) -> tuple[int | None, int | None, int | None]:
    report = build_draft_report(round_)
    area = next(one for one in report.economy.areas if one.area == AREA)
    now = next(row.now for row in area.cost_types if row.cost_type == "staff")
    assert area.net is not None
    assert now.variance_so_far == (now.period_budget or 0) - (now.actual or 0) == area.net.now.variance_so_far
    return now.budget, now.period_budget, now.actual


def upload(small: SmallBoard, round_: Round, content: bytes, name: str, **mapping: str) -> ImportJob:
    client = Client()
    client.force_login(small["controller"])
    town, board = round_.board.municipality.slug, round_.board.slug
    address = f"/rapportera/{town}/{board}/{round_.year}/t{round_.tertial}/fil/"
    there = client.post(address, {"fil": SimpleUploadedFile(name, content)}).headers["Location"]
    if mapping:
        form = {"accounts": "3000-3999 intäkter\n5000-5999 personal", "areas": f"310 {AREA}", "act": "read", **mapping}
        there = client.post(there, form).headers["Location"]
    job = ImportJob.objects.latest("pk")
    assert job.state == JobState.PREVIEW, job.result
    client.post(there, {"act": "apply", "confirm": list_question_keys()})
    job.refresh_from_db()
    assert job.state == JobState.APPLIED, job.result
    return job


def build_sie(last_month: int = 12, last_actual: int = 8) -> bytes:
    lines = ["#FLAGGA 0", "#SIETYP 3", "#RAR 0 20240101 20241231", '#DIM 1 "Ansvar"', '#OBJEKT 1 "310" "Barn"']
    for month in MONTHS:
        if month <= last_month:
            lines.append(f'#PBUDGET 0 2024{month:02} 5011 {{1 "310"}} {BUDGET[month]}.00')
        if month <= last_actual:
            lines.append(f'#PSALDO 0 2024{month:02} 5011 {{1 "310"}} {BUDGET[month] - 1_000}.00')
    return "\n".join(lines).encode()


def test_typed_in_the_sheet(small: SmallBoard, round_: Round) -> None:
    budget, actual = EXPECTED[round_.tertial]
    for field, amount in (("budget", YEAR), ("period_budget", budget), ("actual", actual)):
        answer = save_cell(
            round_=round_, key=f"d:{AREA}:staff", field=field, raw=f"{amount} kr",
            version=None, by=small["controller"],
        )  # fmt: skip
        assert answer.status == "saved", answer
    assert find_staff(round_) == (YEAR, budget, actual)


def test_filled_in_the_template(small: SmallBoard, round_: Round) -> None:
    client = Client()
    client.force_login(small["controller"])
    town, board = round_.board.municipality.slug, round_.board.slug
    answer = client.get(f"/rapportera/{town}/{board}/2024/t{round_.tertial}/fil/mall.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    page = book["drift"]
    headers = [cell.value for cell in page[1]]
    budget, actual = EXPECTED[round_.tertial]
    row = page.max_row + 1
    unit = Decimal(1000)
    cells = {
        "verksamhet": AREA, "år": 2024, "tertial": round_.tertial, "kostnadsslag": "personal", "budget": YEAR / unit,
        "periodbudget": budget / unit, "utfall": actual / unit,
    }  # fmt: skip
    for header, value in cells.items():
        page.cell(row, headers.index(header) + 1).value = value
    stream = io.BytesIO()
    book.save(stream)
    upload(small, round_, stream.getvalue(), "mall.xlsx")
    assert find_staff(round_) == (YEAR, budget, actual)


def test_in_a_ledger_by_month(small: SmallBoard, round_: Round) -> None:
    rows = [f"5011;310;2024{month:02};{BUDGET[month] - 1_000 if month < 9 else ''};{BUDGET[month]}" for month in MONTHS]
    content = "\n".join(["Konto;Ansvar;Period;Belopp;Budget", *rows]).encode()
    job = upload(small, round_, content, "utdrag.csv", sign="cost_positive")
    assert find_staff(round_) == (YEAR, *EXPECTED[round_.tertial])
    assert "både årets budget och periodens" in job.result["ledger"]["remarks"][0]  # type: ignore[index]


def test_in_a_ledger_with_a_column_of_its_own(small: SmallBoard, round_: Round) -> None:
    budget, actual = EXPECTED[round_.tertial]
    months = "jan-apr" if round_.tertial == 1 else "jan-aug"
    content = f"Konto;Ansvar;Budget {months} 2024;Utfall {months} 2024;Budget 2024\n5011;310;{budget};{actual};{YEAR}\n"
    upload(small, round_, content.encode(), "utdrag.csv", sign="cost_positive")
    assert find_staff(round_) == (YEAR, budget, actual)


def test_in_an_sie_file(small: SmallBoard, round_: Round) -> None:
    upload(small, round_, build_sie(), "bok.se", dimension="1")
    assert find_staff(round_) == (YEAR, *EXPECTED[round_.tertial])


def test_monthly_budgets_that_end_with_the_period_say_nothing_of_the_year(small: SmallBoard, round_: Round) -> None:
    last = UNTIL[round_.tertial]
    job = upload(small, round_, build_sie(last, last), "bok.se", dimension="1")
    assert find_staff(round_) == (None, *EXPECTED[round_.tertial])
    assert "säger inget om hela årets budget" in job.result["ledger"]["remarks"][0]  # type: ignore[index]


def test_a_years_budget_laid_on_one_month_is_no_budget_of_the_period(small: SmallBoard, round_: Round) -> None:
    content = "Konto;Ansvar;Period;Belopp;Budget\n5011;310;202401;99001;1200078\n5011;310;202402;1;\n"
    upload(small, round_, content.encode(), "utdrag.csv", sign="cost_positive")
    line = OperatingLine.objects.get(board=small.board)
    assert (line.budget, line.period_budget) == (YEAR, None)


def test_preview_warns_of_a_file_that_ends_before_the_period(small: SmallBoard) -> None:
    """At T3 the file's August is not the year's end; its budgets are the year's, and no period's."""
    OperatingLine.objects.filter(board=small.board).delete()
    Round.objects.filter(pk=small.round.pk).update(tertial=3)
    small.round.refresh_from_db()
    job = upload(small, small.round, build_sie(), "bok.se", dimension="1")
    (question,) = job.result["questions"]  # type: ignore[index]
    assert "slutar i augusti 2024, men rapporten gäller till och med december" in question["text"]
    line = OperatingLine.objects.get(board=small.board)
    assert (line.budget, line.period_budget, line.actual) == (YEAR, None, 792_036)


@pytest.mark.parametrize("header", ["Utfall jan-apr 2024", "Utfall jan - jun", "Utfall 2023", "Belopp januari–maj"])
def test_a_column_of_another_period_is_refused(small: SmallBoard, header: str) -> None:
    client = Client()
    client.force_login(small["controller"])
    address = "/rapportera/lillkoping/socialnamnden/2024/t2/fil/"
    content = f"Konto;Ansvar;{header}\n5011;310;100\n".encode()
    there = client.post(address, {"fil": SimpleUploadedFile("a.csv", content)}).headers["Location"]
    client.post(there, {"accounts": "5000-5999 personal", "areas": f"310 {AREA}", "act": "read"})
    job = ImportJob.objects.latest("pk")
    assert job.state == JobState.REFUSED
    assert "Välj en annan kolumn" in str(job.result)


@pytest.mark.parametrize(
    ("headers", "budget", "period_budget"),
    [
        ("Konto;Ansvar;Budget jan-apr 2021;Utfall jan-apr 2021;Budget 2021", 4, 2),
        ("Konto;Ansvar;Utfall;Ack budget;Årsbudget", 4, 3),
        ("Konto;Ansvar;Period;Periodbudget;Belopp;Budget", 5, 3),
        ("Konto;Ansvar;Periodens budget;Belopp", None, 2),
        ("Konto;Ansvar;Belopp;Budget t.o.m. period", None, 3),
        ("Konto;Ansvar;Belopp;Budget", 3, None),
    ],
)
def test_which_budget_a_column_is(headers: str, budget: int | None, period_budget: int | None) -> None:
    columns = guess_mapping(RawSheet("x", "a.csv", [RawLine(1, headers.split(";"))])).columns
    assert (columns.get("budget"), columns.get("period_budget")) == (budget, period_budget)


@given(
    st.lists(st.tuples(st.integers(1, 12), st.integers(-(10**6), 10**6)), max_size=30),
    st.sampled_from([1, 2, 3]),
    st.sampled_from(["", "year", "month"]),
)
def test_no_budget_is_counted_beyond_what_the_file_holds(
    budgets: list[tuple[int, int]], tertial: int, choice: str
) -> None:
    """The year's part is all of the file's or nothing; the period's is January to its end, or nothing."""
    period = Tertial(2024, tertial)
    rows = [LedgerRow(1, "5011", "310", "", 2024, month, None, Decimal(amount)) for month, amount in budgets]
    reading = decide_budget_reading(rows, period, choice)
    parts = [reading.split(row, period) for row in rows]
    year, so_far = (sum((part[place] or 0 for part in parts), Decimal(0)) for place in (0, 1))
    whole = sum((Decimal(amount) for _, amount in budgets), Decimal(0))
    until = sum((Decimal(amount) for month, amount in budgets if month <= period.end.month), Decimal(0))
    assert year == (whole if reading.counts_in_year else 0)
    assert so_far == (until if reading.counts_in_period else 0)
    assert not (period.is_final_accounts and reading.counts_in_period)
    if not reading.counts_in_year:
        assert reading.note


def test_at_the_years_end_there_is_none(small: SmallBoard) -> None:
    titles = [column.title for column in load_money_sheet(small.round, small["controller"]).columns]
    assert titles == [
        "Budget", "Periodbudget", "Utfall", "Prognos", "Fotnot", "Avvikelse hittills", "Avvikelse helår",
    ]  # fmt: skip
    Round.objects.filter(pk=small.round.pk).update(tertial=3)
    small.round.refresh_from_db()
    titles = [column.title for column in load_money_sheet(small.round, small["controller"]).columns]
    assert titles == ["Budget", "Utfall", "Prognos", "Fotnot", "Avvikelse"]
    answer = save_cell(
        round_=small.round, key=f"d:{AREA}:staff", field="period_budget", raw="5", version=None, by=small["controller"]
    )
    assert (answer.status, answer.message) == (
        "invalid",
        "Vid årets slut är periodens budget årets. Skriv beloppet under Budget.",
    )


def test_it_is_waited_for_where_the_board_has_one(small: SmallBoard) -> None:
    """A board without period budgets is not asked for any."""
    before = load_area_progress(small.round)[0]
    save_cell(
        round_=small.round,
        key=f"d:{AREA}:revenue",
        field="period_budget",
        raw="5",
        version=None,
        by=small["controller"],
    )
    after = load_area_progress(small.round)[0]
    rows = sum(
        row.is_expected and not row.is_total
        for section in load_money_sheet(small.round, small["controller"]).sections
        for row in section.rows
    )
    assert (after.expected - before.expected, after.reported - before.reported) == (rows, 1)


@pytest.mark.parametrize(
    ("raw", "warned"), [("10", []), ("1000", ["period_budget"]), ("1200", ["period_budget"]), ("-5", ["sign"])]
)
def test_what_is_as_large_as_the_year_gets_a_question(small: SmallBoard, raw: str, warned: list[str]) -> None:
    where: dict[str, Any] = {
        "round_": small.round,
        "key": f"d:{AREA}:staff",
        "version": None,
        "by": small["controller"],
    }
    save_cell(**where, field="budget", raw="1000")
    answer = save_cell(**where, field="period_budget", raw=raw)
    assert [one.code for one in answer.warnings] == warned
    cell = next(
        cell
        for section in load_money_sheet(small.round, small["controller"]).sections
        for row in section.rows
        for cell in row.cells
        if (cell.key, cell.field) == (f"d:{AREA}:staff", "period_budget")
    )
    assert cell.warnings == answer.warnings
