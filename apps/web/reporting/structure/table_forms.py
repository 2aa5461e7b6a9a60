"""The administrator's forms of ``…/struktur/tabeller/``: the board's own tables, their rows and columns."""

from dataclasses import dataclass
from typing import Any

from django import forms

from apps import planning
from apps.accounts.models import User
from apps.organisation.models import Board, ServiceArea
from apps.own_tables.models import LineRelation, OwnColumn, OwnRow, OwnTable, TableKind, ValueKind
from apps.web.reporting.structure.fields import (
    AreaChoiceField,
    EndForm,
    KeyForm,
    PlanForm,
    StructureForm,
    build_year_field,
    find_areas,
    format_start,
)

TEMPLATE_CHOICES = [(kind.value, kind.label) for kind in TableKind if kind != TableKind.FREE]
YEARS_AHEAD_HELP = "Tomt: rapportens år. 1 är året efter, -1 året före. Eller skriv ett bestämt årtal i rutan ovanför."


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A row or a column with what it follows from, in words."""

    line: Any
    follows: str


@dataclass(frozen=True, slots=True)
class ListedTable:
    """A table with its rows and columns in order."""

    table: OwnTable
    rows: tuple[ListedLine, ...]
    columns: tuple[ListedLine, ...]


def find_tables(board: Board) -> Any:
    """The board's own tables."""
    return OwnTable.objects.filter(board=board).select_related("board", "service_area")


def list_tables(board: Board) -> list[ListedTable]:
    """The board's own tables with their lines: three queries."""
    tables = find_tables(board).prefetch_related("ownrows", "owncolumns")
    return [ListedTable(one, _list_lines(one.ownrows.all()), _list_lines(one.owncolumns.all())) for one in tables]


def _list_lines(lines: Any) -> tuple[ListedLine, ...]:
    names = {line.code: line.name for line in lines}
    return tuple(ListedLine(line, _format_relation(line, names)) for line in lines)


def _format_relation(line: Any, names: dict[str, str]) -> str:
    named = [names.get(part, part) for part in line.parts]
    if line.relation == LineRelation.DIFFERENCE:
        return " − ".join(named)
    return " + ".join(named)


