"""Settings: every secret and every difference between machines comes from the environment.

Without ``DATABASE_URL`` an embedded PostgreSQL starts by itself (``apps.config.postgres``). ``DEBUG`` is off unless
asked for; with it off a ``SECRET_KEY`` and ``ALLOWED_HOSTS`` are required.
"""

from datetime import date
from pathlib import Path
from typing import Any

import environ
import pghistory
from celery.schedules import crontab
from csp.constants import NONE, SELF

from apps.config import logs, postgres, signin

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
SSO = signin.build_single_sign_on(env)

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="only-for-demo-and-tests" if DEBUG or DEMO else environ.Env.NOTSET)
# Besides the site's own names, the one by which a health check inside the container calls.
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", default=[] if DEBUG or DEMO else environ.Env.NOTSET), *LOCAL_HOSTS]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *SSO["apps"],
    "django_htmx",
    "csp",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "knox",
    "apps.core",
    "apps.audit",
    "apps.organisation",
    "apps.accounts",
    "apps.rounds",
    "apps.goals",
    "apps.budget",
    "apps.risks",
    "apps.own_tables",
    "apps.texts",
    "apps.report",
    "apps.publishing",
    "apps.imports",
    "apps.documents",
    "apps.questions",
    "apps.api",
    "apps.web",
]

MIDDLEWARE = [
    "apps.web.compression.CompressionMiddleware",
    "apps.api.middleware.ApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "apps.api.not_modified.NotModifiedMiddleware",
    "apps.web.compression.StaticFilesMiddleware",
    "csp.middleware.CSPMiddleware",
    "apps.web.reporting.uploads.size_limit.UploadLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.web.former_addresses.FormerAddressMiddleware",
]

ROOT_URLCONF = "apps.config.urls"
WSGI_APPLICATION = "apps.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "OPTIONS": {"environment": "apps.web.templatetags.sheet_rows.build_environment"},
    },
]

DATABASE: dict[str, Any] = (
    env.db_url("DATABASE_URL") if env.str("DATABASE_URL", default="") else postgres.build_embedded_database(BASE_DIR)
)
CONN_MAX_AGE = env.int("CONN_MAX_AGE", default=60)
DATABASES = {
    "default": {
        **DATABASE,
        "CONN_MAX_AGE": CONN_MAX_AGE,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # Seconds and milliseconds: a database that is away must not hold a worker for minutes.
            "connect_timeout": 5,
            "tcp_user_timeout": 10_000,
            # Only what goes through core.prepared_queries is prepared, and only on connections of our own: a pooler
            # that lends them out for a transaction at a time may not carry prepared statements.
            "prepare_threshold": 1 if CONN_MAX_AGE else None,
            # What is prepared is planned once: else each asking of a large database is planned anew, for longer than
            # the answer takes.
            **({"options": "-c plan_cache_mode=force_generic_plan"} if CONN_MAX_AGE else {}),
            **DATABASE.get("OPTIONS", {}),
        },
    }
}
# History: who and why stand in each event itself, since a row of their own would cost a write for every cell saved.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField()
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="+", db_index=False)
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(related_name="+", db_index=False)
PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "apps.accounts.adapter.ClosedAccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
# Beside allauth's own limits: how often someone may ask that an address gets e-mail, and how often an address is asked.
ACCOUNT_RATE_LIMITS = {"follow": "5/m/ip,40/d/ip,4/d/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Nämndkollen"
SOCIALACCOUNT_ADAPTER = "apps.accounts.adapter.ClosedSocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = SSO["providers"]
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "start"

LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # it would print the year 2025 as 2 025

STATIC_URL = "static/"
# The demo serves the files from where they are, and collects none.
STATIC_ROOT = env.str("STATIC_ROOT", default=None if DEBUG or DEMO else str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or DEMO

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *SSO["form_action"]],  # browsers hold the way to a log-in elsewhere against it too
        "frame-ancestors": [NONE],
    }
}

