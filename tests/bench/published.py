"""A publication as a browser does it, from the registrar's press until anyone can read the report."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count

from django.utils import timezone

from apps.accounts.models import Membership, User
from apps.accounts.roles import Role
from apps.documents.models import DocumentJob, DocumentJobState
from apps.publishing.models import RenderedPage
from apps.rounds.models import Round, RoundState
from apps.web.links import ReportAddress
from tests.bench import nation
from tests.bench.stopwatch import measure_milliseconds
from tests.bench.urls import EMPTY_FOR_USER
from tests.bench.visits import GLANCE, PATIENCE, Bench, Visit

TURNS = 6
ALIVE = timedelta(seconds=30)
# The documents of reports that say nothing are not to be made.
_DOCUMENTED = """
INSERT INTO documents_documentjob
    (publication_id, report_sha256, state, done, total, heartbeat_at, board_id, municipality_id)
SELECT id, sha256, 'done', 0, 0, now(), board_id, municipality_id FROM publishing_publication
ON CONFLICT DO NOTHING
"""
_TABLES = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
_COLUMNS = """
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""


def list_publications(bench: Bench) -> list[Visit]:
    """One visit: another board each time, of those whose report waits for its decision."""
    registrar = _Registrar(bench)
    return [
        Visit(name="Publicera, tills den kan läsas", before=registrar.publish_and_copy, ours=registrar.publish,
              empty=registrar.post_nothing, sql=registrar.write_again, part=TURNS / 40),
    ]  # fmt: skip


class _Registrar:
    """Publishes, and knows what the first publication wrote."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.browser, self.cursor = bench, bench.people[Role.REGISTRAR], bench.cursor
        self._numbers = count(1)
        self._rounds = self._iter_rounds()
        self._copies: list[tuple[str, str, str]] = []

    def _iter_rounds(self) -> Iterator[Round]:
        user = User.objects.get(email=f"{Role.REGISTRAR.value}@bench.example")
        waiting = Round.objects.filter(
            state=RoundState.APPROVED, year=nation.LAST_YEAR, tertial=3, board__is_public=True
        ).filter(municipality__gt=nation.BEFORE_FIRST)
        for round_ in waiting.select_related("board__municipality").order_by("-board_id"):
            Membership.objects.get_or_create(user=user, board=round_.board, role=Role.REGISTRAR)
            yield round_

    def publish(self) -> float:
        """The form is open; milliseconds from the press until the page is there for anyone.

        What is made of the publication before this one, its documents and pages, is made first.
        """
        self._wait_until_idle()
        place = ReportAddress.for_round(next(self._rounds))
        page = f"/rapportera{place.url()}overlamning/"
        self.browser.read_token(page)
        day, number = timezone.localdate().isoformat(), str(next(self._numbers))
        fields = {"date": day, "paragraph": number, "case_number": f"2024/{number}", "public": "1"}

        def press() -> None:
            self.browser.post_form(f"{page}faststall/", **fields)
            self._wait_for(place.url())

        return measure_milliseconds(press)

    def _wait_until_idle(self) -> None:
        until, before = time.monotonic() + PATIENCE, -1
        while time.monotonic() < until:
            made = RenderedPage.objects.count()
            unmade = DocumentJob.objects.filter(
                state__in=(DocumentJobState.WAITING, DocumentJobState.RUNNING), heartbeat_at__gt=timezone.now() - ALIVE
            )
            if made == before and not unmade:
                return
            before = made
            time.sleep(1)

    def _wait_for(self, address: str) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                self.bench.anyone.get(address)
            except RuntimeError:
                time.sleep(GLANCE)
            else:
                return
        raise RuntimeError(f"{address} is not published")

    def post_nothing(self) -> None:
        """The same form, to the view that does nothing."""
        fields = {"date": "2024-05-21", "paragraph": "1", "case_number": "2024/1", "public": "1"}
        self.browser.post_form(f"/{EMPTY_FOR_USER}", status=200, **fields)

    def publish_and_copy(self) -> None:
        """Publish once, and copy all the rows that it wrote, in any table."""
        self.cursor.execute(_DOCUMENTED)
        self._wait_until_idle()
        first = self._find_transaction()
        self.publish()
        last = self._find_transaction()
        for number, (table,) in enumerate(self.cursor.execute(_TABLES).fetchall()):
            (columns,) = self.cursor.execute(_COLUMNS, [table]).fetchone() or ("",)
            copy = f"pg_temp.copy_{number}"
            self.cursor.execute(
                f"CREATE TEMP TABLE copy_{number} AS SELECT {columns} FROM {table}"
                f" WHERE xmin::text::bigint BETWEEN {first} AND {last}"
            )
            if self.cursor.rowcount:
                self._copies.append((table, columns, copy))

    def _find_transaction(self) -> int:
        (found,) = self.cursor.execute("SELECT pg_current_xact_id()::text::bigint %% 4294967296", []).fetchone() or (0,)
        return int(found)

    def write_again(self) -> float:
        """All of it in one statement, without triggers and without a check: what is quickest. Taken back afterwards."""
        parts = [
            f"t{number} AS (INSERT INTO {table} ({columns}) SELECT {columns} FROM {copy})"
            for number, (table, columns, copy) in enumerate(self._copies)
        ]
        statement = f"WITH {', '.join(parts)} SELECT 1"
        with self._taken_back():
            for table, columns, copy in self._copies:
                key = columns.partition(",")[0]  # the first column of all our tables
                self.cursor.execute(f"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {copy})")
            return measure_milliseconds(lambda: self.cursor.execute(statement))

    @contextmanager
    def _taken_back(self) -> Iterator[None]:
        with self.cursor.connection.transaction(force_rollback=True):
            self.cursor.execute("SET LOCAL session_replication_role = replica")
            yield
