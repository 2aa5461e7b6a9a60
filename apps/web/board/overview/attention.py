"""What to ask about first, on the board page: at most five things, the heaviest of each kind, the rest a click away."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, zip_longest

from apps.core.swedish import format_tkr, get_surplus_label
from apps.report.board_report import Attention, AttentionPart, BoardReport
from apps.web.board.overview.excerpts import trim_excerpt
from apps.web.links import ReportAddress

FIRST = 5
KIND_LABELS = {"deficit": "Underskott", "goal": "Mål", "indicator": "Indikator", "risk": "Intern kontroll"}


@dataclass(frozen=True, slots=True)
class PartLine:
    """A red indicator of a goal, or a unit's deficit in an area's, with its name in the report and its page."""

    part: AttentionPart
    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionItem:
    """Something that needs attention, with a link.

    ``whole`` tells of a deficit inside an area how the whole area goes. ``excerpt`` is the beginning of a long cause,
    which with what is done about it is a click away.
    """

    item: Attention
    kind: str
    url: str
    whole: str
    excerpt: str
    parts: tuple[PartLine, ...]

    @property
    def has_more(self) -> bool:
        """Is there anything a click away?"""
        return bool(self.more_label)

    @property
    def more_label(self) -> str:
        """What is a click away: the whole of a long cause, the cause, or just what is done about it."""
        if self.excerpt:
            return self.excerpt
        has_cause = bool(self.parts) and bool(self.item.why or any(line.part.why for line in self.parts))
        if has_cause:
            return "Orsak och åtgärd" if self.item.action else "Orsak"
        return "Det här görs" if self.item.action else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionList:
    """The things to ask about: the first in full view, the rest a click away."""

    first: tuple[AttentionItem, ...]
    rest: tuple[AttentionItem, ...]


def build_attention_list(report: BoardReport) -> AttentionList:
    """The heaviest of each kind in turn, until there are five; then the rest, kind by kind."""
    kinds = [[one for one in report.attention if one.kind == kind] for kind in KIND_LABELS]
    in_turn = [one for one in chain.from_iterable(zip_longest(*kinds)) if one is not None]
    first = in_turn if len(in_turn) == FIRST + 1 else in_turn[:FIRST]
    chosen = {id(one) for one in first}
    ordered = sorted(report.attention, key=lambda one: id(one) not in chosen)
    items = _build_items(report, ordered)
    return AttentionList(first=items[: len(first)], rest=items[len(first) :])


def list_attention_texts(report: BoardReport) -> frozenset[str]:
    """Every cause that the list tells, so that nothing else on its page tells it again."""
    return frozenset(why for one in report.attention for why in (one.why, *(part.why for part in one.parts)) if why)


def _build_items(report: BoardReport, chosen: Iterable[Attention]) -> tuple[AttentionItem, ...]:
    wholes: set[str] = set()

    def tell_whole(one: Attention) -> str:
        """Once for the area, with its first unit."""
        whole = _format_parent_variance(report, one)
        is_known = whole in wholes
        wholes.add(whole)
        return "" if is_known else whole

    place = ReportAddress.for_report(report)
    names = {("deficit", area.area): area.name for area in report.economy.areas}
    names |= {("indicator", one.code): one.name for one in report.indicators}
    return tuple(
        AttentionItem(
            item=one,
            kind=KIND_LABELS[one.kind],
            url=place.find_part_url(one.kind, one.key),
            whole=tell_whole(one),
            excerpt="" if one.parts else trim_excerpt(one.why),
            parts=tuple(
                PartLine(part, names[part.kind, part.key], place.find_part_url(part.kind, part.key))
                for part in one.parts
            ),
        )
        for one in chosen
    )


def _format_parent_variance(report: BoardReport, one: Attention) -> str:
    """The variance of the area that a deficit is part of: its own line tells of the unit alone."""
    areas = {area.area: area for area in report.economy.areas}
    inside = areas.get(one.key) if one.kind == "deficit" else None
    above = areas.get(inside.parent or "") if inside and inside.depth > 1 else None
    if above is None or above.net is None or above.net.now.variance is None:
        return ""
    variance = above.net.now.variance
    amount = f" {format_tkr(abs(variance), exact=above.net.now.exact)} tkr" if variance else ""
    return f"Hela {above.name}: {get_surplus_label(variance)}{amount}."
