"""Findings are walked through one by one before the report is handed in; an answer holds until the figures change."""

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html
from msgspec.structs import replace

from apps.checks.finding_counts import count_findings, is_answered
from apps.checks.listed_findings import WRITTEN_REASON
from apps.documents.parts.summary import build_findings
from apps.entry.services import save_cell
from apps.publishing.published_reports import load_current_report
from apps.publishing.services import build_draft_report, publish
from apps.publishing.suppression.version_suppression import update_written_reason
from apps.report.board_report import Finding
from apps.report.board_report import FindingAnswer as FindingAnswerPart
from apps.report.models import AnswerReason, FindingAnswer
from apps.report.services import answer_finding
from apps.rounds.models import Round
from tests.corrections import correction
from tests.small_board import SmallBoard
from tests.visible_text import read_visible_text
from tests.web.reporting.test_same_questions import type_all

WORK = "/rapportera/lillkoping/socialnamnden/2024/t2/"
WALK, HANDOVER = f"{WORK}iakttagelser/", f"{WORK}overlamning/"
PUBLIC = "/lillkoping/socialnamnden/2024/t2/iakttagelser/"


@pytest.fixture
def controller(small: SmallBoard) -> Client:
    type_all(small)
    client = Client()
    client.force_login(small["controller"])
    return client


def list_findings(small: SmallBoard) -> tuple[Finding, ...]:
    return build_draft_report(small.round).findings


def find(small: SmallBoard, check: str) -> Finding:
    return next(one for one in list_findings(small) if one.check == check)


def build_url(one: Finding) -> str:
    return f"{WALK}{one.fingerprint}/"


def read(client: Client, address: str) -> str:
    return read_visible_text(client.get(address).content)


def answer(client: Client, one: Finding, reason: str = AnswerReason.CORRECT) -> str:
    """As the form sends it, with the difference that the page shows."""
    (form,) = html.fromstring(client.get(build_url(one)).content).xpath("//form[@data-finding-form]")
    return str(client.post(build_url(one), {**dict(form.fields), "reason": reason}).headers["Location"])


def test_each_is_shown_in_turn_and_the_last_leads_back(small: SmallBoard, controller: Client) -> None:
    findings = list_findings(small)
    assert f'href="{WALK}"' in controller.get(HANDOVER).text
    where = controller.get(WALK).headers["Location"]
    for number, one in enumerate(findings, 1):
        assert where == build_url(one)
        assert f"Iakttagelse {number} av {len(findings)}" in read(controller, where)
        where = answer(controller, one)
    assert where == HANDOVER
    assert controller.get(WALK).headers["Location"] == HANDOVER
    text = read(controller, HANDOVER)
    assert "Alla är besvarade." in text
    assert "Gå igenom iakttagelserna" not in text


def test_those_answered_are_skipped_and_the_ones_before_come_round(small: SmallBoard, controller: Client) -> None:
    first, second, third, *_ = list_findings(small)
    answer(controller, second)
    assert controller.get(WALK).headers["Location"] == build_url(first)
    page = controller.get(build_url(first)).text
    assert f'href="{build_url(third)}"' in page
    assert f'href="{build_url(first)}"' in controller.get(build_url(second)).text  # back to one that is there
    last = list_findings(small)[-1]
    assert answer(controller, last) == build_url(first)


def test_an_unusual_figure_is_first_of_all_right(small: SmallBoard, controller: Client) -> None:
    odd, wrong = (
        controller.get(build_url(find(small, "scale"))).text,
        controller.get(build_url(find(small, "genders"))).text,
    )
    assert odd.index("Siffran stämmer") < odd.index("Omorganisation")
    assert wrong.index("Siffran stämmer") > wrong.index("Omorganisation")


def test_the_page_leads_to_the_figure_and_to_where_it_is_mended(small: SmallBoard, controller: Client) -> None:
    page = controller.get(build_url(find(small, "genders"))).text
    assert "/lillkoping/socialnamnden/2024/t2/indikator/nojdhet/" in page
    row = reverse("reporting_row", args=("lillkoping", "socialnamnden", 2024, 2)) + "?cell=u%3Anojdhet%3Anamnden%3AT"
    assert f'href="{row}"' in page
    assert controller.get(row).status_code == 200


def test_a_typed_sum_with_its_reason_asks_for_no_answer(small: SmallBoard) -> None:
    cells = {"u:arenden:namnden:K": "40", "u:arenden:namnden:M": "25", "u:arenden:namnden:T": "66"}
    amounts = {"d:ifo:revenue|budget": "101", "d:ifo:cost|budget": "250", "d:ifo:net|budget": "500"}
    for address, raw in ({f"{key}|value": raw for key, raw in cells.items()} | amounts).items():
        put(small, address, raw)
    asked = {one.fingerprint for one in list_findings(small) if one.check in ("genders", "net")}
    assert len(asked) == 2
    assert not asked & explained(small)
    put(small, "u:arenden:namnden:T|footnote", "En anmäldes av båda.")
    put(small, "d:ifo:net|footnote", "Beslut i december.")
    assert asked == explained(small)
    report = build_draft_report(small.round)
    assert asked == {one.fingerprint for one in report.findings if is_answered(one)}
    assert count_findings(report.findings).answered == 2


