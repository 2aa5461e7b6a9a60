"""The texts of a round made ready to be drawn: what people judge and write, with the computed light beside it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from apps.core.lights import Light
from apps.followup.entry.shapes import Cell, Choice, TextForm, TextForms, TextSection
from apps.followup.entry.warnings import OVERRIDDEN
from apps.web.reporting.cellview import CellView, LightView, Problem, cell_view, light_view, problems_of
from apps.web.reporting.locks import locked

RATING, REASON = "rating", "override_reason"
MOST_AT_ONCE = 40  # forms drawn whole on one page; with more, only the one asked for is, and the others are links


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One field. ``before`` is what was written last tertial."""

    cell: CellView
    before: str
    help: str


@dataclass(frozen=True, slots=True)
class RatingChoice:
    """A rating to choose; ``light`` is empty for none."""

    value: str
    light: Light | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """What is written of one thing."""

    id: str
    title: str
    area: str
    help: str
    key: str
    computed: LightView | None
    rating: FieldView | None
    rating_light: Light | None
    choices: tuple[RatingChoice, ...]
    fields: tuple[FieldView, ...]
    asks: str
    filled: int
    of: int
    opened: bool
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """Forms under a heading."""

    id: str
    code: str
    title: str
    forms: tuple[FormView, ...]


@dataclass(frozen=True, slots=True)
class SectionLink:
    """Another section to go to."""

    code: str
    title: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """The whole page of texts."""

    links: tuple[SectionLink, ...]
    sections: tuple[SectionView, ...]
    last_tertial: str
    read_only: str
    cells: tuple[CellView, ...] = field(repr=False)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Fields where something typed was not taken."""
        return problems_of(self.cells)


def text_page(texts: TextForms, *, part: str = "", about: str = "") -> TextPage:
    """One section of the texts as it is drawn: ``part`` by its code, else the first. ``about`` is the key to open."""
    section = next((one for one in texts.sections if one.code == part), next(iter(texts.sections), None))
    drawn = [_section(section, about)] if section else []
    views = [view for one in drawn for form in one.forms if form.whole for view in _fields_of(form)]
    return TextPage(
        links=tuple(SectionLink(one.code, one.title, one is section) for one in texts.sections),
        sections=tuple(drawn),
        last_tertial=texts.last_tertial,
        read_only=texts.read_only or locked(cell for form in (section.forms if section else ()) for cell in form.cells),
        cells=tuple(view.cell for view in views),
    )


def form_id(place: int) -> str:
    """What a text of a section is called in its page, so that others can lead to it."""
    return f"t{place}"


def _section(section: TextSection, about: str) -> SectionView:
    few = len(section.forms) <= MOST_AT_ONCE
    forms = (_form(form, form_id(place), few, about) for place, form in enumerate(section.forms))
    return SectionView(id=f"del-{section.code}", code=section.code, title=section.title, forms=tuple(forms))


def _form(form: TextForm, id_: str, few: bool, about: str) -> FormView:
    views = {cell.field: _field(form, cell, id_) for cell in form.cells}
    filled, asked = sum(1 for view in views.values() if view.cell.text), len(views)
    problem = any(view.cell.state in {"invalid", "stale"} for view in views.values())
    rating = views.pop(RATING, None)
    return FormView(
        id=id_,
        title=form.title,
        area=form.area_name,
        help=form.help,
        key=form.key,
        computed=light_view(form.computed),
        rating=rating,
        rating_light=_light(rating.cell.text) if rating else None,
        choices=tuple(_rating_choices(rating.cell.choices)) if rating else (),
        fields=tuple(views.values()),
        asks=OVERRIDDEN if form.computed else "",
        filled=filled,
        of=asked,
        opened=problem or form.key == about,
        whole=few or problem or form.key == about,
    )


def _field(form: TextForm, cell: Cell, id_: str) -> FieldView:
    cell_id = f"{id_}-{cell.field}"
    return FieldView(
        cell=cell_view(cell, id_=cell_id, row=form.title, labels=f"{id_}-t {cell_id}-l"),
        before=form.last_tertial.get(cell.field, ""),
        help="Fyll i när ditt betyg skiljer sig från det som siffrorna ger." if cell.field == REASON else "",
    )


def _rating_choices(choices: Iterable[Choice]) -> Iterable[RatingChoice]:
    return (RatingChoice(choice.value, _light(choice.value)) for choice in choices)


def _light(value: str) -> Light | None:
    return Light(value) if value in list(Light) else None


def _fields_of(form: FormView) -> Iterable[FieldView]:
    if form.rating:
        yield form.rating
    yield from form.fields
