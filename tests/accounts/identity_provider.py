"""A small identity provider on this machine: OpenID Connect's addresses, and a SAML metadata file."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode
from wsgiref.simple_server import WSGIRequestHandler, make_server

import jwt

CLIENT, SECRET = "namndkollen", "a-secret-that-is-long-enough-to-sign-with"
PEOPLE: dict[str, dict[str, Any]] = {
    "anna": {"email": "anna@demo.example", "email_verified": True},
    "anna-unverified": {"email": "anna@demo.example"},
    "nobody": {"email": "nobody@demo.example", "email_verified": True},
    "closed": {"email": "closed@demo.example", "email_verified": True},
    "no-email": {},
    "for-another": {"email": "anna@demo.example", "email_verified": True},
}
METADATA = """<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:idp">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{address}/sso"/>
</IDPSSODescriptor></EntityDescriptor>"""


@dataclass
class Provider:
    """Whoever is logged in at ``/authorize`` is told in the query, as ``login_hint``."""

    address: str = ""
    codes: dict[str, str] = field(default_factory=dict)

    def answer(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        asked = {key: values[0] for key, values in parse_qs(environ["QUERY_STRING"]).items()}
        page = environ["PATH_INFO"].rsplit("/", 1)[1].replace("-", "_")
        if page == "authorize":
            who = asked["login_hint"]
            code = f"code-{len(self.codes)}"
            self.codes[code] = who
            place = f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
            start("302 Found", [("Location", place)])
            return [b""]
        if page == "metadata":
            start("200 OK", [("Content-Type", "application/samlmetadata+xml")])
            return [METADATA.format(address=self.address).encode()]
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(getattr(self, page)(environ)).encode()]

    def openid_configuration(self, environ: dict[str, Any]) -> dict[str, Any]:
        places = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        return {
            "issuer": self.address,
            "jwks_uri": f"{self.address}/jwks",
            **{f"{name}_endpoint": f"{self.address}/{path}" for name, path in places.items()},
        }

    def token(self, environ: dict[str, Any]) -> dict[str, Any]:
        posted = parse_qs(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode())
        assert (posted["client_id"], posted["client_secret"]) == ([CLIENT], [SECRET])
        assert posted["code_verifier"], "PKCE"
        who = self.codes.pop(posted["code"][0])
        audience = "another-system" if who == "for-another" else CLIENT
        now = int(time.time())
        claims = {"iss": self.address, "sub": who, "aud": audience, "iat": now, "exp": now + 60, **PEOPLE[who]}
        return {"access_token": who, "token_type": "Bearer", "id_token": jwt.encode(claims, SECRET, "HS256")}

    def userinfo(self, environ: dict[str, Any]) -> dict[str, Any]:
        who = environ["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
        return {"sub": who, **PEOPLE[who]}


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None: ...


@contextmanager
def running() -> Iterator[str]:
    """The address of a running provider."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider.answer, handler_class=_Quiet)
    provider.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield provider.address
    server.shutdown()
    server.server_close()
    thread.join()