BEHIND_HTTPS = env.bool("BEHIND_HTTPS", default=not (DEBUG or DEMO))
# How many proxies' word for the caller's address is taken: calls and log-in attempts are counted by it.
TRUSTED_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_HTTPS else 0
SECURE_SSL_REDIRECT = BEHIND_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if BEHIND_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # HSTS preload binds the municipality's whole domain: not ours to decide
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# EMAIL_BACKEND, EMAIL_HOST and the others that the address tells of.
vars().update({key: value for key, value in env.email_url("EMAIL_URL", default="consolemail://").items() if value})
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="namndkollen@localhost")

# Without a broker a job runs at once in the process that asked for it.
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="")
CELERY_TASK_ALWAYS_EAGER = not CELERY_BROKER_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = TIME_ZONE
# Without a broker long jobs run in a thread of the web process, so that their page can show how far they are.
JOBS_IN_THREADS = env.bool("JOBS_IN_THREADS", default=not CELERY_BROKER_URL)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # the worker logs as LOGGING says
# Where links in e-mail lead.
_SITE_NAME = next(host.removeprefix(".") for host in ALLOWED_HOSTS if host != "*")
SITE_URL = (
    env.str("SITE_URL", default="") or ("http://localhost:8000" if DEBUG or DEMO else f"https://{_SITE_NAME}")
).rstrip("/")
# Who answers for the site, how they are reached, and since when it is public (2026-11-30): the accessibility statement
# must say so. Without them it says that they are not given.
SITE_OWNER = env.str("SITE_OWNER", default="")
SITE_CONTACT = env.str("SITE_CONTACT", default="")
SITE_PUBLISHED = date.fromisoformat(published) if (published := env.str("SITE_PUBLISHED", default="")) else None
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "reminders": {"task": "apps.web.tasks.send_reminders", "schedule": crontab(hour="7", minute="0")},
    "notices": {"task": "apps.web.tasks.send_notices", "schedule": crontab(minute="20")},
    "tidy": {"task": "apps.web.tasks.tidy", "schedule": crontab(hour="3", minute="30")},
}
# Days after which an account without a role loses its name and e-mail; 0 keeps them for ever.
KEEP_NAMES_DAYS = env.int("KEEP_NAMES_DAYS", default=730)

# What all processes must know: how often callers have called. Without a server of its own each process counts alone.
SHARED_CACHE_URL = env.cache_url("SHARED_CACHE_URL", default="locmemcache://shared")
if SHARED_CACHE_URL["BACKEND"].endswith("RedisCache"):
    SHARED_CACHE_URL["OPTIONS"] = {"socket_connect_timeout": 1, "socket_timeout": 1}  # seconds
CACHES = {
    # Log-in attempts and used one-time codes: counted for all processes together, and known after a restart. They are
    # few and short-lived. It is never culled while it works, which would forget the attempts of the one who floods it.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_rememberedattempt",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    },
    "shared": SHARED_CACHE_URL,
}

# Calls a minute for each address without a token, for each token, and for each token that writes.
API_RATES = {"anonymous": 300, "token": 1200, "write": 60}
# Seconds that each process remembers that a public report is unchanged.
API_REMEMBERS = 5
REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "apps.api.problems.handle",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "NUM_PROXIES": TRUSTED_PROXIES,
}
KNOX_TOKEN_MODEL = "api.AccessToken"  # noqa: S105 - a table, no secret
REST_KNOX = {"TOKEN_PREFIX": "nk_", "AUTH_HEADER_PREFIX": "Bearer"}
MIGRATION_MODULES = {"knox": None}  # the tokens are in a table of our own

LOGGING = logs.build_logging(env.str("LOG_LEVEL", default="INFO"), as_json=not (DEBUG or DEMO))

# Jobs find these settings in every process that has them, so also those run at once.
from apps.config.celery import app as celery_app  # noqa: E402, F401
