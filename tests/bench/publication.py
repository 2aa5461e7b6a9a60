"""What a publication costs when much has been published before: of two boards with the same figures, one has published
forty tertials and the other the last four of them."""

from decimal import Decimal
from statistics import median
from time import perf_counter

from django.db import connection, transaction

from apps.core.swedish import format_number
from apps.organisation.models import Board, Municipality
from apps.publishing.services import publish
from apps.rounds.models import Round, RoundState
from tests.bench import nation
from tests.bench.aims import mark

EARLIER = (4, 40)
TURNS = 5
LIMIT = 5  # persons
MOST = 1.5  # times as long after the many as after the few


def measure_both() -> dict[int, dict[int, float]]:
    """Without and with a limit for small numbers, in two municipalities after those there are."""
    last = Municipality.objects.filter(pk__gt=nation.BEFORE_FIRST).latest("pk").pk - nation.BEFORE_FIRST
    return {
        threshold: measure(last + number, threshold=threshold) for number, threshold in enumerate((0, LIMIT), start=1)
    }


def format_table(times: dict[int, dict[int, float]]) -> str:
    """The result as text. Ratios count; milliseconds are only of this machine, today."""
    lines = [f"{'Publicera':<42}" + "".join(f"{f'{earlier} före':>13}" for earlier in EARLIER) + f"{'gånger':>9}   mål"]
    for threshold, found in times.items():
        name = f"  småtalsgräns {threshold}" if threshold else "  utan småtalsgräns"
        few, many = (found[earlier] for earlier in EARLIER)
        cells = "".join(f"{f'{format_number(Decimal(one), 0)} ms':>13}" for one in (few, many))
        lines.append(f"{name:<42}{cells}{format_number(Decimal(many / few), 2):>9}   {mark(many / few, MOST)}")
    return "\n".join(lines) + "\n"


def measure(municipality: int, *, threshold: int) -> dict[int, float]:
    """Median milliseconds of a publication by the number of tertials published before.

    ``municipality`` is a number that no municipality has yet; with a ``threshold`` small numbers are hidden.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no triggers; so few rows need no indexes built anew
        nation.create_unpublished(municipality, periods=max(EARLIER) + 1)
        cursor.execute("RESET session_replication_role")
    boards = Board.objects.filter(municipality=nation.BEFORE_FIRST + municipality).order_by("pk")[: len(EARLIER)]
    times: dict[int, list[float]] = {earlier: [] for earlier in EARLIER}
    rounds: dict[int, Round] = {}
    for board, earlier in zip(boards, EARLIER, strict=True):
        Board.objects.filter(pk=board.pk).update(small_number_threshold=threshold)
        found = Round.objects.filter(board=board).select_related("board__municipality").order_by("year", "tertial")
        found.update(state=RoundState.APPROVED)
        *before, rounds[earlier] = found
        for round_ in before[-earlier:]:
            publish(round_=round_, by=None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for _ in range(TURNS):
        for earlier, round_ in rounds.items():
            times[earlier].append(_measure_publication(round_))
    return {earlier: median(each) * 1000 for earlier, each in times.items()}


def _measure_publication(round_: Round) -> float:
    """Publish, and take it back."""
    with transaction.atomic():
        fresh = Round.objects.select_related("board__municipality").get(pk=round_.pk)
        started = perf_counter()
        publish(round_=fresh, by=None)
        seconds = perf_counter() - started
        transaction.set_rollback(True)
    return seconds
