"""The parts of a report that a document may have, by their codes. Each is a pure function of the report."""

from collections.abc import Callable
from typing import NamedTuple

from apps.documents.blocks import DocumentBlock
from apps.documents.parts import comments, measures, money, over_time, own_tables, risks, summary
from apps.report.board_report import BoardReport


class DocumentPart(NamedTuple):
    """A part: its heading, and what builds its blocks, whose headings begin at level 2."""

    title: str
    build: Callable[[BoardReport], list[DocumentBlock]]


PARTS = {
    "summary": DocumentPart("Perioden i korthet", summary.build_summary),
    "attention": DocumentPart("Att uppmärksamma", summary.build_attention),
    "goals": DocumentPart("Mål", measures.build_goals),
    "indicators": DocumentPart("Nyckeltal", measures.build_indicators),
    "economy": DocumentPart("Driftbudget", money.build_economy),
    "cost_types": DocumentPart("Intäkter och kostnader", money.build_cost_types),
    "budget_changes": DocumentPart("Budgetens väg", money.build_budget_changes),
    "result_table": DocumentPart("Resultattabell", own_tables.build_result_table),
    "own_tables": DocumentPart("Egna tabeller", own_tables.build_own_tables),
    "investments": DocumentPart("Investeringar", money.build_investments),
    "forecast_record": DocumentPart("Så höll prognosen", money.build_forecast_record),
    "risks": DocumentPart("Intern kontroll", risks.build_risks),
    "actions": DocumentPart("Åtgärder", comments.build_actions),
    "comments": DocumentPart("Händelser och kommentarer", comments.build_comments),
    "gender_gaps": DocumentPart("Kvinnor och män", measures.build_gender_gaps),
    "over_time": DocumentPart("Över tid", over_time.build_over_time),
    "charts": DocumentPart("Diagram", over_time.build_charts),
    "findings": DocumentPart("Iakttagelser", summary.build_findings),
    "series": DocumentPart("Utfall över tid", measures.build_series),
}
