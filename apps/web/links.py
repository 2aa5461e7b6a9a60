"""Addresses of a report's pages. Every link between them is built here, so that a draft links to drafts."""

from dataclasses import dataclass
from typing import Any, Self

from django.urls import reverse

from apps.core.tertials import Tertial
from apps.publishing.drafts import DraftReport
from apps.report.board_report import BoardReport
from apps.rounds.models import Round

# The pages and files that a draft has of its own, by URL name; see ``web.urls``.
DRAFT_PAGES = frozenset(
    {
        "board",
        "goals",
        "goal",
        "indicators",
        "indicator",
        "indicator_chart",
        "area",
        "economy",
        "economy_chart",
        "internal_control",
        "events",
        "over_time",
        "over_time_chart",
        "part_table",
        "thing_table",
        "report_picture",
        "findings",
        "whole_report",
        "presentation",
    }
)


def build_picture_url(municipality: str, board: str, sha256: str) -> str:
    """The address of a picture of a board's texts."""
    return reverse("picture", kwargs={"municipality": municipality, "board": board, "sha256": sha256})


@dataclass(frozen=True, slots=True)
class ReportAddress:
    """The address of a board's report of one tertial. With ``draft`` it is that of the coming version."""

    municipality: str
    board: str
    period: Tertial
    draft: bool = False

    @classmethod
    def for_report(cls, report: BoardReport) -> Self:
        """The address of a report."""
        draft = isinstance(report, DraftReport)
        return cls(report.municipality.slug, report.board.slug, report.period, draft)

    @classmethod
    def for_round(cls, round_: Round) -> Self:
        """The address of a round's report. Load the board with its municipality, or this takes a query."""
        return cls(round_.board.municipality.slug, round_.board.slug, round_.period)

    def for_period(self, period: Tertial) -> "ReportAddress":
        """The same board at another tertial, where nothing is known of a draft."""
        return self if period == self.period else ReportAddress(self.municipality, self.board, period)

    def url(self, name: str = "board", **codes: Any) -> str:
        """The address of a page by its URL name; ``code`` for a goal or an indicator, ``job`` for a file."""
        where: dict[str, str | int] = {
            "municipality": self.municipality,
            "board": self.board,
            "year": self.period.year,
            "tertial": self.period.number,
        }
        page = f"draft:{name}" if self.draft and name in DRAFT_PAGES else name
        return reverse(page, kwargs={**where, **codes})

    def picture_url(self, sha256: str) -> str:
        """The address of a picture of the board's texts; it is the same in a draft and in each version."""
        return build_picture_url(self.municipality, self.board, sha256)

    def build_file_name(self, *parts: str) -> str:
        """What a file of the report is called when it is saved, without ending."""
        period = self.period.label.lower().replace(" ", "-")
        return "-".join((self.municipality, self.board, period, *parts))

    def find_part_url(self, kind: str, key: str) -> str:
        """The page about what a finding or a warning points at; empty for an unknown kind."""
        if kind in {"goal", "indicator"}:
            return self.url(kind, code=key)
        anchors = {
            "area": ("economy", f"verksamhet-{key}"),
            "deficit": ("economy", f"verksamhet-{key}"),
            "investment": ("economy", "investeringar"),
            "chapter": ("whole_report", f"kapitel-{key}"),
            "own_table": ("economy", f"tabell-{key}"),
            "risk": ("internal_control", f"risk-{key}"),
        }
        if kind not in anchors:
            return ""
        name, anchor = anchors[kind]
        return f"{self.url(name)}#{anchor}"
