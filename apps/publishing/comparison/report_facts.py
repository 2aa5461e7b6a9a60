"""The facts of everything but goals and indicators: the report itself, organisation, money, risks; see ``facts``."""

from collections import Counter
from collections.abc import Iterator

from apps.budget.models import CostType
from apps.checks.base import FINDING_KIND_LABELS
from apps.checks.listed_findings import is_given
from apps.core.choices import RelationKind
from apps.core.rich_text.changes import write_out_figures
from apps.core.rich_text.contents import list_figures
from apps.core.rich_text.markdown import format_markdown
from apps.core.swedish import format_list
from apps.core.tertials import Tertial
from apps.publishing.comparison.dated_amount_facts import list_dated_amount_facts
from apps.publishing.comparison.facts import (
    Fact,
    FactSubject,
    ReportNames,
    format_exact_tkr,
    format_light_counts,
    format_names,
    has_figure,
    is_derived_sum,
    list_amount_facts,
    list_rich_facts,
)
from apps.report.board_report import BoardReport, Control, Decision, Finding, History, Risk
from apps.report.money import AreaEconomy, InvestmentRow, InvestmentTable, MoneyRow

OWN_INVESTMENTS_KEY = "i-"
"""The key of the table of the board's own investments; a printed table's has its code after it."""
_BOARD_LABELS = {
    "name": "nämnd",
    "slug": "nämndens adress",
    "administration": "förvaltning",
    "tolerance_percent": "tolerans för gult läge, procent",
    "small_number_threshold": "gräns för små tal",
}
_MUNICIPALITY_LABELS = {
    "is_made_up": "påhittad kommun",
    "name": "kommun",
    "code": "kommunkod",
    "slug": "kommunens adress",
}
_RISK_LABELS = {
    "name": "namn",
    "process_group": "processgrupp",
    "process": "process",
    "category": "kategori",
    "owner_role": "ansvarig",
    "probability": "sannolikhet",
    "consequence": "konsekvens",
    "stated_value": "riskvärde som rapporten skriver det",
}
_CHAPTER_KINDS = {"written": "text", "part": "rapportdel"}
_RESULT_LABELS = {
    "status": ("status_label", "status"),
    "verdict": ("verdict_label", "bedömning"),
    "comment": ("comment", "kommentar"),
}
_COST_TYPE_LABELS = dict(CostType.choices)


def list_report_facts(report: BoardReport, names: ReportNames) -> Iterator[Fact]:
    """What the report says of itself, and its tables."""
    thing = FactSubject("Rapporten", "")
    cells = (f"c:summary:{report.areas[0].code}|text",) if report.areas else ()
    yield thing.fact("sammanfattning", report.summary, cells=cells, derived=has_figure(report, "summary"))
    yield from list_rich_facts(thing, report, "summary", "sammanfattning")
    yield thing.fact("beslut", _format_decision(report.decision))
    yield thing.fact("källa", report.source_title)
    yield thing.fact("texterna", "sammanfattade av oss" if report.texts_are_summaries else "")
    for source, labels in ((report.board, _BOARD_LABELS), (report.municipality, _MUNICIPALITY_LABELS)):
        for field, label in labels.items():
            yield thing.fact(label, getattr(source, field))
    yield thing.fact("översikt", "\n".join(report.overview), derived=True)
    yield thing.fact("målens lägen", format_light_counts(report.goal_lights), derived=True)
    yield thing.fact("indikatorernas lägen", format_light_counts(report.indicator_lights), derived=True)
    for table in report.tables:
        own = FactSubject("Rapporten", f"Tabell {table.code}", "table", table.code)
        yield from own.facts(table, {"title": "rubrik", "note": "not", "unit": "enhet"})


def _format_decision(decision: Decision | None) -> str:
    if decision is None:
        return ""
    date = decision.date.isoformat() if decision.date else ""
    return " ".join(filter(None, (date, f"§ {decision.paragraph}" if decision.paragraph else "", decision.case_number)))


