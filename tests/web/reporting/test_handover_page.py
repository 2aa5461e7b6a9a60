"""What the hand-over page says of the service areas is true: all of them, those with a reporter, or none."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import Membership
from apps.entry.shapes import AreaProgress
from apps.web.reporting.handover.presenter import format_submitted_areas
from apps.workflow import corrections, handover
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


def make_area(number: int, depth: int, *, submitted: bool) -> AreaProgress:
    return AreaProgress(number, str(number), "", depth, 1, 0, 1, 0, 0, submitted)


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ([(0, False), (1, True), (2, False)], ALL),  # the unit is in with its area
        ([(0, True), (1, False), (2, False)], ALL),  # and everything with the whole board
        ([(0, False), (1, True), (2, False), (1, False)], REPORTED),
        ([(0, False), (1, False), (2, True)], REPORTED),  # a unit does not hand in the area above it
        ([(0, False), (1, True), (1, True)], ALL),
        ([], REPORTED),
    ],
)
def test_an_area_is_in_with_the_one_above_it(tree: list[tuple[int, bool]], said: str) -> None:
    areas = [make_area(number, depth, submitted=submitted) for number, (depth, submitted) in enumerate(tree)]
    assert format_submitted_areas(areas, {1}) == said
