"""Before something is handed in: what is left in it, where to mend it, and the question whether to hand in anyway."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.accounts.roles import Permission
from apps.followup import handover
from apps.followup.access import access_of
from apps.followup.entry.left import Left, LeftRow, Part, left_of
from apps.followup.entry.progress import progress
from apps.rounds.models import Round, RoundState
from apps.web.reporting.frame import frame_of
from apps.web.reporting.links import round_url
from apps.web.reporting.scope import round_page
from apps.web.reporting.sheet import row_id
from apps.web.reporting.textpage import form_id

MOST_LINKS = 5
AREA, ROUND = "lamna-in-verksamhet", "lamna-in"  # the steps that are asked about


@dataclass(frozen=True, slots=True)
class Words:
    """How many of something are left, told of one and of several."""

    title: str
    one: str
    many: str

    def of(self, count: int) -> str:
        """The sentence for a count."""
        return f"{count} {self.one if count == 1 else self.many}"


_MISSING = {
    Part.OUTCOMES: Words("Indikatorer", "svar saknar både värde och skäl", "svar saknar både värde och skäl"),
    Part.MONEY: Words("Ekonomi", "belopp saknas", "belopp saknas"),
    Part.INVESTMENTS: Words("Investeringar", "belopp saknas", "belopp saknas"),
    Part.CONTROLS: Words("Intern kontroll", "kontroll saknar resultat", "kontroller saknar resultat"),
    Part.GOALS: Words("Texter om mål", "bedömning av mål är tom", "bedömningar av mål är tomma"),
    Part.INDICATORS: Words("Texter om indikatorer", "text om en indikator är tom", "texter om indikatorer är tomma"),
    Part.COMMENTS: Words("Kommentarer", "kommentar är tom", "kommentarer är tomma"),
}
_ODD = Words("Varningar utan kommentar", "varning har ingen förklarat", "varningar har ingen förklarat")
_SHEETS = {
    Part.OUTCOMES: "reporting_outcomes",
    Part.MONEY: "reporting_money",
    Part.INVESTMENTS: "reporting_investments",
    Part.CONTROLS: "reporting_controls",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A row or text to go to, and how much is left in it."""

    url: str
    label: str
    area: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What is left of one kind: in words, the first of it as links, and how many more there are."""

    title: str
    sentence: str
    links: tuple[Link, ...]
    more: int
    url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about before an area, or the whole report, is handed in."""

    area: str
    left: Left
    waits: list[str]

    @property
    def is_clear(self) -> bool:
        """Is there nothing to ask about?"""
        return not self.left and not self.waits


def find_asked(round_: Round, user: User, area: str) -> Asked | None:
    """What is left in an area, or in the report when none is named; None for those who don't hand it in."""
    access = access_of(round_, user)
    if not area and not access.may(Permission.SUBMIT):
        return None
    left = left_of(round_, access, area)
    if left is None:
        return None
    unread = [handover.unread_in_words(left.unread)] if left.unread else []
    return Asked(area, left, unread if area else handover.waits(round_))


def asks_first(round_: Round, user: User, step: str, area: str) -> str:
    """Where to be asked before the step is taken; empty when there is nothing to ask about.

    What may not be done at all is not asked about: that is told by the step itself.
    """
    if round_.stage != RoundState.OPEN or (step == AREA and not area):
        return ""
    area = area if step == AREA else ""
    asked = find_asked(round_, user, area)
    return "" if asked is None or asked.is_clear else round_url(round_, "reporting_asking", verksamhet=area)


@require_safe
@round_page
def page(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """What is left, and the question."""
    return answer(request, round_, user, request.GET.get("verksamhet", ""))


def answer(
    request: HttpRequest, round_: Round, user: User, area: str, *, typed: Any = None, status: int = 200
) -> HttpResponse:
    """The page. ``typed`` is what was refused the last time (``handing.Typed``)."""
    asked = find_asked(round_, user, area)
    if asked is None:
        raise Http404
    if round_.stage != RoundState.OPEN:
        return HttpResponseRedirect(round_url(round_, "reporting_handover"))
    context = {
        "frame": frame_of(round_, "reporting_handover", "Innan du lämnar in"),
        "asked": asked,
        "step": AREA if area else ROUND,
        "groups": groups_of(round_, asked.left),
        "changes_url": "" if area else round_url(round_, "reporting_changes"),
        "typed": typed,
    }
    return render(request, "reporting/asking.html", context, status=status)


def unfinished(round_: Round) -> list[str]:
    """What a report that is handed in goes on without, in sentences: for those who approve and publish it."""
    whole = next(area for area in progress(round_) if not area.depth)
    told = [_MISSING[Part.OUTCOMES].of(whole.missing)] if whole.missing else []
    return [*told, _ODD.of(whole.warned)] if whole.warned else told


def groups_of(round_: Round, left: Left) -> list[Group]:
    """What is left by kind: what is missing in the order of the tabs, then what looks odd."""
    places = _Places(round_)
    parts = groupby(left.missing, key=lambda row: row.part)
    found = [places.group(_MISSING[part], list(rows), places.part(part)) for part, rows in parts]
    if left.odd:
        found.append(places.group(_ODD, list(left.odd), ""))
    return found


class _Places:
    """The addresses of what is left in a round."""

    def __init__(self, round_: Round) -> None:
        self.home = round_url(round_)
        self.round = round_

    def part(self, part: Part) -> str:
        """A sheet, or a section of the texts."""
        if part in _SHEETS:
            return round_url(self.round, _SHEETS[part])
        return round_url(self.round, "reporting_texts", **{"del": part.value})

    def row(self, row: LeftRow) -> str:
        """A row where it stands in its sheet, or a text opened in its section; a control by itself."""
        if row.part == Part.CONTROLS:
            return round_url(self.round, "reporting_row", cell=row.key)
        if row.part in _SHEETS:
            return f"{self.part(row.part)}#{row_id(row.section, row.place)}"
        texts = round_url(self.round, "reporting_texts", **{"del": row.part.value, "om": row.key})
        return f"{texts}#{form_id(row.place)}"

    def group(self, words: Words, rows: list[LeftRow], url: str) -> Group:
        """Rows of one kind."""
        links = tuple(Link(self.row(row), row.label, row.area_name, row.count) for row in rows[:MOST_LINKS])
        sentence = words.of(sum(row.count for row in rows))
        return Group(title=words.title, sentence=sentence, links=links, more=len(rows) - len(links), url=url)
