"""``…/budgetandringar/``, without scripts: each role, what is typed and refused, and how it is found."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from apps.budget.models import BudgetChange, InterimForecast
from apps.budget.services import BudgetChangeRow, save_budget_changes
from apps.rounds.models import Round
from tests.small_board import SmallBoard

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/"
PAGE = f"{HOME}budgetandringar/"
CHANGE = {
    "rad": "andring", "version": "0", "area": "ifo", "date": "2024-06-10", "kind": "supplementary", "amount": "-500",
    "decision": "KF § 40", "note": "Färre ärenden.",
}  # fmt: skip
FORECAST = {"rad": "prognos", "version": "0", "area": "ifo", "date": "2024-06-30", "amount": "8 200", "note": ""}


def open_as(small: SmallBoard, role: str) -> Client:
    client = Client()
    client.force_login(small[role])
    return client


def read(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def post(client: Client, data: dict[str, str], status: int = 302, **changed: str) -> str:
    answer = client.post(PAGE, {**data, **changed})
    assert answer.status_code == status
    return answer.content.decode().replace("\u00a0", " ")


def test_a_controller_adds_changes_and_removes(small: SmallBoard) -> None:
    client = open_as(small, "controller")
    post(client, CHANGE)
    post(client, CHANGE, kind="original", amount="8 500", date="2023-11-20", decision="KF § 1", note="")
    text = read(client)
    assert "Ändringen är tillagd." in text
    rows = re.findall(r'<th scope="row"[^>]*>([^<]*)</th>.*?<td class="num"[^>]*>([^<]*)</td>', text, re.S)
    assert [(day.strip(), amount.strip()) for day, amount in rows] == [
        ("20 november 2023", "8 500"),
        ("10 juni 2024", "-500"),
        ("Summa", "8 000"),
        ("Budget i rapporten", "8 000"),
    ]
    row = BudgetChange.objects.get(kind="supplementary")
    form = read(client, f"{PAGE}?rad=andring-{row.pk}")
    for value in ('value="2024-06-10"', 'value="-500"', 'value="KF § 40"', "Färre ärenden.", f'value="{row.version}"'):
        assert value in form
    post(client, CHANGE, rad=f"andring-{row.pk}", version=str(row.version), amount="-400")
    assert "Budgeten i rapporten skiljer sig med -100 tkr." in read(client)
    row.refresh_from_db()
    post(client, {"rad": f"andring-{row.pk}", "version": str(row.version), "act": "remove"})
    assert "Ändringen är borttagen." in read(client)
    assert not BudgetChange.objects.filter(pk=row.pk).exists()


def test_a_forecast_is_added_among_those_of_the_reports(small: SmallBoard) -> None:
    client = open_as(small, "controller")
    post(client, FORECAST)
    text = read(client)
    assert "Prognosen är tillagd." in text
    section = text[text.index('id="prognoser"') :]
    assert section.index("30 april 2024") < section.index("30 juni 2024")
    row = InterimForecast.objects.get()
    post(client, {"rad": f"prognos-{row.pk}", "version": str(row.version), "act": "remove"})
    assert not InterimForecast.objects.exists()


@pytest.mark.parametrize(
    ("data", "changed", "field", "message"),
    [
        (CHANGE, {"amount": "mycket"}, "andring-amount", ""),
        (CHANGE, {"amount": ""}, "andring-amount", "Skriv ett belopp."),
        (CHANGE, {"date": "i juni"}, "andring-date", "Skriv ett datum som år-månad-dag"),
        (CHANGE, {"kind": ""}, "andring-kind", "Välj ett slag."),
        (CHANGE, {"area": ""}, "andring-area", "Välj en verksamhet."),
        (CHANGE, {"decision": "§" * 151}, "andring-decision", "Skriv högst 150 tecken"),
        (FORECAST, {"date": "2024-03-01"}, "prognos-date", "från 1 maj 2024 till 31 augusti 2024"),
    ],
)
def test_what_is_wrong_is_shown_at_its_field_and_what_was_typed_is_there(
    small: SmallBoard, data: dict[str, str], changed: dict[str, str], field: str, message: str
) -> None:
    text = post(open_as(small, "controller"), data, 422, **changed)
    control = text[text.index(f'id="{field}"') - 300 : text.index(f'id="{field}"') + 500]
    assert 'aria-invalid="true"' in control
    assert f'<a href="#{field}">' in text
    assert text.count(message) >= 2
    kept = {**data, **changed}
    assert all(f'value="{kept[name]}"' in text for name in ("date", "amount") if kept[name])
    assert " open>" in text[text.index('<details class="panel add-form"') :].replace("\n", " ")
    assert not BudgetChange.objects.exists()
    assert not InterimForecast.objects.exists()


def test_what_somebody_else_changed_is_not_written_over(small: SmallBoard) -> None:
    client = open_as(small, "controller")
    post(client, CHANGE)
    row = BudgetChange.objects.get()
    code = {"rad": f"andring-{row.pk}", "version": str(row.version)}
    post(client, CHANGE, **code, amount="-450")
    text = post(client, CHANGE, 409, **code, amount="-300")
    assert "Någon annan har ändrat raden" in text
    assert 'value="-300"' in text
    assert "-450" in text
    # Told of it, the writer may save what they mean.
    (seen,) = re.findall(
        r'name="version"\s+value="(\d+)"', text[text.index("andra-rad") : text.index('id="andringar"')]
    )
    post(client, CHANGE, rad=code["rad"], version=seen, amount="-300")
    assert BudgetChange.objects.get().amount == -300_000
    BudgetChange.objects.all().delete()
    text = post(client, CHANGE, 409, rad=code["rad"], version=seen, amount="-200")
    assert "Raden finns inte längre" in text
    assert 'value="-200"' in text


@pytest.mark.parametrize(
    ("role", "choices"),
    [
        ("controller", ["namnden", "hemtjanst", "hemtjanst-norr", "ifo"]),
        ("reporter", ["hemtjanst", "hemtjanst-norr"]),
        ("head", []),
        ("registrar", []),
        ("administrator", []),
    ],
)
def test_each_role_sees_what_it_may_write(small: SmallBoard, role: str, choices: list[str]) -> None:
    for area in ("ifo", "hemtjanst"):
        post(open_as(small, "controller"), CHANGE, area=area)
    text = read(open_as(small, role))
    form = text[text.index('id="andring-area"') :] if choices else ""
    found = re.findall(r'<option value="([^"]+)"', form[: form.index("</select>")] if form else "")
    assert found == choices
    assert ("?rad=andring-" in text) == bool(choices)
    assert ("<strong>Individ och familj</strong>" in text) == (role != "reporter")
    if not choices:
        assert "Du kan läsa men inte skriva i den här rapporten." in text
        refused = post(open_as(small, role), CHANGE, 422, decision="KF § 2")
        assert "Du kan läsa men inte skriva i den här rapporten." in refused
    assert BudgetChange.objects.count() == 2


def test_a_reporter_reaches_no_row_of_another_area(small: SmallBoard) -> None:
    post(open_as(small, "controller"), CHANGE)
    row = BudgetChange.objects.get()
    reporter = open_as(small, "reporter")
    assert reporter.get(f"{PAGE}?rad=andring-{row.pk}").status_code == 404
    data = {"rad": f"andring-{row.pk}", "version": str(row.version), "act": "remove"}
    assert "Du rapporterar inte för den här verksamheten." in post(reporter, data, 422)
    assert BudgetChange.objects.exists()


@pytest.mark.parametrize("rad", ["hittepa", "andring-0", "andring-x", "prognos-99999999999999999999", "andring-²"])
def test_what_does_not_exist_is_not_found(small: SmallBoard, rad: str) -> None:
    assert open_as(small, "controller").get(PAGE, {"rad": rad}).status_code == 404


def test_a_post_without_a_kind_is_not_found(small: SmallBoard) -> None:
    assert open_as(small, "controller").post(PAGE, {}).status_code == 404


def test_what_an_earlier_report_reported_is_shown_and_stays(small: SmallBoard) -> None:
    known: dict[str, Any] = {"service_area_id": small.areas["ifo"], "year": 2024, "tertial": 1}
    row = BudgetChangeRow(**known, date=date(2024, 2, 1), kind="state_grant", amount=7_000, decision="Regeringen")
    save_budget_changes(by=None, board=small.board, rows=[row])
    text = read(open_as(small, "controller"))
    assert "i rapporten för T1" in text
    assert "?rad=andring-" not in text
    assert "Den ursprungliga budgeten saknas" in text


def test_a_closed_report_is_only_read(small: SmallBoard) -> None:
    post(open_as(small, "controller"), CHANGE)
    Round.objects.filter(pk=small.round.pk).update(state="submitted")
    text = read(open_as(small, "controller"))
    assert "Rapporten är inlämnad för godkännande." in text
    assert '<form method="post" action="' + PAGE not in text
    assert "?rad=" not in text


@pytest.mark.parametrize("page", ["", "ekonomi/"])
def test_it_is_one_click_from_where_money_is_entered(small: SmallBoard, page: str) -> None:
    assert f'href="{PAGE}"' in read(open_as(small, "controller"), HOME + page)
