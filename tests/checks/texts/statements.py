"""True and false statements about a report, written by patterns from its own figures; and whether one is found."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from apps.checks import inner_texts, report_texts
from apps.core.swedish import format_number
from apps.report.board_report import Assessment, BoardReport, Comment, Finding, Indicator, MoneyRow, Point
from tests.checks.texts.patterns import Pattern

D = Decimal
LEAST = 100_000  # kronor: smaller amounts are mostly rounding in mnkr
TYPES = {
    "revenue": "Intäkterna",
    "staff": "Personalkostnaderna",
    "premises": "Lokalkostnaderna",
    "other": "Övriga kostnader",
}
LEAST_NAME = 8


@dataclass(frozen=True, slots=True)
class StatedFact:
    """What a pattern is filled with. ``amount`` is kronor, or the indicator's value, with its own sign."""

    area: str
    name: str
    amount: Decimal
    before: Decimal | None = None
    women: Decimal | None = None
    men: Decimal | None = None
    indicator: str = ""
    unit: str = "kr"
    cost_type: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A statement in its report, with what was done to it; ``mistake`` is empty for a true one."""

    pattern: Pattern
    text: str
    mistake: str
    report: BoardReport


class Corpus:
    """Statements about one report, by chance."""

    def __init__(self, report: BoardReport, seed: int) -> None:
        self.chance = random.Random(seed)
        self.report = replace(
            report,
            summary="",
            comments=(),
            goals=tuple(replace(goal, assessments=()) for goal in report.goals),
            indicators=tuple(replace(one, assessments=()) for one in report.indicators),
        )
        self.money = list(self._iter_money())
        self.values = list(self._iter_values())
        self.names = {area.code: area.name for area in report.areas}
        self.root = report.economy.areas[0].area

    # What there is to write about

    def _iter_money(self) -> Iterator[tuple[str, StatedFact]]:
        names = [area.name for area in self.report.economy.areas]
        for area in self.report.economy.areas:
            rows = [*([area.net] if area.net else []), *area.cost_types]
            for row in rows:
                if row.cost_type == "net" or row.cost_type in TYPES:
                    for kind, amount in self._iter_columns(row):
                        if abs(amount) >= LEAST:
                            named = names.count(area.name) == 1 and len(area.name) >= LEAST_NAME
                            yield (
                                kind,
                                StatedFact(area.area, area.name if named else "", D(amount), cost_type=row.cost_type),
                            )

    def _iter_columns(self, row: MoneyRow) -> Iterator[tuple[str, int]]:
        now, is_net = row.now, row.cost_type == "net"
        level = now.actual if now.actual is not None else now.forecast
        if now.variance:
            kinds = ("variance", "variance_direction", "two_texts") if is_net else ()
            yield from ((kind, now.variance) for kind in kinds)
            yield from (("type_variance", now.variance), ("type_direction", now.variance)) if not is_net else ()
        if level:
            yield ("cost" if is_net else "type_amount"), level
        if now.budget and is_net:
            yield "budget", now.budget
        last = [one for one in row.past if one.period.year == now.period.year - 1 and one.period.number == 3]
        if last and last[0].actual is not None and now.actual is not None and is_net:
            yield "cost_change", now.actual - last[0].actual
            yield "cost_direction", now.actual - last[0].actual

    def _iter_values(self) -> Iterator[tuple[str, StatedFact]]:
        period = self.report.period
        names = [one.name.lower() for one in self.report.indicators]
        for one in self.report.indicators:
            if one.definition_changes:
                continue
            points = {(p.year, p.tertial, p.area, p.gender): p for p in one.series if p.value is not None}
            for (year, tertial, area, gender), point in points.items():
                if (year, tertial, gender) != (period.year, period.number, "T") or not point.value:
                    continue
                before, women, men = (
                    points.get(key)
                    for key in (
                        (year - 1, tertial, area, "T"),
                        (year, tertial, area, "K"),
                        (year, tertial, area, "M"),
                    )
                )
                named = names.count(one.name.lower()) == 1 and len(one.name) >= LEAST_NAME
                is_board = area == self.report.areas[0].code
                fact = StatedFact(
                    area, one.name if named and is_board else "", point.value, _value(before), _value(women),
                    _value(men), one.code, one.unit,
                )  # fmt: skip
                yield from ((kind, fact) for kind in self._list_value_kinds(fact))

    def _list_value_kinds(self, fact: StatedFact) -> Iterator[str]:
        if fact.unit in {"%", "antal", "kr", "dagar", "index"}:
            yield "value"
            if fact.before is not None and abs(fact.amount - fact.before) >= D("0.02") * abs(fact.amount):
                yield from ("change", "direction")
            if fact.women and fact.men and fact.women != fact.men and fact.unit == "%":
                yield "gender"

    # Writing

    def write(self, pattern: Pattern, *, is_true: bool) -> Written | None:
        """A statement by the pattern; None where the report has nothing to fill it with."""
        if pattern.kind in {"share", "parts"}:
            return self._write_inner(pattern, is_true=is_true)
        if "räknar" in pattern.text and self.report.period.is_final_accounts:
            return None  # nobody counts on what has been
        facts = [fact for kind, fact in (*self.money, *self.values) if kind == pattern.kind]
        if pattern.place == "board":
            facts = [fact for fact in facts if fact.name]
        if not facts:
            return None
        fact = self.chance.choice(facts)
        writer = self._write_value if fact.indicator else self._write_money
        return writer(pattern, fact, is_true=is_true)

    def _write_money(self, pattern: Pattern, fact: StatedFact, *, is_true: bool) -> Written:
        is_up = fact.amount > 0
        if pattern.kind in {"type_variance", "type_direction"} and fact.cost_type == "revenue":
            is_up = not is_up  # the patterns' first way is a surplus, which for revenue is "higher"
        choices = [] if "{n}" not in pattern.text and "{signed}" not in pattern.text else ["digit", "swap", "unit"]
        if "[" in pattern.text or "{signed}" in pattern.text:
            choices += ["way", "way"] if choices else ["way"]
        mistake = "" if is_true else self.chance.choice(choices)
        stated, unit = self._write_amount(abs(fact.amount), mistake)
        sign = "-" if (fact.amount < 0) != (mistake == "way" and "{signed}" in pattern.text) else "+"
        is_up = is_up != (mistake == "way" and "[" in pattern.text)
        text = _choose_way(pattern.text, is_up=is_up).format(
            n=f"{stated} {unit}",
            signed=f"{sign}{stated} {unit}",
            area=fact.name,
            year=self.report.period.year,
            last_year=self.report.period.year - 1,
            Type=TYPES.get(fact.cost_type, ""),
            type=TYPES.get(fact.cost_type, "").lower(),
        )
        report = self._place_money(pattern, fact, text)
        return Written(pattern, text, mistake, report)

    def _write_amount(self, amount: Decimal, mistake: str) -> tuple[str, str]:
        unit, kronor, decimals = self.chance.choice(
            [("tkr", 1_000, 0), ("tkr", 1_000, 0), ("mnkr", 1_000_000, 1), ("miljoner kronor", 1_000_000, 1)]
        )
        if amount < 10 * LEAST and mistake in {"digit", "swap"}:
            unit, kronor, decimals = "tkr", 1_000, 0
        number = round(amount / kronor, decimals)
        hedge = ""
        if mistake in {"digit", "swap"}:
            number = self._spoil(number, decimals, swap=mistake == "swap")
        elif mistake == "unit":
            unit = {"tkr": self.chance.choice(["kr", "mnkr"]), "mnkr": "tkr", "miljoner kronor": "tkr"}[unit]
        elif self.chance.random() < 0.15 and unit != "tkr" and number:
            hedge = self.chance.choice(["cirka ", "omkring ", "ungefär "])
        if unit.startswith("milj") and number == 1:
            unit = "miljon kronor"
        return hedge + format_number(number, decimals), unit

    def _spoil(self, number: Decimal, decimals: int, *, swap: bool) -> Decimal:
        """Two digits that change places, or one that is another; always more than rounding."""
        digits = list(str(int(abs(number).scaleb(decimals))))
        places = [n for n in range(len(digits) - 1) if digits[n] != digits[n + 1]]
        if len(digits) > 2:
            places = [n for n in places if n < len(digits) - 2] or places
        if swap and places:
            n = self.chance.choice(places)
            digits[n], digits[n + 1] = digits[n + 1], digits[n]
        else:
            n = self.chance.randrange(max(1, len(digits) - 1))
            digits[n] = self.chance.choice([one for one in "123456789" if abs(int(one) - int(digits[n])) > 1])
        spoiled = D(int("".join(digits))).scaleb(-decimals)
        return spoiled if abs(spoiled - number) > 2 * D(1).scaleb(-decimals) else number * 3 + 7

    def _place_money(self, pattern: Pattern, fact: StatedFact, text: str) -> BoardReport:
        topic = "operating" if self.report.period.is_final_accounts else "forecast"
        if pattern.place == "own":
            return replace(self.report, comments=(self._comment(topic, fact.area, text),))
        if pattern.kind == "two_texts":
            word = "Överskottet" if fact.amount > 0 else "Underskottet"
            true = f"{word} blev {format_number(round(abs(fact.amount) / 1000))} tkr."
            return replace(self.report, summary=text, comments=(self._comment(topic, fact.area, true),))
        return replace(self.report, summary=text)

    def _comment(self, topic: str, area: str, text: str) -> Comment:
        name, is_board = self.names[area], area == self.root
        return Comment(
            topic=topic, topic_label=topic, area=area, area_name=name, whole_board=is_board, heading="", text=text,
            cause="", action="",
        )  # fmt: skip

    def _write_value(self, pattern: Pattern, fact: StatedFact, *, is_true: bool) -> Written:
        is_up = fact.before is None or fact.amount > fact.before
        choices = [] if pattern.kind == "direction" else ["digit", "swap"]
        choices += ["way"] * (1 + bool(choices)) if "[" in pattern.text else []
        mistake = "" if is_true else self.chance.choice(choices)
        decimals = self._count_decimals(fact)
        value, change = fact.amount, abs(fact.amount - (fact.before or 0))
        women, men = fact.women or D(0), fact.men or D(0)
        if mistake in {"digit", "swap"}:
            if "{change}" in pattern.text:
                change = self._spoil(change, decimals, swap=mistake == "swap")
            elif pattern.kind == "gender":
                women = self._spoil(women, decimals, swap=mistake == "swap")
            else:
                value = self._spoil(value, decimals, swap=mistake == "swap")
        if mistake == "way":
            is_up = not is_up
        write = self._value_writer(fact.unit, decimals)
        text = _choose_way(pattern.text, is_up=is_up).format(
            value=write(value),
            before=write(fact.before or D(0)),
            change=_write_change(change, fact.unit, decimals),
            women=write(women),
            men=write(men),
            name=fact.name,
            year=self.report.period.year,
            last_year=self.report.period.year - 1,
        )
        return Written(pattern, text, mistake, self._place_value(pattern, fact, text))

    def _count_decimals(self, fact: StatedFact) -> int:
        numbers = [one for one in (fact.amount, fact.before, fact.women, fact.men) if one is not None]
        return max(0, *(-int(one.normalize().as_tuple().exponent) for one in numbers))

    def _value_writer(self, unit: str, decimals: int) -> Any:
        sign = (
            self.chance.choice([" procent", " %", "%"])
            if unit == "%"
            else f" {unit}"
            if unit in {"kr", "dagar"}
            else ""
        )
        return lambda number: f"{format_number(number, decimals)}{sign}"

    def _place_value(self, pattern: Pattern, fact: StatedFact, text: str) -> BoardReport:
        if pattern.place == "board":
            return replace(self.report, summary=text)
        assessment = Assessment(
            area=fact.area, area_name=self.names[fact.area], whole_board=fact.area == self.report.areas[0].code,
            verdict=None, trend="", summary=text, cause="", action="", gender_reflection="",
        )  # fmt: skip

        def write(one: Indicator) -> Indicator:
            return replace(one, assessments=(assessment,)) if one.code == fact.indicator else one

        return replace(self.report, indicators=tuple(map(write, self.report.indicators)))

    def _write_inner(self, pattern: Pattern, *, is_true: bool) -> Written:
        whole = self.chance.randint(9, 180)
        part = self.chance.randint(2, whole - 1)
        percent = round(D(100 * part) / whole, 0)
        parts = [D(self.chance.randint(120, 9_000)) for _ in range(3)]
        total, mistake = sum(parts, D(0)), "" if is_true else self.chance.choice(["digit", "swap"])
        if mistake:
            percent = self._spoil(percent, 0, swap=mistake == "swap") if percent > 9 else percent + 4
            percent = percent if percent <= 100 else D(100 * part // whole - 7 if part * 2 > whole else 95)
            total = self._spoil(total, 0, swap=mistake == "swap")
        a, b, c = (f"{format_number(one)} tkr" for one in parts)
        text = pattern.text.format(
            part=part, whole=whole, percent=percent, sum=f"{format_number(total)} tkr", a=a, b=b, c=c
        )
        if pattern.place == "board":
            return Written(pattern, text, mistake, replace(self.report, summary=text))
        report = replace(self.report, comments=(self._comment("quality", self.root, text),))
        return Written(pattern, text, mistake, report)


def _value(point: Point | None) -> Decimal | None:
    return point.value if point else None


def _choose_way(text: str, *, is_up: bool) -> str:
    while "[" in text:
        before, _, rest = text.partition("[")
        choice, _, after = rest.partition("]")
        text = before + choice.split("|")[0 if is_up else 1] + after
    return text


def _write_change(change: Decimal, unit: str, decimals: int) -> str:
    number = format_number(change, decimals)
    return f"{number} {'procentenheter' if unit == '%' else '' if unit in {'antal', 'index'} else unit}".strip()


def find_in_texts(report: BoardReport) -> list[Finding]:
    """What the reading of texts finds in a report."""
    claims = report_texts.read_text_claims(report)
    checks = (
        report_texts.check_words, report_texts.check_directions, report_texts.check_units, inner_texts.check_shares,
        inner_texts.check_parts, inner_texts.check_lists, inner_texts.check_two_texts,
    )  # fmt: skip
    return [finding for check in checks for finding in check(claims)]
