"""The start page: which municipalities and boards there are to read, and the latest report of each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Value, When

from apps.core.swedish import swedish_sort_key
from apps.core.tertials import Tertial
from apps.followup.report import LightCounts
from apps.publishing.models import PublicVersion
from apps.rounds.models import Round, RoundState
from apps.web.links import Place
from apps.web.presenters import document_name
from apps.web.presenters_board import Lights, lights


@dataclass(frozen=True, slots=True)
class DraftLink:
    """A report that is not adopted yet, and which the reader may read."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCard:
    """A board with its latest report in a sentence, and a later draft of the reader's own."""

    name: str
    url: str
    period: Tertial
    document: str
    draft: bool
    sentence: str
    goals: Lights | None
    coming: DraftLink | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalityGroup:
    """The boards of a municipality."""

    name: str
    slug: str
    boards: tuple[BoardCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    """What the reader asked for, and what there is."""

    asked: str
    groups: tuple[MunicipalityGroup, ...]
    shown: int
    total: int


def start_page(user: Any, asked: str) -> StartPage:
    """The boards that the reader may see, narrowed to the words asked for. Two queries, three for who is logged in."""
    rounds = latest_rounds(user)
    drafts = {round_.board_id: round_ for round_ in latest_drafts(user)}
    return arranged(rounds, headlines(rounds), asked.strip()[:100], drafts)


def latest_rounds(user: Any) -> list[Round]:
    """Each board's latest adopted report, else its latest draft that the user may read."""
    drafts_last = Case(When(state=RoundState.ADOPTED, then=Value(0)), default=Value(1), output_field=IntegerField())
    rounds = Round.objects.visible_to(user).select_related("board__municipality")
    return list(rounds.order_by("board_id", drafts_last, "-year", "-tertial").distinct("board_id"))


def latest_drafts(user: Any) -> list[Round]:
    """Each board's latest report that is being written, where the user may read it: nobody's who is not logged in."""
    if not user.is_authenticated:
        return []
    drafts = Round.objects.visible_to(user).exclude(state__in=(RoundState.ADOPTED, RoundState.PLANNED))
    return list(
        drafts.select_related("board__municipality").order_by("board_id", "-year", "-tertial").distinct("board_id")
    )


def draft_link(round_: Round) -> DraftLink:
    """Where the draft is read."""
    return DraftLink(name=document_name(round_.period), url=Place.of_round(round_).url())


def headlines(rounds: Sequence[Round]) -> dict[int, dict[str, Any]]:
    """The headline figures of each adopted round's latest version."""
    latest = PublicVersion.objects.filter(round__in=rounds).order_by("round_id", "-version").distinct("round_id")
    return dict(latest.values_list("round_id", "headline"))


def arranged(
    rounds: Sequence[Round], told: dict[int, dict[str, Any]], asked: str, drafts: Mapping[int, Round]
) -> StartPage:
    """Boards by municipality, both in Swedish order."""
    hits = [round_ for round_ in rounds if _matches(round_, asked)]
    groups: dict[tuple[str, str], list[BoardCard]] = defaultdict(list)
    for round_ in hits:
        municipality = round_.board.municipality
        groups[municipality.name, municipality.slug].append(
            _card(round_, told.get(round_.pk, {}), drafts.get(round_.board_id))
        )
    return StartPage(
        asked=asked,
        groups=tuple(
            MunicipalityGroup(
                name=name, slug=slug, boards=tuple(sorted(cards, key=lambda card: swedish_sort_key(card.name)))
            )
            for (name, slug), cards in sorted(groups.items(), key=lambda item: swedish_sort_key(item[0][0]))
        ),
        shown=len(hits),
        total=len(rounds),
    )


def _matches(round_: Round, asked: str) -> bool:
    told = swedish_sort_key(f"{round_.board.municipality.name} {round_.board.name}")
    return all(word in told for word in swedish_sort_key(asked).split())


def _card(round_: Round, headline: dict[str, Any], draft: Round | None) -> BoardCard:
    overview, counts = headline.get("overview"), LightCounts(**headline.get("goal_lights", {}))
    return BoardCard(
        name=round_.board.name,
        url=Place.of_round(round_).url(),
        period=round_.period,
        document=document_name(round_.period),
        draft=round_.state != RoundState.ADOPTED,
        sentence=overview[0] if overview else "",
        goals=lights(counts) if counts.total else None,
        coming=draft_link(draft) if draft and draft.period > round_.period else None,
    )
