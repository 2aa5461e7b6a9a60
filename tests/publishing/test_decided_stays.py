"""The root promise: what is decided stays decided, whatever is written afterwards and by whichever door.

Built anew, every adopted report gives its published bytes, until it is corrected itself; and then it differs in what
the correction wrote, and in what follows from that.
"""

import zlib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from apps import planning
from apps.api.entry.input_rows import OperatingRow, OutcomeRow
from apps.api.entry.services import REFUSED_STATUSES, save_rows
from apps.core.tertials import Tertial
from apps.entry.services import save_cell
from apps.goals.models import Goal, Indicator, Outcome
from apps.imports import services as imports
from apps.organisation.models import Board, ServiceArea
from apps.publishing.adoption import adopt_round
from apps.publishing.drafts import find_draft_changes, load_draft_version
from apps.publishing.models import PublicVersion
from apps.publishing.report_json import encode_report
from apps.publishing.services import Meeting, build_round_report, suppress_built_report
from apps.report import services
from apps.rounds.models import Round
from apps.workflow import corrections, handover
from tests.small_board import SmallBoard, make_small_board

pytestmark = pytest.mark.slow

T3, NEXT = Tertial(2024, 3), Tertial(2025, 1)
PERIODS = st.sampled_from([T3, NEXT, None])
AREAS = st.sampled_from(["hemtjanst", "hemtjanst-norr", "ifo"])
CELLS = st.sampled_from(
    [
        ("u:nojdhet:namnden:T", "value"),
        ("u:nojdhet:namnden:K", "value"),
        ("u:arenden:namnden:T", "value"),
        ("d:ifo:staff", "actual"),
        ("d:ifo:staff", "forecast"),
        ("d:hemtjanst-norr:revenue", "budget"),
        ("b:g:nojda:namnden", "summary"),
        ("c:staff:namnden", "text"),
        ("k:bemanning:schema", "comment"),
    ]
)
NUMBERS = st.integers(1, 99)
NAMES = st.sampled_from(["Hemvård", "Stöd i hemmet", "Trygghet", "Välfärd"])
ADOPTED = ((2024, 1), (2024, 2))
BY_FILE = ["controller", "administrator"]


def round_of(small: SmallBoard, year: int, tertial: int) -> Round:
    return Round.objects.select_related("board__municipality").get(board=small.board, year=year, tertial=tertial)


def adopt(small: SmallBoard, round_: Round) -> None:
    reason = "Allt som finns är med."
    handover.submit_round(round_=round_, by=small["controller"], reason=reason)
    handover.approve_round(round_=round_, by=small["head"])
    meeting = Meeting(date=date(2024, 10, 1), paragraph="1", case_number="SN 2024/1")
    adopt_round(round_=round_, by=small["registrar"], meeting=meeting)


def build_anew(round_: Round) -> bytes:
    return encode_report(suppress_built_report(build_round_report(round_), round_.board))


def published_bytes(round_: Round) -> bytes:
    return zlib.decompress(PublicVersion.objects.filter(round=round_).latest("version").report)


@pytest.fixture
def decided(db: None) -> SmallBoard:
    """T1 and T2 are adopted, with figures and texts; T3 is open."""
    small = make_small_board()
    for tertial in (1, 2):
        round_ = round_of(small, 2024, tertial)
        for number, (key, field) in enumerate(CELLS.elements):  # type: ignore[attr-defined]
            raw = f"Text {number}" if field in ("summary", "text", "comment") else str(40 + 10 * tertial + number)
            by = small["controller"]
            answer = save_cell(round_=round_, key=key, field=field, raw=raw, version=None, by=by)
            assert answer.status in ("saved", "unchanged"), (key, answer)
        adopt(small, round_of(small, 2024, tertial))
    Round.objects.create(board=small.board, municipality=small.board.municipality, year=2024, tertial=3, state="open")
    return small


