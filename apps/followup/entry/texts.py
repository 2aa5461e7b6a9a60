"""What is written: assessments of goals and indicators, and comments, for the board and its service areas."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from apps.core.lights import Light
from apps.followup import report
from apps.followup.entry import warnings as odd
from apps.followup.entry.beside import light_of
from apps.followup.entry.gridparts import Reader, Standing, area_ids_of, cell_of, reader_of
from apps.followup.entry.keys import Key, Kind
from apps.followup.entry.shapes import Cell, TextForm, TextForms, TextSection
from apps.followup.entry.subjects import SUBJECTS
from apps.followup.entry.values import About, show_in_words
from apps.followup.frame import Tree, tree_of
from apps.followup.goalparts import goals_of
from apps.followup.indicators import indicators_of
from apps.followup.rows import Rows, fetch
from apps.goals.models import Assessment
from apps.rounds.models import Comment, Round, Topic

Stored = Mapping[tuple[Any, ...], Mapping[str, Any]]
NEEDED = ("targets", "outcomes")
KINDS = (Kind.GOAL, Kind.INDICATOR, Kind.COMMENT)
_EVERY_AREA = (Topic.OPERATING, Topic.STAFF)


def texts(round_: Round, user: Any) -> TextForms:
    """All texts of a round that the reader is to write or read, with last tertial's beside them."""
    return texts_of(fetch(round_, NEEDED), reader_of(round_, user, KINDS))


def texts_of(rows: Rows, reader: Reader) -> TextForms:
    """The same, of what has been fetched: one query more."""
    round_ = rows.round
    written, before = _written(round_)
    rows = replace(rows, assessments=[Assessment(**row) for row in written.assessments])
    maker = _Maker(rows, reader, written, before)
    sections = (
        TextSection("mal", "Mål", tuple(maker.goals())),
        TextSection("indikatorer", "Indikatorer", tuple(maker.indicators())),
        TextSection("kommentarer", "Kommentarer", tuple(maker.comments())),
    )
    return TextForms(
        sections=tuple(section for section in sections if section.forms),
        last_tertial=round_.period.previous().label,
        read_only=maker.reader.read_only,
    )