def list_organisation_facts(report: BoardReport, names: ReportNames) -> Iterator[Fact]:
    """The tree of service areas, and the focus areas."""
    for area in report.areas:
        thing = FactSubject("Organisation", area.name, "area", area.code)
        yield from thing.facts(area, {"name": "namn", "kind": "slag"})
        yield thing.fact("ligger under", format_names([area.parent], names.areas))
    for one in report.reorganisations:
        thing = FactSubject("Organisation", format_list([part.name for part in one.after]), one.subject, one.kind)
        codes = [part.code for part in (*one.before, *one.after)]
        sides = [format_list([part.name for part in parts]) for parts in (one.before, one.after)]
        text = " ".join(filter(None, (one.text, " → ".join(sides), one.decision)))
        yield thing.fact("omorganisation", text, one.period.label, *codes, derived=True)
    for focus in report.focus_areas:
        thing = FactSubject("Organisation", focus.name, "focus", focus.code)
        yield from thing.facts(focus, {"name": "fokusområde", "description": "beskrivning"})


def list_economy_facts(report: BoardReport, names: ReportNames) -> Iterator[Fact]:
    """The operating budget."""
    for area in report.economy.areas:
        for row in (*area.cost_types, *([area.net] if area.net else [])):
            yield from _list_money_row_facts(area, row)
        yield from list_dated_amount_facts(FactSubject("Driftbudget", area.name, "area", area.area), area)
        yield from _list_former_facts(FactSubject("Driftbudget", area.name, "area", area.area), area)
    for other in report.economy.other_statements:
        thing = FactSubject("Driftbudget", other.area_name, "area", other.area)
        label = f"{other.cost_type_label} i tabellen ”{other.table_title}”"
        at = ("other", other.table, other.cost_type)
        yield from list_amount_facts(thing, label, other.amounts, *at, derived=True)
        yield thing.fact(f"radens rubrik, {label}", other.label, *at, "label", derived=True)
        yield thing.fact(f"säger emot en annan tabell, {label}", other.differs, *at, "differs", derived=True)
    whole = FactSubject("Driftbudget", names.areas[names.root], "area", names.root)
    for one in report.economy.forecast_accuracy:
        off = f", {format_exact_tkr(one.off_by)} fel" if one.off_by is not None else ""
        text = f"{format_exact_tkr(one.variance)}{off}{' (slutlig)' if one.is_final else ''}"
        yield whole.fact(f"så höll prognosen, {one.period.label}", text, "accuracy", one.period.label, derived=True)


def _list_former_facts(thing: FactSubject, area: AreaEconomy) -> Iterator[Fact]:
    """What the area was before a reorganisation."""
    yield thing.fact("före omorganisationer", " ".join(area.reorganised), "reorganised", derived=True)
    for one in area.former:
        text = f"{one.name}, till {one.until}{', tillsammans' if one.together else ''}"
        yield thing.fact("före omorganisationen", text, "former", one.code, derived=True)
        for amounts in one.amounts:
            label = f"{one.name} {one.label}, till {one.until}"
            yield from list_amount_facts(thing, label, amounts, "former", one.code, derived=True)


def _list_money_row_facts(area: AreaEconomy, row: MoneyRow) -> Iterator[Fact]:
    thing = FactSubject("Driftbudget", area.name, "area", area.area)
    typed, at = f"d:{area.area}:{row.cost_type}", row.cost_type
    # A sum that a table prints and the board has corrected was typed, and so was a net that has no parts.
    is_typed = not row.summed and (bool(row.now.table) or not area.cost_types)
    is_sum = is_derived_sum(row.cost_type, row.now, summed=row.summed) and not is_typed
    yield from list_amount_facts(thing, row.cost_type_label, row.now, at, row=typed, derived=is_sum)
    for amounts in row.past:
        yield from list_amount_facts(thing, row.cost_type_label, amounts, at)
    label = row.cost_type_label
    yield thing.fact(f"fotnot, {label}", row.footnote, at, "footnote", cells=(f"{typed}|footnote",))
    origin = ", ".join(filter(None, (row.label, row.table, "summa av raderna under" if row.summed else "")))
    base = _COST_TYPE_LABELS.get(row.belongs_to, row.belongs_to)
    yield thing.fact(f"hör till, {label}", base, at, "belongs_to", derived=True)
    yield thing.fact(f"radens rubrik och tabell, {label}", origin, at, "origin", derived=True)


def list_investment_facts(report: BoardReport, names: ReportNames) -> Iterator[Fact]:
    """The investments."""
    for table in report.investments:
        if table.code or table.title:
            thing = FactSubject("Investeringar", table.title, "table", f"{OWN_INVESTMENTS_KEY}{table.code}")
            yield thing.fact("tabellens rubrik", table.title)
        for row in table.rows:
            yield from _list_investment_row_facts(table, row)


