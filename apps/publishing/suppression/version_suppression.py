"""All public versions of a board's reports, hidden together: what one hides, no other may tell. Pure functions.

A version that stricter rules reach is shown anew: with more cells out, without the texts' numbers that would tell
them, and with what it repeats of earlier reports as these are shown now.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from msgspec.structs import replace

from apps.checks.listed_findings import is_given
from apps.checks.registry import collect_findings
from apps.core.tertials import Tertial
from apps.publishing.suppression.headcounts import (
    FORECAST_PART,
    POINT_PART,
    SumFormula,
    get_point_cell,
    list_person_numbers,
    map_points,
)
from apps.publishing.suppression.own_tables import hide_small_numbers
from apps.publishing.suppression.secondary_suppression import SuppressionUnit
from apps.publishing.suppression.suppressed_report import find_units_to_hide, group_units_by_indicator, hide_units
from apps.publishing.suppression.text_redaction import (
    HiddenNumberInText,
    find_hidden_numbers_in_texts,
    list_texts,
    redact_numbers,
)
from apps.publishing.suppression.version_facts import (
    VersionFacts,
    YearFigures,
    build_short_reports,
    compute_hidden_digest,
)
from apps.report import board_report
from apps.report.over_time.headlines import map_goal_lights, map_indicator_lights

WithheldPoints = Sequence[tuple[str, board_report.Point]]


class ProtectionRules(NamedTuple):
    """What is protected: the indicators that count persons, fewer than how many, and the sums between indicators.

    ``dismissed`` are sums, total and parts, that people have said are chance.
    """

    counting: frozenset[str]
    threshold: int
    formulas: tuple[SumFormula, ...] = ()
    dismissed: frozenset[tuple[str, tuple[str, ...]]] = frozenset()


@dataclass(frozen=True, slots=True)
class VersionSource:
    """A version of a report. ``public`` is it as anyone reads it now, ``whole`` the same with every known number.

    A version that is about to be published is ``fresh``, and has nothing hidden yet. ``leans_on`` are the places of the
    versions that a fresh one was held against; without it the latest of each round.
    """

    public: board_report.BoardReport
    whole: board_report.BoardReport
    fresh: bool = False
    leans_on: tuple[int, ...] | None = None

    @property
    def period(self) -> Tertial:
        return self.public.period


class HiddenCell(NamedTuple):
    """A figure that is hidden, and whether it is only its forecast that is."""

    indicator: str
    year: int
    tertial: int
    area: str
    gender: str
    part: str


@dataclass(frozen=True, slots=True)
class SuppressedVersion:
    """How a version is to be read. ``cells`` are hidden now and were not before; ``texts`` lost so many numbers."""

    view: board_report.BoardReport
    cells: tuple[HiddenCell, ...] = ()
    texts: int = 0


@dataclass
class _JointSuppression:
    """The versions in the order in which they were published, by their places.

    ``load`` reads one. ``shown`` are those that have been gone through; the others are as they were.
    """

    periods: Sequence[Tertial]
    load: Callable[[int], VersionSource]
    found: set[SuppressionUnit]
    shown: dict[int, SuppressedVersion] = field(default_factory=dict)
    sources: dict[int, VersionSource] = field(default_factory=dict)

    def get_source(self, place: int) -> VersionSource:
        if place not in self.sources:
            self.sources[place] = self.load(place)
        return self.sources[place]

    def get_view(self, place: int) -> board_report.BoardReport:
        return self.shown[place].view if place in self.shown else self.get_source(place).public

    def is_changed(self, place: int) -> bool:
        return place in self.shown and self.shown[place].view is not self.get_source(place).public

    def is_any_changed_before(self, place: int) -> bool:
        return any(self.is_changed(number) for number in _map_latest_before(self, place).values())


def restore_withheld_points(view: board_report.BoardReport, withheld: WithheldPoints) -> board_report.BoardReport:
    """The report with the numbers that were withheld from it."""
    points = {(code, get_point_cell(point)): point for code, point in withheld}
    if not points:
        return view

    def whole(indicator: board_report.Indicator) -> board_report.Indicator:
        def known(point: board_report.Point) -> board_report.Point:
            return points.get((indicator.code, get_point_cell(point)), point)

        return replace(
            indicator,
            series=tuple(known(point) for point in indicator.series),
            readings=tuple(replace(one, point=known(one.point)) for one in indicator.readings),
        )

    codes = {code for code, _ in points}
    return replace(view, indicators=tuple(whole(one) if one.code in codes else one for one in view.indicators))


def list_withheld_points(
    view: board_report.BoardReport, shown: board_report.BoardReport
) -> list[tuple[str, board_report.Point]]:
    """The points of the report that are hidden in what is shown of it, wholly or their forecast."""
    withheld = []
    for indicator, other in zip(view.indicators, shown.indicators, strict=True):
        if indicator is not other:
            points = map_points(other)
            withheld += [
                (indicator.code, one) for at, one in map_points(indicator).items() if list_hidden_parts(one, points[at])
            ]
    return withheld


def list_hidden_parts(whole: board_report.Point, shown: board_report.Point) -> tuple[str, ...]:
    """What of a point is hidden: all of it, its forecast, or nothing."""
    if shown.suppressed:
        return (POINT_PART,)
    return (FORECAST_PART,) if whole.forecast is not None and shown.forecast is None else ()


def _has_suppressed_points(indicator: board_report.Indicator) -> bool:
    points = chain(indicator.series, (reading.point for reading in indicator.readings))
    return any(point.suppressed for point in points)


def find_hidden_units(source: VersionSource, *, counting: frozenset[str] | None = None) -> set[SuppressionUnit]:
    """What of a version is hidden already, of the indicators in ``counting`` if given."""
    units = set()
    shown = {one.code: one for one in source.public.indicators}
    for indicator in source.whole.indicators:
        if counting is not None and indicator.code not in counting:
            continue
        other = shown[indicator.code]
        if other is indicator and not _has_suppressed_points(indicator):
            continue  # nothing of it is hidden, as nearly always
        shown_points = map_points(other)
        for cell, point in map_points(indicator).items():
            for part in list_hidden_parts(point, shown_points[cell]):
                numbers = list_person_numbers(point, indicator.unit)
                units.add(SuppressionUnit(cell._replace(indicator=indicator.code), part, numbers))
    return units


def suppress_versions(sources: Sequence[VersionSource], rules: ProtectionRules) -> list[SuppressedVersion]:
    """Every version as it may be read when all are read together; ``sources`` in the order of publication."""
    bound = rules.counting.union(*(formula.codes for formula in rules.formulas))
    before = set().union(*(find_hidden_units(source, counting=bound) for source in sources))
    wholes = [source.whole for source in sources]
    found = find_units_to_hide(wholes, rules.counting, rules.threshold, rules.formulas, before)
    work = _JointSuppression([source.period for source in sources], sources.__getitem__, found)
    for place in range(len(sources)):
        work.shown[place] = _suppress_version(work, place, rules)
    return list(work.shown.values())


class ChangedVersions(NamedTuple):
    """How the versions are to be read that had to be looked at, by their places; all others are as they were.

    ``digests`` tell what is to be hidden of each version now, see ``version_facts``.
    """

    shown: dict[int, SuppressedVersion]
    digests: list[str]


def suppress_changed_versions(
    versions: Sequence[VersionFacts],
    years: Mapping[str, YearFigures],
    load: Callable[[int], VersionSource],
    rules: ProtectionRules,
) -> ChangedVersions:
    """As ``suppress_versions``, but not every version is read by ``load``.

    One is if something else is to be hidden of it than when it was last looked at, if its own tables show a number
    under the limit, or if a version that it tells of has changed.
    """
    bound = rules.counting.union(*(formula.codes for formula in rules.formulas))
    used = dict.fromkeys(digest for one in versions for digest in one.years.values())
    before = {unit for digest in used for unit in years[digest].iter_hidden_units(bound)}
    wholes = build_short_reports(versions, years)
    found = find_units_to_hide(wholes, rules.counting, rules.threshold, rules.formulas, before)
    digests = [compute_hidden_digest(one, years, found) for one in versions]
    work = _JointSuppression([one.period for one in versions], load, found)
    for place, one in enumerate(versions):
        has_small = one.smallest_in_tables is not None and one.smallest_in_tables < rules.threshold
        if one.hidden != digests[place] or has_small or work.is_any_changed_before(place):
            work.shown[place] = _suppress_version(work, place, rules)
    return ChangedVersions(work.shown, digests)


def _suppress_version(work: _JointSuppression, place: int, rules: ProtectionRules) -> SuppressedVersion:
    source = work.get_source(place)
    units = group_units_by_indicator(source.whole, work.found)
    cells = tuple(sorted(_iter_newly_hidden_cells(source, units)))
    earlier = list(_iter_earlier_reports(work, place))
    view = source.public
    if cells:
        view = _apply_rules(view, rules, {cell.indicator for cell in cells})
    shown = hide_small_numbers(hide_units(view, units, earlier), rules.threshold)
    hides_more = bool(cells) or shown.own_tables != view.own_tables
    numbers = list(_iter_numbers_to_redact(work, place, shown)) if hides_more else []
    if numbers:
        shown = hide_small_numbers(hide_units(redact_numbers(view, numbers), units, earlier), rules.threshold)
    shown = _update_history(work, place, shown)
    if not source.fresh or shown is not source.public:
        shown = _update_findings(work, place, shown, earlier)
    return SuppressedVersion(shown, cells, len(numbers))


def _iter_numbers_to_redact(
    work: _JointSuppression, place: int, shown: board_report.BoardReport
) -> Iterator[HiddenNumberInText]:
    """The numbers in texts that tell what is hidden and that nobody can take out any more.

    What is about to be published its writers can change, and are told to. Only a text that a correction brings along
    from a version where the number has been taken out is as it is read there.
    """
    source = work.get_source(place)
    found = find_hidden_numbers_in_texts(source.whole, shown)
    if not source.fresh:
        yield from found
        return
    own = [number for number, period in enumerate(work.periods[:place]) if period == source.period]
    if not own or not found:
        return
    texts = dict(list_texts(shown))
    sealed, public = (dict(list_texts(v)) for v in (work.get_source(own[-1]).whole, work.get_view(own[-1])))
    for one in found:
        if texts[one.place] == sealed.get(one.place) != public.get(one.place):
            yield one


def _iter_newly_hidden_cells(source: VersionSource, units: dict[str, set[SuppressionUnit]]) -> Iterator[HiddenCell]:
    """What is stated by the version as it is read now, and is to be hidden."""
    for indicator in source.public.indicators:
        wanted = units.get(indicator.code, set())
        for cell, point in map_points(indicator).items() if wanted else ():
            if SuppressionUnit(cell, POINT_PART) in wanted and not point.suppressed:
                yield HiddenCell(indicator.code, *cell[:4], POINT_PART)
            elif SuppressionUnit(cell, FORECAST_PART) in wanted and point.forecast is not None:
                yield HiddenCell(indicator.code, *cell[:4], FORECAST_PART)


def _apply_rules(view: board_report.BoardReport, rules: ProtectionRules, codes: set[str]) -> board_report.BoardReport:
    """The report says by which limit it is read, and what counts persons."""
    limit = max(rules.threshold, view.board.small_number_threshold)
    counted = codes & rules.counting
    return replace(
        view,
        board=replace(view.board, small_number_threshold=limit),
        indicators=tuple(
            replace(one, counts_persons=True) if one.code in counted and not one.counts_persons else one
            for one in view.indicators
        ),
    )


def _iter_earlier_reports(work: _JointSuppression, place: int) -> Iterator[board_report.BoardReport]:
    """The reports that a version was held against when it was published, as they are shown now."""
    leans_on = work.get_source(place).leans_on
    if leans_on is not None:
        yield from (work.get_view(number) for number in leans_on)
        return
    for period, number in _map_latest_before(work, place).items():
        own = work.periods[place]
        if period.year == own.year - 1 or (period.year == own.year and period.number < own.number):
            yield work.get_view(number)


def _map_latest_before(work: _JointSuppression, place: int) -> dict[Tertial, int]:
    """The latest version of each other round that was published before."""
    own = work.periods[place]
    return {period: number for number, period in enumerate(work.periods[:place]) if period != own}


def _update_history(work: _JointSuppression, place: int, view: board_report.BoardReport) -> board_report.BoardReport:
    """The lights of earlier reports as they are shown now."""
    changed = {p: n for p, n in _map_latest_before(work, place).items() if work.is_changed(n)}
    if not any(past.published and past.period in changed for past in view.history):
        return view

    def now(past: board_report.History) -> board_report.History:
        if not past.published or past.period not in changed:
            return past
        other = work.get_view(changed[past.period])
        return replace(
            past,
            goal_lights=other.goal_lights,
            indicator_lights=other.indicator_lights,
            goals=map_goal_lights(other.goals),
            indicators=map_indicator_lights(other.indicators),
        )

    history = tuple(now(past) for past in view.history)
    return view if history == view.history else replace(view, history=history)


def update_written_reason(published: board_report.Finding, now: board_report.Finding) -> board_report.Finding:
    """The finding as published, with what the report itself says of it as it reads where a number is taken out."""
    if published.answer is None or is_given(published.answer):
        return published
    return replace(published, answer=now.answer)


def _update_findings(
    work: _JointSuppression, place: int, view: board_report.BoardReport, earlier: Sequence[board_report.BoardReport]
) -> board_report.BoardReport:
    """The findings that still are found, where the report or one that it was held against is shown otherwise now."""
    source = work.get_source(place)
    if view is source.public and not work.is_any_changed_before(place):
        return view
    answers = {one.fingerprint: one.answer for one in source.public.findings if one.answer}
    found = collect_findings(view, earlier, answers)
    if not source.fresh:
        still = {(one.fingerprint, one.message, one.quote): one for one in found}
        shown = ((one, still.get((one.fingerprint, one.message, one.quote))) for one in source.public.findings)
        found = tuple(update_written_reason(one, now) for one, now in shown if now)
    return view if found == view.findings else replace(view, findings=found)
