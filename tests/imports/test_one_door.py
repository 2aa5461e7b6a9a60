"""One door: a file owns the cells of its own round and the columns it has, and takes nothing newer away unasked."""

import io
import re
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client

from apps.budget.models import OperatingLine
from apps.core.choices import Gender
from apps.entry.services import save_cell
from apps.goals.models import Indicator, Outcome, Target
from apps.imports.models import AppliedFigure, ImportJob, IssuedTemplate, JobState
from apps.organisation.models import ServiceArea
from apps.publishing.models import Reissue
from apps.publishing.services import publish
from apps.rounds.models import Round, RoundState
from tests.file_questions import list_question_keys
from tests.imports.test_template import column, template
from tests.imports.test_uploads import address, facts, send
from tests.small_board import SmallBoard
from tests.visible_text import read_visible_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]
OUTCOMES = "indikator;år;tertial;värde\n"
NOJDHET = "u:nojdhet:namnden:T"


@pytest.fixture
def client(small: SmallBoard) -> Client:
    return login(small, "controller")


def login(small: SmallBoard, role: str) -> Client:
    client = Client()
    client.force_login(small[role])
    return client


def upload(client: Client, small: SmallBoard, content: bytes | str, name: str) -> ImportJob:
    raw = content.encode() if isinstance(content, str) else content
    answer = send(client, small.round, raw, name)
    assert answer.status_code == 302, answer.content.decode()
    return ImportJob.objects.latest("pk")


def page_of(client: Client, small: SmallBoard, job: ImportJob) -> str:
    text = client.get(f"{address(small.round)}{job.public_id}/").content.decode()
    return re.sub(r"\s+", " ", text)


def apply(client: Client, small: SmallBoard, job: ImportJob, **chosen: str) -> ImportJob:
    client.post(
        f"{address(small.round)}{job.public_id}/", {"act": "apply", "confirm": list_question_keys(job), **chosen}
    )
    job.refresh_from_db()
    return job


def type_in(small: SmallBoard, raw: str, key: str = NOJDHET, field: str = "value") -> None:
    answer = save_cell(round_=small.round, key=key, field=field, raw=raw, version=None, by=small["reporter_all"])
    assert answer.status == "saved", answer.message


def value(year: int = 2024, tertial: int = 2, indicator: str = "nojdhet") -> Decimal | None:
    found = Outcome.objects.filter(
        indicator__code=indicator, year=year, tertial=tertial, gender=Gender.TOTAL, service_area__code="namnden"
    ).first()
    return found.value if found else None


def conflicts(job: ImportJob) -> list[dict[str, Any]]:
    assert job.state == JobState.PREVIEW, job.result
    return list(job.result["conflicts"])  # type: ignore[index]


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture(autouse=True)
def _colleague(small: SmallBoard) -> None:
    """Someone else who may write for the whole board."""
    from apps.accounts.models import Membership, User

    user = User.objects.create_user("kollega@demo.example", name="En kollega")
    Membership.objects.create(user=user, board=small.board, role="controller")
    small.people["reporter_all"] = user


# Newer values


def test_a_cell_that_changed_after_the_preview_gets_a_question(client: Client, small: SmallBoard) -> None:
    job = upload(client, small, f"{OUTCOMES}nojdhet;2024;2;60 %\n", "utfall.csv")
    type_in(small, "66")
    apply(client, small, job)
    assert (job.state, value()) == (JobState.PREVIEW, 66)
    assert not AppliedFigure.objects.exists()
    (asked,) = conflicts(job)
    assert (asked["row"], asked["column"], asked["now"], asked["who"]) == (
        "Nöjda, Socialnämnden", "värde", "66", "En kollega",
    )  # fmt: skip
    page = page_of(client, small, job)
    for told in ("har ändrats sedan du granskade filen", "Behåll <b>66</b>", "Ta filens <b>60 %</b>", "En kollega"):
        assert told in page
    apply(client, small, job)
    assert (job.state, value()) == (JobState.APPLIED, 66)
    assert job.result["applied"] == 0  # type: ignore[index]


