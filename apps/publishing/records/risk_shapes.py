"""The documents of a risk and its controls; see ``shapes``."""

from dataclasses import dataclass
from typing import Annotated as A

from apps.publishing.records.shape_bases import PeriodFields, describe_field


@dataclass(frozen=True, kw_only=True)
class Control:
    """Ett kontrollmoment och vad det visade i ett tertial."""

    control: A[str, describe_field("Kontrollmomentets kod.", "stickprov")]
    control_name: A[str, describe_field("Kontrollmomentet.", "Stickprov av beslut")]
    description: A[str, describe_field("Vad som kontrolleras.", "")]
    status: A[str, describe_field("done, ongoing, not_done eller tomt.", "done")]
    verdict: A[str, describe_field("clean, some, deficient eller tomt.", "clean")]
    comment: A[str, describe_field("Kommentar.", "")]


@dataclass(frozen=True, kw_only=True)
class Risk(PeriodFields):
    """En risk i årets plan för intern kontroll, med kontrollerna i en rapport."""

    risk: A[str, describe_field("Riskens kod.", "brist-i-dokumentation")]
    risk_name: A[str, describe_field("Risken.", "Brist i dokumentationen")]
    process_group: A[str, describe_field("Processgrupp.", "")]
    process: A[str, describe_field("Process.", "Dokumentation")]
    category: A[str, describe_field("Kategori.", "")]
    owner_role: A[str, describe_field("Ansvarig roll.", "")]
    service_area: A[str, describe_field("Verksamhetens kod.", "sn")]
    service_area_name: A[str, describe_field("Verksamhetens namn.", "Socialnämnden")]
    probability: A[int, describe_field("Sannolikhet, 1–4.", 3)]
    consequence: A[int, describe_field("Konsekvens, 1–4.", 3)]
    value: A[int, describe_field("Riskvärde: sannolikhet gånger konsekvens.", 9)]
    stated_value: A[int | None, describe_field("Riskvärdet som rapporten skriver det.", 9)]
    level: A[str, describe_field("low, medium, high eller severe.", "high")]
    controls: A[list[Control], describe_field("Kontrollmomenten. I CSV och Excel som JSON i en cell.", [])]
