"""The administrator's pages by subject: which forms each has, in which parts, and what it lists.

Every form posts to ``struktur/<form's code>/``; ``find_subject`` says on which page it is shown again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from apps.budget.models import BASE_COST_TYPES
from apps.core.swedish import format_list
from apps.goals.merge_models import IndicatorMerge
from apps.organisation.models import Board, FormerAddress, Reorganisation, ReorganisedArea
from apps.planning.change_notes import get_notes, load_change_notes
from apps.publishing.suppression.protection import find_unmarked_person_counts
from apps.risks.rules import LEVEL_LABELS, compute_risk_value, get_risk_level
from apps.rounds.models import Round, RoundState
from apps.web.reporting.people.people_list import (
    find_administrators,
    find_members,
    find_substitutions,
    list_people,
)
from apps.web.reporting.structure import (
    area_forms,
    change_forms,
    cost_type_forms,
    forms,
    goal_forms,
    indicator_forms,
    new_indicator_forms,
    project_forms,
    reorganisation_forms,
    risk_forms,
    table_forms,
)
from apps.web.reporting.structure.fields import (
    KeyForm,
    StructureForm,
    find_areas,
    find_goals,
    find_indicators,
    format_placed_name,
    list_by_depth,
)
from apps.web.reporting.structure.indicator_list import load_indicator_groups

# From so many indicators on, the first page says how many there are and where, instead of listing them.
MOST_LISTED = 60

FORMS: dict[str, type[StructureForm]] = {
    "ar": forms.DeadlineForm,
    "kopiera": forms.CopyForm,
    "verksamhet": forms.AreaForm,
    "mal": forms.GoalForm,
    "indikator": new_indicator_forms.IndicatorForm,
    "malvarde": change_forms.TargetForm,
    "tolerans": change_forms.ToleranceForm,
    "forklara": forms.ExplanationRuleForm,
    "tecken": forms.SignRuleForm,
    "definition": change_forms.DefinitionForm,
    "avsluta": change_forms.RetireForm,
    "flytta": change_forms.MoveForm,
    "byt-namn": change_forms.RenameForm,
    "beskriv": change_forms.IndicatorChangeForm,
    "namnd": change_forms.BoardNameForm,
    "installningar": forms.BoardSettingsForm,
    "roll": forms.MemberForm,
    "ta-bort-roll": forms.LeaveForm,
    "ersattare": forms.BoardSubstituteForm,
    "avsluta-ersattare": forms.BoardSubstituteEndForm,
    "andra-indikator": indicator_forms.IndicatorEditForm,
    "avsluta-indikator": indicator_forms.IndicatorEndForm,
    "fokusomrade": goal_forms.FocusAreaForm,
    "andra-fokusomrade": goal_forms.FocusAreaChangeForm,
    "andra-mal": goal_forms.GoalChangeForm,
    "avsluta-mal": goal_forms.GoalEndForm,
    "investering": project_forms.ProjectForm,
    "andra-investering": project_forms.ProjectChangeForm,
    "avsluta-investering": project_forms.ProjectEndForm,
    "nytt-kostnadsslag": cost_type_forms.CostTypeForm,
    "andra-kostnadsslag": cost_type_forms.CostTypeChangeForm,
    "avsluta-kostnadsslag": cost_type_forms.CostTypeEndForm,
    "risk": risk_forms.RiskForm,
    "andra-risk": risk_forms.RiskChangeForm,
    "ta-bort-risk": risk_forms.RiskRemovalForm,
    "kontroll": risk_forms.ControlForm,
    "andra-kontroll": risk_forms.ControlChangeForm,
    "ta-bort-kontroll": risk_forms.ControlRemovalForm,
    "kopiera-risker": risk_forms.ControlPlanCopyForm,
    "andra-verksamhet": area_forms.AreaChangeForm,
    "avsluta-verksamhet": area_forms.AreaEndForm,
    "publik": area_forms.PublicityForm,
    "omorganisera": reorganisation_forms.ReorganisationForm,
    "sla-ihop": reorganisation_forms.IndicatorMergeForm,
    "ta-bort-omorganisation": reorganisation_forms.ReorganisationRemovalForm,
    "ta-bort-sammanslagning": reorganisation_forms.MergeRemovalForm,
    **table_forms.FORMS,
}


@dataclass(frozen=True, slots=True)
class StructurePage:
    """A page: its address by ``name``, and its parts as (code, title, the forms' codes).

    The forms of ``KeyForm`` are there only for the thing that the address chooses. ``load`` gives what is listed, and
    takes what the address asks for.
    """

    name: str
    title: str
    template: str
    parts: tuple[tuple[str, str, tuple[str, ...]], ...]
    load: Callable[[Board, int, Mapping[str, str]], dict[str, Any]]

    def build_url(self, board: Board) -> str:
        """The page's address."""
        return reverse(self.name, kwargs={"municipality": board.municipality.slug, "board": board.slug})

    def find_part(self, form: str) -> str:
        """The code of the part that a form is in."""
        return next(code for code, _, codes in self.parts if form in codes)


def find_subject(form: str) -> StructurePage:
    """The page that a form is on."""
    return next(one for one in SUBJECTS.values() if any(form in codes for _, _, codes in one.parts))


def is_about_one(form: str) -> bool:
    """Is the form about one thing, which has to be chosen first?"""
    return issubclass(FORMS[form], KeyForm)


def _load_structure(board: Board, year: int, parameters: Mapping[str, str]) -> dict[str, Any]:
    """What the first page lists, each thing with the lines that tell what it was before it was changed."""
    notes = load_change_notes(board, year=year)
    groups = load_indicator_groups(board, year, notes=notes, shows_ended=True)
    rounds = list(Round.objects.filter(board=board).order_by("year", "tertial"))
    rows = sorted((row for group in groups for row in group.rows), key=lambda row: row.indicator.position)
    return {
        "rounds": [one for one in rounds if one.year == year],
        "is_beginning": not board.edition and all(one.state == RoundState.PLANNED for one in rounds),
        "first_round": rounds[0] if rounds else None,
        "areas": [(depth, area, get_notes(notes, area)) for depth, area in list_by_depth(find_areas(board))],
        "goals": [(depth, goal, get_notes(notes, goal)) for depth, goal in list_by_depth(find_goals(board))],
        "indicators": rows if len(rows) <= MOST_LISTED else [],
        "indicator_count": len(rows),
        "with_target": sum(bool(row.targets) for row in rows),
        "rules": [forms.format_explanation_rule(board), forms.format_sign_rule(board)],
        "board_notes": get_notes(notes, board),
        "people": list_people(
            find_members([board]), find_substitutions([board]), find_administrators(board.municipality)
        ),
        "unmarked": find_unmarked_person_counts(board),
        "former": FormerAddress.objects.filter(board=board),
    }


def _load_indicators(board: Board, year: int, parameters: Mapping[str, str]) -> dict[str, Any]:
    query, shows_ended = parameters.get("sok", "").strip(), bool(parameters.get("avslutade"))
    notes = load_change_notes(board, year=year)
    groups = load_indicator_groups(board, year, notes=notes, query=query, shows_ended=shows_ended)
    found = sum(len(group.rows) for group in groups)
    return {"groups": groups, "query": query, "shows_ended": shows_ended, "found": found}


def _load_goals(board: Board, year: int, parameters: Mapping[str, str]) -> dict[str, Any]:
    goals = find_goals(board).prefetch_related("focus_areas", "service_areas")
    return {"goals": list_by_depth(goals), "focus_areas": goal_forms.find_focus_areas(board)}


def _load_projects(board: Board, year: int, parameters: Mapping[str, str]) -> dict[str, Any]:
    return {"projects": project_forms.find_projects(board)}


def _load_tables(board: Board, year: int, parameters: Mapping[str, str]) -> dict[str, Any]:
    return {"tables": table_forms.list_tables(board), "templates": table_forms.TEMPLATE_CHOICES}


def _load_cost_types(board: Board, year: int, parameters: Mapping[str, str]) -> dict[str, Any]:
    return {
        "cost_types": [(one, cost_type_forms.format_use(one)) for one in cost_type_forms.find_cost_types(board)],
        "base_types": format_list([one.label for one in BASE_COST_TYPES]),
    }


def _load_risks(board: Board, year: int, parameters: Mapping[str, str]) -> dict[str, Any]:
    found = risk_forms.find_risks(board, year).prefetch_related("controls")
    return {"risks": [(risk, *_rank_risk(risk)) for risk in found]}


def _rank_risk(risk: Any) -> tuple[int, str]:
    value = compute_risk_value(risk.probability, risk.consequence)
    return value, LEVEL_LABELS[get_risk_level(value)]


def _load_areas(board: Board, year: int, parameters: Mapping[str, str]) -> dict[str, Any]:
    """The areas with the words of ``?sok=``, those that had ended before the year only if asked for."""
    parts = parameters.get("sok", "").casefold().split()
    shows_ended = bool(parameters.get("avslutade"))
    notes = load_change_notes(board, year=year)
    found = [
        (depth, area, get_notes(notes, area))
        for depth, area in list_by_depth(find_areas(board))
        if (shows_ended or (area.valid_to or year) >= year)
        and all(part in f"{area.name} {area.get_kind_display()} {area.code}".casefold() for part in parts)
    ]
    return {"areas": found, "query": parameters.get("sok", ""), "shows_ended": shows_ended, "found": len(found)}


def _load_reorganisations(board: Board, year: int, parameters: Mapping[str, str]) -> dict[str, Any]:
    parts = ReorganisedArea.objects.filter(board=board).select_related("service_area", "reorganisation")
    listed: dict[Reorganisation, dict[str, list[str]]] = {}
    for part in parts.order_by("reorganisation__year", "reorganisation_id", "id"):
        sides = listed.setdefault(part.reorganisation, {"before": [], "after": []})
        sides[part.side].append(part.service_area.name)
    merges = IndicatorMerge.objects.filter(board=board).select_related("indicator", "into")
    return {
        "reorganisations": [
            (one, format_list(sides["before"]), format_list(sides["after"])) for one, sides in listed.items()
        ],
        "merges": merges,
        "area_names": [format_placed_name(area) for area in find_areas(board) if area.parent_id],
        "indicator_names": [one.name for one in find_indicators(board)],
        "area_list": reorganisation_forms.AREA_LIST,
        "indicator_list": reorganisation_forms.INDICATOR_LIST,
    }


STRUCTURE = StructurePage(
    "reporting_structure",
    "Struktur",
    "reporting/structure.html",
    (
        ("aret", "Året", ("ar", "kopiera")),
        ("verksamheter", "Verksamheter", ("verksamhet",)),
        ("mal", "Mål", ("mal",)),
        ("indikatorer", "Indikatorer och målvärden", ("indikator", "malvarde", "tolerans", "definition")),
        ("andra", "Byt namn, flytta och avsluta", ("byt-namn", "flytta", "beskriv", "avsluta")),
        ("namnden", "Nämndens namn och regler", ("namnd", "forklara", "tecken", "installningar", "publik")),
        ("personer", "Personer och roller", ("roll", "ersattare", "avsluta-ersattare", "ta-bort-roll")),
    ),
    _load_structure,
)
INDICATORS = StructurePage(
    "reporting_structure_indicators",
    "Indikatorer",
    "reporting/structure_indicators.html",
    (("indikatorn", "Vald indikator", ("andra-indikator", "avsluta-indikator")),),
    _load_indicators,
)
GOALS = StructurePage(
    "reporting_structure_goals",
    "Mål och fokusområden",
    "reporting/structure_goals.html",
    (
        ("fokusomraden", "Fokusområden", ("andra-fokusomrade", "fokusomrade")),
        ("malen", "Mål", ("andra-mal", "avsluta-mal")),
    ),
    _load_goals,
)
PROJECTS = StructurePage(
    "reporting_structure_projects",
    "Investeringar",
    "reporting/structure_projects.html",
    (("investeringar", "Investeringar", ("andra-investering", "avsluta-investering", "investering")),),
    _load_projects,
)
COST_TYPES = StructurePage(
    "reporting_structure_cost_types",
    "Kostnadsslag",
    "reporting/structure_cost_types.html",
    (
        (
            "kostnadsslag",
            "Egna kostnadsslag",
            ("andra-kostnadsslag", "avsluta-kostnadsslag", "nytt-kostnadsslag"),
        ),
    ),
    _load_cost_types,
)
RISKS = StructurePage(
    "reporting_structure_risks",
    "Intern kontroll",
    "reporting/structure_risks.html",
    (
        (
            "risker",
            "Risker och kontroller",
            ("andra-risk", "ta-bort-risk", "andra-kontroll", "ta-bort-kontroll", "risk", "kontroll", "kopiera-risker"),
        ),
    ),
    _load_risks,
)
AREAS = StructurePage(
    "reporting_structure_areas",
    "Verksamheter",
    "reporting/structure_areas.html",
    (("verksamheten", "Vald verksamhet", ("andra-verksamhet", "avsluta-verksamhet")),),
    _load_areas,
)
REORGANISATIONS = StructurePage(
    "reporting_structure_reorganisations",
    "Omorganisation",
    "reporting/structure_reorganisations.html",
    (
        ("verksamheter", "Verksamheter", ("ta-bort-omorganisation", "omorganisera")),
        ("indikatorer", "Indikatorer", ("ta-bort-sammanslagning", "sla-ihop")),
    ),
    _load_reorganisations,
)
TABLES = StructurePage(
    "reporting_structure_tables",
    "Egna tabeller",
    "reporting/structure_tables.html",
    (("tabeller", "Nämndens tabeller", tuple(table_forms.FORMS)),),
    _load_tables,
)
SUBJECTS = {
    one.name: one for one in (STRUCTURE, INDICATORS, GOALS, PROJECTS, COST_TYPES, RISKS, AREAS, REORGANISATIONS, TABLES)
}