def _list_investment_row_facts(table: InvestmentTable, row: InvestmentRow) -> Iterator[Fact]:
    thing = FactSubject("Investeringar", row.name, "investment", row.code)
    typed, at = f"i:{row.code}:{row.flow}", (row.flow,)
    for field, what in (("original_budget", "ursprunglig budget"), ("supplementary_budget", "tilläggsbudget")):
        labels = f"{what}, {row.flow_label} {row.now.period.label}"
        yield thing.fact(labels, format_exact_tkr(getattr(row, field)), *at, field, cells=(f"{typed}|{field}",))
    is_sum = row.is_sum or is_derived_sum(row.flow, row.now, summed=False)
    yield from list_amount_facts(thing, row.flow_label, row.now, *at, row=typed, derived=is_sum)
    for amounts in row.past:
        yield from list_amount_facts(thing, row.flow_label, amounts, *at)
    names = {one.code: one.name for one in table.rows}
    footnote = f"fotnot, {row.flow_label}"
    yield thing.fact(footnote, row.footnote, *at, "footnote", cells=(f"{typed}|footnote",))
    for field, label, text in (
        ("name", "namn", row.name),
        ("parent", "ligger under", format_names([row.parent], names)),
        ("area", "verksamhet", row.area_name or row.area),
        ("is_sum", "är en summa", "ja" if row.is_sum else ""),
    ):
        yield thing.fact(f"{label}, {row.flow_label}", text, *at, field)


def list_risk_facts(report: BoardReport, names: ReportNames) -> Iterator[Fact]:
    """Risks and their controls."""
    for risk in report.risks:
        thing = FactSubject("Intern kontroll", risk.name, "risk", risk.code)
        for control in risk.controls:
            yield from _list_control_facts(thing, risk, control, report.period)
        yield from thing.facts(risk, _RISK_LABELS)
        yield thing.fact("verksamhet", format_names([risk.area], names.areas))
        yield thing.fact("riskvärde", risk.value, derived=True)
        yield thing.fact("risknivå", risk.level_label, derived=True)


def _list_control_facts(thing: FactSubject, risk: Risk, control: Control, now: Tertial) -> Iterator[Fact]:
    for result in control.results:
        row = f"k:{risk.code}:{control.code}" if result.tertial == now.number else ""
        for cell, (field, label) in _RESULT_LABELS.items():
            what = f"{label}, {control.name} T{result.tertial}"
            cells = (f"{row}|{cell}",) if row else ()
            yield thing.fact(what, getattr(result, field), control.code, result.tertial, cell, cells=cells)
    yield thing.fact("kontroll", control.name, control.code, "name")
    yield thing.fact(f"beskrivning, {control.name}", control.description, control.code, "description")


