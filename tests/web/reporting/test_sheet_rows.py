"""The rows of the sheets as they are drawn: told apart, in their place, and locked with the reason why."""

from collections import Counter
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.entry.services import save_cell
from apps.entry.shapes import EntrySheet
from apps.entry.sheets.controls import load_control_sheet
from apps.entry.sheets.investments import load_investment_sheet
from apps.entry.sheets.money import load_money_sheet
from apps.entry.sheets.outcomes import load_outcome_sheet
from apps.goals.models import Indicator
from apps.organisation.models import Board
from apps.risks.services import ControlResultRow, save_results
from apps.rounds.models import AreaSubmission, Round, RoundState
from apps.rounds.services import save_round
from apps.web.reporting.sheet.presenter import SheetView, build_sheet_view
from apps.web.reporting.structure.forms import AreaForm
from tests.small_board import SmallBoard, make_small_board

pytestmark = pytest.mark.slow


@pytest.fixture
def small(db: None) -> SmallBoard:
    return make_small_board()


def next_round(slug: str) -> Round:
    board = Board.objects.select_related("municipality").get(municipality__slug=slug)
    period = Round.objects.filter(board=board).latest("year", "tertial").period.next()
    round_, _ = save_round(by=None, board=board, year=period.year, tertial=period.number, state=RoundState.OPEN)
    return Round.objects.select_related("board__municipality").get(pk=round_.pk)


def named(grid: EntrySheet) -> Counter[tuple[str, str, str]]:
    """What a reader can tell each row by."""
    return Counter((section.title, row.label, row.qualifier) for section in grid.sections for row in section.rows)


@pytest.mark.parametrize("slug", ["kalmar", "herrljunga", "kungsbacka", "harryda"])
def test_every_row_can_be_distinguished_from_the_others(cast: dict[str, User], slug: str) -> None:
    round_ = next_round(slug)
    for make in (load_outcome_sheet, load_money_sheet, load_investment_sheet):
        assert [row for row, times in named(make(round_, cast["controller"])).items() if times > 1] == []


def test_an_area_s_name_stands_under_the_row_and_in_the_cells_names(client: Client, cast: dict[str, User]) -> None:
    round_ = next_round("kalmar")
    sheet = build_sheet_view(load_outcome_sheet(round_, cast["controller"]), "T1 2021")
    rows = [row for section in sheet.sections for row in section.rows]
    assert sum(bool(row.about) for row in rows) >= 84
    row = next(row for row in rows if row.about)
    cell = row.groups[0].cell
    assert cell is not None
    client.force_login(cast["controller"])
    place = round_.board.municipality.slug, round_.board.slug, round_.year, round_.tertial
    address = reverse("reporting_outcomes", args=place)
    page = unescape(client.get(address, {"skript": "nej"}).text)
    assert f'id="{row.id}-a">{row.about}</span>' in page
    assert f"{row.id}-a" in cell.labels.split()
    compact = client.get(address).content
    assert len(rows) > 450
    assert len(compact) < 150_000


def test_an_area_with_a_common_name_is_shown_with_what_it_lies_under(cast: dict[str, User]) -> None:
    sections = load_money_sheet(next_round("kalmar"), cast["controller"]).sections
    told = {section.code: (section.title, section.depth) for section in sections}
    assert told["vux-missbruk-gemensamt"][1] == 3
    assert told["lednings-stod-gemensamt"] == ("Gemensamt (Lednings- och stödfunktioner)", 2)
    assert told["vuxen"] == ("Vuxen", 1)
    assert told["bof-barnets-ratt-familjeratt"][0].startswith("Familjerätt (")
    titles = [title for title, _ in told.values()]
    assert len(set(titles)) == len(titles)


def test_a_control_is_shown_with_its_risk_and_last_year_s_result(small: SmallBoard) -> None:
    from apps.risks import services as risks
    from apps.risks.models import ControlActivity

    risk = risks.RiskRow(
        code="bemanning", year=2023, name="Brist på personal", service_area_id=small.areas["hemtjanst"],
        probability=3, consequence=4,
    )  # fmt: skip
    risks.save_risks(by=None, board=small.board, rows=[risk])
    risk_id = risks.find_risk_ids(small.board)["bemanning", 2023]
    control = risks.ControlRow(risk_id=risk_id, code="schema", name="Kontroll av scheman")
    risks.save_controls(by=None, board=small.board, rows=[control])
    last = ControlActivity.objects.get(board=small.board, risk__year=2023)
    result = ControlResultRow(control_id=last.pk, year=2023, tertial=2, status="done", verdict="clean", comment="")
    save_results(by=None, board=small.board, rows=[result])
    row = load_control_sheet(small.round, small["controller"]).sections[0].rows[0]
    assert row.qualifier == "Risk: Brist på personal"
    assert row.same_last_year["status"] == "utförd"


