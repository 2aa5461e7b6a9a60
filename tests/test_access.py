"""Every address x every role. A new address or role without a row here fails, and the message says which row."""

from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from apps.accounts.models import Membership, User
from apps.accounts.roles import PERMISSIONS, Role
from apps.accounts.services import add_municipality_administrator, add_substitute
from apps.organisation.models import Board
from apps.rounds.models import Round
from tests.api.addresses import api_rows
from tests.pages import (
    CHARTS,
    DRAFT,
    FOLLOW,
    OVER_TIME_CHART,
    PART_FILE,
    PICTURE,
    PUBLISHED,
    REPORT,
    THING_FILE,
    list_report_pages,
    list_routes,
    open_client,
    require_rows,
)

ROOT = Path(__file__).resolve().parent.parent
# Does the role work with a report before it is public? Every address and write below is tried as each role here.
WORKS_WITH_DRAFTS = {
    Role.POLITICIAN.value: False,  # who reads it when it has been shared with the board
    Role.REPORTER.value: True,
    Role.CONTROLLER.value: True,
    Role.HEAD.value: True,
    Role.REGISTRAR.value: True,
    Role.ADMINISTRATOR.value: True,
}
MEMBERS = tuple(WORKS_WITH_DRAFTS)
WORKING_MEMBERS = {role for role, works in WORKS_WITH_DRAFTS.items() if works}
ROLES = ("anonymous", "stranger", *MEMBERS)
# Who holds a role that is not their own on the board: everything is as for that role, but for what says otherwise.
SAME_AS = {"substitute": "controller", "municipality_administrator": "administrator"}
EVERY_ROLE = (*ROLES, *SAME_AS)
PAGES = list_report_pages()
WORK_PAGES = (
    "",
    "indikatorer/",
    "ekonomi/",
    "budgetandringar/",
    "investeringar/",
    "intern-kontroll/",
    "tabeller/",
    "texter/",
    "kapitel/",
    "word/",
    "overlamning/",
    "andras/",
    "dokument/",
)

EVERYONE = dict.fromkeys(ROLES, 200)
MEMBERS_ONLY = {**dict.fromkeys(ROLES, 404), **dict.fromkeys(WORKING_MEMBERS, 200)}
LOGGED_IN = {**dict.fromkeys(ROLES, 200), "anonymous": 302}
WORKERS = {**MEMBERS_ONLY, "anonymous": 302}
DRAFT_READERS_LED_ON = {**WORKERS, **dict.fromkeys(WORKING_MEMBERS, 302)}
ADMINISTRATORS = {**dict.fromkeys(ROLES, 404), "anonymous": 302, "administrator": 200}
NOBODY_ELSE = {**dict.fromkeys(ROLES, 404), "anonymous": 302}
POSTED = dict.fromkeys(ROLES, 405)