def test_the_files_figure_is_taken_where_that_is_chosen(client: Client, small: SmallBoard) -> None:
    job = upload(client, small, f"{OUTCOMES}nojdhet;2024;2;60 %\narenden;2024;2;7\n", "utfall.csv")
    type_in(small, "66")
    apply(client, small, job)
    (asked,) = conflicts(job)
    apply(client, small, job, **{f"cell-{asked['id']}": "file"})
    assert (job.state, value(), value(indicator="arenden")) == (JobState.APPLIED, 60, 7)


def test_a_choice_does_not_hold_for_what_came_after_it(client: Client, small: SmallBoard) -> None:
    job = upload(client, small, f"{OUTCOMES}nojdhet;2024;2;60 %\n", "utfall.csv")
    type_in(small, "66")
    apply(client, small, job)
    (asked,) = conflicts(job)
    type_in(small, "67")
    apply(client, small, job, **{f"cell-{asked['id']}": "file"})
    (again,) = conflicts(job)
    assert (again["now"], value()) == ("67", 67)


def test_what_was_as_the_file_said_and_is_changed_since_gets_a_question_too(client: Client, small: SmallBoard) -> None:
    type_in(small, "60")
    job = upload(client, small, f"{OUTCOMES}nojdhet;2024;2;60 %\narenden;2024;2;7\n", "utfall.csv")
    type_in(small, "66")
    apply(client, small, job)
    assert ([one["now"] for one in conflicts(job)], value(), value(indicator="arenden")) == (["66"], 66, None)


def test_another_cell_that_changed_is_no_matter(client: Client, small: SmallBoard) -> None:
    job = upload(client, small, f"{OUTCOMES}nojdhet;2024;2;60 %\n", "utfall.csv")
    type_in(small, "9", "u:arenden:namnden:T")
    assert apply(client, small, job).state == JobState.APPLIED
    assert (value(), value(indicator="arenden")) == (60, 9)


# The template


def test_an_old_template_changes_only_what_was_changed_in_it(small: SmallBoard) -> None:
    """An hour-old template takes back no structure, targets or figures."""
    client = login(small, "controller")
    book = template(client, small.round)
    ServiceArea.objects.filter(pk=small.areas["ifo"]).update(parent=small.areas["hemtjanst"], valid_to=2024, name="IFO")
    Target.objects.filter(board=small.board).update(value=75, text="minst 75 %", decision="SN § 9")
    type_in(small, "31", "u:arenden:namnden:T")
    plan = {name: rows for name, rows in facts().items() if name.startswith(("organisation", "goals.T", "goals.G"))}
    page = book["utfall"]
    place = [cell.value for cell in page[1]].index("värde") + 1
    page.cell(2, place).value = 91
    job = upload(client, small, saved(book), "mall.xlsx")
    assert not conflicts(job)
    assert not job.result["plan"]  # type: ignore[index]
    apply(client, small, job)
    assert (job.state, value(), value(indicator="arenden")) == (JobState.APPLIED, 91, 31)
    after = {name: rows for name, rows in facts().items() if name.startswith(("organisation", "goals.T", "goals.G"))}
    assert after == plan
    assert [figure.column for figure in AppliedFigure.objects.all()] == ["värde"]


def test_where_all_three_differ_a_person_chooses(small: SmallBoard) -> None:
    client = login(small, "controller")
    book = template(client, small.round)
    type_in(small, "66")
    page = book["utfall"]
    page.cell(2, [cell.value for cell in page[1]].index("värde") + 1).value = 91
    job = upload(client, small, saved(book), "mall.xlsx")
    (asked,) = conflicts(job)
    assert "ändrad här sedan mallen hämtades" in asked["why"]
    apply(client, small, job)
    assert (job.state, value()) == (JobState.APPLIED, 66)


