"""What the administrator's forms are built from: fields, and choices among the board's own areas, goals and so on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.http import Http404

from apps.accounts.models import User
from apps.core.tertials import FIRST_YEAR, LAST_YEAR, Tertial
from apps.goals.models import Goal, Indicator
from apps.organisation.models import Board, ServiceArea
from apps.organisation.names import format_area_in_parent
from apps.planning import list_periods_to_change, reopen, retire

EMPTY = [("", "–")]
CHOOSE = "Välj …"


def format_placed_name(area: ServiceArea) -> str:
    """The area's name together with its parent's, unless the parent is the whole board."""
    above = area.parent
    return format_area_in_parent(area.name, above.name if above and above.parent_id else "")


def find_areas(board: Board) -> Any:
    """The board's own areas, each with what it lies under."""
    return ServiceArea.objects.filter(board=board).select_related("parent")


def find_goals(board: Board) -> Any:
    """The board's own goals."""
    return Goal.objects.filter(board=board)


def find_indicators(board: Board) -> Any:
    """The board's own indicators."""
    return Indicator.objects.filter(board=board)


ITEM_KINDS: tuple[tuple[str, str, Callable[[Board], Any], Callable[[Any], str]], ...] = (
    ("v", "Verksamheter", find_areas, format_placed_name),
    ("m", "Mål", find_goals, attrgetter("name")),
    ("i", "Indikatorer", find_indicators, attrgetter("name")),
)


def _list_in_order(rows: Any) -> list[Any]:
    """Areas and goals in the order of their tree; indicators as they come."""
    return list(rows) if rows.model is Indicator else [row for _, row in list_by_depth(rows)]


