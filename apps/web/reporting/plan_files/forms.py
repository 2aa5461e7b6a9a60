"""What a plan's workbook doesn't say itself: from when it holds, by which decision, and what empty cells mean."""

from typing import Any

from django import forms

from apps.imports.models import PlanFile
from apps.imports.plan_files.plan_writer import PlanTerms
from apps.web.reporting.structure.fields import PlanForm


class PlanTermsForm(PlanForm):
    """The terms that a workbook is read on."""

    is_always_decided = True
    clears = forms.BooleanField(label="Tomma celler i filen tömmer det som står", required=False)

    def prepare(self) -> None:
        """The period and the decision first, as they are on every form of the plan."""
        super().prepare()
        self.fields[
            "decision"
        ].help_text = (
            "Vem som beslutade och när. Behövs när något som finns ändras, och för målvärden utan eget beslut i filen."
        )
        self.order_fields([*PlanForm.base_fields, "clears"])

    def first_period(self, periods: Any) -> str:
        """The first of the plan's year itself, else the first."""
        return super().first_period([period for period in periods if period.year >= self.year] or periods)

    def build_terms(self) -> PlanTerms:
        """As the reader takes them."""
        return PlanTerms(**{name: self.cleaned_data[name] for name in ("holds_from", "decision", "clears")})


def build_chosen_terms(file: PlanFile) -> dict[str, Any]:
    """What a file was read on, as the form posts it."""
    known = {"holds_from": file.holds_from or PlanForm.MEND, "decision": file.decision}
    return {**known, "clears": "on"} if file.clears else known
