"""A board in a list: its latest published report in a sentence, its lights, and the money of the whole board."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from apps.core.tertials import Tertial
from apps.publishing.models import PublicVersion
from apps.report.measures import LightCounts
from apps.report.money import Amounts
from apps.rounds.models import Round
from apps.web.lights import LightSummary, build_light_summary
from apps.web.links import ReportAddress
from apps.web.page_header import format_document_name


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCard:
    """A board with its latest published report. ``money`` is the whole board's net, None where the report has none."""

    name: str
    url: str
    period: Tertial
    document: str
    sentence: str
    goals: LightSummary | None
    indicators: LightSummary | None
    money: Amounts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _PublishedHeadline:
    """What lists show of a round's latest version."""

    overview: list[str] | None
    goal_lights: dict[str, int] | None
    indicator_lights: dict[str, int] | None
    amounts: dict[str, Any] | None


def load_board_cards(boards: Iterable[int]) -> dict[int, BoardCard]:
    """The card of each public board with something published, by the board's id. Two queries."""
    rounds = Round.objects.published().filter(board__in=list(boards)).select_related("board__municipality")
    latest = list(rounds.order_by("board_id", "-year", "-tertial").distinct("board_id"))
    headlines = _load_headlines(latest)
    return {one.board_id: _build_card(one, headlines[one.pk]) for one in latest if one.pk in headlines}


def _load_headlines(rounds: Iterable[Round]) -> Mapping[int, _PublishedHeadline]:
    names = ("overview", "goal_lights", "indicator_lights", "amounts")
    versions = PublicVersion.objects.filter(round__in=rounds).order_by("round_id", "-version").distinct("round_id")
    rows = versions.values_list("round_id", *(f"headline__{name}" for name in names))
    return {
        round_id: _PublishedHeadline(**dict(zip(names, values, strict=True))) for round_id, *values in rows.iterator()
    }


def _build_card(round_: Round, headline: _PublishedHeadline) -> BoardCard:
    return BoardCard(
        name=round_.board.name,
        url=ReportAddress.for_round(round_).url(),
        period=round_.period,
        document=format_document_name(round_.period),
        sentence=headline.overview[0] if headline.overview else "",
        goals=_build_lights(headline.goal_lights),
        indicators=_build_lights(headline.indicator_lights),
        money=msgspec.convert(headline.amounts, Amounts) if headline.amounts else None,
    )


def _build_lights(counts: dict[str, int] | None) -> LightSummary | None:
    lights = LightCounts(**(counts or {}))
    return build_light_summary(lights) if lights.total else None
