"""Which county (län) a municipality lies in: the first two figures of its official code say so."""

COUNTIES = {
    "01": "Stockholms län",
    "03": "Uppsala län",
    "04": "Södermanlands län",
    "05": "Östergötlands län",
    "06": "Jönköpings län",
    "07": "Kronobergs län",
    "08": "Kalmar län",
    "09": "Gotlands län",
    "10": "Blekinge län",
    "12": "Skåne län",
    "13": "Hallands län",
    "14": "Västra Götalands län",
    "17": "Värmlands län",
    "18": "Örebro län",
    "19": "Västmanlands län",
    "20": "Dalarnas län",
    "21": "Gävleborgs län",
    "22": "Västernorrlands län",
    "23": "Jämtlands län",
    "24": "Västerbottens län",
    "25": "Norrbottens län",
}
"""SCB's two-figure codes. A code that is not here is of no county: a made-up municipality's."""

COUNTY_DIGITS = 2


def find_county(municipality_code: str) -> str:
    """The county's name for a municipality's four-figure code; empty for a code of no county."""
    return COUNTIES.get(municipality_code[:COUNTY_DIGITS], "")
