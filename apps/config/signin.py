"""How people get in: e-mail and password with a second step offered; the municipality's own log-in where it is set up.

Nobody signs up alone. A log-in from outside leads to the account with the same e-mail, which an administrator has made;
that is as safe as the identity provider's word for the address, so only the organisation's own should be named here.
"""

from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "::1"}


def build_single_sign_on(env: environ.Env) -> dict[str, Any]:
    """Settings from the environment: which apps to install, the providers, and where forms may lead.

    OIDC: ``OIDC_SERVER_URL``, ``OIDC_CLIENT_ID``, ``OIDC_CLIENT_SECRET``, and ``OIDC_NAME`` for the button.
    SAML, with the extra ``saml`` installed: ``SAML_METADATA_URL``, ``SAML_ENTITY_ID``, and ``SAML_NAME``.
    ``SSO_EMAIL_IS_VERIFIED=0`` where the provider's addresses can't be trusted: then accounts must be linked by hand.
    """
    providers: dict[str, Any] = {}
    trusted = {"VERIFIED_EMAIL": env.bool("SSO_EMAIL_IS_VERIFIED", default=True)}
    server = env.str("OIDC_SERVER_URL", default="")
    if server:
        _require_https("OIDC_SERVER_URL", server)  # what comes straight from there is believed for its TLS
        app = {
            "provider_id": "kommun",
            "name": env.str("OIDC_NAME", default="Kommunens inloggning"),
            "client_id": env.str("OIDC_CLIENT_ID"),
            "secret": env.str("OIDC_CLIENT_SECRET"),
            "settings": {"server_url": server},
        }
        providers["openid_connect"] = {**trusted, "APPS": [app], "OAUTH_PKCE_ENABLED": True}
    metadata = env.str("SAML_METADATA_URL", default="")
    if metadata:
        _require_https("SAML_METADATA_URL", metadata)
        app = {
            "provider_id": env.str("SAML_ENTITY_ID"),
            "client_id": "kommun",
            "name": env.str("SAML_NAME", default="Kommunens inloggning"),
            "settings": {"idp": {"entity_id": env.str("SAML_ENTITY_ID"), "metadata_url": metadata}},
        }
        providers["saml"] = {**trusted, "APPS": [app]}
    apps = [f"allauth.socialaccount.providers.{name}" for name in providers]
    places = [f"{part.scheme}://{part.netloc}" for part in map(urlsplit, filter(None, (server, metadata)))]
    return {"apps": apps, "providers": providers, "form_action": places}


def _require_https(name: str, address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK_HOSTS:
        raise ImproperlyConfigured(f"{name} ska börja med https://")
