"""The forms of ``…/struktur/skydd/``, where an administrator protects small numbers: what was posted, checked."""

import hashlib
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from apps.core.choices import RelationStatus
from apps.core.swedish import build_swedish_sort_key
from apps.goals.models import Indicator
from apps.goals.person_words import looks_like_person_count
from apps.organisation.models import Board
from apps.publishing.suppression.protection import (
    MAX_THRESHOLD,
    ProposedSum,
    ProtectionChange,
    ProtectionPlan,
    list_indicator_sums,
)

UNDECIDED = ("", "Inte avgjort")
ANSWERS = [UNDECIDED, (RelationStatus.CONFIRMED, "Ja, det är en summa"), (RelationStatus.DISMISSED, "Nej, en slump")]


class ProtectionForm(forms.Form):
    """The limit, which indicators count persons, which of them are sums of others, and why this is changed."""

    threshold = forms.IntegerField(
        label="Dölj antal personer som är färre än",
        min_value=0,
        max_value=MAX_THRESHOLD,
        help_text="0 döljer inget i det som publiceras från och med nu. Det som redan är dolt förblir dolt.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Skriv gränsen som ett heltal, till exempel 5.", "required": "Skriv en gräns."},
    )
    counting = forms.MultipleChoiceField(label="Räknar personer", required=False)
    reason = forms.CharField(
        label="Varför ändras skyddet?",
        max_length=500,
        help_text="Skälet visas för läsarna av de rapporter som ges ut igen.",
        error_messages={"required": "Skriv varför skyddet ändras."},
    )

    def __init__(self, data: Any = None, *, board: Board) -> None:
        super().__init__(data, auto_id="skydd-%s", label_suffix="")
        self.board = board
        self.indicators = list(Indicator.objects.filter(board=board))
        self.sums = list_indicator_sums(board)
        self.names = {one.code: one.name for one in self.indicators}
        self.fields["threshold"].initial = board.small_number_threshold
        field: Any = self.fields["counting"]
        field.choices = [(one.code, one.name) for one in self.indicators]
        field.initial = [one.code for one in self.indicators if one.counts_persons]
        for found in self.sums:
            initial = "" if found.status == RelationStatus.PROPOSED else found.status
            self.fields[format_sum_field(found)] = forms.ChoiceField(
                label=self.describe_sum(found), choices=ANSWERS, required=False, initial=initial
            )
        for name, bound in self.fields.items():
            if self.errors.get(name):
                bound.widget.attrs["aria-invalid"] = "true"

    def describe_sum(self, found: ProposedSum) -> str:
        """”Placerade barn = Barn i familjehem + Barn på institution”."""
        total, parts = found.formula.total, found.formula.parts
        return f"{self.names.get(total, total)} = {' + '.join(self.names.get(code, code) for code in parts)}"

    def sum_fields(self) -> list[Any]:
        """The questions about sums, as they are drawn."""
        return [self[format_sum_field(found)] for found in self.sums]

    def indicator_groups(self) -> list[tuple[str, str, list[tuple[Indicator, bool]]]]:
        """The indicators with a mark each: those to ask about first, then those that count persons, then the others."""
        marked = set(self["counting"].value() or [])
        groups: dict[str, list[tuple[Indicator, bool]]] = {"fraga": [], "personer": [], "andra": []}
        for one in sorted(self.indicators, key=lambda one: build_swedish_sort_key(one.name)):
            asks = not one.counts_persons and looks_like_person_count(one.name, one.unit)
            group = "fraga" if asks else "personer" if one.counts_persons else "andra"
            groups[group].append((one, one.code in marked))
        titles = {
            "fraga": "Ser ut att räkna personer. Gör de det?",
            "personer": "Räknar personer",
            "andra": "Räknar annat än personer",
        }
        return [(code, titles[code], rows) for code, rows in groups.items() if rows]

    def change(self) -> ProtectionChange:
        """What differs from what is set now."""
        data = self.cleaned_data
        wanted = set(data["counting"])
        counting = {
            one.code: one.code in wanted for one in self.indicators if one.counts_persons != (one.code in wanted)
        }
        threshold = data["threshold"] if data["threshold"] != self.board.small_number_threshold else None
        decided = {}
        for found in self.sums:
            answer = data[format_sum_field(found)]
            if answer and answer != found.status:
                decided[found.formula[:2]] = RelationStatus(answer)
        return ProtectionChange(threshold=threshold, counting=counting, relations=decided)

    def posted(self) -> list[tuple[str, str]]:
        """What was typed, to be sent once more by the button that does it."""
        data: Any = self.data if isinstance(self.data, MultiValueDict) else MultiValueDict()
        names = [*self.fields]
        return [(name, value) for name in names for value in data.getlist(name)]


def format_sum_field(found: ProposedSum) -> str:
    """The field of a sum."""
    return f"sum-{found.formula.total}={'+'.join(found.formula.parts)}"


def is_empty(change: ProtectionChange) -> bool:
    """Does the change set nothing?"""
    return change.threshold is None and not change.counting and not change.relations


def compute_digest(plan: ProtectionPlan) -> str:
    """What a preview showed, so that nothing else is done than what was seen."""
    facts = [(one.publication.pk, one.publication.sha256, one.shown.cells, one.shown.texts) for one in plan.changes]
    return hashlib.sha256(repr(facts).encode()).hexdigest()
