"""How people get in: an administrator makes the account, nobody signs up alone."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.roles import Permission, list_roles_with


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Keeps the sign-up page shut, and leads people to their work."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who works with reports comes to them; who only reads comes to the boards."""
        user: Any = request.user
        works = user.is_superuser or user.memberships.filter(role__in=list_roles_with(Permission.READ_DRAFT)).exists()
        return reverse("reporting") if works else reverse("start")


class ClosedSocialAccountAdapter(DefaultSocialAccountAdapter):
    """A log-in from outside leads to an account that exists, and never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


def build_password_path(user: User) -> str:
    """Where the account's owner chooses a password, as ”glömt lösenord” sends it: for ``PASSWORD_RESET_TIMEOUT``."""
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
