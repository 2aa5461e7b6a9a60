"""A board's sign rule: proposed for a block that is written so, said in words, and never more than a proposal."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from apps import planning
from apps.accounts.roles import NotAllowedError
from apps.budget.models import OperatingLine
from apps.entry.blocks.preview import preview_block
from apps.entry.blocks.shapes import BlockPreview
from apps.entry.services import save_cells
from apps.entry.shapes import CellInput
from apps.imports.ledgers.code_sums import propose_sign
from apps.organisation.models import Board
from apps.planning import PlanningError
from apps.rounds.models import Round
from tests.imports.test_ledger_signs import build_row
from tests.small_board import SmallBoard
from tests.visible_text import read_visible_text

WORK, STRUCTURE = "/rapportera/lillkoping/socialnamnden/2024/t2/", "/rapportera/lillkoping/socialnamnden/struktur/"
NAMED = "Individ och familj\tIntäkter\t{}\nIndivid och familj\tPersonal\t{}\nIndivid och familj\tNetto\t{}"


def choose(small: SmallBoard, sign: str) -> None:
    planning.change_amount_sign(by=small["administrator"], board=small.board, sign=sign)
    small.round = Round.objects.select_related("board__municipality").get(pk=small.round.pk)


def read(small: SmallBoard, text: str, **more: Any) -> BlockPreview:
    start = {"key": "d:ifo:revenue", "field": "budget", **more}
    return preview_block(round_=small.round, user=small["controller"], text=text, **start)


def texts(preview: BlockPreview) -> list[str]:
    return [cell.display_text for cell in preview.cells]


@pytest.mark.parametrize(
    ("rule", "typed", "kept", "turned"),
    [
        # revenue 100, staff 900 and net 800 inside, as each convention writes them; other boards' blocks stay
        ("", ("100", "-900", "-800"), ["100", "-900", "-800"], None),
        ("cost_negative", ("100", "-900", "-800"), ["100", "900", "800"], 2),
        ("revenue_negative", ("-100", "900", "800"), ["100", "900", "800"], 1),
        ("both_positive", ("100", "900", "800"), ["100", "900", "800"], None),
        # copied from the sheet itself: written as inside
        ("cost_negative", ("100", "900", "800"), ["100", "900", "800"], 0),
        ("revenue_negative", ("100", "900", "800"), ["100", "900", "800"], 0),
        # as accounts write minus, and a cost that is repaid
        ("cost_negative", ("100", "(900)", "100-"), ["100", "900", "100"], 2),
        ("cost_negative", ("100", "-900", "30"), ["100", "900", "-30"], 2),
    ],
)
def test_a_block_is_read_by_the_rule_where_it_is_written_so(small, rule, typed, kept, turned):
    if rule:
        choose(small, rule)
    preview = read(small, NAMED.format(*typed))
    assert [text.replace("\u2212", "-") for text in texts(preview)] == kept
    if turned is None:
        assert preview.signs is None
    else:
        assert preview.signs is not None
        assert preview.signs.by_rule == (turned > 0)
        assert (f"{turned} belopp har bytt tecken" in preview.signs.sentence) == (turned > 0)
        assert ("lästes ändå som de står" in preview.signs.sentence) == (turned == 0)
    assert not OperatingLine.objects.filter(year=2024, tertial=2, service_area=small.areas["ifo"]).exists()


@pytest.mark.parametrize(
    ("signs", "typed", "kept"),
    [("plain", "-900", "-900"), ("rule", "-900", "900"), ("rule", "900", "-900"), ("", "-900", "900")],
)
def test_the_writer_has_the_last_word(small, signs, typed, kept):
    choose(small, "cost_negative")
    preview = read(small, f"{typed}\t{typed}", key="d:ifo:staff", signs=signs)
    assert [text.replace("\u2212", "-") for text in texts(preview)] == [kept, kept]


def test_what_was_shown_is_what_is_saved(small):
    choose(small, "cost_negative")
    preview = read(small, "-1 200,5\t=-100-50", key="d:ifo:staff")
    assert [(cell.pasted, cell.display_text) for cell in preview.cells] == [
        ("-1 200,5", "1\u00a0200,5"), ("=-100-50", "150"),
    ]  # fmt: skip
    cells = [CellInput(one.key, one.field, one.raw, one.version) for one in preview.ready_cells]
    save_cells(round_=small.round, cells=cells, by=small["controller"])
    fields = [cell.field for cell in preview.cells]
    line = OperatingLine.objects.get(year=2024, tertial=2, service_area=small.areas["ifo"], cost_type="staff")
    assert [getattr(line, field) for field in fields] == [1_200_500, 150_000]


def test_outcomes_and_texts_have_no_sign_rule(small):
    choose(small, "cost_negative")
    preview = read(small, "-88\t-91", key="u:nojdhet:namnden:T", field="value")
    assert preview.signs is None
    assert [text.replace("\u2212", "-") for text in texts(preview)] == ["-88", "-91"]


def test_what_can_t_be_read_is_asked_about_as_it_was_pasted(small):
    choose(small, "cost_negative")
    preview = read(small, "-1.234\t-900", key="d:ifo:staff")
    assert (preview.cells[0].status, preview.cells[0].raw) == ("invalid", "-1.234")
    assert preview.signs.sentence.endswith("1 belopp har bytt tecken.")


@pytest.mark.parametrize("role", ["controller", "reporter", "stranger"])
def test_only_an_administrator_chooses_it(small, role):
    with pytest.raises(NotAllowedError):
        planning.change_amount_sign(by=small[role], board=small.board, sign="cost_negative")


def test_what_is_no_rule_is_refused(small):
    for sign in ("", "uppochner"):
        with pytest.raises(PlanningError):
            planning.change_amount_sign(by=small["administrator"], board=small.board, sign=sign)
    with pytest.raises(IntegrityError), transaction.atomic():
        Board.objects.filter(pk=small.board.pk).update(amount_sign="uppochner")


def test_it_is_chosen_under_structure_and_said_at_the_sheets(small):
    administrator, controller = Client(), Client()
    administrator.force_login(small["administrator"])
    controller.force_login(small["controller"])
    words = "Nämnden skriver kostnader med minus, intäkter med plus."
    assert words not in read_visible_text(controller.get(f"{WORK}ekonomi/").content)
    answer = administrator.post(f"{STRUCTURE}tecken/", {"year": "2024", "sign": "cost_negative"})
    assert answer.status_code == 302
    for page, is_said in (("ekonomi/", True), ("investeringar/", True), ("indikatorer/", False)):
        assert (words in read_visible_text(controller.get(f"{WORK}{page}").content)) == is_said, page
    body = {"key": "d:ifo:staff", "field": "budget", "text": "-900\t-800"}
    read_by = {
        signs: controller.post(f"{WORK}klistra/", {**body, "signs": signs}, content_type="application/json").json()
        for signs in ("", "plain")
    }
    assert [one["signs"]["by_rule"] for one in read_by.values()] == [True, False]
    assert [read_by[""]["cells"][0][name] for name in ("pasted", "raw", "reads_as")] == ["-900", "900", "900"]


@pytest.mark.parametrize(
    ("rule", "sign"),
    [
        ("", "cost_negative"),
        ("revenue_negative", "cost_positive"),
        ("cost_negative", "cost_negative"),
        ("both_positive", "both_positive"),
    ],
)
def test_an_extract_begins_with_the_rule_else_with_what_its_accounts_show(rule, sign):
    assert propose_sign([build_row("3010", 5), build_row("5010", -9)], rule) == sign
