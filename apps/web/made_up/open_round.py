"""The made-up report under way: half filled in, and with something of each kind that people meet."""

from collections.abc import Iterator, Mapping

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.core.tertials import Tertial
from apps.entry.filled_cells.services import SeenRow, confirm_rows
from apps.entry.services import save_cell, save_cells
from apps.entry.shapes import CellInput
from apps.publishing.services import build_draft_report
from apps.report.models import AnswerReason
from apps.report.services import answer_finding
from apps.rounds.models import Round
from apps.web.made_up.figures import KRONOR, SPREAD, compute_rows
from apps.web.made_up.ledger import apply_ledger
from apps.web.made_up.own_tables import GRANTS, iter_values
from apps.web.made_up.plan import BoardPlan, find_value
from apps.web.made_up.schedule import Schedule
from apps.web.made_up.system_files import SYSTEM_INDICATORS, apply_system_files
from apps.workflow import handover

WAITING_AREAS = frozenset({"hemtjanst", "sarskilt-boende"})  # the reporter's, half done
HANDED_IN = ("ledning", "funktionsstod", "ifo", "ekonomiskt-bistand")
RETURNED = "ledning"
RETURN_REASON = "Prognosen för lokaler är densamma som i förra rapporten. Stämmer den? Skriv varför."
CLASH = "u:genomforandeplan:hemtjanst:T"
UNREADABLE = "u:personalkontinuitet:hemtjanst:T"
UNCONFIRMED_AREAS = WAITING_AREAS | {RETURNED}
ADJUSTED, ADJUSTMENT = ("ledning", "other"), 120  # tkr: an invoice that came after the ledger was read
ODD = "u:nojd-boende:sarskilt-boende:T"
CONTRADICTORY = "utredning-120"  # its share is another than its numerator and denominator make
INVESTIGATIONS = 126
CONTRADICTION_ANSWER = "Täljaren är från månaden före. Andelen är rätt, och täljaren byts innan rapporten lämnas in."


def fill_in_open_round(*, plan: BoardPlan, schedule: Schedule, round_: Round, people: Mapping[Role, User]) -> None:
    """Fill in what is done, hand in the areas that are, and leave the rest to whoever tries the demo."""
    controller, reporter = people[Role.CONTROLLER], people[Role.REPORTER]
    place = schedule.find_place(round_.period)
    cells = [*_iter_outcome_cells(plan, place), *_iter_money_cells(plan, round_.period, place), *_iter_text_cells(plan)]
    cells += _iter_own_table_cells(plan, schedule, round_.period)
    apply_ledger(plan=plan, round_=round_, place=place, by=controller)
    apply_system_files(plan=plan, round_=round_, place=place, by=controller)
    save_cells(round_=round_, cells=cells, by=controller, with_feedback=False)
    _confirm_handed_in_areas(plan, round_, place, controller)
    for area in HANDED_IN:
        handover.submit_area(round_=round_, area=area, by=controller)
    handover.return_area(round_=round_, area=RETURNED, by=controller, reason=RETURN_REASON)
    _add_open_questions(round_, controller, reporter)
    _add_answered_contradiction(plan, round_, place, controller)
    handover.share_draft(round_=round_, by=controller, shared=True)


def _confirm_handed_in_areas(plan: BoardPlan, round_: Round, place: int, controller: User) -> None:
    """The systems' figures are looked at before an area is handed in; those of the other areas wait."""
    areas = [area.code for area in plan.list_areas(place) if area.code not in UNCONFIRMED_AREAS]
    kinds = [*SPREAD, *(one.code for one in plan.cost_types)]
    keys = [f"d:{area}:{kind}" for area in areas for kind in kinds]
    keys += [
        f"u:{indicator.code}:{area}:{gender}"
        for indicator in plan.indicators
        if indicator.code in SYSTEM_INDICATORS
        for area, gender in indicator.series
        if area and area not in UNCONFIRMED_AREAS
    ]
    confirm_rows(round_=round_, rows=[SeenRow(key, None) for key in keys], by=controller)


