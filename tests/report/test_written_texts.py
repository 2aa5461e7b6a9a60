"""Comments and assessments with marks and figures: the same in every face, and what stood before stands as it did."""

import re
from typing import Any

import pytest
from django.test import Client
from msgspec.structs import replace

from apps.core.rich_text.contents import format_plain
from apps.documents.blocks import ListBlock, ParagraphBlock
from apps.documents.parts.comments import build_comments
from apps.documents.parts.measures import build_goals
from apps.entry.services import save_cell
from apps.entry.shapes import SaveStatus
from apps.publishing.adoption import adopt_round
from apps.publishing.models import Publication
from apps.publishing.report_json import decode_stored_report
from apps.publishing.services import build_draft_report
from apps.publishing.suppression.text_redaction import find_hidden_numbers_in_texts, redact_numbers
from apps.report.board_report import BoardReport, Comment, RichField
from apps.report.chapters.written_texts import find_rich_text
from apps.rounds.models import Comment as StoredComment
from apps.rounds.models import Round
from apps.rounds.services import CommentRow, save_comments
from tests.core.rich_text.test_typed_texts import parse_typed_text
from tests.publishing.examples import BOARD, indicator, make_report, point, suppress
from tests.small_board import SmallBoard
from tests.workflow.test_handover import MEETING, to_approved

COMMENT, GOAL = "c:operating:ifo", "b:g:nojda:namnden"
FIGURE = "siffra:money/ifo/actual//staff///"
TYPED = f"Personalen kostade **mycket**: [](<{FIGURE}>).\nTvå skäl:\n\n- vakanser\n- övertid"
OLD = "5 * 3 * 2 = 30\n# inte en rubrik\n1. inte en lista\n- inte heller\n_nej_ <20 **två**"


def put(small: SmallBoard, key: str, field: str, raw: str) -> SaveStatus:
    round_ = load_round(small)
    return save_cell(round_=round_, key=key, field=field, raw=raw, version=None, by=small["controller"]).status


def load_round(small: SmallBoard) -> Round:
    return Round.objects.select_related("board__municipality").get(pk=small.round.pk)


def get_comment(report: BoardReport) -> Comment:
    return next(one for one in report.comments if one.area == "ifo")


def read(small: SmallBoard, address: str) -> str:
    client = Client()
    client.force_login(small["controller"])
    answer = client.get(f"/lillkoping/socialnamnden/2024/t2/{address}")
    assert answer.status_code == 200
    return re.sub("</?data[^>]*>", "", answer.content.decode()).replace("\u00a0", " ")


def save_old_comment(small: SmallBoard, **texts: str) -> None:
    row = CommentRow(service_area_id=small.areas["ifo"], topic="operating", **texts)
    save_comments(by=None, round_=small.round, rows=[row])


def test_what_stood_before_is_read_as_it_stands(small: SmallBoard) -> None:
    save_old_comment(small, text=OLD, cause=OLD)
    comment = get_comment(build_draft_report(small.round))
    assert (comment.text, comment.cause, comment.rich) == (OLD, OLD, ())
    page = read(small, "utkast/verksamhet/ifo/")
    assert "5 * 3 * 2 = 30<br># inte en rubrik<br>1. inte en lista<br>- inte heller<br>_nej_ &lt;20 **två**" in page
    assert put(small, COMMENT, "text", OLD) == SaveStatus.UNCHANGED  # a form that is sent as it came
    assert put(small, COMMENT, "action", "Inget.") == SaveStatus.SAVED
    assert get_comment(build_draft_report(load_round(small))).text == OLD


