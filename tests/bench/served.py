"""Over HTTP, as in production: gunicorn with the bench's database, asked as a browser asks."""

from dataclasses import dataclass
from statistics import median, quantiles

from apps.web.links import ReportAddress
from tests.bench import nation
from tests.bench.aims import mark
from tests.bench.browser import Browser
from tests.bench.published import list_publications
from tests.bench.server import HOST, serve
from tests.bench.slow_readers import format_alone, format_findings
from tests.bench.slow_readers import measure as measure_slow_readers
from tests.bench.start_pages import list_start_pages
from tests.bench.stopwatch import measure_milliseconds
from tests.bench.visits import (
    Visit,
    find_round,
    get_cursor,
    list_api,
    list_reading,
    list_reporting,
    open_bench,
    open_draft,
)

WARM_UP = 3
LEAST_TURNS = 4
FIRST_ANSWER = 1000  # milliseconds
FIRST_VISITORS = 6  # connections of their own, so that each process has had one
LONG_LIST = "/api/v1/outcomes?format=csv"


@dataclass(frozen=True, slots=True)
class Served:
    """Milliseconds of the visit, of the empty view and of the statement, all medians; and the slowest of twenty."""

    visit: Visit
    ours: float
    p95: float
    empty: float
    sql: float


@dataclass(frozen=True, slots=True)
class ServedTimes:
    """All visits, the slowest of the first answers, and what was found of slow readers."""

    visits: list[Served]
    first: float
    slow: str


def measure(turns: int, slow_seconds: int) -> ServedTimes:
    """Everything in turns, then the slow readers of a long list beside many of the board's page."""
    draft, page = open_draft(), ReportAddress.for_round(find_round(nation.PERIODS - 2)).url()
    with serve() as port:
        first = max(measure_milliseconds(lambda: Browser(port).get(page)) for _ in range(FIRST_VISITORS))
        bench = open_bench(port, get_cursor(), draft)
        visits = [*list_reading(bench), *list_api(bench), *list_reporting(bench, draft)]
        served = [_measure_visit(visit, turns) for visit in visits]
        site = f"http://{HOST}:{port}"
        alone = measure_slow_readers(site, page, LONG_LIST, readers=0, seconds=slow_seconds // 2)
        slowly = measure_slow_readers(site, page, LONG_LIST, seconds=slow_seconds)
        slow = format_alone(alone) + format_findings(slowly)
        # These change what is public, so they come last.
        served += [_measure_visit(visit, turns) for visit in (*list_publications(bench), *list_start_pages(bench))]
    return ServedTimes(served, first, slow)


def _measure_visit(visit: Visit, turns: int) -> Served:
    if visit.before:
        visit.before()
    contenders = {"ours": visit.ours, "empty": visit.empty, "sql": visit.sql}
    times: dict[str, list[float]] = {name: [] for name in contenders}
    warm_up = WARM_UP if visit.part == 1 else 0
    for turn in range(warm_up + max(min(turns, LEAST_TURNS), round(turns * visit.part))):
        for name in contenders if turn % 2 else reversed(list(contenders)):
            taken = measure_milliseconds(contenders[name])
            if turn >= warm_up:
                times[name].append(taken)
    ours = times["ours"]
    p95 = quantiles(ours, n=20, method="inclusive")[18] if len(ours) > 1 else ours[0]
    return Served(visit, median(ours), p95, median(times["empty"]), median(times["sql"]))


def format_table(found: ServedTimes) -> str:
    """The result as text. Ratios count; milliseconds are only of this machine, today."""
    lines = [f"{'Över HTTP':<31}{'median':>11}{'p95':>11}{'tom vy':>11}{'gånger':>8}{'SQL':>11}{'gånger':>8}   mål"]
    lines += [_format_line(one) for one in found.visits]
    lines.append(
        f"{'Första svaret efter start':<31}{found.first:>8.0f} ms{'':52}{mark(found.first, FIRST_ANSWER, ' ms')}"
    )
    return "\n".join(lines).replace(".", ",") + f"\n\n{found.slow}"


def _format_line(one: Served) -> str:
    times = f"{one.ours:>8.2f} ms{one.p95:>8.1f} ms{one.empty:>8.2f} ms{one.ours / one.empty:>8.1f}"
    sql = f"{one.sql:>8.2f} ms{one.ours / one.sql:>8.1f}"
    return f"{one.visit.name:<31}{times}{sql}   {_format_aim(one)}".rstrip()


def _format_aim(one: Served) -> str:
    visit = one.visit
    if visit.times is not None:
        return mark(one.ours / one.empty, visit.times, " tomma vyer")
    if visit.more is not None:
        return mark(one.ours - one.empty, visit.more, " ms över den tomma")
    if visit.most is not None:
        return mark(one.ours, visit.most, " ms")
    return mark(one.p95, visit.p95, " ms p95") if visit.p95 is not None else ""
