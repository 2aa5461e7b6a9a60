"""The next version of a report as everyone will read it, before it is published, and what it changes.

The draft is built as a publication is, with small numbers suppressed. Nothing here is stored.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from apps.checks.finding_counts import FindingCounts, count_findings
from apps.publishing.comparison.differences import Difference, compare_reports, list_all_facts
from apps.publishing.comparison.facts import HIDDEN_OUTCOME_TEXT
from apps.publishing.comparison.report_facts import OWN_INVESTMENTS_KEY
from apps.publishing.models import PublicVersion
from apps.publishing.report_json import decode_stored_report
from apps.publishing.services import build_round_report, suppress_built_report
from apps.report.board_report import BoardReport
from apps.report.budget_paths import INTERIM_FORECAST
from apps.rounds.models import Round, RoundState
from apps.workflow.correction_changes import WrittenCell, list_corrected_plan, list_written_cells

ASSESSMENT_TEXT_FIELDS = ("summary", "cause", "action", "gender_reflection")


class DraftReport(BoardReport, frozen=True, kw_only=True):
    """A report that is to be published. A type of its own, so that links on its pages lead to its other pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftVersion:
    """What will be published next: ``version``, and the latest published version with its report, if there is one.

    ``whole`` is the report with its small numbers, which only those who work with it may see.
    """

    report: DraftReport
    whole: BoardReport
    version: int
    published: PublicVersion | None
    before: BoardReport | None