def test_an_administrators_old_template_does_not_take_the_plan_back(small: SmallBoard) -> None:
    from apps.accounts.models import Membership

    Membership.objects.create(user=small["administrator"], board=small.board, role="controller")
    client = login(small, "administrator")
    book = template(client, small.round)
    Target.objects.filter(board=small.board).update(value=75, text="minst 75 %")
    page = book["indikatorer"]
    column(page, "namn")[1].value = "Ärenden hos oss"
    job = upload(client, small, saved(book), "mall.xlsx")
    assert not conflicts(job)
    apply(client, small, job)
    assert job.state == JobState.APPLIED, job.result
    assert Indicator.objects.get(code="arenden").name == "Ärenden hos oss"
    assert Target.objects.get(board=small.board).text == "minst 75 %"
    column(book["målvärden"], "målvärde")[0].value = "minst 80 %"
    (asked,) = conflicts(upload(client, small, saved(book), "mall.xlsx"))
    assert (asked["now"], asked["file"]) == ("minst 75 %", "minst 80 %")


def test_a_template_without_its_id_is_a_file_like_any_other(small: SmallBoard) -> None:
    client = login(small, "controller")
    book = template(client, small.round)
    type_in(small, "66")
    IssuedTemplate.objects.all().delete()
    job = upload(client, small, saved(book), "mall.xlsx")
    assert [one["now"] for one in job.result["emptyings"]] == ["66"]  # type: ignore[index]
    apply(client, small, job)
    assert value() == 66


# Columns and emptyings


def line(small: SmallBoard, kind: str = "staff") -> tuple[int | None, ...]:
    found = OperatingLine.objects.get(service_area__code="ifo", cost_type=kind, year=2024, tertial=2, table=None)
    return found.budget, found.actual, found.forecast


def ledger(
    client: Client, small: SmallBoard, text: str, columns: dict[str, str], name: str = "utdrag.csv"
) -> ImportJob:
    there = send(client, small.round, text.encode(), name).headers["Location"]
    form = {"areas": "47 ifo", "accounts": "5000-5999 personal", "act": "read", **columns}
    client.post(there, form)
    return ImportJob.objects.latest("pk")


PLAIN = {"column-account": "0", "column-unit": "1", "column-period": "2", "column-amount": "3"}


def from_system(small: SmallBoard) -> None:
    """A row that no person has written."""
    OperatingLine.objects.create(
        board=small.board, municipality_id=small.board.municipality_id, service_area_id=small.areas["ifo"], year=2024,
        tertial=2, cost_type="staff", budget=9_000_000, actual=1, forecast=8_000_000,
    )  # fmt: skip


def test_a_ledger_without_a_budget_column_leaves_budget_and_forecast(client: Client, small: SmallBoard) -> None:
    from_system(small)
    job = ledger(client, small, "Konto;Ansvar;Period;Belopp\n5010;47;202401;5000000\n", PLAIN)
    assert job.result["emptyings_count"] == 0  # type: ignore[index]
    apply(client, small, job)
    assert line(small) == (9_000_000, 5_000_000, 8_000_000)


@pytest.mark.parametrize("zero", ["0,00", "0", "-", "0,0", "", "–"])
def test_a_budget_column_of_zeros_is_no_budget(client: Client, small: SmallBoard, zero: str) -> None:
    from_system(small)
    text = f"Budget;Belopp;Period;Ansvar;Konto\n{zero};5000000;202401;47;5010\n{zero};1;202402;47;5020\n"
    columns = {
        "column-budget": "0", "column-amount": "1", "column-period": "2", "column-unit": "3", "column-account": "4",
    }  # fmt: skip
    job = ledger(client, small, text, columns)
    told = "Filens budgetkolumn har bara nollor" in page_of(client, small, job)
    assert told == (zero != "")  # a dash in a ledger is a zero
    apply(client, small, job)
    assert line(small) == (9_000_000, 5_000_001, 8_000_000)


