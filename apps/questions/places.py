"""The place that a question is put at, by what an address names: a row and its field, or a chapter and an area."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.entry.keys import BadKeyError, parse_key
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.entry.row_names import list_name_parts
from apps.entry.stored.save_context import load_save_context
from apps.rounds.access import RoundAccess, load_access
from apps.rounds.models import AmountUnit, Round
from apps.texts.models import Chapter
from apps.texts.selectors import SectionPlace, list_section_places

_LONGEST_KEY = 300


@dataclass(frozen=True, slots=True)
class QuestionPlace:
    """A section or a row, with what the reader may do in the round. ``fields`` are a row's, by name, with labels."""

    name: str
    area_id: int
    area_code: str
    access: RoundAccess
    key: str = ""
    chapter: Chapter | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


def find_row_place(round_: Round, user: Any, key: str) -> QuestionPlace | None:
    """A row of a sheet, or a form of texts; None for a key that no row of the board can have."""
    try:
        parsed = parse_key(key)
    except BadKeyError:
        return None
    if len(key) > _LONGEST_KEY or "\x00" in key:
        return None
    context = load_save_context(round_, user, [parsed], AmountUnit.TKR)
    if (row := context.rows.get(parsed)) is None:
        return None
    fields = ROW_DEFINITIONS[parsed.kind].list_fields(round_.tertial)
    return QuestionPlace(
        name=", ".join(list_name_parts(context, row)),
        area_id=row.area_id,
        area_code=parsed.area,
        access=context.access,
        key=key,
        fields={name: one.label for name, one in fields.items()},
    )


def find_section_place(round_: Round, user: Any, chapter: str, area: str) -> QuestionPlace | None:
    """A text of a chapter by the codes of both; None where nobody writes one."""
    codes = (chapter, area)
    found = next((one for one in list_section_places(round_) if (one.chapter.code, one.area.code) == codes), None)
    return build_section_place(found, load_access(round_, user)) if found else None


def build_section_place(section: SectionPlace, access: RoundAccess) -> QuestionPlace:
    """The place of a text that is known."""
    chapter, area = section.chapter, section.area
    name = chapter.heading if area.parent_id is None else f"{chapter.heading}, {area.name}"
    return QuestionPlace(name=name, area_id=area.pk, area_code=area.code, access=access, chapter=chapter)
