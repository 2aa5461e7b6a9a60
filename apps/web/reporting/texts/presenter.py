"""Turns a round's texts into the forms of ``…/texter/``: ratings, causes and comments that people write.

Each rating stands beside the light that the figures give, so that whoever judges otherwise sees it and says why.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from apps.core.lights import Light
from apps.core.written_texts import has_body_text
from apps.entry.feedback.warnings import OVERRIDE_MESSAGE
from apps.entry.shapes import FieldChoice, InputKind, SheetCell, TextFigure, TextForm, TextForms, TextSection
from apps.web.reporting.cells.cell_view import (
    CellProblem,
    CellView,
    LightView,
    build_cell_view,
    build_light_view,
    list_cell_problems,
)
from apps.web.reporting.cells.locks import find_lock
from apps.web.reporting.questions.marks import QuestionMark
from apps.web.reporting.returns import OpenReturns
from apps.web.reporting.texts.drawn_texts import SourceText, TextDrawer
from apps.workflow.round_steps import RoundStep

RATING, REASON = "rating", "override_reason"
MOST_AT_ONCE = 40  # forms drawn whole on one page; with more, only the one asked for is, and the others are links


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFieldView:
    """One field to write in. ``before`` is what was written there last tertial, to read (as HTML) or start from.

    ``html`` is what stands there, for who may not write.
    """

    cell: CellView
    before: str
    before_is_plain: bool
    before_html: str
    html: str
    help: str


@dataclass(frozen=True, slots=True)
class RatingChoice:
    """A rating to choose; ``light`` is empty for none."""

    value: str
    light: Light | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFormView:
    """The form of one goal, indicator or comment, with ``filled`` of ``of`` fields filled in.

    ``whole``: its fields are on the page (else it is a link). ``opened``: they are unfolded. ``computed`` is the light
    that the figures give, ``asks`` what is asked of whoever rates otherwise, and
    ``returned`` why its area was given back.
    """

    id: str
    title: str
    area: str
    help: str
    key: str
    computed: LightView | None
    rating: TextFieldView | None
    rating_light: Light | None
    choices: tuple[RatingChoice, ...]
    fields: tuple[TextFieldView, ...]
    asks: str
    filled: int
    of: int
    figures: tuple[TextFigure, ...]
    must_explain: bool
    opened: bool
    whole: bool
    questions: QuestionMark | None
    returned: RoundStep | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSectionView:
    """Forms under a heading."""

    id: str
    code: str
    title: str
    forms: tuple[TextFormView, ...]


@dataclass(frozen=True, slots=True)
class SectionLink:
    """A link to a section of the texts; ``current`` is the one that the page shows."""

    code: str
    title: str
    current: bool


@dataclass(frozen=True, slots=True)
class ReturnLink:
    """Something that was given back; ``form`` is the id of the first text here that it concerns, if there is one."""

    step: RoundStep
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """What the template of texts draws: links to all sections, what was given back, and the forms of one section."""

    returns: tuple[ReturnLink, ...]
    links: tuple[SectionLink, ...]
    sections: tuple[TextSectionView, ...]
    last_tertial: str
    read_only: str
    cells: tuple[CellView, ...] = field(repr=False)

    @property
    def problems(self) -> tuple[CellProblem, ...]:
        """Fields where something typed was not taken."""
        return list_cell_problems(self.cells)


def build_text_page(
    texts: TextForms,
    *,
    part: str = "",
    about: str = "",
    questions: Mapping[str, QuestionMark] | None = None,
    returns: OpenReturns | None = None,
    draw: TextDrawer,
) -> TextPage:
    """One section of the texts as it is drawn: ``part`` by its code, else the first. ``about`` is the key to open.

    ``questions`` are the marks of forms by key.
    """
    section = _choose_section(texts, part)
    returns = returns or OpenReturns()
    context = _PageContext(about, questions or {}, returns, draw)
    drawn = [_build_section(section, context)] if section else []
    forms = [form for one in drawn for form in one.forms]
    return TextPage(
        returns=tuple(
            ReturnLink(step, next((form.id for form in forms if form.returned is step), "")) for step in returns.steps
        ),
        links=tuple(SectionLink(one.code, one.title, one is section) for one in texts.sections),
        sections=tuple(drawn),
        last_tertial=texts.last_tertial,
        read_only=texts.read_only or _find_section_lock(section),
        cells=tuple(_iter_drawn_cells(drawn)),
    )


def _choose_section(texts: TextForms, part: str) -> TextSection | None:
    """The section that the address names, else the first; None when there is nothing to write in the round."""
    named = (one for one in texts.sections if one.code == part)
    return next(named, next(iter(texts.sections), None))


def _find_section_lock(section: TextSection | None) -> str:
    """Why nothing in the section can be written; empty when something can."""
    return find_lock(cell for form in (section.forms if section else ()) for cell in form.cells)


def _iter_drawn_cells(sections: Iterable[TextSectionView]) -> Iterable[CellView]:
    """The cells that the page has fields for. A form that is only a link has none."""
    return (view.cell for section in sections for form in section.forms if form.whole for view in _iter_fields(form))


def format_form_id(place: int) -> str:
    """What a text of a section is called in its page, so that others can lead to it."""
    return f"t{place}"


@dataclass(frozen=True, slots=True)
class _PageContext:
    """What each form of a page is built with."""

    about: str
    questions: Mapping[str, QuestionMark]
    returns: OpenReturns
    draw: TextDrawer


def _build_section(section: TextSection, context: _PageContext) -> TextSectionView:
    few = len(section.forms) <= MOST_AT_ONCE
    forms = (_build_form(form, format_form_id(place), few, context) for place, form in enumerate(section.forms))
    return TextSectionView(id=f"del-{section.code}", code=section.code, title=section.title, forms=tuple(forms))


def _build_form(form: TextForm, id_: str, few: bool, context: _PageContext) -> TextFormView:
    views = {cell.field: _build_field(form, cell, id_, context.draw) for cell in form.cells}
    filled, field_count = sum(1 for view in views.values() if has_body_text(view.cell.text)), len(views)
    # What was refused must be seen, and so must the form that the address asks for.
    is_opened = form.key == context.about or any(view.cell.state in {"invalid", "stale"} for view in views.values())
    rating = views.pop(RATING, None)
    return TextFormView(
        id=id_,
        title=form.title,
        area=form.area_name,
        help=form.help,
        key=form.key,
        computed=build_light_view(form.computed),
        rating=rating,
        rating_light=_parse_light(rating.cell.text) if rating else None,
        choices=_build_rating_choices(rating.cell.choices if rating else ()),
        fields=tuple(views.values()),
        asks=OVERRIDE_MESSAGE if form.computed else "",
        filled=filled,
        of=field_count,
        figures=form.figures,
        must_explain=form.must_explain,
        opened=is_opened,
        whole=few or is_opened,
        questions=context.questions.get(form.key),
        returned=context.returns.by_area.get(form.area),
    )


def _build_field(form: TextForm, cell: SheetCell, id_: str, draw: TextDrawer) -> TextFieldView:
    cell_id = f"{id_}-{cell.field}"
    before = form.last_tertial.get(cell.field, "")
    is_shown = cell.kind == InputKind.TEXT and cell.text and not cell.editable
    return TextFieldView(
        cell=build_cell_view(cell, id_=cell_id, row=form.title, labels=f"{id_}-t {cell_id}-l"),
        before=before,
        before_is_plain=cell.field not in form.marked_up,
        before_html=draw.draw_before(SourceText(before, cell.field not in form.marked_up)) if before else "",
        html=draw.draw(SourceText(cell.text, not cell.is_marked_up)) if is_shown else "",
        help="Fyll i när ditt betyg skiljer sig från det som siffrorna ger." if cell.field == REASON else "",
    )


def _build_rating_choices(choices: Iterable[FieldChoice]) -> tuple[RatingChoice, ...]:
    return tuple(RatingChoice(choice.value, _parse_light(choice.value)) for choice in choices)


def _parse_light(value: str) -> Light | None:
    return Light(value) if value in list(Light) else None


def _iter_fields(form: TextFormView) -> Iterable[TextFieldView]:
    if form.rating:
        yield form.rating
    yield from form.fields
