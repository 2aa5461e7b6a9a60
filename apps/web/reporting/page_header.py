"""The top of every page of a round under ``/rapportera/``: the period, the round's state, and links to its parts."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from apps.core.swedish import format_day
from apps.rounds.models import Round, RoundState
from apps.web.page_header import Crumb, Tab
from apps.web.reporting.dates import format_days_remaining
from apps.web.reporting.links import build_round_url

TABS = (
    ("reporting_round", "Läget"),
    ("reporting_outcomes", "Indikatorer"),
    ("reporting_money", "Ekonomi"),
    ("reporting_investments", "Investeringar"),
    ("reporting_controls", "Intern kontroll"),
    ("reporting_own_tables", "Tabeller"),
    ("reporting_texts", "Texter"),
    ("reporting_chapters", "Kapitel"),
    ("reporting_handover", "Överlämning"),
)

STATES_WITH_DEADLINE = (RoundState.PLANNED, RoundState.OPEN)  # later than that nothing more is to be handed in


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundHeader:
    """What the frame shows. ``code`` names the round in the browser's store."""

    board: str
    municipality: str
    is_made_up: bool
    period: str
    long_period: str
    code: str
    home: str
    state: str
    state_label: str
    deadline: str
    days_remaining: str
    crumbs: tuple[Crumb, ...]
    tabs: tuple[Tab, ...]


def build_round_header(round_: Round, page: str, title: str = "") -> RoundHeader:
    """The frame around ``page`` (its URL name); ``title`` names a page below the tabs."""
    board = round_.board
    correcting = bool(round_.correction_state)
    deadline = round_.deadline if round_.state in STATES_WITH_DEADLINE else None
    days = (deadline - timezone.localdate()).days if deadline else None
    return RoundHeader(
        board=board.name,
        municipality=board.municipality.name,
        is_made_up=board.municipality.is_made_up,
        period=round_.period.label,
        long_period=round_.period.long_label,
        code=f"{board.municipality.slug}/{board.slug}/{round_.year}/{round_.period.slug}",
        home=build_round_url(round_),
        state="correction" if correcting else round_.state,
        state_label="rättas" if correcting else round_.get_state_display(),
        deadline=format_day(deadline) if deadline else "",
        days_remaining=format_days_remaining(days),
        crumbs=_build_crumbs(round_, page, title),
        tabs=tuple(Tab(label, build_round_url(round_, name), name == page) for name, label in TABS),
    )


def _build_crumbs(round_: Round, page: str, title: str) -> tuple[Crumb, ...]:
    home = Crumb("Mina rapporter", reverse("reporting"))
    name = title or dict(TABS).get(page, "")
    middle = Crumb(
        f"{round_.board.name} {round_.period.label}", build_round_url(round_) if page != "reporting_round" else ""
    )
    return (home, middle) if page == "reporting_round" else (home, middle, Crumb(name))
