"""What the bench serves: the product with the bench's database, and two views that do nothing."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")

from apps.config.wsgi import application

__all__ = ["application"]

from django.conf import settings
from django.db import connections

settings.ROOT_URLCONF = "tests.bench.urls"
settings.API_RATES = dict.fromkeys(settings.API_RATES, 10**9)  # all that is asked comes from one address
connections.settings["default"]["NAME"] = os.environ["BENCH_DATABASE"]
