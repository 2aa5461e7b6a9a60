"""What a screen of the presenting mode holds: few words, a figure or a light, and what opens when somebody asks."""

from dataclasses import dataclass

from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.report.measures import Verdict
from apps.web.board.indicators.sparkline import Sparkline
from apps.web.board.overview.goal_lines import PastLight

LONG_NAME = 60  # characters in a heading, from which it is set smaller


@dataclass(frozen=True, slots=True)
class SlideText:
    """A text that opens, with its label: cause, action."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class SlideAmount:
    """An amount in whole kronor. ``exact`` as in ``report.money.Amounts``."""

    label: str
    kronor: int
    exact: bool = False


@dataclass(frozen=True, slots=True)
class PastDeficit:
    """An area's variance of the full year as an earlier report told it, whole kronor; plus is a surplus."""

    period: Tertial
    kronor: int
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SlideLine:
    """One of several things on a screen. ``note`` stands after its name; ``texts`` open. ``light`` may be unknown."""

    name: str
    url: str
    light: Light | None = None
    note: str = ""
    texts: tuple[SlideText, ...] = ()
    spark: Sparkline | None = None


@dataclass(frozen=True, slots=True)
class MoreLink:
    """How many more there are than the screen shows, and where they are."""

    count: int
    noun: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One screen. ``kind`` says which part of the agenda it is of; ``url`` leads to the page with all about it.

    ``verdict`` is a goal's, ``amount`` what is printed large (kronor). What ``has_more`` opens: texts, amounts, and the
    course over earlier reports (``past_lights`` or ``past_amounts``, the oldest first) and each line's own.
    """

    id: str
    kind: str
    heading: str
    url: str = ""
    change: str = ""
    verdict: Verdict | None = None
    sentence: str = ""
    amount: SlideAmount | None = None
    lines: tuple[SlideLine, ...] = ()
    more: MoreLink | None = None
    texts: tuple[SlideText, ...] = ()
    amounts: tuple[SlideAmount, ...] = ()
    past_lights: tuple[PastLight, ...] = ()
    past_amounts: tuple[PastDeficit, ...] = ()

    @property
    def has_more(self) -> bool:
        """Is there anything to open?"""
        return bool(self.texts or self.amounts or self.past_lights or self.past_amounts)

    @property
    def more_label(self) -> str:
        """What there is to open, in words: ``Orsak och åtgärd``, ``Belopp``."""
        labels = {one.label for one in self.texts}
        parts = [
            "orsak" if _TEXT_LABELS["cause"] in labels else "",
            "åtgärd" if _TEXT_LABELS["action"] in labels else "",
            "belopp" if self.amounts else "",
            "tidigare rapporter" if self.past_lights or self.past_amounts else "",
        ]
        *first, last = [part for part in parts if part] or [""]
        return (f"{', '.join(first)} och {last}" if first else last).capitalize()

    @property
    def is_long(self) -> bool:
        """Has it a name that needs smaller letters?"""
        return len(self.heading) > LONG_NAME


def list_texts(**texts: str) -> tuple[SlideText, ...]:
    """Those texts that are written, with their labels as they stand on the screen."""
    return tuple(SlideText(_TEXT_LABELS[name], text) for name, text in texts.items() if text)


_TEXT_LABELS = {"cause": "Orsak", "action": "Det här görs", "message": "Vad som skiljer", "answer": "Nämndens svar"}
