"""What ``/sok/`` shows: what was found in groups, each with its board and tertial, the latest first."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from apps.publishing.models import SearchKind
from apps.publishing.search.queries import HIT_BEGINS, HIT_ENDS, SearchHit, search_published
from apps.web.links import ReportAddress
from apps.web.page_header import format_document_name

MOST_OF_EACH, MOST_OF_ONE = 6, 100
_HIT_PATTERN = re.compile(f"({HIT_BEGINS}[^{HIT_ENDS}]*{HIT_ENDS})")


@dataclass(frozen=True, slots=True)
class ExcerptPart:
    """A piece of an excerpt; ``is_hit`` where it is what was asked for."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HitLine:
    """Something found: its name, where it is read, and a few of its words."""

    title: str
    url: str
    where: str
    excerpt: tuple[ExcerptPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HitGroup:
    """What was found of one kind; ``more_url`` leads to the rest."""

    kind: str
    label: str
    lines: tuple[HitLine, ...]
    more_url: str


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """A municipality that was found."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """The question and what it gave."""

    query: str
    corrected: str
    only: str
    municipalities: tuple[PlaceLink, ...]
    groups: tuple[HitGroup, ...]
    all_url: str


def build_search_page(query: str, only: str = "") -> SearchPage:
    """What is found; ``only`` of one kind (the value of a ``SearchKind``), where there is room for more."""
    query = query.strip()[:100]
    kinds = (SearchKind(only),) if only in SearchKind.values else tuple(SearchKind)
    limit = MOST_OF_ONE if len(kinds) == 1 else MOST_OF_EACH
    found = search_published(query, kinds=kinds, limit=limit + 1)
    is_one = len(kinds) == 1
    return SearchPage(
        query=query,
        corrected=found.corrected,
        only=kinds[0].label if is_one else "",
        municipalities=()
        if is_one
        else tuple(PlaceLink(one.name, reverse("municipality", args=[one.slug])) for one in found.municipalities),
        groups=tuple(
            HitGroup(
                kind=kind.value,
                label=kind.label,
                lines=tuple(_build_line(one) for one in hits[:limit]),
                more_url=_build_url(query, kind.value) if len(hits) > limit and not is_one else "",
            )
            for kind in kinds
            if (hits := [one for one in found.hits if one.kind == kind])
        ),
        all_url=_build_url(query) if is_one else "",
    )


def _build_url(query: str, only: str = "") -> str:
    return f"{reverse('search')}?{urlencode({'q': query, **({'visa': only} if only else {})})}"


def _build_line(hit: SearchHit) -> HitLine:
    place = ReportAddress(hit.municipality_slug, hit.board_slug, hit.period)
    parts = (f"{hit.board}, {hit.municipality}", format_document_name(hit.period))
    return HitLine(
        title=hit.title,
        url=place.url(hit.page, **({"code": hit.code} if hit.code else {})),
        where=" · ".join(parts),
        excerpt=_split_excerpt(hit.excerpt),
    )


def _split_excerpt(text: str) -> tuple[ExcerptPart, ...]:
    pieces = [piece for piece in _HIT_PATTERN.split(text) if piece]
    return tuple(ExcerptPart(one.strip(HIT_BEGINS + HIT_ENDS), one.startswith(HIT_BEGINS)) for one in pieces)