def test_a_budget_with_figures_is_taken_and_its_zeros_too(client: Client, small: SmallBoard) -> None:
    from_system(small)
    text = "Konto;Ansvar;Period;Belopp;Budget\n5010;47;202401;1;0,00\n5010;48;202401;1;7,00\n"
    job = ledger(client, small, text, {**PLAIN, "column-budget": "4", "areas": "47 ifo\n48 hemtjanst-norr"})
    apply(client, small, job)
    assert line(small)[0] == 0


def test_an_empty_cell_empties_only_on_request(client: Client, small: SmallBoard) -> None:
    type_in(small, "66")
    type_in(small, "70", field="forecast")
    text = "indikator;år;tertial;värde;prognos\nnojdhet;2024;2;;71\n"
    job = upload(client, small, text, "utfall.csv")
    page = page_of(client, small, job)
    assert "Töm den här uppgiften" in page
    assert "Läs in en uppgift och det du har valt" in page
    apply(client, small, job)
    found = Outcome.objects.get(indicator__code="nojdhet", year=2024, tertial=2)
    assert (found.value, found.forecast) == (66, 71)
    job = upload(client, small, text, "utfall.csv")
    apply(client, small, job, empty="yes")
    found.refresh_from_db()
    assert (found.value, found.missing, found.forecast) == (None, "not_reported", 71)


def test_a_row_that_is_emptied_whole_is_gone_and_reported(client: Client, small: SmallBoard) -> None:
    from_system(small)
    text = "verksamhet;år;tertial;kostnadsslag;budget;utfall;prognos\nifo;2024;2;personal;;;\n"
    job = upload(client, small, text, "drift.csv")
    assert job.result["emptyings_count"] == 3  # type: ignore[index]
    apply(client, small, job)
    assert line(small) == (9_000_000, 1, 8_000_000)
    apply(client, small, upload(client, small, text, "drift.csv"), empty="yes")
    assert not OperatingLine.objects.filter(service_area__code="ifo", year=2024, tertial=2).exists()
    assert set(AppliedFigure.objects.values_list("column", "new")) == {("budget", ""), ("utfall", ""), ("prognos", "")}


@pytest.mark.parametrize(
    ("unit", "sign", "cell"),
    [("kr", "båda plus", "2 000"), ("mnkr", "kostnader minus", "-0,002"), ("tkr", "intäkter minus", "2")],
)
def test_what_stands_keeps_its_worth_in_a_file_with_other_units(
    client: Client, small: SmallBoard, unit: str, sign: str, cell: str
) -> None:
    from_system(small)
    book = openpyxl.Workbook()
    page = book.active
    page.title = "rapport"  # type: ignore[union-attr]
    told = {"fält": "värde", "kommunkod": "9901", "kommun": "Lillköping", "nämnd": "Socialnämnden", "år": "2024",
            "tertial": "2", "enhet": unit, "tecken": sign, "avvikelse": "plus är överskott"}  # fmt: skip
    for row in told.items():
        page.append(row)  # type: ignore[union-attr]
    drift = book.create_sheet("drift")
    drift.append(["utfall", "kostnadsslag", "tertial", "år", "verksamhet"])
    drift.append([cell, "personal", "2", "2024", "ifo"])
    job = upload(client, small, saved(book), "min.xlsx")
    apply(client, small, job)
    assert job.state == JobState.APPLIED, job.result
    assert line(small) == (9_000_000, 2_000, 8_000_000)


# What a person typed


