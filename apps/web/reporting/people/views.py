"""``/rapportera/ersattare/`` and ``/rapportera/kommun/<municipality>/``: people, and the roles that they have.

The first is for everyone with a role: who has it while they are away. The second is for whoever administers boards of a
municipality: one list and one form for all of them, and for the municipality's administrator what they share.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError, Permission
from apps.accounts.services import MemberError, is_municipality_administrator
from apps.organisation.models import Board, Municipality
from apps.web.reporting.access import find_boards_with_permission, require_login
from apps.web.reporting.people import forms
from apps.web.reporting.people.people_list import (
    find_administrators,
    find_members,
    find_own_memberships,
    find_own_substitutions,
    find_substitutions,
    format_substitution,
    list_people,
)

UNPROCESSABLE = 422
OWN_FORMS: dict[str, Callable[..., forms.RoleForm]] = {
    "valj": forms.OwnSubstituteForm,
    "avsluta": forms.OwnEndForm,
}


@require_safe
@require_login
def show_substitutes(request: HttpRequest) -> HttpResponse:
    """Who substitutes the user, and whom the user substitutes, with the forms."""
    return _render_substitutes(request)


@require_POST
@require_login
def change_substitutes(request: HttpRequest, what: str) -> HttpResponse:
    """Choose a substitute, or end it before its time."""
    if what not in OWN_FORMS:
        raise Http404
    user = cast(User, request.user)
    form = OWN_FORMS[what](request.POST, user=user)
    if _apply_form(request, form, user):
        return HttpResponseRedirect(f"{reverse('reporting_substitutes')}#svar")
    return _render_substitutes(request, {what: form}, status=UNPROCESSABLE)


def _render_substitutes(
    request: HttpRequest, bound: Mapping[str, forms.RoleForm] | None = None, status: int = 200
) -> HttpResponse:
    user, bound = cast(User, request.user), bound or {}
    found, roles = list(find_own_substitutions(user)), list(find_own_memberships(user))
    offered = [code for code, is_possible in (("valj", bool(roles)), ("avsluta", bool(found))) if is_possible]
    context = {
        "roles": roles,
        "own": [format_substitution(one) for one in found if one.absent_id == user.pk],
        "others": [format_substitution(one, user) for one in found if one.substitute_id == user.pk],
        "forms": [(code, bound.get(code) or OWN_FORMS[code](user=user)) for code in offered],
        "url": reverse("reporting_substitutes"),
        "opened": next(iter(bound), ""),
    }
    return render(request, "reporting/substitutes.html", context, status=status)


@require_safe
@require_login
def show_municipality_people(request: HttpRequest, municipality: str) -> HttpResponse:
    """The boards, their people and the forms; 404 for whoever administers none of the municipality's boards."""
    return _render_municipality(request, *_find_administered(request, municipality))


@require_POST
@require_login
def change_municipality_people(request: HttpRequest, municipality: str, what: str) -> HttpResponse:
    """Give or take a role, or add a board."""
    place, boards, keeps = _find_administered(request, municipality)
    known = forms.BOARDS_FORMS | (forms.MUNICIPALITY_FORMS if keeps else {})
    if what not in known:
        raise Http404
    form = known[what](request.POST, municipality=place, boards=boards)
    if _apply_form(request, form, cast(User, request.user)):
        still = _list_administered(request, place)
        name = "reporting_municipality" if still[0] or still[1] else "reporting"  # they may have taken their own away
        url = reverse(name, args=[place.slug] if name == "reporting_municipality" else [])
        return HttpResponseRedirect(f"{url}#svar")  # without it the browser goes to the form, far below the answer
    return _render_municipality(request, place, boards, keeps, {what: form}, status=UNPROCESSABLE)


def _find_administered(request: HttpRequest, municipality: str) -> tuple[Municipality, list[Board], bool]:
    """The municipality, the boards that the user administers there, and whether they look after all of it."""
    place = Municipality.objects.filter(slug=municipality).first()
    if place is None:
        raise Http404
    boards, keeps = _list_administered(request, place)
    if not boards and not keeps:
        raise Http404
    return place, boards, keeps


def _list_administered(request: HttpRequest, place: Municipality) -> tuple[list[Board], bool]:
    user = cast(User, request.user)
    boards = find_boards_with_permission(user, Permission.ADMINISTER).filter(municipality=place).order_by("name")
    return list(boards), is_municipality_administrator(user, place)


def _apply_form(request: HttpRequest, form: forms.RoleForm, user: User) -> bool:
    """Do what the form says: all of it or nothing. What is wrong is said in the form."""
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            messages.success(request, form.act(user))
    except NotAllowedError as error:
        raise Http404 from error
    except MemberError as error:
        form.add_error(None, str(error))
        return False
    return True


def _render_municipality(
    request: HttpRequest,
    place: Municipality,
    boards: list[Board],
    keeps: bool,
    bound: Mapping[str, forms.BoardsForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    bound = bound or {}
    given: dict[str, Any] = {"municipality": place, "boards": boards}
    substitutions = find_substitutions(boards)
    offered = [code for code in forms.BOARDS_FORMS if code != "avsluta-ersattare" or substitutions]
    context = {
        "municipality": place,
        "boards": boards,
        "keeps": keeps,
        "people": list_people(find_members(boards), substitutions, find_administrators(place)),
        "role_forms": [(code, bound.get(code) or forms.BOARDS_FORMS[code](**given)) for code in offered],
        "own_forms": [
            (code, bound.get(code) or form(**given)) for code, form in forms.MUNICIPALITY_FORMS.items() if keeps
        ],
        "url": reverse("reporting_municipality", args=[place.slug]),
        "opened": next(iter(bound), ""),
    }
    return render(request, "reporting/municipality.html", context, status=status)
