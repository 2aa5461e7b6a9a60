"""The forms of texts: assessments of goals and indicators, and comments, by service area."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import msgspec
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from apps.core.lights import Light
from apps.entry.feedback.cell_feedback import build_cell_light
from apps.entry.feedback.warnings import find_override_warnings
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.row_definitions import RICH_SUFFIX, ROW_DEFINITIONS
from apps.entry.shapes import SheetCell, TextFigure, TextForm, TextForms, TextSection
from apps.entry.sheets.explained_warnings import map_indicator_verdicts
from apps.entry.sheets.parts import EntryReader, RowValues, build_cell, load_reader, map_area_ids
from apps.entry.sheets.text_figures import TextFigures
from apps.entry.values import SUMMARY_FIELD, format_cell_text
from apps.goals.models import Assessment
from apps.report import board_report
from apps.report.area_tree import AreaTree, build_area_tree
from apps.report.goals import build_goals
from apps.report.indicators import build_indicators
from apps.report.source import load_source
from apps.report.source_types import AssessmentSourceRow, SourceData
from apps.rounds.models import COMMENT_TOPICS, Comment, Round, Topic

TextRows = Mapping[tuple[Any, ...], Mapping[str, Any]]
TEXT_TABLES = ("targets", "outcomes", "operating")
TEXT_KINDS = (EntryKind.GOAL, EntryKind.INDICATOR, EntryKind.COMMENT)
_SUMMARY_HELP = "Perioden i korthet, med egna ord: några meningar som står först på nämndens sida och i dokumenten."
_TOPICS_OF_EVERY_AREA = (Topic.OPERATING, Topic.STAFF)


def load_text_forms(round_: Round, user: Any) -> TextForms:
    """The texts of a round that the reader may write or read, with last tertial's beside them."""
    return build_text_forms(load_source(round_, TEXT_TABLES), load_reader(round_, user, TEXT_KINDS))


def build_text_forms(rows: SourceData, reader: EntryReader) -> TextForms:
    """The same, from rows that are loaded already: one query more."""
    round_ = rows.round
    written, before = _load_written_texts(round_)
    rows = replace(rows, assessments=msgspec.convert(written.assessments, list[AssessmentSourceRow]))
    builder = _TextFormsBuilder(rows, reader, written, before)
    sections = (
        TextSection("mal", "Mål", tuple(builder.iter_goal_forms())),
        TextSection("indikatorer", "Indikatorer", builder.list_indicator_forms()),
        TextSection("kommentarer", "Kommentarer", builder.list_comment_forms()),
        TextSection("sammanfattning", "Sammanfattning", tuple(builder.iter_summary_forms())),
    )
    return TextForms(
        sections=tuple(section for section in sections if section.forms),
        last_tertial=round_.period.previous().label,
        read_only=builder.reader.read_only,
    )


