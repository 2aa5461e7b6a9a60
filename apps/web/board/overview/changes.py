"""Since last time, on the board page: what has changed since the latest report and since the same period last year."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from apps.core.lights import Light
from apps.core.swedish import format_tkr
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport
from apps.report.over_time.period_changes import (
    MovedVariance,
    PeriodChanges,
    TurnedLight,
    build_period_changes,
    list_comparable_periods,
)
from apps.web.board.overview.attention import list_attention_texts
from apps.web.links import ReportAddress

MOST_LINES = 2  # of a kind in full view


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One thing that has changed. ``before`` and ``now`` are its lights, where it has lights."""

    name: str
    url: str
    text: str
    before: Light | None = None
    now: Light | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeGroup:
    """The changes of one kind: the first in full view, the rest a click away."""

    label: str
    count: int
    first: tuple[ChangeLine, ...]
    rest: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesView:
    """What has changed since one earlier report, which ``url`` leads to."""

    since: str
    url: str
    sentence: str
    groups: tuple[ChangeGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPart:
    """The part of the page: the comparisons there are, the latest first, and what there is none of, in words."""

    views: tuple[ChangesView, ...]
    missing: str


def build_changes_part(report: BoardReport) -> ChangesPart:
    """Against the latest published report, and against the same period last year where that is another."""
    periods = list_comparable_periods(report)
    found = [changes for period in periods if (changes := build_period_changes(report, period))]
    views: list[ChangesView] = []
    for changes in found:
        views.append(_drop_repeated_texts(_build_view(report, changes), views, list_attention_texts(report)))
    return ChangesPart(views=tuple(views), missing=_format_missing(report.period, periods))


def _drop_repeated_texts(view: ChangesView, earlier: Iterable[ChangesView], causes: Collection[str]) -> ChangesView:
    """The comparison without why a light is as it is where the page says it already.

    An ``earlier`` comparison may have it of the same thing, or the list of what to ask about (``causes``).
    """
    groups_before = (group for one in earlier for group in one.groups)
    known = {(line.url, line.text) for group in groups_before for line in (*group.first, *group.rest)}

    def shorten(lines: Iterable[ChangeLine]) -> tuple[ChangeLine, ...]:
        return tuple(
            replace(one, text="") if one.text in causes or (one.url, one.text) in known else one for one in lines
        )

    groups = (replace(group, first=shorten(group.first), rest=shorten(group.rest)) for group in view.groups)
    return replace(view, groups=tuple(groups))


def _format_missing(period: Tertial, known: Sequence[Tertial]) -> str:
    """Which comparisons can't be made, as no report is published here."""
    missing = [one.label for one in dict.fromkeys((period.previous(), period.same_last_year())) if one not in known]
    if not missing:
        return ""
    names = " och ".join(missing)
    are = "är inte publicerad" if len(missing) == 1 else "är inte publicerade"
    return f"{names} {are} här, så vi kan inte säga vad som har ändrats sedan dess."


def _build_view(report: BoardReport, changes: PeriodChanges) -> ChangesView:
    place = ReportAddress.for_report(report)
    lights = (
        ("Sämre läge", changes.worse),
        ("Bättre läge", changes.better),
        ("Kan bedömas nu", changes.judged),
        ("Kan inte bedömas längre", changes.unjudged),
    )
    moved = [*([changes.whole] if changes.whole else []), *changes.moved]
    groups = [
        *(_build_group(label, [_build_light_line(one, place) for one in turned]) for label, turned in lights[:1]),
        _build_group(_find_money_label(report.period, changes.since), _build_money_lines(moved, report, changes)),
        _build_group("Nya underskott", [_build_deficit_line(one, place, changes) for one in changes.deficits]),
        *(_build_group(label, [_build_light_line(one, place) for one in turned]) for label, turned in lights[1:]),
        _build_group("Jämförs inte", [_build_broken_line(name) for name in changes.not_compared]),
    ]
    return ChangesView(
        since=changes.since.label,
        url=place.for_period(changes.since).url(),
        sentence=format_changes(report.period, changes),
        groups=tuple(group for group in groups if group.count),
    )


def _build_group(label: str, lines: Sequence[ChangeLine]) -> ChangeGroup:
    shown = len(lines) if len(lines) == MOST_LINES + 1 else MOST_LINES
    return ChangeGroup(label=label, count=len(lines), first=tuple(lines[:shown]), rest=tuple(lines[shown:]))


def _build_light_line(one: TurnedLight, place: ReportAddress) -> ChangeLine:
    url = place.find_part_url(one.kind, one.key)
    return ChangeLine(name=one.name, url=url, text=one.why, before=one.before, now=one.now)


def _build_broken_line(name: str) -> ChangeLine:
    return ChangeLine(name=name, url="", text="Definitionen har ändrats.")


def _find_money_label(period: Tertial, since: Tertial) -> str:
    if period.is_final_accounts and since.year == period.year:
        return "Utfallet mot prognosen"
    return "Resultatet" if period.is_final_accounts else "Prognosen för helåret"


def _build_money_lines(moved: Iterable[MovedVariance], report: BoardReport, changes: PeriodChanges) -> list[ChangeLine]:
    place = ReportAddress.for_report(report)
    return [
        ChangeLine(
            name="Hela nämnden" if one.depth == 0 else one.name,
            url=place.find_part_url("area", one.area),
            text=format_move(one, changes.since),
        )
        for one in moved
    ]


def _build_deficit_line(one: MovedVariance, place: ReportAddress, changes: PeriodChanges) -> ChangeLine:
    url = place.find_part_url("area", one.area)
    return ChangeLine(name=one.name, url=url, text=f"Underskott {_format_amount(one, -one.now)}.")


def format_move(one: MovedVariance, since: Tertial) -> str:
    """How a variance has moved, for the better or the worse, from where to where: ``1 921 tkr sämre (−3 220 → …)``."""
    how = "bättre" if one.moved > 0 else "sämre"
    then, now = (format_tkr(amount, exact=one.exact, sign=True) for amount in (one.before, one.now))
    return f"{_format_amount(one, abs(one.moved))} {how} än i {since.label}: från {then} till {now}."


def _format_amount(one: MovedVariance, kronor: int) -> str:
    return f"{format_tkr(kronor, exact=one.exact)} tkr"


def format_changes(period: Tertial, changes: PeriodChanges) -> str:
    """What has changed in one or two sentences: how many lights turned which way, and the whole board's money."""
    sentences = [_format_turned(changes), _format_whole(period, changes)]
    text = " ".join(sentence for sentence in sentences if sentence)
    return text or f"Inget mål och ingen indikator har fått ett annat läge än i {changes.since.label}."


def _format_turned(changes: PeriodChanges) -> str:
    parts = [
        f"{_format_count(turned)} har fått {how} läge"
        for turned, how in ((changes.worse, "sämre"), (changes.better, "bättre"))
        if turned
    ]
    return f"{' och '.join(parts)}." if parts else ""


def _format_count(turned: Sequence[TurnedLight]) -> str:
    goals = sum(one.kind == "goal" for one in turned)
    indicators = len(turned) - goals
    parts = [
        f"{goals} mål" if goals else "",
        f"{indicators} indikator{'er' if indicators > 1 else ''}" if indicators else "",
    ]
    return " och ".join(part for part in parts if part)


def _format_whole(period: Tertial, changes: PeriodChanges) -> str:
    if changes.whole is None:
        return ""
    noun = "Resultatet" if period.is_final_accounts else "Prognosen för hela nämnden"
    how = "bättre" if changes.whole.moved > 0 else "sämre"
    than = "prognosen i " if period.is_final_accounts and changes.since.year == period.year else "i "
    return f"{noun} är {_format_amount(changes.whole, abs(changes.whole.moved))} {how} än {than}{changes.since.label}."
