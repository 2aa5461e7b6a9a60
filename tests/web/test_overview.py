"""The board page in two screens: what has changed, at most five things to ask about, a line for each goal and area."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from apps.core.lights import Light
from apps.core.swedish import NBSP
from apps.core.tertials import Tertial
from apps.report.board_report import AttentionPart, BoardReport, Comment, History, PastVariance
from apps.report.measures import LightCounts
from apps.web.board.overview.areas import BAR_WIDTH, build_area_lines
from apps.web.board.overview.attention import build_attention_list
from apps.web.board.overview.changes import build_changes_part
from apps.web.board.overview.excerpts import LONGEST, trim_excerpt
from apps.web.board.overview.goal_lines import build_goal_lines
from apps.web.board.overview.presenter import build_before_texts
from tests.report.test_highlights import economy
from tests.web.sample import GOALS, NOW, attention, sample, verdict

T2, LAST_YEAR = Tertial(2020, 2), Tertial(2019, 3)
GOAL = replace(GOALS[0], code="x", name="Trygg", parent=None, children=(), assessments=(), focus_areas=())


def past(period: Tertial, **told: Any) -> History:
    fields: dict[str, Any] = {"published": True, "goal_lights": LightCounts(met=1, unknown=1), "amounts": None}
    return History(period=period, **{"indicator_lights": LightCounts()} | fields | told)


def keys(report: BoardReport) -> tuple[list[str], list[str]]:
    found = build_attention_list(report)
    return [one.item.key for one in found.first], [one.item.key for one in found.rest]


@pytest.mark.parametrize(
    ("kinds", "first", "rest"),
    [
        ({"deficit": 2}, ["deficit0", "deficit1"], []),
        ({"deficit": 5}, [f"deficit{n}" for n in range(5)], []),
        ({"deficit": 6}, [f"deficit{n}" for n in range(6)], []),
        ({"goal": 8}, [f"goal{n}" for n in range(5)], ["goal5", "goal6", "goal7"]),
        # The heaviest of each kind in turn, shown in the report's order.
        (
            {"deficit": 4, "goal": 3, "indicator": 9, "risk": 1},
            ["deficit0", "deficit1", "goal0", "indicator0", "risk0"],
            ["deficit2", "deficit3", "goal1", "goal2", *(f"indicator{n}" for n in range(1, 9))],
        ),
    ],
)
def test_five_things_to_ask_about(kinds: dict[str, int], first: list[str], rest: list[str]) -> None:
    listed = tuple(attention(kind, f"{kind}{n}") for kind, count in kinds.items() for n in range(count))
    assert keys(sample(attention=listed)) == (first, rest)


def test_a_deficit_inside_an_area_tells_how_the_whole_area_goes() -> None:
    found = build_attention_list(sample(attention=(attention("deficit", "fsv"), attention("deficit", "leva"))))
    assert [item.whole for item in found.first] == ["", f"Hela Funktionsstöd vuxen: underskott 1{NBSP}531 tkr."]


def test_what_belongs_to_an_item_leads_to_its_own_page() -> None:
    """The name is the report's, which may have a colon of its own."""
    name = "Planer: antal"
    red = replace(sample().indicators[0], code="planer", name=name)
    part = AttentionPart(kind="indicator", key="planer", text=f"{name}: 3 (mål minst 5)", why="Vakanser.")
    listed = (replace(attention("goal", "x"), parts=(part,)),)
    (item,) = build_attention_list(sample(indicators=(red,), attention=listed)).first
    assert [(line.name, line.url.endswith("/indikator/planer/")) for line in item.parts] == [(name, True)]


@pytest.mark.parametrize(
    ("why", "action", "has_parts", "label"),
    [
        ("Sjukfrånvaro.", "Vi anställer.", True, "Orsak och åtgärd"),
        ("Sjukfrånvaro.", "", True, "Orsak"),
        ("", "", True, "Orsak"),  # the part's own
        ("Sjukfrånvaro.", "Vi anställer.", False, "Det här görs"),
        ("", "Vi anställer.", False, "Det här görs"),
        ("Sjukfrånvaro.", "", False, ""),
        ("a " * LONGEST, "", False, f"{('a ' * (LONGEST // 2 - 1)).strip()} …"),
    ],
)
def test_what_is_a_click_away_is_named(why: str, action: str, has_parts: bool, label: str) -> None:
    part = AttentionPart(kind="indicator", key="planer", text="Planer: 3 (mål minst 5)", why="Vakanser.")
    one = replace(attention("goal", "x"), why=why, action=action, parts=(part,) if has_parts else ())
    (item,) = build_attention_list(sample(attention=(one,))).first
    assert item.more_label == label
    assert item.has_more == bool(label)


@given(st.text(alphabet="abc .,", max_size=3 * LONGEST))
def test_an_excerpt_is_the_beginning_and_a_short_text_needs_none(text: str) -> None:
    excerpt = trim_excerpt(text)
    assert bool(excerpt) == (len(text) > LONGEST)
    if excerpt:
        assert text.startswith(excerpt.removesuffix(" …"))
        assert len(excerpt) <= LONGEST + 2