def list_comment_facts(report: BoardReport, names: ReportNames) -> Iterator[Fact]:
    """What was written of events, quality, staff and money."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for comment in report.comments:
        which = (comment.topic, comment.area, comment.heading)
        seen[which] += 1
        thing = FactSubject("Kommentarer", comment.area_name, "comment", comment.area)
        what = f"{comment.topic_label} {comment.heading}".strip()
        row = "" if comment.heading else f"c:{comment.topic}:{comment.area}"
        for field, label in (("text", "text"), ("cause", "orsak"), ("action", "åtgärd")):
            cells = (f"{row}|{field}",) if row else ()
            text = getattr(comment, field)
            more = {"cells": cells, "derived": has_figure(comment, field)}
            yield thing.fact(f"{label}, {what}", text, *which, seen[which], field, **more)
            yield from list_rich_facts(thing, comment, field, f"{label}, {what}", *which, seen[which])


def list_chapter_facts(report: BoardReport, names: ReportNames) -> Iterator[Fact]:
    """The chapters in their order, and what is written in them."""
    for chapter in report.chapters:
        thing = FactSubject("Kapitel", chapter.heading, "chapter", chapter.code)
        yield from thing.facts(chapter, {"heading": "rubrik", "number": "nummer", "level": "nivå"})
        yield thing.fact("slag", _CHAPTER_KINDS.get(chapter.kind, chapter.kind))
        yield thing.fact("rapportdel", chapter.part)
        for one in chapter.texts:
            where = "text" if one.whole_board else f"text, {one.area_name}"
            follows_figures = bool(list_figures(one.text))
            yield thing.fact(where, format_markdown(write_out_figures(one.text)), one.area, derived=follows_figures)


def list_attention_facts(report: BoardReport, names: ReportNames) -> Iterator[Fact]:
    """What the report says should be looked at first."""
    for one in report.attention:
        thing = FactSubject("Att uppmärksamma", one.headline, one.kind, one.key)
        yield thing.fact("läge", one.light.label, derived=True)
        for field, label in (("headline", "rubrik"), ("why", "varför"), ("action", "åtgärd")):
            yield thing.fact(label, getattr(one, field), derived=True)
        for part in one.parts:
            text = f"{part.text}. {part.why}" if part.why else part.text
            yield thing.fact("hör dit", text, part.kind, part.key, derived=True, optional=True)
        yield thing.fact("sedan förra rapporten", one.change_label, derived=True, optional=True)


def list_relation_facts(report: BoardReport, names: ReportNames) -> Iterator[Fact]:
    """How indicators follow from each other, as a person has confirmed or refused."""
    labels = dict(RelationKind.choices)
    for one in report.relations:
        thing = FactSubject("Samband", names.indicators.get(one.total, one.total), "indicator", one.total)
        parts = format_list([names.indicators.get(code, code) for code in one.parts])
        label = f"{labels.get(one.kind, one.kind)}: {parts}"
        yield thing.fact(label, "stämmer" if one.confirmed else "gäller inte", one.kind, *one.parts)


def list_finding_facts(report: BoardReport, names: ReportNames) -> Iterator[Fact]:
    """Where the report does not agree with itself, and what was answered."""
    for one in report.findings:
        yield from _list_one_finding_facts(one, names)


def _list_one_finding_facts(one: Finding, names: ReportNames) -> Iterator[Fact]:
    which = one.fingerprint or ":".join((one.check, one.where, one.key, one.period, one.column, one.part))
    thing = FactSubject("Iakttagelser", one.name, "finding", which)
    numbers = " mot ".join(filter(None, (one.expected, one.found)))
    details = ", ".join(filter(None, (numbers, one.difference, one.severity_label)))
    yield thing.fact("iakttagelse", f"{one.message} ({details})" if details else one.message, derived=True)
    yield thing.fact("verksamhet", names.areas.get(one.area, one.area), derived=True, optional=True)
    yield thing.fact("slag", FINDING_KIND_LABELS.get(one.kind, ""), derived=True, optional=True)
    if one.answer:
        answer = f"{one.answer.reason_label}. {one.answer.text}".strip()
        yield thing.fact("nämndens svar", answer, derived=not is_given(one.answer))
        yield thing.fact("svaret gällde en annan skillnad", one.answer.outdated, derived=True)


def list_history_facts(report: BoardReport, names: ReportNames) -> Iterator[Fact]:
    """The board over time. The report's own period is left out: the rest of the report says it."""
    for one in report.history:
        if one.period == report.period:
            continue
        thing = FactSubject("Över tid", one.period.label, "history", one.period.label)
        for what, text in (
            ("målens lägen", format_light_counts(one.goal_lights)),
            ("indikatorernas lägen", format_light_counts(one.indicator_lights)),
            ("kommer från en publicerad rapport", one.published),
        ):
            yield thing.fact(what, text, derived=True, optional=True)
        if one.amounts:
            yield from list_amount_facts(thing, "netto", one.amounts, derived=True, optional=True)
        yield from _list_past_facts(thing, one, names)


def _list_past_facts(thing: FactSubject, one: History, names: ReportNames) -> Iterator[Fact]:
    """What an earlier report said of each goal, indicator and area."""
    for kind, lights, known in (("mål", one.goals, names.goals), ("indikator", one.indicators, names.indicators)):
        for code, light in lights.items():
            yield thing.fact(
                f"läge, {kind} {known.get(code, code)}", light.label, kind, code, derived=True, optional=True
            )
    for code, variance in one.areas.items():
        for field, label in (("full_year", "avvikelse"), ("so_far", "avvikelse hittills")):
            text = format_exact_tkr(getattr(variance, field))
            what = f"{label}, {names.areas.get(code, code)}"
            yield thing.fact(what, text, "area", code, field, derived=True, optional=True)
