"""The start page of four boards, of a fourth of the nation, and of all of it: as many of the boards are public."""

from django.db import connection

from apps.organisation.models import Board
from apps.publishing.models import RenderedList
from tests.bench import nation
from tests.bench.stopwatch import measure_milliseconds
from tests.bench.visits import Act, Bench, Visit

SIZES = (4, 431, 1740)
MOST_BYTES = 100_000
_STORED = "SELECT body, etag FROM publishing_renderedlist WHERE address = '/' LIMIT 1"


def list_start_pages(bench: Bench) -> list[Visit]:
    """Stored and rendered anew, at each size. The boards that are missing are made, with a single report each."""
    return [visit for size in SIZES for visit in _list_of_size(bench, size)]


def _list_of_size(bench: Bench, size: int) -> list[Visit]:
    stored, nothing = bench.query(_STORED), bench.get_nothing()
    return [
        Visit(name=f"Startsidan, {size} nämnder", before=lambda: _prepare(bench, size), ours=bench.get("/"),
              empty=nothing, sql=stored, times=5),
        Visit(name="  ritad på nytt", ours=_render_anew(bench), empty=nothing, sql=bench.query(_BOARDS), part=0.15),
    ]  # fmt: skip


# What the page tells: the boards by municipality.
_BOARDS = """
SELECT string_agg(ROW(b.name, b.slug, m.name, m.slug, m.code)::text, E'\\n')
FROM organisation_board AS b JOIN organisation_municipality AS m ON m.id = b.municipality_id WHERE b.is_public
"""


def _prepare(bench: Bench, size: int) -> None:
    _show_boards(size)
    length = len(bench.anyone.get("/").plain)
    if length > MOST_BYTES:
        raise RuntimeError(f"the start page is {length} bytes")


def _render_anew(bench: Bench) -> Act:
    def forget_and_render() -> float:
        RenderedList.objects.all().delete()
        return measure_milliseconds(bench.get("/"))

    return forget_and_render


def _show_boards(size: int) -> None:
    """Make the boards that are missing, and let as many be public."""
    missing = size - Board.objects.count()
    if missing > 0:
        _create_boards(missing)
    shown = list(Board.objects.order_by("pk").values_list("pk", flat=True)[:size])
    Board.objects.update(is_public=False)
    Board.objects.filter(pk__in=shown).update(is_public=True)


def _create_boards(number: int) -> None:
    """At least so many more, in municipalities of their own after all there are."""
    last = Board.objects.filter(municipality__gt=nation.BEFORE_FIRST).latest("pk").municipality_id
    first = last - nation.BEFORE_FIRST + 1
    until = first
    while nation.count_boards(first, until) < number:
        until += 1
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        nation.create_published(first, until)
        cursor.execute("RESET session_replication_role")
        cursor.execute("ANALYZE organisation_board, organisation_municipality, publishing_publication, rounds_round")
