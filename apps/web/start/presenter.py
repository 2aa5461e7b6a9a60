"""The start page: which municipalities and boards there are to read, all at once or by search, county and letter.

Few boards are shown with their latest report; of a nation's the page lists the municipalities, and a search, a county
or a letter the boards.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.urls import reverse

from apps.core.swedish import build_swedish_sort_key
from apps.organisation.counties import COUNTIES, COUNTY_DIGITS
from apps.organisation.models import Board
from apps.rounds.models import Round, RoundState
from apps.web.links import ReportAddress
from apps.web.page_header import format_document_name
from apps.web.start.board_cards import BoardCard, load_board_cards

MOST_CARDS = 24
"""As many boards are shown with their latest report."""
MOST_BOARDS = 350
"""As many boards are listed by name: the largest county has 49 municipalities."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ"
_OF_NO_COUNTY = "Utan län"


@dataclass(frozen=True, slots=True)
class DraftLink:
    """A report that is not adopted yet, and which the reader may read."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedBoard:
    """A public board by name; its ``card`` where there are few."""

    name: str
    url: str
    card: BoardCard | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalityGroup:
    """A municipality with its boards; none are listed where there are too many."""

    name: str
    slug: str
    url: str
    is_made_up: bool
    count: int
    boards: tuple[ListedBoard, ...]


@dataclass(frozen=True, slots=True)
class CountyGroup:
    """The municipalities of a county that match."""

    code: str
    name: str
    url: str
    groups: tuple[MunicipalityGroup, ...]


@dataclass(frozen=True, slots=True)
class ListChoice:
    """A county or letter to narrow the list by."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilter:
    """What the list is narrowed by: words, a county's two figures, a letter. Empty narrows nothing."""

    query: str = ""
    county: str = ""
    letter: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.query or self.county or self.letter)

    @property
    def label(self) -> str:
        """What is shown, as the end of a sentence."""
        if self.query:
            return f"passar ”{self.query}”"
        if self.county:
            return f"finns i {COUNTIES[self.county]}"
        return f"finns i kommuner på {self.letter}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    """The boards that match, in ``groups`` where they are listed, by ``counties`` where they are too many."""

    filter: BoardFilter
    counties: tuple[CountyGroup, ...]
    groups: tuple[MunicipalityGroup, ...]
    county_choices: tuple[ListChoice, ...]
    letter_choices: tuple[ListChoice, ...]
    shown: int
    total: int


@dataclass(frozen=True, slots=True)
class _BoardRow:
    id: int
    name: str
    slug: str
    place: str
    place_slug: str
    code: str
    is_made_up: bool

    @property
    def letter(self) -> str:
        return self.place[:1].upper()

    @property
    def county(self) -> str:
        digits = self.code[:COUNTY_DIGITS]
        return digits if digits in COUNTIES else ""


def parse_board_filter(query: Mapping[str, str]) -> BoardFilter:
    """The filter of the address: ``q``, ``lan`` or ``bokstav``, the first that is there. What is unknown is ignored."""
    text, county, letter = query.get("q", "").strip()[:100], query.get("lan", ""), query.get("bokstav", "").upper()
    if text:
        return BoardFilter(query=text)
    if county in COUNTIES:
        return BoardFilter(county=county)
    return BoardFilter(letter=letter) if letter and letter in LETTERS and len(letter) == 1 else BoardFilter()


def build_start_address(chosen: BoardFilter) -> str:
    """Where the list narrowed by a county or a letter is read, and stored; empty for a search."""
    if chosen.query:
        return ""
    query = f"?lan={chosen.county}" if chosen.county else f"?bokstav={quote(chosen.letter)}" if chosen.letter else ""
    return reverse("start") + query


def build_start_page(chosen: BoardFilter) -> StartPage:
    """The public boards narrowed by the filter. One query, three where the boards are shown with their reports."""
    rows = _load_boards()
    hits = [row for row in rows if _matches(row, chosen)]
    cards = load_board_cards(row.id for row in hits) if len(hits) <= MOST_CARDS else {}
    groups = _group_boards(hits, cards, lists_boards=len(hits) <= MOST_BOARDS)
    is_listed = len(hits) <= MOST_BOARDS and (chosen.is_set or bool(cards))
    has_choices = len(rows) > MOST_CARDS
    return StartPage(
        filter=chosen,
        counties=() if is_listed else _group_counties(groups, hits),
        groups=groups if is_listed else (),
        county_choices=_list_county_choices(rows, chosen) if has_choices else (),
        letter_choices=_list_letter_choices(rows, chosen) if has_choices else (),
        shown=len(hits),
        total=len(rows),
    )


def _load_boards() -> list[_BoardRow]:
    place = [f"municipality__{name}" for name in ("name", "slug", "code", "is_made_up")]
    return [_BoardRow(*row) for row in Board.objects.public().values_list("id", "name", "slug", *place)]


def _matches(row: _BoardRow, chosen: BoardFilter) -> bool:
    if chosen.query:
        searched = build_swedish_sort_key(f"{row.place} {row.name}")
        return all(part in searched for part in build_swedish_sort_key(chosen.query).split())
    if chosen.county:
        return row.county == chosen.county
    return not chosen.letter or row.letter == chosen.letter


def _group_boards(
    rows: Iterable[_BoardRow], cards: Mapping[int, BoardCard], *, lists_boards: bool
) -> tuple[MunicipalityGroup, ...]:
    """Boards by municipality, both in Swedish order; what is made up comes last."""
    together: dict[tuple[bool, str, str], list[_BoardRow]] = defaultdict(list)
    for row in rows:
        together[row.is_made_up, row.place, row.place_slug].append(row)
    order = sorted(together, key=lambda one: (one[0], build_swedish_sort_key(one[1])))
    return tuple(
        MunicipalityGroup(
            name=place,
            slug=slug,
            url=reverse("municipality", args=[slug]),
            is_made_up=is_made_up,
            count=len(together[is_made_up, place, slug]),
            boards=_list_boards(together[is_made_up, place, slug], cards) if lists_boards else (),
        )
        for is_made_up, place, slug in order
    )


def _list_boards(rows: Sequence[_BoardRow], cards: Mapping[int, BoardCard]) -> tuple[ListedBoard, ...]:
    return tuple(
        ListedBoard(name=row.name, url=reverse("board_latest", args=[row.place_slug, row.slug]), card=cards.get(row.id))
        for row in sorted(rows, key=lambda row: build_swedish_sort_key(row.name))
    )


def _group_counties(groups: Iterable[MunicipalityGroup], rows: Iterable[_BoardRow]) -> tuple[CountyGroup, ...]:
    county_by_place = {row.place_slug: row.county for row in rows}
    together: dict[str, list[MunicipalityGroup]] = defaultdict(list)
    for group in groups:
        together[county_by_place[group.slug]].append(group)
    return tuple(
        CountyGroup(
            code or "ovriga",
            COUNTIES.get(code, _OF_NO_COUNTY),
            build_start_address(BoardFilter(county=code)) if code else "",
            tuple(together[code]),
        )
        for code in sorted(together, key=lambda code: (not code, build_swedish_sort_key(COUNTIES.get(code, ""))))
    )


def _list_county_choices(rows: Iterable[_BoardRow], chosen: BoardFilter) -> tuple[ListChoice, ...]:
    codes = {row.county for row in rows} - {""}
    return _list_choices(
        sorted(codes, key=lambda code: build_swedish_sort_key(COUNTIES[code])),
        chosen.county,
        lambda code: COUNTIES[code],
        lambda code: build_start_address(BoardFilter(county=code)),
    )


def _list_letter_choices(rows: Iterable[_BoardRow], chosen: BoardFilter) -> tuple[ListChoice, ...]:
    letters = Counter(row.letter for row in rows)
    return _list_choices(
        [letter for letter in LETTERS if letters[letter]],
        chosen.letter,
        str,
        lambda letter: build_start_address(BoardFilter(letter=letter)),
    )


def _list_choices(
    codes: Iterable[str], current: str, get_label: Callable[[str], str], build_url: Callable[[str], str]
) -> tuple[ListChoice, ...]:
    return tuple(ListChoice(get_label(code), build_url(code), code == current) for code in codes)


def load_latest_drafts(user: Any) -> list[Round]:
    """Each board's latest report that is being written, where the user may read it: nobody's who is not logged in."""
    if not user.is_authenticated:
        return []
    drafts = Round.objects.visible_to(user).exclude(state__in=(RoundState.ADOPTED, RoundState.PLANNED))
    return list(
        drafts.select_related("board__municipality").order_by("board_id", "-year", "-tertial").distinct("board_id")
    )


def build_draft_link(round_: Round) -> DraftLink:
    """Where the draft is read."""
    return DraftLink(name=format_document_name(round_.period), url=ReportAddress.for_round(round_).url())
