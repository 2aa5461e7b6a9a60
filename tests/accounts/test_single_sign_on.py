"""The municipality's own log-in, end to end against a provider on this machine."""

import json
from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured

from apps.config.signin import build_single_sign_on
from tests.accounts import identity_provider
from tests.accounts.test_signin import _environment
from tests.scratch import Scratch, scratch  # noqa: F401

pytestmark = pytest.mark.slow

PROGRAMS = "tests.accounts.programs"
NO_ACCOUNT = ["", "Du har inget konto än"]


@pytest.fixture
def provider() -> Iterator[str]:
    with identity_provider.running() as address:
        yield address


@pytest.fixture
def oidc(scratch: Scratch, provider: str) -> Scratch:  # noqa: F811
    scratch.environment |= {
        "OIDC_SERVER_URL": provider,
        "OIDC_CLIENT_ID": identity_provider.CLIENT,
        "OIDC_CLIENT_SECRET": identity_provider.SECRET,
        "OIDC_NAME": "Logga in med kommunen",
    }
    return scratch


def test_oidc_leads_to_the_account_that_an_administrator_has_made(oidc):
    found = json.loads(oidc.run(PROGRAMS, "log_in_as", *identity_provider.PEOPLE))
    told = found["told"]
    assert told["anna"][0] == "Anna"
    assert told["anna-unverified"][0] == "Anna", "the organisation's own word for an address is taken"
    assert told["nobody"] == NO_ACCOUNT
    assert told["no-email"] == NO_ACCOUNT
    assert told["closed"][0] == ""
    assert told["for-another"] == ["", "Inloggningen gick inte"], "a token that was made for another system"
    assert found["accounts"] == 2, "nobody is made"


def test_an_address_that_is_not_vouched_for_leads_nowhere(oidc):
    oidc.environment["SSO_EMAIL_IS_VERIFIED"] = "0"
    told = json.loads(oidc.run(PROGRAMS, "log_in_as", "anna-unverified", "anna"))["told"]
    assert told["anna-unverified"] == NO_ACCOUNT
    assert told["anna"][0] == "Anna"


def test_saml_tells_who_we_are_and_leads_to_the_provider(scratch, provider):  # noqa: F811
    pytest.importorskip("onelogin.saml2", reason="the extra saml is not installed")
    scratch.environment |= {"SAML_METADATA_URL": f"{provider}/metadata", "SAML_ENTITY_ID": "urn:idp"}
    found = json.loads(scratch.run(PROGRAMS, "saml"))
    assert found["status"] == 200
    assert "http://localhost/konto/saml/kommun/acs/" in found["metadata"]
    assert found["away"].startswith(f"{provider}/sso?SAMLRequest=")


@pytest.mark.parametrize("name", ["OIDC_SERVER_URL", "SAML_METADATA_URL"])
def test_another_machine_gets_a_question_over_https_only(name):
    with pytest.raises(ImproperlyConfigured, match="https"):
        build_single_sign_on(_environment(**{name: "http://login.kommun.example"}))
