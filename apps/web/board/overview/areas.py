"""The money on the board page: a line for each area under the board, its variance drawn, its cause beneath."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.report.board_report import BoardReport, Comment
from apps.report.money import Amounts, AreaEconomy
from apps.web.board.economy.budget_paths import format_budget_shift
from apps.web.board.overview.attention import list_attention_texts
from apps.web.links import ReportAddress

FACT_LABELS = {"budget": "Budget för året", "actual": "Utfall", "forecast": "Prognos för året"}
BAR_WIDTH = 100.0  # of the drawing, with nought in the middle


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceBar:
    """A bar from the middle of a drawing 100 wide, to the right for a surplus."""

    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFact:
    """An amount of an area, in kronor."""

    field: str
    label: str
    kronor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaLine:
    """An area with this period's amounts. ``bar`` is None where the variance is not known or nought.

    ``changed`` says in words that its budget is another than earlier in the year. ``comments`` are those that the list
    above on the page doesn't have: where one of it does, ``is_explained_above``.
    """

    area: str
    name: str
    url: str
    page_url: str
    is_whole: bool
    now: Amounts
    bar: VarianceBar | None
    comments: tuple[Comment, ...]
    is_explained_above: bool
    changed: str

    @property
    def facts(self) -> tuple[AreaFact, ...]:
        """The amounts that the variance comes from; what is not known is left out."""
        known = {field: getattr(self.now, field) for field in FACT_LABELS}
        return tuple(
            AreaFact(field=field, label=FACT_LABELS[field], kronor=kronor)
            for field, kronor in known.items()
            if kronor is not None
        )


def build_area_lines(report: BoardReport) -> tuple[AreaLine, ...]:
    """The areas right under the board in its own order, the whole board last; those without figures are left out."""
    areas = [area for area in report.economy.areas if area.net and area.depth == 1]
    whole = [area for area in report.economy.areas[:1] if area.net]
    scale = max((abs(_get_variance(area)) for area in areas), default=0)
    place = ReportAddress.for_report(report)
    texts = list_attention_texts(report)
    return tuple(_build_line(area, scale, report.comments, place, texts) for area in [*areas, *whole])


def _get_variance(area: AreaEconomy) -> int:
    return (area.net.now.variance or 0) if area.net else 0


def _build_line(
    area: AreaEconomy, scale: int, comments: Sequence[Comment], place: ReportAddress, texts: frozenset[str]
) -> AreaLine:
    assert area.net is not None
    topics = {"operating", "forecast"}
    own = [one for one in comments if area.depth and one.area == area.area and one.topic in topics]
    above = [one for one in own if not texts.isdisjoint(_list_readings(one))]
    return AreaLine(
        area=area.area,
        name="Hela nämnden" if area.depth == 0 else area.name,
        url=place.find_part_url("area", area.area),
        page_url=place.url("area", code=area.area) if area.depth else "",
        is_whole=area.depth == 0,
        now=area.net.now,
        bar=_draw_bar(_get_variance(area), scale) if area.depth else None,
        comments=tuple(one for one in own if one not in above),
        is_explained_above=bool(above),
        changed=format_budget_shift(area),
    )


def _list_readings(comment: Comment) -> tuple[str, str]:
    """The comment as its own area and as a unit below it tells it."""
    text = comment.cause or comment.text
    return text, f"{comment.area_name}: {text}"


def _draw_bar(variance: int, scale: int) -> VarianceBar | None:
    """The bar on the areas' common scale; a small variance is still seen."""
    if not variance or not scale:
        return None
    width = max(round(BAR_WIDTH / 2 * abs(variance) / scale, 1), 0.8)
    middle = BAR_WIDTH / 2
    return VarianceBar(x=middle if variance > 0 else round(middle - width, 1), width=width)
