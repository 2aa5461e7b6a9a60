"""Who calls, and how often: Bearer tokens of service accounts, and a rate for each caller."""

import logging
import re
import time
from typing import Any

from django.conf import settings
from django.core.cache import caches
from knox.auth import TokenAuthentication
from redis.exceptions import RedisError
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from apps.api.models import AccessToken

logger = logging.getLogger(__name__)
_TOKEN_PATTERN = re.compile(rb"nk_[0-9a-f]{64}")
RATE_WINDOW_SECONDS = 60  # seconds
BEARER_CHALLENGE = 'Bearer realm="namndkollen"'


class BearerAuthentication(TokenAuthentication):
    """``Authorization: Bearer nk_…``. Any other kind of header is refused, not overlooked."""

    def authenticate(self, request: Request) -> Any:
        header = get_authorization_header(request)
        if not header:
            return None
        scheme, _, token = header.partition(b" ")
        if scheme.lower() != b"bearer" or not _TOKEN_PATTERN.fullmatch(token):
            raise AuthenticationFailed
        return self.authenticate_credentials(token)

    def authenticate_header(self, request: Request) -> str:
        return BEARER_CHALLENGE


class RateLimit(BaseThrottle):
    """So many calls a minute for each token, or for each address without one; counted in the shared cache."""

    def allow_request(self, request: Request, view: Any) -> bool:
        kind = self._kind(request)
        most = settings.API_RATES[kind]
        now = time.time()
        self.reset = RATE_WINDOW_SECONDS - int(now) % RATE_WINDOW_SECONDS
        token = get_token(request)
        who = token.digest[:32] if token else self.get_ident(request)
        key = f"api-rate:{kind}:{who}:{int(now) // RATE_WINDOW_SECONDS}"
        used = _count_call(key)
        request._request.api_rate = {  # type: ignore[attr-defined]
            "RateLimit-Limit": str(most),
            "RateLimit-Remaining": str(max(0, most - used)),
            "RateLimit-Reset": str(self.reset),
        }
        return used <= most

    def wait(self) -> float:
        return self.reset

    def _kind(self, request: Request) -> str:
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            return "write"
        return "token" if get_token(request) else "anonymous"


def get_token(request: Request) -> AccessToken | None:
    """The token that the caller came with."""
    return request.auth if isinstance(request.auth, AccessToken) else None


def _count_call(key: str) -> int:
    """How many calls this makes in the minute. The API goes on without counting while the shared cache is away."""
    shared = caches["shared"]
    try:
        return 1 if shared.add(key, 1, RATE_WINDOW_SECONDS) else shared.incr(key)
    except ValueError:  # the minute ended in between
        return 1
    except RedisError as error:
        logger.warning("calls are not counted: %s", type(error).__name__)
        return 1