class World(RuleBasedStateMachine):
    """People and systems who go on working after the board has decided. ``small`` is set by the test."""

    small: SmallBoard

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.savepoint()
        self.count = 0

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.point)

    # Doors to figures

    @rule(cell=CELLS, number=NUMBERS, tertial=st.sampled_from([1, 2, 3]))
    def type_in_a_cell(self, cell: tuple[str, str], number: int, tertial: int) -> None:
        key, field = cell
        round_ = round_of(self.small, 2024, tertial)
        answer = save_cell(
            round_=round_, key=key, field=field, raw=str(number), version=None, by=self.small["controller"]
        )
        assert (answer.status == "locked") == (tertial < 3)

    @rule(number=NUMBERS, tertial=st.sampled_from([1, 2, 3]), money=st.booleans())
    def send_by_api(self, number: int, tertial: int, money: bool) -> None:
        row: Any = OutcomeRow(indicator="arenden", service_area="namnden", value=Decimal(number))
        if money:
            row = OperatingRow(service_area="ifo", cost_type="staff", actual=number * 1000)
        answers = save_rows(
            round_=round_of(self.small, 2024, tertial),
            rows=[row],
            by=self.small["controller"],
            source="API",
            dry_run=False,
            overwrite=True,
        )
        assert (answers[0].status in REFUSED_STATUSES) == (tertial < 3)

    @rule(number=NUMBERS, tertial=st.sampled_from([1, 2]))
    def write_by_hand_in_the_database(self, number: int, tertial: int) -> None:
        with pytest.raises(DatabaseError, match="fastställd"), transaction.atomic():
            Outcome.objects.filter(board=self.small.board, year=2024, tertial=tertial).update(value=number)
        delete = "DELETE FROM budget_operatingline WHERE board_id = %s AND year = 2024 AND tertial = %s"
        with pytest.raises(DatabaseError, match="fastställd"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(delete, [self.small.board.pk, tertial])

    @rule(number=NUMBERS, tertial=st.sampled_from([1, 2, 3]), money=st.booleans(), role=st.sampled_from(BY_FILE))
    def send_a_file(self, number: int, tertial: int, money: bool, role: str) -> None:
        """A file for the open report, with a row of its own or of another period; the administrator sends a plan."""
        sheets = {
            "utfall.csv": f"indikator;år;tertial;värde\narenden;2024;{tertial};{number}\n",
            "drift.csv": f"verksamhet;år;tertial;kostnadsslag;utfall\nifo;2024;{tertial};personal;{number}\n",
            "målvärden.csv": f"indikator;år;målvärde\nnojdhet;2024;minst {number} %\n",
        }
        name = "målvärden.csv" if role == "administrator" else "drift.csv" if money else "utfall.csv"
        round_ = round_of(self.small, 2024, 3)
        job = imports.store_file(by=self.small[role], round_=round_, name=name, content=sheets[name].encode())
        imports.read_to_preview(job.pk)
        job.refresh_from_db()
        if job.state == "preview":
            imports.start_applying(by=self.small[role], job=job, empty=True, take=[])
            imports.apply_file(job.pk)
        else:
            assert job.state == "refused", job.state
            assert tertial < 3 or role == "administrator"

    @rule()
    def answer_a_finding(self) -> None:
        """Of a published report: it also holds for that of the next tertial, where it may come again."""
        published = build_round_report(round_of(self.small, 2024, 2)).report
        for finding in published.findings[:1]:
            services.answer_finding(
                by=self.small["controller"],
                round_=round_of(self.small, 2024, 3),
                fingerprint=finding.fingerprint,
                reason="correct",
                text="",
            )

    # The plan

    def _act(self, act: Any) -> None:
        """The administrator's act, which may be refused in words."""
        try:
            with transaction.atomic():
                act()
        except (planning.PlanningError, ValueError):
            pass

    def _when(self, period: Tertial | None) -> dict[str, Any]:
        return {"by": self.small["administrator"], "holds_from": period, "decision": "SN § 9"}

    @rule(period=PERIODS, area=AREAS, name=NAMES)
    def rename_an_area(self, period: Tertial | None, area: str, name: str) -> None:
        item = ServiceArea.objects.get(board=self.small.board, code=area)
        self._act(lambda: planning.rename(item=item, name=name, **self._when(period)))

    @rule(period=PERIODS, area=AREAS, under=AREAS)
    def move_an_area(self, period: Tertial | None, area: str, under: str) -> None:
        item, place = (ServiceArea.objects.get(board=self.small.board, code=code) for code in (area, under))
        self._act(lambda: planning.move(item=item, under=place, **self._when(period)))

    @rule(period=PERIODS, number=NUMBERS, area=st.sampled_from(["namnden", "ifo"]), year=st.sampled_from([2024, 2025]))
    def set_a_target(self, period: Tertial | None, number: int, area: str, year: int) -> None:
        indicator = Indicator.objects.get(board=self.small.board, code="nojdhet")
        place = ServiceArea.objects.get(board=self.small.board, code=area)
        text = f"minst {number} %" if number % 5 else ""
        self._act(
            lambda: planning.set_target(indicator=indicator, area=place, year=year, text=text, **self._when(period))
        )

    @rule(period=PERIODS, name=NAMES, what=st.sampled_from(["definition", "source", "name"]))
    def change_an_indicator(self, period: Tertial | None, name: str, what: str) -> None:
        indicator = Indicator.objects.get(board=self.small.board, code="nojdhet")
        self._act(lambda: planning.change_indicator(indicator=indicator, **{what: name}, **self._when(period)))

    @rule(period=PERIODS, name=NAMES)
    def rename_goal_and_board(self, period: Tertial | None, name: str) -> None:
        goal = Goal.objects.get(board=self.small.board, code="nojda")
        self._act(lambda: planning.rename(item=goal, name=name, **self._when(period)))
        board = Board.objects.get(pk=self.small.board.pk)
        self._act(lambda: planning.rename_board(board=board, name=f"Nämnden för {name.lower()}", **self._when(period)))

    @rule(name=NAMES)
    def add_to_the_plan(self, name: str) -> None:
        by, board = self.small["administrator"], self.small.board
        root = ServiceArea.objects.get(board=board, parent=None)
        self._act(lambda: planning.add_area(by=by, board=board, name=name, kind="area", parent=root))
        self._act(lambda: planning.add_goal(by=by, board=board, name=name, level="board"))

    @rule(area=AREAS)
    def end_an_area_and_copy_the_year(self, area: str) -> None:
        by, board = self.small["administrator"], self.small.board
        item = ServiceArea.objects.get(board=board, code=area)
        self._act(lambda: planning.retire(by=by, item=item, last_year=2024))
        self._act(lambda: planning.copy_year(by=by, board=board, from_year=2024, to_year=2025))

    @rule(percent=st.integers(0, 50))
    def change_the_tolerance(self, percent: int) -> None:
        Board.objects.filter(pk=self.small.board.pk).update(tolerance_percent=percent)

    # Corrections

    @rule(cell=CELLS, number=NUMBERS, tertial=st.sampled_from([1, 2]))
    def correct_a_figure(self, cell: tuple[str, str], number: int, tertial: int) -> None:
        key, field = cell
        by, round_ = self.small["controller"], round_of(self.small, 2024, tertial)
        corrections.open_correction(round_=round_, by=by, reason="Fel i underlaget.")
        assert build_anew(round_of(self.small, 2024, tertial)) == published_bytes(round_)
        answer = save_cell(round_=round_, key=key, field=field, raw=str(100 + number), version=None, by=by)
        assert answer.status in ("saved", "unchanged")
        now = round_of(self.small, 2024, tertial)
        changes = find_draft_changes(now, load_draft_version(now))
        assert changes.other == ()
        assert {one.address for _, one in changes.corrected} <= {f"{key}|{field}"}
        adopt(self.small, now)

    @rule(cell=CELLS, tertial=st.sampled_from([1, 2]))
    def withdraw_a_correction(self, cell: tuple[str, str], tertial: int) -> None:
        key, field = cell
        by, round_ = self.small["controller"], round_of(self.small, 2024, tertial)
        corrections.open_correction(round_=round_, by=by, reason="Fel i underlaget.")
        save_cell(round_=round_, key=key, field=field, raw="77", version=None, by=by)
        corrections.withdraw_correction(round_=round_, by=by, reason="Det var rätt.")

    @invariant()
    def every_adopted_report_gives_its_bytes(self) -> None:
        for year, tertial in ADOPTED:
            round_ = round_of(self.small, year, tertial)
            assert build_anew(round_) == published_bytes(round_), round_.period.label


def test_what_is_decided_stays(decided: SmallBoard) -> None:
    machine = type("DecidedWorld", (World,), {"small": decided})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=7, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
