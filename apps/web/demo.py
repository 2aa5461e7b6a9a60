"""What the demo is made of: four real reports, adopted, a made-up municipality, and a user for each role."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.db import transaction

from apps.accounts.models import Membership, User
from apps.accounts.roles import Role
from apps.accounts.services import add_municipality_administrator, add_substitute
from apps.core.choices import RelationAnswer, RelationKind
from apps.goals.relations import answer_relation
from apps.imports.demo_reports.coverage import list_report_folders
from apps.imports.report_format.source_files import read_source
from apps.imports.report_loader import load_report
from apps.organisation.models import Board, Municipality, ServiceArea
from apps.publishing.models import PublishedRecord, SearchEntry
from apps.publishing.records.services import sync_all_records
from apps.publishing.search.services import sync_all_search
from apps.publishing.services import publish
from apps.rounds.models import Round, RoundState
from apps.web.made_up.build import build_municipality, is_built
from apps.web.reporting.relations.presenter import load_answered_relations, load_relation_lists
from apps.workflow.states import move_round

PASSWORD = "prova-namndkollen"  # noqa: S105 - a demo's log-in is meant to be known
DOMAIN = "demo.example"
REPORTER_AREA_COUNT = 2
SUBSTITUTE_DAYS = 30
SUBSTITUTE, KEEPER = f"substitute@{DOMAIN}", f"municipality@{DOMAIN}"
STAND_INS = {SUBSTITUTE: "ersättare för controllern", KEEPER: "kommunadministratör"}
"""Log-ins without a role of their own on any board."""


def load_reports() -> Iterator[Round]:
    """Load and adopt the reports that are not there yet, one at a time."""
    for folder in list_report_folders():
        with transaction.atomic():
            round_ = adopt(load_report(source=read_source(folder), by=None, name=folder.name))
        yield round_


def confirm_relations() -> None:
    """The first proposed sum of each board that always holds is confirmed, if nothing is answered; the rest wait."""
    for board in Board.objects.filter(municipality__is_made_up=False):
        if not load_answered_relations(board):
            sums = [one for one in load_relation_lists(board).proposed if one.relation.kind == RelationKind.TOTAL]
            steady = [one for one in sums if len(one.moments) > 1 and all(moment.holds for moment in one.moments)]
            for one in steady[:1]:
                answer_relation(by=None, board=board, relation=one.relation, answer=RelationAnswer.CONFIRMED)


def build_made_up_reports(today: date) -> Iterator[Round]:
    """The made-up municipality with its reports up to today, if it is not there yet."""
    if not is_built():
        create_users()
        people = {role: User.objects.get(email=build_email(role)) for role in Role}
        with transaction.atomic():  # all of it or nothing: a run that is broken off begins anew
            yield from build_municipality(today=today, people=people)


def adopt(round_: Round) -> Round:
    """Take a loaded round all the way to an adopted report."""
    for state in (RoundState.SUBMITTED, RoundState.APPROVED):
        move_round(round_=round_, to=state, by=None)
    publish(round_=round_, by=None)
    return round_


def build_email(role: Role) -> str:
    """The demo log-in of a role: ``controller@demo.example``."""
    return f"{role.value}@{DOMAIN}"


@transaction.atomic
def create_users() -> None:
    """One person per role, member of every board; the administrator may also use Django's admin."""
    password = make_password(PASSWORD)
    for role in Role:
        user, _ = User.objects.get_or_create(
            email=build_email(role), defaults={"name": f"Demo, {role.label}", "password": password}
        )
        for board in Board.objects.all():
            Membership.objects.get_or_create(user=user, board=board, role=role)
    _assign_areas()
    administrator = User.objects.get(email=build_email(Role.ADMINISTRATOR))
    administrator.is_staff = True
    administrator.save(update_fields=["is_staff"])
    administrator.user_permissions.set(Permission.objects.all())


def create_stand_ins(today: date) -> None:
    """Who looks after the made-up municipality, and who has its controller's role for a month, begun anew when over."""
    municipality = Municipality.objects.filter(is_made_up=True).first()
    if municipality is None:
        return
    keeper = add_municipality_administrator(
        by=None, municipality=municipality, email=KEEPER, name="Demo, kommunadministratör"
    )
    User.objects.filter(pk=keeper.user_id).update(password=make_password(PASSWORD))
    controllers = Membership.objects.filter(board__municipality=municipality, user__email=build_email(Role.CONTROLLER))
    membership = controllers.select_related("board").earliest("board")
    if not membership.substitutions.filter(ends_on__gte=today).exists():
        made = add_substitute(
            by=None,
            membership=membership,
            email=SUBSTITUTE,
            name="Demo, ersättare",
            starts_on=today,
            ends_on=today + timedelta(days=SUBSTITUTE_DAYS),
        )
        User.objects.filter(pk=made.substitute_id).update(password=make_password(PASSWORD))


def _assign_areas() -> None:
    """The reporter writes for the first two areas of every board, so that there is something to hand in."""
    for membership in Membership.objects.filter(role=Role.REPORTER, user__email=build_email(Role.REPORTER)):
        if not membership.service_areas.exists():
            top = ServiceArea.objects.filter(board=membership.board_id, parent__isnull=False, parent__parent=None)
            membership.service_areas.set(top[:REPORTER_AREA_COUNT])


def sync_missing_records() -> None:
    """A database from before there were records gets them."""
    if not PublishedRecord.objects.exists():
        sync_all_records()
    if not SearchEntry.objects.exists():
        sync_all_search()
