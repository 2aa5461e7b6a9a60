"""The open tertial's outcomes out of the HR and case systems: sent in, mapped and applied by the controller."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from apps.accounts.models import User
from apps.core.tertials import Tertial
from apps.imports import services
from apps.imports.models import ImportJob, JobState
from apps.imports.outcome_files.mapping import EXCLUDED_TARGET
from apps.imports.outcome_files.tables import add_headers
from apps.imports.outcome_files.texts import normalise_text
from apps.rounds.models import Round
from apps.web.made_up.plan import BoardPlan, IndicatorPlan, find_value
from apps.web.reporting.uploads.outcomes.presenter import OutcomeSurvey

HR_INDICATORS = ("sjukfranvaro", "personalomsattning", "arsarbetare")
CASE_INDICATORS = (
    *("oroanmalningar", "placeringar-langt-bort", "ungdomar-behandlingshem", "hemtjansttimmar", "hushall-bistand"),
)
SYSTEM_INDICATORS = frozenset((*HR_INDICATORS, *CASE_INDICATORS))
OMITTED_ROW = ("Övertid, timmar", "4 120", "1 310", "5 430")
_GENDERS = ("K", "M", "T")
_GENDER_NAMES = {"K": "Kvinnor", "M": "Män", "T": "Totalt"}


def apply_system_files(*, plan: BoardPlan, round_: Round, place: int, by: User) -> None:
    """Send in both files, say what their names are, and apply them."""
    period = round_.period
    # The systems still call a renamed area what it was called: the controller has said which it is.
    areas = {normalise_text(area.name): area.code for area in plan.areas}
    _apply_file(round_, by, f"Personalsystemet {period.label}.csv", _iter_hr_lines(plan, period, place), areas)
    _apply_file(round_, by, f"Verksamhetssystemet {period.label}.csv", _iter_case_lines(plan, period, place), areas)


def _apply_file(round_: Round, by: User, name: str, lines: Iterator[Sequence[str]], areas: dict[str, str]) -> ImportJob:
    content = "\n".join(";".join(line) for line in lines).encode()
    job = services.store_file(by=by, round_=round_, name=name, content=content)
    survey = OutcomeSurvey(job)
    mapping = survey.guess_targets(survey.guess())
    mapping = replace(
        mapping,
        names={**mapping.names, normalise_text(OMITTED_ROW[0]): EXCLUDED_TARGET},
        areas={**areas, **mapping.areas},
    )
    mapping = add_headers(mapping, survey.header_texts)
    services.save_ledger_mapping(by=by, job=job, mapping=mapping.as_json())
    services.read_to_preview(job.pk)
    services.start_applying(by=by, job=ImportJob.objects.select_related("round__board").get(pk=job.pk))
    services.apply_file(job.pk)
    job.refresh_from_db()
    if job.state != JobState.APPLIED:
        raise ValueError(f"The made-up file {name} was not applied: {job.result}")
    return job


def _iter_hr_lines(plan: BoardPlan, period: Tertial, place: int) -> Iterator[Sequence[str]]:
    """As HR systems print it: a title, and a column for each gender."""
    yield (f"Personalnyckeltal, {period.long_label}",)
    yield ("Nyckeltal", *_GENDER_NAMES.values())
    for indicator in _list_indicators(plan, HR_INDICATORS):
        sign = " %" if indicator.unit == "%" else ""
        values = [find_value(indicator.series.get((None, gender), ()), place) for gender in _GENDERS]
        yield (indicator.name, *(value and value + sign for value in values))
    yield OMITTED_ROW


def _iter_case_lines(plan: BoardPlan, period: Tertial, place: int) -> Iterator[Sequence[str]]:
    """As case systems do: a row for each unit and gender."""
    names = {area.code: area.name for area in plan.areas}
    yield ("Verksamhet", "Statistik", "Kön", "Period", "Antal")
    for indicator in _list_indicators(plan, CASE_INDICATORS):
        for (area, gender), series in indicator.series.items():
            when = f"jan-{period.end_month_name[:3]} {period.year}"
            yield (names[area or plan.root], indicator.name, _GENDER_NAMES[gender], when, find_value(series, place))


def _list_indicators(plan: BoardPlan, codes: Sequence[str]) -> list[IndicatorPlan]:
    return [one for code in codes for one in plan.indicators if one.code == code]
