"""A made-up board's T1 2024, written through the services, step by step; and what stands in the database after each."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.management import call_command
from django.db import connection

from apps import planning
from apps.accounts.models import Membership, User
from apps.accounts.roles import Role
from apps.accounts.services import add_member
from apps.budget.models import OperatingLine
from apps.core.tertials import Tertial
from apps.entry.services import save_cell
from apps.goals.models import Assessment, Goal, Indicator, Outcome, Target
from apps.organisation.models import Board, ServiceArea
from apps.publishing.adoption import adopt_round
from apps.publishing.models import Publication
from apps.publishing.services import Meeting
from apps.rounds.models import AreaSubmission, Round
from apps.workflow import handover

DOMAIN = "nybyn.example"
PASSWORD = "ett-riktigt-langt-losenord"
# What `migrate` itself fills.
_KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty_database() -> None:
    """As `migrate` leaves it; back again when the test's transaction is rolled back."""
    with connection.cursor() as cursor:
        names = set(connection.introspection.table_names(cursor)) - _KEPT
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")  # none may wait for a truncation
        cursor.execute(f"TRUNCATE {', '.join(map(connection.ops.quote_name, sorted(names)))}")


def email(role: str) -> str:
    return f"{role}@{DOMAIN}"


def person(role: Role) -> User:
    return User.objects.get(email=email(role))


def the_round() -> Round:
    return Round.objects.select_related("board__municipality").get(year=2024, tertial=1)


def install() -> str:
    """The one command of a new installation; what it printed."""
    out = io.StringIO()
    call_command("set_up_board", "9902", "Nybyn", "Socialnämnden", email(Role.ADMINISTRATOR), stdout=out)
    return out.getvalue()


def set_up() -> None:
    """The administrator's work."""
    by, board = person(Role.ADMINISTRATOR), Board.objects.get()
    root = ServiceArea.objects.get(board=board)
    who: dict[str, Any] = {"by": by, "board": board}
    planning.set_up_year(**who, year=2024, deadlines={1: date(2024, 5, 15)})
    planning.add_area(**who, name="Hemtjänst", kind="area", parent=root)
    goal = planning.add_goal(**who, name="Trygga äldre", level="board")
    plain = {"unit": "%", "decimals": 0, "direction": "higher", "accumulation": "rate"}
    indicator = planning.add_indicator(**who, name="Nöjda brukare", goal=goal, **plain)
    planning.set_target(
        by=by,
        indicator=indicator,
        area=root,
        year=2024,
        text="minst 80 %",
        holds_from=Tertial(2024, 1),
        decision="KF 2023-11-20 § 5",
    )
    for role in Role:
        if role != Role.ADMINISTRATOR:
            areas = [root.code] if role == Role.REPORTER else []
            add_member(**who, email=email(role), name=role.label.capitalize(), role=role, areas=areas)


def open_round() -> None:
    handover.open_round(round_=the_round(), by=person(Role.CONTROLLER))


def report() -> None:
    """The reporter's work."""
    round_, by = the_round(), person(Role.REPORTER)
    cells = (
        ("u:nojda-brukare:socialnamnden:T", "value", "82,5"),
        ("d:hemtjanst:staff", "budget", "1 200"),
        ("d:hemtjanst:staff", "actual", "400"),
        ("d:hemtjanst:staff", "period_budget", "410"),
        ("d:hemtjanst:staff", "forecast", "1 150"),
        ("b:g:trygga-aldre:socialnamnden", "summary", "Det går bra."),
    )
    versions: dict[str, int] = {}
    for key, field, raw in cells:
        answer = save_cell(round_=round_, key=key, field=field, raw=raw, version=versions.get(key, 0), by=by)
        assert answer.status == "saved", answer
        versions[key] = answer.version
    handover.submit_area(round_=round_, area="socialnamnden", by=by)


def submit() -> None:
    handover.submit_round(round_=the_round(), by=person(Role.CONTROLLER))


def approve() -> None:
    handover.approve_round(round_=the_round(), by=person(Role.HEAD))


def publish() -> None:
    meeting = Meeting(date=date(2024, 5, 21), paragraph="42", case_number="SN 2024/17")
    adopt_round(round_=the_round(), by=person(Role.REGISTRAR), meeting=meeting)


STEPS: dict[str, Callable[[], Any]] = {
    "installed": install,
    "set up": set_up,
    "opened": open_round,
    "reported": report,
    "submitted": submit,
    "approved": approve,
    "published": publish,
}


def build(upto: str) -> None:
    """From an empty database to where a step ends."""
    empty_database()
    for name, step in STEPS.items():
        step()
        if name == upto:
            break
    for user in User.objects.all():
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])


def standing() -> dict[str, Any]:
    """What stands in the database, without the ids, the moments and the names of those who wrote."""
    members = Membership.objects.prefetch_related("service_areas")
    return {
        "areas": _rows(ServiceArea, "code", "name", "kind", "parent__code", "valid_from", "valid_to"),
        "goals": _rows(Goal, "code", "name", "level", "parent__code"),
        "indicators": _rows(
            Indicator, "code", "name", "goal__code", "kind", "unit", "decimals", "direction", "accumulation"
        ),
        "targets": _rows(Target, "indicator__code", "service_area__code", "year", "text", "value", "decision"),
        "members": sorted(
            (one.user.email, one.user.name, one.role, sorted(area.code for area in one.service_areas.all()))
            for one in members.select_related("user")
        ),
        "rounds": _rows(
            Round, "year", "tertial", "state", "deadline", "decision_date", "decision_paragraph", "case_number"
        ),
        "outcomes": _rows(Outcome, "indicator__code", "service_area__code", "year", "tertial", "gender", "value"),
        "lines": _rows(
            OperatingLine, "service_area__code", "cost_type", "budget", "period_budget", "actual", "forecast"
        ),
        "assessments": _rows(Assessment, "goal__code", "service_area__code", "rating", "summary"),
        "submissions": _rows(AreaSubmission, "service_area__code", "by__email"),
        "publications": _rows(Publication, "version", "headline", "decision_paragraph", "case_number"),
    }


def _rows(model: Any, *columns: str) -> list[tuple[Any, ...]]:
    return sorted(model.objects.order_by().values_list(*columns), key=repr)