class _Maker:
    """Makes the forms of a round."""

    def __init__(self, rows: Rows, reader: Reader, written: "_Written", before: "_Written") -> None:
        self.reader = reader
        self.tree: Tree = tree_of(rows)
        self.ids = area_ids_of(self.tree)
        self.names = {area.code: area.name for area in self.tree.areas}
        self.codes = {pk: code for code, pk in self.ids.items()}
        self.measured = indicators_of(rows, self.tree)
        self.aims = goals_of(rows, self.tree, self.measured)
        self.assessed, self.assessed_before = _assessed(written), _assessed(before)
        self.said, self.said_before = _said(written), _said(before)
        self.goal_ids = {goal["code"]: goal["id"] for goal in rows.frame["goals"]}
        self.indicator_ids = {indicator.code: indicator.pk for indicator in rows.indicators}

    def goals(self) -> Iterable[TextForm]:
        """For each goal: the board as a whole, the areas that it is for, and those that were judged before."""
        for goal in self.aims:
            pk = self.goal_ids[goal.code]
            told = {a.area for a in goal.assessments} | self._areas_before((pk, None))
            for area in self._shown({*goal.areas, *told, *self._own(), self.tree.root.code}):
                whole = area == self.tree.root.code
                yield self._assessment(
                    Key(Kind.GOAL, goal.code, area),
                    (pk, None, self.ids[area]),
                    title=goal.name,
                    verdict=goal.verdict if whole else None,
                    help_=goal.description,
                )

    def indicators(self) -> Iterable[TextForm]:
        """For each indicator: the board as a whole, and the areas that it is followed in."""
        for indicator in self.measured:
            if indicator.reference_for:
                continue
            pk = self.indicator_ids[indicator.code]
            told = {a.area for a in indicator.assessments} | self._areas_before((None, pk))
            measured = {reading.point.area: reading.verdict for reading in reversed(indicator.readings)}
            for area in self._shown({*told, *measured, self.tree.root.code}):
                whole = area == self.tree.root.code
                yield self._assessment(
                    Key(Kind.INDICATOR, indicator.code, area),
                    (None, pk, self.ids[area]),
                    title=indicator.name,
                    verdict=indicator.verdict if whole else measured.get(area),
                    help_=indicator.definition,
                )

    def comments(self) -> Iterable[TextForm]:
        """For each area: the topics that every area is asked about, and those that it has written of before."""
        for area in self.tree.areas:
            pk = self.ids[area.code]
            whole = self.tree.is_root(area)
            told = {topic for topic, where in {*self.said, *self.said_before} if where == pk}
            asked = set(Topic.values) if whole else set(_EVERY_AREA) if area.depth == 1 or self._is_own(pk) else set()
            for topic in (one for one in Topic.values if one in told | asked):
                if self.reader.shows(pk):
                    yield self._comment(Key(Kind.COMMENT, topic, area.code), (topic, pk))

    def _areas_before(self, which: tuple[int | None, int | None]) -> set[str]:
        return {self.codes[area] for *what, area in self.assessed_before if tuple(what) == which and area in self.codes}

    def _is_own(self, area_id: int) -> bool:
        return area_id in self.reader.access.own_areas

    def _own(self) -> set[str]:
        return {self.codes[pk] for pk in self.reader.access.own_areas if pk in self.codes}

    def _shown(self, areas: set[str]) -> list[str]:
        known = [area for area in areas if area in self.ids and self.reader.shows(self.ids[area])]
        return sorted(known, key=lambda area: self.tree.order[area])

    def _assessment(
        self, key: Key, where: tuple[Any, ...], *, title: str, verdict: report.Verdict | None, help_: str
    ) -> TextForm:
        standing = self._standing(key, where, self.assessed)
        before = self.assessed_before.get(where)
        return TextForm(
            key=key.text,
            title=title,
            area=key.area,
            area_name=self.names[key.area],
            cells=tuple(self._cell(standing, name, verdict) for name in SUBJECTS[key.kind].fields),
            computed=light_of(verdict) if verdict and verdict.computed != Light.UNKNOWN else None,
            last_tertial=_in_words(key.kind, before),
            help=help_,
        )

    def _comment(self, key: Key, where: tuple[Any, ...]) -> TextForm:
        standing = self._standing(key, where, self.said)
        return TextForm(
            key=key.text,
            title=Topic(key.first).label.capitalize(),
            area=key.area,
            area_name=self.names[key.area],
            cells=tuple(cell_of(self.reader, standing, name) for name in SUBJECTS[key.kind].fields),
            last_tertial=_in_words(key.kind, self.said_before.get(where)),
        )

    def _standing(self, key: Key, where: tuple[Any, ...], stored: Stored) -> Standing:
        row = stored.get(where)
        values = row or SUBJECTS[key.kind].empty()
        return Standing(key, self.ids[key.area], values, row["version"] if row else 0, About())

    def _cell(self, standing: Standing, name: str, verdict: report.Verdict | None) -> Cell:
        if name != "rating" or verdict is None or verdict.computed == Light.UNKNOWN:
            return cell_of(self.reader, standing, name)
        values = standing.values
        found = odd.rating_overridden(values["rating"], verdict.computed.value, values["override_reason"])
        return cell_of(self.reader, standing, name, warnings=found)


class _Written(NamedTuple):
    """What has been written of a round: every column of its rows."""

    assessments: list[dict[str, Any]]
    comments: list[dict[str, Any]]


def _written(round_: Round) -> tuple[_Written, _Written]:
    """What has been written of the round, and of the tertial before: one query."""
    last = round_.period.previous()
    mine = {"round": OuterRef("pk")}
    both = Round.objects.filter(Q(pk=round_.pk) | Q(board=round_.board_id, year=last.year, tertial=last.number))
    found = both.values_list(
        "pk",
        ArraySubquery(Assessment.objects.filter(**mine).order_by("id").values(json=_columns(Assessment))),
        ArraySubquery(Comment.objects.filter(**mine, heading="").values(json=_columns(Comment))),
    )
    told = {pk == round_.pk: _Written(assessments, comments) for pk, assessments, comments in found}
    return told.get(True, _Written([], [])), told.get(False, _Written([], []))


def _columns(model: type[models.Model]) -> JSONObject:
    return JSONObject(**{field.attname: field.attname for field in model._meta.concrete_fields})


def _assessed(written: _Written) -> Stored:
    return {(row["goal_id"], row["indicator_id"], row["service_area_id"]): row for row in written.assessments}


def _said(written: _Written) -> Stored:
    return {(row["topic"], row["service_area_id"]): row for row in written.comments}


def _in_words(kind: Kind, row: Mapping[str, Any] | None) -> dict[str, str]:
    if row is None:
        return {}
    return {name: text for name in SUBJECTS[kind].fields if (text := show_in_words(kind, name, row, About()))}