# Route as the resolver writes it -> (address, status by role)
# The administrator's pages by subject, and a form on each that is about one thing.
STRUCTURE_PAGES = {
    "indikatorer": "andra-indikator",
    "fokus": "andra-mal",
    "investeringar": "andra-investering",
    "intern-kontroll": "andra-risk",
    "verksamheter": "andra-verksamhet",
    "omorganisation": "ta-bort-omorganisation",
    "tabeller": "andra-tabell",
    "kostnadsslag": "andra-kostnadsslag",
}
MATRIX: dict[str, list[tuple[str, dict[str, int]]]] = {
    **api_rows(ROLES),
    "": [("", EVERYONE)],
    "sok/": [("sok/?q=kalmar", EVERYONE)],
    "om/": [("om/", EVERYONE)],
    "tillganglighet/": [("tillganglighet/", EVERYONE)],
    "<slug:municipality>/": [("kalmar/", EVERYONE), ("ingen-sadan-kommun/", dict.fromkeys(ROLES, 404))],
    "robots.txt": [("robots.txt", EVERYONE)],
    "sitemap.xml": [("sitemap.xml", EVERYONE)],
    "sitemap-<slug:section>.xml": [
        ("sitemap-rapporter.xml", EVERYONE),
        ("sitemap-inget.xml", dict.fromkeys(ROLES, 404)),
    ],
    "nytt.atom": [("nytt.atom", EVERYONE)],
    "rapportera/kalender.ics": [("rapportera/kalender.ics", LOGGED_IN)],
    FOLLOW: [("kalmar/socialnamnden/folj/", EVERYONE), ("kalmar/ingen/folj/", dict.fromkeys(ROLES, 404))],
    f"{FOLLOW}ja/<str:token>/": [
        ("kalmar/socialnamnden/folj/ja/x/", EVERYONE),
        ("kalmar/ingen/folj/ja/x/", dict.fromkeys(ROLES, 404)),
    ],
    f"{FOLLOW}nej/<str:token>/": [
        ("kalmar/socialnamnden/folj/nej/x/", EVERYONE),
        ("kalmar/ingen/folj/nej/x/", dict.fromkeys(ROLES, 404)),
    ],
    "<slug:municipality>/nytt.atom": [
        ("kalmar/nytt.atom", EVERYONE),
        ("ingen-sadan-kommun/nytt.atom", dict.fromkeys(ROLES, 404)),
    ],
    **{
        f"<slug:municipality>/<slug:board>/{file}": [
            (f"kalmar/socialnamnden/{file}", EVERYONE),
            (f"kalmar/ingen-sadan-namnd/{file}", dict.fromkeys(ROLES, 404)),
        ]
        for file in ("nytt.atom", "moten.ics")
    },
    # No report of the demo's real boards has a picture: tests/texts/test_pictures.py tells who sees one.
    "<slug:municipality>/<slug:board>/bild/<slug:sha256>": [
        ("kalmar/socialnamnden/bild/ingen-sadan", dict.fromkeys(ROLES, 404)),
    ],
    "livez": [("livez", EVERYONE)],
    "readyz": [("readyz", EVERYONE)],
    "<slug:municipality>/<slug:board>/": [
        ("kalmar/socialnamnden/", dict.fromkeys(ROLES, 302)),
        ("kalmar/ingen-sadan-namnd/", dict.fromkeys(ROLES, 404)),
    ],
    **{
        REPORT + route: [
            (PUBLISHED + page, EVERYONE),
            (DRAFT + page, MEMBERS_ONLY),
            (PUBLISHED.replace("2020", "1999") + page, dict.fromkeys(ROLES, 404)),
        ]
        for route, page in PAGES.items()
    },
    # The coming version: a log-in is asked for, and those who may read it are led on where nothing is coming.
    **{
        REPORT + "utkast/" + route: [
            (DRAFT + "utkast/" + page, WORKERS),
            (PUBLISHED + "utkast/" + page, DRAFT_READERS_LED_ON),
            (PUBLISHED.replace("2020", "1999") + "utkast/" + page, NOBODY_ELSE),
        ]
        for route, page in PAGES.items()
    },
    REPORT + OVER_TIME_CHART: [(PUBLISHED + "over-tid/diagram/prognosens-vag.svg", dict.fromkeys(ROLES, 404))],
    REPORT + "utkast/" + OVER_TIME_CHART: [(DRAFT + "utkast/over-tid/diagram/prognosens-vag.svg", NOBODY_ELSE)],
    # The draft has no amounts, and so no chart of them; series go on from year to year.
    **{
        REPORT + route: [
            (PUBLISHED + file, EVERYONE),
            (PUBLISHED + file.replace(".svg", ".csv"), EVERYONE),
            (PUBLISHED + file.replace(".svg", ".pdf"), dict.fromkeys(ROLES, 404)),
            (PUBLISHED + file.replace("diagram/", "diagram/inget-"), dict.fromkeys(ROLES, 404)),
            (DRAFT + file, MEMBERS_ONLY if file.endswith("serie.svg") else dict.fromkeys(ROLES, 404)),
        ]
        for route, file in CHARTS.items()
    },
    **{
        REPORT + "utkast/" + route: [
            (PUBLISHED + "utkast/" + file, DRAFT_READERS_LED_ON),
            (DRAFT + "utkast/" + file, WORKERS if file.endswith("serie.svg") else NOBODY_ELSE),
        ]
        for route, file in CHARTS.items()
    },
    REPORT + PART_FILE: [
        (PUBLISHED + "tabell/economy.csv", EVERYONE),
        (PUBLISHED + "tabell/economy.xlsx", EVERYONE),
        (PUBLISHED + "tabell/economy.pdf", dict.fromkeys(ROLES, 404)),
        (DRAFT + "tabell/series.csv", MEMBERS_ONLY),
    ],
    REPORT + "utkast/" + PART_FILE: [
        (PUBLISHED + "utkast/tabell/economy.csv", DRAFT_READERS_LED_ON),
        (DRAFT + "utkast/tabell/series.csv", WORKERS),
    ],
    # The draft has no amounts: the series of an indicator goes on from year to year.
    REPORT + THING_FILE: [
        (PUBLISHED + "tabell/area_money/barn-familj.csv", EVERYONE),
        (PUBLISHED + "tabell/area_money/barn-familj.xlsx", EVERYONE),
        (PUBLISHED + "tabell/area_money/ingen.csv", dict.fromkeys(ROLES, 404)),
        (DRAFT + "tabell/indicator_series/ibic-myndighet.csv", MEMBERS_ONLY),
    ],
    REPORT + "utkast/" + THING_FILE: [
        (PUBLISHED + "utkast/tabell/area_money/barn-familj.csv", DRAFT_READERS_LED_ON),
        (DRAFT + "utkast/tabell/indicator_series/ibic-myndighet.csv", WORKERS),
    ],
    REPORT + "v<int:version>/tabell/<slug:key>.<slug:kind>": [
        (PUBLISHED + "v1/tabell/del-1.csv", EVERYONE),
        (PUBLISHED + "v1/tabell/del-99.csv", dict.fromkeys(ROLES, 404)),
        (PUBLISHED + "v2/tabell/del-1.csv", dict.fromkeys(ROLES, 404)),
        (DRAFT + "v1/tabell/del-1.csv", dict.fromkeys(ROLES, 404)),
    ],
    REPORT + "jamfor/<int:old>/<int:new>/tabell/<slug:key>.<slug:kind>": [
        (PUBLISHED + "jamfor/1/1/tabell/andrat-1.csv", dict.fromkeys(ROLES, 404)),  # nothing differs
        (DRAFT + "jamfor/1/1/tabell/andrat-1.csv", dict.fromkeys(ROLES, 404)),
    ],
    # No document is made: tests/web/test_take_along.py has some.
    REPORT + "v<int:version>/dokument.<slug:kind>": [
        (PUBLISHED + "v1/dokument.csv", dict.fromkeys(ROLES, 404)),
        (DRAFT + "v1/dokument.csv", dict.fromkeys(ROLES, 404)),
    ],
    "<slug:municipality>/namnder.<slug:kind>": [
        ("kalmar/namnder.csv", EVERYONE),
        ("kalmar/namnder.pdf", dict.fromkeys(ROLES, 404)),
        ("ingen-sadan-kommun/namnder.csv", dict.fromkeys(ROLES, 404)),
    ],
    REPORT + PICTURE: [(PUBLISHED + PICTURE, EVERYONE), (DRAFT + PICTURE, MEMBERS_ONLY)],
    REPORT + "utkast/" + PICTURE: [
        (PUBLISHED + "utkast/" + PICTURE, DRAFT_READERS_LED_ON),
        (DRAFT + "utkast/" + PICTURE, WORKERS),
    ],
    "rapportera/": [("rapportera/", LOGGED_IN)],
    "rapportera/installningar/": [("rapportera/installningar/", LOGGED_IN)],
    "rapportera/ersattare/": [("rapportera/ersattare/", LOGGED_IN)],
    "rapportera/ersattare/<slug:what>/": [("rapportera/ersattare/valj/", POSTED)],
    "rapportera/kommun/<slug:municipality>/": [
        ("rapportera/kommun/kalmar/", ADMINISTRATORS),
        ("rapportera/kommun/harryda/", {**ADMINISTRATORS, "municipality_administrator": 404}),
        ("rapportera/kommun/ingen-sadan-kommun/", NOBODY_ELSE),
    ],
    "rapportera/kommun/<slug:municipality>/<slug:what>/": [("rapportera/kommun/kalmar/namnd/", POSTED)],
    "rapportera/<slug:municipality>/<slug:board>/struktur/": [
        ("rapportera/kalmar/socialnamnden/struktur/", ADMINISTRATORS),
        ("rapportera/kalmar/ingen-sadan-namnd/struktur/", NOBODY_ELSE),
    ],
    **{
        f"rapportera/<slug:municipality>/<slug:board>/struktur/{page}/": [
            (f"rapportera/kalmar/socialnamnden/struktur/{page}/", ADMINISTRATORS),
            (f"rapportera/kalmar/ingen-sadan-namnd/struktur/{page}/", NOBODY_ELSE),
            (f"rapportera/kalmar/socialnamnden/struktur/{page}/?andra={form}&nyckel=0", NOBODY_ELSE),
        ]
        for page, form in STRUCTURE_PAGES.items()
    },
    "rapportera/<slug:municipality>/<slug:board>/struktur/ordning/": [
        ("rapportera/kalmar/socialnamnden/struktur/ordning/", ADMINISTRATORS),
        ("rapportera/kalmar/socialnamnden/struktur/ordning/?vad=hittepa", NOBODY_ELSE),
        ("rapportera/kalmar/ingen-sadan-namnd/struktur/ordning/", NOBODY_ELSE),
    ],
    "rapportera/<slug:municipality>/<slug:board>/struktur/ordning/flytta/": [
        ("rapportera/kalmar/socialnamnden/struktur/ordning/flytta/", POSTED),
    ],
    "rapportera/<slug:municipality>/<slug:board>/struktur/flera/": [
        ("rapportera/kalmar/socialnamnden/struktur/flera/", POSTED),
    ],
    **{
        f"rapportera/<slug:municipality>/<slug:board>/struktur/plan/{page}": [
            (f"rapportera/kalmar/socialnamnden/struktur/plan/{page}", {**ADMINISTRATORS, "controller": 200}),
            (f"rapportera/kalmar/ingen-sadan-namnd/struktur/plan/{page}", NOBODY_ELSE),
        ]
        for page in ("", "arbetsbok.xlsx")
    },
    # A file that is sent in: tests/web/reporting/test_plan_file_page.py has one.
    "rapportera/<slug:municipality>/<slug:board>/struktur/plan/<uuid:file>/": [
        ("rapportera/kalmar/socialnamnden/struktur/plan/00000000-0000-4000-8000-000000000000/", NOBODY_ELSE),
    ],
    "rapportera/<slug:municipality>/<slug:board>/struktur/samband/": [
        ("rapportera/kalmar/socialnamnden/struktur/samband/", {**ADMINISTRATORS, "controller": 200}),
        ("rapportera/kalmar/ingen-sadan-namnd/struktur/samband/", NOBODY_ELSE),
    ],
    "rapportera/<slug:municipality>/<slug:board>/struktur/samband/nytt/": [
        ("rapportera/kalmar/socialnamnden/struktur/samband/nytt/", POSTED),
    ],
    "rapportera/<slug:municipality>/<slug:board>/struktur/disposition/": [
        ("rapportera/kalmar/socialnamnden/struktur/disposition/", {**ADMINISTRATORS, "controller": 200}),
        ("rapportera/kalmar/ingen-sadan-namnd/struktur/disposition/", NOBODY_ELSE),
    ],
    "rapportera/<slug:municipality>/<slug:board>/struktur/disposition/<slug:what>/": [
        ("rapportera/kalmar/socialnamnden/struktur/disposition/flytta/", POSTED),
    ],
    "rapportera/<slug:municipality>/<slug:board>/struktur/skydd/": [
        ("rapportera/kalmar/socialnamnden/struktur/skydd/", ADMINISTRATORS),
        ("rapportera/kalmar/ingen-sadan-namnd/struktur/skydd/", NOBODY_ELSE),
    ],
    "rapportera/<slug:municipality>/<slug:board>/struktur/dokument/": [
        ("rapportera/kalmar/socialnamnden/struktur/dokument/", ADMINISTRATORS),
        ("rapportera/kalmar/ingen-sadan-namnd/struktur/dokument/", NOBODY_ELSE),
    ],
    "rapportera/<slug:municipality>/<slug:board>/struktur/dokument/mall.docx": [
        ("rapportera/kalmar/socialnamnden/struktur/dokument/mall.docx", ADMINISTRATORS),
    ],
    "rapportera/" + REPORT + "dokument/<slug:kind>/": [
        ("rapportera/" + DRAFT + "dokument/xlsx/", WORKERS),
        ("rapportera/" + DRAFT + "dokument/exe/", NOBODY_ELSE),
        ("rapportera/" + PUBLISHED + "dokument/pdf/", NOBODY_ELSE),
    ],
    REPORT + "v<int:version>/dokument/": [
        (PUBLISHED + "v1/dokument/", EVERYONE),
        (PUBLISHED + "v2/dokument/", dict.fromkeys(ROLES, 404)),
        (DRAFT + "v1/dokument/", dict.fromkeys(ROLES, 404)),
    ],
    REPORT + "v<int:version>/rapport.<slug:kind>": [
        (PUBLISHED + "v1/rapport.pdf", dict.fromkeys(ROLES, 302)),
        (PUBLISHED + "v1/rapport.exe", dict.fromkeys(ROLES, 404)),
        (DRAFT + "v1/rapport.pdf", dict.fromkeys(ROLES, 404)),
    ],
    "rapportera/" + REPORT + "v<int:version>/original/": [
        ("rapportera/" + PUBLISHED + "v1/original/", WORKERS),
        ("rapportera/" + PUBLISHED + "v2/original/", NOBODY_ELSE),
        ("rapportera/" + DRAFT + "v1/original/", NOBODY_ELSE),
    ],
    "rapportera/<slug:municipality>/<slug:board>/struktur/<slug:what>/": [
        ("rapportera/kalmar/socialnamnden/struktur/mal/", POSTED),
    ],
    **{
        "rapportera/" + REPORT + page: [
            ("rapportera/" + DRAFT + page, WORKERS),
            ("rapportera/" + PUBLISHED + page, WORKERS),
            ("rapportera/" + PUBLISHED.replace("2020", "1999") + page, NOBODY_ELSE),
        ]
        for page in WORK_PAGES
    },
    # Kalmar has no disposition: tests/web/reporting/test_chapters_page.py has a board with one.
    "rapportera/" + REPORT + "kapitel/<slug:chapter>/<slug:area>/": [
        ("rapportera/" + DRAFT + "kapitel/ekonomi/sn/", NOBODY_ELSE),
    ],
    # Kalmar has no table of its own: tests/entry/test_own_tables.py has a board with some.
    "rapportera/" + REPORT + "tabell-<slug:table>/": [
        ("rapportera/" + DRAFT + "tabell-ingen-sadan/", NOBODY_ELSE),
    ],
    "rapportera/" + REPORT + "word/<uuid:file>/": [
        ("rapportera/" + DRAFT + "word/00000000-0000-4000-8000-000000000000/", NOBODY_ELSE),
    ],
    "rapportera/" + REPORT + "siffror/": [
        ("rapportera/" + DRAFT + "siffror/?q=netto", WORKERS),
        ("rapportera/" + PUBLISHED.replace("2020", "1999") + "siffror/", NOBODY_ELSE),
    ],
    "rapportera/" + REPORT + "siffror/alla/": [
        ("rapportera/" + DRAFT + "siffror/alla/", WORKERS),
        ("rapportera/" + PUBLISHED.replace("2020", "1999") + "siffror/alla/", NOBODY_ELSE),
    ],
    "rapportera/" + REPORT + "rad/": [
        ("rapportera/" + DRAFT + "rad/?cell=d:sn:net", {**WORKERS, "reporter": 404}),  # who writes for no area here
        ("rapportera/" + DRAFT + "rad/?cell=hittepå", NOBODY_ELSE),
        ("rapportera/" + DRAFT + "rad/?cell=d:ingen-sadan:net", NOBODY_ELSE),
    ],
    "rapportera/" + REPORT + "historik/": [
        ("rapportera/" + DRAFT + "historik/?cell=d:sn:net", WORKERS),
        ("rapportera/" + DRAFT + "historik/?cell=hittepå", NOBODY_ELSE),
    ],
    "rapportera/" + REPORT + "overlamning/innan/": [
        ("rapportera/" + DRAFT + "overlamning/innan/", {**NOBODY_ELSE, "controller": 200}),
        ("rapportera/" + DRAFT + "overlamning/innan/?verksamhet=hittepa", NOBODY_ELSE),
    ],
    "rapportera/" + REPORT + "overlamning/planen/": [("rapportera/" + DRAFT + "overlamning/planen/", NOBODY_ELSE)],
    "rapportera/" + REPORT + "overlamning/<slug:step>/": [("rapportera/" + DRAFT + "overlamning/lamna-in/", POSTED)],
    "rapportera/" + REPORT + "spara/": [("rapportera/" + DRAFT + "spara/", POSTED)],
    "rapportera/" + REPORT + "klistra/": [("rapportera/" + DRAFT + "klistra/", POSTED)],
    "rapportera/" + REPORT + "granska/": [("rapportera/" + DRAFT + "granska/", POSTED)],
    "rapportera/" + REPORT + "texter/las/": [("rapportera/" + DRAFT + "texter/las/", POSTED)],
    REPORT + "v<int:version>/": [
        (PUBLISHED + "v1/", EVERYONE),
        (PUBLISHED + "v2/", dict.fromkeys(ROLES, 404)),
        (DRAFT + "v1/", dict.fromkeys(ROLES, 404)),
    ],
    REPORT + "jamfor/<int:old>/<int:new>/": [
        (PUBLISHED + "jamfor/1/1/", EVERYONE),
        (PUBLISHED + "jamfor/1/2/", dict.fromkeys(ROLES, 404)),
        (DRAFT + "jamfor/1/1/", dict.fromkeys(ROLES, 404)),
    ],
}
# Units and controllers ask each other; who approves, registers or decides knows nothing of it.
ASKING = {**NOBODY_ELSE, **dict.fromkeys(("reporter", "controller", "administrator"), 200)}
MATRIX["rapportera/" + REPORT + "fragor/"] = [
    ("rapportera/" + DRAFT + "fragor/", ASKING),
    ("rapportera/" + DRAFT + "fragor/?cell=d:sn:net", {**ASKING, "reporter": 404}),
    ("rapportera/" + DRAFT + "fragor/?cell=d:ingen-sadan:net", NOBODY_ELSE),
    ("rapportera/" + DRAFT + "fragor/?kapitel=ingen-sadan&omrade=sn", NOBODY_ELSE),
]
MATRIX["rapportera/" + REPORT + "iakttagelser/"] = [
    ("rapportera/" + DRAFT + "iakttagelser/", {**NOBODY_ELSE, "controller": 302}),
    ("rapportera/" + PUBLISHED + "iakttagelser/", NOBODY_ELSE),
]
MATRIX["rapportera/" + REPORT + "iakttagelser/<slug:fingerprint>/"] = [
    ("rapportera/" + DRAFT + "iakttagelser/ingen-sadan/", {**dict.fromkeys(ROLES, 404), "anonymous": 302}),
    ("rapportera/" + PUBLISHED + "iakttagelser/ingen-sadan/", {**dict.fromkeys(ROLES, 404), "anonymous": 302}),
]
NOBODYS_JOB = "00000000-0000-4000-8000-000000000000"
# A file may change the whole report, so a reporter, who writes for some areas, loads none.
CONTROLLERS = {**dict.fromkeys(ROLES, 404), "anonymous": 302, "controller": 200}
NOBODY = {**dict.fromkeys(ROLES, 404), "anonymous": 302}
MATRIX["rapportera/" + REPORT + "fil/"] = [
    ("rapportera/" + DRAFT + "fil/", CONTROLLERS),
    ("rapportera/" + PUBLISHED + "fil/", CONTROLLERS),
]
MATRIX["rapportera/" + REPORT + "fil/mall.xlsx"] = [("rapportera/" + DRAFT + "fil/mall.xlsx", CONTROLLERS)]
for page in ("", "original/", "koppling/"):
    MATRIX["rapportera/" + REPORT + "fil/<uuid:job>/" + page] = [
        ("rapportera/" + DRAFT + f"fil/{NOBODYS_JOB}/" + page, NOBODY)
    ]
