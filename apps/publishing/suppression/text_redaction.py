"""Texts that print a hidden number: shown before the report is adopted, redacted when a version is issued anew.

Small numbers are everywhere in a text, so one is only claimed where it stands with words of what it would tell: the
indicator's or the area's name, or a word for persons. Pure functions.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from msgspec.structs import replace

from apps.core.rich_text.changes import rewrite_lines
from apps.goals.person_words import is_person_word
from apps.publishing.suppression.headcounts import collect_person_counts, map_points
from apps.publishing.suppression.own_tables import iter_hidden_counts
from apps.report import board_report
from apps.report.chapters.written_texts import ASSESSMENT_FIELDS, COMMENT_FIELDS, drop_changed

REDACTED_NUMBER = "[dolt tal]"
_SPELLED_NUMBERS = {
    "en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10,
    "elva": 11, "tolv": 12, "tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16, "sjutton": 17, "arton": 18,
    "nitton": 19, "tjugo": 20, "bägge": 2, "båda": 2,
}  # fmt: skip
_ARTICLES = {"en", "ett"}
_TOKEN_PATTERN = re.compile(r"\d+(?:[\u00a0 ]\d{3})*(?:[.,]\d+)?|[^\W\d_]+|[%‰§]|\S")
_SENTENCE_BREAK_PATTERN = re.compile(r"(?<=[.!?])\s+|\n+")
# What follows a number that counts something else, and what comes before one that is a name.
_OTHER_UNITS = (
    "%", "‰", "procent", "kr", "tkr", "mnkr", "mkr", "kronor", "miljon", "tusen", "dag", "dygn", "vecka", "veckor",
    "månad", "år", "timm", "minut", "poäng", "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti",
    "september", "oktober", "november", "december", "kap", "tjänst", "årsarbet", "medarbetar", "anställd",
)  # fmt: skip
_NAME_PREFIXES = {
    "tertial", "t", "§", "kapitel", "kap", "paragraf", "version", "kl", "bilaga", "mål", "tabell", "sida", "vecka", "v",
    "fas", "etapp", "steg",
}  # fmt: skip
_LAST_YEAR_TERMS = ("förra", "föregående", "fjol", "fjolåret")
_COMMON_TERMS = {"antal", "antalet", "andel", "personer", "person", "totalt", "under", "inom", "samt", "eller", "efter"}
# Words that may follow a number without a noun: ”antalet blev 3 under året”.
_CONNECTIVES = {
    "och", "eller", "samt", "men", "av", "under", "i", "på", "till", "från", "med", "för", "per", "mot", "vid",
    "jämfört", "som", "vilket", "där", "varav", "respektive", "var", "är", "har", "hade", "blev", "fick", "totalt",
}  # fmt: skip
_TOKENS_AFTER = 3  # words after a number within which a word for persons belongs to it
_TOKENS_BEFORE = 2


class HiddenNumberInText(NamedTuple):
    """A text that prints a hidden number. ``where`` is for people, ``place`` finds the text again in the report.

    ``indicator`` and ``area`` are names; of a number in a board's own table, those of the table and the row.
    """

    where: str
    excerpt: str
    number: str
    indicator: str
    area: str
    place: tuple[str, ...]
    sentence: int
    token: int


@dataclass(frozen=True, slots=True)
class _HiddenNumber:
    """A hidden number and the words that would tell what it is.

    ``about`` begins the place of what is written of it: of its indicator, or in its row of a table of the board's own.
    """

    number: int
    name: str
    area: str
    about: tuple[str, ...]
    words: frozenset[str]
    year: int
    is_now: bool


def find_hidden_numbers_in_texts(
    view: board_report.BoardReport, suppressed_view: board_report.BoardReport
) -> list[HiddenNumberInText]:
    """Every number in the report's texts that seems to reveal a hidden one; each once, with its best match."""
    secrets = list(_find_hidden_numbers(view, suppressed_view))
    if not secrets:
        return []
    found: list[HiddenNumberInText] = []
    for place, text in list_texts(suppressed_view):
        found.extend(_find_in_text(suppressed_view, place, text, secrets))
    return found


def redact_numbers(view: board_report.BoardReport, found: Sequence[HiddenNumberInText]) -> board_report.BoardReport:
    """The report with those numbers taken out of its texts."""
    places = {one.place for one in found}

    def rewrite(place: tuple[str, ...], text: str) -> str:
        if place not in places:
            return text
        marks = {(one.sentence, one.token) for one in found if one.place == place}
        return _replace_numbers(text, marks)

    return rewrite_texts(view, rewrite)


