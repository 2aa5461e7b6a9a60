"""A right report in the database: what it becomes, and that it becomes nothing more the second time."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.audit.models import AuditEvent
from apps.budget.models import InvestmentLine, InvestmentProject, OperatingLine
from apps.goals.models import Assessment, Goal, Indicator, Outcome, Target
from apps.imports.report_format.errors import ReportErrors
from apps.imports.report_format.source_files import read_source
from apps.imports.report_loader import load_report
from apps.organisation.models import Board, Municipality, ServiceArea
from apps.risks.models import ControlResult, Risk
from apps.rounds.models import Comment, Round, RoundState, SourceTable
from tests.builders import write_report
from tests.imports.database import everything

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
D = Decimal


@pytest.fixture
def loaded(tmp_path: Path) -> Round:
    return load_report(source=read_source(write_report(tmp_path / "small")), by=None)


def outcome(indicator: str, **where: object) -> Outcome:
    return Outcome.objects.get(board__municipality__code="1407", indicator__code=indicator, **where)


def test_the_board_and_its_round(loaded: Round) -> None:
    board = loaded.board
    assert (board.municipality.code, board.municipality.slug, board.slug) == ("1407", "ockero", "socialnamnden")
    assert (board.administration, board.tolerance_percent, board.small_number_threshold) == (
        "Socialförvaltningen",
        D(5),
        0,
    )
    assert (loaded.period.label, loaded.state) == ("T2 2024", RoundState.OPEN)
    assert loaded.source_title == "Delårsrapport 2024"
    assert [(t.code, t.position, t.unit, t.sign, t.published_cells) for t in loaded.tables.all()][1] == (
        "drift",
        1,
        "tkr",
        "revenue_negative",
        12,
    )


def test_the_tree_and_the_plan(loaded: Round) -> None:
    areas = {a.code: a for a in ServiceArea.objects.filter(board=loaded.board)}
    assert areas["namnden"].parent is None
    assert areas["hemtjanst-nord"].parent == areas["hemtjanst"]
    assert (areas["hemtjanst-nord"].valid_from, areas["hemtjanst-nord"].kind) == (2020, "unit")
    goal = Goal.objects.get(board=loaded.board, code="nojda-brukare")
    assert goal.parent is not None
    assert goal.parent.code == "trygg-kommun"
    assert [area.code for area in goal.service_areas.all()] == ["hemtjanst", "hemtjanst-nord"]
    assert [focus.code for focus in goal.focus_areas.all()] == ["trygghet"]
    indicator = Indicator.objects.get(board=loaded.board, code="nojdhet-riket")
    assert indicator.reference_for is not None
    assert (indicator.reference_for.code, indicator.goal, indicator.kind) == ("nojdhet", goal, "")
    assert Indicator.objects.get(board=loaded.board, code="nojdhet").kolada_id == "U21468"


def test_outcomes_are_in_their_indicators_unit(loaded: Round) -> None:
    total = outcome("nojdhet", year=2024, gender="T")
    assert (total.value, total.forecast, total.stated_change, total.preliminary) == (D(88), D(91), D(-2), True)
    assert (total.service_area.code, total.tertial) == ("namnden", 2)
    women, men = outcome("nojdhet", gender="K"), outcome("nojdhet", gender="M")
    assert (women.value, women.numerator, women.denominator) == (D(50), D(162), D(327))
    assert (men.value, men.numerator, men.denominator) == (None, D(162), D(327))
    few = outcome("larm", service_area__code="hemtjanst-nord")
    assert (few.value, few.numerator, few.denominator) == (D(5), D(5), D(17))
    assert outcome("vantetid", tertial=2).value == D("12.5")


def test_what_is_missing_says_why(loaded: Round) -> None:
    last_year = outcome("nojdhet", year=2023)
    assert (last_year.value, last_year.missing, last_year.tertial) == (None, "not_measured", 3)
    assert last_year.footnote == "Ingen enkät 2023."
    text = outcome("vantetid", tertial=1)
    assert (text.value, text.missing, text.stated_text) == (None, "not_a_number", "7-8")


def test_targets(loaded: Round) -> None:
    targets = {t.indicator.code: t for t in Target.objects.filter(board=loaded.board)}
    assert (targets["nojdhet"].comparator, targets["nojdhet"].value, targets["nojdhet"].text) == (
        "ge",
        D(90),
        "minst 90 %",
    )
    assert (targets["vantetid"].comparator, targets["vantetid"].value) == ("lt", D(20))
    assert (targets["larm"].comparator, targets["larm"].base_year) == ("increase_percent", 2022)


def test_assessments_belong_to_their_period(loaded: Round) -> None:
    found = {
        (a.round.period.label, a.goal.code if a.goal else a.indicator.code if a.indicator else ""): a
        for a in Assessment.objects.filter(board=loaded.board)
    }
    goal = found["T2 2024", "nojda-brukare"]
    assert (goal.rating, goal.stated_rating, goal.trend) == ("on_track", "delvis uppfyllt", "up")
    assert (goal.summary, goal.cause, goal.action) == ("Det går åt rätt håll.", "Fler anställda.", "Fortsätt.")
    assert found["T2 2024", "vantetid"].service_area.code == "hemtjanst"
    earlier = found["T3 2023", "trygg-kommun"]
    assert (earlier.rating, earlier.round.state) == ("not_met", RoundState.PLANNED)


def test_money_is_whole_kronor_with_our_signs(loaded: Round) -> None:
    lines = {line.cost_type: line for line in OperatingLine.objects.filter(board=loaded.board)}
    revenue, net = lines["revenue"], lines["net"]
    assert (revenue.budget, revenue.actual, revenue.forecast) == (87_434_000, 60_100_500, 96_526_000)
    assert (revenue.stated_variance, revenue.stated_forecast_variance) == (None, 9_092_000)
    assert (revenue.label, revenue.table and revenue.table.code) == ("Intäkter", "drift")
    assert net.forecast == lines["staff"].forecast - revenue.forecast
    project = InvestmentProject.objects.get(board=loaded.board, code="larm-nya")
    assert (project.parent and project.parent.code, project.service_area.code) == ("summa", "hemtjanst")
    line = InvestmentLine.objects.get(project=project)
    assert (line.original_budget, line.supplementary_budget, line.forecast) == (400_000, 100_000, 500_000)


def test_risks_and_comments(loaded: Round) -> None:
    risk = Risk.objects.get(board=loaded.board)
    assert (risk.probability, risk.consequence, risk.stated_value, risk.year) == (3, 4, 12, 2024)
    result = ControlResult.objects.get(board=loaded.board)
    assert (result.control.risk, result.status, result.verdict) == (risk, "done", "some")
    comments = Comment.objects.filter(round=loaded).exclude(topic="summary")
    places = list(comments.values_list("topic", "service_area__code", "heading"))
    assert places == [("operating", "namnden", "Överskott"), ("staff", "hemtjanst", "")]
    assert Comment.objects.get(round=loaded, topic="summary").text == "Det gick som väntat."


def test_loading_again_changes_nothing(loaded: Round, tmp_path: Path) -> None:
    before = everything()
    again = load_report(source=read_source(tmp_path / "small"), by=None)
    assert again == loaded
    assert everything() == before


def test_a_corrected_report_changes_what_it_corrects(loaded: Round, tmp_path: Path) -> None:
    events = AuditEvent.objects.count()
    changes = {("utfall", 2, "värde"): "89 %", ("tabeller", 2, "celler"): "14"}
    again = load_report(source=read_source(write_report(tmp_path / "new", changes)), by=None)
    assert outcome("nojdhet", year=2024, gender="T").value == D(89)
    assert again.data_version > loaded.data_version
    new = list(AuditEvent.objects.order_by("id")[events:].values_list("action", "after"))
    assert new == [
        ("sourcetable.saved", {"new": 0, "changed": 1, "unchanged": 3}),
        ("outcome.saved", {"new": 0, "changed": 1, "unchanged": 7}),
    ]


def test_tables_may_change_places(loaded: Round, tmp_path: Path) -> None:
    folder = write_report(tmp_path / "new")
    lines = (folder / "tabeller.csv").read_text().splitlines()
    (folder / "tabeller.csv").write_text("\n".join([lines[0], lines[4], "ny;Ny tabell;;;;;", *lines[1:4]]))
    load_report(source=read_source(folder), by=None)
    codes = list(SourceTable.objects.filter(round=loaded).values_list("code", "position"))
    assert codes == [("intern-kontroll", 0), ("ny", 1), ("utfall", 2), ("drift", 3), ("investeringar", 4)]


def test_every_write_is_logged_once_with_its_actor(tmp_path: Path) -> None:
    user = User.objects.create_user("controller@example.se")
    load_report(source=read_source(write_report(tmp_path)), by=user)
    actions = list(AuditEvent.objects.filter(actor_id=user.pk).values_list("action", flat=True))
    # two rounds, the report's and an earlier assessment's; and comments and the summary are saved each by itself
    assert len(actions) == len(set(actions)) + 2
    assert "outcome.saved" in actions


def test_a_board_keeps_its_root(loaded: Round, tmp_path: Path) -> None:
    folder = write_report(tmp_path / "new")
    for path in folder.glob("*.csv"):
        path.write_text(path.read_text().replace("namnden;", "socialnamnden;"))
    before = everything()
    with pytest.raises(ReportErrors, match="redan koden ”namnden”"):
        load_report(source=read_source(folder), by=None)
    assert everything() == before


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({("rapport", 2, "värde"): "0880"}, "ska vara för Öckerö"),
        ({("rapport", 4, "värde"): "Byggnadsnämnden"}, "ska vara"),
    ],
)
def test_nobody_loads_onto_another_board(
    loaded: Round, tmp_path: Path, changes: dict[tuple[str, int, str], str], said: str
) -> None:
    source = read_source(write_report(tmp_path / "new", changes))
    with pytest.raises(ReportErrors, match=said):
        load_report(source=source, by=None, board=loaded.board)
    right = read_source(tmp_path / "small")
    assert load_report(source=right, by=None, board=loaded.board) == loaded


def test_two_municipalities_with_one_address(tmp_path: Path) -> None:
    for code, name in (("0643", "Habo"), ("0305", "Håbo")):
        changes = {("rapport", 2, "värde"): code, ("rapport", 3, "värde"): name}
        load_report(source=read_source(write_report(tmp_path / code, changes)), by=None)
    assert dict(Municipality.objects.filter(name__in=["Habo", "Håbo"]).values_list("name", "slug")) == {
        "Habo": "habo",
        "Håbo": "habo-0305",
    }
    assert Board.objects.filter(municipality__name__in=["Habo", "Håbo"]).count() == 2


def test_a_decision_from_the_report(tmp_path: Path) -> None:
    write_report(tmp_path)
    with (tmp_path / "rapport.csv").open("a") as stream:
        stream.write("beslutsdatum;2024-10-01\nparagraf;§ 24\närendenummer;SN 1\n")
    round_ = load_report(source=read_source(tmp_path), by=None)
    assert (round_.decision_date, round_.decision_paragraph, round_.case_number) == (date(2024, 10, 1), "24", "SN 1")


def test_the_command_prints_a_readable_list(tmp_path: Path) -> None:
    folder = write_report(tmp_path, {("utfall", 2, "värde"): "x", ("drift", 2, "budget"): "y"})
    errors = io.StringIO()
    with pytest.raises(CommandError, match="ingenting lästes in"):
        call_command("load_report", folder, stderr=errors)
    assert errors.getvalue().splitlines() == [
        "drift.csv, rad 2, kolumn budget: ”y” är inget tal. Skriv till exempel 1 234,5.",
        "utfall.csv, rad 2, kolumn värde: ”x” är inget tal. Skriv till exempel 1 234,5.",
    ]
    out = io.StringIO()
    call_command("load_report", write_report(tmp_path), stdout=out)
    assert out.getvalue().splitlines() == [
        "Socialnämnden, Öckerö T2 2024 är inläst.",
        "  Målvärdet ”<20” (1 st). Vi läser det som: mindre än 20\u00a0dagar.",
        "  Målvärdet ”öka 10 %” (1 st). Vi läser det som: öka med 10 % från 2022."
        " Det är en plan och ger inget ljus, eftersom varken högre eller lägre är bättre för "
        "indikatorn. Skriv till exempel minst, högst eller precis om det är ett mål.",
    ]


@pytest.mark.parametrize("state", [RoundState.SUBMITTED, RoundState.APPROVED, RoundState.ADOPTED])
def test_what_is_handed_in_is_not_written_over(loaded: Round, tmp_path: Path, state: RoundState) -> None:
    Round.objects.filter(pk=loaded.pk).update(state=state)
    before = everything()
    with pytest.raises(ReportErrors, match="låst"):
        load_report(source=read_source(write_report(tmp_path / "again")), by=None)
    assert everything() == before