# Whole sub-trees that other people's code draws: one probe each.
SUBTREE_PROBES: dict[str, tuple[str, dict[str, int]]] = {
    "admin/": ("admin/", {**dict.fromkeys(EVERY_ROLE, 302), "administrator": 200}),
    "konto/": ("konto/login/", {**dict.fromkeys(ROLES, 302), "anonymous": 200}),
}


def test_every_address_has_a_row() -> None:
    require_rows(
        list_routes(),
        MATRIX.keys() | SUBTREE_PROBES.keys(),
        table="MATRIX in tests/test_access.py",
        row="`route: [(address, status by role)]`: an address that is there, and one that is not",
    )


def test_every_role_has_a_line() -> None:
    require_rows(
        Role.values,
        WORKS_WITH_DRAFTS,
        table="WORKS_WITH_DRAFTS in tests/test_access.py",
        row="`role: bool`, then see which statuses in MATRIX and which sets in WRITES the role is to have",
    )
    require_rows(Role, PERMISSIONS, table="PERMISSIONS in apps/accounts/roles.py", row="what the role may do")


@pytest.fixture
def cast(cast: dict[str, User]) -> dict[str, User]:
    """The cast, with a substitute of Kalmar's controller and the administrator of Kalmar's municipality."""
    board, today = Board.objects.get(municipality__slug="kalmar"), timezone.localdate()
    membership = Membership.objects.get(board=board, user=cast["controller"])
    appointed = add_substitute(
        by=None, membership=membership, email="vikarie@demo.example", starts_on=today, ends_on=today
    )
    keeper = add_municipality_administrator(by=None, municipality=board.municipality, email="kommunen@demo.example")
    return {**cast, "substitute": appointed.substitute, "municipality_administrator": keeper.user}


