"""``/rapportera/installningar/``: which reminders the user gets by e-mail."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.accounts.roles import Reminder
from apps.accounts.services import mute_reminders
from apps.web.reporting.access import require_login


@require_http_methods(["GET", "HEAD", "POST"])
@require_login
def edit_settings(request: HttpRequest) -> HttpResponse:
    """The kinds of reminder, those that are on ticked."""
    user = cast(User, request.user)
    if request.method == "POST":
        wanted = set(request.POST.getlist("kind"))
        mute_reminders(by=user, kinds=[kind.value for kind in Reminder if kind.value not in wanted])
        messages.success(request, "Dina val är sparade.")
        return HttpResponseRedirect(reverse("reporting_settings"))
    muted = set(user.muted_reminders.values_list("kind", flat=True))
    kinds = [(kind, kind.value not in muted) for kind in Reminder]
    return render(request, "reporting/settings.html", {"kinds": kinds})
