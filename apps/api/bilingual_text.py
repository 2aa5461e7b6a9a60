"""Texts in Swedish and English: what the API says to people who write programs."""

from typing import NamedTuple

from django.http import HttpRequest

LANGUAGES = ("sv", "en")


class BilingualText(NamedTuple):
    """One text in both languages."""

    sv: str
    en: str

    def to(self, language: str) -> str:
        """The text in ``sv`` or ``en``."""
        return self.en if language == "en" else self.sv


def choose_language(request: HttpRequest) -> str:
    """The one of the two languages that the reader prefers; Swedish when neither is named."""
    best, language = 0.0, "sv"
    for part in request.headers.get("Accept-Language", "")[:200].split(","):
        name, _, weight = part.partition(";")
        code = name.strip().lower().split("-")[0]
        quality = _parse_quality(weight)
        if code in LANGUAGES and quality > best:
            best, language = quality, code
    return language


def _parse_quality(weight: str) -> float:
    try:
        return float(weight.strip().removeprefix("q=")) if weight else 1.0
    except ValueError:
        return 0.0