# Where the texts are

_COMMENT_FIELDS = ("heading", *COMMENT_FIELDS)
_PART_LABELS: Mapping[str, str] = {
    "summary": "sammanfattning", "text": "kommentar", "heading": "rubrik", "cause": "orsak", "action": "åtgärd",
    "gender_reflection": "jämställdhetsreflektion", "comment": "kommentar", "footnote": "fotnot",
    "decision": "beslut", "note": "anmärkning", "chapter": "kapitel",
}  # fmt: skip
TextRewriter = Callable[[tuple[str, ...], str], str]


def list_texts(view: board_report.BoardReport) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text that people have written, by its place."""
    found: list[tuple[tuple[str, ...], str]] = []

    def collect(place: tuple[str, ...], text: str) -> str:
        if text:
            found.append((place, text))
        return text

    rewrite_texts(view, collect)
    yield from found


def rewrite_texts(view: board_report.BoardReport, rewrite: TextRewriter) -> board_report.BoardReport:
    """The report with each text as ``rewrite`` gives it back."""
    return replace(
        view,
        summary=rewrite(("report", "", "summary"), view.summary),
        goals=tuple(_rewrite_assessments(goal, "goal", rewrite) for goal in view.goals),
        indicators=tuple(_rewrite_indicator(one, rewrite) for one in view.indicators),
        economy=replace(
            view.economy, areas=tuple(_rewrite_dated_amounts(area, rewrite) for area in view.economy.areas)
        ),
        comments=tuple(
            _rewrite_written(comment, _COMMENT_FIELDS, ("comment", str(number), comment.area), rewrite)
            for number, comment in enumerate(view.comments)
        ),
        chapters=tuple(_rewrite_chapter(chapter, rewrite) for chapter in view.chapters),
        risks=tuple(
            replace(risk, controls=tuple(_rewrite_control(risk.code, control, rewrite) for control in risk.controls))
            for risk in view.risks
        ),
        own_tables=tuple(_rewrite_own_table(table, rewrite) for table in view.own_tables),
    )


def _rewrite_own_table(table: board_report.OwnTable, rewrite: TextRewriter) -> board_report.OwnTable:
    """The texts that people have written in a table of the board's own."""

    def rewritten(row: board_report.OwnRow) -> board_report.OwnRow:
        place = ("own_table", table.code, row.code)
        cells = (replace(one, text=rewrite((*place, one.column, "comment"), one.text)) for one in row.cells)
        return replace(row, cells=tuple(cells))

    return replace(table, rows=tuple(rewritten(row) for row in table.rows))


def _rewrite_chapter(chapter: board_report.Chapter, rewrite: TextRewriter) -> board_report.Chapter:
    """A chapter's texts, each line by itself."""

    def rewritten(one: board_report.ChapterText) -> board_report.ChapterText:
        place = ("chapter", chapter.code, one.area)
        text = rewrite_lines(one.text, lambda line, words: rewrite((*place, str(line), "chapter"), words))
        return replace(one, text=text)

    return replace(chapter, texts=tuple(rewritten(one) for one in chapter.texts))


def _rewrite_fields(item: Any, fields: Sequence[str], place: tuple[str, ...], rewrite: TextRewriter) -> Any:
    return replace(item, **{name: rewrite((*place, name), getattr(item, name)) for name in fields})


def _rewrite_written(item: Any, fields: Sequence[str], place: tuple[str, ...], rewrite: TextRewriter) -> Any:
    """As ``_rewrite_fields``; a text that changes loses its marks, and with them what was taken out."""
    return drop_changed(_rewrite_fields(item, fields, place, rewrite))


def _rewrite_assessments(item: Any, kind: str, rewrite: TextRewriter) -> Any:
    return replace(
        item,
        assessments=tuple(
            _rewrite_written(one, ASSESSMENT_FIELDS, (kind, item.code, one.area), rewrite) for one in item.assessments
        ),
    )