class TableForm(StructureForm):
    """A new table, without rows and columns."""

    title, button = "Lägg till en egen tabell", "Lägg till"
    name = forms.CharField(label="Namn", max_length=150)
    service_area = AreaChoiceField(
        ServiceArea.objects.none(), label="Fylls i av", empty_label=None, help_text="Den som rapporterar för den."
    )
    note = forms.CharField(
        label="Anvisning till den som fyller i", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    valid_from = build_year_field("Från år")

    def prepare(self) -> None:
        """The board's own areas."""
        super().prepare()
        self.fields["service_area"].queryset = find_areas(self.board)  # type: ignore[attr-defined]
        self.fields["valid_from"].help_text = "Tomt: alla år."

    def act(self, by: User) -> str:
        """Add it."""
        table = planning.add_own_table(by=by, board=self.board, **self.cleaned_data)
        return f"Tabellen {table.name} är tillagd. Lägg till dess rader och kolumner."


class TemplateForm(StructureForm):
    """A ready-made table, for the whole board. It is a button for each template."""

    title, button = "Lägg till en färdig tabell", "Lägg till"
    kind = forms.ChoiceField(label="Tabell", choices=TEMPLATE_CHOICES)

    def act(self, by: User) -> str:
        """Add it."""
        root = find_areas(self.board).get(parent=None)
        kind = self.cleaned_data["kind"]
        table = planning.add_table_from_template(by=by, board=self.board, kind=kind, service_area=root)
        return f"Tabellen {table.name} är tillagd. Den går att ändra."


class TableKeyForm(KeyForm):
    """A form about one table."""

    def find_rows(self, board: Board, year: int) -> Any:
        """The board's own."""
        return find_tables(board)


class TableChangeForm(TableKeyForm, PlanForm, TableForm):
    """Another name, area, instruction or first year of a table."""

    title, button = "Ändra tabellen", "Spara tabellen"
    item_fields = ("name", "service_area", "note", "valid_from")

    def act(self, by: User) -> str:
        """Change it."""
        planning.change_own_table(by=by, own_table=self.item, **self.get_values(), **self.when())
        return f"Tabellen {self.item.name} är ändrad. {format_start(self)}"


class TableEndForm(TableKeyForm, EndForm):
    """The last year of a table."""

    title = "Tabellens sista år"


class TableRemovalForm(TableKeyForm):
    """A table that was a mistake."""

    title, button = "Ta bort tabellen", "Ta bort"

    def act(self, by: User) -> str:
        """Take it away, with its rows and columns."""
        name = self.item.name
        planning.remove_own_part(by=by, item=self.item)
        return f"{name} är borttagen."


class LineForm(StructureForm):
    """What a row and a column have in common: a name, and what it follows from."""

    model: type[OwnRow] | type[OwnColumn] = OwnRow
    name = forms.CharField(label="Namn", max_length=200)
    relation = forms.ChoiceField(label="Hur den fylls i", choices=LineRelation.choices, required=False)
    parts = forms.MultipleChoiceField(
        label="Räknas ut av",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Vid skillnad är den första i tabellen det som resten dras ifrån.",
    )
    before = forms.ModelChoiceField(OwnRow.objects.none(), label="Står före", required=False, empty_label="– sist")
    valid_from = build_year_field("Från år")

    def prepare(self) -> None:
        """The other rows, or columns, of the table."""
        super().prepare()
        lines = self.find_others()
        self.fields["parts"].choices = [(line.code, line.name) for line in lines]  # type: ignore[attr-defined]
        self.fields["before"].queryset = lines  # type: ignore[attr-defined]
        self.fields["valid_from"].help_text = "Tomt: alla år."

    def find_others(self) -> Any:
        """The lines that it may follow from, in the order of the table."""
        item: Any = getattr(self, "item", None)
        table = item.own_table if isinstance(item, OwnRow | OwnColumn) else item
        lines: Any = self.model._default_manager
        return lines.filter(own_table=table).exclude(code=item.code if item is not table else "")


class RowForm(LineForm):
    """A row's own fields."""

    heading = forms.CharField(
        label="Under rubriken", max_length=150, required=False, help_text="Till exempel vem som betalar ut ett bidrag."
    )


class ColumnForm(LineForm):
    """A column's own fields."""

    model = OwnColumn
    kind = forms.ChoiceField(label="Enhet", choices=ValueKind.choices)
    about_year = build_year_field("Gäller år")
    years_ahead = forms.IntegerField(
        label="År framåt",
        required=False,
        help_text=YEARS_AHEAD_HELP,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    counts_persons = forms.BooleanField(
        label="Räknar personer. Är något antal under nämndens gräns visas inga antal och procent ur tabellen.",
        required=False,
        initial=True,
    )


class NewLineForm(TableKeyForm, LineForm):
    """A new line of the table that the address chooses."""

    total = forms.ModelChoiceField(
        OwnRow.objects.none(), label="Ingår i summan", required=False, empty_label="– ingen summa"
    )

    def prepare(self) -> None:
        """The sums that it may be part of."""
        super().prepare()
        self.fields["total"].queryset = self.find_others().filter(relation=LineRelation.TOTAL)  # type: ignore[attr-defined]
        self.title = f"{self.title} i {self.item.name}"

    def act(self, by: User) -> str:
        """Add it."""
        values = _tidy_values({name: value for name, value in self.cleaned_data.items() if name != "key"})
        line = planning.add_own_line(by=by, own_table=self.item, model=self.model, **values)
        return f"{line.name} är tillagd i {self.item.name}."


class NewRowForm(NewLineForm, RowForm):
    """A new row. In a table with one sum it begins among those that the sum counts, right before it."""

    title, button = "Lägg till en rad", "Lägg till"
    repeated_fields = ("heading", "before", "total")

    def prepare(self) -> None:
        """Where the last row that the table's only sum counts is."""
        super().prepare()
        rows: list[Any] = list(self.find_others())
        totals = [row for row in rows if row.relation == LineRelation.TOTAL]
        counted = [row for row in rows if len(totals) == 1 and row.code in totals[0].parts]
        if counted:
            self.initial.update(before=totals[0].pk, total=totals[0].pk, heading=counted[-1].heading)


class NewColumnForm(NewLineForm, ColumnForm):
    """A new column."""

    title, button = "Lägg till en kolumn", "Lägg till"
    repeated_fields = ("kind", "before", "total")


class LineKeyForm(KeyForm):
    """A form about one row or column."""

    model: type[OwnRow] | type[OwnColumn] = OwnRow

    def find_rows(self, board: Board, year: int) -> Any:
        """Those of the board's tables."""
        lines: Any = self.model._default_manager
        return lines.filter(board=board).select_related("board", "own_table__board")


class LineChangeForm(LineKeyForm, PlanForm, LineForm):
    """A line described anew, or put in another place."""

    def prepare(self) -> None:
        """The line that it stands before."""
        super().prepare()
        self.fields["before"].initial = self.find_next()

    def find_next(self) -> Any:
        """The line after this one; None for the last."""
        later = self.find_others().filter(position__gte=self.item.position).exclude(pk=self.item.pk)
        return next((line for line in later if (line.position, line.pk) > (self.item.position, self.item.pk)), None)

    def act(self, by: User) -> str:
        """Change it, and move it where it is put elsewhere."""
        values, before = _tidy_values(self.get_values()), self.cleaned_data["before"]
        is_moved = before != self.find_next()
        is_changed = any(getattr(self.item, name) != value for name, value in values.items())
        if is_changed or not is_moved:
            planning.change_own_line(by=by, line=self.item, **values, **self.when())
        if is_moved:
            planning.move_own_line(by=by, line=self.item, before=before)
        return f"{self.item.name} är ändrad. {format_start(self) if is_changed else ''}".strip()


class RowChangeForm(LineChangeForm, RowForm):
    """A row."""

    title, button = "Ändra raden", "Spara raden"
    item_fields = ("name", "heading", "relation", "parts", "valid_from")


class ColumnChangeForm(LineChangeForm, ColumnForm):
    """A column."""

    model = OwnColumn
    title, button = "Ändra kolumnen", "Spara kolumnen"
    item_fields = ("name", "kind", "years_ahead", "counts_persons", "relation", "parts", "valid_from")

    def prepare(self) -> None:
        """The year that it is about: in the address ``year`` is that of the page."""
        super().prepare()
        self.fields["about_year"].initial = self.item.year

    def get_values(self) -> dict[str, Any]:
        """With the year that it is about."""
        return {**super().get_values(), "about_year": self.cleaned_data["about_year"]}


class RowEndForm(LineKeyForm, EndForm):
    """The last year of a row."""

    title = "Radens sista år"


class ColumnEndForm(LineKeyForm, EndForm):
    """The last year of a column."""

    model = OwnColumn
    title = "Kolumnens sista år"


class RowRemovalForm(LineKeyForm):
    """A row that no report says anything in."""

    title, button = "Ta bort raden", "Ta bort"

    def act(self, by: User) -> str:
        """Take it away."""
        name = self.item.name
        planning.remove_own_part(by=by, item=self.item)
        return f"{name} är borttagen."


class ColumnRemovalForm(RowRemovalForm):
    """A column that no report says anything in."""

    model = OwnColumn
    title = "Ta bort kolumnen"


def _tidy_values(values: dict[str, Any]) -> dict[str, Any]:
    """A line's values as the plan names them.

    Only numbers count persons: the box that is ticked from the beginning says nothing of other units.
    """
    found = {"year" if name == "about_year" else name: value for name, value in values.items()}
    if "counts_persons" in found and found["kind"] != ValueKind.NUMBER:
        found["counts_persons"] = False
    return found


FORMS: dict[str, type[StructureForm]] = {
    "fardig-tabell": TemplateForm,
    "andra-tabell": TableChangeForm,
    "avsluta-tabell": TableEndForm,
    "ta-bort-tabell": TableRemovalForm,
    "rad": NewRowForm,
    "andra-rad": RowChangeForm,
    "avsluta-rad": RowEndForm,
    "ta-bort-rad": RowRemovalForm,
    "kolumn": NewColumnForm,
    "andra-kolumn": ColumnChangeForm,
    "avsluta-kolumn": ColumnEndForm,
    "ta-bort-kolumn": ColumnRemovalForm,
    "tabell": TableForm,
}
