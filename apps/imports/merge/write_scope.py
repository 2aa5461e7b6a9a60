"""What a file may change: the cells of its own round, and of the plan only what its sender may change by hand.

A row of another period is that period's own report. While a published report is corrected, a file changes its figures,
ratings and texts, and no more: a correction that is withdrawn puts those back (``workflow.corrections``).
"""

from apps.budget.models import InvestmentProject
from apps.core.tertials import Tertial
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.records import ParsedRecord
from apps.rounds.models import Round, RoundState

FACT_SHEETS = (
    "outcomes", "assessments", "operating", "investments", "budget_changes", "interim_forecasts", "results", "comments",
    "texts", "own_values",
)  # fmt: skip
"""The sheets of what the round itself states, by their keys."""
PLAN_SHEETS = (
    "areas", "focus_areas", "goals", "indicators", "targets", "risks", "controls", "chapters",
    "cost_types", "own_tables", "own_rows", "own_columns",
)  # fmt: skip
"""The sheets that only the board's administrator changes."""
ROUND_FIELDS = ("summary", "source_title", "decision_date", "decision_paragraph", "case_number")
"""The fields of ``rapport`` that are the round's own. The others are the board's, or say how the file is written."""
BOARD_FIELDS = ("municipality", "board", "administration", "tolerance", "threshold")
CORRECTION_REFUSAL = (
    "Under en rättelse ändrar en fil bara rapportens siffror, bedömningar och texter. Ta bort ändringen ur filen. "
    "Planen och verksamheterna ändras under Struktur."
)
ProjectFacts = dict[str, tuple[object, ...]]


class WritablePeriods:
    """Which periods a file for a round may write in."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        found = Round.objects.filter(board=round_.board_id)
        self._rounds = {(one.year, one.tertial): one for one in found}
        self._nothing_adopted = not any(one.state == RoundState.ADOPTED for one in self._rounds.values())

    def is_own(self, sheet: str, record: ParsedRecord) -> bool:
        """Is the row of the round's own period? A row without a period is."""
        if "year" not in record.values or sheet == "targets":
            return True
        if "tertial" not in record.values:
            return bool(record["year"] == self.round.year)
        return (record["year"], record["tertial"]) == (self.round.year, self.round.tertial)

    def may_take_history(self, record: ParsedRecord) -> bool:
        """Does a board's very first report bring the row? Nothing is adopted, and that period is not begun."""
        other = self._rounds.get((record["year"], self._parse_tertial(record)))
        return self._nothing_adopted and (other is None or other.state == RoundState.PLANNED)

    def format_refusal(self, record: ParsedRecord) -> str:
        """Why a row of another period is not taken."""
        own = self.round.period.label
        if self.round.correction_state:
            return f"Under en rättelse ändrar en fil bara uppgifter för {own}. Ta bort ändringen ur filen."
        other = self._rounds.get((record["year"], self._parse_tertial(record)))
        label = self.label(record)
        what = f"en annan rapport ({other.get_state_display()})" if other else "en annan period"
        how = "Ta bort raden ur filen, eller öppna den rapporten för rättelse." if other else "Ta bort raden ur filen."
        if other and other.state != RoundState.ADOPTED:
            how = "Ta bort raden ur filen, eller skicka in den till den rapporten."
        return f"{label} är {what}. Filen fyller bara i {own}. {how}"

    def label(self, record: ParsedRecord) -> str:
        """The row's period in words."""
        return Tertial(record["year"], record["tertial"]).label if record.values.get("tertial") else str(record["year"])

    @staticmethod
    def _parse_tertial(record: ParsedRecord) -> int:
        return int(record.values.get("tertial") or 3)


def load_project_facts(round_: Round) -> ProjectFacts:
    """The board's investment projects by code, in their order: they have no sheet of their own."""
    found = InvestmentProject.objects.filter(board=round_.board_id).order_by("position", "id")
    return {code: rest for code, *rest in found.values_list("code", "name", "parent", "service_area", "position")}  # type: ignore[misc]


def require_unchanged_projects(round_: Round, projects: ProjectFacts) -> None:
    """``ReportErrors`` when a loaded file has made investments or changed what they are.

    ``projects`` is what ``projects_of`` gave before the file was loaded.
    """
    log = ErrorLog()
    now = load_project_facts(round_)
    for code in now:
        if now[code] != projects.get(code):
            message = f"Projektet ”{code}” är nytt eller beskrivs på ett annat sätt. {CORRECTION_REFUSAL}"
            log.file("blad investeringar", message)
    log.stop_if_any()