@pytest.fixture
def draft(db: None) -> Round:
    board = Board.objects.get(municipality__slug="kalmar")
    return Round.objects.create(municipality=board.municipality, board=board, year=2021, tertial=1, state="open")


@pytest.mark.slow
@pytest.mark.parametrize("role", EVERY_ROLE)
def test_status_by_role(role: str, cast: dict[str, User], draft: Round) -> None:
    client = open_client(role, cast)
    probes = [probe for row in MATRIX.values() for probe in row] + list(SUBTREE_PROBES.values())
    answers = {address: client.get("/" + address).status_code for address, _ in probes}
    assert answers == {address: expected.get(role, expected[SAME_AS.get(role, role)]) for address, expected in probes}


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_nothing_is_written_by_asking_wrongly(role: str, cast: dict[str, User], draft: Round) -> None:
    client = open_client(role, cast)
    for method in (client.post, client.put, client.patch, client.delete):
        assert method("/" + PUBLISHED).status_code in {403, 405}


# What is posted under /rapportera/ -> (body, the roles that are let in; anyone else gets 404, without log-in 302)
WORK = "/rapportera/" + DRAFT
ALL_WORKERS = WORKING_MEMBERS
WRITES: dict[str, tuple[dict[str, str], set[str]]] = {
    WORK + "spara/": ({"seen": "{}"}, ALL_WORKERS),
    WORK + "klistra/": ({}, ALL_WORKERS),
    WORK + "granska/": ({}, ALL_WORKERS),  # each for their own areas, and told so
    WORK + "texter/las/": ({}, ALL_WORKERS),
    WORK + "budgetandringar/": ({"rad": "andring"}, ALL_WORKERS),  # each for their own areas, and told so
    WORK + "overlamning/lamna-in/": ({"reason": "bråttom"}, {"controller"}),
    WORK + "overlamning/dela/": ({"shared": "1"}, {"controller", "head"}),
    WORK + "overlamning/godkann/": ({}, {"head"}),
    WORK + "overlamning/faststall/": (
        {"date": "2021-05-20", "paragraph": "1", "case_number": "SN 2021/1", "public": "1"},
        {"registrar"},
    ),
    WORK + "overlamning/ratta/": ({"reason": "fel"}, {"controller"}),
    WORK + "overlamning/aterkalla-rattelse/": ({"reason": "fel"}, {"controller"}),
    WORK + "overlamning/hittepa/": ({}, set()),
    "/rapportera/kalmar/socialnamnden/struktur/mal/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/samband/": (
        {"relation": "same_measure:samarbetssamtal:snabbupplysningar", "answer": "nej"},
        {"administrator", "controller"},
    ),
    "/rapportera/kalmar/socialnamnden/struktur/samband/nytt/": ({}, {"administrator", "controller"}),
    "/rapportera/kalmar/socialnamnden/struktur/plan/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/skydd/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/dokument/": ({"act": "remove_arms"}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/roll/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/ersattare/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/avsluta-ersattare/": ({}, {"administrator"}),
    "/rapportera/kommun/kalmar/roll/": ({}, {"administrator"}),
    "/rapportera/kommun/kalmar/ersattare/": ({}, {"administrator"}),
    "/rapportera/kommun/kalmar/namnd/": ({"name": "Äldrenämnden"}, {"municipality_administrator"}),
    "/rapportera/kommun/kalmar/kommunadministrator/": ({}, {"municipality_administrator"}),
    "/rapportera/kommun/harryda/namnd/": ({"name": "Äldrenämnden"}, set()),
    "/rapportera/ersattare/valj/": ({}, {*ROLES}),  # for whoever has a role; others choose nothing
    "/rapportera/ersattare/hittepa/": ({}, set()),
    "/rapportera/kalmar/socialnamnden/struktur/ta-bort-roll/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/byt-namn/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/beskriv/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/flytta/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/malvarde/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/namnd/": ({"name": "Nya nämnden"}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/flera/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/omorganisera/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/publik/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/ordning/flytta/": ({"vad": "mal", "ned": "0"}, set()),  # no such goal
    "/rapportera/kalmar/socialnamnden/struktur/fokusomrade/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/investering/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/risk/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/tabell/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/fardig-tabell/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/andra-rad/": ({}, set()),  # about no row
    "/rapportera/kalmar/socialnamnden/struktur/nytt-kostnadsslag/": ({}, {"administrator"}),
    "/rapportera/kalmar/socialnamnden/struktur/andra-risk/": ({}, set()),  # about no risk
    "/rapportera/kalmar/socialnamnden/struktur/hittepa/": ({}, set()),
    "/rapportera/kalmar/socialnamnden/struktur/disposition/ny/": (
        {"valid_from": "2021"},
        {"administrator", "controller"},
    ),
}


BOARD_PLAN = "<slug:municipality>/<slug:board>/struktur/"
# What is posted to, where other tests tell who may.
WRITES_WITH_OWN_TESTS = {
    FOLLOW: "tests/web/test_follow.py",
    f"{FOLLOW}ja/<str:token>/": "tests/web/test_follow.py",
    f"{FOLLOW}nej/<str:token>/": "tests/web/test_follow.py",
    "rapportera/" + REPORT + "kapitel/<slug:chapter>/<slug:area>/": "tests/web/reporting/test_chapters_page.py",
    "rapportera/" + REPORT + "word/": "tests/web/reporting/test_docx_files_page.py",
    "rapportera/" + REPORT + "word/<uuid:file>/": "tests/web/reporting/test_docx_files_page.py",
    "rapportera/" + REPORT + "fragor/": "tests/web/reporting/test_questions_page.py",
    f"rapportera/{BOARD_PLAN}plan/<uuid:file>/": "tests/web/reporting/test_plan_file_page.py",
    "rapportera/installningar/": "tests/workflow/test_reminders.py",
    "oppna-data/systemkonton/": "tests/api/test_account_pages.py",
    "oppna-data/systemkonton/<int:pk>/": "tests/api/test_account_pages.py",
    "oppna-data/systemkonton/<int:pk>/<slug:digest>/aterkalla/": "tests/api/test_account_pages.py",
    "rapportera/" + REPORT + "overlamning/planen/": "tests/web/reporting/test_plan_correction.py",
    "rapportera/" + REPORT + "iakttagelser/<slug:fingerprint>/": "tests/report/test_finding_answers.py",
    "rapportera/" + REPORT + "fil/": "tests/imports/test_uploads.py",
    "rapportera/" + REPORT + "fil/<uuid:job>/": "tests/imports/test_uploads.py",
    "rapportera/" + REPORT + "fil/<uuid:job>/koppling/": "tests/imports/test_uploads.py",
}


def test_everything_that_is_posted_to_has_a_row(cast: dict[str, User], draft: Round) -> None:
    """An address that answers a POST with anything but 405 is in WRITES, or its own tests tell who may."""
    client = open_client("administrator", cast)
    own = {route: probes[0][0] for route, probes in MATRIX.items() if not route.startswith(("api", "^api"))}
    answers = {route: client.post(f"/{address}").status_code for route, address in own.items()}
    require_rows(
        {route for route, status in answers.items() if status != 405},
        {resolve(address).route for address in WRITES} | WRITES_WITH_OWN_TESTS.keys(),
        table="WRITES in tests/test_access.py",
        row="`address: (body, the roles that are let in)`, or give the view require_safe",
    )
    for route, file in WRITES_WITH_OWN_TESTS.items():
        assert (ROOT / file).is_file(), f"WRITES_WITH_OWN_TESTS in tests/test_access.py: no {file} for {route}"


@pytest.mark.slow
@pytest.mark.parametrize("role", EVERY_ROLE)
def test_who_may_write(role: str, cast: dict[str, User], draft: Round) -> None:
    """Each address as if nothing else had been written."""
    User.objects.filter(is_superuser=True).update(is_superuser=False)  # the demo's administrator is one
    answers = {address: post_and_take_back(role, cast, address, body) for address, (body, _) in WRITES.items()}
    if role == "anonymous":
        asked = {address: (answer.status_code, answer.headers["Location"]) for address, answer in answers.items()}
        assert {address: (code, way.split("?")[0]) for address, (code, way) in asked.items()} == dict.fromkeys(
            WRITES, (302, "/konto/login/")
        )
    else:
        let_in = {address for address, answer in answers.items() if answer.status_code != 404}
        roles = {role, SAME_AS.get(role, role)}
        assert let_in == {address for address, (_, who) in WRITES.items() if not who.isdisjoint(roles)}


def post_and_take_back(role: str, cast: dict[str, User], address: str, body: dict[str, str]) -> HttpResponse:
    with transaction.atomic():
        answer = open_client(role, cast).post(address, body)
        transaction.set_rollback(True)
    return answer


def test_a_script_without_log_in_gets_an_answer(draft: Round) -> None:
    answer = Client().post(
        WORK + "spara/", "{}", content_type="application/json", headers={"Accept": "application/json"}
    )
    assert answer.status_code == 401


def test_the_start_page_names_no_draft_board_to_a_stranger(cast: dict[str, User]) -> None:
    board = Board.objects.get(municipality__slug="kalmar")
    Board.objects.filter(pk=board.pk).update(is_public=False)
    assert "/kalmar/" not in open_client("stranger", cast).get("/").content.decode()
    assert "/kalmar/" not in Client().get("/").content.decode()
    assert "/kalmar/" in open_client("politician", cast).get("/").content.decode()
    assert Client().get("/" + PUBLISHED).status_code == 404
