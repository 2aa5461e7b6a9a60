"""Template filters for numbers and units. All use ``core.swedish``, so that a number looks the same everywhere."""

from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from apps.charts.chart import Chart
from apps.charts.svg import draw_chart
from apps.core.lights import Light
from apps.core.swedish import format_mnkr, format_number, format_tkr, get_surplus_label
from apps.core.tertials import Tertial
from apps.documents.part_files import select_tables
from apps.documents.parts.registry import PARTS
from apps.documents.picture.report_picture import describe_report_picture
from apps.report.board_report import Attention, AttentionPart, BoardReport
from apps.report.course.outcome_values import OutcomeView
from apps.web.board.chart_files import ChartFiles
from apps.web.board.economy.money_table import MoneyTableCell, MoneyTableRow, format_period_name
from apps.web.board.findings.marks import FindingMark, FindingMarks
from apps.web.board.part_tables.page_tables import get_table_title
from apps.web.links import ReportAddress
from apps.web.table_files import KINDS

register = template.Library()
register.filter("period_name", format_period_name)


@register.filter
def tkr(kronor: int | None, exact: bool = False) -> str:
    """Whole kronor as thousands; empty for nothing."""
    return "" if kronor is None else format_tkr(kronor, exact=exact)


@register.filter
def signed_tkr(kronor: int | None, exact: bool = False) -> str:
    """A variance in thousands, its plus written out."""
    return "" if kronor is None else format_tkr(kronor, exact=exact, sign=True)


@register.filter
def mnkr(kronor: int | None) -> str:
    """Whole kronor as millions."""
    return "" if kronor is None else format_mnkr(kronor)


@register.filter
def signed_percent(value: Decimal | None) -> str:
    """A variance in percent, its plus written out, without the sign for percent."""
    return "" if value is None else format_number(value, 1, sign=True)


@register.filter
def percent(value: Decimal | None) -> str:
    """A percentage without plus or minus, for use with a word that says the same (surplus, deficit)."""
    return "" if value is None else format_number(abs(value), 1)


@register.filter
def surplus(kronor: int | None) -> str:
    """överskott, underskott or i balans."""
    return "" if kronor is None else get_surplus_label(kronor)


@register.filter
def better(kronor: int | None) -> str:
    """What a variance's move is: bättre, sämre or oförändrat."""
    if not kronor:
        return "" if kronor is None else "oförändrat"
    return "bättre" if kronor > 0 else "sämre"


@register.filter
def side(kronor: int | None) -> str:
    """The class of a variance: ``plus``, ``minus`` or ``even``."""
    if not kronor:
        return "even"
    return "plus" if kronor > 0 else "minus"


@register.simple_tag(takes_context=True)
def mark(context: Context, row: MoneyTableRow, cell: MoneyTableCell) -> SafeString:
    """A link to the finding that is about an amount in a table, where the page's ``marks`` have one; else nothing."""
    marks: FindingMarks | None = context.get("marks")
    where = cell.table or row.table, cell.column.period, cell.column.field
    return _draw_mark(marks.find_amount((row.area, row.cost_type, *where), (row.key, "", *where)) if marks else None)


@register.simple_tag(takes_context=True)
def mark_outcome(context: Context, value: OutcomeView) -> SafeString:
    """The same for an indicator's outcome."""
    marks: FindingMarks | None = context.get("marks")
    return _draw_mark(marks.find_outcome(value.place) if marks else None)


@register.simple_tag(takes_context=True)
def mark_net(context: Context, area: str, column: str, period: Tertial | None = None) -> SafeString:
    """The same for an area's net amount; without a period the report's own."""
    marks: FindingMarks | None = context.get("marks")
    return _draw_mark(marks.find_net_amount(area, period, column) if marks else None)


@register.simple_tag(takes_context=True)
def mark_attention(context: Context, item: Attention | AttentionPart) -> SafeString:
    """The same for what the board page says to look at first."""
    marks: FindingMarks | None = context.get("marks")
    return _draw_mark(marks.find_subject(item.kind, item.key) if marks else None)


@register.simple_tag(takes_context=True)
def mark_risk(context: Context, code: str) -> SafeString:
    """The same for a risk's value."""
    marks: FindingMarks | None = context.get("marks")
    return _draw_mark(marks.find_risk(code) if marks else None)


def _draw_mark(found: FindingMark | None) -> SafeString:
    if found is None:
        return SafeString("")
    return format_html(
        '<a class="mark mark--{}" href="{}" title="{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span></a>',
        found.kind,
        found.url,
        found.text,
        found.sign,
        found.text,
    )


@register.simple_tag(takes_context=True)
def format_page_address(context: Context) -> str:
    """The whole address of the page, as it is written on paper: the site's own name, whoever asked."""
    return settings.SITE_URL + str(context["page_path"])


@register.simple_tag(takes_context=True)
def format_picture_address(context: Context) -> str:
    """The whole address of the report's picture, for where the page's address is shared."""
    return settings.SITE_URL + ReportAddress.for_report(context["report"]).url("report_picture")


register.filter("picture_words", describe_report_picture)


@register.simple_tag
def format_embed_code(chart: Chart, files: ChartFiles) -> str:
    """The frame that another site puts in its page; the template escapes it. As high as the drawing with its words."""
    address, title = escape(settings.SITE_URL + files.embedded), escape(chart.title)
    return (
        f'<iframe src="{address}" title="{title}" width="100%" height="620" loading="lazy" style="border:0"></iframe>'
    )


@register.inclusion_tag("components/table_files.html", takes_context=True)
def show_part_files(context: Context, part: str, anchor: str = "", of: str = "") -> dict[str, str]:
    """What can be taken along of a part of the report: its tables as files; nothing where it has no table.

    ``anchor`` is the id of the place on the page that a link leads to, ``of`` the code of the area, goal or indicator
    that the tables are about, for those that are about one. A table that a page alone has stands above it there.
    """
    report: BoardReport = context["report"]
    if part in PARTS and not select_tables(PARTS[part].build(report)):
        return {}
    place = ReportAddress.for_report(report)
    page, codes = ("thing_table", {"code": of}) if of else ("part_table", {})
    csv, xlsx = (place.url(page, part=part, kind=kind, **codes) for kind in KINDS)
    name = place.build_file_name(part, *codes.values())
    return {"csv": csv, "xlsx": xlsx, "name": name, "anchor": anchor, "title": get_table_title(part, of)}


@register.filter
def as_light(value: str) -> Light:
    """The light of a value, for templates that show one on their own."""
    return Light(value)


@register.filter
def figure_json(chart: Chart) -> SafeString:
    """The chart's figure, made safe for a script element where it was built."""
    return mark_safe(chart.figure)  # noqa: S308 - ``charts.chart.dump_embedded_json`` escapes <, > and &


@register.filter
def draw_svg(chart: Chart, width: str) -> SafeString:
    """The chart as SVG, escaped where it was drawn. ``width`` is a name of ``charts.svg.DRAWING_WIDTHS``."""
    return mark_safe(draw_chart(chart, width))  # noqa: S308 - ``charts.markup`` escapes every text and attribute


@register.filter
def svg(value: Any) -> str:
    """A coordinate with a decimal point, whatever the language of the page."""
    return f"{float(value):g}"
