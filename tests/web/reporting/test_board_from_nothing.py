"""The made-up board from nothing to an open T1: by the forms alone, and by one workbook alone. Both give the same."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from apps.accounts.roles import Role
from apps.accounts.services import add_member, set_up_board
from apps.budget.models import CostType
from apps.core.choices import Accumulation, Direction, Gender, RelationKind
from apps.entry.services import save_cells
from apps.entry.shapes import CellInput
from apps.goals.models import GoalLevel, KeyFigureKind
from apps.imports.models import PlanFile
from apps.imports.plan_files.plan_rows import load_plan_rows
from apps.organisation.models import AreaKind, Board, ServiceArea
from apps.rounds.models import Round, RoundState
from apps.web.made_up.plan import TargetPlan
from apps.web.made_up.social_board import BOARD as PLAN
from apps.workflow import handover
from tests.imports.plan_books import build_book
from tests.web.reporting.form_walk import FormWalk

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
YEAR = 2027
DECISION = "SN 2026-12-09 § 148"
DEADLINES = ("2027-05-31", "2027-09-30", "2028-01-31")
AREAS = {area.code: area.name for area in PLAN.areas}
GOALS = {goal.code: goal.name for goal in PLAN.goals}
INDICATORS = {one.code: one.name for one in PLAN.indicators}
FOCUS = {code: name for code, name, _ in PLAN.focus_areas}
BUDGETS = [(area.name, area.budget) for area in PLAN.areas if area.budget]
# What follows from what: the made-up board states none, so these are stated of it here, by names.
RELATIONS = (
    (RelationKind.OF_WHICH, PLAN.indicators[0].name, (PLAN.indicators[1].name,)),
    (RelationKind.TOTAL, PLAN.indicators[2].name, (PLAN.indicators[4].name, PLAN.indicators[3].name)),
    (RelationKind.QUOTIENT, PLAN.indicators[5].name, (PLAN.indicators[7].name, PLAN.indicators[6].name)),
)
# Where indicators are followed without a target: the made-up plan states none either.
FOLLOWED = {PLAN.indicators[-1].name: [PLAN.areas[0].name, *(area.name for area in PLAN.areas[1:3])]}
# Clicks, keys and forms of a person: the ways may become shorter, never longer.
MOST_BY_FORMS = (57, 257, 3190)  # 3 forms, 9 clicks and 340 keys are the relations; 3 clicks where one is followed
MOST_BY_ROWS = (39, 6900)  # 4 clicks and 440 keys of it are the relations
TYPED_SHEETS = ("Verksamheter", "Fokusområden", "Mål")


def begin(name: str, code: str) -> tuple[Board, Client]:
    """A board as the one command of an installation leaves it, and its administrator logged in."""
    made = set_up_board(by=None, code=code, municipality=name, board="Socialnämnden", email=f"{code}@demo.example")
    client = Client()
    client.force_login(made.user)
    return made.board, client


def list_targets() -> Iterator[tuple[str, TargetPlan]]:
    """The targets of the first year, by the name of their indicator."""
    for indicator in PLAN.indicators:
        for target in indicator.targets:
            if target.since == 0:
                yield indicator.name, target


def find_label(choices: Any, value: str) -> str:
    return str(choices(value).label)


def walk_forms(board: Board, client: Client) -> FormWalk:
    """All of it, form by form."""
    walk = FormWalk(client)
    home = f"/rapportera/{board.municipality.slug}/{board.slug}/struktur/"
    page = f"{home}?ar={YEAR}"
    walk.send(page, "ar", **{f"t{number}": day for number, day in enumerate(DEADLINES, start=1)})
    walk.send(page, "installningar", administration=PLAN.administration, decision=DECISION)
    walk.send(page, "forklara", percent="5", tkr="500")
    for area in PLAN.areas[1:]:
        parent = next(one for one in PLAN.areas if one.code == area.parent)
        above = next((one.name for one in PLAN.areas if one.code == parent.parent and one.parent), "")
        under = f"{parent.name} ({above})" if above else parent.name
        walk.send(page, "verksamhet", name=area.name, kind=find_label(AreaKind, area.kind), parent=under)
    focus = f"{home}fokus/?ar={YEAR}"
    for _, name, description in PLAN.focus_areas:
        walk.send(focus, "fokusomrade", name=name, description=description)
    walk._pages.pop(page)
    for goal in PLAN.goals:
        walk.send(
            page, "mal", name=goal.name, level=find_label(GoalLevel, goal.level), description=goal.description,
            parent=GOALS[goal.parent] if goal.parent else "–", focus_areas=[FOCUS[code] for code in goal.focus],
        )  # fmt: skip
    _walk_indicators(walk, page)
    _walk_relations(walk, f"{home}samband/")
    _walk_risks(walk, f"{home}intern-kontroll/?ar={YEAR}")
    return walk


def _walk_relations(walk: FormWalk, page: str) -> None:
    for kind, total, parts in RELATIONS:
        named = {f"part_{number}": name for number, name in enumerate(parts, start=1)}
        walk.send(page, "nytt", kind=kind.label.capitalize(), total=total, **named)


def _walk_indicators(walk: FormWalk, page: str) -> None:
    for one in PLAN.indicators:
        whole = [target for target in one.targets if target.since == 0 and target.gender == "T"]
        target: dict[str, Any] = {"text": whole[0].text, "decision": DECISION} if whole else {}
        if whole:
            target["area"] = AREAS[whole[0].area or PLAN.root]
        walk.send(
            page, "indikator", name=one.name, goal=GOALS[one.goal] if one.goal else "– nyckeltal utan mål",
            kind=find_label(KeyFigureKind, one.kind) if one.kind else "–", unit=one.unit, decimals=str(one.decimals),
            direction=find_label(Direction, one.direction), accumulation=find_label(Accumulation, one.accumulation),
            by_gender=one.by_gender, counts_persons=one.counts_persons, source=one.source, definition=one.definition,
            tolerance_percent=one.tolerance or "",
            reference_for=INDICATORS[one.reference_for] if one.reference_for else "–",
            areas=FOLLOWED.get(one.name, []), **target,
        )  # fmt: skip
    for name, more in list(list_targets()):
        own = next(one for one in PLAN.indicators if one.name == name).targets
        if more is next((target for target in own if target.since == 0 and target.gender == "T"), None):
            continue
        gender = find_label(Gender, more.gender)
        area = AREAS[more.area or PLAN.root]
        walk.send(page, "malvarde", indicator=name, area=area, gender=gender, text=more.text, decision=DECISION)


def _walk_risks(walk: FormWalk, page: str) -> None:
    for risk in PLAN.risks:
        choices = {"service_area": AREAS[risk.area or PLAN.root]}
        for name, step in (("probability", risk.probability), ("consequence", risk.consequence)):
            tree = walk._pages.get(page) if page in walk._pages else walk._read(page)
            options = tree.xpath(f"//select[@name='{name}']/option")
            choices[name] = next(one.text for one in options if one.get("value") == str(step))
        walk.send(page, "risk", name=risk.name, process=risk.process, owner_role=risk.owner_role, **choices)
    for risk in PLAN.risks:
        walk.send(page, "kontroll", risk=risk.name, name=risk.control)


def build_sheets() -> dict[str, list[list[Any]]]:
    """The same as rows in own words: no codes, and other headings than ours here and there."""
    days = [[f"Sista dag T{number}", day] for number, day in enumerate(DEADLINES, start=1)]
    rules = [["Förklara avvikelser över, procent", 5], ["Förklara avvikelser över, tkr", 500]]
    return {
        "Inställningar": [
            ["Fält", "Värde"], ["År", YEAR], ["Förvaltning", PLAN.administration], *rules, *days,
        ],
        "Verksamheter": [
            ["Benämning", "Typ", "Under"],
            *([area.name, find_label(AreaKind, area.kind), AREAS[area.parent or ""]] for area in PLAN.areas[1:]),
        ],
        "Fokusområden": [["Namn", "Beskrivning"], *([name, text] for _, name, text in PLAN.focus_areas)],
        "Mål": [
            ["Namn", "Nivå", "Beskrivning", "Under målet", "Fokusområden"],
            *(
                [goal.name, find_label(GoalLevel, goal.level), goal.description, GOALS.get(goal.parent or ""),
                 ", ".join(FOCUS[code] for code in goal.focus)]
                for goal in PLAN.goals
            ),
        ],
        "Nyckeltal": _build_indicator_rows(),
        "Målvärden": [
            ["Indikator", "Verksamhet", "Kön", "Målvärde"],
            *([name, AREAS[one.area or PLAN.root], one.gender, one.text] for name, one in list_targets()),
        ],
        "Samband": [
            ["Slag", "Indikator", "Delar"],
            *([kind.label, total, "; ".join(parts)] for kind, total, parts in RELATIONS),
        ],
        "Budget": [["Verksamhet", "Kostnadsslag", "Budget tkr"], *([name, "personal", tkr] for name, tkr in BUDGETS)],
        "Risker": [
            ["Risk", "Process", "Ansvarig", "Verksamhet", "Sannolikhet", "Konsekvens"],
            *(
                [one.name, one.process, one.owner_role, AREAS[one.area or PLAN.root], one.probability, one.consequence]
                for one in PLAN.risks
            ),
        ],
        "Kontroller": [["Risk", "Kontrollmoment"], *([one.name, one.control] for one in PLAN.risks)],
    }  # fmt: skip


def _build_indicator_rows() -> list[list[Any]]:
    kinds = {
        "resource": "resurs",
        "performance": "prestation",
        "effect": "effekt",
        "volume": "volym",
        "staff": "personal",
    }
    directions = {"higher": "högre", "lower": "lägre", "neither": "ingen"}
    accumulations = {
        "stock": "nivå", "flow": "flöde", "rate": "tertialvis", "yearly": "årlig", "biennial": "vartannat år",
    }  # fmt: skip
    headings = ["Nyckeltal", "Mål", "Slag", "Enhet", "Decimaler", "Riktning", "Mäts", "Könsuppdelad", "Personer"]
    yes = {True: "ja", False: None}
    return [
        [*headings, "Källa", "Definition", "Tolerans", "Jämförelse för", "Följs i"],
        *(
            [one.name, GOALS.get(one.goal or ""), kinds.get(one.kind), one.unit, one.decimals,
             directions[one.direction], accumulations[one.accumulation], yes[one.by_gender], yes[one.counts_persons],
             one.source, one.definition, one.tolerance, INDICATORS.get(one.reference_for or ""),
             "; ".join(FOLLOWED.get(one.name, []))]
            for one in PLAN.indicators
        ),
    ]  # fmt: skip


def send_book(board: Board, client: Client, book: Workbook) -> None:
    """One file, one look, one click."""
    stream = io.BytesIO()
    book.save(stream)
    page = f"/rapportera/{board.municipality.slug}/{board.slug}/struktur/plan/"
    sent = SimpleUploadedFile("plan.xlsx", stream.getvalue())
    data = {"year": YEAR, "fil": sent, "holds_from": f"T1 {YEAR}", "decision": DECISION}
    _apply(client, client.post(page, data, follow=True))


def _apply(client: Client, shown: Any) -> None:
    file = PlanFile.objects.latest("pk")
    assert file.result
    assert (file.result["errors"], file.result["form_errors"]) == ([], {})
    address = shown.redirect_chain[-1][0]
    assert "Läs in" in shown.content.decode()
    done = client.post(address, {"act": "apply"}, follow=True)
    assert "Det här ändrades" in done.content.decode()


def send_rows(board: Board, client: Client, name: str, rows: list[list[Any]]) -> None:
    """The rows typed on the page for one sheet."""
    data = {"year": YEAR, "blad": name, "rader": write_rows(rows), "holds_from": f"T1 {YEAR}"}
    page = f"/rapportera/{board.municipality.slug}/{board.slug}/struktur/plan/"
    _apply(client, client.post(page, data, follow=True))


def write_rows(rows: list[list[Any]]) -> str:
    """As a person types them."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=";", lineterminator="\n").writerows(rows)
    return stream.getvalue()


