"""What the coming version makes public or changes, compared with what is published.

Shown on ``…/andras/`` and beside the steps that lead to publication.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from apps.checks.finding_counts import FindingCounts, count_findings
from apps.publishing.comparison.differences import Difference, list_all_facts
from apps.publishing.drafts import (
    DraftChanges,
    DraftVersion,
    ReportContents,
    count_contents,
    find_draft_changes,
    load_draft_version,
)
from apps.publishing.suppression.text_redaction import HiddenNumberInText, find_hidden_numbers_in_texts
from apps.rounds.models import Round, RoundState
from apps.web.links import ReportAddress
from apps.web.reporting.dates import format_moment
from apps.web.reporting.links import build_round_url
from apps.workflow.correction_changes import WrittenCell

MOST_IN_SUMMARY = 5
MOST_HIDDEN_LINKS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRow:
    """One figure or text that differs, with a link to where it is in the draft, and who wrote it."""

    part: str
    name: str
    what: str
    before: str
    after: str
    url: str
    who: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedGroup:
    """The rows of one kind, part by part. ``loud`` should not be there, ``folded`` are seldom of interest."""

    id: str
    title: str
    hint: str
    count: int
    parts: tuple[tuple[str, tuple[ChangedRow, ...]], ...]
    loud: bool = False
    folded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenLink:
    """An indicator that has hidden outcomes."""

    url: str
    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NextVersion:
    """What is known of the coming version. A correction has ``groups``, a first publication ``contents``.

    ``findings`` are those of the report before anything is hidden, as the board walks through them.
    """

    version: int
    draft_url: str
    page_url: str
    count: int
    corrected: int
    unexplained: int
    groups: tuple[ChangedGroup, ...]
    first_rows: tuple[ChangedRow, ...]
    unseen: tuple[ChangedRow, ...]
    contents: ReportContents | None
    hidden: tuple[HiddenLink, ...]
    more_hidden: int
    findings_url: str
    findings: FindingCounts
    hidden_numbers: tuple[HiddenNumberInText, ...]


def load_next_version(round_: Round) -> NextVersion | None:
    """What the coming version of a round is and changes; None when nothing waits to be published."""
    if round_.stage == RoundState.ADOPTED:
        return None
    draft = load_draft_version(round_)
    place = ReportAddress.for_report(draft.report)
    coming = NextVersion(
        version=draft.version,
        draft_url=place.url(),
        page_url=build_round_url(round_, "reporting_changes"),
        count=0,
        corrected=0,
        unexplained=0,
        groups=(),
        first_rows=(),
        unseen=(),
        contents=None,
        hidden=(),
        more_hidden=0,
        findings_url=place.url("findings"),
        findings=count_findings(draft.whole.findings),
        hidden_numbers=tuple(find_hidden_numbers_in_texts(draft.whole, draft.report)),
    )
    return _add_contents(coming, draft, place) if draft.before is None else _add_changes(coming, draft, round_)


def _add_contents(coming: NextVersion, draft: DraftVersion, place: ReportAddress) -> NextVersion:
    contents = count_contents(draft.report)
    links = tuple(
        HiddenLink(url=place.url("indicator", code=code), name=name, count=count)
        for code, name, count in contents.hidden
    )
    hidden = links[:MOST_HIDDEN_LINKS]
    return replace(coming, contents=contents, hidden=hidden, more_hidden=len(links) - len(hidden))


def _add_changes(coming: NextVersion, draft: DraftVersion, round_: Round) -> NextVersion:
    changes = find_draft_changes(round_, draft)
    links = _ChangeLinks(draft)
    corrected = [links.row(one, cell) for one, cell in changes.corrected]
    other, follows = ([links.row(one) for one in rows] for rows in (changes.other, changes.follows))
    nearest = sorted(follows, key=_rank_in_summary)
    replaced = [row for row in follows if _is_about_print(row)]
    groups = (
        _build_group("rattat", "Ändrat i rättelsen", "Det som har skrivits sedan rättelsen öppnades.", corrected),
        _build_group("annat", "Annat som skiljer", _UNEXPLAINED_HINT, other, loud=True),
        _build_group(
            "foljer",
            "Följer av det",
            "Summor, avvikelser, lägen och iakttagelser.",
            [row for row in follows if not _is_about_print(row)],
        ),
        _build_group("tryckt", "Tryckta uppgifter som ersätts", _REPLACED_HINT, replaced, folded=True),
    )
    return replace(
        coming,
        count=changes.count,
        corrected=len(corrected),
        unexplained=len(other),
        groups=tuple(group for group in groups if group.count),
        first_rows=tuple([*corrected, *other, *nearest][:MOST_IN_SUMMARY]),
        unseen=tuple(links.find_invisible(changes)),
    )


def _rank_in_summary(row: ChangedRow) -> int:
    """Sort order: sums first, then lights and variances, then texts about them."""
    starts = ("utfall", "budget", "prognos,"), ("läge",), ("avvikelse,",)
    if row.part in _GENERAL_PARTS or " i tabellen " in row.what:
        return len(starts)
    return next((rank for rank, start in enumerate(starts) if row.what.startswith(start)), len(starts))


def _is_about_print(row: ChangedRow) -> bool:
    """Is it what a printed table says of a row that the board has corrected, or how its amounts are shown?"""
    return " i tabellen " in row.what or row.what.startswith("hur beloppen visas")


_REPLACED_HINT = "Så står de rättade raderna i rapportens tryckta tabeller. De visas inte längre bredvid."
_GENERAL_PARTS = {"Rapporten", "Att uppmärksamma", "Iakttagelser", "Över tid"}
_UNEXPLAINED_HINT = (
    "Det här har ingen skrivit i rättelsen, och det följer inte av den. Ta reda på varför innan rättelsen publiceras."
)


def _build_group(
    id_: str, title: str, hint: str, rows: Iterable[ChangedRow], *, loud: bool = False, folded: bool = False
) -> ChangedGroup:
    rows = list(rows)
    parts = tuple((part, tuple(group)) for part, group in groupby(rows, key=lambda row: row.part))
    return ChangedGroup(id=id_, title=title, hint=hint, count=len(rows), parts=parts, loud=loud, folded=folded)


class _ChangeLinks:
    """The differences as rows, each with its place in the draft."""

    def __init__(self, draft: DraftVersion) -> None:
        self.draft = draft
        self.place = ReportAddress.for_report(draft.report)
        self.codes = {
            "goal": {one.code for one in draft.report.goals},
            "indicator": {one.code for one in draft.report.indicators},
        }

    def row(self, one: Difference, cell: WrittenCell | None = None) -> ChangedRow:
        """A difference with its link; of a written cell also who wrote it."""
        return ChangedRow(
            part=one.part,
            name=one.name,
            what=one.what,
            before=one.before,
            after=one.after,
            url=self.find_url(one.kind, one.key),
            who=cell.author if cell else "",
            when=format_moment(cell.at) if cell else "",
        )

    def find_url(self, kind: str, key: str) -> str:
        """Where something is in the draft; empty for what the draft no longer has."""
        if kind in self.codes:
            return self.place.url(kind, code=key) if key in self.codes[kind] else ""
        if kind == "finding":
            return self.place.url("findings")
        return self.place.find_part_url(kind, key) or self.place.url()

    def find_invisible(self, changes: DraftChanges) -> Iterable[ChangedRow]:
        """What was written and makes no difference to a reader, named as the report names it."""
        if not changes.unseen:
            return
        facts = {cell: fact for fact in list_all_facts(self.draft.report) for cell in fact.cells}
        for one in changes.unseen:
            fact = facts.get(one.address)
            yield ChangedRow(
                part=fact.part if fact else "",
                name=fact.name if fact else one.label,
                what=fact.what if fact else "",
                before="",
                after="",
                url=self.find_url(fact.kind, fact.key) if fact else "",
                who=one.author,
                when=format_moment(one.at),
            )
