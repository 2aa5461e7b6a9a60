"""The documents of amounts with a date of their own; see ``shapes``."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated as A

from apps.publishing.records.shape_bases import PeriodFields, describe_field


@dataclass(frozen=True, kw_only=True)
class BudgetChange(PeriodFields):
    """Ett steg i en verksamhets nettobudget: den ursprungliga budgeten, eller en ändring av den under året."""

    date: A[dt.date, describe_field("Dagen då budgeten beslutades eller ändrades.", "2024-05-14")]
    service_area: A[str, describe_field("Verksamhetens kod.", "hemtjanst")]
    service_area_name: A[str, describe_field("Verksamhetens namn.", "Hemtjänst")]
    kind: A[str, describe_field("original, supplementary, reallocation, state_grant eller other.", "supplementary")]
    kind_label: A[str, describe_field("Slaget på svenska.", "tilläggsanslag")]
    amount: A[int, describe_field("Belopp, hela kronor. Plus är mer pengar till verksamheten.", 250_000)]
    decision: A[str, describe_field("Beslutet.", "KF § 41")]
    note: A[str, describe_field("Anmärkning.", "")]


@dataclass(frozen=True, kw_only=True)
class InterimForecast(PeriodFields):
    """En prognos mellan två tertialrapporter. Tertialens egna prognoser står i driftbudgeten."""

    date: A[dt.date, describe_field("Dagen då prognosen gjordes.", "2024-06-30")]
    service_area: A[str, describe_field("Verksamhetens kod.", "hemtjanst")]
    service_area_name: A[str, describe_field("Verksamhetens namn.", "Hemtjänst")]
    forecast: A[int, describe_field("Nettokostnaden för hela året, hela kronor.", 10_300_000)]
    note: A[str, describe_field("Anmärkning.", "")]