# --- since last time ---


def changed(**told: Any) -> BoardReport:
    goal = replace(GOAL, verdict=verdict("not_met", sentence="Nej."))
    money = economy(("namnden", None, -5), ("a", "namnden", -5), ("b", "namnden", 1))
    then = {"goals": {"x": Light.MET}, "areas": {"namnden": PastVariance(full_year=-1_000), "a": PastVariance()}}
    return sample(goals=(goal,), indicators=(), economy=money, history=(past(T2, **then | told),))


def test_what_has_changed_is_shown_in_a_sentence_and_by_name() -> None:
    part = build_changes_part(changed())
    (view,) = part.views
    assert view.sentence == "1 mål har fått sämre läge. Resultatet är 4 tkr sämre än prognosen i T2 2020."
    told = {group.label: [(line.name, line.text) for line in group.first] for group in view.groups}
    assert told == {
        "Sämre läge": [("Trygg", "Nej.")],
        "Utfallet mot prognosen": [("Hela nämnden", "4 tkr sämre än i T2 2020: från -1 till -5.")],
    }
    assert view.url.endswith("/2020/t2/")


def test_a_report_without_changes_says_that_nothing_changed() -> None:
    (view,) = build_changes_part(changed(goals={"x": Light.NOT_MET}, areas={})).views
    assert view.sentence == "Inget mål och ingen indikator har fått ett annat läge än i T2 2020."
    assert view.groups == ()


@pytest.mark.parametrize(
    ("known", "missing"),
    [
        ([T2, LAST_YEAR], ""),
        ([T2], "T3 2019 är inte publicerad här,"),
        ([LAST_YEAR], "T2 2020 är inte publicerad här,"),
        ([], "T2 2020 och T3 2019 är inte publicerade här,"),
    ],
)
def test_a_comparison_that_cannot_be_made_is_said_in_words(known: list[Tertial], missing: str) -> None:
    history = tuple(past(period, goals={"x": Light.MET}) for period in known)
    part = build_changes_part(sample(goals=(GOAL,), history=history))
    assert len(part.views) == len(known)
    assert part.missing.startswith(missing)
    assert bool(part.missing) == bool(missing)


def test_tiles_show_the_values_of_the_last_report() -> None:
    texts = build_before_texts(sample(history=(past(LAST_YEAR), past(T2))))
    assert (texts.goals, texts.indicators, texts.money) == ("T2 2020: 1 av 2", "", "")
    assert build_before_texts(sample(history=(past(NOW),))).goals == ""


# --- goals and areas ---


def test_a_goal_has_its_lights_then_and_names_its_red_indicators() -> None:
    history = tuple(past(Tertial(2018 + n // 3, 1 + n % 3), goals={"x": light}) for n, light in enumerate([*Light] * 2))
    names = ["A", "B", "C", "D", "E"]
    red = tuple(
        replace(sample().indicators[0], code=name.lower(), name=name, goal="x", verdict=verdict("not_met"))
        for name in names
    )
    report = sample(goals=(GOAL,), indicators=red, history=history, period=Tertial(2021, 1))
    (line,) = build_goal_lines(report)
    assert [(one.period.label, one.light) for one in line.past] == [
        (entry.period.label, entry.goals["x"]) for entry in history[-5:]
    ]
    assert ([one.name for one in line.red], line.more_red) == (["A", "B", "C"], 2)
    (line,) = build_goal_lines(replace(report, indicators=red[:4]))
    assert (len(line.red), line.more_red) == (4, 0)


VARIANCES = st.lists(st.none() | st.integers(-(10**6), 10**6), min_size=1, max_size=8)


@given(VARIANCES)
def test_the_bars_are_on_one_scale_and_on_their_own_side(variances: list[int | None]) -> None:
    places = [("namnden", None, 0), *((f"a{n}", "namnden", one) for n, one in enumerate(variances))]
    *lines, whole = build_area_lines(sample(economy=economy(*places)))
    assert whole.is_whole
    assert whole.bar is None
    known = [one for one in variances if one is not None]
    largest = max((abs(one) for one in known), default=0)
    assert len(lines) == len(known)
    for line, variance in zip(lines, known, strict=True):
        assert (line.bar is None) == (variance == 0)
        if line.bar:
            assert line.bar.x + (line.bar.width if variance < 0 else 0) == pytest.approx(BAR_WIDTH / 2, abs=0.1)
            assert line.bar.width == pytest.approx(max(50 * abs(variance) / largest, 0.8), abs=0.1)


def test_an_areas_cause_lies_beneath_its_line() -> None:
    comment = Comment(
        topic="operating", topic_label="drift", area="a", area_name="A", whole_board=False, heading="", text="Text.",
        cause="Orsak.", action="",
    )  # fmt: skip
    comments = (comment, replace(comment, topic="staff"), replace(comment, area="b"))
    (line, _) = build_area_lines(sample(economy=economy(("namnden", None, 0), ("a", "namnden", -1)), comments=comments))
    assert [one.cause for one in line.comments] == ["Orsak."]
    assert line.now.variance == Decimal(-1_000)
