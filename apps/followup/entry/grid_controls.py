"""The sheet of internal control: what each control found this tertial."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import F

from apps.followup.entry.gridparts import Reader, Standing, cell_of, columns_of, reader_of
from apps.followup.entry.keys import Key, Kind
from apps.followup.entry.shapes import Grid, Row, Section
from apps.followup.entry.subjects import SUBJECTS
from apps.followup.entry.values import About, show_in_words
from apps.risks.models import ControlActivity, ControlResult
from apps.risks.rules import LEVEL_LABELS, risk_level, risk_value
from apps.rounds.models import Round

Results = Mapping[tuple[str, str, int, int], Mapping[str, Any]]
_COLUMNS = ("year", "tertial", "version", *SUBJECTS[Kind.CONTROL].columns)


def control_grid(round_: Round, user: Any) -> Grid:
    """The controls of the year's plan, under their processes."""
    reader = reader_of(round_, user, (Kind.CONTROL,))
    controls = ControlActivity.objects.filter(board=round_.board_id, risk__year=round_.year)
    results = _results(round_)
    sections: dict[str, list[Row]] = defaultdict(list)
    for control in controls.select_related("risk__service_area").order_by("risk__position", "position", "pk"):
        if reader.shows(control.risk.service_area_id):
            sections[control.risk.process or control.risk.process_group].append(_row(round_, reader, control, results))
    return Grid(
        kind="controls",
        title="Intern kontroll",
        columns=columns_of(Kind.CONTROL),
        sections=tuple(
            Section(f"process-{place}", title or "Kontroller", tuple(rows))
            for place, (title, rows) in enumerate(sections.items(), 1)
        ),
        last_tertial=round_.period.previous().label,
        same_last_year=round_.period.same_last_year().label,
        read_only=reader.read_only,
    )


def _results(round_: Round) -> Results:
    """By the codes of risk and control: each year has a plan of its own, copied from the last."""
    found = ControlResult.objects.filter(board=round_.board_id, year__gte=round_.year - 1)
    rows = found.values(*_COLUMNS, risk=F("control__risk__code"), code=F("control__code"))
    return {(row["risk"], row["code"], row["year"], row["tertial"]): row for row in rows}


def _row(round_: Round, reader: Reader, control: ControlActivity, results: Results) -> Row:
    risk = control.risk
    key = Key(Kind.CONTROL, risk.code, control.code)
    subject = SUBJECTS[Kind.CONTROL]
    found = results.get((risk.code, control.code, round_.year, round_.tertial))
    standing = Standing(key, risk.service_area_id, found or subject.empty(), found["version"] if found else 0, About())
    level = LEVEL_LABELS[risk_level(risk_value(risk.probability, risk.consequence))]

    def then(when: Any) -> dict[str, str]:
        row = results.get((risk.code, control.code, when.year, when.number))
        return {name: show_in_words(Kind.CONTROL, name, row, About()) for name in subject.fields} if row else {}

    return Row(
        key=key.text,
        label=control.name,
        area=risk.service_area.code,
        area_name=risk.service_area.name,
        cells=tuple(cell_of(reader, standing, name) for name in subject.fields),
        help=f"{control.description} Risk: {risk.name} ({level}).".strip(),
        about=risk.name if risk.name.startswith("Risk") else f"Risk: {risk.name}",
        last_tertial=then(round_.period.previous()),
        same_last_year=then(round_.period.same_last_year()),
    )