class _TextFormsBuilder:
    """Builds the forms of a round."""

    def __init__(
        self, rows: SourceData, reader: EntryReader, written: "_WrittenTexts", before: "_WrittenTexts"
    ) -> None:
        self.reader = reader
        self.tree: AreaTree = build_area_tree(rows)
        self.ids = map_area_ids(self.tree)
        self.names = {area.code: area.name for area in self.tree.areas}
        self.codes = {pk: code for code, pk in self.ids.items()}
        self.indicators = build_indicators(rows, self.tree)
        self.goals = build_goals(rows, self.tree, self.indicators)
        self.assessments, self.earlier_assessments = _map_assessments(written), _map_assessments(before)
        self.comments, self.earlier_comments = _map_comments(written), _map_comments(before)
        self.figures = TextFigures(rows, self.tree)
        self.goal_ids = {goal.code: goal.id for goal in rows.goals}
        self.indicator_ids = {indicator.code: indicator.id for indicator in rows.indicators}

    def iter_summary_forms(self) -> Iterable[TextForm]:
        """The report's summary, which nobody has to write, for those who see the whole board."""
        pk = self.ids[self.tree.root.code]
        if self.reader.may_see(pk):
            key = EntryKey(EntryKind.COMMENT, Topic.SUMMARY, self.tree.root.code)
            form = self._build_comment(key, (Topic.SUMMARY, pk), is_expected=False)
            cells = tuple(replace(cell, label=form.title) for cell in form.cells if cell.field == SUMMARY_FIELD)
            yield replace(form, cells=cells, is_expected=False, help=_SUMMARY_HELP)

    def iter_goal_forms(self) -> Iterable[TextForm]:
        """For each goal: the whole board, the areas that the goal applies to, those that were
        assessed this tertial or the last, and the reader's own areas.
        """
        for goal in self.goals:
            pk = self.goal_ids[goal.code]
            judged = {a.area for a in goal.assessments} | self._list_earlier_areas((pk, None))
            for area in self._list_visible_areas({*goal.areas, *judged, *self._list_own_areas(), self.tree.root.code}):
                is_whole_board = area == self.tree.root.code
                yield self._build_assessment(
                    EntryKey(EntryKind.GOAL, goal.code, area),
                    (pk, None, self.ids[area]),
                    title=goal.name,
                    verdict=goal.verdict if is_whole_board else None,
                    help_=goal.description,
                )

    def list_indicator_forms(self) -> tuple[TextForm, ...]:
        """The indicators in the plan's order; with a rule those that are to be explained come first."""
        return tuple(sorted(self._iter_indicator_forms(), key=lambda form: not form.must_explain))

    def _iter_indicator_forms(self) -> Iterable[TextForm]:
        """For each indicator: the whole board, and areas where it has values or was assessed."""
        for indicator in self.indicators:
            if indicator.reference_for:
                continue
            pk = self.indicator_ids[indicator.code]
            judged = {a.area for a in indicator.assessments} | self._list_earlier_areas((None, pk))
            verdicts = map_indicator_verdicts(indicator, self.tree.root.code)
            for area in self._list_visible_areas({*judged, *verdicts}):
                yield self._build_assessment(
                    EntryKey(EntryKind.INDICATOR, indicator.code, area),
                    (None, pk, self.ids[area]),
                    title=indicator.name,
                    verdict=verdicts.get(area),
                    help_=indicator.definition,
                    figures=self.figures.list_outcomes(indicator, area),
                )

    def list_comment_forms(self) -> tuple[TextForm, ...]:
        """The comments in tree order; with a rule what is to be explained comes first, largest first."""
        forms = tuple(self._iter_comment_forms())
        if not self.figures.has_rule:
            return forms
        return tuple(
            sorted(forms, key=lambda form: -self.figures.measure_variance(form.area) if form.must_explain else 1)
        )

    def _iter_comment_forms(self) -> Iterable[TextForm]:
        """For each area: the topics that it should comment on, those that it has written of, and its money."""
        for area in self.tree.areas:
            pk = self.ids[area.code]
            if not self.reader.may_see(pk):
                continue
            written = {topic for topic, where in {*self.comments, *self.earlier_comments} if where == pk}
            expected = {*written, *self._list_expected_topics(area)}
            offered = {*expected, Topic.OPERATING} if self.figures.has_amounts(area.code) else expected
            for topic in (one for one in COMMENT_TOPICS if one in offered):
                key = EntryKey(EntryKind.COMMENT, topic, area.code)
                yield self._build_comment(key, (topic, pk), is_expected=topic in expected)

    def _list_expected_topics(self, area: board_report.Area) -> Collection[str]:
        """Every topic for the board; some for the areas right below it, and for the reader's own."""
        if self.tree.is_root(area):
            return COMMENT_TOPICS
        is_own = self.ids[area.code] in self.reader.access.own_areas
        return _TOPICS_OF_EVERY_AREA if area.depth == 1 or is_own else ()

    def _list_earlier_areas(self, which: tuple[int | None, int | None]) -> set[str]:
        return {
            self.codes[area] for *what, area in self.earlier_assessments if tuple(what) == which and area in self.codes
        }

    def _list_own_areas(self) -> set[str]:
        return {self.codes[pk] for pk in self.reader.access.own_areas if pk in self.codes}

    def _list_visible_areas(self, areas: set[str]) -> list[str]:
        known = [area for area in areas if area in self.ids and self.reader.may_see(self.ids[area])]
        return sorted(known, key=lambda area: self.tree.order[area])

    def _build_assessment(
        self,
        key: EntryKey,
        where: tuple[Any, ...],
        *,
        title: str,
        verdict: board_report.Verdict | None,
        help_: str,
        figures: tuple[TextFigure, ...] = (),
    ) -> TextForm:
        row_values = self._build_row_values(key, where, self.assessments)
        before = self.earlier_assessments.get(where)
        must_explain = self.figures.must_explain_light(verdict)
        return TextForm(
            key=key.text,
            title=title,
            area=key.area,
            area_name=self.names[key.area],
            cells=tuple(self._build_cell(row_values, name, verdict) for name in ROW_DEFINITIONS[key.kind].fields),
            computed=build_cell_light(verdict) if verdict and verdict.computed != Light.UNKNOWN else None,
            last_tertial=_format_fields(key.kind, before),
            marked_up=_find_marked_up(key.kind, before),
            help=help_,
            figures=figures,
            is_expected=not self.figures.has_rule or key.area == self.tree.root.code or must_explain,
            must_explain=must_explain,
        )

    def _build_comment(self, key: EntryKey, where: tuple[Any, ...], *, is_expected: bool) -> TextForm:
        row_values = self._build_row_values(key, where, self.comments)
        before = self.earlier_comments.get(where)
        must_explain = self.figures.must_explain_variance(key.first, key.area)
        return TextForm(
            key=key.text,
            title=Topic(key.first).label.capitalize(),
            area=key.area,
            area_name=self.names[key.area],
            cells=tuple(build_cell(self.reader, row_values, name) for name in ROW_DEFINITIONS[key.kind].fields),
            last_tertial=_format_fields(key.kind, before),
            marked_up=_find_marked_up(key.kind, before),
            figures=self.figures.list_figures(key.first, key.area),
            is_expected=(is_expected and not self.figures.has_rule) or key.area == self.tree.root.code or must_explain,
            must_explain=must_explain,
        )

    def _build_row_values(self, key: EntryKey, where: tuple[Any, ...], stored: TextRows) -> RowValues:
        row = stored.get(where)
        values = row or ROW_DEFINITIONS[key.kind].build_empty_row()
        return RowValues(key, self.ids[key.area], values, row["version"] if row else 0, "")

    def _build_cell(self, row_values: RowValues, name: str, verdict: board_report.Verdict | None) -> SheetCell:
        if name != "rating" or verdict is None or verdict.computed == Light.UNKNOWN:
            return build_cell(self.reader, row_values, name)
        values = row_values.values
        found = find_override_warnings(values["rating"], verdict.computed.value, values["override_reason"])
        return build_cell(self.reader, row_values, name, warnings=found)


