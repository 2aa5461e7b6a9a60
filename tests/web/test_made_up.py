"""The made-up municipality: one date gives one set of figures, each role has work to do, and it says what it is."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from django.db import transaction
from django.test import Client

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.budget.models import BudgetChange, InterimForecast, OperatingLine
from apps.checks.registry import get_finding_kind
from apps.core.tertials import Tertial
from apps.entry.progress.area_progress import load_area_progress
from apps.imports.models import ImportJob
from apps.publishing.models import Publication
from apps.publishing.services import build_draft_report
from apps.rounds.models import AreaSubmission, CellDraft, FilledCell, Round
from apps.web import demo
from apps.web.made_up import labour_board, social_board
from apps.web.made_up.figures import compute_rows
from apps.web.made_up.schedule import build_schedule, find_deadline, find_meeting
from apps.web.made_up.system_files import HR_INDICATORS
from tests.golden.questions import Question, follow_links
from tests.repeated_sentences import list_repeated_sentences
from tests.visible_text import read_visible_text

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("today", "open_period", "adopted"),
    [
        (date(2027, 1, 2), Tertial(2026, 3), 8),
        (date(2026, 4, 30), Tertial(2025, 3), 8),
        (date(2026, 5, 1), Tertial(2026, 1), 6),
        (date(2026, 9, 1), Tertial(2026, 2), 7),
        (date(2026, 12, 31), Tertial(2026, 2), 7),
        (date(2028, 2, 29), Tertial(2027, 3), 8),
    ],
)
def test_the_latest_tertial_that_has_ended_is_open(today: date, open_period: Tertial, adopted: int) -> None:
    """Two whole years lie behind it, and what has been decided this year."""
    schedule = build_schedule(today)
    assert schedule.open == open_period
    assert len(schedule.adopted) == adopted
    assert schedule.adopted[0] == Tertial(open_period.year - 2, 1)
    assert [schedule.find_place(period) for period in (*schedule.adopted, schedule.open)] == list(range(adopted + 1))
    assert all(find_deadline(period) < find_meeting(period) for period in schedule.adopted)
    assert all(find_meeting(period) < today for period in schedule.adopted)


@pytest.mark.parametrize("plan", [social_board.BOARD, labour_board.BOARD], ids=["social", "labour"])
def test_the_figures_hold_together(plan: Any) -> None:
    """The period's budget is a part of the year's, and the actual never falls within a year."""
    codes = {area.code for area in plan.areas}
    assert {area.parent for area in plan.areas[1:]} <= codes
    for area in plan.areas:
        if not area.budget:
            continue
        for year in range(3):
            rows = [compute_rows(plan, area, Tertial(2024 + year, n), 3 * year + n - 1) for n in (1, 2, 3)]
            for kind in rows[0]:
                assert rows[0][kind].actual < rows[1][kind].actual < rows[2][kind].actual
                assert (rows[0][kind].period_budget or 0) < (rows[1][kind].period_budget or 0) < rows[1][kind].budget
                assert (rows[2][kind].period_budget, rows[2][kind].forecast) == (None, None)
    for indicator in plan.indicators:
        assert {area for area, _ in indicator.series} <= codes | {None}
        assert {len(series) for series in indicator.series.values()} == {9}, indicator.code


BOARD = "/sagoby/socialnamnden/"
QUESTIONS = [
    Question("why do placements cost more than budgeted", f"{BOARD}2025/t2/", ("ekonomi/",), ("Orsak", "Barn, unga")),
    Question("which unit stands for most of it", f"{BOARD}2025/t2/", (), ("Hemtjänst: underskott 2 033 tkr",)),
    Question(
        "is it better than last tertial",
        f"{BOARD}2025/t2/",
        (),
        ("Prognosen för hela nämnden är 1 860 tkr sämre än i T1 2025.", "från -5 338 till -7 198"),
    ),
    Question("is it better than last year", f"{BOARD}2025/t2/", (), ("Mot samma tid förra året, T2 2024",)),
    Question(
        "what was this area before the reorganisation",
        f"{BOARD}2026/t1/",
        ("ekonomi/",),
        ("Stöd till vuxna, till 2025: Missbruksvård och Kvinnofrid.",),
    ),
    Question("money against last year", f"{BOARD}2025/t2/", ("ekonomi/", "?mot=ifjol#jamfor"), ("T2 2024",)),
    Question("did it help: what was red before", f"{BOARD}2025/t2/", (), ("kvar sedan T1 2025", "Bättre läge 1")),
    Question(
        "how do we compare with others",
        f"{BOARD}2025/t3/",
        ("indikator/", "?visa=jamforelser"),
        ("Hållbart medarbetarengagemang, alla kommuner", "79"),
    ),
    Question(
        "what does it cost per inhabitant, against others",
        f"{BOARD}2025/t3/",
        ("indikator/", "?visa=jamforelser"),
        ("5 187 kr", "5 144 kr"),
    ),
    Question("women and men", f"{BOARD}2025/t2/", ("indikator/", "?visa=kon"), ("Hemtjänst, kvinnor 85 %",)),
    Question("how sure are the forecasts", f"{BOARD}2025/t3/", ("over-tid/",), ("Prognosen", "-7 198")),
    Question(
        "why can't it be judged",
        f"{BOARD}2025/t2/",
        ("indikator/", "?ljus=unknown"),
        ("ej mätt", "ej rapporterat"),
    ),
    Question("what has been spent so far", f"{BOARD}2025/t2/", (), ("till och med augusti: underskott 7 347 tkr",)),
    Question("what did T1 say", f"{BOARD}2025/t2/", (), ("T1 2025: -5 338 tkr", "T1 2025: 3 av 12")),
    Question("sick leave against the target", f"{BOARD}2025/t2/", ("indikator/",), ("högst 7,8 %",)),
    Question("why was a goal missed", f"{BOARD}2025/t2/", (), ("Antal ungdomar på behandlingshem: 8 (mål högst 6)",)),
    Question("what changed in the report", f"{BOARD}2025/t2/", (), ("Rätt genomsnitt är 57 dagar.",)),
    Question("which goals have turned", f"{BOARD}2025/t2/", ("mal/", "?visa=andrade"), ("Färre placeringar",)),
]


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The municipality as ``make demo`` makes it, taken back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        list(demo.build_made_up_reports(TODAY))
        demo.create_users()
        yield
        transaction.set_rollback(True)


def get_board_rounds(name: str = "Socialnämnden") -> Any:
    rounds = Round.objects.filter(board__municipality__name="Sagoby", board__name=name)
    return rounds.select_related("board__municipality").order_by("year", "tertial")


def log_in(role: Role) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=demo.build_email(role)))
    return client


@pytest.mark.slow
@pytest.mark.usefixtures("built", "db")
class TestTheBuiltMunicipality:
    """One build for all of these."""

    def test_it_is_there_once(self) -> None:
        assert list(demo.build_made_up_reports(TODAY)) == []

    def test_the_same_date_gives_the_same_reports(self) -> None:
        before = self._dump_reports()
        with transaction.atomic():
            # Another municipality of the same kind, beside the first: nothing of it depends on what was there.
            board = get_board_rounds()[0].board
            board.municipality.code, board.municipality.slug = "9998", "sagoby-gamla"
            board.municipality.name = "Gamla Sagoby"
            board.municipality.save()
            list(demo.build_made_up_reports(TODAY))
            again = self._dump_reports()
            transaction.set_rollback(True)
        assert again == before

    def _dump_reports(self) -> list[bytes]:
        names = (social_board.BOARD.name, labour_board.BOARD.name)
        rounds = [round_ for name in names for round_ in get_board_rounds(name).exclude(state="planned")]
        return [msgspec.json.encode(build_draft_report(round_)) for round_ in rounds]

    def test_each_feature_is_there(self) -> None:
        rounds = list(get_board_rounds())
        assert [round_.state for round_ in rounds] == ["adopted"] * 7 + ["open", "planned"]
        board = rounds[0].board
        assert Publication.objects.filter(round__board=board, version=2).count() == 1
        assert OperatingLine.objects.filter(board=board, period_budget__isnull=False).exists()
        kinds = set(BudgetChange.objects.filter(board=board).values_list("kind", flat=True))
        assert {"original", "supplementary", "reallocation", "state_grant"} <= kinds
        assert InterimForecast.objects.filter(board=board).exists()
        report = build_draft_report(rounds[4])
        absence = next(one for one in report.indicators if one.code == "sjukfranvaro")
        assert any(target.changed for target in absence.targets)
        assert (
            any(point.suppressed for one in report.indicators for point in one.series)
            or report.board.small_number_threshold == 5
        )
        names = {period: self._find_area_name(rounds[period], "hemtjanst") for period in (5, 6)}
        assert names == {5: "Hemtjänst", 6: "Hemtjänst och trygghetsteam"}

    @pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.subject)
    def test_a_politicians_question_is_answered_within_two_clicks(self, question: Question) -> None:
        text = follow_links(Client(), question)
        for answer in question.answers:
            assert answer in text

    @pytest.mark.parametrize("page", ["2025/t2/", "2026/t1/", "2026/t1/visa/"])
    def test_no_sentence_is_repeated(self, page: str) -> None:
        assert list_repeated_sentences(Client().get(f"{BOARD}{page}").content) == []

    def _find_area_name(self, round_: Round, code: str) -> str:
        return next(area.name for area in build_draft_report(round_).areas if area.code == code)

    def test_the_open_report_has_something_of_each_kind(self) -> None:
        round_ = get_board_rounds()[7]
        drafts = CellDraft.objects.filter(round=round_).values_list("status", flat=True)
        assert sorted(drafts) == ["invalid", "stale"]
        handed_in = set(AreaSubmission.objects.filter(round=round_).values_list("service_area__code", flat=True))
        assert handed_in == {"funktionsstod", "ifo", "ekonomiskt-bistand"}
        assert round_.shared_with_board
        assert round_.deadline > TODAY

    def test_the_open_report_has_an_answered_contradiction_and_an_odd_figure_to_answer(self) -> None:
        round_ = get_board_rounds()[7]
        findings = {get_finding_kind(one): one for one in reversed(build_draft_report(round_).findings)}
        assert findings["contradiction"].answer is not None
        assert not findings["contradiction"].answer.outdated
        assert findings["oddity"].key == "nojd-boende"
        assert findings["oddity"].answer is None

    def test_a_key_figure_without_a_target_is_followed_where_the_board_has_chosen(self) -> None:
        first, last = (build_draft_report(get_board_rounds()[place]).indicators for place in (0, 7))
        areas = [{one.code: one.areas for one in found}["hemtjansttimmar"] for found in (first, last)]
        assert areas == [(), ("hemtjanst",)]  # what the decided report had stays

    def test_the_systems_have_filled_in_what_they_know(self) -> None:
        """Measured: 61 per cent of what the open round expects, own tables too, is there before anyone types."""
        round_ = get_board_rounds()[7]
        filled = FilledCell.objects.filter(round=round_)
        assert set(filled.values_list("field", flat=True)) == {"budget", "period_budget", "actual", "value"}
        expected = load_area_progress(round_)[0].expected
        assert (filled.count(), expected) == (117, 193)
        waiting = {key.split(":")[1] for key in filled.filter(confirmed_at=None).values_list("key", flat=True)}
        money, outcomes = {"hemtjanst", "sarskilt-boende", "ledning"}, {*HR_INDICATORS, "hemtjansttimmar"}
        assert waiting == money | outcomes
        sources = set(filled.filter(field="value").values_list("source", flat=True))
        assert sources == {"Personalsystemet T2 2026.csv", "Verksamhetssystemet T2 2026.csv"}
        assert ImportJob.objects.filter(round=round_, result__outcomes__not_understood=0).count() == 2

    def test_the_controller_sees_what_nobody_has_looked_at(self) -> None:
        page = log_in(Role.CONTROLLER).get("/rapportera/sagoby/socialnamnden/2026/t2/ekonomi/")
        text = read_visible_text(page.content.partition(b"<template")[0])
        assert text.count("◇ inte granskat") == 12
        assert "Källan säger" in text
        assert "Allt ifyllt som visas stämmer" in text

    @pytest.mark.parametrize(
        ("role", "told"),
        [
            (Role.REPORTER, "Socialnämnden"),
            (Role.CONTROLLER, "Socialnämnden"),
            (Role.HEAD, "Arbetsmarknads- och vuxenutbildningsnämnden"),
            (Role.REGISTRAR, "Arbetsmarknads- och vuxenutbildningsnämnden"),
            (Role.ADMINISTRATOR, "Socialnämnden"),
        ],
    )
    def test_each_role_lands_on_something_to_do(self, role: Role, told: str) -> None:
        page = log_in(role).get("/rapportera/").content.decode()
        assert told in page
        assert "/rapportera/sagoby/" in page

    def test_a_politician_reads_what_is_shared(self) -> None:
        page = log_in(Role.POLITICIAN).get("/").content.decode()
        assert "Utkast att läsa" in page

    @pytest.mark.parametrize(
        "address",
        [
            "/sagoby/socialnamnden/2026/t1/",
            "/sagoby/socialnamnden/2026/t1/ekonomi/",
            "/sagoby/socialnamnden/2026/t1/mal/nojda-aldre/",
            "/sagoby/socialnamnden/2025/t2/v1/",
            "/rapportera/sagoby/socialnamnden/2026/t2/",
            "/rapportera/sagoby/socialnamnden/2026/t2/indikatorer/",
            "/rapportera/sagoby/socialnamnden/2026/t2/fil/",
        ],
    )
    def test_every_page_of_it_says_that_it_is_made_up(self, address: str) -> None:
        answer = log_in(Role.CONTROLLER).get(address, follow=True)
        assert answer.status_code == 200
        assert "Påhittad kommun." in answer.content.decode()

    def test_a_real_report_does_not(self) -> None:
        assert "Påhittad kommun." not in Client().get("/kalmar/socialnamnden/2020/t3/").content.decode()

    def test_small_numbers_are_hidden(self) -> None:
        page = Client().get("/sagoby/socialnamnden/2026/t1/indikator/ungdomar-behandlingshem/").content.decode()
        assert "för få för att visas" in page
