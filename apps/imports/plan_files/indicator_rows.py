"""Rows of the workbook on their way into the plan: indicators, who is counted, and the year's targets."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError

from apps import planning
from apps.core.choices import Gender
from apps.goals.models import Indicator, Target
from apps.imports.plan_files.plan_records import is_blank
from apps.imports.plan_files.plan_sheets import INDICATORS, TARGETS
from apps.imports.plan_files.plan_writer import MUST_BE_FILLED, PartIndex, PlanWriter, sort_by_parent
from apps.imports.plan_files.structure_rows import end_item, find_item
from apps.imports.report_format.records import ParsedRecord
from apps.organisation.models import ServiceArea


def write_indicators(writer: PlanWriter, records: Sequence[ParsedRecord]) -> None:
    """Indicators, each after the one that it is compared with."""
    found = Indicator.objects.filter(board=writer.board).select_related("board", "goal", "reference_for")
    index = writer.indexes["indicators"] = PartIndex(found.prefetch_related("service_areas"))
    new, changed = _NewIndicatorRows(writer), _ChangedIndicatorRows(writer)
    for record in sort_by_parent(records, "reference_for", index):
        if record["reference_for"]:
            new.write()  # what is pointed at is there before what points
        _write_indicator(writer, record, index, new, changed)
    new.write()
    changed.write()


class _NewIndicatorRows:
    """Rows of new indicators, written together. Where the database refuses one, singly, so that its row is told."""

    def __init__(self, writer: PlanWriter) -> None:
        self._writer = writer
        self._items = planning.NewIndicators(writer.by, writer.board)
        self._rows: list[tuple[ParsedRecord, dict[str, Any], Indicator]] = []

    def add(self, record: ParsedRecord, values: dict[str, Any]) -> Indicator:
        """An indicator that others can point at when it is written."""
        indicator = self._items.prepare(**values)
        self._rows.append((record, values, indicator))
        return indicator

    def write(self) -> None:
        """Write what is added."""
        rows, self._rows = self._rows, []
        try:
            self._items.write()
        except IntegrityError:
            for record, values, indicator in rows:
                with self._writer.guard(record, "name"):
                    made = planning.add_indicator(by=self._writer.by, board=self._writer.board, **values)
                    indicator.pk, indicator.code, indicator._state.adding = made.pk, made.code, False


class _ChangedIndicatorRows:
    """Rows of indicators that are there, written together. Where the database refuses one, singly, as for new ones."""

    def __init__(self, writer: PlanWriter) -> None:
        self._writer = writer
        terms = writer.terms
        self._items = planning.ChangedIndicators(writer.by, writer.board, terms.holds_from, terms.decision)
        self._rows: list[tuple[ParsedRecord, Indicator, dict[str, Any], dict[str, Any]]] = []

    def change(self, record: ParsedRecord, indicator: Indicator, values: dict[str, Any]) -> None:
        """Set values that differ."""
        before = self._items.prepare(indicator, **values)
        self._rows.append((record, indicator, before, values))

    def end(self, record: ParsedRecord, indicator: Indicator, last_year: int | None) -> None:
        """Set or take away a last year."""
        before = {"valid_to": indicator.valid_to}
        self._items.prepare_end(indicator, last_year)
        self._rows.append((record, indicator, before, {"valid_to": last_year}))

    def write(self) -> None:
        """Write what is added."""
        rows, self._rows = self._rows, []
        try:
            self._items.write()
        except IntegrityError:
            for _, indicator, before, _ in reversed(rows):
                for name, value in before.items():
                    setattr(indicator, name, value)
            for record, indicator, _, values in rows:
                if "valid_to" in values:
                    end_item(self._writer, record, indicator, values)
                    continue
                with self._writer.guard(record, "name"):
                    planning.change_indicator(indicator=indicator, **values, **self._writer.when)


def _write_indicator(
    writer: PlanWriter, record: ParsedRecord, index: PartIndex, new: _NewIndicatorRows, changed: _ChangedIndicatorRows
) -> None:
    indicator = find_item(record, index)
    if indicator is not None and indicator.pk is None:
        new.write()
    values = writer.read_row(record, INDICATORS, indicator, {"areas": "service_areas"})
    if values is None:
        return
    last_year = {name: values.pop(name) for name in ("valid_to",) if name in values}
    with writer.guard(record, "name", {"goal": "goal", "last_year": "valid_to"}):
        if indicator is None:
            code = record["code"] or ""
            indicator = new.add(record, {"code": code, **values})
        else:
            if "counts_persons" in values:  # hides numbers in what is published too, so it is done for all at once
                writer.counting[indicator.code] = values.pop("counts_persons")
            if "reference_for" in values:
                changed.write()  # who points in a circle is seen in what is written
            if values:
                changed.change(record, indicator, _add_place(indicator, values))
        index.add(indicator)
        writer.note(INDICATORS, record, indicator.code)
    if indicator is not None and "valid_to" in last_year and (last_year["valid_to"] or indicator.valid_to):
        new.write()
        with writer.guard(record, "valid_to", {"last_year": "valid_to"}):
            changed.end(record, indicator, last_year["valid_to"])


def _add_place(indicator: Indicator, values: dict[str, Any]) -> dict[str, Any]:
    """An indicator that is given a goal has no kind any more, and one that is given a kind no goal."""
    if values.get("goal") and indicator.kind:
        return {"kind": "", **values}
    return {"goal": None, **values} if values.get("kind") and indicator.goal_id else values


def write_targets(writer: PlanWriter, records: Sequence[ParsedRecord]) -> None:
    """The targets of the year. One without a decision of its own is set by the decision of the whole file."""
    root = next(area for area in writer.indexes["areas"].by_code.values() if area.parent_id is None)
    found = Target.objects.filter(board=writer.board, year=writer.year)
    known = {(one.indicator_id, one.service_area_id, one.gender): one for one in found}
    places: dict[tuple[str, ...], ParsedRecord] = {}
    rows = _TargetRows(writer)
    for record in records:
        place = _find_place(writer, record, root)
        if place is None:
            continue
        indicator, area, gender = place
        if indicator.pk is None:
            continue  # it was refused, and its own row says why
        key = (indicator.code, area.code, gender)
        if key in places:
            writer.log.add(record.error("indicator", f"Samma målvärde står redan på rad {places[key].row}."))
            continue
        places[key] = record
        writer.note(TARGETS, record, *key)
        _write_target(writer, record, indicator, area, known.get((indicator.pk, area.pk, gender)), rows)
    rows.write()


class _TargetRows:
    """Rows of targets, written together. Where the database refuses one, singly, so that its row is told."""

    def __init__(self, writer: PlanWriter) -> None:
        self._writer = writer
        self._when = writer.when_in_year
        self._targets = planning.YearTargets(writer.by, writer.board, writer.year, self._when["holds_from"])
        self._rows: list[tuple[ParsedRecord, dict[str, Any]]] = []

    def set(self, record: ParsedRecord, known: Target | None, **values: Any) -> None:
        """Set a target where there is none or another; an empty text deletes it."""
        self._targets.prepare(known, **values)
        self._rows.append((record, values))

    def write(self) -> None:
        """Write what is added."""
        try:
            self._targets.write()
        except IntegrityError:
            for record, values in self._rows:
                with self._writer.guard(record, "text"):
                    planning.set_target(**{**self._when, **values}, year=self._writer.year)


def _find_place(
    writer: PlanWriter, record: ParsedRecord, root: ServiceArea
) -> tuple[Indicator, ServiceArea, str] | None:
    columns = TARGETS.by_key
    if is_blank(record, "indicator"):
        writer.log.add(record.error("indicator", MUST_BE_FILLED))
        return None
    is_indicator, indicator = writer.point(record, columns["indicator"])
    is_area, area = writer.point(record, columns["area"])
    if not (is_indicator and is_area) or "gender" in record.unread:
        return None
    return indicator, area or root, record["gender"]


def _write_target(
    writer: PlanWriter,
    record: ParsedRecord,
    indicator: Indicator,
    area: ServiceArea,
    target: Target | None,
    rows: _TargetRows,
) -> None:
    place: dict[str, Any] = {"indicator": indicator, "area": area, "gender": record["gender"]}
    if record["ends"]:
        if target is not None:
            with writer.guard(record, "ends"):
                rows.set(record, target, **place, text="", decision=writer.terms.decision)
        return
    if record["gender"] != Gender.TOTAL and not indicator.by_gender:
        writer.log.add(record.error("gender", "Indikatorn är inte könsuppdelad. Skriv ja i dess kolumn könsuppdelad."))
        return
    values = writer.read_row(record, TARGETS, _TargetView(target) if target else None)
    if not values or (target is not None and values.keys().isdisjoint(_WRITTEN)):
        return
    wanted: dict[str, str] = {name: getattr(target, name, "") for name in _WRITTEN}
    wanted |= {name: values[name] for name in _WRITTEN if name in values}
    if target is not None and "text" in values and "decision" not in values:
        wanted["decision"] = ""  # the old decision set the old target
    wanted["decision"] = wanted["decision"] or writer.terms.decision
    with writer.guard(record, "text"):
        rows.set(record, target, **place, **wanted)


_WRITTEN = ("text", "decision", "reason")


class _TargetView:
    """A target as the rows of its sheet compare with it."""

    ends = False

    def __init__(self, target: Target) -> None:
        self.text, self.decision, self.reason = target.text, target.decision, target.reason
