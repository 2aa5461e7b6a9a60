"""The forms that change a disposition: a new one, a chapter added, changed, moved or taken away."""

from typing import Any

from django import forms

from apps.core.tertials import FIRST_YEAR, LAST_YEAR
from apps.texts.models import MAX_LEVEL, Chapter, ChapterKind, ChapterWriter, ReportPartCode

LEVELS = [(number, str(number)) for number in range(1, MAX_LEVEL + 1)]
TERTIALS = [("1", "T1"), ("2", "T2"), ("3", "T3")]
CONTENT_CHOICES = [
    ("Text som skrivs", [(f"writer:{code}", label) for code, label in ChapterWriter.choices]),
    ("Hämtas ur rapporten", [(f"part:{code}", label) for code, label in ReportPartCode.choices]),
]


class YearForm(forms.Form):
    """The year that a disposition holds from."""

    valid_from = forms.IntegerField(label="Gäller från och med år", min_value=FIRST_YEAR, max_value=LAST_YEAR)


class TertialsForm(forms.Form):
    """In which tertials a chapter is: all that a board chooses of one that follows a shared disposition."""

    tertials = forms.MultipleChoiceField(
        label="Med i", required=False, choices=TERTIALS, widget=forms.CheckboxSelectMultiple, initial=["1", "2", "3"]
    )

    def __init__(self, *args: Any, chapter: Chapter | None = None, **kwargs: Any) -> None:
        if chapter:
            kwargs["initial"] = self.list_initial(chapter)
        super().__init__(*args, **kwargs)
        if chapter:
            self.auto_id = f"id_{chapter.pk}_%s"

    def list_initial(self, chapter: Chapter) -> dict[str, Any]:
        """What the chapter has now."""
        return {"tertials": [str(number) for number in (1, 2, 3) if chapter.is_in_tertial(number)]}

    def get_values(self) -> dict[str, Any]:
        """The columns of a chapter."""
        values = dict(self.cleaned_data)
        tertials = values.pop("tertials")
        return {**values, **{f"in_t{number}": str(number) in tertials for number in (1, 2, 3)}}


class ChapterForm(TertialsForm):
    """What can be changed of a chapter."""

    heading = forms.CharField(label="Rubrik", max_length=150)
    level = forms.TypedChoiceField(label="Nivå", choices=LEVELS, coerce=int, initial=1)
    instruction = forms.CharField(
        label="Anvisning till den som skriver", required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    writer = forms.ChoiceField(label="Vem skriver", required=False, choices=ChapterWriter.choices)
    field_order = ("heading", "level", "instruction", "tertials", "writer")

    def __init__(self, *args: Any, chapter: Chapter | None = None, **kwargs: Any) -> None:
        super().__init__(*args, chapter=chapter, **kwargs)
        if chapter and chapter.kind == ChapterKind.PART:
            del self.fields["writer"], self.fields["instruction"]

    def list_initial(self, chapter: Chapter) -> dict[str, Any]:
        """What the chapter has now."""
        fields = ("heading", "level", "instruction", "writer")
        return {**super().list_initial(chapter), **{name: getattr(chapter, name) for name in fields}}


class NewChapterForm(ChapterForm):
    """A chapter to add."""

    content = forms.ChoiceField(label="Vad står i kapitlet", choices=CONTENT_CHOICES)
    field_order = ("heading", "content", "level", "instruction", "tertials")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "id_ny_%s"
        del self.fields["writer"]
