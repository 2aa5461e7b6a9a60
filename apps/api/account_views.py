"""Service accounts and tokens, for a board's administrator. A token's secret is shown once, when it is made."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.api import services as tokens
from apps.api.models import AccessToken, ServiceAccount, TokenScope

NAME_TAKEN = "Nämnden har redan ett systemkonto med det namnet."


class AccountForm(forms.Form):
    """A new system."""

    board = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label="Systemets namn", max_length=100)


class TokenForm(forms.Form):
    """A new token."""

    name = forms.CharField(label="Vad nyckeln ska användas till", max_length=100)
    days = forms.IntegerField(label="Gäller så många dagar", min_value=1, max_value=tokens.MAX_TOKEN_DAYS, initial=180)
    scopes = forms.MultipleChoiceField(
        label="Nyckeln får", choices=TokenScope.choices, widget=forms.CheckboxSelectMultiple, error_messages={
            "required": "Välj minst en sak som nyckeln får göra."
        }
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of the boards that the reader administers; POST makes one."""
    boards = tokens.list_administered_boards(request.user)
    if not boards:
        raise Http404
    form = AccountForm(request.POST or None)
    if form.is_valid():
        board = next((board for board in boards if board.pk == form.cleaned_data["board"]), None)
        if board is None:
            raise Http404
        try:
            with transaction.atomic():
                account = tokens.create_account(by=_get_user(request), board=board, name=form.cleaned_data["name"])
            return redirect("api_account", pk=account.pk)
        except IntegrityError:
            form.add_error("name", NAME_TAKEN)
    found = ServiceAccount.objects.filter(board__in=boards).select_related("board__municipality")
    keys = Prefetch("user__auth_token_set", AccessToken.objects.order_by("-created"))
    context = {
        "boards": boards,
        "accounts": found.prefetch_related(keys),
        "form": form,
        "asked": request.POST.get("board"),
    }
    return _render_page(request, "api/accounts.html", context, status=400 if request.method == "POST" else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account with its tokens; POST makes a token and shows its secret."""
    found = _load_account(request, pk)
    form = TokenForm(request.POST or None)
    secret = ""
    if form.is_valid():
        _, secret = tokens.create_token(by=_get_user(request), account=found, **form.cleaned_data)
        form = TokenForm()
    keys = AccessToken.objects.filter(user=found.user)
    context = {"account": found, "tokens": keys, "form": form, "secret": secret, "scopes": dict(TokenScope.choices)}
    return _render_page(request, "api/account.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def revoke_account_token(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """A token stops working at once."""
    found = _load_account(request, pk)
    token = AccessToken.objects.filter(user=found.user, digest=digest).first()
    if token is None:
        raise Http404
    tokens.revoke_token(by=_get_user(request), account=found, token=token)
    return redirect("api_account", pk=pk)


def _load_account(request: HttpRequest, pk: int) -> ServiceAccount:
    """The account, if the reader administers its board."""
    boards = tokens.list_administered_boards(request.user)
    found = ServiceAccount.objects.filter(pk=pk, board__in=boards).select_related("board__municipality", "user").first()
    if found is None:
        raise Http404
    return found


def _get_user(request: HttpRequest) -> Any:
    return request.user


def _render_page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store"
    return response