def open_t1(board: Board) -> Round:
    """As its controller does; the plan has people from neither way."""
    controller = add_member(by=None, board=board, email=f"c-{board.pk}@demo.example", role=Role.CONTROLLER).user
    round_ = Round.objects.select_related("board__municipality").get(board=board, year=YEAR, tertial=1)
    handover.open_round(round_=round_, by=controller)
    round_.refresh_from_db()
    assert round_.state == RoundState.OPEN
    return round_


def type_budgets(round_: Round) -> int:
    """The controller's cells of the sheet, where the forms' way states the budget. How many keys."""
    codes = dict(ServiceArea.objects.filter(board=round_.board).values_list("name", "code"))
    cells = [CellInput(f"d:{codes[name]}:{CostType.STAFF}", "budget", str(tkr), None) for name, tkr in BUDGETS]
    by = round_.board.memberships.get(role=Role.CONTROLLER).user
    saved = save_cells(round_=round_, cells=cells, by=by)
    assert all(one.status == "saved" for one in saved)
    return sum(len(one.raw) + 1 for one in cells)


def test_forms_alone_and_a_workbook_alone_give_the_same_board() -> None:
    by_forms, administrator = begin("Norrbyn", "9903")
    walk = walk_forms(by_forms, administrator)
    walk.keys += type_budgets(open_t1(by_forms))
    by_book, other = begin("Söderbyn", "9904")
    send_book(by_book, other, build_book(build_sheets()))
    open_t1(by_book)
    first, second = load_plan_rows(by_forms, YEAR), load_plan_rows(by_book, YEAR)
    assert len(first["relations"]) == len(RELATIONS)
    assert [len(row["areas"]) for row in first["indicators"] if row["areas"]] == [3]
    for sheet, rows in first.items():
        assert rows == second[sheet], sheet
    assert [len(rows) for rows in first.values()] == [len(rows) for rows in second.values()]
    counted = (walk.forms, walk.clicks, walk.keys)
    assert all(count <= most for count, most in zip(counted, MOST_BY_FORMS, strict=True)), counted