def _rewrite_indicator(indicator: board_report.Indicator, rewrite: TextRewriter) -> board_report.Indicator:
    def rewritten(point: board_report.Point) -> board_report.Point:
        at = f"{point.year}-{point.tertial}-{point.gender}"
        return _rewrite_fields(point, ("footnote",), ("indicator", indicator.code, point.area, at), rewrite)

    changed: board_report.Indicator = _rewrite_assessments(indicator, "indicator", rewrite)
    return replace(
        changed,
        series=tuple(rewritten(point) for point in indicator.series),
        readings=tuple(replace(one, point=rewritten(one.point)) for one in indicator.readings),
    )


def _rewrite_dated_amounts(area: board_report.AreaEconomy, rewrite: TextRewriter) -> board_report.AreaEconomy:
    """What is written of the steps of an area's budget and of its forecasts."""
    path = area.budget_path

    def rewritten(step: board_report.BudgetChange) -> board_report.BudgetChange:
        place = ("money", area.area, step.date.isoformat(), step.kind, step.decision)
        changed: board_report.BudgetChange = _rewrite_fields(step, ("decision", "note"), place, rewrite)
        return changed

    if path:
        start = path.original_step and rewritten(path.original_step)
        path = replace(path, original_step=start, changes=tuple(map(rewritten, path.changes)))
    forecasts = tuple(
        _rewrite_fields(point, ("note",), ("money", area.area, point.date.isoformat(), point.kind), rewrite)
        for point in area.forecasts
    )
    return replace(area, budget_path=path, forecasts=forecasts)


def _rewrite_control(risk: str, control: board_report.Control, rewrite: TextRewriter) -> board_report.Control:
    results = tuple(
        _rewrite_fields(one, ("comment",), ("control", risk, control.code, str(one.tertial)), rewrite)
        for one in control.results
    )
    return replace(control, results=results)


def describe_place(view: board_report.BoardReport, place: tuple[str, ...]) -> str:
    """Where a text stands, for people: ”Kommentar, Hemtjänst, orsak”."""
    kind, key, *_ = place
    part = _PART_LABELS[place[-1]]
    names = {area.code: area.name for area in view.areas}
    if kind == "report":
        return "Rapportens sammanfattning"
    if kind == "comment":
        comment = view.comments[int(key)]
        return ", ".join(filter(None, ("Kommentar", comment.topic_label, comment.area_name, part)))
    if kind == "chapter":
        heading = next(chapter.heading for chapter in view.chapters if chapter.code == key)
        area = "" if place[2] == view.areas[0].code else names.get(place[2], "")
        return ", ".join(filter(None, (f"Kapitlet {heading}", area)))
    if kind == "money":
        return f"Ekonomi, {names.get(key, key)}, {part}"
    if kind == "control":
        name = next(risk.name for risk in view.risks if risk.code == key)
        return f"Intern kontroll, {name}, {part}"
    if kind == "own_table":
        table = next(one for one in view.own_tables if one.code == key)
        return f"{table.name}, {next(row.name for row in table.rows if row.code == place[2])}"
    items: Sequence[Any] = view.goals if kind == "goal" else view.indicators
    name = next(one.name for one in items if one.code == key)
    area = "" if place[2] == view.areas[0].code else names.get(place[2], "")
    return ", ".join(filter(None, ("Mål" if kind == "goal" else "Indikator", name, area, part)))


# What is looked for


def _find_hidden_numbers(
    view: board_report.BoardReport, suppressed: board_report.BoardReport
) -> Iterator[_HiddenNumber]:
    shown = {one.code: map_points(one) for one in suppressed.indicators}
    names = {area.code: area.name for area in view.areas[1:]}
    for indicator in view.indicators:
        for cell, point in map_points(indicator).items():
            after = shown.get(indicator.code, {}).get(cell, point)
            if after == point:
                continue
            words = _collect_stems(f"{indicator.name} {names.get(point.area, '')}")
            is_now = (point.year, point.tertial) == (view.period.year, view.period.number)
            still_visible = set(collect_person_counts(after, indicator.unit).values())
            for value in set(collect_person_counts(point, indicator.unit).values()) - still_visible:
                if value == int(value) and value > 0:
                    about = ("indicator", indicator.code)
                    yield _HiddenNumber(int(value), indicator.name, point.area_name, about, words, point.year, is_now)
    for count, table, row, column in iter_hidden_counts(view, suppressed):
        words = _collect_stems(f"{column.heading} {row.name}")
        is_now = column.year == view.period.year
        yield _HiddenNumber(
            count, table.name, row.name, ("own_table", table.code, row.code), words, column.year, is_now
        )


