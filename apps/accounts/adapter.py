"""How people get in: an administrator makes the account, nobody signs up alone."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Keeps the sign-up page shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