def test_rows_typed_on_the_page_give_it_too_in_few_clicks() -> None:
    """Three of the sheets are sent; how much typing all of them are is only counted."""
    board, administrator = begin("Västbyn", "9905")
    walk = FormWalk(administrator)
    home = f"/rapportera/{board.municipality.slug}/{board.slug}/struktur/?ar={YEAR}"
    walk.send(home, "ar", **{f"t{number}": day for number, day in enumerate(DEADLINES, start=1)})
    sheets = {name: rows for name, rows in build_sheets().items() if name != "Inställningar"}
    for name in TYPED_SHEETS:
        send_rows(board, administrator, name, sheets[name])
    rows = load_plan_rows(board, YEAR)
    assert [len(rows[key]) for key in ("areas", "focus_areas", "goals")] == [len(AREAS), len(FOCUS), len(GOALS)]
    assert date.fromisoformat(DEADLINES[0]) == Round.objects.get(board=board, year=YEAR, tertial=1).deadline
    clicks = walk.clicks + 4 * len(sheets)  # the sheet, the box, see, apply
    keys = walk.keys + sum(len(write_rows(one)) for one in sheets.values()) + len(DECISION)
    assert (clicks <= MOST_BY_ROWS[0], keys <= MOST_BY_ROWS[1]) == (True, True), (clicks, keys)
