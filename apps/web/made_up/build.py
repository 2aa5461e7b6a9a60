"""Writes the made-up municipality: its boards' reports one tertial after the other, as their people would have done."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from apps import planning
from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.accounts.services import add_member
from apps.core.tertials import Tertial
from apps.entry.services import save_cells
from apps.entry.shapes import CellInput
from apps.goals.models import Indicator
from apps.imports.report_loader import load_report
from apps.organisation.models import Board, ServiceArea
from apps.organisation.services import mark_made_up, save_explanation_rule
from apps.publishing.adoption import adopt_round
from apps.publishing.services import Meeting, publish
from apps.rounds.models import Round, RoundState
from apps.web.made_up import labour_board, social_board
from apps.web.made_up.chapters import add_disposition, write_chapters, write_open_chapters
from apps.web.made_up.open_round import fill_in_open_round
from apps.web.made_up.plan import BoardPlan, format_case_number
from apps.web.made_up.questions import add_open_round_questions
from apps.web.made_up.schedule import Schedule, build_schedule, find_deadline, find_meeting
from apps.web.made_up.sheets import MUNICIPALITY_CODE, ReportSheets, Rows
from apps.workflow import corrections, handover
from apps.workflow.states import move_round

People = Mapping[Role, User]
REPORTED_AREAS = ("ledning", "aldre")  # of the social board, those of the demo's reporter
DAYS_TO_TRY = 10


def is_built() -> bool:
    """Is the municipality there already?"""
    return Board.objects.filter(municipality__code=MUNICIPALITY_CODE).exists()


def build_municipality(*, today: date, people: People) -> Iterator[Round]:
    """Write both boards, and give each round when it is there. ``people`` have one role each on the boards."""
    schedule = build_schedule(today)
    for plan in (social_board.BOARD, labour_board.BOARD):
        yield from _BoardBuilder(plan, schedule, today, people).build()


class _BoardBuilder:
    """One board, from its first report to the one that is under way."""

    def __init__(self, plan: BoardPlan, schedule: Schedule, today: date, people: People) -> None:
        self.plan, self.schedule, self.today, self.people = plan, schedule, today, people
        self.is_social = plan is social_board.BOARD
        self.board: Board | None = None

    def build(self) -> Iterator[Round]:
        """The adopted reports, what happens between them, and the open one."""
        for period in self.schedule.adopted:
            self._change_plan(period)
            round_ = self._adopt(self._load(period))
            self._correct(period)
            yield round_
        self._change_plan(self.schedule.open)
        yield self._report_open_period()

    def _load(self, period: Tertial, *, with_figures: bool = True) -> Round:
        sheets = ReportSheets(
            self.plan, self.schedule, period, areas=self._build_area_rows(), with_figures=with_figures
        ).build()
        round_ = load_report(source=sheets, by=None, name=f"Påhittad rapport {period.label}")
        round_ = Round.objects.select_related("board__municipality").get(pk=round_.pk)
        if self.board is None:
            mark_made_up(by=None, municipality=round_.board.municipality)
            save_explanation_rule(by=None, board=round_.board, over_percent=Decimal(5), over_kronor=500_000)
            self._add_people(round_.board)
            if self.is_social:
                add_disposition(round_.board, self.schedule.first_year)
        self.board = round_.board
        return round_

    def _build_area_rows(self) -> Rows:
        """The areas as they are called and placed now."""
        if self.board is None:
            return [
                {"code": area.code, "name": area.name, "parent": area.parent, "kind": area.kind}
                for area in self.plan.list_areas(0)
            ]
        areas = ServiceArea.objects.filter(board=self.board).select_related("parent").order_by("position", "pk")
        return [
            {
                "code": area.code, "name": area.name, "parent": area.parent.code if area.parent else None,
                "kind": area.kind, "valid_from": area.valid_from, "valid_to": area.valid_to,
            }
            for area in areas
        ]  # fmt: skip

    def _add_people(self, board: Board) -> None:
        for role, user in self.people.items():
            areas = REPORTED_AREAS if role == Role.REPORTER and self.is_social else ()
            if role == Role.REPORTER and not areas:
                areas = (self.plan.areas[1].code, self.plan.areas[2].code)
            add_member(by=None, board=board, email=user.email, role=role, areas=areas)

    def _adopt(self, round_: Round) -> Round:
        write_chapters(round_)
        for state in (RoundState.SUBMITTED, RoundState.APPROVED):
            move_round(round_=round_, to=state, by=None)
        publish(round_=round_, by=None)
        return round_

    # What happens between the reports

    def _change_plan(self, period: Tertial) -> None:
        """What the administrator changes before a tertial is reported."""
        place = self.schedule.find_place(period)
        if not self.is_social or self.board is None:
            return
        when: dict[str, Any] = {"by": self.people[Role.ADMINISTRATOR], "holds_from": period}
        if place == 6:
            self._reorganise(period)
            planning.change_definition(
                indicator=self._find_indicator("vantetid-boende"), decision=f"SN {period.year - 1}-12-09 § 148",
                note="Väntetiden räknas från ansökan i stället för från beslut", **when,
            )  # fmt: skip
            planning.change_indicator(
                indicator=self._find_indicator("hemtjansttimmar"), areas=[self._find_area("hemtjanst")],
                decision=f"SN {period.year - 1}-12-09 § 149", **when,
            )  # fmt: skip
        if place in (4, 7):
            text, why = {
                4: ("högst 7,8 %", "Vinterns infektioner gjorde att det första målvärdet inte längre gick att nå."),
                7: ("högst 7,4 %", "Nämnden vill ha ett målvärde som går att nå när fler unga anställs."),
            }[place]
            planning.set_target(
                indicator=self._find_indicator("sjukfranvaro"), area=self._find_area(self.plan.root), year=period.year,
                text=text, decision=f"SN {period.year}-06-10 § 7{place}", reason=why, **when,
            )  # fmt: skip

    def _reorganise(self, period: Tertial) -> None:
        """From the last year on the home care has another name, financial aid its own place in the tree, and two areas
        are one.
        """
        decision = f"SN {period.year - 1}-10-14 § 121"
        by = self.people[Role.ADMINISTRATOR]
        when: dict[str, Any] = {"by": by, "holds_from": period, "decision": decision}
        planning.rename(item=self._find_area("hemtjanst"), name="Hemtjänst och trygghetsteam", **when)
        planning.move(item=self._find_area("ekonomiskt-bistand"), under=self._find_area(self.plan.root), **when)
        assert self.board is not None
        planning.reorganise_areas(
            by=by, board=self.board, year=period.year, decision=decision,
            before=[self._find_area("missbruk"), self._find_area("vald")], new_names=["Stöd till vuxna"],
        )  # fmt: skip

    def _correct(self, period: Tertial) -> None:
        """One figure of an adopted report was wrong: it is corrected, approved and decided anew."""
        if not self.is_social or self.schedule.find_place(period) != 4:
            return
        round_ = self._open_correction(
            period,
            "Väntetiden räknades utan dem som tackade nej till sin första plats. Rätt genomsnitt är 57 dagar.",
            ("u:vantetid-boende:sarskilt-boende:T", "57"),
        )
        handover.approve_round(round_=round_, by=self.people[Role.HEAD])
        meeting = Meeting(
            date=find_meeting(period) + timedelta(days=28),
            paragraph="88",
            case_number=format_case_number(self.plan, period),
        )
        adopt_round(round_=round_, by=self.people[Role.REGISTRAR], meeting=meeting)

    def _open_correction(self, period: Tertial, reason: str, figure: tuple[str, str]) -> Round:
        """A correction that is written and handed in."""
        controller = self.people[Role.CONTROLLER]
        round_ = self._get_round(period)
        corrections.open_correction(round_=round_, by=controller, reason=reason)
        round_ = self._get_round(period)
        key, raw = figure
        save_cells(round_=round_, cells=[CellInput(key, "value", raw, None)], by=controller)
        handover.submit_round(round_=round_, by=controller, reason="Bara den rättade siffran är ändrad.")
        return self._get_round(period)

    # The report under way

    def _report_open_period(self) -> Round:
        period = self.schedule.open
        round_ = self._load(period, with_figures=not self.is_social)
        self._plan_year(period)
        if self.is_social:
            write_open_chapters(round_, self.people)
            fill_in_open_round(plan=self.plan, schedule=self.schedule, round_=round_, people=self.people)
            add_open_round_questions(round_, self.people)
        else:
            handover.submit_round(round_=round_, by=self.people[Role.CONTROLLER], reason="Allt är klart.")
            handover.approve_round(round_=round_, by=self.people[Role.HEAD])
            self._open_correction(
                self.schedule.adopted[-1],
                "Två deltagare som började i januari räknades inte med.",
                ("u:deltagare:arbetsmarknadsenheten:T", self._raise_participants()),
            )
        return round_

    def _raise_participants(self) -> str:
        indicator = next(one for one in self.plan.indicators if one.code == "deltagare")
        place = self.schedule.find_place(self.schedule.adopted[-1])
        return str(int(indicator.series["arbetsmarknadsenheten", "T"][place]) + 2)

    def _plan_year(self, period: Tertial) -> None:
        """The year's last days. The open report's is never past, so that there is time to try it."""
        assert self.board is not None
        deadlines = {n: find_deadline(Tertial(period.year, n)) for n in range(period.number, 4)}
        deadlines[period.number] = max(deadlines[period.number], self.today + timedelta(days=DAYS_TO_TRY))
        for number in range(period.number + 1, 4):
            deadlines[number] = max(deadlines[number], deadlines[number - 1] + timedelta(days=DAYS_TO_TRY))
        planning.set_up_year(
            by=self.people[Role.ADMINISTRATOR], board=self.board, year=period.year, deadlines=deadlines
        )

    def _get_round(self, period: Tertial) -> Round:
        return Round.objects.select_related("board__municipality").get(
            board=self.board, year=period.year, tertial=period.number
        )

    def _find_area(self, code: str) -> ServiceArea:
        return ServiceArea.objects.select_related("board", "parent").get(board=self.board, code=code)

    def _find_indicator(self, code: str) -> Indicator:
        return Indicator.objects.select_related("board").get(board=self.board, code=code)
