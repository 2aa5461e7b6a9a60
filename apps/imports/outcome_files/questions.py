"""What must be answered before a file with outcomes is applied."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from apps.core.choices import Accumulation, Gender
from apps.core.period_marks import PeriodMark
from apps.core.swedish import format_list, format_number
from apps.goals.targets import is_percent
from apps.imports.ledgers.amounts import DecimalEvidence
from apps.imports.ledgers.questions import iter_unclear_questions
from apps.imports.ledgers.reading import FileQuestion
from apps.imports.outcome_files.followed_indicators import FollowedPlan
from apps.imports.outcome_files.mapping import SHARE, OutcomeFileMapping
from apps.imports.outcome_files.periods import ChosenPeriod, list_missing_months
from apps.imports.outcome_files.results import OutcomePlace, OutcomeReading, ReadFigure
from apps.imports.outcome_files.values import find_number_body

MAX_LISTED = 8
ReadPlaces = Mapping[OutcomePlace, Sequence[ReadFigure]]


def iter_value_questions(
    read: ReadPlaces, mapping: OutcomeFileMapping, plan: FollowedPlan, chosen: ChosenPeriod
) -> Iterator[FileQuestion]:
    """Where numbers can be meant in two ways, or are of a part of the period only."""
    figures = [one for values in read.values() for one in values]
    yield from _iter_percent_questions(figures, mapping, plan)
    evidence = DecimalEvidence()
    for one in figures:
        figure = one.placed.figure
        for cell in (figure.cell, figure.numerator, figure.denominator):
            evidence.add(find_number_body(cell), figure.row)
    yield from iter_unclear_questions(evidence.list_unclear(mapping.decimal), mapping.decimal)
    yield from _iter_flow_questions(figures, plan, is_summed=bool(chosen.months))
    yield from _iter_gap_questions(read, plan, chosen)


def iter_blank_gender_questions(rows: Iterable[int]) -> Iterator[FileQuestion]:
    """Where the column of genders is empty for an indicator that is by gender."""
    listed = format_list([str(row) for row in sorted(set(rows))], MAX_LISTED)
    if listed:
        text = f"Kolumnen kön är tom på rad {listed}. Ett ja betyder att talen gäller alla."
        yield FileQuestion(f"gender:{listed}", text)


def iter_unknown_questions(found: OutcomeReading) -> Iterator[FileQuestion]:
    """What nobody has said the meaning of is not passed over in silence."""
    unknown = {"namn": found.list_unknown_names(), "verksamheter": found.list_unknown_areas()}
    for what, names in unknown.items():
        if names:
            listed = format_list([f"”{one.shown[:60]}”" for _, one in names], MAX_LISTED)
            yield FileQuestion(
                f"unknown:{what}:{','.join(name for name, _ in names)}",
                f"Filen har {what} som inte är kopplade: {listed}. Ett ja betyder att de inte läses in den här"
                " gången; annars väljer du i kopplingen vad de är.",
            )


def format_place(place: OutcomePlace, plan: FollowedPlan) -> str:
    """``Sjukfrånvaro, Hemtjänst, kvinnor``."""
    area = plan.areas.get(place.area, "") if place.area != plan.root else ""
    gender = str(Gender(place.gender).label).lower() if place.gender != Gender.TOTAL else ""
    return ", ".join(filter(None, (plan.indicators[place.indicator].name, area, gender)))


def _iter_percent_questions(
    figures: Iterable[ReadFigure], mapping: OutcomeFileMapping, plan: FollowedPlan
) -> Iterator[FileQuestion]:
    """Where all bare numbers of an indicator in per cent look like shares, or shares like per cent."""
    numbers: dict[str, list[tuple[int, str, Decimal]]] = defaultdict(list)
    for (figure, place, _), value in figures:
        indicator = plan.indicators[place.indicator]
        if is_percent(indicator.unit) and value.is_bare and value.number:
            numbers[indicator.name].append((figure.row, figure.text, value.number))
    is_share = mapping.percent == SHARE
    for name, found in numbers.items():
        odd = [item for item in found if (abs(item[2]) > 100) == is_share and (is_share or abs(item[2]) <= 1)]
        if odd and (is_share or len(odd) == len(found)):
            row, text, number = odd[0]
            meant = format_number(Decimal(f"{number.normalize():f}"))
            yield FileQuestion(
                f"percent:{mapping.percent}:{name}:{row}:{text}",
                f"”{name}” mäts i procent, och filen säger {text[:20]} på rad {row}. Ett ja betyder att det är"
                f" {meant} %; annars väljer du {'procent' if is_share else 'andelar'} i kopplingen.",
            )


def _iter_flow_questions(
    figures: Iterable[ReadFigure], plan: FollowedPlan, *, is_summed: bool
) -> Iterator[FileQuestion]:
    """What is summed over the year needs all of it: a tertial's own figure, or a month's, is only a part."""
    parts: dict[str, PeriodMark] = {}
    for (_, place, mark), _ in figures:
        indicator = plan.indicators[place.indicator]
        if mark is None or indicator.accumulation != Accumulation.FLOW:
            continue
        if mark.tertial > 1 or (mark.is_month and mark.last > 1 and not is_summed):
            parts.setdefault(indicator.name, mark)
    for name, part in parts.items():
        yield FileQuestion(
            f"flow:{name}:{part.label}",
            f"”{name}” summeras över året, och filens tal gäller {part.label}. Ett ja betyder att talet är räknat"
            " från januari; annars ändrar du Månader i kopplingen eller tar ett annat utdrag.",
        )


def _iter_gap_questions(read: ReadPlaces, plan: FollowedPlan, chosen: ChosenPeriod) -> Iterator[FileQuestion]:
    """Where a sum lacks a month."""
    for place, values in read.items() if chosen.months else ():
        if plan.indicators[place.indicator].accumulation != Accumulation.FLOW:
            continue
        missing = list_missing_months((one.placed.mark for one in values), chosen.last_month)
        if missing:
            listed = format_list(missing)
            yield FileQuestion(
                f"gap:{place.indicator}:{place.area}:{place.gender}:{listed}",
                f"”{format_place(place, plan)}” saknar värde för {listed}. Ett ja betyder att det inte var något då, så"
                " att summan är hel.",
            )