def _collect_stems(text: str) -> frozenset[str]:
    """The beginnings of the words that tell one indicator or area from others."""
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", text)]
    return frozenset(_get_stem(word) for word in words if len(word) >= 4 and word not in _COMMON_TERMS)


def _get_stem(word: str) -> str:
    """The word without its ending, roughly: ”placeringar” and ”placering” begin the same."""
    return word[: max(4, len(word) - 3)]


# In the texts


def _find_in_text(
    view: board_report.BoardReport, place: tuple[str, ...], text: str, secrets: Sequence[_HiddenNumber]
) -> Iterator[HiddenNumberInText]:
    for number, sentence in enumerate(_SENTENCE_BREAK_PATTERN.split(text)):
        tokens = [match.group() for match in _TOKEN_PATTERN.finditer(sentence)]
        lower = [token.lower() for token in tokens]
        for position in range(len(tokens)):
            value = _parse_number(lower, position)
            matches = [s for s in secrets if s.number == value] if value else []
            best = max(
                ((_compute_match_score(place, lower, position, s), n) for n, s in enumerate(matches)), default=(0, 0)
            )
            if best[0]:
                secret = matches[best[1]]
                yield HiddenNumberInText(
                    where=describe_place(view, place),
                    excerpt=sentence.strip(),
                    number=tokens[position],
                    indicator=secret.name,
                    area=secret.area,
                    place=place,
                    sentence=number,
                    token=position,
                )


def _parse_number(tokens: Sequence[str], position: int) -> int | None:
    """The number of persons that the word may be. A date, an amount, a share and a name are none."""
    token = tokens[position]
    after = tokens[position + 1] if position + 1 < len(tokens) else ""
    before = tokens[position - 1] if position else ""
    value = _SPELLED_NUMBERS.get(token)
    if value is None and token[0].isdigit():
        plain = re.sub(r"[\u00a0 ]", "", token)
        value = int(plain) if plain.isdigit() else None
    if value is None or before in _NAME_PREFIXES or after.startswith(_OTHER_UNITS) or after in (":", "/"):
        return None
    if token in _ARTICLES and not is_person_word(after):
        return None
    return value


def _compute_match_score(place: tuple[str, ...], tokens: Sequence[str], position: int, secret: _HiddenNumber) -> int:
    """How plainly the sentence says what the number is; 0 where it may be any number."""
    if not secret.is_now and not _has_year(tokens, secret.year):
        return 0
    about = place[: len(secret.about)] == secret.about
    named = sum(1 for stem in secret.words if any(word.startswith(stem) for word in tokens))
    after = tokens[position + 1 : position + 1 + _TOKENS_AFTER]
    before = tokens[max(0, position - _TOKENS_BEFORE) : position]
    is_bare = not after or not after[0].isalpha() or after[0] in _CONNECTIVES
    by_name = about or named >= min(2, len(secret.words))
    is_meant = _is_about_persons(before, after, secret) or (is_bare and by_name)
    return 4 * about + 2 * named + 1 if is_meant else 0


def _is_about_persons(before: Sequence[str], after: Sequence[str], secret: _HiddenNumber) -> bool:
    """Do the words around the number name people, or after it what the hidden figure counts?"""
    if any(is_person_word(word) or word.startswith(tuple(secret.words)) for word in after):
        return True
    return any(is_person_word(word) for word in before)


def _has_year(tokens: Sequence[str], year: int) -> bool:
    return str(year) in tokens or any(word in tokens for word in _LAST_YEAR_TERMS)


def _replace_numbers(text: str, marks: set[tuple[int, int]]) -> str:
    parts: list[str] = []
    start = 0
    ends = [(match.start(), match.end()) for match in _SENTENCE_BREAK_PATTERN.finditer(text)]
    for number, (stop, after) in enumerate([*ends, (len(text), len(text))]):
        sentence, shift = text[start:stop], 0
        tokens = list(_TOKEN_PATTERN.finditer(sentence))
        for position, match in enumerate(tokens):
            if (number, position) in marks:
                sentence = sentence[: match.start() + shift] + REDACTED_NUMBER + sentence[match.end() + shift :]
                shift += len(REDACTED_NUMBER) - len(match.group())
        parts += [sentence, text[stop:after]]
        start = after
    return "".join(parts)
