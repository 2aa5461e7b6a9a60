"""What ``…/fragor/`` shows: the questions of a round or of one place, each with its replies and what can be done."""

from dataclasses import dataclass
from typing import Any

from apps.accounts.models import User
from apps.organisation.models import ServiceArea
from apps.questions.models import MAX_LENGTH, Addressee, Question, QuestionState, Reply
from apps.questions.places import QuestionPlace
from apps.questions.rules import choose_addressee, may_close, may_see_questions
from apps.questions.selectors import SeenQuestion, list_questions, list_unclosed
from apps.rounds.models import Round, RoundState
from apps.web.reporting.dates import format_moment
from apps.web.reporting.links import build_round_url
from apps.web.reporting.questions.marks import QuestionMark, build_mark, find_place_url

UNKNOWN = "Okänd"
MOST_LINKS = 5


@dataclass(frozen=True, slots=True)
class MessageView:
    """A question's text or a reply: by whom and when."""

    author: str
    when: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """A question as it is drawn. ``typed`` is a reply that was refused, with ``error``."""

    number: int
    place: str
    place_url: str
    message: MessageView
    addressee: str
    state: str
    state_label: str
    replies: tuple[MessageView, ...]
    is_waiting: bool
    may_reply: bool
    may_close: bool
    typed: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions under a heading. ``is_folded``: those that are over."""

    title: str
    questions: tuple[QuestionView, ...]
    is_folded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePanel:
    """The questions of one place, and the form for another. ``place`` are the form's fields that name it."""

    name: str
    key: str
    place: tuple[tuple[str, str], ...]
    back: str
    mark: QuestionMark
    questions: tuple[QuestionView, ...]
    fields: tuple[tuple[str, str], ...]
    chosen: str
    may_ask: bool
    asks_whom: str
    max_length: int = MAX_LENGTH
    typed: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class RefusedQuestion:
    """What was sent and refused: the question that was replied to (0 for a new one), what was typed, and why not."""

    number: int
    text: str
    error: str


NOTHING_REFUSED = RefusedQuestion(-1, "", "")


@dataclass(frozen=True, slots=True)
class QuestionLink:
    """A question in short, and where it stands."""

    url: str
    place: str
    text: str
    author: str


@dataclass(frozen=True, slots=True)
class QuestionSummary:
    """The questions of a round in short: those that wait for the reader first. ``open`` are all without a reply."""

    waiting: tuple[QuestionLink, ...]
    waiting_count: int
    open_count: int
    url: str

    @property
    def waiting_text(self) -> str:
        """How many wait for the reader, in words."""
        return "1 fråga väntar på svar" if self.waiting_count == 1 else f"{self.waiting_count} frågor väntar på svar"

    @property
    def open_text(self) -> str:
        """How many nobody has replied to, in words."""
        return "1 fråga är obesvarad" if self.open_count == 1 else f"{self.open_count} frågor är obesvarade"


def build_summary(round_: Round, user: User, area: str = "") -> QuestionSummary:
    """The open questions that the reader may see, of the round or of an area, by its code, with all below it."""
    seen = list_unclosed(round_, user, state=QuestionState.OPEN)
    if area and seen:
        within = ServiceArea.objects.values_list("pk", flat=True).get(board=round_.board_id, code=area)
        seen = [one for one in seen if within in one.access.iter_with_ancestors(one.question.service_area_id)]
    waiting = [one for one in seen if one.is_waiting]
    links = tuple(_build_link(round_, one.question) for one in waiting[:MOST_LINKS])
    return QuestionSummary(links, len(waiting), len(seen), build_round_url(round_, "reporting_questions"))


def _build_link(round_: Round, question: Question) -> QuestionLink:
    author = str(question.by) if question.by else UNKNOWN
    return QuestionLink(find_place_url(round_, question), question.place_name, question.text, author)


def build_groups(round_: Round, user: User, refused: RefusedQuestion = NOTHING_REFUSED) -> list[QuestionGroup]:
    """All questions of the round that the reader may see: what waits for them first, what is over last."""
    seen = list_questions(round_, user, with_replies=True)
    views = [(one, _build_question(round_, one, user, refused)) for one in seen]

    def pick(title: str, state: QuestionState, *, is_waiting: bool = False, is_folded: bool = False) -> QuestionGroup:
        chosen = (view for one, view in views if (one.question.state, one.is_waiting) == (state, is_waiting))
        return QuestionGroup(title, tuple(chosen), is_folded)

    groups = (
        pick("Väntar på ditt svar", QuestionState.OPEN, is_waiting=True),
        pick("Väntar på någon annans svar", QuestionState.OPEN),
        pick("Besvarade", QuestionState.ANSWERED),
        pick("Avslutade", QuestionState.CLOSED, is_folded=True),
    )
    return [group for group in groups if group.questions]


def build_panel(
    round_: Round,
    user: User,
    place: QuestionPlace,
    *,
    back: str,
    field: str = "",
    refused: RefusedQuestion = NOTHING_REFUSED,
) -> PlacePanel | None:
    """The questions of a place, with ``field`` chosen for the next one; None for who may not see them."""
    if not may_see_questions(place.access, place.area_id):
        return None
    if place.chapter:
        seen = list_questions(round_, user, with_replies=True, chapter=place.chapter, service_area=place.area_id)
    else:
        seen = list_questions(round_, user, with_replies=True, key=place.key)
    is_own_refused = refused.number == 0
    return PlacePanel(
        name=place.name,
        key=place.key,
        place=_list_place_fields(place),
        back=back,
        mark=build_mark(one for one in seen if one.question.state != QuestionState.CLOSED),
        questions=tuple(_build_question(round_, one, user, refused) for one in seen),
        fields=tuple(place.fields.items()),
        chosen=field if field in place.fields else "",
        may_ask=place.access.stage != RoundState.ADOPTED,
        asks_whom=choose_addressee(place.access, place.area_id).label,
        typed=refused.text if is_own_refused else "",
        error=refused.error if is_own_refused else "",
    )


def _list_place_fields(place: QuestionPlace) -> tuple[tuple[str, str], ...]:
    if not place.chapter:
        return (("cell", place.key),)
    return (("kapitel", place.chapter.code), ("omrade", place.area_code))


def _build_question(round_: Round, seen: SeenQuestion, user: User, refused: RefusedQuestion) -> QuestionView:
    question = seen.question
    is_refused = refused.number == question.pk
    return QuestionView(
        number=question.pk,
        place=question.place_name,
        place_url=find_place_url(round_, question),
        message=_build_message(question),
        addressee=Addressee(question.addressee).label,
        state=question.state,
        state_label=_format_state(question),
        replies=tuple(_build_message(reply) for reply in question.replies.all()),
        is_waiting=seen.is_waiting,
        may_reply=seen.access.stage != RoundState.ADOPTED,
        may_close=seen.access.stage != RoundState.ADOPTED and may_close(question, seen.access, user.pk),
        typed=refused.text if is_refused else "",
        error=refused.error if is_refused else "",
    )


def _format_state(question: Question) -> str:
    label = QuestionState(question.state).label
    if question.state == QuestionState.CLOSED and question.closed_by:
        return f"{label} av {question.closed_by}"
    return str(label)


def _build_message(written: Question | Reply) -> MessageView:
    author: Any = written.by
    return MessageView(str(author) if author else UNKNOWN, format_moment(written.at), written.text)