class _WrittenTexts(NamedTuple):
    """The stored texts of a round: every column of each row."""

    assessments: list[dict[str, Any]]
    comments: list[dict[str, Any]]


def _load_written_texts(round_: Round) -> tuple[_WrittenTexts, _WrittenTexts]:
    """The texts of the round, and those of the tertial before: one query."""
    last = round_.period.previous()
    mine = {"round": OuterRef("pk")}
    both = Round.objects.filter(Q(pk=round_.pk) | Q(board=round_.board_id, year=last.year, tertial=last.number))
    found = both.values_list(
        "pk",
        ArraySubquery(Assessment.objects.filter(**mine).order_by("id").values(json=_build_json_columns(Assessment))),
        ArraySubquery(Comment.objects.filter(**mine, heading="").values(json=_build_json_columns(Comment))),
    )
    texts = {pk == round_.pk: _WrittenTexts(assessments, comments) for pk, assessments, comments in found}
    return texts.get(True, _WrittenTexts([], [])), texts.get(False, _WrittenTexts([], []))


def _build_json_columns(model: type[models.Model]) -> JSONObject:
    return JSONObject(**{field.attname: field.attname for field in model._meta.concrete_fields})


def _map_assessments(written: _WrittenTexts) -> TextRows:
    return {(row["goal_id"], row["indicator_id"], row["service_area_id"]): row for row in written.assessments}


def _map_comments(written: _WrittenTexts) -> TextRows:
    return {(row["topic"], row["service_area_id"]): row for row in written.comments}


def _format_fields(kind: EntryKind, row: Mapping[str, Any] | None) -> dict[str, str]:
    if row is None:
        return {}
    return {name: text for name in ROW_DEFINITIONS[kind].fields if (text := format_cell_text(kind, name, row, ""))}


def _find_marked_up(kind: EntryKind, row: Mapping[str, Any] | None) -> frozenset[str]:
    return frozenset(name for name in ROW_DEFINITIONS[kind].fields if row and row.get(name + RICH_SUFFIX))
