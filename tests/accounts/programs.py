"""Log-ins from outside, in a process of its own: the way in is set up by the environment before Django starts."""

import json
import os
import sys
import urllib.error
import urllib.request
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from apps.accounts.models import User  # noqa: E402

SITE = {"HTTP_HOST": "localhost"}


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


def _sent_to(address: str) -> str:
    try:
        urllib.request.build_opener(_Stay).open(address)
    except urllib.error.HTTPError as answer:
        return answer.headers["Location"]
    raise AssertionError("No redirect")


def log_in_as(*people: str) -> None:
    """Each person through the provider; who is then logged in, and what the page says."""
    if not User.objects.exists():
        User.objects.create_user("anna@demo.example", name="Anna")
        User.objects.create_user("closed@demo.example", is_active=False)
    told = {}
    for who in people:
        client = Client(**SITE)
        button = client.get("/konto/login/").content.decode()
        assert "Logga in med kommunen" in button
        away = client.post("/konto/oidc/kommun/login/").headers["Location"]
        back = _sent_to(f"{away}&login_hint={who}").removeprefix("http://localhost")
        answer = client.get(back, follow=True)
        user = client.get("/").wsgi_request.user
        heading = answer.content.decode().partition("<h1")[2].partition(">")[2].partition("</h1>")[0].strip()
        told[who] = [str(user) if user.is_authenticated else "", heading]
    print(json.dumps({"told": told, "accounts": User.objects.count()}))  # noqa: T201


def saml() -> None:
    """What the identity provider is given to know us by, and where a log-in leads."""
    client = Client(**SITE)
    metadata = client.get("/konto/saml/kommun/metadata/")
    login = client.get("/konto/saml/kommun/login/", follow=False)
    if login.status_code == 200:
        login = client.post("/konto/saml/kommun/login/")
    told = {"status": metadata.status_code, "metadata": metadata.content.decode(), "away": login.headers["Location"]}
    print(json.dumps(told))  # noqa: T201


def guess(email: str, times: str, password: str = "fel") -> None:
    """Log in so many times with a password; how many times it was tried, and how many times it opened."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the time is not the point
    client = Client(**SITE)
    answers = [client.post("/konto/login/", {"login": email, "password": password}) for _ in range(int(times))]
    opened = sum(answer.status_code == 302 for answer in answers)
    refused = sum("För många" in answer.content.decode() for answer in answers)
    print(json.dumps({"tried": len(answers) - refused, "opened": opened}))  # noqa: T201


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
