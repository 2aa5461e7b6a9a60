"""The form where someone states a relation that nothing proposes, as on a board that has no figures yet."""

from typing import Any

from django import forms

from apps.core.choices import RelationKind
from apps.goals.models import Indicator
from apps.goals.relation_rules import IndicatorRelation
from apps.goals.relation_sentences import PART_NOTES, format_relation
from apps.organisation.models import Board
from apps.web.reporting.structure.names import build_name_field, choose_known, index_names

INDICATOR_LIST = "namn-indikatorer"
MOST_NAMES = 6
_KINDS = [(kind.value, f"{kind.label.capitalize()} ({PART_NOTES[kind]})") for kind in RelationKind]


class RelationForm(forms.Form):
    """A kind, what follows, and what it follows from, by names or codes. Of many parts the rest are lines."""

    kind = forms.ChoiceField(label="Slag", choices=_KINDS, help_text="I parentes: vad som är delarna, i ordning.")

    def __init__(self, data: Any = None, *, board: Board, kind: str = "") -> None:
        super().__init__(data, auto_id="samband-%s", label_suffix="", initial={"kind": kind})
        self.board = board
        self.fields["total"] = build_name_field(
            "Indikator", INDICATOR_LIST, required=True, help_text="Den som följer av delarna: summan, kvoten, helheten."
        )
        for number in range(1, MOST_NAMES + 1):
            self.fields[f"part_{number}"] = build_name_field(f"Del {number}", INDICATOR_LIST)
        self.fields["more"] = forms.CharField(
            label="Fler delar", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="En på varje rad."
        )

    def go_on(self) -> None:
        """The focus begins at what differs from the one before: the kind is likely the same."""
        self.fields["total"].widget.attrs["autofocus"] = True

    def build_relation(self) -> tuple[IndicatorRelation, str]:
        """What is stated, and that in a sentence. ``PlanningError`` for a name that nothing has, or several."""
        named = index_names(Indicator.objects.filter(board=self.board))
        typed = [self.cleaned_data[f"part_{number}"] for number in range(1, MOST_NAMES + 1)]
        names = [name.strip() for name in (*typed, *self.cleaned_data["more"].splitlines()) if name.strip()]
        total, *parts = [choose_known(named, name) for name in (self.cleaned_data["total"].strip(), *names)]
        relation = IndicatorRelation(self.cleaned_data["kind"], total.code, tuple(one.code for one in parts))
        return relation, format_relation(relation.kind, total.name, [one.name for one in parts])
