"""The history of a number: from triggers, whoever writes and however."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from apps.accounts.models import Membership, User
from apps.entry.services import save_cell
from apps.goals.models import Outcome
from apps.rounds.models import CellDraft
from apps.web.reporting.links import build_round_url
from apps.workflow.row_history import list_changes, load_row_history
from tests.refused_changes import list_refused_changes
from tests.small_board import SmallBoard

KEY = "u:nojdhet:namnden:T"


def put(small: SmallBoard, raw: str, version: int = 0, **more):
    return save_cell(
        round_=small.round, key=KEY, field="value", raw=raw, version=version, by=small["controller"], **more
    )


def test_who_when_from_to_and_why(small):
    first = put(small, "80")
    put(small, "82", first.version, reason="Rättad enkät.")
    latest, made = list_changes(small.round, KEY)
    assert (latest.before, latest.after, latest.author, latest.reason) == ("80", "82", "En controller", "Rättad enkät.")
    assert (made.before, made.after, made.source, made.field_label) == ("", "80", "för hand", "Utfall")
    assert latest.at >= made.at


def test_a_row_that_was_taken_away_keeps_its_history(small):
    first = put(small, "80")
    put(small, "", first.version)
    put(small, "81")
    assert [(c.before, c.after) for c in list_changes(small.round, KEY)] == [("", "81"), ("80", ""), ("", "80")]


def test_nothing_goes_past_the_triggers(small):
    indicator = Outcome.objects.filter(indicator__code="nojdhet").first()
    Outcome.objects.bulk_create(
        [
            Outcome(
                municipality_id=small.board.municipality_id,
                board=small.board,
                indicator_id=indicator.indicator_id,
                service_area_id=small.areas["namnden"],
                year=2024,
                tertial=2,
                value=1,
            )
        ]
    )
    Outcome.objects.filter(year=2024, tertial=2).update(value=2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE goals_outcome SET value = 3 WHERE year = 2024 AND tertial = 2")
        cursor.execute("UPDATE goals_outcome SET value = 3 WHERE year = 2024 AND tertial = 2")
        cursor.execute("DELETE FROM goals_outcome WHERE year = 2024 AND tertial = 2")
    assert [c.after for c in list_changes(small.round, KEY)] == ["", "3", "2", "1"]


def test_every_change_raises_the_version(small):
    versions = [put(small, "1").version]
    for write in ("UPDATE goals_outcome SET value = 7", "UPDATE goals_outcome SET footnote = 'x'"):
        with connection.cursor() as cursor:
            cursor.execute(f"{write} WHERE year = 2024 AND tertial = 2")
        versions.append(Outcome.objects.get(indicator__code="nojdhet", year=2024, tertial=2).version)
    assert versions == sorted(set(versions))


def test_the_history_itself_can_not_be_changed(small):
    put(small, "80")
    for statement in ("UPDATE goals_outcomeevent SET value = 1", "DELETE FROM goals_outcomeevent"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_file_is_named(db, cast):
    from apps.rounds.models import Round

    round_ = Round.objects.select_related("board__municipality").get(board__municipality__name="Kalmar")
    outcome = Outcome.objects.filter(
        board=round_.board, year=round_.year, tertial=round_.tertial, gender="T", value__isnull=False
    ).first()
    key = f"u:{outcome.indicator.code}:{outcome.service_area.code}:T"
    made = list_changes(round_, key)[-1]
    assert (made.source, made.author) == ("kalmar-2020-t3", "")


@pytest.mark.parametrize("key", ["", "x", "u:ingen:namnden:T", "u:nojdhet:namnden:T:x"])
def test_no_such_row_has_no_history(small, key):
    assert list_changes(small.round, key) == []


def test_an_answer_that_came_too_late_is_kept_whichever_is_chosen(small):
    """Two wrote in one cell; the one who was refused takes the other's. Both answers can be read."""
    put(small, "70")
    late = {"round_": small.round, "key": KEY, "field": "value", "by": small["administrator"]}
    add_controller(small, late["by"])
    refused = save_cell(**late, raw="88 %", version=0)
    assert refused.status == "stale"
    save_cell(**late, raw="88 %", version=0)  # its answer was lost on the way
    save_cell(**late, raw=refused.conflict.text, version=refused.version)
    assert not CellDraft.objects.exists()
    told = load_row_history(small.round, KEY)
    assert [(one.after, one.author, one.refused) for one in told.changes] == [
        ("88", "En administratör", True),
        ("70", "En controller", False),
    ]
    assert [one.after for one in list_changes(small.round, KEY)] == ["70"], "it was never there"


def test_a_late_amount_is_shown_in_one_unit_and_a_late_reason_in_words(small):
    for unit in ("tkr", "kr"):
        late = {"round_": small.round, "by": small["controller"], "unit": unit}
        save_cell(**late, key="d:ifo:staff", field="budget", raw="10000", version=0)
        save_cell(**late, key="d:ifo:staff", field="budget", raw="1 500", version=0)
    assert [one.after for one in list_refused_changes(small.round, "d:ifo:staff")] == ["1,5", "10", "1\u00a0500"]
    put(small, "70")
    put(small, "ej mätt")
    assert list_refused_changes(small.round, KEY)[0].after == "saknas, ej mätt"


def add_controller(small: SmallBoard, user: User) -> None:
    Membership.objects.create(user=user, board=small.board, role="controller")


@pytest.mark.parametrize(
    ("key", "name", "unit"),
    [
        ("u:nojdhet:namnden:T", "Nöjda, Socialnämnden", "%"),
        ("u:nojdhet:namnden:K", "Nöjda, kvinnor, Socialnämnden", "%"),
        ("d:ifo:revenue", "Intäkter, Individ och familj", "tkr"),
        ("i:larm:net", "Nya larm, Hemtjänst", "tkr"),
        ("k:bemanning:schema", "Kontroll av scheman, Hemtjänst", ""),
        ("b:g:nojda:namnden", "Nöjda brukare, Socialnämnden", ""),
        ("b:i:nojdhet:ifo", "Nöjda, Individ och familj", ""),
        ("c:staff:hemtjanst", "Personal, Hemtjänst", ""),
        ("u:ingen:namnden:T", "", ""),
    ],
)
def test_the_history_says_whose_it_is(small, client, key, name, unit):
    told = load_row_history(small.round, key)
    assert (told.name, told.unit) == (name, unit)
    client.force_login(small["controller"])
    page = client.get(build_round_url(small.round, "reporting_history"), {"cell": key}).content.decode()
    heading = ", ".join(filter(None, (f"Historik: {name}" if name else "Historik", unit)))
    assert f">{heading}</h1>" in page
    assert f"<title>Historik{': ' + name if name else ''} " in page
