"""Things that a form's fields take by name: the browser completes it, and a code serves where several have it."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from django import forms

from apps.planning import PlanningError

Named = dict[str, list[Any]]


def build_name_field(label: str, list_id: str, *, required: bool = False, **options: Any) -> forms.CharField:
    """A name that the browser completes among the board's own, in the page's list of that id."""
    widget = forms.TextInput(attrs={"list": list_id, "autocomplete": "off"})
    return forms.CharField(label=label, required=required, max_length=500, widget=widget, **options)


def index_names(rows: Iterable[Any], format_name: Callable[[Any], str] = attrgetter("name")) -> Named:
    """Things by name, name as it is offered, and code."""
    found: Named = {}
    for row in rows:
        for name in {row.name.casefold(), row.code, format_name(row).casefold()}:
            found.setdefault(name, []).append(row)
    return found


def choose_named(named: Named, name: str) -> Any:
    """The one thing of that name; None for a name that nothing has. ``PlanningError`` where several have it."""
    found = {row.pk: row for row in named.get(name.casefold(), [])}
    if len(found) > 1:
        codes = ", ".join(sorted(row.code for row in found.values()))
        raise PlanningError(f"Flera heter {name}. Skriv koden i stället: {codes}.")
    return next(iter(found.values()), None)


def choose_known(named: Named, name: str) -> Any:
    """The same, of what must be there."""
    found = choose_named(named, name)
    if found is None:
        raise PlanningError(f"Ingen heter {name}. Välj bland dem som finns.")
    return found
