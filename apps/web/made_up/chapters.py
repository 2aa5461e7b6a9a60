"""The made-up board's disposition, and what is written in the chapters: all of it in the reports that are adopted, half
of it in the one under way.
"""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.core.rich_text.changes import rewrite_pictures
from apps.core.rich_text.markdown import parse_markdown
from apps.organisation.models import Board
from apps.rounds.models import Round
from apps.texts.selectors import SectionPlace, list_section_places
from apps.texts.services import add_picture, create_disposition, mark_section, save_section
from apps.web.made_up.annual_texts import AREA_ADDITIONS, BOARD_ADDITIONS
from apps.web.made_up.chapter_texts import AREA_CHAPTERS, BOARD_CHAPTERS
from apps.web.made_up.pictures import draw_population_picture

READY = frozenset({("handelser", "ifo"), ("handelser", "funktionsstod"), ("intern-kontroll", "")})
BEGUN = frozenset({("ekonomi", ""), ("handelser", "ledning"), ("verksamheten", "ifo"), ("avvikelser", "ifo")})


def add_disposition(board: Board, year: int) -> None:
    """The default disposition from the board's first year."""
    create_disposition(by=None, board=board, valid_from=year)


def write_chapters(round_: Round) -> None:
    """Every text of an adopted report, ready."""
    for place, markdown in _iter_texts(round_):
        _write(round_, place, markdown, by=None, is_ready=True)


def write_open_chapters(round_: Round, people: Mapping[Role, User]) -> None:
    """Some texts are ready, some begun; the reporter's own and the summary are still to be written."""
    for place, markdown in _iter_texts(round_):
        name = place.chapter.code, "" if place.area.parent_id is None else place.area.code
        if name in READY | BEGUN:
            _write(round_, place, markdown, by=people[Role.CONTROLLER], is_ready=name in READY)


def _iter_texts(round_: Round) -> Iterator[tuple[SectionPlace, str]]:
    for place in list_section_places(round_):
        code, area = place.chapter.code, place.area.code
        texts = AREA_CHAPTERS.get(code, {}).get(area) or BOARD_CHAPTERS.get(code, ("", "", ""))
        more = AREA_ADDITIONS.get(code, {}).get(area) or BOARD_ADDITIONS.get(code, "")
        whole = (texts[round_.tertial - 1], more if round_.period.is_final_accounts else "")
        if any(whole):
            yield place, "\n\n".join(filter(None, whole))


def _store_picture(board: Board) -> str:
    """The only picture that there is; what it is stored as."""
    return add_picture(by=None, board=board, file=draw_population_picture()).sha256


def _write(round_: Round, place: SectionPlace, markdown: str, *, by: User | None, is_ready: bool) -> None:
    text = rewrite_pictures(parse_markdown(markdown), lambda one: replace(one, id=_store_picture(round_.board)))
    saved = save_section(by=by, round_=round_, chapter=place.chapter, area=place.area, text=text, version=0)
    if saved.section and is_ready:
        mark_section(
            by=by, round_=round_, chapter=place.chapter, area=place.area, version=saved.section.version, is_ready=True
        )