def load_draft_version(round_: Round) -> DraftVersion:
    """The next version as everyone will read it. The round must come from a scoped queryset."""
    built = build_round_report(round_)
    whole = replace(built.report, state=RoundState.ADOPTED.value, state_label=RoundState.ADOPTED.label)
    shown = suppress_built_report(built._replace(report=whole), round_.board)
    published = PublicVersion.objects.filter(round=round_).order_by("-version").first()
    return DraftVersion(
        report=DraftReport(**{name: getattr(shown, name) for name in shown.__struct_fields__}),
        whole=whole,
        version=published.version + 1 if published else 1,
        published=published,
        before=decode_stored_report(published.sha256, bytes(published.report)) if published else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftChanges:
    """What a correction changes. ``unseen`` are cells that were written and make no difference to a reader."""

    corrected: tuple[tuple[Difference, WrittenCell], ...]
    follows: tuple[Difference, ...]
    other: tuple[Difference, ...]
    unseen: tuple[WrittenCell, ...]

    @property
    def count(self) -> int:
        """How many figures and texts differ."""
        return len(self.corrected) + len(self.follows) + len(self.other)


def find_draft_changes(round_: Round, draft: DraftVersion) -> DraftChanges:
    """What differs between the latest publication and the draft, parted by what the correction has written."""
    if draft.before is None:
        raise ValueError("There is no published version to compare with.")
    differences = compare_reports(draft.before, draft.report)
    return group_differences(differences, list_written_cells(round_), draft.report, list_corrected_plan(round_))


def group_differences(
    differences: Iterable[Difference],
    written: Sequence[WrittenCell],
    report: BoardReport,
    plan: Sequence[WrittenCell] = (),
) -> DraftChanges:
    """Part the differences: what was written, what follows from that, and what nothing in the correction explains.

    ``plan`` are the parts of the plan that the correction takes along, see ``list_corrected_plan``.
    """
    by_cell = {one.address: one for one in written}
    by_plan = {one.address: one for one in plan}
    follows = _AffectedParts([one.key for one in (*written, *plan)], report)
    groups: dict[str, list[Difference]] = defaultdict(list)
    corrected: list[tuple[Difference, WrittenCell]] = []
    for one in differences:
        cell = next((by_cell[cell] for cell in one.cells if cell in by_cell), None)
        if cell is None and not one.derived:
            cell = by_plan.get(f"{one.kind}|{one.key}")
        if cell:
            corrected.append((one, cell))
        else:
            groups["follows" if follows.explains(one) else "other"].append(one)
    seen = {cell for one, _ in corrected for cell in one.cells}
    seen |= _find_visible_cells(report, by_cell.keys() - seen)
    return DraftChanges(
        corrected=tuple(corrected),
        follows=tuple(groups["follows"]),
        other=tuple(groups["other"]),
        unseen=tuple(one for one in written if one.address not in seen),
    )


def _find_visible_cells(report: BoardReport, cells: Collection[str]) -> set[str]:
    """Those of the cells that a reader sees a value of: what is written there was published already."""
    if not cells:
        return set()
    shown = (fact.cells for fact in list_all_facts(report) if fact.text not in ("", HIDDEN_OUTCOME_TEXT))
    return {cell for found in shown for cell in found if cell in cells}


class _AffectedParts:
    """What the written rows can have changed besides themselves."""

    def __init__(self, keys: Iterable[str], report: BoardReport) -> None:
        self.goals: set[str] = set()
        self.indicators: set[str] = set()
        self.areas: set[str] = set()
        self.risks: set[str] = set()
        self.investments: set[str] = set()
        self.anything = False
        sets = {"u": self.indicators, "b:i": self.indicators, "b:g": self.goals, "d": self.areas, "k": self.risks}
        for key in keys:
            self.anything = True
            kind, _, rest = key.partition(":")
            if kind == "b":
                which, _, rest = rest.partition(":")
                kind = f"b:{which}"
            (self.investments if kind == "i" else sets.get(kind, set())).add(rest.split(":")[0])
        self._add_ancestors(report)

    def _add_ancestors(self, report: BoardReport) -> None:
        """Up the trees: an area's money is in the areas above it, an indicator's light in its goal's."""
        self._add_parents(self.areas, {one.code: one.parent for one in report.areas})
        for indicator in report.indicators:
            if indicator.code in self.indicators and indicator.goal:
                self.goals.add(indicator.goal)
        self._add_parents(self.goals, {one.code: one.parent for one in report.goals})
        parents = {row.code: row.parent for table in report.investments for row in table.rows}
        self._add_parents(self.investments, parents)

    @staticmethod
    def _add_parents(codes: set[str], parents: Mapping[str, str | None]) -> None:
        for code in list(codes):
            above = parents.get(code)
            while above and above not in codes:
                codes.add(above)
                above = parents.get(above)

    def explains(self, difference: Difference) -> bool:
        """Can it follow from what was written?"""
        if difference.derived:
            return self._has_affected(difference)
        # An investment comes into the report with the first that is written of it.
        is_new = not difference.before and bool(self.investments)
        own = difference.kind == "investment" and difference.key in self.investments
        return is_new and (own or (difference.kind, difference.key) == ("table", OWN_INVESTMENTS_KEY))

    def _has_affected(self, difference: Difference) -> bool:
        codes = {
            "goal": self.goals,
            "indicator": self.indicators,
            "area": self.areas,
            "deficit": self.areas,
            "risk": self.risks,
            "investment": self.investments,
        }.get(difference.kind)
        if codes is None:  # the whole report's: the overview, the counts, the findings
            return self.anything and difference.kind != "history"
        return difference.key in codes


# A first publication: nothing to compare with, so what becomes public is counted.


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContents:
    """What a report makes public, counted. ``hidden`` are indicators by code with their hidden outcomes."""

    outcomes: int
    amounts: int
    texts: int
    goals: int
    indicators: int
    missing: int
    hidden: tuple[tuple[str, str, int], ...]
    findings: FindingCounts


def count_contents(report: BoardReport) -> ReportContents:
    """What a report makes public, counted: figures of its own period, texts, and what is hidden in the whole of it."""
    points = [reading.point for indicator in report.indicators for reading in indicator.readings]
    hidden = [(one.code, one.name, sum(bool(p.suppressed) for p in one.series)) for one in report.indicators]
    return ReportContents(
        outcomes=sum(1 for point in points if point.value is not None or point.stated_text),
        amounts=_count_amounts(report),
        texts=sum(1 for text in _iter_report_texts(report) if text),
        goals=len(report.goals),
        indicators=len(report.indicators),
        missing=sum(1 for point in points if point.missing),
        hidden=tuple(one for one in hidden if one[2]),
        findings=count_findings(report.findings),
    )


def _count_amounts(report: BoardReport) -> int:
    """The budgets, their changes, actuals and forecasts that the report states; what is only a sum is not counted."""
    rows = [row for area in report.economy.areas for row in (*area.cost_types, *([area.net] if area.net else []))]
    paths = [area.budget_path for area in report.economy.areas if area.budget_path and not area.budget_path.summed]
    steps = sum(len(path.steps) for path in paths)
    points = [point for area in report.economy.areas for point in area.forecasts]
    steps += sum(1 for point in points if point.kind == INTERIM_FORECAST and not point.summed)
    money = [row.now for row in rows if not row.summed] + [row.now for t in report.investments for row in t.rows]
    names = ("budget", "period_budget", "actual", "forecast")
    return steps + sum(1 for now in money for name in names if getattr(now, name) is not None)


def _iter_report_texts(report: BoardReport) -> Iterator[str]:
    """Every text that people have written in the report; empty ones too."""
    written = [one for goal in report.goals for one in goal.assessments]
    written += [one for indicator in report.indicators for one in indicator.assessments]
    yield from (getattr(one, name) for one in written for name in ASSESSMENT_TEXT_FIELDS)
    yield from (text for one in report.comments for text in (one.text, one.cause, one.action))
    yield report.summary