class BoardChoices:
    """What the forms choose among, looked up once for all forms of a page."""

    def __init__(self, board: Board, year: int) -> None:
        self.board, self.year = board, year

    @cached_property
    def things(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Areas, goals and indicators, by kind."""
        return [
            (label, [(f"{code}-{one.pk}", named(one)) for one in _list_in_order(rows_of(self.board))])
            for code, label, rows_of, named in ITEM_KINDS
        ]

    @cached_property
    def areas(self) -> list[tuple[str, str]]:
        """The areas in the order of their tree."""
        return [(str(area.pk), format_placed_name(area)) for area in _list_in_order(find_areas(self.board))]

    @cached_property
    def periods(self) -> Sequence[Tertial]:
        """The periods that a change may hold from."""
        return list_periods_to_change(self.board, year=self.year)


class StructureForm(forms.Form):
    """A form of one board and year. ``title`` heads it, ``button`` is what is pressed."""

    title = ""
    button = "Spara"
    # What the next one most likely has too: a form that adds something is open for the next, with these filled in.
    # None: nothing like it is likely to follow, and the form is closed.
    repeated_fields: tuple[str, ...] | None = None

    def __init__(self, data: Any = None, *, board: Board, year: int, choices: BoardChoices | None = None) -> None:
        super().__init__(data, auto_id=f"{type(self).__name__.lower()}-%s", label_suffix="")
        self.board, self.year = board, year
        self.choices = choices or BoardChoices(board, year)
        self.prepare()
        for name, field in self.fields.items():
            if self.errors.get(name):
                field.widget.attrs["aria-invalid"] = "true"

    def prepare(self) -> None:
        """Fill in what depends on the board."""

    def act(self, by: User) -> str:
        """Do it, and say so. ``PlanningError`` when it can't be."""
        raise NotImplementedError

    def list_repeated(self) -> list[tuple[str, str]]:
        """What was posted of the fields to repeat, as pairs for an address."""
        data: Any = self.data
        return [
            (f"forut-{name}", value) for name in self.repeated_fields or () for value in data.getlist(name) if value
        ]

    def repeat(self, parameters: Any) -> None:
        """Begin with what the one before had, as ``list_repeated`` put it in the address."""
        for name in self.repeated_fields or ():
            values = parameters.getlist(f"forut-{name}")
            if values and name in self.fields:
                is_many = isinstance(self.fields[name], forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
                self.initial[name] = values if is_many else values[0]


class PreviewForm(StructureForm):
    """A form that first shows what it will do (``views.change_structure``), and does it at the second click."""

    def perform(self, by: User) -> Sequence[str]:
        """Do it, and say each thing that was done. ``PlanningError`` when it can't be."""
        raise NotImplementedError

    def list_posted(self) -> list[tuple[str, str]]:
        """What was typed, to be sent once more by the button that does it."""
        data: Any = self.data  # a QueryDict
        return [(name, value) for name in self.fields for value in data.getlist(name)]


def build_year_field(label: str, *, required: bool = False) -> forms.IntegerField:
    """A year that the product can hold, typed as digits."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(label=label, required=required, min_value=FIRST_YEAR, max_value=LAST_YEAR, widget=widget)


DAY_FIELD_OPTIONS: dict[str, Any] = {
    "required": False,
    "input_formats": ["%Y-%m-%d"],
    "help_text": "åååå-mm-dd",
    "error_messages": {"invalid": "Skriv datumet som åååå-mm-dd, till exempel 2026-05-31."},
}


def list_by_depth(rows: Iterable[Any]) -> list[tuple[int, Any]]:
    """Areas or goals in the order of their tree, with their depth: each below what it lies under."""
    found, below = list(rows), dict[int | None, list[Any]]()
    known = {row.pk for row in found}
    for row in found:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    listed: list[tuple[int, Any]] = []

    def walk(parent: int | None, depth: int) -> None:
        for row in below.get(parent, []):
            listed.append((depth, row))
            walk(row.pk, depth + 1)

    walk(None, 0)
    return listed


class TreeIterator(ModelChoiceIterator):
    """The choices in the order of their tree, however late each was added."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for _, row in list_by_depth(self.queryset):
            yield self.choice(row)


class AreaChoiceField(forms.ModelChoiceField):
    """A choice of service area. Its parent is part of the label, since two areas may have the same name."""

    iterator = TreeIterator

    def label_from_instance(self, obj: Any) -> str:
        """The area's name, and its place."""
        return format_placed_name(obj)


class AreaMultipleChoiceField(forms.ModelMultipleChoiceField):
    """As ``AreaChoice``, for several."""

    iterator = TreeIterator

    def label_from_instance(self, obj: Any) -> str:
        """The area's name, and its place."""
        return format_placed_name(obj)


def build_followed_field(*, help_text: str) -> AreaMultipleChoiceField:
    """The own areas of indicators, ticked. ``help_text`` says what none is."""
    return AreaMultipleChoiceField(
        ServiceArea.objects.none(),
        label="Följs i verksamheterna",
        required=False,
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
    )


class PlanForm(StructureForm):
    """A change of the plan, with two fields last: the period from which it holds, and the decision.

    ``MEND`` as period corrects a mistake instead: it needs no decision.
    """

    MEND = "skrivfel"
    # Until the board has published anything, what is changed is its set-up, and a slip is what is mended most. What is
    # decided also then, as a target, begins with a period.
    is_always_decided = False
    holds_from = forms.TypedChoiceField(
        label="Gäller från", help_text="Rapporterna för tidigare perioder behåller det som gällde då."
    )
    decision = forms.CharField(
        label="Beslut",
        required=False,
        max_length=200,
        help_text="Vem som beslutade och när. Behövs inte för ett skrivfel.",
    )

    def prepare(self) -> None:
        """The periods that are still to be decided on, the earliest first."""
        super().prepare()
        field: Any = self.fields["holds_from"]
        periods = self.list_periods()
        field.choices = [
            *((period.label, period.label) for period in periods),
            (self.MEND, "Rättar ett skrivfel (gäller alla rapporter som inte är fastställda)"),
        ]
        field.coerce = lambda value: None if value == self.MEND else Tertial.parse(value)
        field.initial = self.first_period(periods)
        self.order_fields([name for name in self.fields if name not in PlanForm.base_fields] + [*PlanForm.base_fields])

    def list_periods(self) -> Sequence[Tertial]:
        """The periods to choose among."""
        return self.choices.periods

    def first_period(self, periods: Sequence[Tertial]) -> str:
        """The one that is chosen from the beginning."""
        is_decided = self.is_always_decided or self.board.edition
        return periods[0].label if periods and is_decided else self.MEND

    def when(self) -> dict[str, Any]:
        """The arguments that every service of the plan takes: from which period, and by which decision."""
        return {name: self.cleaned_data[name] for name in PlanForm.base_fields}


def format_start(form: PlanForm) -> str:
    """How the answer says from when a change holds."""
    period = form.cleaned_data["holds_from"]
    return f"Det gäller från {period}." if period else "Det gäller alla rapporter som inte är fastställda."


class KeyForm(StructureForm):
    """A form about one thing, which the address chooses. 404 where the board has no such thing.

    ``item_fields`` are the fields that begin with what the thing has now.
    """

    item_fields: tuple[str, ...] = ()
    key = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, board: Board, year: int, choices: BoardChoices | None = None, key: str = ""
    ) -> None:
        self.item = self._find_item(board, year, key or (data or {}).get("key", ""))
        super().__init__(data, board=board, year=year, choices=choices)

    def _find_item(self, board: Board, year: int, key: str) -> Any:
        found = self.find_rows(board, year).filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
        if found is None:
            raise Http404
        return found

    def find_rows(self, board: Board, year: int) -> Any:
        """The things that it may be about."""
        raise NotImplementedError

    def prepare(self) -> None:
        """The thing as it is now."""
        super().prepare()
        self.fields["key"].initial = self.item.pk
        for name in self.item_fields:
            self.fields[name].initial = getattr(self.item, name)

    def get_values(self) -> dict[str, Any]:
        """What was posted, by field of the thing."""
        return {name: self.cleaned_data[name] for name in self.item_fields}


class EndForm(KeyForm):
    """The last year of one thing."""

    title, button = "Sista år", "Spara sista år"
    last_year = build_year_field("Sista år")

    def prepare(self) -> None:
        """The last year that it has; none means that it goes on."""
        super().prepare()
        self.fields["last_year"].initial = self.item.valid_to
        self.fields["last_year"].help_text = "Det som har rapporterats står kvar. Tomt: fortsätter utan sista år."

    def act(self, by: User) -> str:
        """End it, or let it go on."""
        return end_item(by, self.item, self.cleaned_data["last_year"])


def end_item(by: User, item: Any, last_year: int | None) -> str:
    """Set or take away the last year of something, and say so."""
    if last_year is None:
        reopen(by=by, item=item)
        return f"{item.name} fortsätter utan sista år."
    retire(by=by, item=item, last_year=last_year)
    return f"{item.name} gäller till och med {item.valid_to}."


class ItemForm(StructureForm):
    """A form about one area, goal or indicator, chosen in one list."""

    item = forms.ChoiceField(label="Vad")

    def prepare(self) -> None:
        """Everything that the board has, by kind."""
        super().prepare()
        self.fields["item"].choices = [("", CHOOSE), *self.choices.things]  # type: ignore[attr-defined]

    def chosen(self, name: str) -> Any:
        """The thing itself; None for nothing."""
        code, _, key = self.cleaned_data[name].partition("-")
        return next((rows_of(self.board).get(pk=key) for kind, _, rows_of, _ in ITEM_KINDS if kind == code), None)
