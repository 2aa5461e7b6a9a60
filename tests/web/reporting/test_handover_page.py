"""What the hand-over page says of the service areas is true: all of them, those with a reporter, or none."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from apps.accounts.models import Membership, User
from apps.accounts.roles import Role
from apps.organisation.models import ServiceArea
from apps.rounds.models import Round
from apps.workflow import corrections, handover
from apps.workflow.reminders import list_due_reminders
from apps.workflow.user_rounds import list_user_rounds
from tests.small_board import SmallBoard
from tests.workflow.test_handover import adopt

ALL = "Alla verksamheter är inlämnade."
REPORTED = "Alla verksamheter som har en rapportör är inlämnade."
NOBODY = "Ingen verksamhet har en rapportör som ska lämna in."
CORRECTION = "En rättelse väntar inte på verksamheterna: controllern svarar för den."
WAITS = "Det här är inte klart:"


def remove_reporters(small: SmallBoard) -> None:
    Membership.objects.get(user=small["reporter"]).service_areas.clear()


def submit(*areas: str) -> Callable[[SmallBoard], None]:
    def act(small: SmallBoard) -> None:
        for area in areas:
            handover.submit_area(round_=small.round, area=area, by=small["controller"])

    return act


def return_again(small: SmallBoard) -> None:
    submit("hemtjanst", "ifo")(small)
    handover.return_area(round_=small.round, area="hemtjanst", by=small["controller"], reason="Se över.")


def submit_what_remains_without_reporters(small: SmallBoard) -> None:
    remove_reporters(small)
    submit("hemtjanst", "ifo")(small)


def add_area(small: SmallBoard, code: str, parent: str, **years: int) -> None:
    """An area with a reporter of its own."""
    area = ServiceArea.objects.create(
        municipality_id=small.board.municipality_id, board=small.board, code=code, name=code.capitalize(), kind="unit",
        parent_id=small.areas[parent], **years,
    )  # fmt: skip
    report_for(small, area.pk)


def report_for(small: SmallBoard, area: int) -> None:
    user = User.objects.create_user(f"area-{area}@demo.example")
    own = Membership.objects.create(user=user, board=small.board, role=Role.REPORTER)
    own.service_areas.set([area])


def give_the_unit_a_reporter(*submitted: str) -> Callable[[SmallBoard], None]:
    def act(small: SmallBoard) -> None:
        report_for(small, small.areas["hemtjanst-norr"])
        submit(*submitted)(small)

    return act


def add_afterwards(parent: str, **years: int) -> Callable[[SmallBoard], None]:
    def act(small: SmallBoard) -> None:
        submit("hemtjanst", "ifo")(small)
        add_area(small, "ny", parent, **years)

    return act


def let_the_head_return_it(small: SmallBoard) -> None:
    submit("hemtjanst", "ifo")(small)
    handover.submit_round(round_=small.round, by=small["controller"])
    handover.return_round(round_=small.round, by=small["head"], reason="Se över prognosen.")


def end_the_reporters_account(small: SmallBoard) -> None:
    User.objects.filter(pk=small["reporter"].pk).update(is_active=False)


def correct(small: SmallBoard) -> None:
    adopt(small)
    corrections.open_correction(round_=small.round, by=small["controller"], reason="Fel siffra.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("happened", "said"),
    [
        (lambda small: None, WAITS),
        (submit("hemtjanst"), REPORTED),  # Individ och familj has something to report, and no reporter
        (submit("hemtjanst", "ifo"), ALL),
        (submit("ifo"), WAITS),
        (return_again, WAITS),
        (remove_reporters, NOBODY),
        (submit_what_remains_without_reporters, ALL),
        (correct, CORRECTION),
        (give_the_unit_a_reporter(), WAITS),
        (give_the_unit_a_reporter("hemtjanst"), REPORTED),  # the unit is in with its area, whoever reports for it
        (give_the_unit_a_reporter("hemtjanst-norr"), WAITS),
        (give_the_unit_a_reporter("hemtjanst", "ifo"), ALL),
        (give_the_unit_a_reporter("namnden"), ALL),
        (add_afterwards("namnden"), WAITS),
        (add_afterwards("hemtjanst"), ALL),
        (add_afterwards("namnden", valid_to=2023), ALL),  # it had ended before the round's year
        (add_afterwards("namnden", valid_from=2025), ALL),
        (let_the_head_return_it, ALL),
        (end_the_reporters_account, NOBODY),
    ],
)
def test_the_page_says_what_is_true(
    small: SmallBoard, client: Client, happened: Callable[[SmallBoard], None], said: str
) -> None:
    happened(small)
    client.force_login(small["controller"])
    page = client.get("/rapportera/lillkoping/socialnamnden/2024/t2/overlamning/").content.decode()
    (panel,) = re.findall(r"<h2>Lämna in hela rapporten</h2>(.*?)</form>", page, re.DOTALL)
    assert [one for one in (ALL, REPORTED, NOBODY, CORRECTION, WAITS) if one in panel] == [said]
    # Whoever is waited for is told so everywhere: on the page, in the list of one's reports and in the e-mail.
    is_waiting = said == WAITS
    assert bool(handover.list_unready(Round.objects.get(pk=small.round.pk))) == is_waiting
    (listed,) = [one for one in list_user_rounds(small["controller"]) if one.label == small.round.period.label]
    assert listed.is_own_turn != is_waiting
    assert (listed.areas_submitted < listed.areas_expected) == is_waiting
    reminded = {one.user for one in list_due_reminders(date(2024, 9, 1), [small.round.pk]) if "Din tur" in one.subject}
    assert not (is_waiting and small["controller"] in reminded)


@pytest.mark.parametrize(("role", "opens"), [("administrator", True), ("controller", True), ("reporter", False)])
def test_a_planned_report_is_opened_on_its_first_page(small: SmallBoard, role: str, opens: bool) -> None:
    Round.objects.filter(pk=small.round.pk).update(state="planned")
    client, home = Client(), "/rapportera/lillkoping/socialnamnden/2024/t2/"
    client.force_login(small[role])
    page = client.get(home).content.decode()
    assert (f'action="{home}overlamning/oppna/"' in page) == opens
    if opens:
        assert "Rapporten är öppen." in client.post(f"{home}overlamning/oppna/", follow=True).content.decode()
        assert "overlamning/oppna/" not in client.get(home).content.decode()