def test_a_system_does_not_overwrite_a_person_without_a_yes(client: Client, small: SmallBoard) -> None:
    type_in(small, "77 777", "d:ifo:staff", "actual")
    text = "Konto;Ansvar;Period;Belopp\n5010;47;202401;25809000\n"
    job = ledger(client, small, text, PLAIN)
    (asked,) = conflicts(job)
    assert (asked["row"], asked["column"], asked["now"], asked["file"], asked["who"]) == (
        "Individ och familj, personal", "utfall", "77777 tkr", "25809 tkr", "En kollega",
    )  # fmt: skip
    apply(client, small, job)
    assert line(small)[1] == 77_777_000
    job = ledger(client, small, text, PLAIN)
    (asked,) = conflicts(job)
    apply(client, small, job, **{f"cell-{asked['id']}": "file"})
    assert line(small)[1] == 25_809_000
    # What the system wrote, it may write again.
    job = ledger(client, small, text.replace("25809000", "26000000"), PLAIN, "utdrag-maj.csv")
    assert not conflicts(job)
    apply(client, small, job)
    assert line(small)[1] == 26_000_000


# Periods


def other_round(small: SmallBoard, state: str) -> None:
    Round.objects.filter(board=small.board, year=2024, tertial=1).update(state=state)


@pytest.mark.parametrize("state", [RoundState.ADOPTED, RoundState.OPEN, RoundState.SUBMITTED])
def test_a_row_of_another_report_is_refused_by_name(client: Client, small: SmallBoard, state: RoundState) -> None:
    other_round(small, state)
    before = facts()
    job = upload(client, small, f"{OUTCOMES}nojdhet;2024;2;60\nnojdhet;2024;1;5\n", "utfall.csv")
    assert job.state == JobState.REFUSED
    (told,) = job.result["errors"]  # type: ignore[index]
    assert told.startswith("utfall.csv, rad 3, kolumn år: T1 2024 är en annan rapport")
    assert f"({state.label}). Filen fyller bara i T2 2024." in told
    assert facts() == before


def test_a_row_of_another_report_that_is_as_it_stands_is_passed_over(client: Client, small: SmallBoard) -> None:
    other_round(small, RoundState.ADOPTED)
    job = upload(client, small, f"{OUTCOMES}nojdhet;2024;2;60\nnojdhet;2024;1;86,0 %\nnojdhet;2023;2;\n", "utfall.csv")
    assert job.state == JobState.PREVIEW, job.result
    apply(client, small, job)
    assert (value(), value(tertial=1), value(2023)) == (60, 86, 88)


def test_money_of_another_report_is_refused(client: Client, small: SmallBoard) -> None:
    other_round(small, RoundState.ADOPTED)
    text = "kostnadsslag;verksamhet;tertial;år;utfall;budget\nintäkter;ifo;1;2024;5;6\n"
    job = upload(client, small, text, "drift.csv")
    assert "T1 2024 är en annan rapport (fastställd)" in job.result["errors"][0]  # type: ignore[index]


def test_a_boards_first_report_brings_its_history(client: Client, small: SmallBoard) -> None:
    Round.objects.filter(board=small.board).exclude(pk=small.round.pk).update(state="planned")
    job = upload(client, small, f"{OUTCOMES}nojdhet;2022;3;60\nnojdhet;2024;2;61\n", "utfall.csv")
    assert job.result["earlier"] == [["T3 2022", 1]]  # type: ignore[index]
    assert "T3 2022 (1 rad)" in page_of(client, small, job)
    apply(client, small, job)
    assert (value(2022, 3), value()) == (60, 61)


# The plan


def test_a_controllers_file_does_not_change_the_plan(client: Client, small: SmallBoard) -> None:
    before = facts()
    text = "kod;namn;överordnad;slag\nnamnden;Nämnden;;nämnd\nnytt;Nytt;namnden;enhet\n"
    text += "ifo;Individ och familj;namnden;område\n"
    job = upload(client, small, text, "verksamheter.csv")
    assert job.state == JobState.PREVIEW, job.result
    assert job.result["plan"] == [["verksamheter", 2]]  # type: ignore[index]
    page = page_of(client, small, job)
    assert "verksamheter (2 rader)" in page
    assert "under Struktur" in page
    apply(client, small, job)
    assert facts() == before


