"""Searching what is published: by stems and beginnings of words in Swedish, and by what is spelt almost alike."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Exists, OuterRef

from apps.core.tertials import Tertial
from apps.organisation.models import Board, Municipality
from apps.publishing.models import SearchKind, SearchSpelling
from apps.publishing.search.spellings import build_forms, count_slips, normalize_text

MOST_TERMS, MOST_LETTERS = 8, 100
MOST_MUNICIPALITIES = 12
LONG_TERM = 8
"""A word of so many letters may be two slips from what is meant, a shorter one a single slip."""
HIT_BEGINS, HIT_ENDS = "\x02", "\x03"
_TERM_PATTERN = re.compile(r"[^\W_]+")

LATEST = 3000
"""So many of the latest entries of a kind are read through first. A term that is found there often is a common one, and
a rare one is soon found by its index: so neither takes long."""

_FILTER = """e.vector @@ to_tsquery('swedish', %(terms)s) AND b.is_public
    AND (%(municipalities)s::bigint[] = '{}' OR e.municipality_id = ANY(%(municipalities)s::bigint[]))"""
_LATEST_QUERY = f"""
(SELECT e.kind, e.id FROM (
    SELECT * FROM publishing_searchentry WHERE kind = %(kind)s ORDER BY period DESC LIMIT {LATEST}) AS e
JOIN organisation_board AS b ON b.id = e.board_id WHERE {_FILTER} ORDER BY e.period DESC, e.id LIMIT %(limit)s)
"""  # noqa: S608 - of our own texts alone
# ``+ 0`` keeps the planner from reading all in order of period, which is what a rare term would cost.
_INDEXED_QUERY = f"""
(SELECT e.kind, e.id FROM publishing_searchentry AS e JOIN organisation_board AS b ON b.id = e.board_id
WHERE e.kind = %(kind)s AND {_FILTER} ORDER BY e.period + 0 DESC, e.id LIMIT %(limit)s)
"""  # noqa: S608 - of our own texts alone
_HITS_QUERY = """
SELECT e.kind, e.title, ts_headline('swedish', e.text, to_tsquery('swedish', %(terms)s), %(options)s), e.page, e.code,
    e.period, b.name, b.slug, m.name, m.slug
FROM publishing_searchentry AS e JOIN organisation_board AS b ON b.id = e.board_id
JOIN organisation_municipality AS m ON m.id = e.municipality_id
WHERE e.id = ANY(%(entries)s)
ORDER BY e.period DESC, e.id
"""
_OPTIONS = f"StartSel={HIT_BEGINS}, StopSel={HIT_ENDS}, MaxFragments=1, MaxWords=28, MinWords=12"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """Something found, and the report where it is read. In ``excerpt`` what was asked for stands between two marks."""

    kind: SearchKind
    title: str
    excerpt: str
    page: str
    code: str
    period: Tertial
    board: str
    board_slug: str
    municipality: str
    municipality_slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """What was found, by kind in their order and the latest first. ``corrected`` is what was searched for too."""

    hits: tuple[SearchHit, ...] = ()
    municipalities: tuple[Municipality, ...] = ()
    corrected: str = ""


def search_published(query: str, *, kinds: Collection[SearchKind] = tuple(SearchKind), limit: int) -> SearchResult:
    """At most ``limit`` of each kind. What no name has is searched for as its nearest name too."""
    terms = _TERM_PATTERN.findall(query[:MOST_LETTERS].casefold())[:MOST_TERMS]
    if not terms:
        return SearchResult()
    nearest = [_find_nearest(term) for term in terms]
    places = _find_municipalities([*terms, *nearest])
    named = {normalize_text(one.name): one.pk for one in places}
    pairs = [pair for pair in zip(terms, nearest, strict=True) if not named.keys() & set(map(normalize_text, pair))]
    # A municipality's name among other words says where to look; alone it is what is looked for.
    where = list(named.values()) if 0 < len(pairs) < len(terms) else []
    values: dict[str, Any] = {
        "terms": " & ".join(map(_build_term, pairs if where else zip(terms, nearest, strict=True))),
        "municipalities": where,
        "limit": limit,
        "options": _OPTIONS,
    }
    hits = _load_hits(values, kinds, limit)
    is_guess = any(not other.startswith(term) for term, other in zip(terms, nearest, strict=True))
    return SearchResult(
        hits=hits,
        municipalities=() if where else tuple(places),
        corrected=" ".join(nearest) if is_guess and (hits or places) else "",
    )


def _load_hits(values: dict[str, Any], kinds: Collection[SearchKind], limit: int) -> tuple[SearchHit, ...]:
    with connection.cursor() as cursor:
        found = _find_entries(cursor, _LATEST_QUERY, values, kinds)
        rare = [kind for kind in kinds if len(found[kind.value]) < limit]
        if rare:
            found |= _find_entries(cursor, _INDEXED_QUERY, values, rare)
        entries = [entry for each in found.values() for entry in each]
        cursor.execute(_HITS_QUERY, {**values, "entries": entries})
        return tuple(_build_hit(*row) for row in cursor)


def _find_entries(
    cursor: CursorWrapper, query: str, values: dict[str, Any], kinds: Collection[SearchKind]
) -> dict[str, list[int]]:
    """The ids of the entries by kind, one statement for all kinds."""
    cursor.execute(" UNION ALL ".join(query.replace("%(kind)s", f"'{kind.value}'") for kind in kinds), values)
    found: dict[str, list[int]] = {kind.value: [] for kind in kinds}
    for kind, entry in cursor:
        found[kind].append(entry)
    return found


def _build_term(pair: tuple[str, str]) -> str:
    """Words that begin so, in either spelling."""
    return "({}:* | {}:*)".format(*pair)


def _build_hit(
    kind: str, title: str, excerpt: str, page: str, code: str, period: int, board: str, slug: str, *place: str
) -> SearchHit:
    return SearchHit(
        kind=SearchKind(kind),
        title=title,
        excerpt=excerpt,
        page=page,
        code=code,
        period=Tertial(period // 10, period % 10),
        board=board,
        board_slug=slug,
        municipality=place[0],
        municipality_slug=place[1],
    )


def _find_municipalities(terms: Sequence[str]) -> list[Municipality]:
    """Those with public boards whose name begins with one of the terms, or has it as a word; dots don't matter."""
    public = Board.objects.public().filter(municipality=OuterRef("pk"))
    folded = [normalize_text(term) for term in terms]
    return [
        one
        for one in Municipality.objects.filter(Exists(public)).order_by("name")
        if any(part.startswith(term) for part in normalize_text(one.name).split() for term in folded if len(term) > 1)
    ][:MOST_MUNICIPALITIES]


def _find_nearest(term: str) -> str:
    """The published word that is spelt most like the term; the term itself where none is."""
    forms = build_forms(term)
    if not forms:
        return term
    known = SearchSpelling.objects.filter(forms__overlap=forms).values_list("spelling", flat=True)
    allowed = 2 if len(term) >= LONG_TERM else 1
    near = sorted((count_slips(one, term), one[0] != term[0], one) for one in known)
    return near[0][2] if near and near[0][0] <= allowed else term
