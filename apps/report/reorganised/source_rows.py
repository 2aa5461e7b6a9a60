"""What a report's source has of reorganisations; ``source_types`` says what holds of all its rows."""

import msgspec


class ReorganisationSourceRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """From ``year`` on the areas ``after`` do what ``before`` did; see ``organisation.Reorganisation``."""

    year: int
    decision: str = ""
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    sums_persons: bool = True


class AreaChangeSourceRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What an area was called and lay under until a period, as ``TargetChangeSourceRow`` counts."""

    area_id: int
    name: str
    parent_id: int | None = None
    holds_until: int


class IndicatorMergeSourceRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """From ``year`` on the indicator ``into_id`` goes on where another ended; see ``goals.IndicatorMerge``."""

    indicator_id: int
    code: str
    name: str
    into_id: int
    year: int
    decision: str = ""
    sums_persons: bool = True
