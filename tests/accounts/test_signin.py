"""Getting in: a second step for those who want one, the organisation's own log-in, and nobody by themselves."""

import environ
import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client, override_settings
from django.urls import reverse

from apps.accounts.models import User
from apps.config.signin import build_single_sign_on

pytestmark = pytest.mark.slow

PASSWORD = "ett-riktigt-langt-losenord"


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("anna@demo.example", PASSWORD, name="Anna")


def log_in(client: Client):
    return client.post(reverse("account_login"), {"login": "anna@demo.example", "password": PASSWORD})


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_password_alone_is_enough_for_those_without_a_second_step(client, user):
    assert log_in(client).url == reverse("start")


def test_a_second_step_is_offered_and_then_required(client, user):
    log_in(client)
    page = client.get(reverse("mfa_activate_totp"))
    if page.status_code == 302:
        page = client.post(page.url, {"password": PASSWORD}, follow=True)
    assert page.status_code == 200
    secret = client.session["mfa.totp.secret"]
    done = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert done.status_code == 302, done.context["form"].errors
    client.logout()
    answer = log_in(client)
    assert answer.url == reverse("mfa_authenticate")
    assert client.get(reverse("start")).wsgi_request.user.is_anonymous


def test_a_recovery_code_opens_once(client, user):
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for works in (True, False):
        client.logout()
        log_in(client)
        answer = client.post(reverse("mfa_authenticate"), {"code": code})
        assert (answer.status_code == 302) is works


@pytest.mark.parametrize("name", ["account_signup", "socialaccount_signup"])
def test_nobody_signs_up_alone(client, db, name):
    answer = client.post(reverse(name), {"email": "ny@demo.example", "password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code in (200, 302)
    assert not User.objects.filter(email="ny@demo.example").exists()


def test_without_configuration_there_is_no_other_way_in():
    found = build_single_sign_on(_environment())
    assert found == {"apps": [], "providers": {}, "form_action": []}


def test_oidc_comes_from_the_environment():
    found = build_single_sign_on(
        _environment(OIDC_SERVER_URL="https://login.kommun.example/oidc", OIDC_CLIENT_ID="x", OIDC_CLIENT_SECRET="y")
    )
    assert found["apps"] == ["allauth.socialaccount.providers.openid_connect"]
    assert found["form_action"] == ["https://login.kommun.example"]
    assert found["providers"]["openid_connect"]["APPS"][0]["settings"] == {
        "server_url": "https://login.kommun.example/oidc"
    }


def test_saml_comes_from_the_environment():
    found = build_single_sign_on(
        _environment(SAML_METADATA_URL="https://idp.kommun.example/metadata", SAML_ENTITY_ID="urn:idp")
    )
    assert found["apps"] == ["allauth.socialaccount.providers.saml"]
    assert found["providers"]["saml"]["APPS"][0]["provider_id"] == "urn:idp"


def _environment(**values: str) -> environ.Env:
    env = environ.Env()
    env.ENVIRON = values
    return env


@override_settings(ACCOUNT_RATE_LIMITS={"login_failed": "3/m/key"})
def test_guessing_is_slowed_down(client, user):
    for _ in range(5):
        answer = client.post(reverse("account_login"), {"login": "anna@demo.example", "password": "fel"})
    assert "För många" in answer.content.decode() or answer.status_code == 429