def _add_open_questions(round_: Round, controller: User, reporter: User) -> None:
    """A value that looks odd, one that can't be read, and one that two people have typed."""
    typed = [CellInput(ODD, "value", "38", None), CellInput(UNREADABLE, "value", "ca 14, se bilaga", None)]
    save_cells(round_=round_, cells=typed, by=reporter)
    save_cell(round_=round_, key=CLASH, field="value", raw="87", version=0, by=controller)
    save_cell(round_=round_, key=CLASH, field="value", raw="89", version=0, by=reporter)


def _add_answered_contradiction(plan: BoardPlan, round_: Round, place: int, controller: User) -> None:
    """A share that its own numbers contradict, with the board's answer; the odd value above waits for one."""
    indicator = next(one for one in plan.indicators if one.code == CONTRADICTORY)
    ((area, gender),) = indicator.series
    value = find_value(indicator.series[area, gender], place)
    numerator = INVESTIGATIONS * (int(value) - 5) // 100
    key = f"u:{indicator.code}:{area}:{gender}"
    typed = [CellInput(key, "value", f"{numerator}/{INVESTIGATIONS} {value} %", None)]
    save_cells(round_=round_, cells=typed, by=controller)
    findings = build_draft_report(round_).findings
    found = next(one for one in findings if (one.check, one.key) == ("fraction", CONTRADICTORY))
    answer_finding(
        by=controller,
        round_=round_,
        fingerprint=found.fingerprint,
        reason=AnswerReason.SOURCE_ERROR,
        text=CONTRADICTION_ANSWER,
        size=found.size,
    )


def _iter_outcome_cells(plan: BoardPlan, place: int) -> Iterator[CellInput]:
    """What people measure themselves; the rest is in the systems' files."""
    for indicator in plan.indicators:
        for (area, gender), series in indicator.series.items():
            value = find_value(series, place)
            if value and area not in WAITING_AREAS and indicator.code not in SYSTEM_INDICATORS:
                yield CellInput(f"u:{indicator.code}:{area or plan.root}:{gender}", "value", value, None)


def _iter_money_cells(plan: BoardPlan, period: Tertial, place: int) -> Iterator[CellInput]:
    """What the ledger does not say: forecasts, and one cost that belongs to the period and is not in the ledger yet."""
    for area in plan.list_areas(place):
        rows = compute_rows(plan, area, period, place) if area.budget else {}
        for kind, one in rows.items():
            if area.code not in WAITING_AREAS and one.forecast is not None:
                yield CellInput(f"d:{area.code}:{kind}", "forecast", str(one.forecast // KRONOR), None)
            if (area.code, kind) == ADJUSTED:
                adjusted = str(one.actual // KRONOR + ADJUSTMENT)
                yield CellInput(f"d:{area.code}:{kind}", "actual", adjusted, None)


def _iter_own_table_cells(plan: BoardPlan, schedule: Schedule, period: Tertial) -> Iterator[CellInput]:
    """The board's own tables but for the grants, which are still to be filled in."""
    for table, row, column, content in iter_values(plan, schedule, period):
        if table != GRANTS:
            yield CellInput(f"t:{table}:{row}:{column}", "value", str(content), None)


def _iter_text_cells(plan: BoardPlan) -> Iterator[CellInput]:
    """The last goals are still to be written."""
    for goal in plan.goals[:2]:
        summary, cause, action = goal.texts[1]
        for field, text in (("summary", summary), ("cause", cause), ("action", action)):
            yield CellInput(f"b:g:{goal.code}:{plan.root}", field, text, None)
    for area, texts in plan.area_texts.items():
        if area not in WAITING_AREAS:
            for field, text in zip(("text", "cause", "action"), texts[1], strict=True):
                if text:
                    yield CellInput(f"c:operating:{area}", field, text, None)