def test_a_figure_for_what_is_not_in_the_plan_is_an_error_at_its_row(client: Client, small: SmallBoard) -> None:
    job = upload(client, small, f"{OUTCOMES}ny;2024;2;60\n", "utfall.csv")
    assert "rad 2" in job.result["errors"][0]  # type: ignore[index]
    assert "”ny”" in job.result["errors"][0]  # type: ignore[index]


def test_an_administrator_adds_to_the_plan_by_file(small: SmallBoard) -> None:
    from apps.accounts.models import Membership

    Membership.objects.create(user=small["administrator"], board=small.board, role="controller")
    client = login(small, "administrator")
    text = "kod;namn;överordnad;slag\nnytt;Nytt;namnden;enhet\n"
    job = upload(client, small, text, "verksamheter.csv")
    apply(client, small, job)
    assert job.state == JobState.APPLIED, job.result
    areas = ServiceArea.objects.filter(board=small.board).order_by("position")
    assert list(areas.values_list("code", flat=True)) == [
        "namnden", "hemtjanst", "hemtjanst-norr", "ifo", "nytt",
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "said"), [("Hemtjänst", "heter redan så"), ("Ny\u200b", "U+200B")])
def test_an_administrators_file_gives_no_name_that_cannot_be_distinguished(
    small: SmallBoard, name: str, said: str
) -> None:
    from apps.accounts.models import Membership

    Membership.objects.create(user=small["administrator"], board=small.board, role="controller")
    client = login(small, "administrator")
    before = facts()
    job = upload(client, small, f"kod;namn;överordnad;slag\nnytt;{name};namnden;enhet\n", "verksamheter.csv")
    assert job.state == JobState.REFUSED
    (error,) = (job.result or {})["errors"]
    assert "rad 2, kolumn namn" in error
    assert said in error
    assert facts() == before


RAPPORT = (
    "fält;värde\nkommunkod;9901\nkommun;Lillköping\nnämnd;Socialnämnden\når;2024\ntertial;2\nenhet;tkr\n"
    "tecken;båda plus\navvikelse;plus är överskott\nsmåtalsgräns;200\n"
)
COUNTS = "kod;namn;slag;enhet;decimaler;riktning;ackumulering;personer\narenden;Ärenden;volym;antal;0;högre;flöde;ja\n"


def test_an_administrators_file_sets_how_small_numbers_are_protected(small: SmallBoard) -> None:
    """What it hides of what is public is shown first, and done with the rest of the file."""
    first = Round.objects.select_related("board__municipality").get(board=small.board, year=2024, tertial=1)
    Round.objects.filter(pk=first.pk).update(state=RoundState.APPROVED)
    publish(round_=first, by=None)
    administrator, controller = login(small, "administrator"), login(small, "controller")
    small["administrator"].memberships.create(board=small.board, role="controller")

    job = upload(controller, small, RAPPORT, "rapport.csv")
    assert "Bara nämndens administratör ändrar den" in page_of(controller, small, job)
    assert apply(controller, small, job).state == JobState.APPLIED
    small.board.refresh_from_db()
    assert small.board.small_number_threshold == 5, "a controller's file sets no limit"

    job = upload(administrator, small, COUNTS, "indikatorer.csv")
    assert "Räknar personer: arenden." in page_of(administrator, small, job)
    assert not Indicator.objects.get(board=small.board, code="arenden").counts_persons
    assert apply(administrator, small, job).state == JobState.APPLIED

    job = upload(administrator, small, RAPPORT, "rapport.csv")
    told = page_of(administrator, small, job)
    assert "Småtalsgränsen blir 200 (är 5)." in told
    assert "1 uppgift i 1 publicerad version döljs för läsarna." in told
    assert not Reissue.objects.exists()
    assert apply(administrator, small, job).state == JobState.APPLIED
    assert Reissue.objects.get().reason == "Inläst ur filen rapport.csv."
    page = Client().get("/lillkoping/socialnamnden/2024/t1/indikator/arenden/").content
    assert "120" not in read_visible_text(page)