def test_a_sheet_that_is_locked_says_so_and_has_no_bar(client: Client, small: SmallBoard) -> None:
    """Also where only the reader's own area is locked, and not the round."""
    AreaSubmission.objects.create(
        round=small.round, board=small.board, municipality=small.board.municipality,
        service_area_id=small.areas["hemtjanst"], by=small["controller"],
    )  # fmt: skip
    client.force_login(small["reporter"])
    place = small.board.municipality.slug, small.board.slug, small.round.year, small.round.tertial
    for name in ("reporting_money", "reporting_controls", "reporting_investments", "reporting_texts"):
        page = client.get(reverse(name, args=place)).text
        assert "Verksamheten är inlämnad. Be en controller lämna tillbaka den om något ska ändras." in page, name
        assert "Skriv eller klistra in" not in page
        assert "Skriv kort och konkret" not in page
        bar = page.partition("data-bar")[2].partition(">")[0]
        assert "hidden" in bar
    client.force_login(small["controller"])
    assert "Skriv eller klistra in" in client.get(reverse("reporting_money", args=place)).text


def test_what_is_typed_is_text_in_a_row(client: Client, small: SmallBoard) -> None:
    """Names, values and messages, in parts of both template engines."""
    Indicator.objects.filter(board=small.board, code="arenden").update(name="<i>Ärenden</i> & 'mer'")
    cell = {"key": "u:arenden:namnden:T", "field": "value", "raw": '"><b>många', "version": 0}
    save_cell(round_=small.round, by=small["controller"], **cell)
    client.force_login(small["controller"])
    place = small.board.municipality.slug, small.board.slug, small.round.year, small.round.tertial
    page = client.get(reverse("reporting_outcomes", args=place)).text
    assert "<i>" not in page
    assert "<b>" not in page
    assert "<i>Ärenden</i> & 'mer'</span>" in unescape(page)
    assert '&#34;&gt;&lt;b&gt;många"' in page.replace("&quot;", "&#34;")


def test_a_chosen_rating_is_something_written(small: SmallBoard) -> None:
    from apps.entry.sheets.texts import load_text_forms
    from apps.web.reporting.texts.drawn_texts import TextDrawer
    from apps.web.reporting.texts.presenter import build_text_page

    save_cell(round_=small.round, key="b:g:nojda:namnden", field="rating", raw="met", version=0, by=small["controller"])
    page = build_text_page(
        load_text_forms(small.round, small["controller"]),
        part="mal",
        about="b:g:nojda:namnden",
        draw=TextDrawer(small.round),
    )
    form = next(form for form in page.sections[0].forms if form.key == "b:g:nojda:namnden")
    assert (form.filled, form.of) == (1, 7)


def test_what_is_not_waited_for_is_not_among_the_empty(small: SmallBoard) -> None:
    drawn = build_sheet_view(load_money_sheet(small.round, small["controller"]), "T2 2024", "tomma")
    shown = [row.key for section in drawn.sections for row in section.rows if not row.hidden]
    areas = ("hemtjanst-norr", "ifo")
    assert sorted(shown) == sorted(f"d:{area}:{kind}" for area in areas for kind in ("revenue", "staff"))
    assert [one.count for one in drawn.filters if one.code == "tomma"] == [4]


def test_a_sheet_of_computed_rows_alone_is_not_locked(small: SmallBoard) -> None:
    drawn: SheetView = build_sheet_view(load_money_sheet(small.round, small["controller"]), "T2 2024")
    assert drawn.read_only == ""


def test_an_area_added_to_a_board_that_has_published_is_new_this_year(cast: dict[str, User], small: SmallBoard) -> None:
    """The printed reports pass over areas that have no money of their own; one that is new is asked about it."""
    published = Board.objects.get(municipality__slug="kungsbacka")
    assert AreaForm(board=published, year=2022)["valid_from"].value() == 2022
    assert AreaForm(board=small.board, year=2024)["valid_from"].value() is None
