"""The start page: which municipalities and boards there are to read, and the latest report of each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Value, When

from apps.core.swedish import build_swedish_sort_key
from apps.core.tertials import Tertial
from apps.publishing.models import PublicVersion
from apps.report.measures import LightCounts
from apps.rounds.models import Round, RoundState
from apps.web.lights import LightSummary, build_light_summary
from apps.web.links import ReportAddress
from apps.web.page_header import format_document_name


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
    goals: LightSummary | None
    coming: DraftLink | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalityGroup:
    """The boards of a municipality."""

    name: str
    slug: str
    is_made_up: bool
    boards: tuple[BoardCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    """The search text, and the municipalities and boards that match it."""

    query: str
    groups: tuple[MunicipalityGroup, ...]
    shown: int
    total: int


def build_start_page(user: Any, query: str) -> StartPage:
    """The boards that the reader may see, narrowed to the words asked for. Two queries, three for who is logged in."""
    rounds = load_latest_rounds(user)
    drafts = {round_.board_id: round_ for round_ in load_latest_drafts(user)}
    return arrange_boards(rounds, load_headlines(rounds), query.strip()[:100], drafts)


def load_latest_rounds(user: Any) -> list[Round]:
    """Each board's latest adopted report, else its latest draft that the user may read."""
    drafts_last = Case(When(state=RoundState.ADOPTED, then=Value(0)), default=Value(1), output_field=IntegerField())
    rounds = Round.objects.visible_to(user).select_related("board__municipality")
    return list(rounds.order_by("board_id", drafts_last, "-year", "-tertial").distinct("board_id"))


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


def load_headlines(rounds: Sequence[Round]) -> dict[int, dict[str, Any]]:
    """What the list shows of each adopted round's latest version: its sentences and the lights of its goals."""
    latest = PublicVersion.objects.filter(round__in=rounds).order_by("round_id", "-version").distinct("round_id")
    rows = latest.values_list("round_id", "headline__overview", "headline__goal_lights")
    return {round_id: {"overview": overview, "goal_lights": lights} for round_id, overview, lights in rows}


def arrange_boards(
    rounds: Sequence[Round], headlines: dict[int, dict[str, Any]], query: str, drafts: Mapping[int, Round]
) -> StartPage:
    """Boards by municipality, both in Swedish order; what is made up comes last."""
    hits = [round_ for round_ in rounds if _matches_query(round_, query)]
    groups: dict[tuple[bool, str, str], list[BoardCard]] = defaultdict(list)
    for round_ in hits:
        municipality = round_.board.municipality
        groups[municipality.is_made_up, municipality.name, municipality.slug].append(
            _build_card(round_, headlines.get(round_.pk, {}), drafts.get(round_.board_id))
        )
    return StartPage(
        query=query,
        groups=tuple(
            MunicipalityGroup(
                name=name,
                slug=slug,
                is_made_up=is_made_up,
                boards=tuple(sorted(cards, key=lambda card: build_swedish_sort_key(card.name))),
            )
            for (is_made_up, name, slug), cards in sorted(
                groups.items(), key=lambda item: (item[0][0], build_swedish_sort_key(item[0][1]))
            )
        ),
        shown=len(hits),
        total=len(rounds),
    )


def _matches_query(round_: Round, query: str) -> bool:
    searched = build_swedish_sort_key(f"{round_.board.municipality.name} {round_.board.name}")
    return all(part in searched for part in build_swedish_sort_key(query).split())


def _build_card(round_: Round, headline: dict[str, Any], draft: Round | None) -> BoardCard:
    overview, counts = headline.get("overview"), LightCounts(**headline.get("goal_lights", {}))
    return BoardCard(
        name=round_.board.name,
        url=ReportAddress.for_round(round_).url(),
        period=round_.period,
        document=format_document_name(round_.period),
        draft=round_.state != RoundState.ADOPTED,
        sentence=overview[0] if overview else "",
        goals=build_light_summary(counts) if counts.total else None,
        coming=build_draft_link(draft) if draft and draft.period > round_.period else None,
    )
