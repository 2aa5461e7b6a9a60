"""What ``…/overlamning/innan/`` shows: what is left to fill in, by part, each with a link to where it is filled in.

It ends with the question whether to hand in anyway: gaps are allowed, but not by mistake.
"""

from dataclasses import dataclass
from itertools import groupby

from apps.accounts.models import User
from apps.accounts.roles import Permission
from apps.entry.keys import parse_key
from apps.entry.progress.area_progress import load_area_progress
from apps.entry.progress.remaining_work import EntryPart, RemainingRow, RemainingWork, find_remaining_work
from apps.rounds.access import load_access
from apps.rounds.models import Round, RoundState
from apps.web.reporting.links import build_own_table_url, build_round_url
from apps.web.reporting.sheet.presenter import format_row_id
from apps.web.reporting.texts.presenter import format_form_id
from apps.workflow import handover

MOST_LINKS = 5
AREA_STEP, ROUND_STEP = "lamna-in-verksamhet", "lamna-in"  # the steps that are asked about


@dataclass(frozen=True, slots=True)
class CountSentence:
    """A count in words, with the singular or the plural of what is counted."""

    title: str
    one: str
    many: str

    def of(self, count: int) -> str:
        """The sentence for a count."""
        return f"{count} {self.one if count == 1 else self.many}"


_MISSING_SENTENCES = {
    EntryPart.OUTCOMES: CountSentence(
        "Indikatorer", "svar saknar både värde och skäl", "svar saknar både värde och skäl"
    ),
    EntryPart.MONEY: CountSentence("Ekonomi", "belopp saknas", "belopp saknas"),
    EntryPart.INVESTMENTS: CountSentence("Investeringar", "belopp saknas", "belopp saknas"),
    EntryPart.CONTROLS: CountSentence("Intern kontroll", "kontroll saknar resultat", "kontroller saknar resultat"),
    EntryPart.OWN_TABLES: CountSentence("Tabeller", "tal saknar både värde och skäl", "tal saknar både värde och skäl"),
    EntryPart.GOALS: CountSentence("Texter om mål", "bedömning av mål är tom", "bedömningar av mål är tomma"),
    EntryPart.INDICATORS: CountSentence(
        "Texter om indikatorer", "text om en indikator är tom", "texter om indikatorer är tomma"
    ),
    EntryPart.COMMENTS: CountSentence("Kommentarer", "kommentar är tom", "kommentarer är tomma"),
}
_WARNING_SENTENCE = CountSentence(
    "Varningar utan kommentar", "varning har ingen förklarat", "varningar har ingen förklarat"
)
_UNCONFIRMED_SENTENCE = CountSentence(
    "Ifyllt ur fil eller system", "svar har ingen granskat", "svar har ingen granskat"
)
_SHEET_PAGES = {
    EntryPart.OUTCOMES: "reporting_outcomes",
    EntryPart.MONEY: "reporting_money",
    EntryPart.INVESTMENTS: "reporting_investments",
    EntryPart.CONTROLS: "reporting_controls",
    EntryPart.OWN_TABLES: "reporting_own_tables",
}


@dataclass(frozen=True, slots=True)
class RemainingLink:
    """A row or text to go to, and how much is left in it."""

    url: str
    label: str
    area: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemainingGroup:
    """What is left of one kind: in words, the first of it as links, and how many more there are."""

    title: str
    sentence: str
    links: tuple[RemainingLink, ...]
    more: int
    url: str


@dataclass(frozen=True, slots=True)
class HandoverQuestion:
    """The question before an area, or the report as a whole, is handed in with gaps."""

    area: str
    remaining: RemainingWork
    waits: list[str]

    @property
    def is_clear(self) -> bool:
        """Is there nothing to ask about?"""
        return not self.remaining and not self.waits


def find_handover_question(round_: Round, user: User, area: str) -> HandoverQuestion | None:
    """What is left in an area, or in the report when none is named; None for those who don't hand it in."""
    access = load_access(round_, user)
    if not area and not access.has_permission(Permission.SUBMIT):
        return None
    remaining = find_remaining_work(round_, access, area)
    if remaining is None:
        return None
    unread = [handover.format_unread_count(remaining.unread)] if remaining.unread else []
    return HandoverQuestion(area, remaining, unread if area else handover.list_unready(round_))


def find_question_url(round_: Round, user: User, step: str, area: str) -> str:
    """The address of the question to answer before the step; empty when nothing is left to fill in.

    Empty also for a step that the user may not take: the step itself then says why.
    """
    if round_.stage != RoundState.OPEN or (step == AREA_STEP and not area):
        return ""
    area = area if step == AREA_STEP else ""
    question = find_handover_question(round_, user, area)
    return "" if question is None or question.is_clear else build_round_url(round_, "reporting_asking", verksamhet=area)


def list_unfinished(round_: Round) -> list[str]:
    """What a report that is handed in goes on without, in sentences: for those who approve and publish it."""
    whole = next(area for area in load_area_progress(round_) if not area.depth)
    sentences = [_MISSING_SENTENCES[EntryPart.OUTCOMES].of(whole.missing)] if whole.missing else []
    sentences += [_WARNING_SENTENCE.of(whole.warned)] if whole.warned else []
    if whole.unconfirmed:
        sentences.append(f"{_UNCONFIRMED_SENTENCE.of(whole.unconfirmed)}: de är ifyllda ur fil eller system")
    return sentences


def group_remaining(round_: Round, remaining: RemainingWork) -> list[RemainingGroup]:
    """What is left by kind: what is missing in the order of the tabs, then what looks odd."""
    places = _RemainingLinks(round_)
    parts = groupby(remaining.missing, key=lambda row: row.part)
    found = [places.group(_MISSING_SENTENCES[part], list(rows), places.part(part)) for part, rows in parts]
    if remaining.warned:
        found.append(places.group(_WARNING_SENTENCE, list(remaining.warned), ""))
    if remaining.unconfirmed:
        found.append(places.group(_UNCONFIRMED_SENTENCE, list(remaining.unconfirmed), ""))
    return found


class _RemainingLinks:
    """The addresses of what is left in a round."""

    def __init__(self, round_: Round) -> None:
        self.home = build_round_url(round_)
        self.round = round_

    def part(self, part: EntryPart) -> str:
        """A sheet, or a section of the texts."""
        if part in _SHEET_PAGES:
            return build_round_url(self.round, _SHEET_PAGES[part])
        return build_round_url(self.round, "reporting_texts", **{"del": part.value})

    def row(self, row: RemainingRow) -> str:
        """The address where it is filled in: its row in the sheet, its text opened, or a control's own page."""
        if row.part == EntryPart.CONTROLS:
            return build_round_url(self.round, "reporting_row", cell=row.key)
        if row.part == EntryPart.OWN_TABLES:
            table = build_own_table_url(self.round, parse_key(row.key).first)
            return f"{table}#{format_row_id(row.section_index, row.row_index)}"
        if row.part in _SHEET_PAGES:
            return f"{self.part(row.part)}#{format_row_id(row.section_index, row.row_index)}"
        texts = build_round_url(self.round, "reporting_texts", **{"del": row.part.value, "om": row.key})
        return f"{texts}#{format_form_id(row.row_index)}"

    def group(self, counted: CountSentence, rows: list[RemainingRow], url: str) -> RemainingGroup:
        """Rows of one kind."""
        links = tuple(RemainingLink(self.row(row), row.label, row.area_name, row.count) for row in rows[:MOST_LINKS])
        sentence = counted.of(sum(row.count for row in rows))
        return RemainingGroup(title=counted.title, sentence=sentence, links=links, more=len(rows) - len(links), url=url)