def test_the_reason_beside_a_typed_sum_is_published_as_its_answer(small: SmallBoard, controller: Client) -> None:
    reason = "En anmäldes av båda."
    for address, raw in (("K|value", "40"), ("M|value", "25"), ("T|value", "66"), ("T|footnote", reason)):
        put(small, f"u:arenden:namnden:{address}", raw)
    (one,) = [one for one in list_findings(small) if one.check == "genders" and one.key == "arenden"]
    page = controller.get(build_url(one)).text
    assert "Ta bort svaret" not in page
    assert reason not in page.partition("<textarea")[2]
    publish_round(small)
    report = load_current_report(small.round).report
    (published,) = [again for again in report.findings if again.fingerprint == one.fingerprint]
    assert is_answered(published)
    shown = f"Nämndens svar: förklarat vid siffran. {reason}"
    assert shown in read(Client(), PUBLIC)
    api = Client().get("/api/v1/boards/lillkoping/socialnamnden/reports/2024-t2").json()
    assert reason in [found["answer"]["text"] for found in api["report"]["findings"] if found["answer"]]
    blocks = "".join(map(str, build_findings(report)))
    assert "Nämndens svar" in blocks
    assert reason in blocks


def test_what_is_published_stays_until_a_number_is_taken_out_of_its_reason() -> None:
    """The reason of a finding is never older than the footnote that it was read from."""
    told = FindingAnswerPart(reason=WRITTEN_REASON, reason_label="förklarat vid siffran", text="3 var med två gånger.")
    given = FindingAnswerPart(reason="correct", reason_label="siffran stämmer", text="Den är rätt.")
    hidden = replace(told, text="[dolt tal] var med två gånger.")
    one = Finding(check="genders", where="indicator", key="a", name="A", message="", expected="", found="")
    for before, now, after in ((told, hidden, hidden), (told, None, None), (given, hidden, given), (None, told, None)):
        renewed = update_written_reason(replace(one, answer=before), replace(one, answer=now))
        assert renewed.answer == after


def publish_round(small: SmallBoard) -> None:
    Round.objects.filter(pk=small.round.pk).update(state="approved")
    publish(round_=Round.objects.select_related("board__municipality").get(pk=small.round.pk), by=None)
    small.round.refresh_from_db()


def put(small: SmallBoard, address: str, raw: str) -> None:
    key, field = address.split("|")
    save_cell(round_=small.round, key=key, field=field, raw=raw, version=None, by=small["controller"])


def explained(small: SmallBoard) -> frozenset[str]:
    return frozenset(one.fingerprint for one in build_draft_report(small.round).findings if is_answered(one))


def test_an_answer_is_asked_for_anew_when_the_figures_change(small: SmallBoard, controller: Client) -> None:
    for one in list_findings(small):
        answer(controller, one)
    save_cell(
        round_=small.round, key="u:nojdhet:namnden:T", field="value", raw="95", version=None, by=small["controller"]
    )
    changed = find(small, "genders")
    assert changed.answer is not None
    assert changed.answer.outdated
    assert "1 utan svar" in read(controller, HANDOVER)
    assert "1 utan svar" in read(controller, f"{HANDOVER}innan/")
    assert controller.get(WALK).headers["Location"] == build_url(changed)
    page = controller.get(build_url(changed)).text
    assert "Svaret gällde en annan skillnad" in page
    assert "checked" not in page.partition('name="reason"')[2].partition("</fieldset>")[0]
    public = read(controller, PUBLIC)
    assert public.count("Svaret gällde en annan skillnad") == 1
    total = len(list_findings(small))
    assert f"Nämnden har svarat på {total - 1} av {total}." in public


def test_other_figures_than_those_shown_are_not_answered(small: SmallBoard, controller: Client) -> None:
    shown = find(small, "genders")
    save_cell(
        round_=small.round, key="u:nojdhet:namnden:T", field="value", raw="95", version=None, by=small["controller"]
    )
    refused = controller.post(build_url(shown), {"reason": "correct", "size": str(shown.size)})
    assert refused.status_code == 422
    assert "Siffrorna har ändrats" in refused.text
    assert not FindingAnswer.objects.exists()


def test_all_kinds_of_answers_are_read_by_the_public(small: SmallBoard, controller: Client) -> None:
    for one in list_findings(small):
        answer_finding(
            by=small["controller"], round_=small.round, fingerprint=one.fingerprint, reason="other",
            text=f"Om {one.check}.", size=one.size,
        )  # fmt: skip
    page = read(controller, PUBLIC)
    for one in list_findings(small):
        assert f"Om {one.check}." in page


def test_an_answer_is_there_in_the_next_version(small: SmallBoard, controller: Client) -> None:
    told = find(small, "genders")
    answer(controller, told)
    publish_round(small)
    with correction(small.round):
        assert controller.get(WALK).status_code == 404
    report = load_current_report(small.round).report
    (again,) = [one for one in report.findings if one.fingerprint == told.fingerprint]
    assert again.answer is not None
    assert (again.answer.reason, again.answer.outdated) == ("correct", False)


def test_a_closed_report_has_no_walk(small: SmallBoard, controller: Client) -> None:
    Round.objects.filter(pk=small.round.pk).update(state="submitted")
    assert controller.get(WALK).status_code == 404
    assert f'href="{WALK}"' not in controller.get(HANDOVER).text


@pytest.mark.parametrize("role", ["stranger", "politician", "reporter", "head"])
def test_others_have_no_walk(small: SmallBoard, controller: Client, role: str) -> None:
    client = Client()
    client.force_login(small[role])
    assert client.get(WALK).status_code == 404