def test_marks_and_figures_come_out_alike_and_follow_until_publication(small: SmallBoard) -> None:
    assert put(small, COMMENT, "text", TYPED) == SaveStatus.SAVED
    assert put(small, COMMENT, "cause", f"Vi är fler: [x](<{FIGURE}>)") == SaveStatus.SAVED
    assert put(small, GOAL, "summary", "- bra\n- bättre") == SaveStatus.SAVED
    stored = StoredComment.objects.get(round=small.round)
    assert (stored.text_is_rich, stored.cause_is_rich, stored.action_is_rich) == (True, True, False)
    assert f"[siffra](<{FIGURE}>)" in stored.text
    put(small, "d:ifo:staff", "actual", "5 000")
    report = build_draft_report(load_round(small))
    comment = get_comment(report)
    plain = comment.text.replace("\u00a0", " ")
    assert plain == "Personalen kostade mycket: 5 000 tkr.\nTvå skäl:\n\n– vakanser\n– övertid"
    assert "<strong>mycket</strong>: 5 000 tkr.<br>Två skäl:</p><ul><li>vakanser</li>" in read(
        small, "utkast/verksamhet/ifo/"
    )
    assert "<ul><li>bra</li><li>bättre</li></ul>" in read(small, "utkast/mal/nojda/")
    blocks = build_comments(report)
    assert [type(one) for one in blocks if isinstance(one, ListBlock)] == [ListBlock]
    assert any(
        run.bold and run.text == "mycket" for one in blocks if isinstance(one, ParagraphBlock) for run in one.runs
    )
    assert any(isinstance(one, ListBlock) for one in build_goals(report))
    put(small, "d:ifo:staff", "actual", "6 000")
    draft = build_draft_report(load_round(small))
    assert "6 000 tkr" in get_comment(draft).text.replace("\u00a0", " ")
    assert not [one for one in _list_strings(draft) if "siffra" in one or "5\u00a0000 tkr" in one]
    to_approved(small)
    adopt_round(round_=load_round(small), by=small["registrar"], meeting=MEETING)
    found = Publication.objects.get(round=small.round)
    published = get_comment(decode_stored_report(found.sha256, bytes(found.report)))
    assert published == get_comment(draft)
    assert "<strong>mycket</strong>: 6 000 tkr." in read(small, "verksamhet/ifo/")


def _list_strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple | list):
        return [one for item in value for one in _list_strings(item)]
    return [one for name in getattr(value, "__struct_fields__", ()) for one in _list_strings(getattr(value, name))]


def test_a_file_leaves_marks_where_they_are(small: SmallBoard) -> None:
    put(small, COMMENT, "text", "Det gick **bra**.")
    stored = StoredComment.objects.get(round=small.round)
    save_old_comment(small, text=stored.text)
    assert get_comment(build_draft_report(load_round(small))).rich
    put(small, COMMENT, "text", "Det gick bra.")
    assert not StoredComment.objects.get(round=small.round).text_is_rich


def test_what_points_at_nothing_is_kept_as_a_draft(small: SmallBoard) -> None:
    assert put(small, COMMENT, "text", "[x](siffra:money/ifo)") == SaveStatus.INVALID


@pytest.fixture
def with_secret() -> BoardReport:
    """A comment and a summary with a figure of three men, who are too few to be shown."""
    text = parse_typed_text("Av **de placerade** var [](<siffra:indicator/personer/outcome/sn/M///>) män.")
    drawn = parse_typed_text("Av **de placerade** var [3](<siffra:indicator/personer/outcome/sn/M///>) män.")
    assert format_plain(text) != format_plain(drawn)
    comment = Comment(
        topic="quality", topic_label="kvalitet", area=BOARD, area_name="SN", whole_board=True, heading="",
        text=format_plain(drawn), cause="", action="", rich=(RichField(field="text", text=drawn),),
    )  # fmt: skip
    counted = indicator(point(20), point(17, gender="K"), point(3, gender="M"))
    view = make_report(counted, comments=(comment,))
    return replace(view, summary=format_plain(drawn), rich=(RichField(field="summary", text=drawn),))


def test_a_figure_that_is_hidden_is_hidden_in_both(with_secret: BoardReport) -> None:
    (comment,) = suppress(with_secret).comments
    assert comment.text == "Av de placerade var dold uppgift män."
    assert find_rich_text(comment, "text") is not None
    assert not [one for one in _list_strings(comment) if "3" in one]


def test_a_figure_of_the_summary_is_hidden_in_both(with_secret: BoardReport) -> None:
    shown = suppress(with_secret)
    assert shown.summary == "Av de placerade var dold uppgift män."
    tree = find_rich_text(shown, "summary")
    assert tree is not None
    assert not [one for one in _list_strings(tree) if "3" in one]


def test_a_number_that_is_taken_out_stands_nowhere(with_secret: BoardReport) -> None:
    (comment,) = with_secret.comments
    typed = parse_typed_text("Av **de placerade** var 3 män.")
    view = replace(
        with_secret,
        comments=(replace(comment, text=format_plain(typed), rich=(RichField(field="text", text=typed),)),),
        summary=format_plain(typed),
        rich=(RichField(field="summary", text=typed),),
    )
    found = find_hidden_numbers_in_texts(view, suppress(view))
    assert [one.number for one in found] == ["3", "3"]
    without = redact_numbers(view, found)
    (redacted,) = without.comments
    assert redacted.text == without.summary == "Av de placerade var [dolt tal] män."
    assert redacted.rich == without.rich == ()
